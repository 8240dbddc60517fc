"""Work and health: the latest figures, and where in an area income and work are lacking."""

import numpy as np
import pandas as pd

from analysis.data.areas import Places
from analysis.data.indicators import listed
from analysis.findings.profile import find_profile
from analysis.findings.small_areas import select_small_areas

DOMAINS = {"employment_decile": "Employment", "income_decile": "Income"}
TENTHS = range(1, 11)


def find_work(places: Places) -> pd.DataFrame:
    """Find the latest figures on work of an area, beside its comparator and region.

    Parameters
    ----------
    places : Places
        The area and what stands beside it.

    Returns
    -------
    DataFrame
        Rows of `find_profile`, in the order of the list.
    """
    order = {slug: place for place, slug in enumerate(listed("work"))}
    return find_profile(places, listed("work")).sort_values(
        "indicator", key=lambda slugs: slugs.map(order), ignore_index=True, kind="stable"
    )


def find_place_disparity(area_code: str) -> pd.DataFrame:
    """Find how many of an area's people live in each tenth of England by income and by work.

    ``domain`` ("Employment", "Income"), ``decile`` (1 is the most deprived of England),
    ``small_areas, people, percent`` (of the area's people); a tenth without small areas has nought
    of each. Empty where no small areas are held.
    """
    rows = select_small_areas(area_code)
    if rows.empty:
        return pd.DataFrame(columns=["domain", "decile", "small_areas", "people", "percent"])
    total = float(rows["population"].sum())
    parts = []
    for column, domain in DOMAINS.items():
        groups = rows.groupby(rows[column].astype("int64"))["population"]
        counted = pd.DataFrame({"small_areas": groups.count(), "people": groups.sum()})
        counted = counted.reindex(list(TENTHS), fill_value=0).rename_axis("decile").reset_index()
        parts.append(counted.assign(domain=domain, percent=100 * counted["people"] / total))
    return pd.concat(parts, ignore_index=True)


def share_in(disparity: pd.DataFrame, domain: str, deciles: range) -> float:
    """Add up the percentage of people in some tenths of one domain.

    >>> rows = pd.DataFrame({"domain": "Income", "decile": [1, 2, 3], "percent": [5.0, 3.0, 92.0]})
    >>> share_in(rows, "Income", range(1, 3))
    8.0
    """
    chosen = (disparity["domain"] == domain) & disparity["decile"].isin(list(deciles))
    return float(np.sum(disparity.loc[chosen, "percent"]))
