"""Figures refreshed from their publishers."""
