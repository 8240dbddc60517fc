"""Worked examples of inequality inside an area and of change over time."""

from dataclasses import replace

import numpy as np
import pandas as pd

from analysis.data.areas import Places, get_area
from analysis.data.catalogue import read_indicator
from analysis.data.deprivation import EDITIONS
from analysis.data.indicators import describe_indicator, select_series, slug_of
from analysis.data.mortality import LIFE_EXPECTANCY, read_life_expectancy_by_decile
from analysis.findings.gaps import find_gap
from analysis.findings.movement import Movement
from analysis.findings.small_areas import select_small_areas
from analysis.findings.wards import MEASURES
from analysis.findings.worked_examples import WorkedExample, by_sex, former_names, held_members
from analysis.formats import canonical
from analysis.statistics import inequality_measures, proportion, recent_trend, slope_index

REPRODUCED = "slope index to be reproduced"
PERIOD = "2014 to 2016"
EDITION = 2025
RULE_POINTS = 5
"""The Fingertips rule looks at the last five years."""
ENDS = 5
"""How many small areas are shown from each end."""
SMALL_AREAS = EDITIONS[EDITION].small_areas
SLOPE, RATIO = "slope index", "relative index"
CONCENTRATION = ("absolute concentration index", "relative concentration index")
OVER_SMALL_AREAS = "concentration index over small areas in the order of deprivation"
RULE = "Fingertips rule: χ² for trend at 99.8%, and every fit with one year left out agrees"


def find_slope_by_decile(area_code: str, area_name: str) -> WorkedExample:
    """Find the slope and relative index from life expectancy by deprivation decile.

    `result` has two rows an area and sex, with ``measure, unit, decimals`` and ``published``, the
    index that the publisher gives for the same years.
    """
    data = read_life_expectancy_by_decile()
    codes = held_members(area_code, set(data["area_code"]))
    example = WorkedExample(
        measure="life expectancy at birth by deprivation decile",
        area_name=area_name,
        period=PERIOD,
        unit="years",
        decimals=1,
        stems=(LIFE_EXPECTANCY, f"indicators/{slug_of(REPRODUCED)}"),
        parts=former_names(area_code, codes),
    )
    if not codes:
        reason = f"Life expectancy by deprivation decile is not held for {area_name}."
        return replace(example, reason=reason)
    names = {code: get_area(code).name if example.parts else area_name for code in codes}
    rows = data[data["area_code"].isin(codes)].sort_values(["area_code", "sex", "decile"])
    rows = rows.assign(area_name=rows["area_code"].map(names))
    result = _indices(
        rows,
        "years",
        1,
        by=["area_code", "area_name", "sex"],
        group="decile",
        population="person_years",
        standard_error="standard_error",
    ).sort_values(["area_code", "sex"], kind="stable", ignore_index=True)
    return replace(example, inputs=_side_by_side(rows), result=_add_published(result))


def find_small_area_gradient(area_code: str, area_name: str) -> WorkedExample:
    """Find the concentration and slope index of small areas' health by deprivation rank."""
    own, example = _small_areas(
        area_code,
        area_name,
        measure="the health of small areas by deprivation",
        period=f"Index of Multiple Deprivation {EDITION}",
        unit="",
    )
    if own.empty:
        return example
    result = pd.concat([_gradient(own, *measure) for measure in MEASURES[:2]], ignore_index=True)
    shown = pd.concat([own.head(ENDS), own.tail(min(ENDS, max(len(own) - ENDS, 0)))])
    about = {"area_code": area_code, "area_name": area_name, "sex": "Persons"}
    return replace(
        example, inputs=shown.assign(small_areas=len(own)), result=result.assign(**about)
    )


def find_disability_by_decile(area_code: str, area_name: str) -> WorkedExample:
    """Find the share of disabled residents, in all and by deprivation decile of small areas.

    `result` has a row for all residents and one for each national decile that the area's small
    areas are in: ``group, disabled_residents, residents``.
    """
    own, example = _small_areas(
        area_code, area_name, measure="disabled residents", period="Census 2021", unit="%"
    )
    if own.empty:
        return example
    columns = ["disabled_residents", "residents"]
    tenths = own.groupby("decile")[columns].sum(skipna=False)
    whole = pd.DataFrame([own[columns].sum(skipna=False)])
    counts = pd.concat([whole, tenths.reset_index()], ignore_index=True)
    counts["group"] = ["All", *(f"Decile\N{NO-BREAK SPACE}{decile}" for decile in tenths.index)]
    shares = canonical(proportion(counts["disabled_residents"], counts["residents"]))
    result = counts.join(shares).assign(area_code=area_code, area_name=area_name, sex="Persons")
    return replace(example, result=result)


def _small_areas(
    area_code: str, area_name: str, *, measure: str, period: str, unit: str
) -> tuple[pd.DataFrame, WorkedExample]:
    """Begin an example over an authority's small areas, the most deprived first."""
    own = select_small_areas(area_code)
    example = WorkedExample(measure, area_name, period, unit, 1, (SMALL_AREAS,))
    if own.empty:
        reason = f"No small areas of {EDITION} are held for {area_name}."
        example = replace(example, reason=reason)
    return own, example


def _indices(
    rows: pd.DataFrame, unit: str, decimals: int, *, by: list[str], **options: str | bool
) -> pd.DataFrame:
    """Lay the slope and the relative index below each other."""
    table = canonical(slope_index(rows, by=by, **options))  # type: ignore[arg-type]
    parts = []
    for name, measure, its_unit, digits in (
        ("sii", SLOPE, unit, decimals),
        ("rii", RATIO, "ratio", 3),
    ):
        numbers = {name: "value", f"{name}_lower_ci": "lower_ci", f"{name}_upper_ci": "upper_ci"}
        part = table[[*by, "method", "note", *numbers]].rename(columns=numbers)
        parts.append(part.assign(measure=measure, unit=its_unit, decimals=digits))
    return pd.concat(parts)


def _side_by_side(rows: pd.DataFrame) -> pd.DataFrame:
    """Lay both sexes side by side; of several areas only the ends are shown."""
    if len(rows["area_code"].unique()) > 1:
        rows = rows[rows["decile"].isin([rows["decile"].min(), rows["decile"].max()])]
    values = ["value", "standard_error", "person_years"]
    return by_sex(rows, ["area_code", "area_name", "decile"], values)


def _add_published(result: pd.DataFrame) -> pd.DataFrame:
    published = read_indicator(slug_of(REPRODUCED))
    published = published[(published["period"] == PERIOD) & published["category"].isna()]
    figures = published.set_index(["area_code", "sex"])["value"].to_dict()
    keys = zip(result["area_code"], result["sex"], strict=True)
    values = pd.Series([figures.get(key) for key in keys], index=result.index, dtype="float64")
    return result.assign(published=values.where(result["measure"] == SLOPE))


def _gradient(own: pd.DataFrame, column: str, name: str, unit: str, decimals: int) -> pd.DataFrame:
    """Summarise how one indicator goes with deprivation, in four measures."""
    slopes = _indices(
        own.assign(all="all"), unit, decimals, by=["all"], group="rank", value=column,
        complete=False
    ).drop(columns="all")  # fmt: skip
    found = canonical(inequality_measures(own[column], own["population"], favourable=False))
    found = found.set_index("measure").loc[list(CONCENTRATION)].reset_index()
    indices = found[["measure", "value", "lower_ci", "upper_ci", "note"]].assign(
        method=OVER_SMALL_AREAS, unit=[unit, "ratio"], decimals=[decimals + 1, 3]
    )
    return pd.concat([indices, slopes], ignore_index=True).assign(indicator=column, name=name)


def find_recent_trend(area_code: str, area_name: str) -> WorkedExample:
    """Find the recent trend of a yearly indicator by the Fingertips rule.

    `inputs` holds the last five points; `result` one row with ``trend, chi_squared`` and ``value``,
    the slope.
    """
    example = _of_indicator(slug_of("example of a recent trend"), area_name)
    series = select_series(example.stems[0].removeprefix("indicators/"), [area_code])
    known = series[series["value"].notna()]
    last = known[known["segment"] == known["segment"].max()].tail(RULE_POINTS)
    if last.empty:
        reason = f"We hold no figure on {example.measure} of {area_name}."
        return replace(example, inputs=last, reason=reason)
    counted = bool(last[["count", "denominator"]].notna().all(axis=None))
    columns = ["count", "denominator"] if counted else ["value", "lower_ci", "upper_ci"]
    years = last.assign(period_start=last["first_year"])
    result = canonical(
        recent_trend(
            years[["area_code", "sex", "period_start", *columns]],
            by=["area_code", "sex"],
            kind="proportion" if counted else "other",
        )
    )
    result = result.rename(columns={"slope": "value"}).assign(area_name=area_name, method=RULE)
    period = " to ".join(last["period"].iloc[[0, -1]])
    return replace(example, period=period, inputs=last, result=result)


def _of_indicator(slug: str, area_name: str) -> WorkedExample:
    about = describe_indicator(slug)
    stems = (f"indicators/{slug}",)
    return WorkedExample(about.name, area_name, "", about.unit, about.decimals, stems)


def find_gap_trend(area_code: str, area_name: str) -> WorkedExample:
    """Find the trend of the gap to England in life expectancy, whose periods overlap.

    `inputs` has a row a period with both figures and the ``gap`` of each sex; `result` a row a sex
    and measure with the yearly change and its ``direction``. The change of the ratio is in per cent
    a year.
    """
    example = _of_indicator(slug_of("example of the trend of a gap"), area_name)
    finding = find_gap(slug_of("example of the trend of a gap"), Places(area_code, area_name))
    if finding.known.empty:
        reason = f"{area_name} and {finding.second_name} have no figure on {example.measure} for "
        return replace(example, reason=f"{reason}the same period.")
    trends = pd.DataFrame([_move_row(*one, move) for one, move in finding.moves.items()])
    relative = trends["measure"] == "relative"
    limits = ["value", "lower_ci", "upper_ci"]
    trends.loc[relative, limits] = canonical(100 * np.expm1(trends.loc[relative, limits]))
    units = np.where(relative, "% a year", f"{example.unit} a year")
    first, last = trends["first_period"].iloc[0], trends["last_period"].iloc[0]
    return replace(
        example,
        period=f"{first} up to {last}",
        inputs=by_sex(
            finding.gaps, ("first_year", "last_year", "period"), ("first", "second", "absolute")
        ),
        result=trends.assign(area_code=area_code, area_name=area_name, unit=units),
    )


def _move_row(sex: str, measure: str, move: Movement) -> dict[str, object]:
    return move.record | {"sex": sex, "measure": measure, "value": move.trend.slope}
