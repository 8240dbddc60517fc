"""How well the book has called it: its own record, beside three plain rivals."""
