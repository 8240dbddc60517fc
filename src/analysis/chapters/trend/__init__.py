"""What every indicator has done over time."""
