"""One ward."""
