"""The table of contents, from the localities that the book has."""

from collections.abc import Mapping
from pathlib import Path

import yaml

from analysis.data.areas import COUNTRY, WARD, get_area
from analysis.data.params import Locality

FRONT = "england/front"
GUIDES = (
    "guides/your-area",
    "guides/your-own-data",
    "guides/a-new-indicator",
    "guides/a-new-chapter",
    "guides/review-an-edition",
)
BACK_MATTER = ("methods", "simulations", "api", "glossary", "accessibility")


def table_of_contents(localities: Mapping[str, Locality]) -> dict[str, object]:
    """Lay out the book: a front page, a part for each authority with its wards, the back matter.

    What jupyter-book's ``_toc.yml`` holds.
    """
    authorities = {
        slug: locality
        for slug, locality in localities.items()
        if locality.area.type not in (COUNTRY, WARD)
    }
    parts = [
        {
            "caption": locality.area_name,
            "chapters": _chapters(slug, locality, localities),
        }
        for slug, locality in authorities.items()
    ]
    parts += [
        {"caption": f"Wards of {name}", "chapters": pages}
        for name, pages in _wards_alone(localities, authorities).items()
    ]
    national = [
        f"{slug}/{chapter}"
        for slug, locality in localities.items()
        if locality.area.type == COUNTRY
        for chapter in locality.chapters
        if f"{slug}/{chapter}" != FRONT
    ]
    parts.append({"caption": "Guides", "chapters": [{"file": page} for page in GUIDES]})
    about = [{"file": page} for page in (*national, *BACK_MATTER)]
    parts.append({"caption": "About the book", "chapters": about})
    return {"format": "jb-book", "root": FRONT, "parts": parts}


def _chapters(
    slug: str, locality: Locality, localities: Mapping[str, Locality]
) -> list[dict[str, object]]:
    """List an authority's chapters; its ward pages stand below the chapter of wards."""
    pages: list[dict[str, object]] = [{"file": f"{slug}/{name}"} for name in locality.chapters]
    wards = [
        {"file": f"{ward}/{name}"}
        for ward, other in localities.items()
        if other.area.type == WARD and other.area.authority_code == locality.area_code
        for name in other.chapters
    ]
    if wards and pages:
        pages[-1]["sections"] = wards
    return pages


def _wards_alone(
    localities: Mapping[str, Locality], authorities: Mapping[str, Locality]
) -> dict[str, list[dict[str, object]]]:
    """Group the wards whose authority has no part of its own."""
    present = {locality.area_code for locality in authorities.values()}
    groups: dict[str, list[dict[str, object]]] = {}
    for slug, locality in localities.items():
        area = locality.area
        if area.type == WARD and area.authority_code not in present:
            name = get_area(area.authority_code).name
            groups.setdefault(name, []).extend(
                {"file": f"{slug}/{chapter}"} for chapter in locality.chapters
            )
    return groups


def write_contents(localities: Mapping[str, Locality], book: Path) -> Path:
    """Write ``_toc.yml`` beside the pages."""
    path = book / "_toc.yml"
    text = yaml.safe_dump(table_of_contents(localities), sort_keys=False, allow_unicode=True)
    path.write_text(text, encoding="utf-8")
    return path
