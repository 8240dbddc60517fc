"""England by deprivation tenth: gradients over time, what they are made of, and by age."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.data.areas import ENGLAND
from analysis.data.catalogue import read_indicator
from analysis.data.indicators import describe_indicator
from analysis.data.mortality import (
    CHILD_OBESITY,
    read_child_obesity_by_decile,
    read_deaths_under_75_by_decile,
)
from analysis.data.periods import parse_period
from analysis.data.raw import remembered
from analysis.findings.gaps import MEASURES, GapFinding, gap_between
from analysis.findings.gradients import GradientFinding, measure_gradient, mid_ranks
from analysis.findings.movement import Movement, Points, follow_gap
from analysis.formats import canonical
from analysis.statistics import (
    decompose_life_expectancy_gap,
    inequality_measures,
    slope_index,
)
from analysis.statistics.inequality_measures import group_contributions

MOST, LEAST = "the most deprived tenth", "the least deprived tenth"
WEIGHTS_YEAR = 2016
LIMIT = 75
YEARS = ((2001, 2003), (2014, 2016))
"""The first and the latest three years of the deaths."""
OWN = None
SIMPLE: dict[str, str | None] = {
    "difference": OWN,
    "ratio": "",
    "slope index of inequality": OWN,
    "relative index of inequality": "",
    "absolute concentration index": OWN,
    "relative concentration index": "",
}
COMPLEX: dict[str, str | None] = {
    "between-group standard deviation": OWN,
    "coefficient of variation": "%",
    "mean difference from mean (weighted)": OWN,
    "index of disparity (weighted)": "%",
    "Theil index": "thousandths",
    "mean log deviation": "thousandths",
    "population attributable risk": OWN,
    "population attributable fraction": "%",
}
"""Measures that heed the order of groups, and that do not, with their unit or the indicator's."""


@dataclass(frozen=True)
class NationalSlope:
    """The slope index across England's tenths over time."""

    slug: str
    name: str
    stem: str
    decimals: int
    # ``sex, period, period_start, period_end, first_year, last_year, value, lower_ci, upper_ci``
    # (slope index), ``rii, rii_lower_ci, rii_upper_ci, method``.
    indices: pd.DataFrame
    moves: dict[tuple[str, str], Movement]


def read_tenths(slug: str) -> pd.DataFrame:
    """Read an indicator by national deprivation tenth, with the tenths as numbers in order.

    The tidy rows with ``decile`` (1 is most deprived), ``first_year, last_year, segment`` and
    ``population``: the residents under 75 of each tenth and sex in 2016, the only residents of
    England's tenths in these figures.
    """
    data = read_indicator(slug)
    data = data[data["area_code"] == ENGLAND].assign(decile=data["category"].astype("int64"))
    residents = read_deaths_under_75_by_decile()
    people = residents[residents["year"] == WEIGHTS_YEAR].groupby(["sex", "decile"])["population"]
    periods = data["period"].map(parse_period)
    data = data.assign(
        first_year=[period.first_year for period in periods],
        last_year=[period.last_year for period in periods],
        segment=0,
        period_kind=[period.kind for period in periods],
        opens=[period.opens for period in periods],
        closes=[period.closes for period in periods],
    ).merge(people.sum().reset_index(), on=["sex", "decile"])
    return data.sort_values(["sex", "first_year", "decile"], ignore_index=True)


@remembered
def find_national_gap(slug: str) -> GapFinding:
    """Find the gap between England's most and least deprived tenth over time."""
    rows = read_tenths(slug)
    first, second = (rows[rows["decile"] == decile] for decile in (1, 10))
    return gap_between(describe_indicator(slug), ENGLAND, first, second, (MOST, LEAST))


def find_national_slope(slug: str) -> NationalSlope:
    """Find the slope and relative index across England's tenths over time."""
    rows = read_tenths(slug)
    keys = ["sex", "period", "period_start", "period_end", "first_year", "last_year"]
    keys += ["segment", "period_kind", "opens", "closes"]
    table = canonical(slope_index(rows, by=keys, group="decile"))
    names = {"sii": "value", "sii_lower_ci": "lower_ci", "sii_upper_ci": "upper_ci"}
    table = table.rename(columns=names).sort_values(["sex", "first_year"], ignore_index=True)
    about = describe_indicator(slug)
    return NationalSlope(
        slug, about.name, f"indicators/{slug}", about.decimals, table, _moves(table)
    )


def _moves(table: pd.DataFrame) -> dict[tuple[str, str], Movement]:
    """Say where the two ends of each line go, as those of a gap."""
    moves = {}
    for sex, points in table.groupby("sex"):
        most = points["value"] / (points["rii"] - 1)
        unknown = {"first_error": np.nan, "second_error": np.nan}
        ends = points.assign(first=most + points["value"], second=most, **unknown)
        for measure in MEASURES:
            moves[str(sex), str(measure)] = follow_gap(Points.of(ends), measure=measure)
    return moves


def find_national_gradient(slug: str, area_name: str) -> GradientFinding:
    """Find the latest value of each of England's tenths, with the line through them."""
    rows = read_tenths(slug)
    latest = rows[rows["last_year"] == rows["last_year"].max()]
    about = describe_indicator(slug)
    return _gradient(
        latest,
        area_name=area_name,
        slug=slug,
        name=about.name.removesuffix(" by national deprivation decile"),
        unit=about.unit,
        decimals=about.decimals,
        period=str(latest["period"].iloc[0]),
        stem=f"indicators/{slug}",
    )


def find_obesity_gradients(area_name: str) -> list[GradientFinding]:
    """Find child obesity by deprivation tenth in the latest year, for each school year."""
    data = read_child_obesity_by_decile()
    latest = data[data["period"] == data["period"].max()]
    latest = latest.rename(columns={"denominator": "population"}).assign(sex="Persons")
    return [
        _gradient(
            rows.sort_values("decile", kind="stable"),
            area_name=area_name,
            slug=f"child-obesity-{school_year}".lower().replace(" ", "-"),
            name=f"{school_year} obesity",
            unit="%",
            decimals=1,
            period=str(rows["period"].iloc[0]),
            stem=CHILD_OBESITY,
        )
        for school_year, rows in latest.groupby("school_year")
    ]


def find_obesity_slopes() -> pd.DataFrame:
    """Find the slope and relative index of child obesity in every year.

    ``school_year, period, sii, sii_lower_ci, sii_upper_ci, rii, rii_lower_ci, rii_upper_ci,
    method``, in order of school year and time.
    """
    table = canonical(
        slope_index(
            read_child_obesity_by_decile(),
            by=["school_year", "period"],
            group="decile",
            population="denominator",
            standard_error="standard_error",
        )
    )
    return table.sort_values(["school_year", "period"], ignore_index=True)


def _gradient(rows: pd.DataFrame, **about: Any) -> GradientFinding:
    columns = ["sex", "decile", "population", "value", "lower_ci", "upper_ci", "standard_error"]
    groups = rows[[name for name in columns if name in rows]].rename(columns={"decile": "group"})
    groups = groups.assign(position=mid_ranks(groups))
    measures = [
        measure_gradient(own, str(sex), error=own.get("standard_error"), ratios=True)
        for sex, own in groups.groupby("sex")
    ]
    return GradientFinding(
        area_code=ENGLAND, groups=groups, measures=pd.concat(measures, ignore_index=True), **about
    )


def find_measures(slug: str) -> pd.DataFrame:
    """Find the summary measures of inequality across England's tenths, first and latest.

    ``sex, measure, unit, first, latest`` and the two periods' names in ``first_period,
    last_period``. The tenths have no published errors, so the measures have no interval, save those
    of the slope in `find_national_slope`.
    """
    rows = read_tenths(slug)
    own_unit = describe_indicator(slug).unit
    found = []
    for sex, own in rows.groupby("sex"):
        ends = [own[own["first_year"] == own["first_year"].agg(end)] for end in ("min", "max")]
        first, latest = (_measures_of(end) for end in ends)
        labels = [end["period"].iloc[0] for end in ends]
        found += [
            {"sex": sex, "measure": name, "unit": own_unit if unit is OWN else unit}
            | {"first": first[name], "latest": latest[name]}
            | {"first_period": labels[0], "last_period": labels[1]}
            for name, unit in (SIMPLE | COMPLEX).items()
        ]
    return pd.DataFrame(found)


def _measures_of(rows: pd.DataFrame) -> dict[str, float]:
    """Take the measures that heed the order from ordered groups, the others from plain ones."""
    given = rows["value"].to_numpy(), rows["population"].to_numpy()
    values: dict[str, float] = {}
    for ordered, names in ((True, SIMPLE), (False, COMPLEX)):
        table = canonical(inequality_measures(*given, ordered=ordered)).set_index("measure")
        found = table["value"]
        values |= {name: float(found[name]) for name in names}
    return values


def find_contributions(slug: str) -> pd.DataFrame:
    """Find what each of England's tenths adds to the inequality, in the latest period.

    ``sex, decile, period, value``, and of `group_contributions` ``share_percent, variance_percent,
    theil``.
    """
    rows = read_tenths(slug)
    latest = rows[rows["last_year"] == rows["last_year"].max()]
    parts = []
    for _, own in latest.groupby("sex"):
        added = canonical(group_contributions(own["value"], own["population"])).set_index(own.index)
        columns = ["sex", "decile", "period", "value"]
        parts.append(own[columns].join(added.assign(share_percent=100 * added["share"])))
    return pd.concat(parts, ignore_index=True)


def find_ages() -> pd.DataFrame:
    """Find which ages make the gap between the ends in years lived before 75, then and lately.

    ``sex, period, part`` (the age band), ``contribution`` (years by which the least deprived tenth
    lives longer before 75) and ``gap`` (their sum).
    """
    data = read_deaths_under_75_by_decile()
    parts = []
    for first, last in YEARS:
        years = data[data["year"].between(first, last)]
        keys = ["sex", "decile", "age_start", "age"]
        pooled = years.groupby(keys, as_index=False)[["deaths", "population"]].sum()
        for sex, own in pooled.groupby("sex"):
            ends = [own[own["decile"] == decile] for decile in (1, 10)]
            split = canonical(decompose_life_expectancy_gap(*ends, limit=LIMIT))
            bands = ends[0].set_index("age_start")["age"]
            part = split["age_start"].astype("int64").map(bands)
            gap = canonical(float(split.attrs["gap"]))
            parts.append(split.assign(sex=sex, period=f"{first} to {last}", part=part, gap=gap))
    table = pd.concat(parts, ignore_index=True)
    return table[["sex", "period", "part", "age_start", "contribution", "gap"]].replace(
        {"contribution": {-0.0: 0.0}}
    )


def merge_ages(table: pd.DataFrame) -> pd.DataFrame:
    """Join the bands of five years to those of a reader: under 1, 1 to 14, then tens of years.

    The same columns but ``age_start``; contributions are added up.
    """
    edges = [0, 1, 15, 25, 35, 45, 55, 65]
    names = ["under 1", "1 to 14", "15 to 24", "25 to 34", "35 to 44", "45 to 54", "55 to 64"]
    names.append("65 to 74")
    place = np.searchsorted(edges, table["age_start"], side="right") - 1
    merged = table.assign(place=place, part=[names[one] for one in place])
    keys = ["sex", "period", "place", "part"]
    merged = merged.groupby(keys, as_index=False).agg({"contribution": "sum", "gap": "first"})
    return canonical(merged.drop(columns="place"))
