"""Find a figure: every indicator with its latest figure for each place of the book."""
