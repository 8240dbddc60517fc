"""Charts in the HTML book: an accessible figure with its words, its data and a download."""

import csv
import io
import re
from collections.abc import Mapping
from hashlib import sha256
from html import escape
from typing import Any

from docutils import nodes
from myst_nb.core.render import MimeData, MimeRenderPlugin, NbElementRenderer
from sphinx.addnodes import download_reference, index

from analysis.claims.table import explain_shorthand, html_table
from analysis.book.prose import claims_list
from analysis.book.raw_rows import figure_links

SVG_MIME = "image/svg+xml"
CARRIED = {"alt", "title", "subtitle", "long_description", "source", "figure_id", "table"}
NAMES_ON_PAGE = "chart_names"
FORMULA_STARTS = ("=", "+", "@", "\t", "\r")
BYTES_IN_A_KILOBYTE = 1000
_NEGATIVE = re.compile(r"-[\d,]*\.?\d+%?$")


class ChartRenderer(MimeRenderPlugin):
    """Turn an SVG output that carries a chart's words into a figure; leave all others alone."""

    mime_priority_overrides = ()

    @staticmethod
    def handle_mime(
        renderer: NbElementRenderer, data: MimeData, inline: bool
    ) -> list[nodes.Element] | None:
        """Give the nodes of the figure, or None for what is not a chart."""
        described = data.output_metadata.get(data.mime_type)
        if inline or data.mime_type != SVG_MIME or not _is_chart(described):
            return None
        name, number = _name_on_page(renderer.renderer.document, described["figure_id"])
        picture = _picture(renderer, data.string, described)
        return [
            *_index(renderer, described, name),
            _raw(_opening(described, name, number)),
            _raw(
                f'<div class="chart-scroll" role="group" aria-label="Drawing of figure {number}" '
                'tabindex="0">'
            ),
            picture,
            _raw(f"</div>{_reading(described)}"),
            _raw(_below(described, number)),
            *_download(renderer, described, name, number),
            _raw("</figure>"),
        ]


def _is_chart(described: object) -> bool:
    return isinstance(described, Mapping) and set(described) >= CARRIED


def _name_on_page(document: nodes.document, wanted: str) -> tuple[str, int]:
    """Give a name that no other figure of the page has, and the figure's number."""
    names = document.attributes.setdefault(NAMES_ON_PAGE, [])
    number = len(names) + 1
    # A heading of the page may have the same words.
    wanted = wanted if wanted.startswith("figure-") else f"figure-{wanted}"
    name = wanted if wanted not in names else f"{wanted}-{number}"
    names.append(name)
    return name, number


def _index(
    renderer: NbElementRenderer, described: Mapping[str, Any], name: str
) -> list[nodes.Element]:
    """List the figure in the book's index, by what it shows and the page's place."""
    if not renderer.renderer.sphinx_env:
        return []
    title = next(renderer.renderer.document.findall(nodes.title), nodes.Text(""))
    place = title.astext().split(": ", maxsplit=1)[-1]
    shows = described["subtitle"].split(", ", maxsplit=1)[0]
    entry = "; ".join(words.replace(";", ",") for words in (shows, place))
    return [index(entries=[("single", entry, name, "", None)], inline=False)]


def _opening(described: Mapping[str, Any], name: str, number: int) -> str:
    name = escape(name)
    return (
        f'<figure class="chart" id="{name}"><figcaption><p class="chart-label">'
        f'<a class="chart-number" href="#{name}">Figure {number}</a>: what this shows</p>'
        f'<p class="chart-title">{escape(described["title"])}</p>'
        f'<p class="chart-subtitle">{escape(described["subtitle"])}</p></figcaption>'
    )


def _picture(renderer: NbElementRenderer, svg: str, described: Mapping[str, Any]) -> nodes.image:
    content = svg.encode()
    uri = renderer.write_file([f"{_digest(content)}.svg"], content, exists_ok=True)
    # No width or height: the image's own shape holds, and the style sheet fills the column.
    return nodes.image(uri=uri, alt=described["alt"], classes=["chart-image"])


def _reading(described: Mapping[str, Any]) -> str:
    said = described.get("reading", "")
    label = '<p class="chart-label">How to read it</p>'
    return f'<div class="chart-reading">{label}<p>{escape(said)}</p></div>' if said else ""


def _below(described: Mapping[str, Any], number: int) -> str:
    source = described["source"]
    said = f'<p class="chart-source">Source: {escape(source)}</p>' if source else ""
    if boundaries := described.get("boundaries"):
        said += f'<p class="chart-source">Boundaries: {escape(boundaries)}</p>'
    table = described["table"]
    shorthand = explain_shorthand(table["rows"])
    explained = f'<p class="table-note">{escape(shorthand)}</p>' if shorthand else ""
    behind = claims_list(described.get("claims", ())) or figure_links(described)
    body = html_table(
        table["columns"],
        table["rows"],
        caption=f"Figure {number}: {described['subtitle']}",
        numeric=table["numeric"],
        role="group",
    )
    return (
        f'{said}<details class="chart-data"><summary>Data and description of figure {number}'
        f"</summary><p>{escape(described['long_description'])}</p>"
        f"{behind}{explained}{body}</details>"
    )


def _download(
    renderer: NbElementRenderer, described: Mapping[str, Any], name: str, number: int
) -> list[nodes.Element]:
    """Link the data as a file, where the page is part of a book that can hold one."""
    if not renderer.renderer.sphinx_env:
        return []
    content = as_csv(described["table"]).encode()
    # The digest is in the folder, so that the reader gets a file with a readable name.
    target = renderer.write_file([_digest(content), f"{name[:60]}.csv"], content, exists_ok=True)
    size = max(1, round(len(content) / BYTES_IN_A_KILOBYTE))
    words = f"Data for figure {number} (CSV, {size} KB)"
    link = download_reference("", "", nodes.Text(words), reftarget=target, refdoc="")
    return [nodes.paragraph("", "", link, classes=["chart-download"])]


def as_csv(table: Mapping[str, Any]) -> str:
    r"""Write a table as comma-separated lines that no spreadsheet takes for a formula.

    >>> as_csv({"columns": ["Area", "%"], "rows": [["=cmd()", "2.3"]]})
    "Area,%\r\n'=cmd(),2.3\r\n"
    """
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerow([harmless_cell(name) for name in table["columns"]])
    writer.writerows([[harmless_cell(cell) for cell in row] for row in table["rows"]])
    return lines.getvalue()


def harmless_cell(cell: str) -> str:
    """Give a cell that no spreadsheet takes for a formula.

    >>> harmless_cell("=cmd()"), harmless_cell("-cmd()"), harmless_cell("-2.3")
    ("'=cmd()", "'-cmd()", '-2.3')
    """
    risky = cell.startswith(FORMULA_STARTS) or (cell.startswith("-") and not _NEGATIVE.match(cell))
    return f"'{cell}" if risky else cell


def _raw(html: str) -> nodes.raw:
    return nodes.raw("", html, format="html")


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()[:20]
