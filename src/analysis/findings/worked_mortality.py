"""Worked examples from the deaths and residents of 2014, beside England's under 75."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from analysis.data.areas import (
    DISTRICT,
    ENGLAND,
    JOINER,
    REGION,
    Area,
    get_area,
    is_authority,
    is_district,
    load_areas,
)
from analysis.data.mortality import (
    DEATHS_2014,
    DEATHS_UNDER_75,
    read_deaths_2014,
    read_deaths_under_75_by_decile,
)
from analysis.errors import DataError
from analysis.findings.worked_examples import WorkedExample, by_sex, former_names, held_members
from analysis.formats import canonical
from analysis.statistics import (
    decompose_life_expectancy_gap,
    dsr,
    funnel_limits,
    isr,
    life_table,
    poisson_ratio_limits,
    potential_years_of_life_lost,
)

YEAR = 2014
UNDER = 75
"""England's deaths by age are held under this age only."""
EXACT_AGES = (0, 65)
KEY = ["area_code", "area_name", "sex"]
COUNTED: dict[str, Any] = {"count": "deaths", "denominator": "population"}
LIFE_TABLE = "abridged life table (Chiang's second method), limits of Silcocks"
INDIRECT = "indirect standardisation by sex and age, England 100; limits of Byar or exact Poisson"
ARRIAGA = "Arriaga's decomposition, the mean of both directions; it has no interval"
FUNNEL = "ratio of observed to expected deaths; exact Poisson control limits around 100"


@dataclass(frozen=True)
class Deaths:
    """The deaths and residents of an area in 2014, and England's under 75."""

    area_code: str
    area_name: str
    # ``area_code, area_name, sex, age, age_start, deaths, population``; empty when there is a
    # `reason`.
    rows: pd.DataFrame
    england: pd.DataFrame
    parts: tuple[str, ...] = ()
    reason: str = ""

    @property
    def under_75(self) -> pd.DataFrame:
        """The area's rows at the ages that England's cover."""
        return self.rows[self.rows["age_start"] < UNDER]

    @property
    def beside_england(self) -> pd.DataFrame:
        """The area's rows under 75, then England's."""
        return pd.concat([self.under_75, self.england], ignore_index=True)

    def example(
        self, measure: str, unit: str, decimals: int, *, national: bool = True
    ) -> WorkedExample:
        """Begin an example that has no result yet."""
        return WorkedExample(
            measure=measure,
            area_name=self.area_name,
            period=str(YEAR),
            unit=unit,
            decimals=decimals,
            stems=(DEATHS_2014, DEATHS_UNDER_75) if national else (DEATHS_2014,),
            parts=self.parts,
            reason=self.reason,
        )


def find_deaths(area_code: str, area_name: str) -> Deaths:
    """Find the deaths and residents of 2014 of an area, added up from former areas if need be.

    Parameters
    ----------
    area_code, area_name : str
        The area, and its name as headings have it.

    Returns
    -------
    Deaths
        Without rows, and with the reason, when the area or one of its former parts is not held.
    """
    data = read_deaths_2014()
    codes = held_parts(area_code, set(data["area_code"]))
    return Deaths(
        area_code,
        area_name,
        _sum_up(data, {area_code: codes}, {area_code: area_name}),
        _england(),
        former_names(area_code, codes),
        "" if codes else f"Deaths by age of {YEAR} are not held for the whole of {area_name}.",
    )


def held_parts(area_code: str, held: set[str]) -> tuple[str, ...]:
    """Name the codes whose people are an area's; a region's are those of its authorities."""
    if get_area(area_code).type != REGION:
        return held_members(area_code, held)
    inside = {one.code for one in _peers(area_code) if one.region_code == area_code}
    joined = [code for code in held if JOINER in code and inside.issuperset(code.split(JOINER))]
    together = {one: (code,) for code in joined for one in code.split(JOINER)}
    parts = [held_members(one, held) or together.get(one, ()) for one in sorted(inside)]
    return tuple(dict.fromkeys(sum(parts, ()))) if all(parts) else ()


def find_deaths_by_age(deaths: Deaths) -> WorkedExample:
    """Lay out deaths and residents by age, the figures that the next examples start from."""
    example = deaths.example("deaths and residents", "people", 0, national=False)
    inputs = by_sex(deaths.rows, ["age_start", "age"], ["deaths", "population"])
    return replace(example, inputs=inputs)


def find_life_expectancy(deaths: Deaths) -> WorkedExample:
    """Find life expectancy at birth and at 65 from a life table, with its limits."""
    example = deaths.example("life expectancy", "years", 1, national=False)
    if deaths.reason:
        return example
    table = canonical(life_table(deaths.rows, by=KEY))
    result = table[table["age_start"].isin(EXACT_AGES)].assign(method=LIFE_TABLE)
    return replace(example, result=result.reset_index(drop=True))


def find_standardised_rate(deaths: Deaths) -> WorkedExample:
    """Find the directly standardised death rate under 75, beside England's."""
    example = deaths.example("death rate under 75", "per 100,000", 1)
    if deaths.reason:
        return example
    rows = deaths.beside_england
    return replace(example, result=canonical(dsr(rows, by=KEY, ages=(0, UNDER), **COUNTED)))


def find_standardised_ratio(deaths: Deaths) -> WorkedExample:
    """Find the indirectly standardised ratio of deaths under 75 to England's rates."""
    example = deaths.example("ratio of deaths under 75 to those expected", "England 100", 1)
    if deaths.reason:
        return example
    rates = by_sex(_rates(deaths), ["age_start", "age"], ["rate", "england_rate"])
    return replace(example, inputs=rates, result=_ratios(deaths.under_75, deaths.england))


def find_years_lost(deaths: Deaths) -> WorkedExample:
    """Find the potential years of life lost before 75, beside England's."""
    example = deaths.example("years of life lost before 75", "years per 100,000", 0)
    if deaths.reason:
        return example
    result = canonical(potential_years_of_life_lost(deaths.beside_england, by=KEY, limit=UNDER))
    return replace(example, result=result)


def find_gap_by_age(deaths: Deaths) -> WorkedExample:
    """Find which ages make the gap to England in the years lived before 75.

    `inputs` has a row a sex and age with both death rates and the ``contribution``; `result` the
    gap of each sex, England less the area.
    """
    example = deaths.example("years lived before 75", "years", 2)
    if deaths.reason:
        return example
    rates, gaps = _rates(deaths), []
    for sex, rows in deaths.under_75.groupby("sex", sort=True):
        other = deaths.england[deaths.england["sex"] == sex]
        try:
            split = canonical(decompose_life_expectancy_gap(rows, other, limit=UNDER))
        except DataError as problem:
            return replace(example, reason=str(problem))
        own = rates["sex"] == sex
        rates.loc[own, "contribution"] = rates.loc[own, "age_start"].map(
            split.set_index("age_start")["contribution"]
        )
        gaps.append(
            {"area_code": deaths.area_code, "area_name": deaths.area_name, "sex": sex}
            | {"value": canonical(float(split.attrs["gap"])), "method": ARRIAGA, "note": ""}
        )
    limits = {"lower_ci": float("nan"), "upper_ci": float("nan")}
    return replace(example, inputs=rates, result=pd.DataFrame(gaps).assign(**limits))


def find_funnel(deaths: Deaths, also: Mapping[str, str] | None = None) -> WorkedExample:
    """Find the ratio of deaths under 75 of every authority that is held, with control limits.

    `result` has a row an area of today, both sexes together: ``denominator`` (expected deaths),
    ``benchmark`` (100) and the four control limits.
    """
    example = deaths.example("ratio of deaths under 75 to those expected", "England 100", 0)
    if deaths.reason:
        return example
    data = read_deaths_2014()
    held = set(data["area_code"])
    named = {**(also or {}), deaths.area_code: deaths.area_name}
    names = {one.code: one.name for one in _peers(deaths.area_code)} | named
    parts = {code: held_members(code, held) for code in sorted(names)}
    everywhere = _sum_up(data, parts, names)
    ratios = _ratios(everywhere[everywhere["age_start"] < UNDER], deaths.england)
    both = ratios.groupby(["area_code", "area_name"], sort=False)[["count", "expected"]].sum(
        min_count=2
    )
    both = both.reset_index()
    lower, upper = poisson_ratio_limits(both["count"], both["expected"])
    limits = canonical(funnel_limits(100, both["expected"], kind="ratio")).drop(columns="method")
    value = 100 * both["count"] / both["expected"]
    ratio = both.assign(sex="Persons", value=value, lower_ci=lower, upper_ci=upper, method=FUNNEL)
    result = canonical(ratio).join(limits)
    return replace(example, result=result.assign(position=_position(result)))


def _position(rows: pd.DataFrame) -> list[str]:
    """Say where each ratio lies among its control limits."""
    outer = rows["value"].between(rows["lower_99_8"], rows["upper_99_8"])
    inner = rows["value"].between(rows["lower_95"], rows["upper_95"])
    near = np.where(outer, "between the inner and the outer limits", "beyond the outer limits")
    return [str(word) for word in np.where(inner, "within both pairs of limits", near)]


def _peers(area_code: str) -> Iterator[Area]:
    """Give the authorities of today; for a district the districts."""
    districts = get_area(area_code).type == DISTRICT
    for area in load_areas().values():
        if is_district(area) if districts else is_authority(area):
            yield area


def _england() -> pd.DataFrame:
    deciles = read_deaths_under_75_by_decile()
    year = deciles[deciles["year"] == YEAR].assign(area_code=ENGLAND)
    return _sum_up(year, {ENGLAND: (ENGLAND,)}, {ENGLAND: get_area(ENGLAND).name})


def _sum_up(
    rows: pd.DataFrame, members: Mapping[str, Sequence[str]], names: Mapping[str, str]
) -> pd.DataFrame:
    """Add up the counts of each area's members; a band that one lacks is in nobody's sum."""
    pairs = [(code, part, names[code]) for code, parts in members.items() for part in parts]
    listed = pd.DataFrame(pairs, columns=["area", "area_code", "name"], dtype="str")
    own = listed.merge(rows[["area_code", "sex", "age_start", "age", "deaths", "population"]])
    groups = own.groupby(["area", "name", "sex", "age_start", "age"], as_index=False)
    # A blank makes the sum blank, and so noted: it never counts as nought.
    summed = groups[["deaths", "population"]].sum(skipna=False)
    sizes = groups.size()
    most = sizes.groupby("area")["size"].transform("max")
    summed = summed[(sizes["size"] == most).to_numpy(dtype=bool)]
    summed["age"] = [age_words(label) for label in summed["age"]]
    summed = summed.rename(columns={"area": "area_code", "name": "area_name"})
    return summed.reset_index(drop=True)


def age_words(label: str) -> str:
    """Write an age band as it is said, on one line.

    >>> [age_words(label).replace(" ", " ") for label in ("0", "1-4", "90+")]
    ['Under 1', '1 to 4', '90 and over']
    """
    words = "Under 1" if label == "0" else label.replace("-", " to ").replace("+", " and over")
    return words.replace(" ", "\N{NO-BREAK SPACE}")


def _ratios(rows: pd.DataFrame, england: pd.DataFrame) -> pd.DataFrame:
    """Hold each sex against the rates of the same sex in England."""
    parts = [
        canonical(isr(own, england[england["sex"] == sex], by=KEY, **COUNTED))
        for sex, own in rows.groupby("sex", sort=True)
    ]
    return pd.concat(parts, ignore_index=True).assign(method=INDIRECT)


def _rates(deaths: Deaths) -> pd.DataFrame:
    """Lay the area's death rates by age beside England's."""
    key = ["sex", "age_start", "age"]
    both = deaths.under_75.merge(deaths.england, on=key, suffixes=("", "_england"))
    return both[key].assign(
        rate=100_000 * both["deaths"] / both["population"],
        england_rate=100_000 * both["deaths_england"] / both["population_england"],
    )
