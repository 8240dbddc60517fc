"""What people read: two built books compared file by file, and what differs said in words.

Each file is read as pieces, each a place and what stands there, so that one way compares all.
"""

import contextlib
import csv
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from html import unescape
from itertools import zip_longest
from pathlib import Path
from typing import Any

import openpyxl

from analysis import paths
from analysis.editions.report import LONGEST, Finding, around
from analysis.runner.cache import MANIFEST

TOKEN = re.compile(r"<[^>]+>|[^<]+")
HEADING = re.compile(r"<(h[1-6]|caption|figcaption)\b")
# What a book says of the machine that made it, which another machine need not repeat.
OF_THE_MACHINE = ("packages", "python")
MADE_WITH = re.compile(r"<li>Python: .*?</li>|\(JSON, [\d,]+ KB\)")
RUN_MANIFEST = (paths.OPEN_DATA / MANIFEST).as_posix()
RUNS_PAGE = "provenance/index.html"
INVENTORY_HEAD = 4
READ_AHEAD = 400
NO_BYTES = "Its bytes are not those that the package makes."
Pieces = Iterator[tuple[str, str]]


def shown_faults(shown: Path, made: Path) -> list[Finding]:
    """Say where a built book is not the one that was built again; of a PDF only presence counts."""
    there, wanted = _files(shown), _files(made)
    faults = [Finding(name, "No chapter or page makes it: remove it.") for name in there - wanted]
    faults += [Finding(name, "The built book lacks it.") for name in wanted - there]
    for name in sorted(there & wanted):
        before, after = (_content(name, (root / name).read_bytes()) for root in (shown, made))
        if before != after:
            words = _difference(name, before, after)
            faults.append(_of_chart(name, words, made) or Finding(name, words))
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
        return _in_markup(TOKEN.findall(old), TOKEN.findall(new))
    if name.endswith(".csv"):
        columns = next(csv.reader(io.StringIO(new)), [])
        said = _first(_cells(old, columns), _cells(new, columns))
        return said or "It differs in how its cells are written."
    return _first(_lines(old), _lines(new)) or "It differs in its line ends."


def _first(before: Pieces, after: Pieces) -> str:
    """Say the first piece that differs; a place that only one has lacks the other."""
    pieces, wanted = dict(before), dict(after)
    for place in dict.fromkeys((*pieces, *wanted)):
        old, new = pieces.get(place, ""), wanted.get(place, "")
        if old != new:
            return f"{place} {_differs(old, new)}"
    return ""


def _differs(old: str, new: str) -> str:
    one, other = around(old, new)
    if not new.strip():
        return f'says "{one}", which the chapters do not make.'
    if not old.strip():
        return f'lacks "{other}".'
    return f'says "{one}" where the chapters make "{other}".'


def _lines(text: str) -> Pieces:
    yield from ((f"Line {number}", line) for number, line in enumerate(text.splitlines(), start=1))


def _cells(text: str, columns: Sequence[str]) -> Pieces:
    for line, row in enumerate(csv.reader(io.StringIO(text)), start=1):
        for column, cell in enumerate(row):
            named = columns[column] if column < len(columns) else str(column + 1)
            yield f"Line {line}, column {named},", cell


def _in_workbooks(before: dict[str, bytes], after: dict[str, bytes]) -> str:
    try:
        said = _first(*map(_sheets, (before, after)))
    except (KeyError, ValueError, TypeError, OSError, zipfile.BadZipFile):
        return "It cannot be opened as a workbook."
    odd = min(n for n in before.keys() | after.keys() if before.get(n) != after.get(n))
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


def _in_markup(before: Sequence[str], after: Sequence[str]) -> str:
    pairs = enumerate(zip(before, after, strict=False))
    start = next((n for n, (a, b) in pairs if a != b), min(len(before), len(after)))
    old, new = before[start : start + READ_AHEAD], after[start : start + READ_AHEAD]
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    _, a, b, c, d = next(code for code in codes if code[0] != "equal")
    pieces = [one for one in zip_longest(old[a:b], new[c:d], fillvalue="") if one[0] != one[1]]
    # A word that differs says more than the tags around it.
    one, other = next((p for p in pieces if _words(p[0]) != _words(p[1])), pieces[0])
    if old[a:b] and not new[c:d]:
        one = _all_words(old[a:b]) or one
    elif new[c:d] and not old[a:b]:
        other = _all_words(new[c:d]) or other
    said = _differs(_words(one) or one, _words(other) or other)
    near = _heading(after[: start + c])
    return f'Below "{near}" it {said}' if near else f"It {said}"


def _words(token: str) -> str:
    return "" if token.startswith("<") else " ".join(unescape(token).split())


def _all_words(tokens: Sequence[str], between: str = "") -> str:
    return between.join(filter(None, map(_words, tokens)))


def _heading(tokens: Sequence[str]) -> str:
    """Give the words of the last heading or caption."""
    for number in range(len(tokens) - 1, -1, -1):
        found = HEADING.match(tokens[number])
        if found:
            inside, end = tokens[number + 1 :], f"</{found[1]}>"
            upto = inside.index(end) if end in inside else len(inside)
            words = _all_words(inside[:upto], " ").removesuffix("#").strip()
            return words if len(words) <= LONGEST else f"{words[:LONGEST]}…"
    return ""


def _of_chart(name: str, words: str, made: Path) -> Finding | None:
    """Name a drawing by the page that shows it and by its text alternative."""
    for page in sorted(made.rglob("*.html")) if name.endswith(".svg") else ():
        image = re.search(rf"<img\b[^>]*{re.escape(name)}[^>]*>", page.read_text(encoding="utf-8"))
        if image:
            alt = re.search(r'alt="([^"]*)"', image[0])
            called = f' "{unescape(alt[1])}"' if alt else ""
            said = f"The chart{called} ({name}) is drawn otherwise. {words}"
            return Finding(page.relative_to(made).as_posix(), said)
    return None
