"""Hand-written documents: frameworks, plans, targets and commentary."""
