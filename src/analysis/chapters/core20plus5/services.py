"""Health services of an area: checks by quarter, maternity in a month, treatment by deprivation."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite, nan

import pandas as pd

from analysis.data.areas import ENGLAND, Places
from analysis.data.catalogue import Indicator, describe_measure, measures_of
from analysis.data.documents.published import Service
from analysis.data.health_services import (
    CHECKS,
    MATERNITY,
    checks_of,
    commissioners_of,
    read_checks,
    read_maternity,
    read_treatment,
    system_of,
)
from analysis.data.raw import list_sources, locate
from analysis.findings.gaps import MEASURES
from analysis.findings.level import Figure, figure_of, gap_beside, judge_level
from analysis.findings.movement import Movement, Points, follow_figure
from analysis.findings.verdicts import Verdict

ONE_MONTH = "one month is held, so there is no course"


@dataclass(frozen=True)
class Measured:
    """The series that measures a clinical area: its latest figure and where it goes."""

    about: Indicator
    area_code: str
    figure: Figure
    period: str
    closes: float
    move: Movement
    sources: tuple[str, ...]
    # Whose figure it is, where that is a commissioner or system and not the area.
    whose: str = ""

    @classmethod
    def of(cls, verdict: Verdict) -> "Measured":
        """Take the area's own figure from the table of verdicts."""
        about = verdict.indicator
        sources = (locate(f"indicators/{about.indicator}"),)
        known = (verdict.figure, verdict.period, verdict.closes, verdict.direction, sources)
        return cls(about, verdict.area_code, *known)

    @property
    def source(self) -> str:
        """Name who publishes its files, each once."""
        named = list_sources()
        return "; ".join(dict.fromkeys(named[file] for file in self.sources if named.get(file)))


@dataclass(frozen=True)
class Checks:
    """The checks of people with severe mental illness by the commissioner of an area."""

    code: str
    name: str
    # Whom it serves, where that is more than the area.
    extent: str
    # Those before it, whose quarters are not joined to its own.
    earlier: tuple[str, ...]
    # All checks by quarter, of the commissioner and of England (``role``).
    quarters: pd.DataFrame
    # By check in the latest quarter: ``indicator, name``, the figures and England's, ``level``.
    latest: pd.DataFrame
    measured: Measured


def find_checks(places: Places, services: Sequence[Service]) -> Checks | None:
    """Find the checks by quarter of the commissioner that serves an area; None without one."""
    data, extents = read_checks(), {one.code: one.extent for one in services}
    known = commissioners_of(places.area_code) or [
        code for code in extents if code in set(data["area_code"])
    ]
    if not known:
        return None
    code, *earlier = known
    names = data.drop_duplicates("area_code", keep="last").set_index("area_code")["area_name"]
    data, (slug,) = checks_of((code, ENGLAND)), measures_of("all checks")
    whole = data[data["indicator"] == slug]
    own, england = (whole[whole["area_code"] == one] for one in (code, ENGLAND))
    last, name = own.iloc[-1].to_dict(), as_written(str(names[code]))
    about = describe_measure(slug)
    measured = Measured(
        about,
        code,
        figure_of(last),
        str(last["period"]),
        float(last["closes"]),
        follow_figure(Points.of(own), about, on=places.edition_date),
        (locate(CHECKS),),
        name,
    )
    quarters = pd.concat([own.assign(role="area", area_name=name), england.assign(role="England")])
    extent = extents.get(code, "")
    before = tuple(as_written(str(names[one])) for one in earlier)
    return Checks(
        code, name, extent, before, quarters, _by_check(data, code, measured.period), measured
    )


def _by_check(data: pd.DataFrame, code: str, period: str) -> pd.DataFrame:
    """Set each check of a commissioner beside England's in one quarter."""
    rows = data[data["period"] == period]
    numbers = ["value", "lower_ci", "upper_ci"]
    other = rows[rows["area_code"] == ENGLAND].set_index("indicator")[numbers]
    found = rows[rows["area_code"] == code].join(other.add_prefix("comparator_"), on="indicator")
    about = [describe_measure(str(slug)) for slug in found["indicator"]]
    levels = [
        judge_level(gap_beside(figure_of(row), figure_of(row, "comparator_value")), one.polarity)
        for row, one in zip(found.to_dict("records"), about, strict=True)
    ]
    return found.assign(name=[one.name for one in about], level=levels).reset_index(drop=True)


def as_written(name: str) -> str:
    """Write a name of a health service that its file has in capitals.

    >>> as_written("NHS NORTH EAST AND NORTH CUMBRIA ICB - 16C")
    'NHS North East and North Cumbria ICB, 16C'
    """
    parts = re.split(r"(\W+)", name.replace(" - ", ", "))
    kept = {"NHS", "ICB", "CCG"} | {part for part in parts if part[:1].isdigit()}
    small = {"and", "of", "on", "the"}
    words = [
        part if part in kept else part.lower() if part.lower() in small else part.capitalize()
        for part in parts
    ]
    return "".join(words)


def find_maternity(places: Places, services: Sequence[Service]) -> pd.DataFrame:
    """Find the maternity figures of an area's system and trusts, beside England's.

    The rows of `read_maternity`, with ``name`` of the measure and ``whose``; without rows where
    neither system nor trust is known.
    """
    data = read_maternity()
    codes = [system_of(places.area_code), *(one.code for one in services)]
    own = [code for code in codes if code in set(data["area_code"])]
    if not own:
        return data.iloc[:0].assign(name="", whose="")
    place = {code: number for number, code in enumerate([*own, ENGLAND])}
    rows = data[data["area_code"].isin(place)]
    names = [describe_measure(str(slug)).name for slug in rows["indicator"]]
    whose = [as_written(name.partition(" (")[0]) for name in rows["area_name"]]
    rows = rows.assign(name=names, whose=whose)
    order = rows["area_code"].map(place)
    return rows.assign(order=order).sort_values(["order", "indicator"], kind="stable")


def measure_maternity(slug: str, rows: pd.DataFrame) -> Measured | None:
    """Take a maternity measure of the first system or trust that has it."""
    found = rows[(rows["indicator"] == slug) & rows["category"].isna() & rows["value"].notna()]
    if found.empty or found["area_code"].iloc[0] == ENGLAND:
        return None
    row = found.iloc[0].to_dict()
    return Measured(
        describe_measure(slug),
        str(row["area_code"]),
        figure_of(row),
        str(row["period"]),
        nan,
        Movement(reason=ONE_MONTH),
        (locate(MATERNITY),),
        str(row["whose"]),
    )


def find_treatment() -> pd.DataFrame:
    """Find the share of patients treated by fifth of deprivation in England, with the gap.

    ``indicator, name, period, group`` (1 is most deprived), the figure and its limits; ``absolute,
    relative`` of the most over the least deprived fifth, with limits, in each row of a measure.
    """
    rows = read_treatment()
    found = []
    for slug, own in rows.groupby("indicator", sort=False):
        ends = own.set_index("group").loc[[1, int(own["group"].max())]].to_dict("records")
        most, least = (figure_of(row) for row in ends)
        numbers: dict[str, float] = {}
        for measure in MEASURES:
            numbers |= gap_beside(most, least, measure).columns(measure)
        found.append(own.assign(name=describe_measure(str(slug)).name, **numbers))
    return pd.concat(found, ignore_index=True)


def is_later(measured: Measured, due: float) -> bool:
    """Whether a day had passed when the latest figure was taken."""
    return not isfinite(measured.closes) or measured.closes >= due
