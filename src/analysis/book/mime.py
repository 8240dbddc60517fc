"""Charts in the HTML book: an accessible figure with its words, its data and a download."""

import json
import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

from docutils import nodes
from myst_nb.core.render import MimeData, MimeRenderPlugin, NbElementRenderer
from sphinx.addnodes import download_reference

from analysis import paths
from analysis.book.csv_text import as_csv
from analysis.book.edition import fill, size_words
from analysis.book.provenance import Named, claim_lines, raw_file
from analysis.charts.output import DATA_COLUMNS, HTML_MIME, NOTICE, wall_rows
from analysis.claims.claim import read_claims
from analysis.claims.table import explain_shorthand, html_table
from analysis.data.catalogue import read_catalogue
from analysis.data.raw import read_manifest

SVG_MIME, MARKDOWN = "image/svg+xml", "text/markdown"
# Where a figure has a node of Sphinx within it.
SPHINX = "<!-- sphinx -->"
CARRIED = {"alt", "title", "subtitle", "long_description", "source", "figure_id", "table"}
NAMES_ON_PAGE = "chart_names"


class ChartRenderer(MimeRenderPlugin):
    """Turn an SVG output that carries a chart's words into a figure; leave all others alone."""

    mime_priority_overrides = ()

    @staticmethod
    def handle_mime(
        renderer: NbElementRenderer, data: MimeData, inline: bool
    ) -> list[nodes.Element] | None:
        """Give the nodes of the figure, or None for what is not a chart."""
        described = data.output_metadata.get(data.mime_type)
        if data.mime_type == MARKDOWN and isinstance(described, Mapping) and NOTICE in described:
            return None if inline else _notice(renderer, data)
        if data.mime_type == HTML_MIME and isinstance(described, Mapping) and "wall" in described:
            return None if inline else _wall(renderer, data.string, described)
        chart = isinstance(described, Mapping) and set(described) >= CARRIED
        if inline or data.mime_type != SVG_MIME or not chart:
            return None
        name, number = _name_on_page(renderer.renderer.document, described["figure_id"])
        parts = _figure(described, name, number).split(SPHINX)
        if folded := described.get("folded"):
            title = _headline(described)[0]
            summary = fill("fold.html", number=number, title=title, folded=folded)
            parts = [summary + parts[0], parts[1], f"{parts[2]}</details>"]
        opening, below, end = (nodes.raw("", part, format="html") for part in parts)
        picture = nodes.raw("", _drawing(data.string, number), format="html")
        if not renderer.renderer.sphinx_env:
            return [opening, picture, below, end]
        # Where the page is part of a book, that can hold the data as a file.
        words = f"Data for figure {number}"
        download = _download(renderer, _with_sources(renderer, described, name), name, words)
        return [opening, picture, below, download, end]


def _notice(renderer: NbElementRenderer, data: MimeData) -> list[nodes.Element]:
    """Give what stands in the place of a chart or table, marked as that."""
    said = renderer.render_markdown(data)
    for one in said:
        one["classes"].append(NOTICE)
    return said


def _name_on_page(document: nodes.document, wanted: str) -> tuple[str, int]:
    """Give a name that no other figure of the page has, and the figure's number."""
    names = document.attributes.setdefault(NAMES_ON_PAGE, [])
    number = len(names) + 1
    # A heading of the page may have the same words.
    wanted = wanted if wanted.startswith("figure-") else f"figure-{wanted}"
    name = wanted if wanted not in names else f"{wanted}-{number}"
    names.append(name)
    return name, number


def _wall(
    renderer: NbElementRenderer, html: str, described: Mapping[str, Any]
) -> list[nodes.Element]:
    """Give a wall of small charts with the data of all of them, for the script and as a file."""
    # No text of the data may end the element that holds it.
    held = described["wall"].replace("<", "\\u003c")
    below = f'<script type="application/json" class="wall-data">{held}</script>'
    wall = nodes.raw("", html + below, format="html")
    if not renderer.renderer.sphinx_env:
        return [wall]
    name, data = described["figure_id"], json.loads(described["wall"])
    link = f"{renderer.renderer.sphinx_env.docname}.html#{name}"
    table = {"columns": DATA_COLUMNS, "rows": wall_rows(data, link)}
    words = f"Data of all {len(data['series'])} small charts"
    return [wall, _download(renderer, table, f"figure-{name}", words)]


def _figure(described: Mapping[str, Any], name: str, number: int) -> str:
    """Write the figure: its words, and its data with what stands behind them."""
    table = described["table"]
    title, more = _headline(described)
    claims = claim_lines(read_claims(described))
    to_rows = any(address for _, _, files, _ in claims for _, address in files)
    return fill(
        "figure.html",
        figure={**described, "title": title, "more": more},
        choice=described.get("choice"),
        name=name,
        number=number,
        claims=claims,
        files=() if to_rows else figure_files(described),
        shorthand=explain_shorthand(table["rows"]),
        data=html_table(
            table["columns"],
            table["rows"],
            caption=f"Figure {number}: {described['subtitle']}",
            numeric=table["numeric"],
            role="group",
        ),
    )


def figure_files(described: Mapping[str, Any]) -> list[Named]:
    """Give the raw rows of a figure whose title leads to none, from its table and its source."""
    found = list(_indicator_rows(described["table"])) or list(_source_rows(described["source"]))
    return list(dict.fromkeys(raw_file(file, key) for file, key in found))


def _indicator_rows(table: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, str]]]:
    """Give the file and key of each row of a table that has one indicator a row."""
    if not {"Indicator", "Period"} <= set(table["columns"]):
        return
    places = [table["columns"].index(name) for name in ("Indicator", "Period")]
    by_name = {about.name: slug for slug, about in read_catalogue().items()}
    for row in table["rows"]:
        words, period = (row[place] for place in places)
        name = max((one for one in by_name if words.startswith(one)), key=len, default="")
        if name:
            sex = words.removeprefix(name).strip(", ").title()
            yield f"indicators/{by_name[name]}.csv", {"period": period, "sex": sex}


def _source_rows(source: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Give each raw file whose publisher and release a source names."""
    for file, about in read_manifest(paths.data_folder()).items():
        words = [about.get(part, "") for part in ("publisher", "release")]
        if all(words) and ", ".join(words) in source:
            yield file, {}


def _headline(described: Mapping[str, Any]) -> tuple[str, str]:
    """Give the headline, which ends without a stop, and what stands below it."""
    title, _, more = described["title"].partition("\n")
    return title.removesuffix("."), more


def _drawing(svg: str, number: int) -> str:
    """Put a drawing into the page, its shapes named after the figure: another may be the same."""
    return re.sub(r"(\bid='|href='#)(s\w+')", rf"\1f{number}\2", svg)


def _with_sources(
    renderer: NbElementRenderer, described: Mapping[str, Any], name: str
) -> dict[str, Any]:
    """Add to the rows of a chart what a file needs by itself: what it shows, source and link."""
    page = f"{renderer.renderer.sphinx_env.docname}.html#{name}"
    more = {"Shows": described["subtitle"], "Source": described["source"], "Link": page}
    table = described["table"]
    rows = [[*row, *more.values()] for row in table["rows"]]
    return {"columns": [*table["columns"], *more], "rows": rows}


def _download(
    renderer: NbElementRenderer, table: Mapping[str, Any], name: str, words: str
) -> nodes.Element:
    """Link the data as a file."""
    content = as_csv(table).encode()
    # The digest is in the folder, so that the reader gets a file that names place and figure.
    place = renderer.renderer.sphinx_env.docname.rpartition("/")[0].replace("/", "-")
    file = f"{place}-{name[:100]}.csv".lstrip("-")
    target = renderer.write_file([_digest(content), file], content, exists_ok=True)
    words = f"{words} (CSV, {size_words(len(content))})"
    link = download_reference("", "", nodes.Text(words), reftarget=target, refdoc="")
    return nodes.paragraph("", "", link, classes=["chart-download"])


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()[:20]
