"""Indicators: the rows of the tidy tables that a chapter asks for, in one kind of period."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.data.areas import load_areas
from analysis.data.catalogue import Indicator, read_catalogue, read_indicator
from analysis.data.lineage import carry_over, explain_absence, with_years
from analysis.data.raw import remembered
from analysis.errors import DataError

NOT_FOR_AREAS = (
    "life-expectancy-at-birth-by-national-deprivation-decile",
    "healthy-life-expectancy-at-birth-by-national-deprivation-decile",
)
EARLIER_VINTAGES = {
    "slope-index-of-inequality-in-life-expectancy-2024-vintage": (
        "slope-index-of-inequality-in-life-expectancy"
    )
}


@dataclass(frozen=True, slots=True)
class Break:
    """A year from which a series no longer measures what it measured before."""

    year: int
    reason: str


_ASSESSMENT = (Break(2022, "the assessment changed in 2021/22"),)
_TEACHERS = (
    Break(2020, "2020 and 2021 were centre or teacher assessed"),
    Break(2022, "examinations returned in 2022"),
)
_NO_TESTS = (Break(2022, "no assessments in 2020 and 2021"),)
BREAKS: dict[str, tuple[Break, ...]] = {
    "good-level-of-development": _ASSESSMENT,
    "good-level-of-development-fsm": _ASSESSMENT,
    "good-level-of-development-not-fsm": _ASSESSMENT,
    "attainment-8-fsm": _TEACHERS,
    "attainment-8-not-fsm": _TEACHERS,
    "key-stage-2-expected-standard-fsm": _NO_TESTS,
    "key-stage-2-expected-standard-not-fsm": _NO_TESTS,
    "persistent-absence": (Break(2015, "the definition changed in 2015/16"),),
}

IN_TIME = ("sex", "first_year", "last_year", "period")
FSM_PAIRS = {
    "good-level-of-development": "Good level of development",
    "key-stage-2-expected-standard": "Key stage 2 expected standard",
    "attainment-8": "Attainment 8",
}


def area_indicators() -> list[Indicator]:
    """List the indicators published for areas, each in its latest vintage, in catalogue order."""
    return [
        indicator
        for slug, indicator in read_catalogue().items()
        if slug not in NOT_FOR_AREAS and slug not in EARLIER_VINTAGES
    ]


def describe_indicator(slug: str) -> Indicator:
    """Give what the catalogue says of one indicator."""
    catalogue = read_catalogue()
    if slug not in catalogue:
        raise DataError(f"No indicator is called {slug}. The catalogue lists them all.")
    return catalogue[slug]


def select_series(slug: str, area_codes: Sequence[str]) -> pd.DataFrame:
    """Select the figures of some areas over time, in one kind of period.

    Tidy rows without breakdowns (``value_note`` says where they are not of the area as it is
    today), of the length of period that the latest figures have, with ``first_year, last_year`` (a
    school year is named by its first), ``segment`` (counts up at each break in the series) and
    ``period_kind``; in the order of the areas given, then sex, then time. An area has the same name
    in every indicator, whatever its publisher calls it.
    """
    data = carry_over(undivided_series(slug), area_codes)
    place = {code: number for number, code in enumerate(area_codes)}
    order = list(zip(data["area_code"].map(place), *(data[name] for name in IN_TIME), strict=True))
    data = data.iloc[sorted(range(len(data)), key=order.__getitem__)]
    return _in_one_kind_of_period(data.reset_index(drop=True))


@remembered
def undivided_series(slug: str) -> pd.DataFrame:
    """Give the figures of every area over time: what `select_series` chooses from."""
    data = read_indicator(slug)
    data = data[data["category"].isna()]
    names = data["area_code"].map({code: area.name for code, area in load_areas().items()})
    notes = data["value_note"].fillna("") if "value_note" in data else ""
    data = data.assign(area_name=names.fillna(data["area_name"]), value_note=notes)
    return with_years(data).sort_values(["area_code", *IN_TIME], ignore_index=True)


def explain_no_figure(slug: str, area_code: str) -> str:
    """Say why a group of areas has no figure of an indicator that its members have."""
    data = read_indicator(slug)
    return explain_absence(data[data["category"].isna()], area_code)


def _in_one_kind_of_period(data: pd.DataFrame) -> pd.DataFrame:
    """Keep the periods of the length that the latest have; single and joined years never mix."""
    if data.empty:
        return data.assign(segment=pd.Series(dtype="int64"))
    years = data["last_year"] - data["first_year"] + 1
    latest = np.lexsort((years, data["last_year"]))[-1]
    same = years == years.iloc[latest]
    if data["period_kind"].iloc[latest] != "cumulative" and not same.all():
        data = data[same].reset_index(drop=True)
    breaks = [b.year for b in BREAKS.get(str(data["indicator"].iloc[0]), ())]
    return data.assign(segment=np.searchsorted(breaks, data["first_year"], side="right"))


def select_latest(series: pd.DataFrame, area_code: str) -> pd.DataFrame:
    """Select an area's latest known figure for each sex, and the same period elsewhere."""
    own = series[(series["area_code"] == area_code) & series["value"].notna()]
    if own.empty:
        return series.iloc[:0]
    # A cumulative series ends its year in its longest period, which stands last.
    if (own["period_kind"] == "cumulative").any():
        latest = own.drop_duplicates("sex", keep="last")
    else:
        latest = own.loc[own.groupby("sex")["last_year"].idxmax()]
    periods = dict(zip(latest["sex"], latest["period"], strict=True))
    return series[series["period"] == series["sex"].map(periods)].reset_index(drop=True)
