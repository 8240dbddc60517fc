"""Sentences in the HTML book, with the sources and rules of what they claim one click away."""

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from docutils import nodes
from myst_nb.core.render import MimeData, MimeRenderPlugin, NbElementRenderer
from sphinx.addnodes import pending_xref

from analysis.book.raw_rows import raw_link

MARKDOWN_MIME, HTML_MIME = "text/markdown", "text/html"
SUMMARY = "Sources and rules of these sentences"
PAGES = (("england/sources", "Data sources"), ("methods", "Methods"))
MOST_FILES = 3


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
        claims = described["claims"]
        return [
            *shown[data.mime_type](data),
            _raw(disclosure(claims)),
            *_links(renderer),
            _raw("</details>"),
        ]


def disclosure(claims: Iterable[Mapping[str, Any]]) -> str:
    """Write the opening of the disclosure: each claim's words, rule and files.

    HTML up to, and without, the end of ``details``.

    >>> claim = {"text": "3.9%", "rule": "as published", "sources": []}
    >>> disclosure([claim])[-44:]
    '<ul><li><q>3.9%</q>: as published.</li></ul>'
    """
    return f'<details class="claims"><summary>{SUMMARY}</summary>{claims_list(claims)}'


def claims_list(claims: Iterable[Mapping[str, Any]]) -> str:
    """List claims as HTML, each once: its words, its rule and its files; empty without claims."""
    said = dict.fromkeys(_line(claim) for claim in claims)
    lines = "".join(f"<li>{line}</li>" for line in said)
    return f"<ul>{lines}</ul>" if lines else ""


def _line(claim: Mapping[str, Any]) -> str:
    files = [raw_link(name, claim) for name in claim["sources"][:MOST_FILES]]
    left = len(claim["sources"]) - len(files)
    more = f" and {left} more" if left else ""
    end = f". {', '.join(files)}{more}" if files else "."
    return f"<q>{escape(claim['text'])}</q>: {escape(claim['rule'])}{end}"


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


def _raw(html: str) -> nodes.raw:
    return nodes.raw("", html, format="html")
