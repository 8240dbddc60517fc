"""A matplotlib figure to lean SVG that is the same bytes in every run and on every machine."""

import hashlib
import io
import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import groupby
from xml.etree import ElementTree

from matplotlib.artist import Artist
from matplotlib.axis import Axis
from matplotlib.figure import Figure

from analysis.charts import typeface
from analysis.charts.style import COLOUR_ROLES, SERIES_MARK, TEXT

FONT_STACK = f"{typeface.FAMILY}, {typeface.SYMBOLS_FAMILY}, Source Sans Pro, Arial, sans-serif"
USUAL_TEXT = {"font-size": "12", "font-weight": "400", "text-anchor": "start", "fill": TEXT.lower()}
SVG = "{http://www.w3.org/2000/svg}"
XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
NO_METADATA = dict.fromkeys(("Date", "Creator", "Format", "Type"))
SERIES = "data-series"
PLACED: tuple[str, ...] = ("x", "y", "width", "height", "transform")
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[-+]?\d+)?")
STEP = re.compile(r"([A-Za-z])([^A-DF-Za-df-z]*)")
TAG = re.compile("<[^>]+>")
TOGETHER = re.compile(" {2,}")
COLOUR = re.compile(r"#[0-9a-f]{6}")
VARIABLES = {
    colour.lower(): f"var(--chart-{role},{colour.lower()})" for role, colour in COLOUR_ROLES.items()
}
POINT_ALONE = re.compile(r"M[^A-Za-z]*")
SHORTEST_RUN_WORTH_A_GROUP = 3


def canonical_svg(figure: Figure, *, label: str) -> str:
    """Draw a figure as lean, deterministic SVG with text as text.

    One line that scales to its container: no fixed size, identifiers that differ between drawings,
    no clip paths, no date, and each mark of a series with its name. `label` is the text
    alternative, for readers that meet the image on its own.
    """
    for artist in _drawn_by(figure):
        artist.set_clip_on(False)
    drawn = io.StringIO()
    figure.savefig(drawn, format="svg", metadata=NO_METADATA)
    # S314: the text was written by matplotlib a line above.
    root = ElementTree.fromstring(drawn.getvalue())  # noqa: S314
    return _serialise(root, label)


def _drawn_by(artist: Artist) -> Iterator[Artist]:
    """Yield an artist with all that it draws: to ask an axis would make its ticks."""
    yield artist
    for child in artist.get_children():
        if not isinstance(child, Axis):
            yield from _drawn_by(child)


def _serialise(root: ElementTree.Element, label: str) -> str:
    shapes = ElementTree.Element("defs")
    # Words stand above what is drawn, so that shapes alike are neighbours.
    marks = sorted(
        (lean for child in root for lean in _lean(child, shapes)),
        key=lambda mark: mark.tag == "text",
    )
    drawn = list(_by_style(marks))
    body = [shapes, *drawn] if len(shapes) else drawn
    inner = "".join(ElementTree.tostring(child, encoding="unicode") for child in body)
    attributes = {
        "xmlns": "http://www.w3.org/2000/svg",
        "viewBox": root.attrib["viewBox"],
        "role": "img",
        "aria-label": label,
        "fill": themed(TEXT),
        "font-family": FONT_STACK,
        "font-size": USUAL_TEXT["font-size"],
        "stroke-linejoin": "round",
    }
    svg = ElementTree.tostring(ElementTree.Element("svg", attributes), encoding="unicode")
    return TAG.sub(_in_single_quotes, f"{svg.removesuffix(' />')}>{_own_identifiers(inner)}</svg>")


def _in_single_quotes(tag: re.Match[str]) -> str:
    """Quote attributes as costs nothing in a notebook, whose own texts are in double quotes."""
    return tag[0].replace("'", "&#39;").replace('"', "'")


def _lean(
    element: ElementTree.Element, shapes: ElementTree.Element, name: str = ""
) -> Iterator[ElementTree.Element]:
    """Yield what the element draws, without wrappers; marker shapes go to `shapes`."""
    tag = element.tag.removeprefix(SVG)
    if tag == "defs":
        for shape in element.findall(f"{SVG}path[@id]"):
            known = {"id": shape.attrib["id"], "d": _compact_path(shape.attrib["d"])}
            if known["id"] not in [other.get("id") for other in shapes]:
                ElementTree.SubElement(shapes, "path", known)
    elif tag == "g":
        own = element.get("id", "")
        name = own.removeprefix(SERIES_MARK) if own.startswith(SERIES_MARK) else name
        for child in element:
            yield from _lean(child, shapes, name)
    elif tag == "text":
        yield _lean_text(element)
    elif tag in {"path", "use", "rect"}:
        drawn = _lean_shape(element, tag)
        # A line of one point shows nothing: its marker stands beside it.
        if tag != "path" or not POINT_ALONE.fullmatch(drawn.get("d", "M")):
            drawn.attrib |= {SERIES: name} if name else {}
            yield drawn


def _lean_shape(element: ElementTree.Element, tag: str) -> ElementTree.Element:
    kept = {"href": element.get(XLINK_HREF, ""), "d": _compact_path(element.get("d", ""))}
    kept |= {name: _rounded(element.attrib[name]) for name in PLACED if name in element.attrib}
    kept["style"] = _compact_style(element.get("style", ""))
    return ElementTree.Element(tag, {name: text for name, text in kept.items() if text})


def themed(text: str) -> str:
    """Name the role of each colour, so that a dark page gives its own; alone it is as drawn."""
    return COLOUR.sub(lambda found: VARIABLES.get(found[0], found[0]), text.lower())


@cache
def _compact_style(style: str) -> str:
    parts = [part.strip().replace(": ", ":") for part in style.split(";")]
    dull = ("", "stroke-linejoin:miter", "stroke-width:1", "stroke-linecap:butt")
    return themed(";".join(part for part in parts if part not in dull))


def _compact_path(path: str) -> str:
    """Write a path in tenths, its lines as steps from point to point.

    Steps are taken between rounded points, so that rounding never adds up.
    """
    written, previous, at = [], "", (0, 0)
    for command, numbers in STEP.findall(path):
        tenths = [round(float(number) * 10) for number in numbers.split()]
        if command == "L":
            step = (tenths[0] - at[0], tenths[1] - at[1])
            written.append(("" if previous == "L" else "l") + _joined(step, previous == "L"))
        else:
            written.append(command + _joined(tenths, False))
        if tenths:
            at = (tenths[-2], tenths[-1])
        previous = command
    return "".join(written)


def _joined(tenths: Sequence[int], continued: bool) -> str:
    """Write numbers with a space only where none would run them together."""
    text = " ".join(map(_written, tenths)).replace(" -", "-")
    return f" {text}" if continued and text[:1] != "-" else text


@lru_cache(maxsize=20_000)
def _written(tenths: int) -> str:
    return re.sub(r"^(-?)0\.", r"\1.", f"{tenths / 10:g}")


def _rounded(text: str) -> str:
    """Write coordinates in tenths, never as minus nought."""
    return NUMBER.sub(lambda found: f"{round(float(found[0]), 1) + 0.0:g}", text)


def _lean_text(element: ElementTree.Element) -> ElementTree.Element:
    """Keep of a text what is not usual, and say how wide it is."""
    # In millionths first, as matplotlib writes its own.
    kept = {name: _rounded(f"{float(element.attrib[name]):.6f}") for name in PLACED[:2]}
    size = float(element.attrib["font-size"])
    look = element.attrib | {"font-size": f"{size:g}"}
    kept |= {name: themed(look[name]) for name, usual in USUAL_TEXT.items() if look[name] != usual}
    # Spaces that stand together are meant to part words; a page would make one of them.
    words = TOGETHER.sub(lambda found: "\u00a0" * len(found[0]), element.text or "")
    if len(words) > 1:
        wide = typeface.text_width(words, size, bold="font-weight" in kept)
        kept["textLength"] = f"{wide:.1f}"
    text = ElementTree.Element("text", kept)
    text.text = words
    return text


def _by_style(elements: Sequence[ElementTree.Element]) -> Iterator[ElementTree.Element]:
    """Write the style of a run of shapes once."""
    for style, run in _runs(elements, "style", SHORTEST_RUN_WORTH_A_GROUP):
        members = list(_by_series(run))
        if style and (len(members) > 1 or members[0].tag != "g"):
            members = [_group({}, members)]
        if style:
            members[0].set("style", style)
        yield from members


def _by_series(elements: Sequence[ElementTree.Element]) -> Iterator[ElementTree.Element]:
    """Write the series of neighbouring marks once."""
    for name, run in _runs(elements, SERIES, 2):
        yield from [_group({SERIES: name}, run)] if name else run


def _runs(
    elements: Sequence[ElementTree.Element], attribute: str, least: int
) -> Iterator[tuple[str, list[ElementTree.Element]]]:
    """Take what neighbours have alike from them, where a run of them is long enough."""
    for value, members in groupby(elements, key=lambda element: element.get(attribute, "")):
        run = list(members)
        if not value or len(run) < least:
            yield "", run
            continue
        for member in run:
            del member.attrib[attribute]
        yield value, run


def _group(
    attributes: dict[str, str], members: Sequence[ElementTree.Element]
) -> ElementTree.Element:
    group = ElementTree.Element("g", attributes)
    group.extend(members)
    return group


def _own_identifiers(inner: str) -> str:
    """Name the shapes after the drawing, so that two drawings on a page never share one."""
    prefix = "s" + hashlib.sha256(inner.encode()).hexdigest()[:6]
    for number, name in enumerate(dict.fromkeys(re.findall(r'id="(\w+)"', inner))):
        inner = re.sub(rf'(id="|href="#){name}"', rf'\g<1>{prefix}{number}"', inner)
    return inner
