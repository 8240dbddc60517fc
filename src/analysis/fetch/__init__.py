"""Refreshing the figures: download, compare, and accept as a new snapshot."""
