"""What people read: two built books compared file by file, and what differs said in words.

Each file is read as pieces, a place and what stands there, so that one way compares all.
"""

import contextlib
import csv
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from difflib import SequenceMatcher
from html import unescape
from itertools import zip_longest
from pathlib import Path
from typing import Any

import openpyxl

from analysis import paths
from analysis.editions.report import LONGEST, Finding, around
from analysis.editions.seal import differing
from analysis.runner.cache import MANIFEST

TOKEN = re.compile(r"<[^>]+>|[^<]+")
DRAWING = re.compile(r'<svg\b[^>]* aria-label="([^"]*)"')
HEADING = re.compile(r"<(h[1-6]|caption|figcaption)\b")
# What a book says of the machine that made it, which another machine need not repeat.
OF_THE_MACHINE = ("packages", "python")
MADE_WITH = re.compile(r"<li>Python: .*?</li>|\(JSON, [\d,]+ KB\)")
RUN_MANIFEST = (paths.OPEN_DATA / MANIFEST).as_posix()
RUNS_PAGE = "provenance/index.html"
INVENTORY_HEAD = 4
READ_AHEAD = 400
NO_BYTES = "Its bytes are not those that the package makes."
NO_PIECE = ("", "")
Pieces = Iterator[tuple[str, str]]


def shown_faults(shown: Path, made: Path) -> list[Finding]:
    """Say where a built book is not the one that was built again; of a PDF only presence counts."""
    there, wanted = _files(shown), _files(made)
    faults = [Finding(name, "No chapter or page makes it: remove it.") for name in there - wanted]
    faults += [Finding(name, "The built book lacks it.") for name in wanted - there]
    for name in sorted(there & wanted):
        before, after = (_content(name, (root / name).read_bytes()) for root in (shown, made))
        if before != after:
            faults.append(Finding(name, _difference(name, before, after)))
    return sorted(faults, key=lambda one: (not one.where.endswith(".html"), one))


def _files(folder: Path) -> set[str]:
    found = (one.relative_to(folder) for one in folder.rglob("*") if one.is_file())
    return {one.as_posix() for one in found if not one.name.startswith(".")}


def _content(name: str, content: bytes) -> Any:
    """Give what a file says, whatever packed it and on whichever machine; as it is if damaged."""
    with contextlib.suppress(
        ValueError, KeyError, AttributeError, zipfile.BadZipFile, zlib.error, NotImplementedError
    ):
        if name.endswith(".xlsx"):
            with zipfile.ZipFile(io.BytesIO(content)) as opened:
                return {one: opened.read(one) for one in opened.namelist()}
        if name == "objects.inv":
            *head, packed = content.split(b"\n", INVENTORY_HEAD)
            content = b"\n".join([*head, zlib.decompress(packed)])
        elif name == RUN_MANIFEST:
            said = json.loads(content).items()
            kept = {part: value for part, value in said if part not in OF_THE_MACHINE}
            content = json.dumps(kept, indent=1).encode()
        elif name == RUNS_PAGE:
            content = MADE_WITH.sub("", content.decode()).encode()
        elif name.endswith(".pdf"):
            content = b""
    return content


def _difference(name: str, before: Any, after: Any) -> str:
    """Give the sentence of a file's first difference."""
    if isinstance(before, dict) and isinstance(after, dict):
        return _in_workbooks(before, after)
    try:
        old, new = before.decode("utf-8"), after.decode("utf-8")
    except (UnicodeDecodeError, AttributeError):
        return NO_BYTES
    if name.endswith((".html", ".svg")):
        return _first(_tokens(old), _tokens(new))
    if name.endswith(".csv"):
        return _first(_cells(old), _cells(new)) or "It differs in how its cells are written."
    return _first(_lines(old), _lines(new)) or "It differs in its line ends."


def _first(before: Pieces, after: Pieces) -> str:
    """Say the first piece that differs, and its place."""
    old, new = list(before), list(after)
    pairs = enumerate(zip(old, new, strict=False))
    start = next((n for n, (a, b) in pairs if a[1] != b[1]), min(len(old), len(new)))
    old, new = (some[start : start + READ_AHEAD] for some in (old, new))
    one, other = ([text for _, text in some] for some in (old, new))
    codes = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    for tag, a, b, c, d in codes:
        if tag != "equal":
            # A word that differs says more than the tags around it.
            blocks = [*zip_longest(old[a:b], new[c:d], fillvalue=NO_PIECE)]
            worded = (p for p in blocks if _words(p[0][1]) != _words(p[1][1]))
            (here, was), (there, now) = next(worded, blocks[0])
            said = _differs(_words(was) or was, _words(now) or now)
            return f"{there or here} {said}"
    return ""


def _differs(old: str, new: str) -> str:
    one, other = around(old, new)
    if not new.strip():
        return f'says "{one}", which the chapters do not make.'
    if not old.strip():
        return f'lacks "{other}".'
    return f'says "{one}" where the chapters make "{other}".'


def _words(token: str) -> str:
    return "" if token.startswith("<") else " ".join(unescape(token).split())


def _tokens(text: str) -> Pieces:
    """Read tags and words, each below its last heading or caption, or in its drawing."""
    place, end, said = "It", "", ""
    drawn = ""
    for token in TOKEN.findall(text):
        drawing = DRAWING.match(token)
        drawn = f'In the chart "{unescape(drawing[1])}" it' if drawing else drawn
        yield drawn or place, token
        drawn = "" if token.startswith("</svg") else drawn
        heading = HEADING.match(token)
        if heading:
            end, said = f"</{heading[1]}>", ""
        elif token == end:
            words = " ".join(said.split()).removesuffix("#").strip()
            shown = words if len(words) <= LONGEST else f"{words[:LONGEST]}…"
            place, end = f'Below "{shown}" it' if shown else place, ""
        elif end:
            said += f"{_words(token)} "


def _lines(text: str) -> Pieces:
    yield from ((f"Line {number}", line) for number, line in enumerate(text.splitlines(), start=1))


def _cells(text: str) -> Pieces:
    columns: list[str] = []
    for line, row in enumerate(csv.reader(io.StringIO(text)), start=1):
        columns = columns or row
        for column, cell in enumerate(row):
            named = columns[column] if column < len(columns) else str(column + 1)
            yield f"Line {line}, column {named},", cell


def _in_workbooks(before: dict[str, bytes], after: dict[str, bytes]) -> str:
    try:
        said = _first(_sheets(before), _sheets(after))
    except (KeyError, ValueError, TypeError, OSError, zipfile.BadZipFile):
        return "It cannot be opened as a workbook."
    odd = min(differing(before, after))
    return said or f"Its cells are right, and its part {odd} is not the one that the package makes."


def _sheets(parts: dict[str, bytes]) -> Pieces:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    book = openpyxl.load_workbook(packed)
    yield "The list of sheets", str(book.sheetnames)
    for sheet in book:
        for cell in (one for row in sheet.iter_rows() for one in row):
            link = cell.hyperlink
            place = f"heet {sheet.title}, cell {cell.coordinate},"
            yield f"S{place}", str("" if cell.value is None else cell.value)
            yield f"The link of s{place}", (link.target or link.location or "") if link else ""
