"""Findings: published figures selected for a chapter, with the statistics computed on them."""
