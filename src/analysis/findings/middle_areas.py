"""The middle-layer areas of an authority: how far apart they are, and by how much of that deprived.

They are of about 7,000 people, on the boundaries of 2011, and their figures have no intervals.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.data.areas import extent_of
from analysis.data.catalogue import Indicator, describe_measure, measures_of
from analysis.data.deprivation import read_wards
from analysis.data.neighbourhoods import read_children_by_ward, read_middle_areas
from analysis.findings.gradients import FEWEST, measure_gradient
from analysis.findings.neighbourhoods import select_edition
from analysis.formats import canonical


@dataclass(frozen=True)
class MiddleAreas:
    """One measure of one sex over an authority's middle-layer areas."""

    about: Indicator
    sex: str
    period: str
    # ``area_name, area_code, population, score, value``: the most deprived first.
    rows: pd.DataFrame
    # How many areas have no figure.
    withheld: int
    # ``measure, value, lower_ci, upper_ci, method`` of `measure_gradient`.
    measures: pd.DataFrame

    @property
    def range(self) -> float:
        """How far the highest is from the lowest."""
        return canonical(float(self.rows["value"].max() - self.rows["value"].min()))

    @property
    def ends(self) -> tuple[dict[Any, Any], dict[Any, Any]]:
        """The rows of the lowest and the highest area; ties by name."""
        ordered = self.rows.sort_values(["value", "area_name"], kind="stable").to_dict("records")
        return ordered[0], ordered[-1]


def find_middle_areas(area_code: str) -> list[MiddleAreas]:
    """Find every measure of an authority's middle-layer areas; none where too few are held."""
    places, data = _deprivation(area_code), read_middle_areas()
    own = data[data["area_name"].isin(set(places["area_name"]))]
    return [
        found
        for slug in measures_of("middle-layer areas")
        for found in _of_measure(slug, own[own["indicator"] == slug], places)
    ]


def _of_measure(slug: str, rows: pd.DataFrame, places: pd.DataFrame) -> Iterator[MiddleAreas]:
    for sex, own in rows[rows["value"].notna()].groupby("sex"):
        found = places.merge(own[["area_name", "area_code", "value"]], on="area_name")
        if len(found) >= FEWEST:
            measures = measure_gradient(found, str(sex), error=None, ratios=True)
            period, missing = str(own["period"].iloc[0]), len(places) - len(found)
            yield MiddleAreas(describe_measure(slug), str(sex), period, found, missing, measures)


def _deprivation(area_code: str) -> pd.DataFrame:
    """Give the residents and the mean score of each middle-layer area, the most deprived first."""
    small = select_edition(area_code, 2019)
    names = small["small_area_name"].str[:-1]
    weighted = small.assign(area_name=names, score=small["score"] * small["population"])
    sums = weighted.groupby("area_name", as_index=False)[["population", "score"]].sum()
    sums["score"] = canonical(sums["score"] / sums["population"].replace(0, np.nan))
    return sums.sort_values(["score", "area_name"], ascending=[False, True], ignore_index=True)


def find_male_gap(area_code: str) -> MiddleAreas | None:
    """Find the male life expectancy of an authority's middle-layer areas, if enough are held."""
    slugs = measures_of("life expectancy of middle-layer areas")
    return next(
        (
            one
            for one in find_middle_areas(area_code)
            if one.sex == "Male" and one.about.indicator in slugs
        ),
        None,
    )


def find_children(area_code: str) -> pd.DataFrame:
    """Find the share of children in relative low-income families by ward of 2021, a column a year.

    ``ward_name``, then the years; the highest of the latest year first. Without rows where the
    file has no ward of the authority.
    """
    wards = pd.concat([read_wards(year)[["ward_code", "area_code"]] for year in (2019, 2025)])
    own = set(wards.loc[wards["area_code"].isin(extent_of(area_code)), "ward_code"])
    data, (slug,) = read_children_by_ward(), measures_of("children by ward")
    rows = data[data["area_code"].isin(own) & (data["indicator"] == slug)]
    if rows.empty:
        return pd.DataFrame(columns=["ward_name"])
    keys = ["area_code", "area_name"]
    wide = rows.pivot_table(index=keys, columns="period", values="value", aggfunc="first")
    wide = wide.sort_values([wide.columns[-1]], ascending=False, kind="stable")
    wide = wide.rename_axis(columns=None).reset_index().drop(columns="area_code")
    return wide.rename(columns={"area_name": "ward_name"})
