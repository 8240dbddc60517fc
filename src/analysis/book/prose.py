"""Sentences in the HTML book, with the sources and rules of what they claim one click away."""

from collections.abc import Iterable, Mapping
from typing import Any

from docutils import nodes
from myst_nb.core.render import MimeData, MimeRenderPlugin, NbElementRenderer

from analysis.book.edition import fill
from analysis.book.provenance import claim_lines
from analysis.claims.claim import read_claims

MARKDOWN_MIME, HTML_MIME = "text/markdown", "text/html"
PAGES = {"england/sources": "Data sources", "methods": "Methods"}
Page = tuple[str, str]


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
        html = disclosure(read_claims(described), _pages(renderer.renderer.sphinx_env))
        return [*shown[data.mime_type](data), nodes.raw("", html, format="html")]


def disclosure(claims: Iterable[Mapping[str, Any]], pages: Iterable[Page] = ()) -> str:
    """Write the disclosure: each claim once, with its words, its rule and its files."""
    return fill("claims.html", claims=claim_lines(claims), pages=pages)


def _pages(book: Any) -> list[Page]:
    """Give the addresses of the pages of sources and methods, where the book has them."""
    known = [page for page in PAGES if book and page in book.found_docs]
    return [(book.app.builder.get_relative_uri(book.docname, page), PAGES[page]) for page in known]
