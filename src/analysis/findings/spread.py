"""How much authorities differ in one figure: the step in which the size of a gap is counted."""

import pandas as pd

from analysis.areas import is_authority, load_areas
from analysis.formats import canonical
from analysis.sources.indicators import read_indicator

LEAST_AUTHORITIES = 5


def find_spread(slug: str, latest: pd.DataFrame) -> dict[str, float]:
    """Find the standard deviation of an indicator between the authorities of the figures.

    Parameters
    ----------
    slug : str
        The indicator.
    latest : DataFrame
        Rows with the ``sex`` and ``period`` that are wanted, such as `select_latest` gives.

    Returns
    -------
    dict of str to float
        By sex. None for a sex of which fewer than `LEAST_AUTHORITIES` have a figure in that
        period, or all have the same.
    """
    data = read_indicator(slug)
    authorities = [code for code, area in load_areas().items() if is_authority(area)]
    rows = data[
        data["area_code"].isin(authorities) & data["category"].isna() & data["value"].notna()
    ].merge(latest[["sex", "period"]].drop_duplicates(), on=["sex", "period"])
    counts = rows.groupby("sex")["value"].agg(["count", "std"])
    enough = counts[(counts["count"] >= LEAST_AUTHORITIES) & (counts["std"] > 0)]
    return {str(sex): float(value) for sex, value in canonical(enough["std"]).items()}
