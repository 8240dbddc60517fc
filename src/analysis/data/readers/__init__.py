"""Readers, one for each publisher's format."""
