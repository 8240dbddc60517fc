"""The methods chapter: an example of each family of statistics in an area's own numbers."""

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from analysis.chapters.methods import sentences as words
from analysis.chapters.methods.gradients import (
    find_disability_by_decile,
    find_slope_by_decile,
    find_small_area_gradient,
)
from analysis.chapters.methods.trends import find_gap_trend, find_recent_trend
from analysis.charts.decomposition import plot_decomposition
from analysis.charts.funnel import plot_funnel
from analysis.charts.gallery import Gallery
from analysis.claims.prose import Prose
from analysis.claims.table import Table
from analysis.claims.words import lower_first, upper_first
from analysis.data.areas import ENGLAND, get_area
from analysis.findings.worked_examples import WorkedExample
from analysis.findings.worked_mortality import (
    Deaths,
    find_deaths_by_age,
    find_funnel,
    find_gap_by_age,
    find_life_expectancy,
    find_standardised_rate,
    find_standardised_ratio,
    find_years_lost,
)

LIMITS = {"lower_ci": "Lower 95% limit", "upper_ci": "Upper 95% limit"}
Describe = Callable[[WorkedExample], Prose]


def show_deaths(deaths: Deaths) -> Gallery:
    """Show the deaths and residents by age that the first examples start from."""
    example = find_deaths_by_age(deaths)
    headings = {
        "age": "Age",
        "deaths_female": "Deaths, females",
        "population_female": "Residents, females",
        "deaths_male": "Deaths, males",
        "population_male": "Residents, males",
    }
    return _gallery(example, words.describe_deaths, inputs=headings)


def show_life_expectancy(deaths: Deaths) -> Gallery:
    """Show life expectancy at birth and at 65, with limits."""
    headings = {"sex": "Sex", "age_start": "At age"}
    return _gallery(find_life_expectancy(deaths), words.describe_life_expectancy, result=headings)


def show_standardised_rate(deaths: Deaths) -> Gallery:
    """Show the directly standardised death rate under 75, beside England's."""
    headings = {"area_name": "Area", "sex": "Sex", "count": "Deaths"}
    return _gallery(find_standardised_rate(deaths), words.describe_beside_england, result=headings)


def show_standardised_ratio(deaths: Deaths) -> Gallery:
    """Show the rates by age and the ratio of observed to expected deaths."""
    inputs = {"age": "Age"}
    for sex in ("female", "male"):
        inputs |= {
            f"rate_{sex}": f"{deaths.area_name}, {sex}s",
            f"england_rate_{sex}": f"{_england()}, {sex}s",
        }
    result = {"sex": "Sex", "count": "Deaths", "expected": "Expected"}
    example = find_standardised_ratio(deaths)
    remark = f"Deaths per 100,000. Expected are the deaths that {_england()}'s rates bring about."
    return _gallery(example, words.describe_ratio, inputs=inputs, result=result, remark=remark)


def show_years_lost(deaths: Deaths) -> Gallery:
    """Show the potential years of life lost before 75, beside England's."""
    headings = {
        "area_name": "Area",
        "sex": "Sex",
        "count": "Deaths",
        "years_lost": "Years lost",
    }
    return _gallery(find_years_lost(deaths), words.describe_beside_england, result=headings)


def show_gap_by_age(deaths: Deaths) -> Gallery:
    """Show which ages make the gap to England in the years lived before 75."""
    example = find_gap_by_age(deaths)
    gallery = _gallery(example, words.describe_gap_by_age, result={"sex": "Sex"}, limits=False)
    if example.reason:
        return gallery
    prose, table = gallery.items
    chart = plot_decomposition(
        example.inputs.rename(columns={"age": "part"}),
        measure=upper_first(example.measure),
        between=(example.area_name, _england()),
        parts="age",
        period=example.period,
        source=example.source,
        figure_id="gap-by-age",
    )
    return Gallery((prose, chart, table))


def show_slope(area_code: str, area_name: str) -> Gallery:
    """Show the slope and relative index by deprivation decile, beside the published index."""
    inputs = {
        "area_name": "Area",
        "decile": "Decile",
        "value_female": "Years, females",
        "standard_error_female": "Error, females",
        "value_male": "Years, males",
        "standard_error_male": "Error, males",
        "person_years_female": "Person-years, females",
        "person_years_male": "Person-years, males",
    }
    result = {"area_name": "Area", "sex": "Sex", "measure": "Measure", "unit": "Unit"}
    return _gallery(
        find_slope_by_decile(area_code, area_name),
        words.describe_slope,
        inputs=inputs,
        result=result,
        extra={"published": "Published index"},
        remark="The publisher does not state the period: it is inferred. Years are life "
        "expectancy, errors its standard errors.",
    )


def show_small_areas(area_code: str, area_name: str) -> Gallery:
    """Show the concentration and slope index of small areas' health by deprivation rank."""
    inputs = {
        "small_area_name": "Small area of 2021",
        "rank": "Rank in England",
        "population": "People, mid-2022",
        "years_of_potential_life_lost": "Years of potential life lost",
        "comparative_illness_and_disability_ratio": "Illness and disability ratio",
    }
    result = {"name": "Indicator", "measure": "Measure", "unit": "Unit"}
    return _gallery(
        find_small_area_gradient(area_code, area_name),
        words.describe_small_areas,
        inputs=inputs,
        result=result,
        remark="The most and the least deprived small areas; the result uses all of them.",
    )


def show_share(area_code: str, area_name: str) -> Gallery:
    """Show the share of disabled residents by deprivation decile, with Wilson limits."""
    headings = {
        "group": "Small areas",
        "disabled_residents": "Disabled residents",
        "residents": "Residents",
    }
    example = find_disability_by_decile(area_code, area_name)
    return _gallery(example, words.describe_share, result=headings)


def show_funnel(deaths: Deaths) -> Gallery:
    """Show the ratio of deaths of every area held among the limits of chance."""
    example = find_funnel(deaths)
    prose = words.describe_funnel(example)
    if example.reason:
        return Gallery((prose,))
    chart = plot_funnel(
        example.result,
        measure=upper_first(example.measure),
        unit=example.unit,
        decimals=example.decimals,
        size_words="Expected deaths",
        comparator_name=_england(),
        highlight=example.area_name,
        period=example.period,
        source=example.source,
        figure_id="funnel",
    )
    return Gallery((prose, chart))


def show_recent_trend(area_code: str, area_name: str) -> Gallery:
    """Show the last five points of a yearly indicator and what the rule says of them."""
    example = find_recent_trend(area_code, area_name)
    inputs = {"period": "Period", "value": f"Value ({example.unit})", **LIMITS}
    result = {"trend": "Recent trend", "chi_squared": "χ² for trend", "value": "Slope a year"}
    return _gallery(
        example,
        words.describe_recent_trend,
        inputs=inputs,
        result=result,
        limits=False,
        decimals={"chi_squared": 2, "value": 2},
    )


def show_gap_trend(area_code: str, area_name: str) -> Gallery:
    """Show the gap to England in life expectancy over time, and its trends."""
    inputs = {"period": "Period"}
    for sex in ("female", "male"):
        inputs |= {
            f"first_{sex}": f"{area_name}, {sex}s",
            f"second_{sex}": f"{_england()}, {sex}s",
            f"absolute_{sex}": f"Gap, {sex}s",
        }
    result = {"sex": "Sex", "measure": "Gap", "direction": "Direction", "unit": "Unit"}
    return _gallery(
        find_gap_trend(area_code, area_name),
        words.describe_gap_trend,
        inputs=inputs,
        result=result,
        decimals=dict.fromkeys(("value", *LIMITS), 3),
    )


def _england() -> str:
    return get_area(ENGLAND).name


def _gallery(
    example: WorkedExample,
    describe: Describe,
    *,
    inputs: Mapping[str, str] | None = None,
    result: Mapping[str, str] | None = None,
    extra: Mapping[str, str] | None = None,
    limits: bool = True,
    decimals: Mapping[str, int | str] | None = None,
    remark: str = "",
) -> Gallery:
    """Put the sentence, the figures that go in and the result below each other."""
    items: list[Any] = [describe(example)]
    if example.reason:
        return Gallery(tuple(items))
    place = f"{upper_first(example.measure)}, {example.area_name}, {example.period}"
    if inputs is not None:
        items.append(_inputs(example, inputs, place, remark))
    if result is not None:
        known = {"value": "Value", **LIMITS, **result, **(extra or {})}
        order = [*result, "value", *(LIMITS if limits else {}), *(extra or {})]
        columns = _needed(example.result, {name: known[name] for name in dict.fromkeys(order)})
        unit = f", {example.unit}" if example.unit and "unit" not in result else ""
        items.append(_result(example, columns, f"{place}{unit}", decimals))
    return Gallery(tuple(items))


def _inputs(example: WorkedExample, headings: Mapping[str, str], place: str, remark: str) -> Table:
    known = _needed(example.inputs, headings)
    digits = {"standard_error": 2, "value": example.decimals}
    for whole in ("population", "deaths", "person_years", "rank", "decile"):
        digits[whole] = 0
    decimals = {
        name: places
        for name in known
        for start, places in digits.items()
        if name == start or name.startswith(f"{start}_")
    }
    return Table(
        example.inputs,
        caption=f"What goes in: {lower_first(place)}",
        columns=known,
        decimals=decimals,
        notes=(remark,) if remark else (),
        source=example.source,
    )


def _needed(rows: pd.DataFrame, headings: Mapping[str, str]) -> dict[str, str]:
    """Leave out columns that are not there, and the area's name where there is one area."""
    one_area = len(rows["area_name"].unique()) == 1 if "area_name" in rows.columns else True
    return {
        name: words
        for name, words in headings.items()
        if name in rows.columns and not (name == "area_name" and one_area)
    }


def _result(
    example: WorkedExample,
    columns: Mapping[str, str],
    place: str,
    decimals: Mapping[str, int | str] | None,
) -> Table:
    own = "decimals" in example.result.columns
    values: dict[str, int | str] = {
        name: "decimals" if own else example.decimals
        for name in ("value", "lower_ci", "upper_ci")
        if name in columns
    }
    whole = ("count", "denominator", "years_lost", "age_start", "disabled_residents", "residents")
    values |= {name: 0 for name in whole if name in columns}
    return Table(
        example.result,
        caption=f"Result: {lower_first(place)}",
        columns=columns,
        decimals=values | dict(decimals or {}),
        notes=(*(f"Method: {name}." for name in example.methods), *example.notes),
        source=example.source,
    )
