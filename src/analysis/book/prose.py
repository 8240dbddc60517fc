"""Sentences in the HTML book, with the sources and rules of what they claim one click away."""

from collections.abc import Iterable, Mapping
from typing import Any

from docutils import nodes
from myst_nb.core.render import MimeData, MimeRenderPlugin, NbElementRenderer
from sphinx.addnodes import pending_xref

from analysis.book.edition import fill
from analysis.book.provenance import claim_lines

# Where a part of a page has a node of Sphinx within it.
SPHINX = "<!-- sphinx -->"
MARKDOWN_MIME, HTML_MIME = "text/markdown", "text/html"
PAGES = (("england/sources", "Data sources"), ("methods", "Methods"))


class ProseRenderer(MimeRenderPlugin):
    """Put a disclosure below sentences and cards that carry claims; leave all others alone."""

    mime_priority_overrides = ()

    @staticmethod
    def handle_mime(
        renderer: NbElementRenderer, data: MimeData, inline: bool
    ) -> list[nodes.Element] | None:
        """Give the sentences and their disclosure, or None for what claims nothing."""
        described = data.output_metadata.get(data.mime_type)
        if inline or not isinstance(described, Mapping) or not described.get("claims"):
            return None
        shown = {MARKDOWN_MIME: renderer.render_markdown, HTML_MIME: renderer.render_text_html}
        if data.mime_type not in shown:
            return None
        opening, end = raw_nodes(disclosure(described["claims"]))
        return [*shown[data.mime_type](data), opening, *_links(renderer), end]


def disclosure(claims: Iterable[Mapping[str, Any]]) -> str:
    """Write the disclosure: each claim once, with its words, its rule and its files."""
    return fill("claims.html", claims=claim_lines(claims))


def raw_nodes(html: str) -> list[nodes.raw]:
    """Give HTML as nodes, with room between them for those that only Sphinx can write."""
    return [nodes.raw("", part, format="html") for part in html.split(SPHINX)]


def _links(renderer: NbElementRenderer) -> list[nodes.Element]:
    """Link the pages of sources and methods, where the book has them."""
    environment = renderer.renderer.sphinx_env
    known = environment.found_docs if environment else ()
    links: list[nodes.Node] = []
    for page, words in PAGES:
        if page not in known:
            continue
        link = pending_xref(
            "",
            nodes.inline("", words),
            refdomain="std",
            reftype="doc",
            reftarget=f"/{page}",
            refexplicit=True,
            refdoc=environment.docname,
            refwarn=True,
        )
        links += [nodes.Text(", ")] if links else []
        links.append(link)
    if not links:
        return []
    return [nodes.paragraph("", "", nodes.Text("More: "), *links, nodes.Text("."))]
