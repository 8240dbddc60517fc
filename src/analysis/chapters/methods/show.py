"""The methods chapter: an example of each family of statistics in an area's own numbers."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from analysis.chapters.methods import sentences as words
from analysis.chapters.methods.findings import (
    find_disability_by_decile,
    find_gap_trend,
    find_recent_trend,
    find_slope_by_decile,
    find_small_area_gradient,
)
from analysis.charts.chart import Gallery
from analysis.charts.funnel import plot_funnel
from analysis.charts.rows import plot_decomposition
from analysis.claims.table import Table, columns
from analysis.claims.words import count_of, lower_first, upper_first
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
from analysis.formats import format_number

LIMITS = columns("lower_ci upper_ci")
WHOLE = ("population", "deaths", "person_years", "rank", "decile")
COUNTS = ("count", "denominator", "years_lost", "age_start", "disabled_residents", "residents")


def show_deaths(deaths: Deaths) -> Gallery:
    """Show the deaths and residents by age that the first examples start from."""
    example = find_deaths_by_age(deaths)
    inputs = {"age": "Age"} | _by_sex(deaths="Deaths", population="Residents")
    return _gallery(example, words.describe_deaths, inputs=inputs)


def _by_sex(**names: str) -> dict[str, str]:
    """Name the columns of both sexes."""
    return {
        f"{name}_{sex}": f"{heading}, {sex}s"
        for sex in ("female", "male")
        for name, heading in names.items()
    }


def show_life_expectancy(deaths: Deaths) -> Gallery:
    """Show life expectancy at birth and at 65, with limits."""
    headings = {"sex": "Sex", "age_start": "At age"}
    return _gallery(find_life_expectancy(deaths), words.describe_life_expectancy, result=headings)


def show_standardised_rate(deaths: Deaths) -> Gallery:
    """Show the directly standardised death rate under 75, beside England's."""
    headings = columns("area_name sex count", count="Deaths")
    return _gallery(find_standardised_rate(deaths), words.describe_beside_england, result=headings)


def show_standardised_ratio(deaths: Deaths) -> Gallery:
    """Show the rates by age and the ratio of observed to expected deaths."""
    inputs = {"age": "Age"} | _by_sex(rate=deaths.area_name, england_rate=_england())
    result = {"sex": "Sex", "count": "Deaths", "expected": "Expected"}
    example = find_standardised_ratio(deaths)
    remark = f"Deaths per 100,000. Expected are the deaths that {_england()}'s rates bring about."
    return _gallery(example, words.describe_ratio, inputs=inputs, result=result, remark=remark)


def show_years_lost(deaths: Deaths) -> Gallery:
    """Show the potential years of life lost before 75, beside England's."""
    headings = columns("area_name sex count years_lost", count="Deaths", years_lost="Years lost")
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
    return Gallery((prose, chart, table)).folded


def show_slope(area_code: str, area_name: str) -> Gallery:
    """Show the slope and relative index by deprivation decile, beside the published index."""
    numbers = _by_sex(life="Years (error)", person_years="Person-years")
    return _gallery(
        _joined(find_slope_by_decile(area_code, area_name), _years_with_error),
        words.describe_slope,
        inputs=columns("area_name decile") | numbers,
        result=columns("area_name sex measure unit"),
        extra={"published": "Published index"},
        remark="The publisher does not state the period: it is inferred. Years are life "
        "expectancy, errors its standard errors.",
    )


def show_small_areas(area_code: str, area_name: str) -> Gallery:
    """Show the concentration and slope index of small areas' health by deprivation rank."""
    health = {
        "years_of_potential_life_lost": "Years of potential life lost",
        "comparative_illness_and_disability_ratio": "Illness and disability ratio",
    }
    return _gallery(
        find_small_area_gradient(area_code, area_name),
        words.describe_small_areas,
        inputs=columns("small_area_name rank population") | health,
        result=columns("name measure unit"),
        remark="The most and the least deprived small areas; the result uses all of them.",
    )


def show_share(area_code: str, area_name: str) -> Gallery:
    """Show the share of disabled residents by deprivation decile, with Wilson limits."""
    headings = columns(
        "group disabled_residents residents",
        group="Small areas",
        disabled_residents="Disabled residents",
        residents="Residents",
    )
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
    return Gallery((prose, chart)).folded


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
    sides = _by_sex(first=area_name, second=_england()) | {"gaps": "Gap, females; males"}
    return _gallery(
        _joined(find_gap_trend(area_code, area_name), _both_gaps),
        words.describe_gap_trend,
        inputs=columns("period") | sides,
        result=columns("sex measure direction unit", measure="Gap", direction="Direction"),
        decimals=dict.fromkeys(("value", *LIMITS), 3),
    )


def _joined(
    example: WorkedExample, join: Callable[[pd.DataFrame, int], pd.DataFrame]
) -> WorkedExample:
    """Give an example whose figures that go in are joined, two to a cell; with none, the same."""
    if example.inputs.empty:
        return example
    return replace(example, inputs=join(example.inputs, example.decimals))


def _years_with_error(rows: pd.DataFrame, decimals: int) -> pd.DataFrame:
    return rows.assign(**{
        f"life_{sex}": [
            f"{format_number(years, decimals)} ({format_number(error, 2)})"
            for years, error in rows[[f"value_{sex}", f"standard_error_{sex}"]].to_numpy()
        ]
        for sex in ("female", "male")
        if f"value_{sex}" in rows
    })  # fmt: skip


def _both_gaps(rows: pd.DataFrame, decimals: int) -> pd.DataFrame:
    gaps = [name for name in rows if str(name).startswith("absolute_")]
    joined = [
        "; ".join(format_number(gap, decimals) for gap in row)
        for row in rows[gaps].itertuples(index=False)
    ]
    return rows.assign(gaps=joined)


def _england() -> str:
    return get_area(ENGLAND).name


def _gallery(
    example: WorkedExample,
    describe: words.Describe,
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
    digits = dict.fromkeys(WHOLE, 0)
    return Table(
        example.inputs,
        caption=f"What goes in: {lower_first(place)}",
        columns=known,
        decimals={
            name: places
            for name in known
            for start, places in digits.items()
            if name == start or name.startswith(f"{start}_")
        },
        folded=f"What goes in: {count_of(len(example.inputs), 'row')} of figures",
        notes=(remark,) if remark else (),
        source=example.source,
    )


def _needed(rows: pd.DataFrame, headings: Mapping[str, str]) -> dict[str, str]:
    """Leave out columns that are not there, and the area's name where there is one area."""
    one_area = "area_name" not in rows.columns or len(rows["area_name"].unique()) == 1
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
    own: int | str = "decimals" if "decimals" in example.result.columns else example.decimals
    return Table(
        example.result,
        caption=f"Result: {lower_first(place)}",
        columns=columns,
        decimals={
            **{name: own for name in ("value", *LIMITS) if name in columns},
            **{name: 0 for name in COUNTS if name in columns},
            **(decimals or {}),
        },
        folded=f"The result: {count_of(len(example.result), 'row')}, with method",
        notes=(*(f"Method: {name}." for name in example.methods), *example.notes),
        source=example.source,
    )
