"""From a claim to the raw row behind it, and from a chapter to what it read: pages beside the book.

Each link that `analysis.book.raw_rows` left finds its row, and each file gets a page of the
rows that the book rests on.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from html import escape
from pathlib import Path
from typing import Any

from analysis import paths
from analysis.claims.table import SHORTHAND, html_table
from analysis.data.areas import ENGLAND
from analysis.data.raw import read_manifest
from analysis.paths import OPEN_DATA
from analysis.book.contents import FRONT
from analysis.book.raw_rows import LINK, RawRows, key_of
from analysis.book.shell import Shell
from analysis.runner.run import MANIFEST
from analysis.runner.writing import write_whole

FOLDER = "provenance"
BYTES_IN_A_KILOBYTE = 1000
CODE = re.compile(r"\bE\d{8}\b")
MOST_COLUMNS = 10
SHOWN = ("area_name", "period", "sex", "age", "category", "count", "denominator", "value",
         "lower_ci", "upper_ci")  # fmt: skip
CELL = re.compile(r"<td[^>]*>([^<]*)</td>")


def add_provenance(html: Path, manifest: Mapping[str, Any], areas: Mapping[str, str]) -> Path:
    """Write the pages of rows and of runs into a built book, and lead its links there."""
    rows = RawRows(paths.data_folder())
    chapters = manifest["chapters"]
    for page in sorted(html.rglob("*.html")):
        text = page.read_text(encoding="utf-8")
        if 'href="raw:' in text:
            folder, *below = page.relative_to(html).parts
            address = partial(_address, rows, "../" * len(below), areas.get(folder, ""))
            page.write_text(LINK.sub(address, text), encoding="utf-8")
    read = (name for one in chapters.values() for name in one.get("files", ()))
    files = sorted({*rows.used, *read})
    shell = Shell(html)
    for file in files:
        write_whole(html / FOLDER / f"{_slug(file)}.html", rows_page(file, rows, shell))
    counted = [chapter_row(name, one, rows, html) for name, one in sorted(chapters.items())]
    index = html / FOLDER / "index.html"
    made = made_with(manifest, html / OPEN_DATA / MANIFEST)
    write_whole(index, runs_page(counted, files, made, shell))
    return index


def _address(rows: RawRows, up: str, area: str, found: re.Match[str]) -> str:
    file, (own, *rest) = key_of(found[1])
    hits = rows.find(file, (own or area, *rest))
    row = f"#row-{hits[-1]}" if hits else ""
    return f'href="{up}{FOLDER}/{_slug(file)}.html{row}"'


def _slug(file: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", file.rpartition(".")[0].lower()).strip("-")


def rows_page(file: str, rows: RawRows, shell: Shell) -> str:
    """Give the page of one raw file: its publisher, and the rows behind the book's sentences."""
    about = read_manifest(rows.folder).get(file, {})
    every = rows.rows(file)
    used = sorted(rows.used.get(file, ()))
    facts = [
        ("Publisher", about.get("publisher", "")),
        ("Release", about.get("release", "")),
        ("Licence", about.get("licence", "")),
        ("sha256", about.get("sha256", "")),
        ("Rows", f"{len(every)}, of which {len(used)} stand behind sentences of this book"),
    ]
    body = "".join(f"<li>{name}: {escape(value)}</li>" for name, value in facts if value)
    parts = [f"<h1>Raw figures: {escape(file)}</h1><ul>{body}</ul>"]
    if used:
        known = SHOWN if "value" in every[0] else tuple(every[0])[:MOST_COLUMNS]
        columns = [name for name in known if any(every[n - 2].get(name) for n in used)]
        lines = [[str(n), *(every[n - 2].get(name) or "[x]" for name in columns)] for n in used]
        headings = ["Line of the file", *(name.replace("_", " ") for name in columns)]
        table = html_table(headings, lines, caption=f"Rows of {file}, as published")
        parts.append(re.sub(r'<tr>(<th scope="row">(\d+)</th>)', r'<tr id="row-\2">\1', table))
    parts.append('<p><a href="index.html">What each chapter read</a></p>')
    return shell.wrap(f"Raw figures: {file}", "".join(parts))


def chapter_row(
    name: str, about: Mapping[str, Any], rows: RawRows, html: Path
) -> tuple[str, list[str], list[str]]:
    """Count what went into a chapter and what came out of it."""
    files = sorted(about.get("files", ()))
    page = html / ("index.html" if name == FRONT else f"{name}.html")
    shown = CELL.findall(page.read_text(encoding="utf-8")) if page.is_file() else []
    signs = Counter(cell for cell in shown if cell in SHORTHAND)
    counts = (
        len(files),
        sum(len(rows.rows(file)) for file in files),
        sum(rows.count(file, codes_in(about.get("parameters", {}))) for file in files),
        len(shown),
        signs["[x]"] + signs["[z]"],
        signs["[c]"],
    )
    failed = about.get("failure") or "none"
    return name, files, [*(str(number) for number in counts), failed]


def codes_in(parameters: Mapping[str, Any]) -> set[str]:
    """Name the areas that a chapter's parameters name; England where they name none.

    >>> sorted(codes_in({"area_code": "E06000004", "comparator_code": "E92000001", "n": 2031}))
    ['E06000004', 'E92000001']
    """
    return set(CODE.findall(repr(sorted(parameters.items())))) or {ENGLAND}


def made_with(manifest: Mapping[str, Any], published: Path) -> str:
    """Say which code, packages and Python made the chapters, and link the whole manifest."""
    facts = [
        ("Code", manifest.get("code", "")),
        ("Lock of packages", manifest.get("lock", "")),
        ("Python", manifest.get("python", "")),
    ]
    items = [f"<li>{name}: <code>{escape(value)}</code></li>" for name, value in facts if value]
    if published.is_file():
        size = f"{max(1, round(published.stat().st_size / BYTES_IN_A_KILOBYTE)):,} KB"
        items.append(
            f'<li><a href="../{OPEN_DATA.as_posix()}/{MANIFEST}">Manifest of the run (JSON, '
            f"{size})</a>: parameters, template, sha256 of each file read and of each chapter, "
            "and the version of every package</li>"
        )
    return f"<h2>What made the chapters</h2><ul>{''.join(items)}</ul>" if items else ""


def runs_page(
    chapters: Sequence[tuple[str, list[str], list[str]]],
    files: Iterable[str],
    made: str,
    shell: Shell,
) -> str:
    """Give the page of what each chapter read, showed, left out and held back."""
    headings = (
        "Chapter",
        "Files read",
        "Rows in",
        "Rows of its areas",
        "Cells of tables shown",
        "Not available",
        "Confidential",
        "Warnings or failures",
    )
    lines = [[name, *counts] for name, _, counts in chapters]
    caption = "What went into each chapter and what came out"
    listed = "".join(
        f"<details><summary>{escape(name)}</summary><ul>{_file_links(read)}</ul></details>"
        for name, read, _ in chapters
    )
    return shell.wrap(
        "What each chapter read",
        "<h1>What each chapter read</h1><p>A chapter with a warning or an error is never "
        "published: the run stops there. Rows in are those of every file that it read. Rows of its "
        "areas are those of the areas that its parameters name and of what they are made of; the "
        "others are of peers and other places, and only comparisons with peers use some of "
        "them.</p>"
        + html_table(headings, lines, caption=caption, numeric=range(1, len(headings) - 1))
        + f"{made}<h2>Files by chapter</h2>{listed}"
        + f"<h2>Every file</h2><ul>{_file_links(files)}</ul>",
    )


def _file_links(files: Iterable[str]) -> str:
    return "".join(
        f'<li><a href="{_slug(file)}.html"><code>{escape(file)}</code></a></li>' for file in files
    )
