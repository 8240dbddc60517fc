"""What two executions of a chapter show differently: numbers, figures, sentences, markup."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import takewhile, zip_longest
from math import isfinite, nan
from typing import Any, Literal

from analysis.charts.chart import SVG_MIME
from analysis.charts.drawing import compare_drawings
from analysis.claims.table import SHORTHAND
from analysis.editions.contents import (
    FINGERPRINT,
    Contents,
    Grid,
    Name,
    Picture,
    read_contents,
    split_sentences,
    without_numbers,
)
from analysis.editions.places import find_place
from analysis.editions.structure import PLAIN_MIME
from analysis.formats import canonical_numbers
from analysis.runner.canonical import joined

Kind = Literal[
    "number", "meaning", "wording", "figure", "suppressed", "released", "new", "gone", "markup",
    "look",
]  # fmt: skip
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
NUMBER_PARTS = ("value", "lower_ci", "upper_ci")
AROUND = 60
"""Characters on each side of the first difference of two long texts."""
Cells = dict[tuple[str, int], Mapping[str, Any]]


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
    sources: tuple[str, ...] = ()

    def __str__(self) -> str:
        where = f"{self.where} ({self.kind})"
        if self.kind in ("figure", "look"):
            return where
        return f'{where}: "{self.before}" to "{self.after}"'

    @property
    def where(self) -> str:
        """The cell, where it is of one, and what differs there."""
        return f"cell {self.cell}, {self.what}" if self.cell else self.what


def compare_chapters(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """List what differs between two chapters from `structure.read_chapter`, numbers first."""
    old, new = read_contents(before), read_contents(after)
    said = [
        *_claims(old, new),
        *_tables(old.tables, new.tables),
        *_charts(old.charts, new.charts),
        *_sentences(old, new),
    ]
    return [*said, *_unsaid(before, after, {change.cell for change in said})]


def _claims(old: Contents, new: Contents) -> Iterator[Change]:
    for key in _union(old.claims, new.claims):
        one, other = old.claims.get(key), new.claims.get(key)
        files = [tuple((claim or {}).get("sources", ())) for claim in (one, other)]
        sources = tuple(dict.fromkeys(files[0] + files[1]))
        if one is None or other is None:
            kind: Kind = "new" if one is None else "gone"
            yield Change(kind, key[0], key[1], _claimed(one), _claimed(other), sources)
            continue
        if _claimed(one) != _claimed(other):
            yield Change("number", key[0], key[1], _claimed(one), _claimed(other), sources)
        if files[0] != files[1]:
            yield Change("markup", key[0], f"{key[1]}, sources", *_listed_files(*files), sources)


def _listed_files(old: Sequence[str], new: Sequence[str]) -> tuple[str, str]:
    """Name the files that went and came; where none did, the order of all."""
    gone, come = (
        [file for file in some if file not in other] for some, other in ((old, new), (new, old))
    )
    if gone or come:
        return ", ".join(gone) or "none", ", ".join(come) or "none"
    return first_difference(", ".join(old), ", ".join(new))


def _claimed(claim: Mapping[str, Any] | None) -> str:
    """Give the words and the canonical numbers of a claim; what they hide is no difference."""
    if claim is None:
        return ""
    shown = [
        f"{word}{number:.15g}"
        for word, number in zip(("", "from ", "to "), _canonical(claim), strict=True)
        if isfinite(number)
    ]
    return f"{claim.get('text', '')} ({', '.join(shown) or 'no number'})"


def _canonical(claim: Mapping[str, Any]) -> tuple[float, ...]:
    """Give a claim's value and limits as they are compared."""
    given = (claim.get(part) for part in NUMBER_PARTS)
    return canonical_numbers(*(nan if number is None else float(number) for number in given))


def _tables(old: Mapping[Name, Grid], new: Mapping[Name, Grid]) -> Iterator[Change]:
    for key in _union(old, new):
        one, other = old.get(key), new.get(key)
        if one is None or other is None:
            kind: Kind = "new" if one is None else "gone"
            caption = (one or other or Grid((), (), frozenset())).caption
            yield Change(kind, key[0], f"table {caption}", _rows_of(one), _rows_of(other))
        else:
            yield from compare_grids(one, other, key[0], one.caption)


def _rows_of(grid: Grid | None) -> str:
    return f"a table of {len(grid.rows)} rows" if grid else ""


def compare_grids(
    one: Grid, other: Grid, cell: str, title: str, sources: tuple[str, ...] = ()
) -> Iterator[Change]:
    """Compare two tables cell by cell; rows are known by their words, else by their place."""
    if one.caption != other.caption:
        kind = kind_of_sentence(one.caption, other.caption)
        yield Change(kind, cell, "caption", one.caption, other.caption, sources)
    if one.columns != other.columns:
        was, now = (" | ".join(grid.columns) for grid in (one, other))
        yield Change(kind_of_sentence(was, now), cell, f"{title}, columns", was, now, sources)
        if kind_of_sentence(was, now) == "wording":
            other = replace(other, columns=one.columns)
    olds, news = _by_label(one), _by_label(other)
    for label, old, new in _paired_rows(olds, news):
        what = f"{title}: {label}"
        if old is None or new is None:
            was, now = (" | ".join(row.values()) if row else "" for row in (old, new))
            yield Change("new" if old is None else "gone", cell, what, was, now, sources)
            continue
        for column in (name for name in old if name in new and old[name] != new[name]):
            kind = _kind_of_cell(old[column], new[column])
            yield Change(kind, cell, f"{what}, {column}", old[column], new[column], sources)
    kept = [
        [label for label in rows if label in olds.keys() & news.keys()] for rows in (olds, news)
    ]
    if kept[0] != kept[1]:
        was, now = (", ".join(label for label, _ in labels) for labels in kept)
        yield Change(
            "meaning", cell, f"{title}, order of rows", *first_difference(was, now), sources
        )


def _kind_of_cell(old: str, new: str) -> Kind:
    if new in SHORTHAND:
        return "suppressed"
    if old in SHORTHAND:
        return "released"
    return "number" if kind_of_sentence(old, new) == "wording" else "meaning"


Rows = dict[tuple[str, int], dict[str, str]]


def _paired_rows(
    olds: Rows, news: Rows
) -> Iterator[tuple[str, dict[str, str] | None, dict[str, str] | None]]:
    """Pair rows of the same words; where as many are left on both sides, in their order."""
    gone, come = (
        [key for key in one if key not in other] for one, other in ((olds, news), (news, olds))
    )
    renamed = dict(zip(gone, come, strict=True)) if len(gone) == len(come) else {}
    for key, row in olds.items():
        yield key[0], row, news.get(renamed.get(key, key))
    for key in come:
        if key not in renamed.values():
            yield key[0], None, news[key]


def _by_label(grid: Grid) -> Rows:
    seen: Counter[str] = Counter()
    found = {}
    for row in grid.rows:
        label = ", ".join(text for n, text in enumerate(row) if n not in grid.numeric)
        seen[label] += 1
        found[label, seen[label]] = dict(zip(grid.columns, row, strict=False))
    return found


def _charts(old: Mapping[Name, Picture], new: Mapping[Name, Picture]) -> Iterator[Change]:
    for key in _union(old, new):
        one, other = old.get(key), new.get(key)
        if one is None or other is None:
            known = one or other
            kind: Kind = "new" if one is None else "gone"
            name = f"figure {known.name if known else ''}"
            yield Change(kind, key[0], name, _words_of(one), _words_of(other))
            continue
        sources = tuple(dict.fromkeys((*one.sources, *other.sources)))
        yield from compare_grids(one.grid, other.grid, key[0], one.name, sources)
        if one.svg != other.svg:
            drawn = compare_drawings(one.svg, other.svg)
            what = " ".join((one.name, *(drawn.faults or drawn.looks)))
            yield Change(
                "figure" if drawn.faults else "look", key[0], what, one.svg, other.svg, sources
            )
        for part, words in one.words.items():
            texts = (split_sentences(words), split_sentences(other.words[part]))
            yield from _changed_sentences(*texts, key[0], f"{part} of {one.name}")


def _words_of(picture: Picture | None) -> str:
    return (
        " ".join(picture.words[part] for part in ("title", "text alternative")) if picture else ""
    )


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
    old, new = (set(re.findall(r"[a-z]+", text.lower())) & RULE_WORDS for text in (was, now))
    words = [" ".join(sorted(some)) or "none" for some in (old - new, new - old)]
    return "" if old == new else f"rule word {words[0]} to {words[1]}"


def _unsaid(
    before: Mapping[str, Any], after: Mapping[str, Any], named: set[str]
) -> Iterator[Change]:
    """List the cells of which nothing was named yet that differ all the same: nothing passes."""
    old, new = _by_cell(before), _by_cell(after)
    for key in _union(old, new):
        was, now = (_without_looks(cells.get(key)) for cells in (old, new))
        place = find_place(was, now)
        if place and key[0] not in named:
            yield Change("markup", key[0], *place)
    if [key for key in old if key in new] != [key for key in new if key in old]:
        orders = (", ".join(cell for cell, _ in cells) for cells in (old, new))
        yield Change("meaning", "", "order of cells", *first_difference(*orders))
    place = find_place({**before, "cells": []}, {**after, "cells": []})
    if place:
        yield Change("markup", "", *place)


def _by_cell(chapter: Mapping[str, Any]) -> Cells:
    seen: Counter[str] = Counter()
    found: Cells = {}
    for cell in chapter["cells"]:
        name = str(cell.get("id"))
        seen[name] += 1
        found[name, seen[name]] = cell
    return found


def _without_looks(cell: Mapping[str, Any] | None) -> dict[str, Any]:
    """Give a cell without drawings, fingerprints and the last bits of numbers."""
    form: dict[str, Any] = json.loads(json.dumps(cell or {}))
    for output in form.get("outputs", []):
        data = output.get("data", {})
        data.pop(SVG_MIME, None)
        plain = joined(data.get(PLAIN_MIME, "")).splitlines()
        data[PLAIN_MIME] = [line for line in plain if not line.startswith(FINGERPRINT)]
        for described in output.get("metadata", {}).values():
            for claim in described.get("claims", ()):
                claim |= dict(zip(NUMBER_PARTS, map(str, _canonical(claim)), strict=True))
    return form


def first_difference(was: str, now: str) -> tuple[str, str]:
    """Give the places of two texts in which they begin to differ, with a little around them.

    >>> first_difference("a" * 200 + "b" + "c" * 200, "a" * 200 + "d")[1][-4:]
    'aaad'
    """
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(was, now, strict=False)))
    begin = max(same - AROUND, 0)
    return was[begin : begin + 2 * AROUND], now[begin : begin + 2 * AROUND]


def _union(one: Mapping[Any, Any], other: Mapping[Any, Any]) -> list[Any]:
    return list(dict.fromkeys((*one, *other)))
