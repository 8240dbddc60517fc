"""Health inequalities in English places: from published figures to a book.

The modules are the stages of the data's way, and imports go one way only::

    data/raw -> sources -> indicators -> statistics -> figures, tables, narrative
             -> notebooks (run by runner) -> book (made by publish)
"""
