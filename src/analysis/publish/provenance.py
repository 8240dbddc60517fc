"""From a claim to the raw row behind it, and from a chapter to what it read: pages beside the book.

Each link that `analysis.publish.raw_rows` left finds its row, and each file gets a page of the
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
from analysis.publish.contents import FRONT
from analysis.publish.raw_rows import LINK, RawRows, key_of
from analysis.publish.shell import Shell
from analysis.runner.writing import write_whole
from analysis.sources.raw import read_manifest
from analysis.tables import SHORTHAND, html_table

FOLDER = "provenance"
MOST_COLUMNS = 10
SHOWN = ("area_name", "period", "sex", "age", "category", "count", "denominator", "value",
         "lower_ci", "upper_ci")  # fmt: skip
CELL = re.compile(r"<td[^>]*>([^<]*)</td>")


def add_provenance(html: Path, chapters: Mapping[str, Mapping[str, Any]]) -> Path:
    """Write the pages of rows and of runs into a built book, and lead its links there.

    Parameters
    ----------
    html : Path
        The folder of the built book.
    chapters : mapping
        The run's manifest by ``locality/chapter``: the files that each read.

    Returns
    -------
    Path
        The page of what each chapter read and what came of it.
    """
    rows = RawRows(paths.data_folder())
    for page in sorted(html.rglob("*.html")):
        text = page.read_text(encoding="utf-8")
        if 'href="raw:' in text:
            up = "../" * (len(page.relative_to(html).parts) - 1)
            address = partial(_address, rows, up, _area_of(page.relative_to(html), chapters))
            page.write_text(LINK.sub(address, text), encoding="utf-8")
    read = (name for one in chapters.values() for name in one.get("files", ()))
    files = sorted({*rows.used, *read})
    shell = Shell(html)
    for file in files:
        write_whole(html / FOLDER / f"{_slug(file)}.html", rows_page(file, rows, shell))
    counted = [chapter_row(name, one, rows, html) for name, one in sorted(chapters.items())]
    index = html / FOLDER / "index.html"
    write_whole(index, runs_page(counted, files, shell))
    return index


def _area_of(page: Path, chapters: Mapping[str, Mapping[str, Any]]) -> str:
    """Give the code of the area that a page is about; empty where its run's record is not there."""
    name = page.with_suffix("").as_posix()
    about = chapters.get(FRONT if name == "index" else name, {})
    return str(about.get("parameters", {}).get("area_code", ""))


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
        len(shown),
        signs["[x]"] + signs["[z]"],
        signs["[c]"],
    )
    failed = about.get("failure") or "none"
    return name, files, [*(str(number) for number in counts), failed]


def runs_page(
    chapters: Sequence[tuple[str, list[str], list[str]]], files: Iterable[str], shell: Shell
) -> str:
    """Give the page of what each chapter read, showed, left out and held back."""
    headings = (
        "Chapter",
        "Files read",
        "Rows in",
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
        "published: the run stops there. Rows in are those of every file that it read; the rows "
        "that it did not need are of other areas and years.</p>"
        + html_table(headings, lines, caption=caption, numeric=range(1, len(headings) - 1))
        + f"<h2>Files by chapter</h2>{listed}<h2>Every file</h2><ul>{_file_links(files)}</ul>",
    )


def _file_links(files: Iterable[str]) -> str:
    return "".join(
        f'<li><a href="{_slug(file)}.html"><code>{escape(file)}</code></a></li>' for file in files
    )
