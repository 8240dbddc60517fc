"""The small words that every sentence shares, and words as Markdown shows them."""

import re
from collections.abc import Iterable, Sequence
from datetime import date

SYMBOLS = {
    "better": "▲",
    "similar": "●",
    "worse": "▼",
    "higher": "△",
    "lower": "▽",
    "cannot compare": "",
}
_SEXES = {"Female": "females", "Male": "males", "Persons": "persons"}
_SPECIAL = re.compile(r"([\\`*_\[\]<>&#|$~{}])")
# What makes a list, a rule or a comment of a line, where it begins one.
_BEGINNING = re.compile(r"^(?:(?=[-+=%:])|(\d+)(?=[.)](?:\s|$)))")


def signed(verdict: str) -> str:
    """Put a verdict's sign before it."""
    return f"{SYMBOLS[verdict]} {verdict}".strip()


def for_sex(sex: str, *, alone: bool = True) -> str:
    """Say whom a figure is of; nothing where there is only one group."""
    if sex in ("Female", "Male"):
        return f" for {_SEXES[sex]}"
    return "" if alone else " for all persons"


def for_sexes(sexes: Sequence[str], of: int) -> str:
    """Name those to whom something applies, unless it is everyone there is."""
    return "" if len(sexes) == of else f" for {' and '.join(_SEXES[sex] for sex in sexes)}"


def lower_first(name: str) -> str:
    """Put a name inside a sentence; acronyms keep their capitals."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def upper_first(text: str) -> str:
    """Begin a sentence."""
    return text[:1].upper() + text[1:]


def gap_unit(unit: str) -> str:
    """Name the unit of a difference: percentages differ by percentage points."""
    if unit.startswith("%"):
        return "percentage points"
    return "points" if "score" in unit else unit


def day_of(day: date) -> str:
    """Write a day in full."""
    return f"{day.day} {day:%B %Y}"


def marked(words: Iterable[str]) -> tuple[list[str], str]:
    """Give each row's mark, and what the marks stand for; the words would make rows too high."""
    rows = list(words)
    marks = {text: f"[{n}]" for n, text in enumerate(filter(None, dict.fromkeys(rows)), start=1)}
    explained = "; ".join(f"{mark} {text}" for text, mark in marks.items())
    return [marks.get(text, "") for text in rows], explained


def count_of(number: int, noun: str) -> str:
    """Count things."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def escape_markdown(text: str) -> str:
    """Write words so that Markdown shows them as they are."""
    return _BEGINNING.sub(r"\1\\", _SPECIAL.sub(r"\\\1", text))
