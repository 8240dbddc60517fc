"""Figures that a plan published, beside what these figures give."""
