"""Indicators by their part in the book, and the rows of their tables that a chapter asks for."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.data.areas import get_area, load_areas
from analysis.data.catalogue import Indicator, Pair, entries, read_catalogue, read_indicator
from analysis.data.lineage import carry_over, rate_of
from analysis.data.local_figures import indicators_for
from analysis.data.periods import CUMULATIVE, add_of_period, is_cumulative
from analysis.data.raw import remembered
from analysis.data.tidy import per_of
from analysis.errors import DataError, nearest

ONLY_RATES = "only rates are published for its parts, and rates cannot be added up"
SCHOOL, SHORTEST = 8 / 12, 1 / 12
"""How far into the year a school year begins that is written as a financial one; a month."""
OF_PERIOD = {name: name for name in ("first_year", "last_year", "opens", "closes")}
OF_PERIOD |= {"period_kind": "kind"}
IN_TIME = ("sex", "opens", "closes", "period")


def slug_of(role: str) -> str:
    """Name the indicator that has a role in the book.

    >>> describe_indicator(slug_of("slope index")).unit
    'years'
    """
    return next(slug for slug, entry in entries().indicators.items() if role in entry.roles)


def listed(name: str) -> tuple[str, ...]:
    """Name the indicators of one of the book's lists, in its order.

    >>> describe_indicator(listed("headline")[-1]).unit
    '%'
    """
    return entries().lists[name]


def life_course() -> dict[str, tuple[str, ...]]:
    """Name the indicators of each stage of the life course."""
    return entries().life_course


def pairs() -> tuple[Pair, ...]:
    """Give what children eligible for free school meals and the others are compared in."""
    return tuple(
        entry.pair.model_copy(update={"eligible": slug})
        for slug, entry in entries().indicators.items()
        if entry.pair
    )


def area_indicators(area_code: str = "") -> list[Indicator]:
    """List the indicators published for areas, each in its latest vintage, in catalogue order.

    An analyst's own stand among them only for an area that they are about.
    """
    listed = indicators_for(area_code)
    return [one for one in listed if one.for_areas and not one.earlier_vintage_of]


def describe_indicator(slug: str) -> Indicator:
    """Give what is known of one indicator before any figure."""
    catalogue = read_catalogue()
    if slug not in catalogue:
        hint = nearest(slug, catalogue)
        raise DataError(f"No indicator is called {slug}.{hint} The catalogue lists them all.")
    return catalogue[slug]


@remembered
def read_series(slug: str) -> pd.DataFrame:
    """Read the figures of every area over time, without breakdowns, each with its raw row."""
    data = read_indicator(slug)
    data = data.assign(source_row=np.arange(2, len(data) + 2))[data["category"].isna()]
    # Areas have the names that the whole book has for them, whatever a publisher calls them.
    names = data["area_code"].map({code: area.name for code, area in load_areas().items()})
    data = data.assign(period=data["period"].replace(read_catalogue()[slug].labels))
    notes = data["value_note"].fillna("") if "value_note" in data else ""
    data = data.assign(area_name=names.fillna(data["area_name"]), value_note=notes)
    data = add_of_period(data, **OF_PERIOD)
    return data.sort_values(["area_code", *IN_TIME], ignore_index=True).copy()


def select_series(slug: str, area_codes: Sequence[str]) -> pd.DataFrame:
    """Select the figures of some areas, in their order, then by sex and time in one kind of period.

    ``value_note`` says where they are not of the area as it is today, ``segment`` counts up at each
    break in the series, ``opens, closes`` say in years when each period begins and ends, and
    ``computed`` whether the interval is worked out here from counts.
    """
    data = carry_over(read_series(slug), area_codes)
    place = {code: number for number, code in enumerate(area_codes)}
    order = list(zip(data["area_code"].map(place), *(data[name] for name in IN_TIME), strict=True))
    data = data.iloc[sorted(range(len(data)), key=order.__getitem__)]
    found = _in_one_kind_of_period(_with_intervals(data.reset_index(drop=True), slug))
    # A copy lays columns of one type side by side, so that choosing rows is quicker.
    return found.copy()


def _with_intervals(data: pd.DataFrame, slug: str) -> pd.DataFrame:
    """Compute the intervals of shares and rates of people, by one rule for every area."""
    about, data = read_catalogue()[slug], data.assign(computed=False)
    if not about.counts_people or data.empty:
        return data
    wanted = data["lower_ci"].isna() & data[["denominator", "value"]].notna().all(axis=1)
    counted, per = data[wanted], per_of(about.unit)
    # Some publish the share and of whom it is: their count is as near as the share is.
    near = counted["value"] * counted["denominator"] / per
    counted = counted.assign(count=counted["count"].fillna(near))
    limits = ["lower_ci", "upper_ci"]
    data.loc[wanted, limits] = rate_of(counted, per)[limits].to_numpy()
    data.loc[wanted, "computed"] = True
    return data


def explain_no_figure(slug: str, area_code: str) -> str:
    """Say why a group of areas has no figure of an indicator that its members have."""
    data, members = read_series(slug), get_area(area_code).members
    rows = data[data["area_code"].isin(members) & data["value"].notna()]
    return ONLY_RATES if len(members) > 1 and len(rows) else ""


def _in_one_kind_of_period(data: pd.DataFrame) -> pd.DataFrame:
    """Keep the periods of the length that the latest have; single and joined years never mix."""
    if data.empty:
        return data.assign(segment=pd.Series(dtype="int64"))
    about = read_catalogue()[str(data["indicator"].iloc[0])]
    years = data["closes"] - data["opens"]
    if is_cumulative(data["opens"], data["closes"]):
        data = data.assign(period_kind=CUMULATIVE)
    else:
        latest = np.lexsort((years, data["last_year"]))[-1]
        same = (years - years.iloc[latest]).abs() < SHORTEST / 2
        data = data[same].reset_index(drop=True)
    school = (data["period_kind"] == "financial") & about.school_year
    breaks = [one.year for one in about.breaks]
    return data.assign(
        segment=np.searchsorted(breaks, data["first_year"], side="right"),
        opens=data["opens"].where(~school, data["first_year"] + SCHOOL),
        closes=data["closes"].where(~school, data["last_year"] + SCHOOL + 1),
    )


def select_latest(series: pd.DataFrame, area_code: str) -> pd.DataFrame:
    """Select an area's latest known figure for each sex, and the same period elsewhere."""
    own = series[(series["area_code"] == area_code) & series["value"].notna()]
    if own.empty:
        return series.iloc[:0]
    # A cumulative series ends its year in its longest period, which stands last.
    if (own["period_kind"] == CUMULATIVE).any():
        latest = own.drop_duplicates("sex", keep="last")
    else:
        latest = own.loc[own.groupby("sex")["closes"].idxmax()]
    periods = dict(zip(latest["sex"], latest["period"], strict=True))
    return series[series["period"] == series["sex"].map(periods)].reset_index(drop=True)
