"""Where the figures come from, and what each indicator has for an area."""

import pandas as pd

from analysis.data.catalogue import Indicator, read_released
from analysis.data.indicators import select_series
from analysis.data.local_figures import indicators_for
from analysis.data.raw import list_sources


def find_sources(area_code: str) -> pd.DataFrame:
    """List every indicator with its publisher and the periods that an area has.

    ``indicator, name, unit, publisher, release, released`` (the day), ``licence, intervals,
    periods, note`` in the order of the catalogue; ``periods`` says
    "none for this area" where there are none.
    """
    released = read_released()
    names = ("indicator", "name", "unit", "publisher", "release", "licence", "note")
    rows = [
        {name: getattr(about, name) for name in names}
        | {"released": released.get(about.indicator, "not known")}
        | {"intervals": about.confidence_intervals, "periods": _periods(about, area_code)}
        for about in indicators_for(area_code)
    ]
    return pd.DataFrame(rows)


def find_other_files() -> pd.DataFrame:
    """List the files that hold no single indicator: ``file, source``, as the manifest has them."""
    rows = [
        one
        for one in list_sources().items()
        if "/" in one[0] and not one[0].startswith("indicators/")
    ]
    return pd.DataFrame(rows, columns=["file", "source"])


def _periods(about: Indicator, area_code: str) -> str:
    # Series by national decile are of no area, and the catalogue knows their ends.
    first, last = about.first_period, about.last_period
    if about.for_areas:
        known = select_series(about.indicator, [area_code]).dropna(subset=["value"])
        if known.empty:
            return "none for this area"
        first, last = known["period"].iloc[0], known["period"].iloc[-1]
    return first if first == last else f"{first} up to {last}"
