"""Where the figures come from, and what each indicator has for an area."""

import pandas as pd

from analysis.data.catalogue import Indicator, read_catalogue
from analysis.data.indicators import select_series


def find_sources(area_code: str) -> pd.DataFrame:
    """List every indicator with its publisher and the periods that an area has.

    ``indicator, name, unit, publisher, release, licence, intervals, periods, note`` in the order of
    the catalogue; ``periods`` says "none for this area" where there are none.
    """
    names = ("indicator", "name", "unit", "publisher", "release", "licence", "note")
    rows = [
        {name: getattr(about, name) for name in names}
        | {"intervals": about.confidence_intervals, "periods": _periods(about, area_code)}
        for about in read_catalogue().values()
    ]
    return pd.DataFrame(rows)


def _periods(about: Indicator, area_code: str) -> str:
    # Series by national decile are of no area, and the catalogue knows their ends.
    first, last = about.first_period, about.last_period
    if about.for_areas:
        known = select_series(about.indicator, [area_code]).dropna(subset=["value"])
        if known.empty:
            return "none for this area"
        first, last = known["period"].iloc[0], known["period"].iloc[-1]
    return first if first == last else f"{first} up to {last}"
