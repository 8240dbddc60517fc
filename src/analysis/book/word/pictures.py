"""The charts of a paper: SVG without the page's styles, and PNG by Chromium for what shows none."""

import io
import re
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from PIL import Image

from analysis.book.printing import OPTIONS, SECONDS, find_chromium, sandbox_options
from analysis.charts.typeface import FACES
from analysis.errors import RunError

WIDTH, SCALE = 640, 2
COLOURS = 128
TALLEST = 6000
"""Of one sheet, in pixels of a page: what Chromium draws at once has an end."""
_ROLE = re.compile(r"var\(--[\w-]+,\s*([^()]+)\)")
_LIGHT = r"\1"
_VIEW = re.compile(r"viewBox='0 0 ([\d.]+) ([\d.]+)'")
_OWN_TYPE = re.compile(r"Book Sans, Book Symbols, ")


def alone(svg: str) -> str:
    """Give a drawing with its light colours, its size, and type that other programs have."""
    width, height = _size(svg)
    sized = svg.replace("<svg ", f"<svg width='{width}' height='{height}' ", 1)
    return _OWN_TYPE.sub("", _ROLE.sub(_LIGHT, sized))


def size_of(svg: str) -> tuple[float, float]:
    """Give the width and height of a drawing in its own units."""
    width, height = _size(svg)
    return float(width), float(height)


def _size(svg: str) -> tuple[str, str]:
    found = _VIEW.search(svg)
    if found is None:
        raise RunError("A chart of this chapter has no size. Run the chapter again.")
    return found[1], found[2]


def draw(svgs: Sequence[str]) -> list[bytes]:
    """Draw each as PNG."""
    found: list[bytes] = []
    for sheet in _sheets(svgs):
        with tempfile.TemporaryDirectory() as folder:
            found += _draw_sheet(sheet, Path(folder))
    return found


def _sheets(svgs: Sequence[str]) -> Iterator[list[tuple[str, int]]]:
    """Share the drawings out on sheets, each with its height there."""
    sheet: list[tuple[str, int]] = []
    for svg in svgs:
        width, height = size_of(svg)
        tall = int(height * WIDTH / width) + 1
        if sheet and sum(one for _, one in sheet) + tall > TALLEST:
            yield sheet
            sheet = []
        sheet.append((svg, tall))
    if sheet:
        yield sheet


def _draw_sheet(sheet: Sequence[tuple[str, int]], folder: Path) -> Iterator[bytes]:
    faces = "".join(
        f"@font-face{{font-family:'{family}';font-weight:{weight};src:url('{path.as_uri()}')}}"
        for (family, weight), path in FACES.items()
    )
    parts = "".join(
        f"<div style='height:{tall}px'>{_ROLE.sub(_LIGHT, svg)}</div>" for svg, tall in sheet
    )
    page, target = folder / "sheet.html", folder / "sheet.png"
    page.write_text(
        f"<!doctype html><meta charset='utf-8'><style>{faces}body{{margin:0;width:{WIDTH}px}}"
        f"svg{{display:block;width:{WIDTH}px}}</style>{parts}",
        encoding="utf-8",
        newline="\n",
    )
    high = sum(tall for _, tall in sheet)
    places = [f"--screenshot={target}", f"--window-size={WIDTH},{high}", page.as_uri()]
    looks = ["--hide-scrollbars", f"--force-device-scale-factor={SCALE}"]
    profile = f"--user-data-dir={folder / 'profile'}"
    command = [find_chromium(), *OPTIONS, *sandbox_options(), *looks, profile, *places]
    try:
        subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired as problem:
        raise RunError(f"Chromium did not draw the charts in {SECONDS} seconds.") from problem
    if not target.is_file():
        raise RunError("Chromium drew no picture of the charts. Try again, or install it anew.")
    top = 0
    with Image.open(target) as whole:
        for _, tall in sheet:
            piece = whole.crop((0, top * SCALE, WIDTH * SCALE, (top + tall) * SCALE))
            kept = io.BytesIO()
            piece.convert("RGB").quantize(COLOURS).save(kept, "PNG")
            yield kept.getvalue()
            top += tall
