"""What comes in: figures from publishers and from analysts."""
