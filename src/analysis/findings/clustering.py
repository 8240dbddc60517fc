"""Whether deprived small areas lie side by side, and ward rates drawn towards their authority's."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from shapely import STRtree
from shapely.geometry import shape

from analysis.data.deprivation import read_small_area_boundaries, read_small_area_lineage
from analysis.findings.small_areas import select_small_areas
from analysis.formats import canonical
from analysis.statistics import morans_i, shrink_rates

# About a metre: outlines that touch do so to the last digits of their corners.
SEAM = 1e-5
COUNTED = ("disabled_residents", "residents")
NO_OUTLINES = "No outlines of small areas are held."


@dataclass(frozen=True)
class ClusteringFinding:
    """Moran's I of the deprivation scores of small areas, by the outlines of 2011."""

    areas: int
    value: float
    expected: float
    p_value: float
    note: str = ""


def find_clustering(area_code: str) -> ClusteringFinding:
    """Find whether the deprivation of small areas is like that of the areas beside them."""
    own = select_small_areas(area_code)
    parents = read_small_area_lineage()
    parents = parents[parents["small_area_2021"].isin(own["small_area_code"])]
    parents = parents.drop_duplicates("small_area_2021")
    outline = own["small_area_code"].map(
        parents.set_index("small_area_2021")["small_area_2011"].to_dict()
    )
    outlines = read_small_area_boundaries(outline.dropna())
    own = own.assign(outline=outline)[outline.isin(list(outlines))]
    if own.empty:
        return ClusteringFinding(0, np.nan, np.nan, np.nan, NO_OUTLINES)
    weighted = own.assign(total=own["score"] * own["population"]).groupby("outline")
    scores = weighted["total"].sum() / weighted["population"].sum()
    shapes = [shape(outlines[code]).buffer(SEAM) for code in scores.index]
    first, second = STRtree(shapes).query(shapes, predicate="intersects")
    beside = [sorted(second[(first == n) & (second != n)]) for n in range(len(shapes))]
    found = canonical(morans_i(scores.to_numpy(), beside))
    return ClusteringFinding(len(shapes), found.value, found.expected, found.p_value, found.note)


def find_shrunk_wards(area_code: str) -> pd.DataFrame:
    """Find the share of disabled residents of each ward, as counted and drawn towards the whole.

    A row a ward, the largest shrunk share first: ``ward_name, count, denominator, value, shrunk,
    lower_ci, upper_ci`` (per cent, of the shrunk) and ``weight`` of the ward's own figure.
    """
    count, people = COUNTED
    own = select_small_areas(area_code)
    wards = own.groupby(["ward_code", "ward_name"], as_index=False)[[*COUNTED]].sum()
    if len(wards) < 2:
        return pd.DataFrame()
    rates = canonical(shrink_rates(wards[count], wards[people], per=100))
    wards = wards.rename(columns={count: "count", people: "denominator"}).join(rates)
    return wards.sort_values(
        ["shrunk", "ward_code"], ascending=[False, True], ignore_index=True, kind="stable"
    )
