"""The executed chapters as a book: contents, HTML, charts in the page, downloads."""
