"""How much authorities differ in one figure: the step in which the size of a gap is counted."""

import pandas as pd

from analysis.data.areas import is_authority, load_areas
from analysis.data.catalogue import read_indicator
from analysis.formats import canonical

LEAST_AUTHORITIES = 5


def find_spread(slug: str, latest: pd.DataFrame) -> dict[str, float]:
    """Find the standard deviation of an indicator between the authorities of the figures."""
    data = read_indicator(slug)
    authorities = [code for code, area in load_areas().items() if is_authority(area)]
    rows = data[
        data["area_code"].isin(authorities) & data["category"].isna() & data["value"].notna()
    ].merge(latest[["sex", "period"]].drop_duplicates(), on=["sex", "period"])
    counts = rows.groupby("sex")["value"].agg(["count", "std"])
    enough = counts[(counts["count"] >= LEAST_AUTHORITIES) & (counts["std"] > 0)]
    return {str(sex): float(value) for sex, value in canonical(enough["std"]).items()}
