"""Readers: one for each publisher's format, from a raw file to a checked table."""
