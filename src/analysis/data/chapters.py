"""Chapters: the place of each in the book and the kind of area it is about, as its template says.

A template's metadata hold ``"analysis": {"kind": "authority", "order": 30}``; ``"regions": false``
is added where a region has no such chapter, and ``"districts": true`` where only an authority with
districts has it.
"""

import json
from pathlib import Path
from typing import Any, Literal

from analysis.data.areas import COUNTRY, DISTRICT, NEIGHBOURHOOD, REGION, WARD, Area
from analysis.data.districts import districts_of
from analysis.data.documents.reading import Document
from analysis.data.raw import cached, state_of
from analysis.errors import ParameterError
from analysis.paths import notebooks_folder

AUTHORITY = "authority"
KINDS = (AUTHORITY, DISTRICT, WARD, NEIGHBOURHOOD, COUNTRY)
"""In the order in which their chapters are listed."""


class Chapter(Document):
    """A chapter's place in the book."""

    name: str
    kind: Literal["authority", "district", "ward", "neighbourhood", "country"]
    order: int
    regions: bool = True
    districts: bool = False


def read_chapters() -> tuple[Chapter, ...]:
    """Read which chapters there are, by kind of area and in reading order."""
    templates = sorted(notebooks_folder().glob("*.ipynb"))
    found = [_read_chapter(path, state_of(path)) for path in templates]
    return tuple(sorted(found, key=lambda one: (KINDS.index(one.kind), one.order, one.name)))


def chapter_names(kind: str = "") -> tuple[str, ...]:
    """Name every chapter, or those about one kind of area."""
    return tuple(one.name for one in read_chapters() if kind in ("", one.kind))


def chapters_for(area: Area, *, within: bool = False) -> tuple[str, ...]:
    """Name the chapters that suit an area of this type; `within` an authority, a district's."""
    own = (WARD, NEIGHBOURHOOD, COUNTRY)
    kind = area.type if area.type in own else DISTRICT if within else AUTHORITY
    return tuple(
        one.name
        for one in read_chapters()
        if one.kind == kind
        and (one.regions or area.type != REGION)
        and (not one.districts or districts_of(area.code))
    )


@cached
def _read_chapter(path: Path, _state: Any) -> Chapter:
    where = f"notebooks/{path.name}"
    try:
        said = json.loads(path.read_bytes())["metadata"]["analysis"]
        return Chapter.model_validate({"name": path.stem} | said)
    except json.JSONDecodeError as problem:
        raise ParameterError(
            f"{where} is not a notebook: {problem}. Save it again, or restore it from version "
            "control."
        ) from problem
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise ParameterError(
            f'{where} does not say its place in the book. Give it metadata such as "analysis": '
            f'{{"kind": "authority", "order": 30}}; the kinds are {", ".join(KINDS)}.'
        ) from problem
