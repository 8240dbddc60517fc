"""How much places differ: the step in which the size of a gap is counted."""

from math import nan

from analysis.data.areas import held_as, is_authority, load_areas
from analysis.data.indicators import read_series
from analysis.data.raw import remembered
from analysis.formats import canonical

LEAST_AUTHORITIES = 5


def spread_of(slug: str, sex: str, period: str) -> float:
    """Give the standard deviation between authorities; missing where too few have a figure."""
    return _spreads(slug).get((sex, period), nan)


@remembered
def _spreads(slug: str) -> dict[tuple[str, str], float]:
    authorities = {code for code, area in load_areas().items() if is_authority(area)}
    data = read_series(slug)
    held = data["area_code"].map({code: held_as(code) for code in data["area_code"].unique()})
    rows = data[held.isin(authorities) & data["value"].notna()]
    counts = rows.groupby(["sex", "period"])["value"].agg(["count", "std"])
    enough = counts[(counts["count"] >= LEAST_AUTHORITIES) & (counts["std"] > 0)]["std"]
    keys = [(str(sex), str(period)) for sex, period in enough.index]
    return dict(zip(keys, canonical(enough).tolist(), strict=True))
