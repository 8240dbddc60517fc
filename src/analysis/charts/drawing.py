"""Drawings compared as drawn, mark by mark: what shows otherwise, and what only looks otherwise."""

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import takewhile
from xml.etree import ElementTree

from analysis.charts.marks import COLOURED, GROUP, STYLED, TEXT, Mark, read_marks

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


def drawing_differences(before: str, after: str) -> list[str]:
    """Say what two drawings show differently; empty where only colours or widths differ.

    >>> line = '<svg><path data-series="England" d="M0 0L9 9" stroke="blue"/></svg>'
    >>> drawing_differences(line, line.replace("blue", "red"))
    []
    >>> drawing_differences(line, line.replace("9 9", "9 8"))
    ["The line of England has moved: d 'M0 0L9 9' reads 'M0 0L9 8'."]
    """
    return list(compare_drawings(before, after).faults)


def compare_drawings(before: str, after: str) -> DrawingComparison:
    """Hold two drawings against one another, element by element and property by property.

    They have the same look or another where all is equal but the values of colours and widths,
    and each colour has become one other, everywhere in the drawing. Paper is no colour.

    >>> two = '<svg><path fill="blue"/><path fill="red"/></svg>'
    >>> compare_drawings(two, '<svg><path fill="red"/><path fill="blue"/></svg>').looks
    ('The colour #0000ff is now #ff0000.', 'The colour #ff0000 is now #0000ff.')
    """
    if before == after:
        return DrawingComparison()
    try:
        pairs, faults = _aligned(read_marks(before), read_marks(after))
    except ElementTree.ParseError as error:
        return DrawingComparison((f"A drawing cannot be read: {error}.",))
    muddled, exchanged = _exchanges([(old, old.inks, new.inks) for old, new in pairs])
    alike, _ = _exchanges([(old, old.seen, new.seen) for old, new in pairs])
    widths = [
        f"{_capital(old.name)} is drawn in another width or size."
        for old, new in pairs
        if old.widths != new.widths
    ]
    return DrawingComparison((*faults, *(muddled or alike)), (*exchanged, *dict.fromkeys(widths)))


def drawn_content(svg: str) -> str:
    """Give what a drawing shows as text: two that only look different give the same.

    >>> a, b = '<svg width="400"><path fill="red"/></svg>', '<svg><path fill="blue"/></svg>'
    >>> drawn_content(a) == drawn_content(b)
    True
    >>> drawn_content(b) == drawn_content('<svg><path fill="none"/></svg>')
    False
    """
    try:
        marks = read_marks(svg)
    except ElementTree.ParseError:
        return svg
    inks: dict[str, int] = {}
    seen: dict[str, int] = {}
    return "\n".join(
        repr((mark.key, [*_numbered(mark.inks, inks), *_numbered(mark.seen, seen)]))
        for mark in marks
    )


def _numbered(colours: Mapping[str, str], known: dict[str, int]) -> Iterator[int]:
    return (known.setdefault(colour, len(known)) for colour in colours.values())


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
    sentences = [
        *((old.place[:2], f"{_capital(old.name)} is drawn in another order.") for old, _ in moved),
        *(one for old, new in changed for one in _changes(old, new)),
        *((("gone", *mark.place[:2]), f"{_capital(mark.name)} is gone.") for mark in gone),
        *((("new", *mark.place[:2]), f"{_capital(mark.name)} is new.") for mark in come),
    ]
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
            sentence = f"{_capital(old.name)} {verb}: {reads}."
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
    """Show both sides where they part.

    >>> _reads("d", "M0 0L1 1", "M0 0L1 2")
    "d 'M0 0L1 1' reads 'M0 0L1 2'"
    """
    alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(was, now, strict=False)))
    start = max(alike - EXCERPT // 2, 0)
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
    uses = [
        (mark, fact, was[fact], now[fact])
        for mark, was, now in pairs
        for fact in was
        if fact in now
    ]
    votes: dict[str, Counter[str]] = {}
    for _, _, was, now in uses:
        votes.setdefault(was, Counter())[now] += 1
    became = {was: was if was in now else now.most_common(1)[0][0] for was, now in votes.items()}
    faults: list[tuple[Hashable, str]] = [
        (
            old.place[:2],
            f"{_capital(old.name)} alone has another colour: "
            f"{fact} '{was}' reads '{now}', elsewhere '{became[was]}'.",
        )
        for old, fact, was, now in uses
        if now != became[was]
    ]
    sources: dict[str, list[str]] = {}
    for was, now in became.items():
        sources.setdefault(now, []).append(was)
    faults += [
        (now, f"The colours {' and '.join(were)} have become one, {now}.")
        for now, were in sources.items()
        if len(were) > 1
    ]
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


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
