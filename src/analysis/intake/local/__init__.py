"""Figures that an analyst adds."""
