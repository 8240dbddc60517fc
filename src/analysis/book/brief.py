"""Two sheets that a meeting can hold: an authority's lead pictures and how to cite them."""

from collections.abc import Iterator
from pathlib import Path

from lxml import html as markup

from analysis.book.contents import Part
from analysis.book.edition import Edition, fill, own_files
from analysis.book.search import article_of
from analysis.chapters.profile.sentences import WHO_LIVES_HERE

LEADS = ("glance", "gap", "plan", "trend")
"""The chapters whose first picture leads them: two have a sheet, of the others the finding stands.

Side by side, or on less than a sheet, the words of a drawing would be too small for paper.
"""
PROFILE = "profile"
ON_SHEETS = 2
MOST_FINDINGS = 3
KEPT = ("chart-title", "chart-subtitle", "chart-source")


def gather_brief(html: Path, part: Part, edition: Edition) -> str:
    """Lay out the brief of an authority as one page; nothing where no chapter has a picture."""
    pictures: list[dict[str, str]] = []
    findings: list[str] = []
    for page in _leads(part):
        article = parse_article(html / f"{page}.html")
        figures = () if article is None else article.find_class("chart")
        figure = next((one for one in figures if one.find(".//svg") is not None), None)
        if article is None or figure is None:
            continue
        pictures.append(_picture(figure, f"sheet-{len(pictures)}"))
        if not findings:
            points = article.iterfind(".//section//section//li")
            findings = [one.text_content() for one in points]
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
    for article in (parse_article(html / f"{page}.html") for page in pages):
        for heading in () if article is None else article.iterfind(".//p/strong"):
            paragraph = heading.getparent()
            if len(paragraph) == 1 and heading.text_content() == WHO_LIVES_HERE:
                return [one.text_content() for one in paragraph.itersiblings("p")]
    return []


def _leads(part: Part) -> Iterator[str]:
    pages = {link.page.rpartition("/")[2]: link.page for link in part.chapters}
    yield from (pages[name] for name in LEADS if name in pages)


def parse_article(page: Path) -> markup.HtmlElement | None:
    """Give what a page says of its own, as elements; None where it says nothing."""
    text = article_of(page)
    return markup.fragment_fromstring(text) if text else None


def as_text(element: markup.HtmlElement) -> str:
    """Write out an element without what stands behind it."""
    return str(markup.tostring(element, encoding="unicode", with_tail=False))


def _picture(figure: markup.HtmlElement, name: str) -> dict[str, str]:
    """Give the parts of a figure that are printed, its shapes under names of their own."""
    for tag in figure.iter(markup.etree.Element):
        if tag.get("id"):
            tag.set("id", f"{name}-{tag.get('id')}")
        if tag.get("href", "").startswith("#"):
            tag.set("href", f"#{name}-{tag.get('href')[1:]}")
    found = {one.replace("chart-", ""): figure.find_class(one)[:1] for one in KEPT}
    said = {key: "".join(tag.text_content().strip() for tag in tags) for key, tags in found.items()}
    return said | {"svg": as_text(figure.find(".//svg"))}
