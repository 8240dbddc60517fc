"""How large the gaps are, whether they close, and what would halve them in time."""
