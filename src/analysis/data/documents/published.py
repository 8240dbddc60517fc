"""What others published, each with its document: frameworks, figures of plans, targets, groups."""

from collections.abc import Iterable
from datetime import date as Day
from typing import Annotated, TypeVar

from pydantic import AfterValidator, ConfigDict, Field, model_validator

from analysis.data.catalogue import entries
from analysis.data.documents.reading import (
    BY_SLUG,
    Document,
    Slugs,
    Text,
    pick,
    read_document,
    read_single,
)
from analysis.errors import ParameterError

COMMON = "marmot"
"""The framework that every locality shows, beside its own where it has one."""
EVERYWHERE = "everywhere"
PLAN_FIGURES = (
    "life-expectancy-most-deprived",
    "life-expectancy-least-deprived",
    "healthy-life-expectancy-most-deprived",
    "healthy-life-expectancy-least-deprived",
    "people-inactive",
    "people-inactive-long-term-sick",
    "people-inactive-who-want-a-job",
    "residents-in-the-most-deprived-fifth",
    "wards-in-the-most-deprived-tenth",
    "gap-in-male-life-expectancy-between-wards",
)
"""What a figure of a plan can be of: one of those that a page can set beside it."""
Codes = Annotated[tuple[str, ...], Field(min_length=1)]
PlanFigure = Annotated[
    str, AfterValidator(lambda name: pick(name, PLAN_FIGURES, "published figure"))
]


class PublishedFigure(Document):
    """A figure that a locality's own plan or report has published."""

    figure: PlanFigure
    value: float  # the number as published
    source: Text  # the document and its date
    together: tuple[str, ...] = ()  # the areas that it is of, where it is of more than the locality


class _Cited(Document):
    """Something that a document says of some areas."""

    areas: Codes  # that it is about, or everywhere
    document: Text  # who published it, what, when, and where in it
    note: str = ""  # what a reader must know

    def concerns(self, area_code: str) -> bool:
        """Whether it is about an area."""
        return EVERYWHERE in self.areas or area_code in self.areas


Cited = TypeVar("Cited", bound=_Cited)


class _CitedFigure(_Cited):
    """A number that a document gives."""

    value: float
    unit: str


class Group(_Cited):
    """A group of people at risk of poor outcomes, with the count that was published."""

    group: Text
    count: Text  # as published: a number, a range or words
    when: str = ""  # as published
    # The ethnic groups of Census 2021 that it is made of, or all but these.
    census: tuple[str, ...] = ()
    census_but: tuple[str, ...] = ()


class Service(_Cited):
    """A commissioner or trust of the health service, with the places that it serves."""

    code: Text
    extent: Text  # whom it serves, in words


class Baseline(_CitedFigure):
    """A figure that a document starts from."""

    when: Text
    what: str = ""  # of whom or what, where it is not the whole measure


class Target(_CitedFigure):
    """What is to be reached, and when."""

    due: Day
    published: Text  # the time as published


class ClinicalArea(Document):
    """One of the five clinical areas."""

    clinical_area: Text
    measure: Text
    indicators: Slugs = ()  # slugs shown beside the measure
    measured_by: str = ""  # the one slug that is the measure itself, if any
    service: str = ""  # the measure of health services that it is, if any
    not_measurable: Text  # what no published figure here shows
    baselines: tuple[Baseline, ...] = ()
    targets: tuple[Target, ...] = ()

    @model_validator(mode="after")
    def _is_among_them(self) -> "ClinicalArea":
        if self.measured_by and self.measured_by not in self.indicators:
            raise ParameterError(f"measured_by {self.measured_by} is not among the indicators.")
        if self.service:
            pick(self.service, entries().measures, "measure")
        return self


class Targets(Document):
    """What `params/targets.yml` holds."""

    clinical_areas: tuple[ClinicalArea, ...] = Field(min_length=1)
    groups: tuple[Group, ...] = ()
    services: tuple[Service, ...] = ()

    @model_validator(mode="after")
    def _names_are_unique(self) -> "Targets":
        names = [one.measure for one in self.clinical_areas]
        if len(set(names)) != len(names):
            raise ParameterError("two clinical areas have the same measure.")
        return self

    def of(self, area_code: str) -> "Targets":
        """Keep what is about one area, so that another area's change does not touch it."""

        def own(cited: Iterable[Cited]) -> tuple[Cited, ...]:
            return tuple(one for one in cited if one.concerns(area_code))

        kept = tuple(
            one.model_copy(update={"baselines": own(one.baselines), "targets": own(one.targets)})
            for one in self.clinical_areas
        )
        own_services = own(self.services)
        return self.model_copy(
            update={"clinical_areas": kept, "groups": own(self.groups), "services": own_services}
        )


def read_targets() -> Targets:
    """Read `params/targets.yml`."""
    return read_single(Targets, "targets.yml")


class Domain(Document):
    """One domain of a framework."""

    domain: Text
    asks: str = ""  # what the document wants measured, in our words
    indicators: Slugs = ()  # slugs of the catalogue
    missing: tuple[str, ...] = ()  # what is asked and no indicator measures


class Part(Document):
    """Domains that stand together in a framework."""

    part: Text
    domains: tuple[Domain, ...] = Field(min_length=1)


class Framework(Document):
    """A published outcomes framework."""

    slug: str  # the file's name
    title: Text
    document: Text  # who published it, what and when
    parts: tuple[Part, ...] = Field(min_length=1)


def read_frameworks(slug: str) -> tuple[Framework, ...]:
    """Read a framework from `params/frameworks`, with the one that all localities show."""
    names = dict.fromkeys((slug, COMMON))
    return tuple(read_document(Framework, "frameworks", name, "framework") for name in names)


class Edition(Document):
    """The edition of the book."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    date: Day
    next_releases: Annotated[dict[str, str], BY_SLUG] = Field(default_factory=dict)


def read_edition() -> Edition:
    """Read `params/edition.yml`; the clock is never asked."""
    return read_single(Edition, "edition.yml")


def read_edition_date() -> Day:
    """Give the day that the book is judged against."""
    return read_edition().date
