"""What matters most in a place, by one rule."""
