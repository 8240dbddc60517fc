"""The small words that every sentence shares."""

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


def signed(verdict: str) -> str:
    """Put a verdict's sign before it.

    >>> signed("worse"), signed("cannot compare")
    ('▼ worse', 'cannot compare')
    """
    return f"{SYMBOLS[verdict]} {verdict}".strip()


def for_sex(sex: str, *, alone: bool = True) -> str:
    """Say whom a figure is of; nothing where there is only one group.

    >>> for_sex("Female"), for_sex("Persons"), for_sex("Persons", alone=False)
    (' for females', '', ' for all persons')
    """
    everyone = "" if alone else " for all persons"
    return {"Female": " for females", "Male": " for males"}.get(sex, everyone)


def for_sexes(sexes: Sequence[str], of: int) -> str:
    """Name those to whom something applies, unless it is everyone there is.

    >>> for_sexes(["Female"], 2), for_sexes(["Female", "Male"], 2)
    (' for females', '')
    """
    return "" if len(sexes) == of else f" for {' and '.join(_SEXES[sex] for sex in sexes)}"


def lower_first(name: str) -> str:
    """Put a name inside a sentence; acronyms keep their capitals.

    >>> lower_first("Adult obesity"), lower_first("NHS Health Check")
    ('adult obesity', 'NHS Health Check')
    """
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def upper_first(text: str) -> str:
    """Begin a sentence.

    >>> upper_first("no change")
    'No change'
    """
    return text[:1].upper() + text[1:]


def gap_unit(unit: str) -> str:
    """Name the unit of a difference: percentages differ by percentage points.

    >>> gap_unit("%"), gap_unit("score"), gap_unit("years")
    ('percentage points', 'points', 'years')
    """
    if unit.startswith("%"):
        return "percentage points"
    return "points" if "score" in unit else unit


def day_of(day: date) -> str:
    """Write a day in full.

    >>> day_of(date(2026, 11, 21))
    '21 November 2026'
    """
    return f"{day.day} {day:%B %Y}"


def marked(words: Iterable[str]) -> tuple[list[str], str]:
    """Give each row's mark, and what the marks stand for; in cells, rows would be ten lines high.

    >>> marked(["Census", "", "Survey", "Census"])
    (['[1]', '', '[2]', '[1]'], '[1] Census; [2] Survey')
    """
    rows = list(words)
    marks = {text: f"[{n}]" for n, text in enumerate(filter(None, dict.fromkeys(rows)), start=1)}
    explained = "; ".join(f"{mark} {text}" for text, mark in marks.items())
    return [marks.get(text, "") for text in rows], explained


def count_of(number: int, noun: str) -> str:
    """Count things.

    >>> count_of(1, "ward"), count_of(3, "ward")
    ('1 ward', '3 wards')
    """
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
