"""How much places differ: the step in which the size of a gap is counted."""

from math import nan

import numpy as np

from analysis.data.areas import held_as, is_authority, load_areas
from analysis.data.indicators import read_figures
from analysis.data.raw import remembered
from analysis.formats import canonical

LEAST_AUTHORITIES = 5


def spread_of(slug: str, sex: str, period: str) -> float:
    """Give the standard deviation between authorities; missing where too few have a figure."""
    return _spreads(slug).get((sex, period), nan)


@remembered
def _authorities() -> frozenset[str]:
    """Name every code that figures of an authority of today are published under."""
    areas = load_areas()
    today = {code for code, area in areas.items() if is_authority(area)}
    return frozenset(code for code in areas if held_as(code) in today)


@remembered
def _spreads(slug: str) -> dict[tuple[str, str], float]:
    data = read_figures(slug)
    rows = data[data["area_code"].isin(_authorities()) & data["value"].notna()]
    held: dict[tuple[str, str], list[float]] = {}
    sexes, periods, values = (rows[name].to_numpy() for name in ("sex", "period", "value"))
    for sex, period, value in zip(sexes, periods, values, strict=True):
        held.setdefault((sex, period), []).append(value)
    return {
        key: canonical(float(np.std(values, ddof=1)))
        for key, values in held.items()
        if len(values) >= LEAST_AUTHORITIES and min(values) < max(values)
    }
