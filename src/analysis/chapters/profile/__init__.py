"""Every indicator's latest figure beside the comparator's."""
