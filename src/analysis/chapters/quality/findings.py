"""How good the figures of an area are: their age, intervals, gaps, breaks and breakdowns."""

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd

from analysis.data.areas import Places, codes_of
from analysis.data.catalogue import Indicator, read_indicator, read_released
from analysis.data.indicators import (
    area_indicators,
    pairs,
    select_latest,
    select_series,
)
from analysis.data.lineage import describe_lineage
from analysis.data.raw import remembered
from analysis.findings.movement import age_of

NOT_KNOWN = "not known"
PUBLISHED, PARTLY, NO_INTERVALS = "held", "partly", "not held"
YES, NO = "yes", "no"
BREAKDOWNS = ("sex", "age", "deprivation", "ward")


def find_quality(
    places: Places, edition_date: str, next_releases: Mapping[str, str]
) -> pd.DataFrame:
    """Find how old and how complete each indicator is for an area.

    Parameters
    ----------
    places : Places
        The area, and the comparator whose periods it is held against.
    edition_date : str
        The day that ages are counted to, as YYYY-MM-DD; the clock is never asked.
    next_releases : mapping of str to str
        When publishers announced the next release, by slug.

    Returns
    -------
    DataFrame
        A row an indicator: ``indicator, name, period`` (the latest), ``years_old`` (from the end
        of that period to the edition's date), ``released`` (the day),
        ``next_release, intervals`` ("held", "partly" or
        "not held", over the area's figures), ``figures`` (how many the area has), ``blank``
        (published rows without a value: withheld, or not available), ``absent`` (figures that the
        comparator has for the same sex and period, and the area has no row), ``breaks,
        boundaries, source, note``.
    """
    rows, released = [], read_released()
    for about in area_indicators(places.area_code):
        series = select_series(about.indicator, [places.area_code, places.comparator_code])
        rows.append(
            {name: getattr(about, name) for name in ("indicator", "name", "source", "note")}
            | {"released": released.get(about.indicator, NOT_KNOWN)}
            | {"next_release": next_releases.get(about.indicator, NOT_KNOWN)}
            | {"breaks": _breaks(about)}
            | _describe(series, places, edition_date)
        )
    return pd.DataFrame(rows)


def _describe(series: pd.DataFrame, places: Places, on: str) -> dict[str, object]:
    codes, known = series["area_code"].to_numpy(), series["value"].notna().to_numpy()
    here, beside = codes == places.area_code, codes == places.comparator_code
    own = series[here]
    latest = select_latest(series, places.area_code)
    latest = latest[latest["area_code"] == places.area_code]
    period = str(latest["period"].iloc[-1]) if len(latest) else ""
    keys = [*zip(series["sex"].tolist(), series["period"].tolist(), strict=True)]
    had, has = ({keys[row] for row in np.flatnonzero(chosen)} for chosen in (beside & known, here))
    return {
        "period": period,
        "years_old": age_of(float(latest["closes"].iloc[-1]), on) if period else float("nan"),
        "intervals": _intervals(series["lower_ci"].to_numpy()[here & known]),
        "latest_interval": bool(latest["lower_ci"].notna().any()),
        "figures": int((here & known).sum()),
        "blank": int((here & ~known).sum()),
        "absent": len(had - has),
        "boundaries": describe_lineage(own),
    }


def _intervals(limits: np.ndarray) -> str:
    """Say of how many known figures the limits are held."""
    held = ~np.isnan(limits)
    return PUBLISHED if held.size and held.all() else PARTLY if held.any() else NO_INTERVALS


def _breaks(about: Indicator) -> str:
    return "; ".join(one.reason for one in about.breaks)


def find_breakdowns(places: Places) -> pd.DataFrame:
    """Find by what each indicator of an area is broken down.

    A row an indicator: ``indicator, name``, then "yes" or "no" for each of `BREAKDOWNS`.
    ``deprivation`` is a group inside the area: deciles, or eligibility for free school meals.
    """
    return _breakdowns(places.area_code)


@remembered
def _breakdowns(area_code: str) -> pd.DataFrame:
    codes = codes_of(area_code)
    return pd.DataFrame(
        {"indicator": about.indicator, "name": about.name} | breakdowns_of(about, codes)
        for about in area_indicators(area_code)
    )


def breakdowns_of(about: Indicator, codes: Collection[str]) -> dict[str, str]:
    """Say for each of `BREAKDOWNS` whether an indicator has it here: "yes" or "no"."""
    data = read_indicator(about.indicator)
    own = (data["area_code"].isin(codes) & data["value"].notna()).to_numpy()
    split = {slug for pair in pairs() for slug in (pair.everyone, *pair.sides)}
    found = {
        "sex": len(data["sex"][own].unique()) > 1,
        "age": len(data["age"][own].unique()) > 1,
        "deprivation": bool(data["category"][own].notna().any())
        or (bool(own.any()) and about.indicator in split),
        "ward": bool((data["area_type"] == "ward").any()),
    }
    return {name: YES if there else NO for name, there in found.items()}
