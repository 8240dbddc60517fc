"""What two executions of a chapter show differently: numbers, figures, sentences, markup."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import zip_longest
from math import isfinite, nan
from pathlib import Path
from typing import Any, Literal, TypeVar

from analysis.charts.drawing import compare_drawings
from analysis.charts.output import LOOK_WORDS, SVG_MIME
from analysis.claims.table import SHORTHAND
from analysis.claims.words import count_of
from analysis.editions.chapter import (
    FINGERPRINT,
    PLAIN_MIME,
    Contents,
    Grid,
    Name,
    Picture,
    read_chapter,
    read_contents,
    split_sentences,
    without_numbers,
)
from analysis.editions.report import Finding, around, find_place, first_place, two_sides
from analysis.formats import canonical_numbers
from analysis.runner.canonical import joined

Kind = Literal[
    "number", "meaning", "wording", "figure", "suppressed", "released", "new", "gone", "markup",
    "look",
]  # fmt: skip
RULE_WORDS = re.compile(
    r"(?<![a-z])(?:higher|lower|better|worse|similar|widening|narrowing|rising|falling|steady|"
    r"improving|worsening|rising|falling|wider|narrower|no|not|most|least)(?![a-z])"
)
NUMBER_PARTS = ("value", "lower_ci", "upper_ci")
MOST = 12
Notebook = Mapping[str, Any]
Claim = Mapping[str, Any]
Row = dict[str, str]
Rows = dict[tuple[str, int], Row]
Shown = TypeVar("Shown")


@dataclass(frozen=True)
class Change:
    """One thing that differs."""

    # ``number`` (a claim or a cell of a table), ``meaning`` (words that say something else),
    # ``wording`` (a sentence that differs only in its numbers), ``figure``, ``suppressed`` or
    # ``released`` (a shorthand came or went), ``new``, ``gone``, ``markup`` (sources of a claim;
    # code, settings or markup of a cell that says the same), or ``look`` (colours or size).
    kind: Kind
    cell: str
    what: str
    before: str = ""
    after: str = ""

    def __str__(self) -> str:
        where = f"{self.where} ({self.kind})"
        if self.kind in ("figure", "look"):
            return where
        return f'{where}: "{self.before}" to "{self.after}"'

    @property
    def where(self) -> str:
        """The cell, where it is of one, and what differs there."""
        return f"cell {self.cell}, {self.what}" if self.cell else self.what


def chapter_differences(name: str, published: Path, again: Path) -> list[Finding]:
    """Say how a published chapter differs from the one that its template makes now, if it does."""
    if published.read_bytes() == again.read_bytes():
        return []
    before, after = read_chapter(published), read_chapter(again)
    try:
        changes = compare_chapters(before, after)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        # A claim or a chart of another shape has no name to give: its place in the file is named.
        changes = []
    words = [_sentence(change) for change in changes if change.kind != "look"]
    looks = [change for change in changes if change.kind == "look"]
    if not words:
        old, new = (
            {**one, "cells": [*map(_without_looks, one["cells"])]} for one in (before, after)
        )
        was, now = (path.read_bytes().decode() for path in (published, again))
        words = [first_place(old, new) or ("" if looks else first_place(was, now))]
    left = len(words) - MOST
    words = [*words[:MOST], *([f"{count_of(left, 'more difference')}."] if left > 0 else [])]
    return [
        *(Finding(name, one) for one in words if one),
        *(Finding(name, f"Only the look differs: {one}.", cosmetic=True) for one in looks),
    ]


def _sentence(change: Change) -> str:
    where = f"{change.where[0].upper()}{change.where[1:]} ({change.kind})"
    if change.before.startswith("<") and change.after.startswith("<"):
        return f"{where}: the drawing is not the one that its template makes."
    return f"{where}: {two_sides(change.before, change.after)}"


def compare_chapters(before: Notebook, after: Notebook) -> list[Change]:
    """List what differs between two chapters from `chapter.read_chapter`, numbers first."""
    old, new = read_contents(before), read_contents(after)
    said = [
        *_compared(old.claims, new.claims, _compare_claims),
        *_compared(old.tables, new.tables, _compare_tables),
        *_compared(old.charts, new.charts, _compare_charts),
        *_sentences(old, new),
    ]
    return [*said, *_unsaid(before, after, {change.cell for change in said})]


def _compared(
    old: Mapping[Name, Shown],
    new: Mapping[Name, Shown],
    compare: Callable[[Name, Shown, Shown], Iterator[Change]],
) -> Iterator[Change]:
    """Compare what both have by name; of what one has, give what it is and its words."""
    for key in _union(old, new):
        if key in old and key in new:
            yield from compare(key, old[key], new[key])
        else:
            what, words = _described(key, old[key] if key in old else new[key])
            yield _one_sided(key[0], what, words, came=key in new)


def _described(key: Name, shown: Any) -> tuple[str, str]:
    if isinstance(shown, Grid):
        return f"table {shown.caption}", f"a table of {count_of(len(shown.rows), 'row')}"
    if isinstance(shown, Picture):
        words = (shown.words[part] for part in ("title", "text alternative"))
        return f"figure {shown.name}", " ".join(words)
    return key[1], _claimed(shown)


def _one_sided(cell: str, what: str, words: str, *, came: bool) -> Change:
    return Change("new", cell, what, "", words) if came else Change("gone", cell, what, words)


def _compare_claims(key: Name, one: Claim, other: Claim) -> Iterator[Change]:
    if _claimed(one) != _claimed(other):
        yield Change("number", key[0], key[1], _claimed(one), _claimed(other))
    files = [tuple(claim.get("sources", ())) for claim in (one, other)]
    if files[0] != files[1]:
        yield Change("markup", key[0], f"{key[1]}, sources", *_listed_files(*files))


def _listed_files(old: Sequence[str], new: Sequence[str]) -> tuple[str, str]:
    """Name the files that went and came; where none did, the order of all."""
    gone, come = (", ".join(some) for some in _only_in(old, new))
    return (gone or "none", come or "none") if gone or come else around(*map(", ".join, (old, new)))


def _claimed(claim: Claim) -> str:
    """Give the words and the canonical numbers of a claim; what they hide is no difference."""
    shown = [
        f"{word}{number:.15g}"
        for word, number in zip(("", "from ", "to "), _canonical(claim), strict=True)
        if isfinite(number)
    ]
    return f"{claim.get('text', '')} ({', '.join(shown) or 'no number'})"


def _canonical(claim: Claim) -> tuple[float, ...]:
    """Give a claim's value and limits as they are compared."""
    given = (claim.get(part) for part in NUMBER_PARTS)
    return canonical_numbers(*(nan if number is None else float(number) for number in given))


def _compare_tables(key: Name, one: Grid, other: Grid) -> Iterator[Change]:
    return compare_grids(one, other, key[0], one.caption)


def compare_grids(one: Grid, other: Grid, cell: str, title: str) -> Iterator[Change]:
    """Compare two tables cell by cell; rows are known by their words, else by their place."""
    if one.caption != other.caption:
        kind = kind_of_sentence(one.caption, other.caption)
        yield Change(kind, cell, "caption", one.caption, other.caption)
    if one.columns != other.columns:
        was, now = (" | ".join(grid.columns) for grid in (one, other))
        yield Change(kind_of_sentence(was, now), cell, f"{title}, columns", was, now)
        if kind_of_sentence(was, now) == "wording":
            other = replace(other, columns=one.columns)
    olds, news = _by_label(one), _by_label(other)
    for label, old, new in _paired_rows(olds, news):
        what = f"{title}: {label}"
        if old is None or new is None:
            words = " | ".join((old or new or {}).values())
            yield _one_sided(cell, what, words, came=old is None)
            continue
        for column in (name for name in old if name in new and old[name] != new[name]):
            kind = _kind_of_cell(old[column], new[column])
            yield Change(kind, cell, f"{what}, {column}", old[column], new[column])
    kept = [
        [label for label in rows if label in olds.keys() & news.keys()] for rows in (olds, news)
    ]
    if kept[0] != kept[1]:
        texts = (", ".join(label for label, _ in labels) for labels in kept)
        yield Change("meaning", cell, f"{title}, order of rows", *around(*texts))


def _kind_of_cell(old: str, new: str) -> Kind:
    if new in SHORTHAND:
        return "suppressed"
    if old in SHORTHAND:
        return "released"
    return "number" if kind_of_sentence(old, new) == "wording" else "meaning"


def _paired_rows(olds: Rows, news: Rows) -> Iterator[tuple[str, Row | None, Row | None]]:
    """Pair rows of the same words; where as many are left on both sides, in their order."""
    gone, come = _only_in(olds, news)
    renamed = dict(zip(gone, come, strict=True)) if len(gone) == len(come) else {}
    for key, row in olds.items():
        yield key[0], row, news.get(renamed.get(key, key))
    for key in come:
        if key not in renamed.values():
            yield key[0], None, news[key]


def _by_label(grid: Grid) -> Rows:
    labels = [
        ", ".join(text for n, text in enumerate(row) if n not in grid.numeric) for row in grid.rows
    ]
    return _by_name(labels, [dict(zip(grid.columns, row, strict=False)) for row in grid.rows])


def _compare_charts(key: Name, one: Picture, other: Picture) -> Iterator[Change]:
    yield from compare_grids(one.grid, other.grid, key[0], one.name)
    if one.svg != other.svg:
        drawn = compare_drawings(one.svg, other.svg)
        what = " ".join((one.name, *(drawn.faults or drawn.looks)))
        kind: Kind = "figure" if drawn.faults else "look"
        yield Change(kind, key[0], what, one.svg, other.svg)
    for part, words in one.words.items():
        texts = (split_sentences(words), split_sentences(other.words[part]))
        yield from _changed_sentences(*texts, key[0], f"{part} of {one.name}")


def _sentences(old: Contents, new: Contents) -> Iterator[Change]:
    for cell, how in _union(old.sentences, new.sentences):
        before, after = (said.sentences.get((cell, how), []) for said in (old, new))
        yield from _changed_sentences(before, after, cell, how)


def _changed_sentences(
    before: Sequence[str], after: Sequence[str], cell: str, where: str
) -> Iterator[Change]:
    matcher = SequenceMatcher(a=before, b=after, autojunk=False)
    for tag, *ends in matcher.get_opcodes():
        if tag == "equal":
            continue
        gone, come = before[ends[0] : ends[1]], after[ends[2] : ends[3]]
        for was, now in zip_longest(gone, come, fillvalue=""):
            what = ", ".join(filter(None, (where, _rule_words(was, now)))) or "sentence"
            yield Change(kind_of_sentence(was, now), cell, what, was, now)


def kind_of_sentence(was: str, now: str) -> Kind:
    """Say whether two sentences differ only in their numbers.

    >>> kind_of_sentence("It is 4.1, higher.", "It is 4.3, higher.")
    'wording'
    >>> kind_of_sentence("It is 4.1, higher.", "It is 4.1, similar.")
    'meaning'
    """
    return "wording" if without_numbers(was) == without_numbers(now) else "meaning"


def _rule_words(was: str, now: str) -> str:
    """Name the words of a rule that came and went."""
    old, new = (set(RULE_WORDS.findall(text.lower())) for text in (was, now))
    words = [" ".join(sorted(some)) or "none" for some in (old - new, new - old)]
    return "" if old == new else f"rule word {words[0]} to {words[1]}"


def _unsaid(before: Notebook, after: Notebook, named: set[str]) -> Iterator[Change]:
    """List the cells of which nothing was named yet that differ all the same: nothing passes."""
    old, new = (
        _by_name([str(cell.get("id")) for cell in one["cells"]], one["cells"])
        for one in (before, after)
    )
    for key in _union(old, new):
        was, now = (_without_last_bits(cells.get(key, {})) for cells in (old, new))
        place = find_place(was, now)
        if place and key[0] not in named:
            yield Change("markup", key[0], *place)
    if [key for key in old if key in new] != [key for key in new if key in old]:
        orders = (", ".join(cell for cell, _ in cells) for cells in (old, new))
        yield Change("meaning", "", "order of cells", *around(*orders))
    place = find_place({**before, "cells": []}, {**after, "cells": []})
    if place:
        yield Change("markup", "", *place)


def _without_looks(cell: Notebook, unsaid: str = f"{LOOK_WORDS}: ") -> dict[str, Any]:
    """Copy a cell without drawings, which were compared, and their lines that begin so."""
    form: dict[str, Any] = json.loads(json.dumps(cell))
    for output in form.get("outputs", []):
        data = output.get("data", {})
        if SVG_MIME in data or unsaid == FINGERPRINT:
            plain = joined(data.get(PLAIN_MIME, "")).splitlines()
            kept = [line for line in plain if not line.startswith(unsaid)]
            data |= {SVG_MIME: "", PLAIN_MIME: kept}
    return form


def _without_last_bits(cell: Notebook) -> dict[str, Any]:
    """Copy a cell without drawings, fingerprints and the last bits of numbers."""
    form = _without_looks(cell, FINGERPRINT)
    for output in form.get("outputs", []):
        for described in output.get("metadata", {}).values():
            for claim in described.get("claims", ()):
                claim |= dict(zip(NUMBER_PARTS, map(str, _canonical(claim)), strict=True))
    return form


def _by_name(names: Sequence[str], things: Sequence[Shown]) -> dict[tuple[str, int], Shown]:
    """Give things by their names; names that repeat are told apart by their number."""
    seen: Counter[str] = Counter()
    found = {}
    for name, thing in zip(names, things, strict=True):
        seen[name] += 1
        found[name, seen[name]] = thing
    return found


def _only_in(one: Any, other: Any) -> tuple[list[Any], list[Any]]:
    return [key for key in one if key not in other], [key for key in other if key not in one]


def _union(one: Mapping[Any, Any], other: Mapping[Any, Any]) -> list[Any]:
    return list(dict.fromkeys((*one, *other)))
