"""The gap between an area and its comparator, and between groups inside an area, over time."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from math import isnan
from typing import Any, Literal

import numpy as np
import pandas as pd

from analysis.data.areas import Places
from analysis.data.catalogue import Break, Indicator, read_catalogue
from analysis.data.indicators import Pair, describe_indicator, pairs, select_series, slug_of
from analysis.data.lineage import describe_lineage
from analysis.data.tidy import rows_of
from analysis.findings.movement import LIMITS_TO_ERROR, Movement, Points, follow_gap
from analysis.formats import canonical
from analysis.statistics.comparison import gap_numbers

FREE_MEAL_GROUPS = ("eligible for free school meals", "not eligible")
ENDS = ("the most deprived end", "the least deprived end")
MEASURES: tuple[Literal["absolute"], Literal["relative"]] = ("absolute", "relative")
SIDES = ("first", "second")
KEY = (
    *("sex", "period", "period_kind", "period_start", "period_end", "first_year", "last_year"),
    *("segment", "opens", "closes"),
)
LIMITS = ("lower_ci", "upper_ci")


@dataclass(frozen=True)
class GapFinding:
    """A gap over time: first minus second, and first over second."""

    indicator: Indicator
    area_code: str
    first_name: str
    second_name: str
    # A row a sex and period: `KEY`, then ``first, second, absolute, relative``, each with
    # ``_lower_ci, _upper_ci``.
    gaps: pd.DataFrame
    # By sex and measure. The relative slope is of the log ratio, a year.
    moves: Mapping[tuple[str, str], Movement]
    # The indicators of both sides, where the gap is by free school meals.
    pair: Pair | None = None
    lineage: str = ""

    @property
    def breaks(self) -> tuple[Break, ...]:
        """Where the series changes its meaning."""
        return self.indicator.breaks

    @property
    def known(self) -> pd.DataFrame:
        """The periods in which both sides have a figure."""
        return self.gaps[self.gaps["absolute"].notna()]

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """The known periods as rows."""
        return [row for row in rows_of(self.gaps) if not isnan(row["absolute"])]

    @property
    def latest(self) -> pd.DataFrame:
        """The latest known gap of each sex."""
        return self.known.groupby("sex", sort=True).tail(1)


def find_gap(slug: str, places: Places) -> GapFinding:
    """Find the gap between an area and its comparator in one indicator; none to itself."""
    first, second = select_sides(slug, places)
    names = (places.area_name, places.comparator_name)
    about, on = describe_indicator(slug), places.edition_date
    finding = gap_between(about, places.area_code, first, second, names, on=on)
    return replace(finding, lineage=_lineage(finding.gaps, first, second))


def select_sides(slug: str, places: Places) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Select the figures of an area, and those of its comparator where that is another."""
    series = select_series(slug, [*dict.fromkeys([places.area_code, places.comparator_code])])
    # The area's come first, and to cut a table in two costs less than to choose its rows.
    own = int((series["area_code"].to_numpy() == places.area_code).sum())
    return series.iloc[:own], series.iloc[own:]


def find_free_meal_gaps(area_code: str, on: str = "") -> list[GapFinding]:
    """Find the gaps between children eligible for free school meals and others, in one area."""
    held = [pair for pair in pairs() if {*pair.sides} <= read_catalogue().keys()]
    return [_between_pair(pair, area_code, on) for pair in held]


def _between_pair(pair: Pair, area_code: str, on: str) -> GapFinding:
    eligible = select_series(pair.eligible, [area_code])
    others = select_series(pair.others, [area_code])
    about = replace(describe_indicator(pair.eligible), name=pair.name)
    finding = gap_between(about, area_code, eligible, others, FREE_MEAL_GROUPS, on=on)
    return replace(finding, pair=pair, lineage=_lineage(finding.gaps, eligible, others))


def find_slope_gap(area_code: str, on: str = "") -> GapFinding:
    """Find the published slope index as the gap that it is: a positive number of years."""
    about = describe_indicator(slug_of("slope index"))
    series = select_series(about.indicator, [area_code])
    nought = series.assign(value=0.0, lower_ci=0.0, upper_ci=0.0)
    finding = gap_between(about, area_code, series, nought, ENDS, on=on)
    return replace(finding, lineage=describe_lineage(series))


def _lineage(gaps: pd.DataFrame, *sides: pd.DataFrame) -> str:
    """Say once what either side needed in the periods that have a gap."""
    shown = [side[side["period"].isin(gaps["period"])] for side in sides]
    return " ".join(filter(None, dict.fromkeys(describe_lineage(side) for side in shown)))


def gap_table(
    first: pd.DataFrame, second: pd.DataFrame, *, by: tuple[str, ...] = ()
) -> pd.DataFrame:
    """Lay out the gap between two series, or between many (told apart `by` columns) and one."""
    # A dozen rows a side: to look their keys up takes a tenth of the time of a merge.
    place = {key: row for row, key in enumerate(_keys(second))}
    pairs = [(row, place[key]) for row, key in enumerate(_keys(first)) if key in place]
    rows = [[pair[side] for pair in pairs] for side in range(len(SIDES))]
    sides = [
        [table[name].to_numpy(float)[kept] for name in ("value", *LIMITS)]
        for table, kept in zip((first, second), rows, strict=True)
    ]
    (one, *one_limits), (two, *two_limits) = sides
    limits = {"first_limits": one_limits, "second_limits": two_limits}
    columns: dict[str, Any] = {name: first[name].array[rows[0]] for name in (*by, *KEY)}
    columns |= {"first": one, "second": two}
    for measure in MEASURES:
        # A ratio to the least deprived end is not in a slope index.
        other = np.where(two == 0, np.nan, two) if measure == "relative" else two
        numbers = canonical(gap_numbers(measure, one, other, **limits))
        names = (measure, *(f"{measure}_{end}" for end in LIMITS))
        columns |= dict(zip(names, numbers, strict=True))
    for side, (lower, upper) in zip(SIDES, limits.values(), strict=True):
        columns[f"{side}_error"] = (upper - lower) / LIMITS_TO_ERROR
        columns |= {f"{side}_lower_ci": lower, f"{side}_upper_ci": upper}
    return pd.DataFrame(columns)


def _keys(series: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    return zip(*(series[name].to_numpy().tolist() for name in KEY), strict=True)


def gap_between(
    indicator: Indicator,
    area_code: str,
    first: pd.DataFrame,
    second: pd.DataFrame,
    names: tuple[str, str],
    *,
    on: str = "",
) -> GapFinding:
    """Find the gap between two series that are selected already."""
    gaps = gap_table(first, second)
    moves: dict[tuple[str, str], Movement] = {
        (sex, measure): follow_gap(points, measure=measure, on=on)
        for sex, points in Points.by_sex(gaps).items()
        for measure in (MEASURES if names != ENDS else MEASURES[:1])
    }
    return GapFinding(indicator, area_code, *names, gaps, moves)
