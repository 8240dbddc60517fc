"""The middle-layer areas and the wards of 2021 that a neighbourhood lies in."""

import pandas as pd

from analysis.data.catalogue import describe_measure, measures_of
from analysis.data.deprivation import read_small_area_lineage, read_small_areas
from analysis.data.lineage import rate_of
from analysis.data.neighbourhoods import read_children_by_ward, read_middle_areas

EARLIER = 2019
SHARE = "inside_percent"
CHILDREN = ["area_name", "area_code", SHARE, "period", "count", "value", "lower_ci", "upper_ci"]


def _parents(own: pd.DataFrame) -> pd.DataFrame:
    """Give the small areas of 2011 that small areas of today came from, with where they lay."""
    lineage = read_small_area_lineage()
    mine = lineage["small_area_2021"].isin(own["small_area_code"])
    codes = lineage.loc[mine, "small_area_2011"].unique()
    # A small area that is only partly inside is all inside here: its people are not halved.
    earlier = read_small_areas(EARLIER)
    earlier = earlier.assign(middle=earlier["small_area_name"].str[:-1])
    return earlier.assign(inside=earlier["small_area_code"].isin(codes))


def _shared(parents: pd.DataFrame, column: str) -> pd.DataFrame:
    """Give what of the residents of each place that is touched lives inside, in per cent."""
    touched = parents.loc[parents["inside"], column].dropna().unique()
    rows = parents[parents[column].isin(list(touched))]
    inside = rows["population"].where(rows["inside"], 0).groupby(rows[column]).sum()
    total = rows.groupby(column)["population"].sum()
    whole = rows.groupby(column)["inside"].all()
    return pd.DataFrame({SHARE: 100 * inside / total, "all_inside": whole})


def find_middle_layer(own: pd.DataFrame) -> pd.DataFrame:
    """Find the figures of the middle-layer areas of 2011 that small areas lie in.

    A row an area and measure: ``area_name, area_code, inside_percent, indicator, name, unit, sex,
    period, value``. No figure of them has an interval.
    """
    shares = _shared(_parents(own), "middle")
    data = read_middle_areas()
    rows = data[
        data["area_name"].isin(shares.index)
        & data["indicator"].isin(measures_of("middle-layer areas"))
        & data["value"].notna()
    ]
    about = {slug: describe_measure(slug) for slug in rows["indicator"].unique()}
    rows = rows.merge(shares, left_on="area_name", right_index=True)
    rows = rows.assign(
        name=rows["indicator"].map({slug: one.name for slug, one in about.items()}),
        unit=rows["indicator"].map({slug: one.unit for slug, one in about.items()}),
    )
    return rows.sort_values(["area_name", "indicator", "sex"], ignore_index=True, kind="stable")


def find_children(own: pd.DataFrame, name: str) -> pd.DataFrame:
    """Find children in low-income families in the wards of 2021 that small areas lie in.

    `CHILDREN` and ``whole``: a row a ward in the latest year, then, where the wards make up the
    neighbourhood and each has a figure, its own for the first and the latest year: counts are
    summed, and the rate is of the children that the published rates imply.
    """
    shares = _shared(_parents(own), "ward22_code")
    (slug,) = measures_of("children by ward")
    data = read_children_by_ward()
    rows = data[(data["indicator"] == slug) & data["area_code"].isin(shares.index)]
    if rows.empty:
        return pd.DataFrame(columns=[*CHILDREN, "whole"])
    latest = rows[rows["period_end"] == rows["period_end"].max()]
    latest = latest.merge(shares, left_on="area_code", right_index=True)
    latest = latest.sort_values(["value", "area_name"], ascending=[False, True]).assign(whole=False)
    complete = set(rows["area_code"]) == set(shares.index) and bool(shares["all_inside"].all())
    sums = _sums(rows, len(shares), name) if complete else latest.iloc[:0]
    return pd.concat([latest, sums], ignore_index=True).reindex(columns=[*CHILDREN, "whole"])


def _sums(rows: pd.DataFrame, wards: int, name: str) -> pd.DataFrame:
    ends = rows["period_end"].isin([rows["period_end"].min(), rows["period_end"].max()])
    known = rows[ends & rows["count"].gt(0) & rows["value"].gt(0)]
    known = known.assign(denominator=100 * known["count"] / known["value"])
    grouped = known.groupby("period")
    sums = grouped[["count", "denominator"]].sum()[grouped.size() == wards].reset_index()
    made = pd.concat([sums, rate_of(sums, 100)], axis=1)
    return made.assign(area_name=name, area_code="", whole=True, **{SHARE: 100.0})
