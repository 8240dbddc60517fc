"""Parameters: one YAML file a locality becomes one frozen, validated object."""

from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import to_jsonable_python

from analysis.data.areas import (
    COUNTRY,
    ENGLAND,
    GROUP,
    JOINER,
    NEIGHBOURHOOD,
    WARD,
    WITHIN_COUNCILS,
    Area,
    Places,
    find_area,
    find_group,
    get_area,
    locality_slug,
    slugify,
)
from analysis.data.chapters import chapter_names, chapters_for
from analysis.data.districts import districts_of, find_district, without_districts
from analysis.data.documents.commentary import FOLDER as COMMENTARY
from analysis.data.documents.commentary import read_commentary
from analysis.data.documents.plan import read_plan
from analysis.data.documents.published import (
    COMMON,
    PublishedFigure,
    Targets,
    read_edition,
    read_edition_date,
    read_frameworks,
    read_targets,
)
from analysis.data.documents.reading import (
    Document,
    Slugs,
    check_slug_of_file,
    digest_of_document,
    known_documents,
    nearest,
    pick,
    pick_each,
    read_plain_yaml,
    validate,
    without_repeats,
)
from analysis.data.documents.record import record_digest
from analysis.data.indicators import listed
from analysis.data.raw import remembered, state_of
from analysis.errors import ParameterError
from analysis.paths import notebooks_folder, params_folder


def _as_title(words: str) -> str:
    if not words.strip() or not words.isprintable():
        raise ParameterError("area_name should be one line of words.")
    return words.strip()


def _as_code(words: str) -> str:
    return find_area(words).code


def _as_authority(words: str) -> str:
    """Give the code of an authority, or of several taken together."""
    return get_area(words).code if JOINER in words else _as_code(words)


def _as_comparator(given: Any) -> Any:
    """Take several areas as one, whose counts are summed."""
    if isinstance(given, str):
        return _as_authority(given)
    if isinstance(given, (list, tuple)) and all(isinstance(name, str) for name in given):
        together = find_group(given) if len(given) != 1 else find_area(given[0])
        if together.type == NEIGHBOURHOOD:
            raise ParameterError("comparator_code names wards or small areas: name authorities.")
        return together.code
    return given


def _as_codes(names: tuple[str, ...]) -> tuple[str, ...]:
    return without_repeats(map(_as_code, names), "neighbour")


def _as_chapters(names: tuple[str, ...]) -> tuple[str, ...]:
    return pick_each(names, chapter_names(), "chapter")


Title = Annotated[str, AfterValidator(_as_title)]
Comparator = Annotated[str, BeforeValidator(_as_comparator)]
CodeOrNone = Annotated[str, AfterValidator(lambda words: _as_code(words) if words else "")]
Codes = Annotated[tuple[str, ...], AfterValidator(_as_codes)]
Chapters = Annotated[tuple[str, ...], AfterValidator(_as_chapters)]
Indicators = Annotated[Slugs, Field(min_length=1)]


NEIGHBOURS = "neighbours"
"""As comparator: the areas of `neighbour_codes` taken together."""
FOLDERS = {"plan": "plans", "framework": "frameworks", "commentary": COMMENTARY}
"""Where the documents stand that a parameter names."""


class Locality(Document):
    """What one locality's chapters are asked: every key of its parameter file."""

    area_code: str  # a name or an old code is understood, and a list of areas
    area_name: Title = ""  # the name in headings; the area's own by default
    # What gaps are measured against: an area, a list of areas taken together, or "neighbours".
    comparator_code: Comparator = ENGLAND
    region_code: CodeOrNone = ""  # the region shown beside; the area's own by default
    neighbour_codes: Codes = ()  # other authorities shown beside
    # What stands first on the trend chapter's wall, besides the gaps that are followed.
    trend_indicators: Indicators = Field(default_factory=lambda: listed("trend"))
    # The gaps between the area and its comparator that are followed over time.
    headline_indicators: Indicators = Field(default_factory=lambda: listed("headline"))
    target_year: int = Field(2030, ge=2020, le=2100)  # by which half of each gap is to be closed
    published_figures: tuple[PublishedFigure, ...] = ()  # of its own plans
    plan: str = ""  # the file in params/plans whose actions are tracked
    framework: str = COMMON  # the file in params/frameworks of its outcomes
    commentary: str = ""  # the file in params/commentary; its own name by default
    featured_codes: tuple[str, ...] = ()  # on the front page; every authority by default
    chapters: Chapters = ()  # the chapters to make; all that suit the area by default
    districts: bool = False  # also a page for each of its districts, today's or former
    within: str = ""  # of the page of one district: the authority that it stands under

    @model_validator(mode="before")
    @classmethod
    def _fill_in(cls, given: Any) -> Any:
        """Take from the area itself what the file leaves out."""
        code = given.get("area_code") if isinstance(given, dict) else None
        if isinstance(code, str) and given.get("within"):
            given = given | {"within": _as_authority(str(given["within"]))}
            area = find_district(code, given["within"])
        elif isinstance(code, list) and code and all(isinstance(name, str) for name in code):
            area = find_group(code)
        elif isinstance(code, str) and JOINER in code:
            area = get_area(code)
        elif isinstance(code, str):
            area = find_area(code)
        else:
            return given
        if given.get("comparator_code") == NEIGHBOURS:
            if not given.get("neighbour_codes"):
                raise ParameterError(
                    "comparator_code is neighbours, but neighbour_codes names none."
                )
            given = given | {"comparator_code": given["neighbour_codes"]}
        if given.get("districts") is True and not districts_of(area.code):
            raise ParameterError(without_districts(area))
        within = str(given.get("within", ""))
        known = {
            "area_name": _title(area, within),
            "region_code": area.region_code,
            "chapters": chapters_for(area, within=bool(within)),
        }
        return {**known, **given, "area_code": area.code}

    @field_validator("plan", "framework", "commentary")
    @classmethod
    def _as_document(cls, slug: str, about: ValidationInfo) -> str:
        folder = FOLDERS[str(about.field_name)]
        return pick(slug, known_documents(folder), str(about.field_name)) if slug else ""

    @property
    def commentary_slug(self) -> str:
        """The file of its local notes: as named, or the name that `analysis new` would give."""
        together = self.area.type == GROUP
        return self.commentary or (
            slugify(self.area_name) if together else locality_slug(self.area)
        )

    def values(self, names: Collection[str]) -> dict[str, Any]:
        """Give what a template's parameters are: plain values, with documents written out."""
        fields = {name: getattr(self, name) for name in names if name in type(self).model_fields}
        documents = {name: DOCUMENTS[name](self) for name in names if name in DOCUMENTS}
        known = to_jsonable_python(fields | documents)
        return {name: known[name] for name in names if name in known}

    @property
    def area(self) -> Area:
        """The area itself."""
        return get_area(self.area_code)

    @property
    def inside(self) -> str:
        """The authority that the page of a place within it stands under; empty for others."""
        own = self.area.authority_code if self.area.type in WITHIN_COUNCILS else ""
        return self.within or own

    @property
    def places(self) -> Places:
        """The area and what is shown beside it."""
        return Places(
            self.area_code,
            self.area_name,
            self.comparator_code,
            self.region_code,
            self.neighbour_codes,
            read_edition_date().isoformat(),
        )


def _targets(locality: Locality) -> Targets:
    """Give an area the targets that are about it, and a country those of every area."""
    targets = read_targets()
    if locality.area.type == COUNTRY:
        return targets.model_copy(update={"groups": ()})
    return targets.of(locality.area_code)


SET_SIDE_BY_SIDE = {
    "area_code", "area_name", "comparator_code", "neighbour_codes", "headline_indicators", "plan",
}  # fmt: skip
"""What a page about the whole book is told of each authority."""
DOCUMENTS: dict[str, Callable[[Locality], Any]] = {
    "plan": lambda one: read_plan(one.plan) if one.plan else {},
    "framework": lambda one: read_frameworks(one.framework),
    "targets": _targets,
    "commentary": lambda one: [
        note
        for note in read_commentary(one.commentary_slug, chapter_names())
        if note.date <= read_edition_date()
    ],
    "documents": lambda one: {
        name: digest_of_document(name)
        for name in ("guidance", f"frameworks/{COMMON}", *(f"plans/{plan}" for plan in _plans(one)))
    },
    "next_releases": lambda _: read_edition().next_releases,
    "edition_date": lambda _: read_edition_date(),
    "record": lambda _: record_digest(),
    "authorities": lambda one: [
        other.model_dump(include=SET_SIDE_BY_SIDE) for other in _featured(one)
    ],
    "plans": lambda one: {slug: read_plan(slug).brief() for slug in _plans(one)},
}
"""The parameters whose value is read from a document of `params/`, only where it is asked for."""
NOT_LOCALITIES = ("brand", "edition", "guidance", "publishers", "targets")
"""Files of `params/` that are about the whole book."""


def _plans(locality: Locality) -> list[str]:
    """Name the plans of a place: its own, its authority's, or those of all that a page features."""
    if locality.area.type == COUNTRY:
        return sorted({one.plan for one in _featured(locality)} - {""})
    own = [locality.plan]
    if locality.inside:
        own = [one.plan for one in load_localities().values() if one.area_code == locality.inside]
    return [plan for plan in own if plan]


def _featured(locality: Locality) -> list[Locality]:
    """Read the parameters of the places that a page about the whole book is about."""
    known = {one.area_code: one for one in load_localities().values() if not one.inside}
    authorities = [code for code, one in known.items() if one.area.type != COUNTRY]
    return [
        known[code] if code in known else validate_locality({"area_code": code}, code)
        for code in locality.featured_codes or authorities
    ]


def _title(area: Area, within: str) -> str:
    """Name an area so that no other page has its title: ward names repeat."""
    around = within or (area.authority_code if area.type == WARD else "")
    return f"{area.name}, {get_area(around).name}" if around else area.name


def read_locality(path: Path) -> Locality:
    """Read one parameter file."""
    where = f"params/{path.name}"
    check_slug_of_file(path, where)
    return validate_locality(read_plain_yaml(path, where), where)


def validate_locality(given: Any, where: str) -> Locality:
    """Validate what a parameter file holds; `where` names it in the messages."""
    if not isinstance(given, dict):
        raise ParameterError(f"{where} should be a list of keys and values, area_code at least.")
    for key in given:
        pick(str(key), Locality.model_fields, "parameter", where)
    return validate(Locality, given, where)


def load_localities(folder: Path | None = None) -> dict[str, Locality]:
    """Load every locality of the book."""
    folder = folder or params_folder()
    behind = {*folder.rglob("*"), *params_folder().rglob("*"), *notebooks_folder().glob("*.ipynb")}
    return dict(_load(folder, tuple((path, state_of(path)) for path in sorted(behind))))


@remembered
def _load(folder: Path, _states: Any) -> dict[str, Locality]:
    """Load every locality while its file, the documents and the templates are the same."""
    found = {
        path.stem: read_locality(path)
        for path in sorted(folder.glob("*.yml"))
        if path.stem not in NOT_LOCALITIES
    }
    for slug, locality in [*found.items()]:
        found |= _pages_of_districts(slug, locality, found) if locality.districts else {}
    owner: dict[str, str] = {}
    for slug, locality in found.items():
        code = f"{locality.area_code} {locality.within}".strip()
        if code in owner:
            raise ParameterError(
                f"params/{slug}.yml and params/{owner[code]}.yml are both about "
                f"{locality.area_name}. Remove one of them."
            )
        owner[code] = slug
    authorities = [
        one.area_code for one in found.values() if one.area.type != COUNTRY and not one.inside
    ]
    for slug, locality in found.items():
        if locality.area.type == COUNTRY and not locality.featured_codes:
            found[slug] = locality.model_copy(update={"featured_codes": tuple(authorities)})
    return dict(sorted(found.items(), key=lambda item: _place(item[1], owner)))


def _pages_of_districts(
    slug: str, locality: Locality, found: dict[str, Locality]
) -> dict[str, Locality]:
    """Give each district of an authority its page, but for those with a file of their own."""
    own = {one.area_code for one in found.values() if one.within == locality.area_code}
    pages = {
        f"{slug}-{one.slug}": {
            "area_code": one.code,
            "within": locality.area_code,
            "comparator_code": locality.comparator_code,
        }
        for one in districts_of(locality.area_code)
        if one.code not in own
    }
    for name in pages:
        if name in found:
            raise ParameterError(
                f"params/{name}.yml has the name that a page of params/{slug}.yml takes by "
                f"districts: true. Rename it."
            )
    return {name: validate_locality(given, f"params/{slug}.yml") for name, given in pages.items()}


def choose_localities(names: Iterable[str], known: dict[str, Locality]) -> dict[str, Locality]:
    """Choose localities by slug, name or code; all of them when no name is given.

    An authority brings the pages of its districts with it.
    """
    chosen: dict[str, Locality] = {}
    for words in names:
        slug = slugify(words)
        hits = [
            name
            for name, locality in known.items()
            if slug in (name, slugify(locality.area_name), slugify(locality.area_code))
            or slug == locality.area.slug
        ]
        if not hits:
            raise ParameterError(
                f'The book has no locality "{words}".{nearest(slug, known)} '
                f'`analysis new "{words}"` makes one.'
            )
        codes = {known[name].area_code for name in hits}
        hits += [name for name, one in known.items() if one.within in codes and one.within]
        chosen |= {name: known[name] for name in hits}
    return chosen or known


def _place(locality: Locality, owner: dict[str, str]) -> tuple[str, int, str]:
    around = locality.inside
    authority = owner.get(around, around) if around else locality.area.slug
    return authority, 1 + (not locality.within) if around else 0, locality.area_name
