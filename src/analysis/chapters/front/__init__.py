"""The book's front page: each place in a sentence, and where it lies."""
