"""An outcomes framework: what a plan wants to see change, and the indicators that measure it."""

from pydantic import Field

from analysis.data.documents.reading import Document, Slugs, read_document

COMMON = "marmot"
"""The framework that every locality shows, beside its own where it has one."""


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
