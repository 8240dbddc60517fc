"""The bundle's indicators: what is known of each before any figure, and one tidy table each."""

from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Literal

import pandas as pd
import yaml
from pydantic import BaseModel, ConfigDict

from analysis.data.columns import copied
from analysis.data.raw import LOCAL as ADDED_FILES
from analysis.data.raw import cached, has_local, locate, read_table, remembered
from analysis.data.tidy import OPTIONAL, TEXT, check_columns, check_tidy, read_numbers, refuse
from analysis.errors import DataError, nearest
from analysis.paths import data_folder

ENTRIES = Path(__file__).with_name("indicators.yml")
SAID = (
    *("breaks", "cash_terms", "school_year", "counts_people", "for_areas", "earlier_vintage_of"),
    *("labels", "part"),
)
"""What an `Indicator` knows from its entry; the rest is its row of the catalogue."""
POLARITIES = ("high is good", "low is good", "no judgement")
LIFE_STAGES = (
    "overarching",
    "premature mortality",
    "starting well",
    "developing well",
    "living and working well",
    "healthy behaviours",
    "prevention and care",
    "ageing well",
    "places",
)
"""The stages of the catalogue, in the order of a life."""
LOCAL = "Local"
"""The publisher of figures that an analyst added and nobody has published."""
ADDED = ("Local figures: the licence is their owner's", "As the publisher states it")
"""The licences of figures that an analyst added: of local ones, and of published ones."""


@dataclass(frozen=True, slots=True)
class Break:
    """A year from which a series no longer measures what it measured before."""

    year: int
    reason: str


@dataclass(frozen=True, slots=True)
class Part:
    """An indicator that is a part of another, and what the rest of that is."""

    indicator: str
    rest: str


@dataclass(frozen=True, slots=True)
class Indicator:
    """What is known of an indicator: its row of the catalogue, and what the book says of it."""

    indicator: str
    name: str
    unit: str
    decimals: int
    polarity: str
    life_stage: str
    publisher: str
    release: str
    licence: str
    confidence_intervals: str
    first_period: str
    last_period: str
    note: str
    breaks: tuple[Break, ...] = ()
    # Rises with prices, so that a rise is no gain.
    cash_terms: bool = False
    # Whether its years run from September, as ``2023/24`` does not say.
    school_year: bool = False
    # Whether its counts are of people in their population, so that an interval can be computed.
    counts_people: bool = False
    # Whether authorities have it, and the indicator that it is an earlier release of.
    for_areas: bool = True
    earlier_vintage_of: str = ""
    # Periods that the file calls by a wrong name, with the right one.
    labels: dict[str, str] = field(default_factory=dict)
    part: Part | None = None
    # Whether its figures are an analyst's own, and not of the committed ones.
    local: bool = False

    @property
    def source(self) -> str:
        """Publisher and release, as a chart names them."""
        return f"{self.publisher}, {self.release}"

    @property
    def added(self) -> bool:
        """Whether an analyst added its figures."""
        return self.licence in ADDED


RELEASED = ("indicator", "released")
COLUMNS = tuple(one.name for one in fields(Indicator) if one.name not in (*SAID, "local"))


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Pair(_Model):
    """What children eligible for free school meals and the others are compared in."""

    name: str
    others: str
    everyone: str = ""
    # The indicator whose entry it is.
    eligible: str = ""

    @property
    def sides(self) -> tuple[str, str]:
        """The indicators of both sides, the eligible first."""
        return self.eligible, self.others


class Entry(_Model):
    """What `indicators.yml` says of one indicator."""

    roles: tuple[str, ...] = ()
    breaks: tuple[Break, ...] = ()
    pair: Pair | None = None
    cash_terms: bool = False
    school_year: bool = False
    counts_people: bool = False
    for_areas: bool = True
    earlier_vintage_of: str = ""
    labels: dict[str, str] = {}
    part: Part | None = None
    # In the place of the catalogue's, where the name says already what it is a share of.
    unit: str = ""


class MeasureEntry(_Model):
    """What `indicators.yml` says of a measure that stands in no row of the catalogue."""

    name: str
    unit: str = "%"
    polarity: Literal["high is good", "low is good", "no judgement"] = "no judgement"
    roles: tuple[str, ...] = ()


class Entries(_Model):
    """What `indicators.yml` holds."""

    indicators: dict[str, Entry]
    lists: dict[str, tuple[str, ...]]
    life_course: dict[str, tuple[str, ...]]
    measures: dict[str, MeasureEntry]


@cached
def entries() -> Entries:
    """Read what the book says of its indicators; it is packaged with the code."""
    given = yaml.load(ENTRIES.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return Entries.model_validate(given)


@remembered
def read_catalogue() -> dict[str, Indicator]:
    """Read the catalogue, with what the book says of each indicator, and the analyst's own last."""
    known = _read_catalogue("catalogue", "catalogue.csv")
    if not has_local("catalogue.csv"):
        return known
    own = _read_catalogue(f"{ADDED_FILES}catalogue.csv", "data/added/catalogue.csv")
    if both := sorted(known.keys() & own.keys()):
        raise DataError(
            f"{both[0]} stands among the committed figures and in data/added. Give yours another "
            f"name in data/local and add it again, or remove data/added."
        )
    return known | {slug: replace(about, local=True) for slug, about in own.items()}


def _read_catalogue(stem: str, where: str) -> dict[str, Indicator]:
    text = [name for name in COLUMNS if name != "decimals"]
    data = check_columns(read_table(stem, text=text), COLUMNS, where=where)
    decimals = pd.to_numeric(data["decimals"], errors="coerce")
    for problem, wrong in (
        ("repeats an indicator", data["indicator"].duplicated()),
        ("has an unknown polarity", ~data["polarity"].isin(POLARITIES)),
        ("has decimals that are no whole number", ~((decimals >= 0) & (decimals % 1 == 0))),
    ):
        refuse(wrong, data, where, f"{{indicator}} {problem}.")
    data["note"] = data["note"].fillna("")
    said, silent = entries().indicators, Entry()
    known = {}
    for row in data[[*COLUMNS]].itertuples(index=False, name=None):
        entry = said.get(row[0], silent)
        more = {name: getattr(entry, name) for name in SAID}
        about = Indicator(*row, **more)
        known[row[0]] = replace(about, unit=entry.unit) if entry.unit else about
    return known


def describe_measure(slug: str) -> Indicator:
    """Give what is known of a measure of the tables that stand beside the indicators."""
    said, blank = entries().measures[slug], dict.fromkeys(COLUMNS, "")
    known = {"indicator": slug, "name": said.name, "unit": said.unit, "polarity": said.polarity}
    return Indicator(**(blank | known | {"decimals": 1}))  # type: ignore[arg-type]


def measures_of(role: str) -> tuple[str, ...]:
    """Name the measures that have a role in the book."""
    return tuple(slug for slug, said in entries().measures.items() if role in said.roles)


@remembered
def read_released() -> dict[str, str]:
    """Read the day on which the release of each indicator appeared, where it was found."""
    if not (data_folder() / "released.csv").is_file():
        return {}
    data = check_columns(read_table("released", text=RELEASED), RELEASED, where="released.csv")
    wrong = pd.to_datetime(data["released"], format="%Y-%m-%d", errors="coerce").isna()
    refuse(wrong, data, "released.csv", "{released} is not a day such as 2026-02-19.")
    return dict(zip(data["indicator"], data["released"], strict=True))


@copied
def read_indicator(slug: str) -> pd.DataFrame:
    """Read one indicator's figures for every area that the bundle holds."""
    catalogue = read_catalogue()
    if slug not in catalogue:
        hint = nearest(slug, catalogue)
        raise DataError(f"No indicator is called {slug}.{hint} The catalogue lists them all.")
    stem = f"indicators/{slug}"
    where = locate(stem)
    data = read_numbers(read_table(stem, text=(*TEXT, *OPTIONAL)), where=where)
    check_tidy(data, where=where, unit=catalogue[slug].unit)
    strange = data["indicator"] != slug
    refuse(strange, data, where, f"the row belongs to {{indicator}}, not to {slug}.")
    return data
