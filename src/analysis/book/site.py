"""The built book as a website: its address on each page, and the list of pages for searchers."""

import re
from pathlib import Path
from urllib.parse import quote, urlsplit
from xml.sax.saxutils import escape

import yaml

from analysis.book.edition import Edition
from analysis.errors import RunError

SITEMAP = "sitemap.xml"
# GitHub Pages leaves out folders that begin with an underscore, unless this file is there.
AS_IT_IS = ".nojekyll"
NOT_LISTED = ("search.html",)
CANONICAL = re.compile(r'<link rel="canonical" href="([^"]*)index\.html"')


def check_site_url(given: str) -> str:
    """Give an address that ends in a slash, or refuse what is not one.

    >>> check_site_url("https://example.org/gap")
    'https://example.org/gap/'
    """
    parts = urlsplit(given)
    odd = parts.query or parts.fragment or re.search(r'[\s<>"]', given)
    if parts.scheme not in ("http", "https") or not parts.hostname or odd:
        raise RunError(
            f"The address of the site, {given}, is not a whole one: give it as in "
            "--site-url https://www.example.org/health-gaps/."
        )
    return given.rstrip("/") + "/"


def settings_for(settings: Path, site_url: str, work: Path) -> Path:
    """Give the settings of jupyter-book, with the address of the site where there is one."""
    if not site_url:
        return settings
    given = yaml.safe_load(settings.read_text(encoding="utf-8"))
    given["html"] = {**(given.get("html") or {}), "baseurl": site_url}
    path = work / settings.name
    path.write_text(yaml.safe_dump(given, allow_unicode=True), encoding="utf-8", newline="\n")
    return path


def add_site_map(html: Path, site_url: str, edition: Edition) -> None:
    """Write the list of pages by their addresses."""
    pages = sorted(
        path.relative_to(html).as_posix()
        for path in html.rglob("*.html")
        if not path.relative_to(html).parts[0].startswith("_")
    )
    rows = "".join(
        f"<url><loc>{escape(site_url + quote(page))}</loc>"
        f"<lastmod>{edition.released.isoformat()}</lastmod></url>\n"
        for page in pages
        if page not in NOT_LISTED
    )
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{rows}</urlset>\n'
    )
    (html / SITEMAP).write_text(text, encoding="utf-8", newline="\n")
    (html / AS_IT_IS).touch()


def site_url_of(html: Path) -> str:
    """Give the address that a built book says it has; nothing where it says none."""
    index = html / "index.html"
    found = CANONICAL.search(index.read_text(encoding="utf-8")) if index.is_file() else None
    return found[1] if found else ""
