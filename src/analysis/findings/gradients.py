"""Gradients inside an area: a value for each deprivation group, and the line through them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.data.areas import get_area, load_areas
from analysis.data.mortality import LIFE_EXPECTANCY, read_life_expectancy_by_decile
from analysis.data.raw import source_of
from analysis.findings.small_areas import PERIOD, STEM, select_small_areas
from analysis.formats import canonical, canonical_numbers
from analysis.statistics import Estimate, inequality_measures, quantiles, rii, sii

HEALTH_INDICATORS = (
    ("years_of_potential_life_lost", "Years of potential life lost", "rate of the index", 1, True),
    (
        *("comparative_illness_and_disability_ratio", "Illness and disability ratio"),
        *("England 100", 1, True),
    ),
    ("acute_morbidity", "Acute morbidity ratio", "England 100", 1, True),
    ("mental_health", "Mental health indicator", "score, England about 0", 2, False),
)
"""Column, name, unit, decimals, and whether a ratio of two values has a meaning; high is worse."""
FIFTHS = 5
FEWEST = 5
"""Fewer groups than these give no line."""
INFERRED = "2014 to 2016 (inferred)"
CONCENTRATION = ("absolute concentration index", "relative concentration index")
NO_RATIO = "a score around nought has no ratio"
NO_ERRORS = "no interval: small areas are given without errors"


@dataclass(frozen=True)
class GradientFinding:
    """An indicator by deprivation group inside an area."""

    slug: str
    name: str
    unit: str
    decimals: int
    area_code: str
    area_name: str
    period: str
    stem: str
    # ``sex, group`` (1 is most deprived), ``population, position`` (mid-rank, 0 to 1), ``value,
    # lower_ci, upper_ci``; empty where there are too few.
    groups: pd.DataFrame
    # ``sex, measure, value, lower_ci, upper_ci, method``: slope, relative and concentration
    # indices; the slope is the least deprived end less the most deprived one.
    measures: pd.DataFrame
    reason: str = ""

    @property
    def source(self) -> str:
        """Publisher and release."""
        return source_of(self.stem)

    def index(self, sex: str, measure: str) -> pd.Series:
        """Give one measure of one sex."""
        found = self.measures
        return found[(found["sex"] == sex) & (found["measure"] == measure)].iloc[0]

    @property
    def fitted(self) -> dict[str, tuple[float, float]]:
        """The line's most and least deprived ends, for each sex that has a line."""
        ends = {}
        for sex, rows in self.groups.groupby("sex"):
            slope = self.index(str(sex), "slope index")["value"]
            middle = float(np.average(rows["value"], weights=rows["population"]))
            if np.isfinite(slope):
                most, least = canonical_numbers(middle - slope / 2, middle + slope / 2)
                ends[str(sex)] = (most, least)
        return ends


def find_life_expectancy_gradients(area_code: str, area_name: str) -> list[GradientFinding]:
    """Find life expectancy by deprivation tenth within an area, or within its former areas."""
    data = read_life_expectancy_by_decile()
    former = [area.code for area in load_areas().values() if area.successor_code == area_code]
    held = set(data["area_code"])
    codes = [area_code] if area_code in held else [code for code in former if code in held]
    tenths = data.groupby("area_code")["decile"].nunique()
    codes = [code for code in codes if tenths[code] >= FEWEST]
    names = {code: get_area(code).name for code in codes} | {area_code: area_name}
    found = [
        _by_decile(data[data["area_code"] == code], code, names[code]) for code in sorted(codes)
    ]
    reason = (
        f"No life expectancy by deprivation tenth is held for {area_name}: the figures of these "
        "years are for the areas of that time, and for those with enough small areas."
    )
    return found or [_by_decile(data.iloc[:0], area_code, area_name, reason)]


def _by_decile(rows: pd.DataFrame, code: str, name: str, reason: str = "") -> GradientFinding:
    rows = rows.sort_values(["sex", "decile"], ignore_index=True)
    half = 1.959964 * rows["standard_error"]
    names = {"decile": "group", "person_years": "population"}
    groups = rows[["sex", "value", *names, "standard_error"]].rename(columns=names)
    groups = groups.assign(lower_ci=rows["value"] - half, upper_ci=rows["value"] + half)
    groups["position"] = mid_ranks(groups)
    measures = [
        measure_gradient(group, str(sex), error=group["standard_error"], ratios=True)
        for sex, group in groups.groupby("sex")
    ]
    return GradientFinding(
        slug="life-expectancy-by-deprivation-decile",
        name="Life expectancy at birth",
        unit="years",
        decimals=1,
        area_code=code,
        area_name=name,
        period=INFERRED,
        stem=LIFE_EXPECTANCY,
        groups=groups,
        measures=pd.concat(measures, ignore_index=True) if measures else pd.DataFrame(),
        reason=reason,
    )


def find_small_area_gradients(area_code: str, area_name: str) -> list[GradientFinding]:
    """Find the index's health indicators over an area's small areas, and by fifth of them."""
    rows = select_small_areas(area_code)
    enough = len(rows) >= FIFTHS
    short = f"The figures of this book hold too few small areas of {area_name} to order them."
    reason = "" if enough else short
    return [
        GradientFinding(
            slug=column.replace("_", "-"),
            name=name,
            unit=unit,
            decimals=decimals,
            area_code=area_code,
            area_name=area_name,
            period=PERIOD,
            stem=STEM,
            groups=_fifths(rows, column) if enough else pd.DataFrame(),
            measures=_over_small_areas(rows, column, ratios=ratios) if enough else pd.DataFrame(),
            reason=reason,
        )
        for column, name, unit, decimals, ratios in HEALTH_INDICATORS
    ]


def _fifths(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    fifth = quantiles(rows["score"].to_numpy(), FIFTHS)
    weighted = rows.assign(group=fifth, total=rows[column] * rows["population"])
    groups = weighted.groupby("group", as_index=False)[["population", "total"]].sum()
    groups["value"] = canonical(groups["total"] / groups["population"])
    groups = groups.assign(sex="Persons", lower_ci=np.nan, upper_ci=np.nan)
    return groups.assign(position=mid_ranks(groups)).drop(columns="total")


def mid_ranks(groups: pd.DataFrame) -> pd.Series:
    """Give each group's mid-rank among the people of its sex."""
    people = groups.groupby("sex")["population"]
    return canonical((people.cumsum() - groups["population"] / 2) / people.transform("sum"))


def _over_small_areas(rows: pd.DataFrame, column: str, *, ratios: bool) -> pd.DataFrame:
    groups = rows[["population"]].assign(value=rows[column])
    return measure_gradient(groups, "Persons", error=None, ratios=ratios)


def measure_gradient(
    groups: pd.DataFrame, sex: str, *, error: pd.Series | None, ratios: bool
) -> pd.DataFrame:
    """Give slope, relative and concentration indices of groups in order of deprivation.

    ``sex, measure, value, lower_ci, upper_ci, method``.
    """
    value, people = groups["value"].to_numpy(), groups["population"].to_numpy()
    errors = None if error is None else error.to_numpy()
    slope = canonical(sii(value, people, standard_error=errors))
    ratio = Estimate.suppressed(NO_RATIO)
    if ratios:
        ratio = canonical(rii(value, people, standard_error=errors))
    rows = [_row("slope index", slope), _row("relative index", ratio)]
    table = canonical(inequality_measures(value, people, standard_error=errors, only=CONCENTRATION))
    for name in CONCENTRATION:
        found = table[table["measure"] == name].iloc[0]
        row = {end: found[end] for end in ("value", "lower_ci", "upper_ci")}
        method = NO_ERRORS if error is None else "delta method"
        if name.startswith("relative") and not ratios:
            row, method = dict.fromkeys(row, np.nan), NO_RATIO
        rows.append({"measure": name, "method": method} | row)
    return pd.DataFrame(rows).assign(sex=sex)


def _row(measure: str, estimate: Estimate) -> dict[str, Any]:
    numbers = {name: getattr(estimate, name) for name in ("value", "lower_ci", "upper_ci")}
    return {"measure": measure, **numbers, "method": estimate.note or estimate.method}
