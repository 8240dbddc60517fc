"""Health inequalities in English places: from published figures to a book.

The rooms of the package are the stages of a figure's way, and imports go one way only::

    data/raw ─► data ─► statistics ─► findings ─► claims · charts ─► chapters/<topic> ─► notebooks ─► book/<locality> ─► HTML, PDF, workbooks
       ▲ intake                                          params ─► runner ──────────────────┘             editions: verify, review, archive
"""  # noqa: E501
