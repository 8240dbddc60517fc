"""Worked examples of inequality inside an area: by deprivation decile and by small area."""

from dataclasses import replace

import pandas as pd

from analysis.data.areas import get_area
from analysis.data.catalogue import read_indicator
from analysis.data.deprivation import EDITIONS, read_small_areas
from analysis.data.indicators import slug_of
from analysis.data.mortality import LIFE_EXPECTANCY, read_life_expectancy_by_decile
from analysis.findings.wards import MEASURES
from analysis.findings.worked_examples import WorkedExample, by_sex, former_names, held_members
from analysis.formats import canonical
from analysis.statistics import inequality_measures, proportion, slope_index

REPRODUCED = "slope index to be reproduced"
PERIOD = "2014 to 2016"
EDITION = 2025
ENDS = 5
"""How many small areas are shown from each end."""
SMALL_AREAS = EDITIONS[EDITION].small_areas
SLOPE, RATIO = "slope index", "relative index"
CONCENTRATION = ("absolute concentration index", "relative concentration index")
OVER_SMALL_AREAS = "concentration index over small areas in the order of deprivation"


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
    rows = data[data["area_code"].isin(codes)].sort_values(["area_code", "sex", "decile"])
    table = canonical(
        slope_index(
            rows,
            by=["area_code", "sex"],
            group="decile",
            population="person_years",
            standard_error="standard_error",
        )
    )
    names = {code: get_area(code).name if example.parts else area_name for code in codes}
    result = pd.concat(
        [_long(table, "sii", SLOPE, "years", 1), _long(table, "rii", RATIO, "ratio", 3)]
    ).sort_values(["area_code", "sex"], kind="stable", ignore_index=True)
    result.insert(1, "area_name", result["area_code"].map(names))
    inputs = rows.assign(area_name=rows["area_code"].map(names))
    return replace(example, inputs=_side_by_side(inputs), result=_add_published(result))


def find_small_area_gradient(area_code: str, area_name: str) -> WorkedExample:
    """Find the concentration and slope index of small areas' health by deprivation rank."""
    every = read_small_areas(EDITION)
    own = every[every["area_code"] == area_code].sort_values(
        "rank", ignore_index=True, kind="stable"
    )
    example = WorkedExample(
        measure="the health of small areas by deprivation",
        area_name=area_name,
        period=f"Index of Multiple Deprivation {EDITION}",
        unit="",
        decimals=1,
        stems=(SMALL_AREAS,),
    )
    if own.empty:
        return replace(example, reason=f"No small areas of {EDITION} are held for {area_name}.")
    parts = [_gradient(own, *measure) for measure in MEASURES[:2]]
    result = pd.concat(parts, ignore_index=True)
    result.insert(0, "area_code", area_code)
    result.insert(1, "area_name", area_name)
    shown = pd.concat([own.head(ENDS), own.tail(min(ENDS, max(len(own) - ENDS, 0)))])
    shown = shown.assign(small_areas=len(own))
    return replace(example, inputs=shown, result=result.assign(sex="Persons"))


def find_disability_by_decile(area_code: str, area_name: str) -> WorkedExample:
    """Find the share of disabled residents, in all and by deprivation decile of small areas.

    `result` has a row for all residents and one for each national decile that the area's small
    areas are in: ``group, disabled_residents, residents``.
    """
    every = read_small_areas(EDITION)
    own = every[every["area_code"] == area_code]
    example = WorkedExample(
        measure="disabled residents",
        area_name=area_name,
        period="Census 2021",
        unit="%",
        decimals=1,
        stems=(SMALL_AREAS,),
    )
    if own.empty:
        return replace(example, reason=f"No small areas of {EDITION} are held for {area_name}.")
    columns = ["disabled_residents", "residents"]
    tenths = own.groupby("decile")[columns].sum(skipna=False)
    whole = pd.DataFrame([own[columns].sum(skipna=False)])
    counts = pd.concat([whole, tenths.reset_index()], ignore_index=True)
    counts["group"] = ["All", *(f"Decile\N{NO-BREAK SPACE}{decile}" for decile in tenths.index)]
    shares = canonical(proportion(counts["disabled_residents"], counts["residents"]))
    result = counts.join(shares).assign(area_code=area_code, area_name=area_name, sex="Persons")
    return replace(example, result=result)


def _long(table: pd.DataFrame, name: str, measure: str, unit: str, decimals: int) -> pd.DataFrame:
    """Lay one index of a slope table into a row an area."""
    renamed = {name: "value", f"{name}_lower_ci": "lower_ci", f"{name}_upper_ci": "upper_ci"}
    keys = [column for column in ("area_code", "sex", "method", "note") if column in table.columns]
    return (
        table[[*keys, *renamed]]
        .rename(columns=renamed)
        .assign(measure=measure, unit=unit, decimals=decimals)
    )


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
    table = canonical(
        slope_index(own.assign(all="all"), by="all", group="rank", value=column, complete=False)
    )
    indices = canonical(inequality_measures(own[column], own["population"], favourable=False))
    indices = indices.set_index("measure").loc[list(CONCENTRATION)].reset_index()
    indices = indices[["measure", "value", "lower_ci", "upper_ci", "note"]].assign(
        method=OVER_SMALL_AREAS,
        unit=[unit, "ratio"],
        decimals=[decimals + 1, 3],
    )
    slopes = [_long(table, "sii", SLOPE, unit, decimals), _long(table, "rii", RATIO, "ratio", 3)]
    return pd.concat([indices, *slopes], ignore_index=True).assign(indicator=column, name=name)
