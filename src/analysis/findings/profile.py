"""Every indicator of an area: its latest figure, England's, and which is better."""

from collections.abc import Hashable, Mapping, Sequence
from math import nan

import pandas as pd

from analysis.data.areas import Places
from analysis.data.catalogue import LIFE_STAGES, Indicator
from analysis.data.indicators import area_indicators, select_latest, select_series
from analysis.findings.trends import recent_directions
from analysis.statistics import compare

AS_PUBLISHED = ("sex", "period", "period_start", "period_end", "value_note")
ABOUT = ("indicator", "name", "unit", "decimals", "polarity", "life_stage", "source")
COLUMNS = (
    *(*ABOUT[:-1], "sex", "period", "period_start", "period_end", "value", "lower_ci", "upper_ci"),
    *("comparator_value", "comparator_lower_ci", "comparator_upper_ci", "value_note"),
    *("region_value", "verdict", "direction", "direction_method", "note", "source"),
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
    rows = [
        row
        for indicator in listed
        if slugs is None or indicator.indicator in slugs
        for row in _find_rows(indicator, places)
    ]
    profile = pd.DataFrame(rows, columns=COLUMNS)
    figures = ("value", "lower_ci", "upper_ci", "comparator_value")
    profile["verdict"] = compare(*(profile[name] for name in figures), polarity=profile["polarity"])
    return profile


def _find_rows(indicator: Indicator, places: Places) -> list[dict[str, object]]:
    beside = {role: code for code, role in places.roles.items() if role != "neighbour"}
    series = select_series(indicator.indicator, list(beside.values()))
    about = {name: getattr(indicator, name) for name in ABOUT}
    latest = select_latest(series, places.area_code)
    if latest.empty:
        missing = {"sex": "Persons", "direction": "cannot be calculated"}
        return [about | missing | {"note": "no figure is published for this area"}]
    directions = recent_directions(series[series["area_code"] == places.area_code])
    found = {row["sex"]: row for row in directions.to_dict("records")}
    figures = {(row["area_code"], row["sex"]): row for row in latest.to_dict("records")}
    # The country has no comparator, and an area may have no region.
    england, region = beside.get("England"), beside.get("region")
    return [
        about
        | _numbers("", figures[places.area_code, sex])
        | _numbers("comparator_", figures.get((england, sex), {}))
        | _numbers("region_", figures.get((region, sex), {}))
        | {name: figures[places.area_code, sex][name] for name in AS_PUBLISHED}
        | {"direction": found[sex]["direction"], "direction_method": found[sex]["method"]}
        | {"note": indicator.note}
        for code, sex in sorted(figures)
        if code == places.area_code
    ]


def _numbers(whose: str, figure: Mapping[Hashable, object]) -> dict[str, object]:
    return {f"{whose}{name}": figure.get(name, nan) for name in ("value", "lower_ci", "upper_ci")}
