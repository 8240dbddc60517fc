"""What published documents promise and say, kept as data in `params/`."""
