"""Drawings compared as drawn, mark by mark: what shows otherwise, and what only looks otherwise."""

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import takewhile
from xml.etree import ElementTree

from matplotlib.colors import CSS4_COLORS, to_hex, to_rgb

SVG = "{http://www.w3.org/2000/svg}"
HREFS = ("href", "{http://www.w3.org/1999/xlink}href")
SERIES = "data-series"
# What a group hands on to its marks: an own value takes the place of the group's.
PAINT = re.compile(r"(?:fill|stroke)(?:-[a-z]+)*")
COLOURED = ("fill", "stroke")
# Names with a space are no attribute's, and no drawing can hold the character of nought.
ELEMENT, TEXT, TAIL, GROUP = "the element", "the text", "the text after it", "the group"
OURS = "\0"
INK, FAINT = f"{OURS}ink", f"{OURS}tint"
SPACE = " \t\r\n\f"
HEX = re.compile(r"#(?:[0-9a-fA-F]{3}){1,2}")
WIDTH = re.compile(r"([0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:px|pt)?")
# Narrower is not seen, wider covers other marks.
SEEN_WIDTHS = (0.3, 8.0)
SIZES = (1.0, 1e5)
# Contrast with a white sheet: below the first a colour is paper, below the second a tint.
PAPER, TINT = 1.1, 1.5
# Colours no further apart than this, of 255 in each of red, green and blue, are one to the eye.
INDISTINCT = 8
# A comment, an entity or an instruction can hide marks from one reader and show them to another.
UNPLAIN = re.compile(r"<[!?]")
GEOMETRY = re.compile(r"d|points|[rc]?[xy][12]?|r|width|height|viewBox|transform")
HIDING = frozenset(("none", "hidden", "collapse", "transparent"))
HIDDEN_BY = frozenset(("fill", "stroke", "display", "visibility"))
VERBS = {"href": "has another shape", GROUP: "stands in another group"}
EXCERPT = 40


@dataclass(frozen=True)
class Mark:
    """One element as drawn: its facts must stay, the values of its inks and widths may not."""

    place: tuple[str, str, int]
    name: str
    facts: Mapping[str, str]
    inks: Mapping[str, str]
    widths: Mapping[str, str]

    @property
    def key(self) -> tuple[tuple[str, str], ...]:
        """The facts in an order, to be compared at once."""
        return tuple(sorted(self.facts.items()))

    def shown(self, fact: str) -> str:
        """Give a fact as it is written in the drawing, with the colour of an ink."""
        return self.inks.get(fact, self.facts.get(fact, "").replace(OURS, ""))


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
    muddled, exchanged = _exchanges(pairs)
    widths = [
        f"{_capital(old.name)} is drawn in another width or size."
        for old, new in pairs
        if old.widths != new.widths
    ]
    return DrawingComparison((*faults, *muddled), (*exchanged, *dict.fromkeys(widths)))


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
    numbers: dict[str, int] = {}
    return "\n".join(
        repr((mark.key, [numbers.setdefault(ink, len(numbers)) for ink in mark.inks.values()]))
        for mark in marks
    )


def read_marks(svg: str) -> list[Mark]:
    """List what a drawing holds in the order in which it is drawn; ParseError if it is no SVG."""
    if UNPLAIN.search(svg):
        raise ElementTree.ParseError("it holds a comment, an entity or an instruction")
    # S314: what could be harmful in it is refused a line above.
    root = ElementTree.fromstring(svg)  # noqa: S314
    names = [name for one in root.iter() if (name := one.get("id")) is not None]
    numbers = {name: f"{OURS}shape {number}" for number, name in enumerate(dict.fromkeys(names), 1)}
    inks: dict[tuple[int, ...], str] = {}
    parts = [(one, _facts(one, values, numbers)) for one, values in _flattened(root)]
    users: dict[str, dict[str, None]] = {}
    for _, facts in parts:
        users.setdefault(facts.get("href", ""), {})[facts.get(SERIES, "")] = None
    kinds = [
        (
            facts.get(SERIES) or " and ".join(users.get(facts.get("id", "none"), ())),
            _kind(one, facts),
        )
        for one, facts in parts
    ]
    totals, seen = Counter(kinds), Counter[tuple[str, str]]()
    marks = []
    for (element, facts), kind in zip(parts, kinds, strict=True):
        seen[kind] += 1
        number = seen[kind] if totals[kind] > 1 else 0
        name = _name(*kind, number, facts)
        marks.append(_mark((*kind, seen[kind]), name, facts, inks, root=element is root))
    return marks


def _flattened(root: ElementTree.Element) -> Iterator[tuple[ElementTree.Element, dict[str, str]]]:
    """Yield every element but the groups, each with what its groups and it itself say."""
    stack: list[tuple[ElementTree.Element, dict[str, str], str]] = [(root, {}, "")]
    while stack:
        element, handed, around = stack.pop()
        own = _values(element)
        handed = handed | {name: own.pop(name) for name in list(own) if _is_handed_on(name)}
        if element.tag == f"{SVG}g" and len(element):
            around += f"<g {sorted(own.items())}>" if own else ""
        else:
            yield element, own | handed | ({GROUP: around} if around else {})
            around += f"<{element.tag}>" if element is not root else ""
        # A shape takes its colours from where it is used.
        handed = {} if element.tag == f"{SVG}defs" else handed
        stack.extend((child, handed, around) for child in reversed(element))


def _is_handed_on(name: str) -> bool:
    return name == SERIES or PAINT.fullmatch(name) is not None


def _values(element: ElementTree.Element) -> dict[str, str]:
    """Give attributes, properties of the style, which come first, and text, each by its name."""
    values, styled = dict(element.attrib), dict[str, str]()
    for piece in values.pop("style", "").split(";"):
        name, value = (part.strip(SPACE) for part in piece.partition(":")[::2])
        if name or value:
            name = name if PAINT.fullmatch(name) else f"style {name}"
            # Which of two counts is not for us to say: both stand there.
            styled[name] = f"{styled[name]}; {value}" if name in styled else value
    texts = {TEXT: element.text, TAIL: element.tail}
    return values | styled | {name: text for name, text in texts.items() if text}


def _facts(
    element: ElementTree.Element, values: dict[str, str], numbers: Mapping[str, str]
) -> dict[str, str]:
    """Name shapes by their order, since a drawing's names are made from its colours too."""
    facts = {ELEMENT: element.tag} | values
    if "id" in facts:
        facts["id"] = numbers[facts["id"]]
    for name in HREFS:
        if facts.get(name, "")[:1] == "#":
            facts[name] = numbers.get(facts[name][1:], facts[name])
    return facts


def _mark(
    place: tuple[str, str, int],
    name: str,
    facts: dict[str, str],
    known: dict[tuple[int, ...], str],
    *,
    root: bool,
) -> Mark:
    """Take the values of colours and widths out of the facts."""
    inks, widths = {}, {}
    for fact in COLOURED:
        value = facts.get(fact, "")
        if HEX.fullmatch(value) or value in CSS4_COLORS:
            facts[fact] = _strength(value)
            if facts[fact] in (INK, FAINT):
                inks[fact] = _told_apart(value, known)
    sizes = {"width": SIZES, "height": SIZES} if root else {}
    for fact, (least, most) in (sizes | {"stroke-width": SEEN_WIDTHS}).items():
        found = WIDTH.fullmatch(facts.get(fact, ""))
        if found and least <= float(found[1]) <= most:
            widths[fact] = facts.pop(fact)
    return Mark(place, name, facts, inks, widths)


def _strength(colour: str) -> str:
    r"""Say whether a colour stands out on a white sheet, by the contrast of WCAG.

    >>> _strength("#12436d"), _strength("#d9d9d9"), _strength("white")
    ('\x00ink', '\x00tint', '#ffffff')
    """
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in to_rgb(colour)
    )
    contrast = 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
    if contrast < PAPER:
        return to_hex(colour)
    return FAINT if contrast < TINT else INK


def _told_apart(colour: str, known: dict[tuple[int, ...], str]) -> str:
    """Give the colour, or an earlier one that the eye does not tell from it."""
    parts = tuple(round(part * 255) for part in to_rgb(colour))
    for other, name in known.items():
        if all(abs(one - two) < INDISTINCT for one, two in zip(parts, other, strict=True)):
            return name
    return known.setdefault(parts, to_hex(colour))


def _kind(element: ElementTree.Element, facts: Mapping[str, str]) -> str:
    tag = element.tag.rsplit("}", 1)[-1]
    if tag == "path":
        return "shape" if facts.get("d", "")[-1:] in ("z", "Z") else "line"
    return {"use": "mark", "text": "text", "svg": "sheet"}.get(tag, f"element <{tag}>")


def _name(series: str, kind: str, number: int, facts: Mapping[str, str]) -> str:
    if kind == "text":
        return f"the text '{facts.get(TEXT, '')}'"
    owner = f" of {series}" if series else "" if kind == "sheet" else " outside the series"
    return f"{kind} {number}{owner}" if number else f"the {kind}{owner}"


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
        *(("order", f"{_capital(old.name)} is drawn in another order.") for old, _ in moved),
        *(one for old, new in changed for one in _changes(old, new)),
        *((f"gone {mark.place[:2]}", f"{_capital(mark.name)} is gone.") for mark in gone),
        *((f"new {mark.place[:2]}", f"{_capital(mark.name)} is new.") for mark in come),
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
        was, now = old.facts.get(fact, ""), new.facts.get(fact, "")
        if was == now:
            continue
        verb = _verb(fact, now)
        if fact == TEXT and old.place[1] == "text":
            sentence = f"The text '{was}' reads '{now}'."
        else:
            reads = _reads(fact.removeprefix("style "), old.shown(fact), new.shown(fact))
            sentence = f"{_capital(old.name)} {verb}: {reads}."
        yield (verb, *old.place[:2]), sentence


def _verb(fact: str, now: str) -> str:
    plain = fact.removeprefix("style ")
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


def _exchanges(pairs: Iterable[tuple[Mark, Mark]]) -> tuple[list[str], list[str]]:
    """Say where colours are no longer told apart as they were, and which have become which."""
    uses = [
        (old, fact, old.inks[fact], new.inks[fact])
        for old, new in pairs
        for fact in old.inks.keys() & new.inks.keys()
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
