"""What people read: two built books compared file by file, and what differs said in words."""

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
from analysis.runner.run import MANIFEST

TOKEN = re.compile(r"<[^>]+>|[^<]+")
HEADING = re.compile(r"<(?:h[1-6]|caption|figcaption)\b")
# What a book says of the machine that made it, which another machine need not repeat.
OF_THE_MACHINE = ("packages", "python")
MADE_WITH = re.compile(r"<li>Python: .*?</li>|\(JSON, [\d,]+ KB\)")
RUN_MANIFEST = (paths.OPEN_DATA / MANIFEST).as_posix()
RUNS_PAGE = "provenance/index.html"
INVENTORY_HEAD = 4
READ_AHEAD = 400
BEFORE, LONGEST = 40, 120


def shown_faults(shown: Path, made: Path) -> list[tuple[str, str]]:
    """Say where a built book is not the one that was built again; of a PDF only presence counts."""
    there, wanted = _files(shown), _files(made)
    faults = [(name, "No chapter or page makes it: remove it.") for name in there - wanted]
    faults += [(name, "The built book lacks it.") for name in wanted - there]
    for name in sorted(there & wanted):
        before, after = (_content(name, (root / name).read_bytes()) for root in (shown, made))
        if before != after:
            faults.append(_fault(name, before, after, made))
    return sorted(faults, key=lambda one: (not one[0].endswith(".html"), one))


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


def _fault(name: str, before: Any, after: Any, made: Path) -> tuple[str, str]:
    """Give the place and the sentence of a file's first difference."""
    if isinstance(before, dict) and isinstance(after, dict):
        return name, _workbook_fault(before, after)
    texts = _text(before), _text(after)
    if None in texts:
        return name, "Its bytes are not those that the package makes."
    old, new = str(texts[0]), str(texts[1])
    if name.endswith(".csv"):
        return name, _table_fault(old, new)
    if name.endswith((".html", ".svg")):
        words = _markup_fault(TOKEN.findall(old), TOKEN.findall(new))
        return _chart(name, words, made) if name.endswith(".svg") else (name, words)
    lines = zip_longest(old.splitlines(), new.splitlines(), fillvalue="")
    for number, (one, other) in enumerate(lines, start=1):
        if one != other:
            return name, f"Line {number} {_differs(one, other)}"
    return name, "It differs in its line ends."


def _text(content: Any) -> str | None:
    try:
        return str(content.decode("utf-8"))
    except (UnicodeDecodeError, AttributeError):
        return None


def _markup_fault(before: Sequence[str], after: Sequence[str]) -> str:
    start = next(
        (n for n, (a, b) in enumerate(zip(before, after, strict=False)) if a != b),
        min(len(before), len(after)),
    )
    old, new = before[start : start + READ_AHEAD], after[start : start + READ_AHEAD]
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    _, a, b, c, d = next(code for code in codes if code[0] != "equal")
    pieces = [one for one in zip_longest(old[a:b], new[c:d], fillvalue="") if one[0] != one[1]]
    # A word that differs says more than the tags around it.
    one, other = next((p for p in pieces if _words(p[0]) != _words(p[1])), pieces[0])
    if old[a:b] and not new[c:d]:
        one = "".join(filter(None, map(_words, old[a:b]))) or one
    elif new[c:d] and not old[a:b]:
        other = "".join(filter(None, map(_words, new[c:d]))) or other
    said = _differs(_words(one) or one, _words(other) or other)
    near = _heading(after[: start + c])
    return f'Below "{near}" it {said}' if near else f"It {said}"


def _words(token: str) -> str:
    return "" if token.startswith("<") else " ".join(unescape(token).split())


def _heading(tokens: Sequence[str]) -> str:
    """Give the words of the last heading or caption."""
    for number in range(len(tokens) - 1, -1, -1):
        found = HEADING.match(tokens[number])
        if found:
            end = f"</{found[0][1:]}>"
            inside = tokens[number + 1 :]
            upto = inside.index(end) if end in inside else len(inside)
            words = " ".join(filter(None, map(_words, inside[:upto]))).removesuffix("#").strip()
            return words if len(words) <= LONGEST else f"{words[:LONGEST]}…"
    return ""


def _differs(old: str, new: str) -> str:
    at = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), 0)
    one, other = _around(old, at), _around(new, at)
    if not new.strip():
        return f'says "{one}", which the chapters do not make.'
    if not old.strip():
        return f'lacks "{other}".'
    return f'says "{one}" where the chapters make "{other}".'


def _around(text: str, at: int) -> str:
    begin = max(0, at - BEFORE) if len(text) > LONGEST else 0
    cut = text[begin : begin + LONGEST]
    return f"{'…' if begin else ''}{cut}{'…' if begin + LONGEST < len(text) else ''}"


def _chart(name: str, words: str, made: Path) -> tuple[str, str]:
    """Name a drawing by the page that shows it and by its text alternative."""
    for page in sorted(made.rglob("*.html")):
        image = re.search(rf"<img\b[^>]*{re.escape(name)}[^>]*>", page.read_text(encoding="utf-8"))
        if image:
            alt = re.search(r'alt="([^"]*)"', image[0])
            called = f' "{unescape(alt[1])}"' if alt else ""
            where = page.relative_to(made).as_posix()
            return where, f"The chart{called} ({name}) is drawn otherwise. {words}"
    return name, words


def _table_fault(old: str, new: str) -> str:
    before, after = ([*csv.reader(io.StringIO(text))] for text in (old, new))
    columns = after[0] if after else []
    rows: Iterator[Any] = zip_longest(before, after, fillvalue=[])
    for line, (row, wanted) in enumerate(rows, start=1):
        for column, (cell, right) in enumerate(zip_longest(row, wanted, fillvalue="")):
            if cell != right:
                named = columns[column] if column < len(columns) else str(column + 1)
                return f"Line {line}, column {named}, {_differs(cell, right)}"
    return "It differs in how its cells are written."


def _workbook_fault(before: dict[str, bytes], after: dict[str, bytes]) -> str:
    try:
        for place, cell, right in _cells(before, after):
            if cell != right:
                return f"{place} {_differs(str(cell), str(right))}"
    except (KeyError, ValueError, TypeError, OSError, zipfile.BadZipFile):
        return "It cannot be opened as a workbook."
    part = min(n for n in before.keys() | after.keys() if before.get(n) != after.get(n))
    return f"Its cells are right, and its part {part} is not the one that the package makes."


def _cells(before: dict[str, bytes], after: dict[str, bytes]) -> Iterator[tuple[str, Any, Any]]:
    one, other = (openpyxl.load_workbook(_packed(parts)) for parts in (before, after))
    yield "The list of sheets", one.sheetnames, other.sheetnames
    for name in other.sheetnames:
        rows: Iterator[Any] = zip_longest(
            one[name].iter_rows(), other[name].iter_rows(), fillvalue=()
        )
        for row, wanted in rows:
            for cell, right in zip_longest(row, wanted):
                at = f"heet {name}, cell {(right or cell).coordinate},"
                yield f"S{at}", getattr(cell, "value", ""), getattr(right, "value", "")
                yield f"The link of s{at}", _link_of(cell), _link_of(right)


def _link_of(cell: Any) -> str:
    link = getattr(cell, "hyperlink", None)
    return (link.target or link.location or "") if link else ""


def _packed(parts: dict[str, bytes]) -> io.BytesIO:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    packed.seek(0)
    return packed
