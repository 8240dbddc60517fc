"""How much places differ: the step in which the size of a gap is counted."""

import pandas as pd

from analysis.data.areas import is_authority, load_areas
from analysis.data.indicators import read_series
from analysis.formats import canonical

LEAST_AUTHORITIES = 5


def find_spread(slug: str, own: pd.DataFrame) -> dict[str, float]:
    """Find the standard deviation between authorities in the latest period that an area has.

    By sex; nothing for a sex of which too few authorities have a figure.
    """
    areas = load_areas()
    authorities = {code for code, area in areas.items() if is_authority(area)}
    latest = own.sort_values("last_year", kind="stable").groupby("sex").tail(1)
    data = read_series(slug)
    rows = data[data["area_code"].isin(authorities) & data["value"].notna()]
    rows = rows.merge(latest[["sex", "period"]], on=["sex", "period"])
    counts = rows.groupby("sex")["value"].agg(["count", "std"])
    enough = counts[(counts["count"] >= LEAST_AUTHORITIES) & (counts["std"] > 0)]
    return {str(sex): float(value) for sex, value in canonical(enough["std"]).items()}
