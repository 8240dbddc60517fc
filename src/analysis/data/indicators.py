"""Indicators by their part in the book, and the rows of their tables that a chapter asks for."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from analysis.data.areas import get_area, load_areas
from analysis.data.catalogue import Indicator, Pair, entries, read_catalogue, read_indicator
from analysis.data.columns import copied
from analysis.data.lineage import carry_over, others_of, rate_of
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


@copied
def read_series(slug: str) -> pd.DataFrame:
    """Read the figures of every area over time, without breakdowns, each with its raw row."""
    data = read_indicator(slug)
    data = data.assign(source_row=np.arange(2, len(data) + 2))[data["category"].isna()]
    # Areas have the names that the whole book has for them, whatever a publisher calls them.
    names = data["area_code"].map({code: area.name for code, area in load_areas().items()})
    data = data.assign(period=data["period"].replace(read_catalogue()[slug].labels))
    notes = data["value_note"].fillna("") if "value_note" in data else ""
    data = data.assign(area_name=data["area_name"].where(names.isna(), names), value_note=notes)
    data = add_of_period(data, **OF_PERIOD)
    return data.sort_values(["area_code", *IN_TIME], ignore_index=True).copy()


@copied
def read_figures(slug: str) -> pd.DataFrame:
    """Read what `select_series` selects from: the series with their intervals and segments."""
    data, about = read_series(slug).assign(computed=False), read_catalogue()[slug]
    data = _with_intervals(data, slug)
    if about.school_year:
        school = data["period_kind"] == "financial"
        data = data.assign(
            opens=data["opens"].where(~school, data["first_year"] + SCHOOL),
            closes=data["closes"].where(~school, data["last_year"] + SCHOOL + 1),
        )
    breaks = [one.year for one in about.breaks]
    return data.assign(segment=np.searchsorted(breaks, data["first_year"], side="right")).copy()


def select_series(slug: str, area_codes: Sequence[str]) -> pd.DataFrame:
    """Select the figures of some areas, in their order, then by sex and time in one kind of period.

    ``value_note`` says where they are not of the area as it is today, ``segment`` counts up at each
    break in the series, ``opens, closes`` say in years when each period begins and ends, and
    ``computed`` whether the interval is worked out here from counts.
    """
    return _select(slug, tuple(area_codes))


@remembered
def _select(slug: str, area_codes: tuple[str, ...]) -> pd.DataFrame:
    """Select figures once a process, and once for all that are forked from it."""
    # Of an area that is named twice the later place counts.
    wanted = [*dict.fromkeys(reversed(area_codes))][::-1]
    if any(_others_of(slug, code) for code in wanted):
        parts = [_carried(slug, code) for code in wanted]
        held = [rows for rows in parts if len(rows)] or parts[:1]
        data = held[0] if len(held) == 1 else pd.concat(held)
    else:
        data = read_figures(slug).take(_rows_of(wanted, _places_in(slug)))
    data.index = pd.RangeIndex(len(data))
    return _in_one_kind_of_period(data)


@remembered
def _places_in(slug: str) -> dict[str, range]:
    """Say which rows of `read_figures` are each area's: it is sorted by area and in time."""
    codes = read_figures(slug)["area_code"].to_numpy()
    begins = [*([0] if len(codes) else []), *(np.flatnonzero(codes[1:] != codes[:-1]) + 1).tolist()]
    ends = [*begins[1:], len(codes)]
    return {str(codes[begin]): range(begin, end) for begin, end in zip(begins, ends, strict=False)}


def _rows_of(area_codes: Iterable[str], places: Mapping[str, range]) -> list[int]:
    return [row for code in area_codes for row in places.get(code, ())]


@remembered
def _others_of(slug: str, code: str) -> tuple[str, ...]:
    return others_of(code, _places_in(slug))


@remembered
def _carried(slug: str, code: str) -> pd.DataFrame:
    """Give the figures of an area in time, with those that stand under other codes or as sums."""
    others = _others_of(slug, code)
    data = read_figures(slug).take(sorted(_rows_of({code, *others}, _places_in(slug))))
    if not others:
        return data
    data = carry_over(data, [code])
    order = list(zip(*(data[name] for name in IN_TIME), strict=True))
    return _with_intervals(data.iloc[sorted(range(len(data)), key=order.__getitem__)], slug)


def _with_intervals(data: pd.DataFrame, slug: str) -> pd.DataFrame:
    """Compute the intervals of shares and rates of people, by one rule for every area."""
    about = read_catalogue()[slug]
    value, denominator, lower = (
        data[name].to_numpy() for name in ("value", "denominator", "lower_ci")
    )
    missing = np.isnan(lower) & ~np.isnan(denominator) & ~np.isnan(value)
    if not about.counts_people or not missing.any():
        return data
    per, count = per_of(about.unit), data["count"].to_numpy()
    # Some publish the share and of whom it is: their count is as near as the share is.
    count = np.where(np.isnan(count), value * denominator / per, count)
    counted = {"count": count[missing], "denominator": denominator[missing]}
    made = rate_of(pd.DataFrame(counted), per)
    limits = {name: data[name].to_numpy(copy=True) for name in ("lower_ci", "upper_ci")}
    for name, limit in limits.items():
        limit[missing] = made[name]
    # A copy lays columns of one type side by side, so that choosing rows is quicker.
    return data.assign(**limits, computed=data["computed"].to_numpy() | missing).copy()


@remembered
def is_held(slug: str, area_codes: tuple[str, ...]) -> bool:
    """Whether any of some areas has a figure of an indicator in any period."""
    values, places = read_figures(slug)["value"].to_numpy(), _places_in(slug)
    return bool(np.isfinite(values[_rows_of(area_codes, places)]).any())


def explain_no_figure(slug: str, area_code: str) -> str:
    """Say why a group of areas has no figure of an indicator that its members have."""
    members = get_area(area_code).members
    return ONLY_RATES if len(members) > 1 and is_held(slug, members) else ""


def _in_one_kind_of_period(data: pd.DataFrame) -> pd.DataFrame:
    """Keep the periods of the length that the latest have; single and joined years never mix."""
    if data.empty:
        return data
    opens, closes = data["opens"].to_numpy(), data["closes"].to_numpy()
    if is_cumulative(opens, closes):
        return data.assign(period_kind=CUMULATIVE).copy()
    years = closes - opens
    latest = np.lexsort((years, data["last_year"].to_numpy()))[-1]
    same = np.abs(years - years[latest]) < SHORTEST / 2
    return data if same.all() else data[same].reset_index(drop=True)


def select_latest(series: pd.DataFrame, area_code: str) -> pd.DataFrame:
    """Select an area's latest known figure for each sex, and the same period elsewhere."""
    sexes, periods = series["sex"].to_numpy(), series["period"].to_numpy()
    own = (series["area_code"].to_numpy() == area_code) & series["value"].notna().to_numpy()
    # A cumulative series ends its year in its longest period, which stands last.
    last = bool((series["period_kind"].to_numpy()[own] == CUMULATIVE).any())
    ends: dict[str, float] = {}
    latest: dict[str, str] = {}
    for sex, closes, period in zip(
        sexes[own], series["closes"].to_numpy()[own], periods[own], strict=True
    ):
        if last or sex not in ends or closes > ends[sex]:
            ends[sex], latest[sex] = closes, period
    same = [
        row
        for row, (sex, period) in enumerate(zip(sexes, periods, strict=True))
        if latest.get(sex) == period
    ]
    found = series.take(same)
    found.index = pd.RangeIndex(len(found))
    return found
