"""What others published, each with its document: frameworks, figures of plans, targets, groups."""

from datetime import date as Day
from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field, model_validator

from analysis.data.documents.reading import (
    BY_SLUG,
    Document,
    Slugs,
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
"""What a figure of a plan can be of."""
Codes = tuple[str, ...]


class PublishedFigure(Document):
    """A figure that a locality's own plan or report has published."""

    figure: Annotated[
        str, AfterValidator(lambda name: pick(name, PLAN_FIGURES, "published figure"))
    ] = Field(description="what it is of: one of those that a page can set beside it")
    value: float = Field(description="the number as published")
    source: str = Field(min_length=1, description="the document and its date")
    together: tuple[str, ...] = Field(
        (), description="the areas that it is of, where it is of more than the locality"
    )


class _Cited(Document):
    """Something that a document says of some areas."""

    areas: Codes = Field(min_length=1, description="codes that it is about, or everywhere")
    document: str = Field(min_length=1, description="who published it, what, when, and where in it")
    note: str = Field("", description="what a reader must know")

    def concerns(self, area_code: str) -> bool:
        """Whether it is about an area."""
        return EVERYWHERE in self.areas or area_code in self.areas


class _CitedFigure(_Cited):
    """A number that a document gives."""

    value: float
    unit: str


class Group(_Cited):
    """A group of people at risk of poor outcomes, with the count that was published."""

    group: str = Field(min_length=1)
    count: str = Field(min_length=1, description="as published: a number, a range or words")
    when: str = Field("", description="as published")


class Baseline(_CitedFigure):
    """A figure that a document starts from."""

    when: str = Field(min_length=1)
    what: str = Field("", description="of whom or what, where it is not the whole measure")


class Target(_CitedFigure):
    """What is to be reached, and when."""

    due: Day
    published: str = Field(min_length=1, description="the time as published")


class ClinicalArea(Document):
    """One of the five clinical areas."""

    clinical_area: str = Field(min_length=1)
    measure: str = Field(min_length=1)
    indicators: Slugs = Field((), description="slugs shown beside the measure")
    measured_by: str = Field("", description="the one slug that is the measure itself, if any")
    not_measurable: str = Field(min_length=1, description="what no published figure here shows")
    baselines: tuple[Baseline, ...] = ()
    targets: tuple[Target, ...] = ()

    @model_validator(mode="after")
    def _is_among_them(self) -> "ClinicalArea":
        if self.measured_by and self.measured_by not in self.indicators:
            raise ParameterError(f"measured_by {self.measured_by} is not among the indicators.")
        return self


class Targets(Document):
    """What `params/targets.yml` holds."""

    clinical_areas: tuple[ClinicalArea, ...] = Field(min_length=1)
    groups: tuple[Group, ...] = ()

    @model_validator(mode="after")
    def _names_are_unique(self) -> "Targets":
        names = [one.measure for one in self.clinical_areas]
        if len(set(names)) != len(names):
            raise ParameterError("two clinical areas have the same measure.")
        return self

    def of(self, area_code: str) -> "Targets":
        """Keep what is about one area, so that another area's change does not touch it."""
        kept = [
            one.model_copy(
                update={
                    "baselines": tuple(b for b in one.baselines if b.concerns(area_code)),
                    "targets": tuple(t for t in one.targets if t.concerns(area_code)),
                }
            )
            for one in self.clinical_areas
        ]
        return Targets(
            clinical_areas=tuple(kept),
            groups=tuple(group for group in self.groups if group.concerns(area_code)),
        )


def read_targets() -> Targets:
    """Read `params/targets.yml`."""
    return read_single(Targets, "targets.yml")


class Domain(Document):
    """One domain of a framework."""

    domain: str = Field(min_length=1)
    asks: str = Field("", description="what the document wants measured, in our words")
    indicators: Slugs = Field((), description="slugs of the catalogue")
    missing: tuple[str, ...] = Field((), description="what is asked and no indicator measures")


class Part(Document):
    """Domains that stand together in a framework."""

    part: str = Field(min_length=1)
    domains: tuple[Domain, ...] = Field(min_length=1)


class Framework(Document):
    """A published outcomes framework."""

    slug: str = Field(description="the file's name")
    title: str = Field(min_length=1)
    document: str = Field(min_length=1, description="who published it, what and when")
    parts: tuple[Part, ...] = Field(min_length=1)


def read_frameworks(slug: str) -> tuple[Framework, ...]:
    """Read a framework from `params/frameworks`, with the one that all localities show."""
    names = dict.fromkeys((slug, COMMON))
    return tuple(read_document(Framework, "frameworks", name, "framework") for name in names)


class Edition(Document):
    """The edition of the book."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    date: Day
    next_releases: Annotated[dict[str, str], BY_SLUG] = Field(
        default_factory=dict, description="when the publisher will update an indicator"
    )


def read_edition() -> Edition:
    """Read `params/edition.yml`; the clock is never asked."""
    return read_single(Edition, "edition.yml")


def read_edition_date() -> Day:
    """Give the day that the book is judged against."""
    return read_edition().date
