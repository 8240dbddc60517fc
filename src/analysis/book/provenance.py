"""From a claim to the raw row behind it, and from a chapter to what it read: pages beside the book.

Each link that `analysis.book.raw_rows` left finds its row, and each file gets a page of the
rows that the book rests on.
"""

import re
from collections import Counter
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from analysis import paths
from analysis.book.contents import FRONT
from analysis.book.raw_rows import LINK, RawFiles, key_of
from analysis.book.shell import fill, frame_of, size_words
from analysis.claims.table import SHORTHAND, html_table
from analysis.data.areas import ENGLAND
from analysis.data.raw import read_manifest
from analysis.paths import OPEN_DATA
from analysis.runner.cache import MANIFEST
from analysis.runner.writing import write_whole

FOLDER = "provenance"
CODE = re.compile(r"\bE\d{8}\b")
MOST_COLUMNS = 10
SHOWN = ("area_name", "period", "sex", "age", "category", "count", "denominator", "value",
         "lower_ci", "upper_ci")  # fmt: skip
CELL = re.compile(r"<td[^>]*>([^<]*)</td>")
COUNTED = (
    "Chapter",
    "Files read",
    "Rows in",
    "Rows of its areas",
    "Cells of tables shown",
    "Not available",
    "Confidential",
    "Warnings or failures",
)

MADE_WITH = (("Code", "code"), ("Lock of packages", "lock"), ("Python", "python"))


def add_provenance(html: Path, manifest: Mapping[str, Any], areas: Mapping[str, str]) -> Path:
    """Write the pages of rows and of runs into a built book, and lead its links there."""
    raw = RawFiles(paths.data_folder())
    for page in sorted(html.rglob("*.html")):
        text = page.read_text(encoding="utf-8")
        if 'href="raw:' in text:
            folder, *below = page.relative_to(html).parts
            address = partial(_address, raw, "../" * len(below), areas.get(folder, ""))
            page.write_text(LINK.sub(address, text), encoding="utf-8")
    read = (name for one in manifest["chapters"].values() for name in one.get("files", ()))
    files = sorted({*raw, *read})
    frame = frame_of(html)
    for file in files:
        write_whole(html / FOLDER / _page(file), fill("rows.html", **frame, **_rows(file, raw)))
    index = html / FOLDER / "index.html"
    addresses = {file: _page(file) for file in files}
    runs = _runs(html, manifest, raw)
    write_whole(index, fill("runs.html", **frame, **runs, addresses=addresses))
    return index


def _address(raw: RawFiles, up: str, area: str, found: re.Match[str]) -> str:
    file, (own, *rest) = key_of(found[1])
    hits = raw[file].find((own or area, *rest))
    row = f"#row-{hits[-1]}" if hits else ""
    return f'href="{up}{FOLDER}/{_page(file)}{row}"'


def _page(file: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", file.rpartition(".")[0].lower()).strip("-") + ".html"


def _rows(file: str, raw: RawFiles) -> dict[str, Any]:
    """Give what the page of one raw file says: its publisher, and the rows behind sentences."""
    about = read_manifest(raw.folder).get(file, {})
    every, used = raw[file].rows, sorted(raw[file].used)
    facts = [(name, about.get(name.lower(), "")) for name in ("Publisher", "Release", "Licence")]
    said = f"{len(every)}, of which {len(used)} stand behind sentences of this book"
    facts += [("sha256", about.get("sha256", "")), ("Rows", said)]
    table = ""
    if used:
        known = SHOWN if "value" in every[0] else tuple(every[0])[:MOST_COLUMNS]
        columns = [name for name in known if any(every[n - 2].get(name) for n in used)]
        lines = [[str(n), *(every[n - 2].get(name) or "[x]" for name in columns)] for n in used]
        headings = ["Line of the file", *(name.replace("_", " ") for name in columns)]
        table = html_table(headings, lines, caption=f"Rows of {file}, as published")
        table = re.sub(r'<tr>(<th scope="row">(\d+)</th>)', r'<tr id="row-\2">\1', table)
    return {"title": f"Raw figures: {file}", "facts": facts, "table": table}


def _runs(html: Path, manifest: Mapping[str, Any], raw: RawFiles) -> dict[str, Any]:
    """Give what the page of runs says: what each chapter read, showed and held back, and how."""
    chapters = sorted(manifest["chapters"].items())
    lines = [[name, *_counts(name, about, raw, html)] for name, about in chapters]
    published = html / OPEN_DATA / MANIFEST
    return {
        "title": "What each chapter read",
        "table": html_table(
            COUNTED,
            lines,
            caption="What went into each chapter and what came out",
            numeric=range(1, len(COUNTED) - 1),
        ),
        "made": [(words, manifest[name]) for words, name in MADE_WITH if manifest.get(name)],
        "manifest": (OPEN_DATA / MANIFEST).as_posix(),
        "size": size_words(published.stat().st_size) if published.is_file() else "",
        "chapters": [(name, sorted(about.get("files", ()))) for name, about in chapters],
    }


def _counts(name: str, about: Mapping[str, Any], raw: RawFiles, html: Path) -> list[str]:
    """Count what went into a chapter and what came out of it."""
    files = [raw[file] for file in about.get("files", ())]
    page = html / ("index.html" if name == FRONT else f"{name}.html")
    shown = CELL.findall(page.read_text(encoding="utf-8")) if page.is_file() else []
    signs = Counter(cell for cell in shown if cell in SHORTHAND)
    counts = (
        len(files),
        sum(len(file.rows) for file in files),
        sum(file.count(codes_in(about.get("parameters", {}))) for file in files),
        len(shown),
        signs["[x]"] + signs["[z]"],
        signs["[c]"],
    )
    return [*map(str, counts), about.get("failure") or "none"]


def codes_in(parameters: Mapping[str, Any]) -> set[str]:
    """Name the areas that a chapter's parameters name; England where they name none.

    >>> sorted(codes_in({"area_code": "E06000004", "comparator_code": "E92000001", "n": 2031}))
    ['E06000004', 'E92000001']
    """
    return set(CODE.findall(repr(sorted(parameters.items())))) or {ENGLAND}
