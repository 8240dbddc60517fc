"""The small areas of an authority, whichever tier of government the index names."""

import pandas as pd

from analysis.data.areas import NEIGHBOURHOOD, extent_of, get_area
from analysis.data.deprivation import EDITIONS, read_small_areas
from analysis.data.neighbourhoods import small_areas_of
from analysis.data.raw import remembered

EDITION = 2025
STEM = EDITIONS[EDITION].small_areas
PERIOD = f"Index of Multiple Deprivation {EDITION}"


@remembered
def select_small_areas(area_code: str) -> pd.DataFrame:
    """Select the small areas of 2021 of an authority or neighbourhood, the most deprived first."""
    rows = read_small_areas(EDITION)
    if get_area(area_code).type == NEIGHBOURHOOD:
        inside = rows["small_area_code"].isin(small_areas_of(area_code))
    else:
        inside = rows["area_code"].isin(extent_of(area_code))
    return rows[inside].sort_values("rank", ignore_index=True, kind="stable")
