"""What a locality's own documents have published, beside what the data give."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite, nan
from typing import Any

import pandas as pd

from analysis.data.areas import ENGLAND, extent_of
from analysis.data.catalogue import read_indicator
from analysis.data.indicators import select_series, slug_of
from analysis.data.mortality import read_population_by_decile
from analysis.findings.gradients import find_life_expectancy_gradients

HEALTHY = "healthy life expectancy by national tenth"
INACTIVE, SICK = "economic inactivity", "inactivity because of long-term sickness"
WORKING_AGES = ("20-24", "25-29", "30-34", "35-39", "40-44", "45-49", "50-54", "55-59", "60-64")
YOUNGEST_BAND, SHARE_OF_YOUNGEST = "15-19", 0.8
NONE_HELD = "none held"
REPRODUCED, NOT_REPRODUCED = "reproduced", "not reproduced"
WITHIN = "not reproduced, but inside the 95% interval"
NOT_MEASURABLE = "not measurable from these figures"
UNDATED = (
    "The document names neither the years, the sexes nor the size of its groups. Ours are the "
    "ends of ten groups, by sex."
)
NATIONAL = (
    "Healthy life expectancy by deprivation is not published inside an authority. Ours is the same "
    "tenth of all England."
)
COUNTED = (
    "The survey's numbers of people are not in these figures. Ours is its rate in the latest year "
    "that both series have, times the residents aged 16 to 64 of mid-2019 (four fifths of those "
    "aged 15 to 19)."
)
NOT_HELD = "These figures hold no series on people who want a job."


@dataclass(frozen=True, slots=True)
class Ours:
    """A figure of the data that stands beside a published one."""

    basis: str
    value: float = nan
    lower_ci: float = nan
    upper_ci: float = nan


def find_plan_figures(
    figures: Sequence[Mapping[str, Any]], names: Sequence[str], area_code: str, area_name: str
) -> pd.DataFrame:
    """Set published figures beside those of the data, each with the reason why they differ.

    ``name, unit, published, source, basis, value, lower_ci, upper_ci, verdict`` ("reproduced" where
    the rounded figures agree, "not reproduced" with or without being inside the 95% interval, or
    "not measurable from these figures"), ``reason``; a row a figure of the data.
    """
    rows = []
    for given in figures:
        if given["figure"] not in names:
            continue
        name, unit, find, reason, step = FIGURES[str(given["figure"])]
        published = float(given["value"])
        for ours in find(area_code, area_name):
            same = abs(ours.value - published) <= step / 2
            inside = ours.lower_ci <= published <= ours.upper_ci
            verdict = REPRODUCED if same else WITHIN if inside else NOT_REPRODUCED
            rows.append(
                {"name": name, "unit": unit, "published": published, "source": given["source"]}
                | {"basis": ours.basis, "value": ours.value}
                | {"lower_ci": ours.lower_ci, "upper_ci": ours.upper_ci}
                | {"verdict": verdict if isfinite(ours.value) else NOT_MEASURABLE}
                | {"reason": reason}
            )
    columns = ["name", "unit", "published", "source", "basis", "value", "lower_ci", "upper_ci"]
    return pd.DataFrame(rows, columns=[*columns, "verdict", "reason"])


def _life_expectancy(place: int) -> Callable[[str, str], list[Ours]]:
    def find(area_code: str, area_name: str) -> list[Ours]:
        found = []
        for finding in find_life_expectancy_gradients(area_code, area_name):
            if finding.reason:
                return [Ours(NONE_HELD)]
            for sex, rows in finding.groups.groupby("sex"):
                row = rows.iloc[place]
                basis = f"{finding.area_name}, {str(sex).lower()}, {finding.period}"
                found.append(Ours(basis, row["value"], row["lower_ci"], row["upper_ci"]))
        return found

    return find


def _healthy(decile: str) -> Callable[[str, str], list[Ours]]:
    def find(area_code: str, area_name: str) -> list[Ours]:
        data = read_indicator(slug_of(HEALTHY))
        data = data[(data["category"] == decile) & (data["area_code"] == ENGLAND)]
        latest = (
            data.sort_values("period_end", kind="stable")
            .groupby("sex")
            .tail(1)
            .sort_values("sex", kind="stable")
        )
        return [
            Ours(f"England, {sex.lower()}, {period}", value)
            for sex, period, value in latest[["sex", "period", "value"]].itertuples(index=False)
        ]

    return find


def _inactive(area_code: str, area_name: str) -> list[Ours]:
    year, rate, _ = _latest_rates(area_code)
    people = count_working_age(area_code)
    if not year or pd.isna(people):
        return [Ours(NONE_HELD)]
    limits = [rate[name] / 100 * people for name in ("value", "lower_ci", "upper_ci")]
    return [Ours(f"{area_name}, estimated, {year}", *limits)]


def _inactive_sick(area_code: str, area_name: str) -> list[Ours]:
    year, rate, sick = _latest_rates(area_code)
    people = count_working_age(area_code)
    if not year or pd.isna(people):
        return [Ours(NONE_HELD)]
    value = rate["value"] / 100 * people * sick["value"] / 100
    basis = f"{area_name}, estimated, {year}; the share has no interval"
    return [Ours(basis, value)]


def _want_a_job(area_code: str, area_name: str) -> list[Ours]:
    return [Ours(NONE_HELD)]


def _latest_rates(area_code: str) -> tuple[str, pd.Series, pd.Series]:
    """Give the latest year that both series have, and their rows of it."""
    rates = (
        select_series(slug_of(INACTIVE), [area_code]).dropna(subset=["value"]).set_index("period")
    )
    shares = select_series(slug_of(SICK), [area_code]).dropna(subset=["value"]).set_index("period")
    both = [period for period in rates.index if period in shares.index]
    if not both:
        return "", pd.Series(dtype=float), pd.Series(dtype=float)
    return both[-1], rates.loc[both[-1]], shares.loc[both[-1]]


def count_working_age(area_code: str) -> float:
    """Count the residents aged 16 to 64 of an authority in mid-2019; NaN where none are held."""
    data = read_population_by_decile()
    people = (
        data[data["area_code"].isin(extent_of(area_code))].groupby("age_band")["population"].sum()
    )
    if people.empty:
        return nan
    return float(people[list(WORKING_AGES)].sum() + SHARE_OF_YOUNGEST * people[YOUNGEST_BAND])


FIGURES: dict[str, tuple[str, str, Callable[[str, str], list[Ours]], str, float]] = {
    "life-expectancy-most-deprived": (
        "Life expectancy at birth, most deprived", "years", _life_expectancy(0), UNDATED, 1
    ),
    "life-expectancy-least-deprived": (
        "Life expectancy at birth, least deprived", "years", _life_expectancy(-1), UNDATED, 1
    ),
    "healthy-life-expectancy-most-deprived": (
        "Healthy life expectancy, most deprived", "years", _healthy("1"), NATIONAL, 1
    ),
    "healthy-life-expectancy-least-deprived": (
        "Healthy life expectancy, least deprived", "years", _healthy("10"), NATIONAL, 1
    ),
    "people-inactive": ("Economically inactive, age 16 to 64", "people", _inactive, COUNTED, 100),
    "people-inactive-long-term-sick": (
        "Inactive because of long-term sickness", "people", _inactive_sick, COUNTED, 100
    ),
    "people-inactive-who-want-a-job": (
        "Inactive and want a job", "people", _want_a_job, NOT_HELD, 100
    ),
}  # fmt: skip
"""Name, unit, what stands beside it, why the two differ, and to what it was rounded."""
LIFE_FIGURES = tuple(name for name in FIGURES if "life-expectancy" in name)
WORK_FIGURES = tuple(name for name in FIGURES if name.startswith("people-inactive"))
