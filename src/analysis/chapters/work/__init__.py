"""Work and health."""
