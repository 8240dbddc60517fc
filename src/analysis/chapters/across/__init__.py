"""The authorities of the book side by side."""
