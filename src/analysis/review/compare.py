"""What two executions of a chapter say differently: numbers, figures, sentences, suppressions."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any, Literal

from analysis.charts.fingerprint import drawn_content
from analysis.claims.table import SHORTHAND
from analysis.review.contents import Contents, Grid, Name, Picture, read_contents

Kind = Literal[
    "number", "meaning", "wording", "figure", "suppressed", "released", "new", "gone", "look"
]
NUMBERS = re.compile(r"[-−]?\d[\d,]*(?:\.\d+)?")
RULE_WORDS = frozenset(
    (
        "higher",
        "lower",
        "better",
        "worse",
        "similar",
        "widening",
        "narrowing",
        "increasing",
        "decreasing",
        "improving",
        "worsening",
        "rising",
        "falling",
        "wider",
        "narrower",
        "no",
        "not",
        "most",
        "least",
    )
)
UNROUNDED = (("", "value"), ("from ", "lower_ci"), ("to ", "upper_ci"))
CLAIMED = ("value", "lower_ci", "upper_ci", "text")


@dataclass(frozen=True)
class Change:
    """One thing that differs.

    Parameters
    ----------
    kind : Kind
        ``number`` (a claim or a cell of a table), ``meaning`` (a sentence that says something
        else), ``wording`` (one that differs only in its numbers), ``figure``, ``suppressed`` or
        ``released`` (a shorthand came or went), ``new``, ``gone``, or ``look`` (colours or size).
    cell : str
        The cell of the chapter.
    what : str
        The claim, the place in a table, or the chart.
    before, after : str
        What was and what is said; the drawings, for a figure.
    sources : tuple of str
        The raw files behind it, where it names them.
    """

    kind: Kind
    cell: str
    what: str
    before: str = ""
    after: str = ""
    sources: tuple[str, ...] = ()

    def __str__(self) -> str:
        if self.kind in ("figure", "look"):
            return f"cell {self.cell}, {self.what} ({self.kind})"
        return f'cell {self.cell}, {self.what} ({self.kind}): "{self.before}" to "{self.after}"'


def compare_chapters(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """List what two executions of a chapter say differently.

    Parameters
    ----------
    before, after : mapping
        From `structure.read_chapter`.

    Returns
    -------
    list of Change
        Numbers first, then figures and sentences; empty where both say the same.
    """
    old, new = read_contents(before), read_contents(after)
    return [
        *_claims(old, new),
        *_tables(old.tables, new.tables),
        *_charts(old.charts, new.charts),
        *_sentences(old, new),
    ]


def _claims(old: Contents, new: Contents) -> Iterator[Change]:
    for key in _union(old.claims, new.claims):
        one, other = old.claims.get(key), new.claims.get(key)
        known = one or other or {}
        sources = tuple(known.get("sources", ()))
        if one is None or other is None:
            kind: Kind = "new" if one is None else "gone"
            yield Change(kind, key[0], key[1], _claimed(one), _claimed(other), sources)
        elif any(one.get(part) != other.get(part) for part in CLAIMED):
            yield Change("number", key[0], key[1], _claimed(one), _claimed(other), sources)


def _claimed(claim: Mapping[str, Any] | None) -> str:
    if claim is None:
        return ""
    parts = ((word, claim.get(name)) for word, name in UNROUNDED)
    shown = [f"{word}{number:.10g}" for word, number in parts if number is not None]
    return f"{claim.get('text', '')} ({', '.join(shown) or 'no number'})"


def _tables(old: Mapping[Name, Grid], new: Mapping[Name, Grid]) -> Iterator[Change]:
    for key in _union(old, new):
        one, other = old.get(key), new.get(key)
        if one is None or other is None:
            yield Change("new" if one is None else "gone", key[0], f"table {key[1]}")
        else:
            yield from compare_grids(one, other, key[0], key[1])


def compare_grids(
    one: Grid, other: Grid, cell: str, title: str, sources: tuple[str, ...] = ()
) -> Iterator[Change]:
    """Compare two tables cell by cell; rows are known by their words, where rows came or went."""
    for column in _union(dict.fromkeys(one.columns), dict.fromkeys(other.columns)):
        if (column in one.columns) != (column in other.columns):
            kind: Kind = "new" if column in other.columns else "gone"
            yield Change(kind, cell, f"{title}, column {column}", sources=sources)
    for label, old, new in _paired_rows(one, other):
        what = f"{title}: {label}"
        if old is None or new is None:
            was, now = (" | ".join(row.values()) if row else "" for row in (old, new))
            yield Change("new" if old is None else "gone", cell, what, was, now, sources)
            continue
        for column in old.keys() & new.keys():
            if old[column] != new[column]:
                kind = _kind_of_cell(old[column], new[column])
                place = f"{what}, {column}"
                yield Change(kind, cell, place, old[column], new[column], sources)


def _kind_of_cell(old: str, new: str) -> Kind:
    if new in SHORTHAND:
        return "suppressed"
    return "released" if old in SHORTHAND else "number"


def _paired_rows(
    one: Grid, other: Grid
) -> Iterator[tuple[str, dict[str, str] | None, dict[str, str] | None]]:
    if len(one.rows) == len(other.rows):
        for old, new in zip(one.rows, other.rows, strict=True):
            yield _label(one, old), _by_column(one, old), _by_column(other, new)
        return
    olds, news = _by_label(one), _by_label(other)
    for key in _union(olds, news):
        yield key[0], olds.get(key), news.get(key)


def _label(grid: Grid, row: Sequence[str]) -> str:
    return ", ".join(text for n, text in enumerate(row) if n not in grid.numeric)


def _by_column(grid: Grid, row: Sequence[str]) -> dict[str, str]:
    return dict(zip(grid.columns, row, strict=False))


def _by_label(grid: Grid) -> dict[tuple[str, int], dict[str, str]]:
    seen: Counter[str] = Counter()
    found = {}
    for row in grid.rows:
        label = _label(grid, row)
        seen[label] += 1
        found[label, seen[label]] = _by_column(grid, row)
    return found


def _charts(old: Mapping[Name, Picture], new: Mapping[Name, Picture]) -> Iterator[Change]:
    for key in _union(old, new):
        one, other = old.get(key), new.get(key)
        known = one or other
        name = known.subtitle or known.alt if known else ""
        if one is None or other is None:
            was, now = (one.alt if one else "", other.alt if other else "")
            yield Change("new" if one is None else "gone", key[0], f"figure {name}", was, now)
            continue
        sources = tuple(dict.fromkeys((*one.sources, *other.sources)))
        yield from compare_grids(one.grid, other.grid, key[0], name, sources)
        if _said(one) != _said(other):
            yield Change("figure", key[0], name, one.svg, other.svg, sources)
        elif one.svg != other.svg:
            yield Change("look", key[0], name, one.svg, other.svg, sources)


def _said(picture: Picture) -> tuple[object, ...]:
    return drawn_content(picture.svg), picture.subtitle, picture.alt, picture.grid


def _sentences(old: Contents, new: Contents) -> Iterator[Change]:
    for cell in _union(old.sentences, new.sentences):
        before, after = old.sentences.get(cell, []), new.sentences.get(cell, [])
        matcher = SequenceMatcher(a=before, b=after, autojunk=False)
        for tag, *ends in matcher.get_opcodes():
            if tag == "equal":
                continue
            gone, come = before[ends[0] : ends[1]], after[ends[2] : ends[3]]
            for was, now in zip_longest(gone, come, fillvalue=""):
                yield Change(kind_of_sentence(was, now), cell, _rule_words(was, now), was, now)


def kind_of_sentence(was: str, now: str) -> Kind:
    """Say whether two sentences differ only in their numbers.

    >>> kind_of_sentence("It is 4.1, higher.", "It is 4.3, higher.")
    'wording'
    >>> kind_of_sentence("It is 4.1, higher.", "It is 4.1, similar.")
    'meaning'
    """
    return "wording" if NUMBERS.sub("#", was) == NUMBERS.sub("#", now) else "meaning"


def _rule_words(was: str, now: str) -> str:
    """Name the words of a rule that came and went."""
    old, new = (set(re.findall(r"[a-z]+", text.lower())) & RULE_WORDS for text in (was, now))
    if old == new:
        return "sentence"
    words = [" ".join(sorted(some)) or "none" for some in (old - new, new - old)]
    return f"rule word {words[0]} to {words[1]}"


def _union(one: Mapping[Any, Any], other: Mapping[Any, Any]) -> list[Any]:
    return list(dict.fromkeys((*one, *other)))
