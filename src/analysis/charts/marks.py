"""What a drawing holds, mark by mark: the facts that must stay, and the values of its look."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from xml.etree import ElementTree

from matplotlib.colors import CSS4_COLORS, to_hex, to_rgb

from analysis.charts.style import COLOUR_ROLES
from analysis.charts.svg import SERIES, SVG, XLINK_HREF

# What a group hands on to its marks: an own value takes the place of the group's.
PAINT = re.compile(r"(?:fill|stroke)(?:-[a-z]+)*")
COLOURED = ("fill", "stroke")
# Names with a space are no attribute's, and no drawing can hold the character of nought.
ELEMENT, TEXT, TAIL, GROUP = "the element", "the text", "the text after it", "the group"
STYLED = "style "
OURS = "\0"
INK, FAINT = f"{OURS}ink", f"{OURS}tint"
SPACE = " \t\r\n\f"
# A colour by its role, and the value that it has on white.
ROLE = re.compile(rf"var\(--chart-({'|'.join(COLOUR_ROLES)}),(#[0-9a-f]{{6}})\)")
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


@dataclass(frozen=True)
class Mark:
    """One element as drawn: its facts must stay, the values of its inks and widths may not.

    `seen` has the inks as the eye tells them apart.
    """

    place: tuple[str, str, int]
    name: str
    facts: Mapping[str, str]
    inks: Mapping[str, str]
    seen: Mapping[str, str]
    widths: Mapping[str, str]

    @property
    def key(self) -> tuple[tuple[str, str], ...]:
        """The facts in an order, to be compared at once."""
        return tuple(sorted(self.facts.items()))

    def shown(self, fact: str) -> str:
        """Give a fact as it is written in the drawing, with the value of a colour or width."""
        return {**self.facts, **self.inks, **self.widths}.get(fact, "").replace(OURS, "#")


def read_marks(svg: str) -> list[Mark]:
    """List what a drawing holds in the order in which it is drawn; ParseError if it is no SVG."""
    if UNPLAIN.search(svg):
        raise ElementTree.ParseError("it holds a comment, an entity or an instruction")
    # S314: what could be harmful in it is refused a line above.
    root = ElementTree.fromstring(svg)  # noqa: S314
    names = [name for one in root.iter() if (name := one.get("id")) is not None]
    numbers = {name: f"{OURS}{number}" for number, name in enumerate(dict.fromkeys(names), 1)}
    inks: dict[tuple[int, ...], str] = {}
    parts = [(one, _facts(one, values, numbers)) for one, values in _flattened(root)]
    users: dict[str, dict[str, None]] = {}
    for _, facts in parts:
        users.setdefault(facts.get("href", ""), {})[facts.get(SERIES, "")] = None
    kinds = []
    for one, facts in parts:
        series = facts.get(SERIES) or " and ".join(users.get(facts.get("id", "none"), ()))
        kinds.append((series, _kind(one, facts)))
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
        passed = [name for name in own if name == SERIES or PAINT.fullmatch(name)]
        handed = handed | {name: own.pop(name) for name in passed}
        if element.tag == f"{SVG}g" and len(element):
            around += f"<g {sorted(own.items())}>" if own else ""
        else:
            yield element, own | handed | ({GROUP: around} if around else {})
            around += f"<{_tag(element)}>" if element is not root else ""
        # A shape takes its colours from where it is used.
        handed = {} if element.tag == f"{SVG}defs" else handed
        stack.extend((child, handed, around) for child in reversed(element))


def _values(element: ElementTree.Element) -> dict[str, str]:
    """Give attributes, properties of the style, which come first, and text, each by its name."""
    values, styled = dict(element.attrib), dict[str, str]()
    for piece in values.pop("style", "").split(";"):
        name, value = (part.strip(SPACE) for part in piece.partition(":")[::2])
        if name or value:
            name = name if PAINT.fullmatch(name) else f"{STYLED}{name}"
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
    for name in ("href", XLINK_HREF):
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
    inks, seen, widths = {}, {}, {}
    for fact in COLOURED:
        value, role = _by_role(facts.get(fact, ""))
        if HEX.fullmatch(value) or value in CSS4_COLORS:
            facts[fact] = _strength(value)
            if facts[fact] in (INK, FAINT):
                inks[fact] = _hexadecimal(value) + role
                seen[fact] = _told_apart(value, known) + role
    sizes = {"width": SIZES, "height": SIZES} if root else {}
    for fact, (least, most) in (sizes | {"stroke-width": SEEN_WIDTHS}).items():
        found = WIDTH.fullmatch(facts.get(fact, ""))
        if found and least <= float(found[1]) <= most:
            widths[fact] = facts.pop(fact)
    return Mark(place, name, facts, inks, seen, widths)


def _by_role(value: str) -> tuple[str, str]:
    """Part a colour from the words that name its role."""
    found = ROLE.fullmatch(value)
    return (found[2], f" ({found[1]})") if found else (value, "")


@cache
def _strength(colour: str) -> str:
    """Say whether a colour stands out on a white sheet, by the contrast of WCAG."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in to_rgb(colour)
    )
    contrast = 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
    if contrast < PAPER:
        return to_hex(colour)
    return FAINT if contrast < TINT else INK


# A drawing has few colours and many marks.
_hexadecimal = cache(to_hex)


@cache
def _parts(colour: str) -> tuple[int, ...]:
    return tuple(round(part * 255) for part in to_rgb(colour))


def _told_apart(colour: str, known: dict[tuple[int, ...], str]) -> str:
    """Give the colour, or an earlier one that the eye does not tell from it."""
    parts = _parts(colour)
    for other, name in known.items():
        if all(abs(one - two) < INDISTINCT for one, two in zip(parts, other, strict=True)):
            return name
    return known.setdefault(parts, _hexadecimal(colour))


def _tag(element: ElementTree.Element) -> str:
    return element.tag.rsplit("}", 1)[-1]


def _kind(element: ElementTree.Element, facts: Mapping[str, str]) -> str:
    tag = _tag(element)
    if tag == "path":
        return "shape" if facts.get("d", "")[-1:] in ("z", "Z") else "line"
    return {"use": "mark", "text": "text", "svg": "sheet"}.get(tag, f"element <{tag}>")


def _name(series: str, kind: str, number: int, facts: Mapping[str, str]) -> str:
    if kind == "text":
        return f"the text '{facts.get(TEXT, '')}'"
    owner = f" of {series}" if series else "" if kind == "sheet" else " outside the series"
    return f"{kind} {number}{owner}" if number else f"the {kind}{owner}"
