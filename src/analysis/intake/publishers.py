"""What is asked of whom: the one file of addresses, numbers and types of area."""

from pathlib import Path
from typing import Literal
from urllib.parse import urlencode

from pydantic import Field, field_validator, model_validator

from analysis.data.documents.reading import (
    Document,
    pick,
    pick_indicators,
    read_plain_yaml,
    validate,
)
from analysis.errors import ParameterError
from analysis.intake.snapshot import held
from analysis.paths import params_folder

FILE = "publishers.yml"
WHERE = f"params/{FILE}"
Kind = Literal["fingertips", "nomis", "ons", "explore-education", "indices", "geography"]


class Publisher(Document):
    """Where a publisher answers, and how long to wait between two questions."""

    name: str
    address: str
    pause: float = Field(1.0, ge=0, le=60)

    @field_validator("address")
    @classmethod
    def _as_address(cls, address: str) -> str:
        local = address.startswith("http://127.0.0.1:")
        if not (address.startswith("https://") or local):
            raise ParameterError(f"the address {address} does not begin with https://.")
        return address.rstrip("/")


class Series(Document):
    """How one indicator, or one edition of the index, is asked for."""

    publisher: Kind
    number: int = 0
    areas: tuple[int, ...] = ()
    path: str = ""
    query: dict[str, str] = Field(default_factory=dict)
    age: str = ""
    measure: str = ""
    filters: dict[str, str] = Field(default_factory=dict)
    years: Literal["academic", "ending"] = "academic"
    earlier: Literal["", "kept"] = ""
    edition: Literal[0, 2019, 2025] = 0
    sha256: str = Field("", pattern=r"^([0-9a-f]{64})?$")
    # Of a feature service: its layers, our names for its fields, the first of which is the code by
    # which areas of England are chosen, and whether outlines are wanted.
    layers: tuple[str, ...] = ()
    fields: dict[str, str] = Field(default_factory=dict)
    outlines: bool = False

    @model_validator(mode="after")
    def _complete(self) -> "Series":
        needed = {
            "fingertips": self.number and self.areas,
            "nomis": self.path,
            "ons": self.path,
            "explore-education": self.path and self.measure,
            "indices": self.path and self.edition,
            "geography": self.layers and self.fields,
        }
        if not needed[self.publisher]:
            raise ParameterError(f"a series of {self.publisher} lacks what it is asked for by.")
        return self


class ByHand(Document):
    """What no address is known for, and where a person finds it."""

    names: tuple[str, ...] = Field(min_length=1)
    where: str = Field(min_length=1)


class Publishers(Document):
    """Everything that `analysis fetch` may ask for."""

    publishers: dict[Kind, Publisher]
    indicators: dict[str, Series] = Field(default_factory=dict)
    tables: dict[str, Series] = Field(default_factory=dict)
    by_hand: tuple[ByHand, ...] = ()

    @field_validator("indicators")
    @classmethod
    def _of_the_catalogue(cls, indicators: dict[str, Series]) -> dict[str, Series]:
        # An empty folder of figures has no catalogue yet.
        if held("catalogue"):
            pick_indicators(indicators)
        return indicators

    @property
    def found_by_hand(self) -> dict[str, str]:
        """Where to find each indicator and folder of tables that is renewed by hand."""
        return {name: group.where for group in self.by_hand for name in group.names}

    def addresses(self, series: Series) -> tuple[str, ...]:
        """Give every address that one series is asked at."""
        publisher = self.publishers.get(series.publisher)
        if publisher is None:
            raise ParameterError(f"{WHERE} has no publisher {series.publisher}.")
        base = publisher.address
        if series.publisher == "fingertips":
            queries = (
                {"indicator_ids": series.number, "child_area_type_id": kind}
                | {"parent_area_type_id": 6}
                for kind in series.areas
            )
            return tuple(f"{base}?{urlencode(query)}" for query in queries)
        if series.publisher == "geography":
            question = urlencode(_question(series), safe="*',")
            layers = (f"{base}/{layer}/FeatureServer/0/query" for layer in series.layers)
            return tuple(f"{layer}?{question}" for layer in layers)
        asked = f"?{urlencode(series.query, safe=',')}" if series.query else ""
        return (f"{base}/{series.path}{asked}",)

    def choose(self, names: tuple[str, ...]) -> dict[str, Series]:
        """Give the named series, or all of them."""
        known = {**self.indicators, **self.tables}
        by_hand = self.found_by_hand
        for name in names:
            if name in by_hand:
                raise ParameterError(f"{name} is renewed by hand, from {by_hand[name]}.")
            pick(name, known, "indicator", where=WHERE)
        return {name: known[name] for name in names} or known


def _question(series: Series) -> dict[str, str]:
    """Say what a layer is asked for: what is of England, in a known order, as pages need one."""
    code = next(iter(series.fields))
    question = {"where": f"{code} LIKE 'E%'", "outFields": "*", "orderByFields": code}
    if series.outlines:
        return question | {"outSR": "4326", "geometryPrecision": "3", "f": "geojson"}
    return question | {"returnGeometry": "false", "f": "json"}


def read_publishers(path: Path | None = None) -> Publishers:
    """Read the file of publishers."""
    path = path or params_folder() / FILE
    return validate(Publishers, read_plain_yaml(path, WHERE), WHERE)
