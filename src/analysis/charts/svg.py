"""A matplotlib figure to lean SVG that is the same bytes in every run and on every machine."""

import hashlib
import io
import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any
from xml.etree import ElementTree

import matplotlib as mpl
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from analysis.charts.style import SERIES_MARK

FONT_STACK = "Arial, Helvetica, sans-serif"
FONT_SIZE = 12
SVG = "{http://www.w3.org/2000/svg}"
XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
NO_METADATA = dict.fromkeys(("Date", "Creator", "Format", "Type"))
SVG_SETTINGS: dict[Any, Any] = {"svg.fonttype": "none", "svg.hashsalt": "analysis"}
SERIES = "data-series"
GEOMETRY: tuple[str, ...] = ("d", "x", "y", "width", "height", "transform")
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[-+]?\d+)?")
STEP = re.compile(r"([A-Za-z])([^A-DF-Za-df-z]*)")
POINT_ALONE = re.compile(r"M[^A-Za-z]*")
SHORTEST_RUN_WORTH_A_GROUP = 3


def canonical_svg(figure: Figure, *, label: str) -> str:
    """Draw a figure as lean, deterministic SVG with text as text.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        What is to be drawn, one unit a point.
    label : str
        The text alternative, for readers that meet the image on its own.

    Returns
    -------
    str
        One line of SVG that scales to its container: no fixed size, identifiers that differ
        between drawings, no clip paths, no date, and each mark of a series with its name.

    Examples
    --------
    >>> canonical_svg(Figure(figsize=(4, 3)), label="Nothing yet").split(" viewBox")[1][:17]
    '="0 0 288 216" ro'
    """
    for artist in figure.findobj():
        artist.set_clip_on(False)
    FigureCanvasSVG(figure)
    drawn = io.StringIO()
    with mpl.rc_context(SVG_SETTINGS):
        figure.savefig(drawn, format="svg", metadata=NO_METADATA)
    # S314: the text was written by matplotlib a line above.
    root = ElementTree.fromstring(drawn.getvalue())  # noqa: S314
    return _serialise(root, label)


def _serialise(root: ElementTree.Element, label: str) -> str:
    body = ElementTree.Element("g")
    shapes = ElementTree.SubElement(body, "defs")
    for child in root:
        body.extend(_lean(child, shapes))
    if not len(shapes):
        body.remove(shapes)
    body[:] = _by_series(list(body))
    inner = "".join(ElementTree.tostring(child, encoding="unicode") for child in body)
    svg = ElementTree.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": root.attrib["viewBox"],
            "role": "img",
            "aria-label": label,
            "font-family": FONT_STACK,
            "font-size": str(FONT_SIZE),
            "stroke-linejoin": "round",
        },
    )
    opening = ElementTree.tostring(svg, encoding="unicode").removesuffix(" />")
    return f"{opening}>{_own_identifiers(inner)}</svg>"


def _lean(
    element: ElementTree.Element, shapes: ElementTree.Element, name: str = ""
) -> Iterator[ElementTree.Element]:
    """Yield what the element draws, without wrappers; marker shapes go to `shapes`."""
    tag = element.tag.removeprefix(SVG)
    if tag == "defs":
        _collect_shapes(element, shapes)
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


def _collect_shapes(defs: ElementTree.Element, shapes: ElementTree.Element) -> None:
    for element in defs:
        if element.tag == f"{SVG}path" and "id" in element.attrib:
            shape = _lean_shape(element, "path")
            shape.attrib = {"id": element.attrib["id"], "d": shape.attrib["d"]}
            if shape.attrib["id"] not in {known.get("id") for known in shapes}:
                shapes.append(shape)


def _lean_shape(element: ElementTree.Element, tag: str) -> ElementTree.Element:
    kept = {name: element.attrib[name] for name in GEOMETRY if element.get(name)}
    path = {"d": _compact_path(kept.pop("d"))} if "d" in kept else {}
    kept = path | {name: _rounded(text) for name, text in kept.items()}
    if XLINK_HREF in element.attrib:
        kept = {"href": element.attrib[XLINK_HREF], **kept}
    style = _compact_style(element.get("style", ""))
    return ElementTree.Element(tag, kept | ({"style": style} if style else {}))


def _compact_style(style: str) -> str:
    parts = [part.strip().replace(": ", ":") for part in style.split(";")]
    dull = ("", "stroke-linejoin:miter", "stroke-width:1", "stroke-linecap:butt")
    return ";".join(part for part in parts if part not in dull)


def _compact_path(path: str) -> str:
    """Write a path in tenths, its lines as steps from point to point.

    Steps are taken between rounded points, so that rounding never adds up.

    >>> _compact_path("M 0 1 L 2 3.04 L 4.46 -5 z")
    'M0 1l2 2 2.5-8z'
    >>> _compact_path("M 0 1 C 1 2 3 4 5.55 6 ")
    'M0 1C1 2 3 4 5.6 6'
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
    """Write numbers with a space only where none would run them together.

    >>> _joined([25, -80], True), _joined([5, 12], False)
    (' 2.5-8', '.5 1.2')
    """
    texts = [f"{number / 10:g}".replace("0.", ".", 1) if abs(number) < 10 and number else
             f"{number / 10:g}" for number in tenths]  # fmt: skip
    first = " " if continued and texts[0][:1] != "-" else ""
    return first + "".join(
        text if place == 0 or text.startswith("-") else f" {text}"
        for place, text in enumerate(texts)
    )


def _rounded(text: str) -> str:
    return NUMBER.sub(lambda found: _one_decimal(float(found.group())), text)


def _one_decimal(number: float) -> str:
    """Write a coordinate in tenths, never as minus nought.

    >>> _one_decimal(-0.04), _one_decimal(12.0), _one_decimal(3.14159)
    ('0', '12', '3.1')
    """
    return f"{round(number, 1) + 0.0:g}"


def _lean_text(element: ElementTree.Element) -> ElementTree.Element:
    styles = dict(part.split(": ", 1) for part in element.attrib["style"].split("; "))
    size = styles.get("font-size", "").removesuffix("px")
    places = {"x", "y"} & set(element.attrib)
    kept = {name: _rounded(element.attrib[name]) for name in sorted(places)}
    moved = re.match(r"translate\((\S+) (\S+)\)", element.get("transform", ""))
    if moved and not kept:
        kept = dict(zip(("x", "y"), map(_rounded, moved.groups()), strict=True))
    if size and float(size) != FONT_SIZE:
        kept["font-size"] = f"{float(size):g}"
    for name in ("font-weight", "text-anchor", "fill"):
        if styles.get(name, "start") != "start":
            kept[name] = styles[name]
    text = ElementTree.Element("text", kept)
    text.text = element.text
    return text


def _by_series(elements: list[ElementTree.Element]) -> list[ElementTree.Element]:
    """Write the series of neighbouring marks once."""
    grouped = []
    for name, members in groupby(elements, key=lambda element: element.get(SERIES, "")):
        run = list(members)
        if name and len(run) > 1:
            for member in run:
                del member.attrib[SERIES]
            run = _by_style(run)
            if len(run) > 1 or run[0].tag != "g":
                run = [_group({}, run)]
            run[0].set(SERIES, name)
        else:
            run = _by_style(run)
        grouped.extend(run)
    return grouped


def _by_style(elements: list[ElementTree.Element]) -> list[ElementTree.Element]:
    """Write the style of a run of shapes once."""
    grouped = []
    for style, members in groupby(elements, key=lambda element: element.get("style", "")):
        run = list(members)
        if style and len(run) >= SHORTEST_RUN_WORTH_A_GROUP:
            for member in run:
                del member.attrib["style"]
            run = [_group({"style": style}, run)]
        grouped.extend(run)
    return grouped


def _group(attributes: dict[str, str], members: list[ElementTree.Element]) -> ElementTree.Element:
    group = ElementTree.Element("g", attributes)
    group.extend(members)
    return group


def _own_identifiers(inner: str) -> str:
    """Name the shapes after the drawing, so that two drawings on a page never share one."""
    prefix = "s" + hashlib.sha256(inner.encode()).hexdigest()[:6]
    names = list(dict.fromkeys(re.findall(r'id="(\w+)"', inner)))
    for number, name in enumerate(names):
        inner = re.sub(rf'(id="|href="#){name}"', rf'\g<1>{prefix}{number}"', inner)
    return inner
