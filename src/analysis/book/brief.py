"""Two sheets that a meeting can hold: an authority's lead pictures and how to cite them."""

from collections.abc import Iterator
from pathlib import Path

from bs4 import BeautifulSoup, Tag

from analysis.book.contents import Part
from analysis.book.edition import Edition, fill, own_files
from analysis.chapters.profile.sentences import WHO_LIVES_HERE

LEADS = ("glance", "gap", "plan", "trend")
"""The chapters whose first picture leads them: two have a sheet, of the others the finding stands.

Side by side, or on less than a sheet, the words of a drawing would be too small for paper.
"""
PROFILE = "profile"
ON_SHEETS = 2
MOST_FINDINGS = 3
KEPT = (".chart-title", ".chart-subtitle", "svg", ".chart-source")


def gather_brief(html: Path, part: Part, edition: Edition) -> str:
    """Lay out the brief of an authority as one page; nothing where no chapter has a picture."""
    pictures: list[dict[str, str]] = []
    findings: list[str] = []
    for page in _leads(part):
        article = _article(html / f"{page}.html")
        figure = article.select_one("figure.chart:has(svg)")
        if figure is None:
            continue
        pictures.append(_picture(figure, f"sheet-{len(pictures)}"))
        if not findings:
            findings = [one.get_text() for one in article.select("section section li")]
    if not pictures:
        return ""
    return fill(
        "brief.html",
        name=part.name,
        edition=edition,
        styles=[f"_static/{name}" for name in own_files(html, "css")],
        pictures=pictures[:ON_SHEETS],
        # A title has no full stop, and these stand in a list of sentences.
        more=[f"{one['title'].rstrip('.')}." for one in pictures[ON_SHEETS:]],
        findings=findings[:MOST_FINDINGS],
        people=_people(html, part),
    )


def _people(html: Path, part: Part) -> list[str]:
    """Quote from the profile who lives in the area; nothing where that is not held."""
    pages = [link.page for link in part.chapters if link.page.endswith(f"/{PROFILE}")]
    for page in pages:
        for heading in _article(html / f"{page}.html").select("p > strong:only-child"):
            if heading.get_text() == WHO_LIVES_HERE and heading.parent:
                return [one.get_text() for one in heading.parent.find_next_siblings("p")]
    return []


def _leads(part: Part) -> Iterator[str]:
    pages = {link.page.rpartition("/")[2]: link.page for link in part.chapters}
    yield from (pages[name] for name in LEADS if name in pages)


def _article(page: Path) -> Tag:
    soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
    for unwanted in soup.select("details.hide, details.claims, script, button"):
        unwanted.decompose()
    return soup.find("article") or soup


def _picture(figure: Tag, name: str) -> dict[str, str]:
    """Give the parts of a figure that are printed, its shapes under names of their own."""
    for tag in figure.find_all(True):
        if tag.get("id"):
            tag["id"] = f"{name}-{tag['id']}"
        if str(tag.get("href", "")).startswith("#"):
            tag["href"] = f"#{name}-{str(tag['href'])[1:]}"
    found = {one.strip(".").replace("chart-", ""): figure.select_one(one) for one in KEPT}
    return {
        key: "" if tag is None else str(tag) if key == "svg" else tag.get_text().strip()
        for key, tag in found.items()
    }
