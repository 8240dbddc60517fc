"""The made-up book that the tests of findings judge too."""

from findings.conftest import book, made

__all__ = ["book", "made"]
