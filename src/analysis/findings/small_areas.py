"""The small areas of an authority, whichever tier of government the index names."""

import pandas as pd

from analysis.data.areas import extent_of
from analysis.data.deprivation import EDITIONS, read_small_areas

EDITION = 2025
STEM = EDITIONS[EDITION].small_areas
PERIOD = f"Index of Multiple Deprivation {EDITION}"


def select_small_areas(area_code: str) -> pd.DataFrame:
    """Select an authority's small areas of 2021, the most deprived first."""
    rows = read_small_areas(EDITION)
    return rows[rows["area_code"].isin(extent_of(area_code))].sort_values(
        "rank", ignore_index=True, kind="stable"
    )
