"""What the plans of all authorities promised, and how it goes."""
