"""One district of an authority."""
