"""Drawings compared as drawn, mark by mark: what shows otherwise, and what only looks otherwise."""

import json
import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import takewhile
from typing import Any
from xml.etree import ElementTree

from analysis.charts.marks import COLOURED, GROUP, STYLED, TEXT, Mark, read_marks
from analysis.claims.claim import digest
from analysis.claims.words import upper_first

GEOMETRY = re.compile(
    r"d|points|[rc]?[xy][12]?|r|width|height|viewBox|transform|translate|rotate|scale"
)
HIDING = frozenset(("none", "hidden", "collapse", "transparent"))
HIDDEN_BY = frozenset((*COLOURED, "display", "visibility"))
VERBS = {
    "href": "has another shape",
    "clip-path": "is cut off",
    "mask": "is masked",
    GROUP: "stands in another group",
}
EXCERPT = 40


@dataclass(frozen=True)
class DrawingComparison:
    """Sentences on what two drawings show differently, and on what only looks different."""

    faults: tuple[str, ...] = ()
    looks: tuple[str, ...] = ()


def compare_drawings(before: str, after: str) -> DrawingComparison:
    """Hold two drawings against one another, element by element and property by property.

    They have the same look or another where all is equal but the values of colours and widths,
    and each colour has become one other, everywhere in the drawing. Paper is no colour.
    """
    if before == after:
        return DrawingComparison()
    try:
        pairs, faults = _aligned(read_marks(before), read_marks(after))
    except ElementTree.ParseError as error:
        return DrawingComparison((f"A drawing cannot be read: {error}.",))
    muddled, exchanged = _exchanges([(old, old.inks, new.inks) for old, new in pairs])
    alike, _ = _exchanges([(old, old.seen, new.seen) for old, new in pairs])
    widths = dict.fromkeys(
        f"{upper_first(old.name)} is drawn in another width or size."
        for old, new in pairs
        if old.widths != new.widths
    )
    return DrawingComparison((*faults, *(muddled or alike)), (*exchanged, *widths))


def drawn_content(svg: str) -> str:
    """Give what a drawing shows as text: two that only look different give the same."""
    try:
        marks = read_marks(svg)
    except ElementTree.ParseError:
        return svg
    inks: dict[str, int] = {}
    seen: dict[str, int] = {}
    shown = []
    for mark in marks:
        colours = [inks.setdefault(ink, len(inks)) for ink in mark.inks.values()]
        colours += [seen.setdefault(ink, len(seen)) for ink in mark.seen.values()]
        shown.append(repr((mark.key, colours)))
    return "\n".join(shown)


def drawing_fingerprint(svg: str, described: Mapping[str, Any]) -> str:
    """Digest a drawing and the words, table and claims that a page shows with it.

    Colours, exchanged consistently, widths and the size of the image leave it alone; whatever else
    is drawn, hidden or said otherwise does not. It is made from what stands in the notebook alone,
    so that a check needs to run nothing.
    """
    said = json.dumps(described, sort_keys=True, ensure_ascii=False)
    return digest(f"{drawn_content(svg)}\n{said}")


def look_fingerprint(svg: str) -> str:
    """Digest an image whole: what changes only its colours or size changes this."""
    return digest(svg)


def _aligned(
    olds: Sequence[Mark], news: Sequence[Mark]
) -> tuple[list[tuple[Mark, Mark]], list[str]]:
    """Pair the marks of two drawings, and say what is gone, new, out of order or changed."""
    keys = [[mark.key for mark in marks] for marks in (olds, news)]
    matcher = SequenceMatcher(a=keys[0], b=keys[1], autojunk=False)
    pairs: list[tuple[Mark, Mark]] = []
    gone: list[Mark] = []
    come: list[Mark] = []
    for tag, start, end, first, last in matcher.get_opcodes():
        if tag == "equal":
            pairs += zip(olds[start:end], news[first:last], strict=True)
        else:
            gone += olds[start:end]
            come += news[first:last]
    moved = _taken(gone, come, lambda mark: mark.key)
    changed = _taken(gone, come, lambda mark: mark.place)
    sentences: list[tuple[Hashable, str]] = [
        (old.place[:2], f"{upper_first(old.name)} is drawn in another order.") for old, _ in moved
    ]
    sentences += [one for old, new in changed for one in _changes(old, new)]
    for word, marks in (("gone", gone), ("new", come)):
        sentences += [((word, *mark.place[:2]), f"{upper_first(mark.name)} is {word}.")
                      for mark in marks]  # fmt: skip
    return [*pairs, *moved, *changed], _shortened(sentences)


def _taken(
    gone: list[Mark], come: list[Mark], key: Callable[[Mark], Hashable]
) -> list[tuple[Mark, Mark]]:
    """Take the marks out of both lists that agree in the key, and pair them."""
    waiting: dict[Hashable, list[Mark]] = {}
    for mark in come:
        waiting.setdefault(key(mark), []).append(mark)
    pairs = [(mark, waiting[key(mark)].pop(0)) for mark in gone if waiting.get(key(mark))]
    taken = {id(mark) for pair in pairs for mark in pair}
    for marks in (gone, come):
        marks[:] = [mark for mark in marks if id(mark) not in taken]
    return pairs


def _changes(old: Mark, new: Mark) -> Iterator[tuple[Hashable, str]]:
    """Yield a sentence for each fact that differs, under what makes it one of many alike."""
    for fact in dict.fromkeys((*old.facts, *new.facts)):
        was, now = old.facts.get(fact), new.facts.get(fact)
        if was == now:
            continue
        verb = _verb(fact, now or "")
        if fact == TEXT and old.place[1] == "text":
            sentence = f"The text '{was or ''}' reads '{now or ''}'."
        else:
            reads = _reads(fact.removeprefix(STYLED), old.shown(fact), new.shown(fact))
            sentence = f"{upper_first(old.name)} {verb}: {reads}."
        yield (verb, *old.place[:2]), sentence


def _verb(fact: str, now: str) -> str:
    plain = fact.removeprefix(STYLED)
    if GEOMETRY.fullmatch(plain):
        return "has moved"
    if (plain in HIDDEN_BY and now in HIDING) or (plain in COLOURED and now[:1] == "#"):
        return "is hidden"
    if "opacity" in plain:
        return "is see-through"
    return "has other dashes" if "dash" in plain else VERBS.get(plain, "has changed")


def _reads(name: str, was: str, now: str) -> str:
    """Show both sides where they part."""
    alike = [*takewhile(lambda pair: pair[0] == pair[1], zip(was, now, strict=False))]
    start = max(len(alike) - EXCERPT // 2, 0)
    old, new = (
        ("…" if start else "") + text[start:][:EXCERPT] + ("…" if text[start + EXCERPT :] else "")
        for text in (was, now)
    )
    if not was:
        return f"{name} '{new}' was not there"
    return f"{name} '{old}' reads '{new}'" if now else f"{name} '{old}' is gone"


def _exchanges(
    pairs: Iterable[tuple[Mark, Mapping[str, str], Mapping[str, str]]],
) -> tuple[list[str], list[str]]:
    """Say where colours are no longer told apart as they were, and which have become which."""
    uses = [(mark, fact, was[fact], now[fact])
            for mark, was, now in pairs for fact in was if fact in now]  # fmt: skip
    votes: dict[str, Counter[str]] = {}
    for _, _, was, now in uses:
        votes.setdefault(was, Counter())[now] += 1
    became = {was: was if was in now else now.most_common(1)[0][0] for was, now in votes.items()}
    faults: list[tuple[Hashable, str]] = []
    for old, fact, was, now in uses:
        if now != became[was]:
            reads = f"{fact} '{was}' reads '{now}', elsewhere '{became[was]}'"
            sentence = f"{upper_first(old.name)} alone has another colour: {reads}."
            faults.append((old.place[:2], sentence))
    sources: dict[str, list[str]] = {}
    for was, now in became.items():
        sources.setdefault(now, []).append(was)
    for now, were in sources.items():
        if len(were) > 1:
            faults.append((now, f"The colours {' and '.join(were)} have become one, {now}."))
    looks = [f"The colour {was} is now {now}." for was, now in became.items() if was != now]
    return _shortened(faults), looks


def _shortened(sentences: Iterable[tuple[Hashable, str]]) -> list[str]:
    """Give the first sentence of each kind, with how many more there are."""
    alike: dict[Hashable, list[str]] = {}
    for kind, sentence in sentences:
        alike.setdefault(kind, []).append(sentence)
    return [
        first if not others else f"{first[:-1]} (and {len(others)} more)."
        for first, *others in alike.values()
    ]
