"""The errors that a user can meet, each one plain sentence that says what to do."""

from collections.abc import Iterable
from difflib import get_close_matches


class AnalysisError(Exception):
    """Something that the user can put right; the message says what, where and how."""


class ParameterError(AnalysisError):
    """A parameter is unknown, missing, mistyped or out of range."""


class DataError(AnalysisError):
    """A file of figures is missing, changed or breaks the contract of its columns."""


class UnknownAreaError(AnalysisError):
    """No area answers to this code or name; the message suggests the nearest ones."""


class RunError(AnalysisError):
    """A chapter could not be executed; the message names the chapter, cell and cause."""


def nearest(word: str, known: Iterable[str]) -> str:
    """Ask whether the nearest known word was meant; empty where none is near.

    >>> nearest("trnd", ["gap", "trend"])
    ' Did you mean trend?'
    """
    near = get_close_matches(word, list(known), n=1)
    return f" Did you mean {near[0]}?" if near else ""
