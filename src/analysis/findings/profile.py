"""Every indicator of an area: its latest figure, England's, and which is better."""

from collections.abc import Sequence

import pandas as pd

from analysis.areas import Places
from analysis.findings.trends import recent_directions
from analysis.indicators import area_indicators, select_latest, select_series
from analysis.sources.indicators import Indicator
from analysis.statistics import compare

LIFE_STAGES = (
    "overarching",
    "premature mortality",
    "starting well",
    "developing well",
    "living and working well",
    "healthy behaviours",
    "prevention and care",
    "ageing well",
    "places",
)
COLUMNS = (
    "indicator",
    "name",
    "unit",
    "decimals",
    "polarity",
    "life_stage",
    "sex",
    "period",
    "period_start",
    "period_end",
    "value",
    "lower_ci",
    "upper_ci",
    "comparator_value",
    "comparator_lower_ci",
    "comparator_upper_ci",
    "value_note",
    "region_value",
    "verdict",
    "direction",
    "direction_method",
    "note",
    "source",
)


def find_profile(places: Places, slugs: Sequence[str] | None = None) -> pd.DataFrame:
    """Find every indicator's latest figure for an area, beside the same period elsewhere.

    Parameters
    ----------
    places : Places
        The area and what is shown beside it.
    slugs : sequence of str, optional
        Only these indicators; all by default.

    Returns
    -------
    DataFrame
        `COLUMNS`, a row an indicator and sex, in the order of the life course. ``verdict`` is
        "better", "similar", "worse", "higher", "lower" or "not compared"; ``direction`` as
        `recent_directions` words it, ``value_note`` as `select_series` has it. An indicator
        without a figure for the area has one row, its value missing and the reason in ``note``.
    """
    order = {stage: place for place, stage in enumerate(LIFE_STAGES)}
    listed = sorted(area_indicators(), key=lambda i: order.get(i.life_stage, len(order)))
    return pd.DataFrame(
        [
            row
            for indicator in listed
            if slugs is None or indicator.indicator in slugs
            for row in _find_rows(indicator, places)
        ],
        columns=COLUMNS,
    )


def _find_rows(indicator: Indicator, places: Places) -> list[dict[str, object]]:
    codes = [code for code, role in places.roles.items() if role != "neighbour"]
    series = select_series(indicator.indicator, codes)
    about = {
        "indicator": indicator.indicator,
        "name": indicator.name,
        "unit": indicator.unit,
        "decimals": indicator.decimals,
        "polarity": indicator.polarity,
        "life_stage": indicator.life_stage,
        "source": indicator.source,
    }
    latest = select_latest(series, places.area_code)
    if latest.empty:
        missing = {"sex": "Persons", "verdict": "not compared", "direction": "cannot be calculated"}
        return [about | missing | {"note": "no figure is published for this area"}]
    directions = recent_directions(series[series["area_code"] == places.area_code])
    figures = {role: latest[latest["area_code"] == code] for code, role in places.roles.items()}
    # The country has no comparator, and an area may have no region.
    rows = figures["area"]
    for role, whose in (("England", "comparator"), ("region", "region")):
        beside = _of(figures.get(role, latest.iloc[:0]), whose)
        rows = rows.merge(beside, on="sex", how="left")
    rows = rows.merge(
        directions[["sex", "direction", "method"]].rename(columns={"method": "direction_method"}),
        on="sex",
        how="left",
    )
    rows["verdict"] = compare(
        rows["value"],
        rows["lower_ci"],
        rows["upper_ci"],
        rows["comparator_value"],
        polarity=indicator.polarity,
    )
    return [about | row | {"note": indicator.note} for row in _records(rows)]


def _of(figures: pd.DataFrame, whose: str) -> pd.DataFrame:
    numbers = ["value", "lower_ci", "upper_ci"]
    return figures[["sex", *numbers]].rename(columns={name: f"{whose}_{name}" for name in numbers})


def _records(rows: pd.DataFrame) -> list[dict[str, object]]:
    kept = [name for name in COLUMNS if name in rows.columns and name != "indicator"]
    return [
        dict(zip(kept, row, strict=True))
        for row in rows.sort_values("sex")[kept].itertuples(index=False, name=None)
    ]
