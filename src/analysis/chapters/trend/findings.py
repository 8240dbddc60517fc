"""What every indicator has done lately, and how many changes chance alone would flag."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.data.areas import Places
from analysis.data.catalogue import LIFE_STAGES, Indicator
from analysis.data.indicators import area_indicators, pairs, select_series
from analysis.findings.trends import RECENT_POINTS, recent_directions
from analysis.formats import canonical
from analysis.statistics import expected_by_chance, false_discovery

IMPROVING, WORSENING = "getting better", "getting worse"
CHANGING = "changing"
STEADY, UNKNOWN = "no significant change", "cannot be calculated"
RULE_LEVEL, LINE_LEVEL = 0.002, 0.05
"""The Fingertips rule asks for 99.8%, a fitted line for 95%."""
FEWEST_POINTS = 2
"""A chart of change needs them."""
_SEXES = {"Female": ", females", "Male": ", males", "Persons": ""}


@dataclass(frozen=True)
class ChangesFinding:
    """Every indicator of an area over time."""

    # Rows of the area and its comparator: ``indicator, name`` (with the sex where there are two),
    # ``unit, decimals, life_stage, role, area_name, period, period_start, period_end, value,
    # break_year``.
    series: pd.DataFrame
    # A row an indicator and sex: ``indicator, name, sex, life_stage, polarity, unit, decimals,
    # direction, progress`` ("getting better", "getting worse", "changing" where neither direction
    # is better, "no significant change" or "cannot be calculated"), ``slope, lower_ci, upper_ci,
    # p_value, adjusted_p_value, flagged`` (kept at a false discovery rate of 5%), ``first_period,
    # last_period, method``.
    changes: pd.DataFrame
    expected: float

    def stage(self, name: str, without: Sequence[str] = ()) -> pd.DataFrame:
        """Give the latest points of one stage's series, where they are enough to show a change."""
        rows = self.series[self.series["life_stage"] == name].dropna(subset=["value"])
        of_groups = [side for pair in pairs() for side in pair.sides]
        rows = rows[~rows["indicator"].isin([*without, *of_groups])]
        rows = rows.groupby(["name", "role"], sort=False).tail(RECENT_POINTS)
        points = rows.loc[rows["role"] == "area", "name"].value_counts()
        return rows[rows["name"].isin(points.index[points >= FEWEST_POINTS])]


def find_changes(places: Places) -> ChangesFinding:
    """Find what every indicator of an area has done lately.

    Parameters
    ----------
    places : Places
        The area and its comparator.

    Returns
    -------
    ChangesFinding
        In the order of the life course; a row for persons where they are published, else for
        each sex.
    """
    order = {stage: place for place, stage in enumerate(LIFE_STAGES)}
    listed = sorted(area_indicators(), key=lambda about: order.get(about.life_stage, len(order)))
    parts = [_find_one(indicator, places) for indicator in listed]
    changes = pd.concat([found for _, found in parts if len(found)], ignore_index=True)
    adjusted = canonical(false_discovery(changes["p_value"]))
    changes["adjusted_p_value"] = adjusted["adjusted_p_value"].to_numpy()
    changes["flagged"] = adjusted["flagged"].to_numpy()
    by_rule = changes["method"].str.startswith("Fingertips")
    tested = changes["p_value"].notna()
    expected = expected_by_chance(int((tested & by_rule).sum()), level=RULE_LEVEL)
    expected += expected_by_chance(int((tested & ~by_rule).sum()), level=LINE_LEVEL)
    series = pd.concat([rows for rows, _ in parts if len(rows)], ignore_index=True)
    return ChangesFinding(series, changes, expected)


def _find_one(indicator: Indicator, places: Places) -> tuple[pd.DataFrame, pd.DataFrame]:
    codes = [places.area_code, places.comparator_code]
    series = select_series(indicator.indicator, list(dict.fromkeys(codes)))
    own = series[series["area_code"] == places.area_code]
    sexes = own.loc[own["value"].notna(), "sex"].unique()
    if "Persons" in sexes:
        sexes = np.array(["Persons"])
    series = series[series["sex"].isin(sexes)]
    name = indicator.name + (", in cash terms" if indicator.cash_terms else "")
    names = {sex: name + (_SEXES[sex] if len(sexes) > 1 else "") for sex in sexes}
    breaks = indicator.breaks
    about = {name: getattr(indicator, name) for name in ("unit", "decimals", "life_stage")}
    rows = series.assign(
        **about,
        name=series["sex"].map(names),
        role=series["area_code"].map(places.roles),
        break_year=breaks[-1].year if breaks else np.nan,
    )
    found = recent_directions(own[own["sex"].isin(sexes)])
    found = found.assign(
        **about,
        indicator=indicator.indicator,
        name=found["sex"].map(names),
        polarity=indicator.polarity,
        progress=[progress(word, indicator.polarity) for word in found["direction"]],
        method=found["method"].where(found["note"] == "", found["note"]),
    )
    return rows, found


def progress(direction: str, polarity: str) -> str:
    """Say whether a direction is for the better.

    >>> progress("decreasing", "low is good"), progress("decreasing", "no judgement")
    ('getting better', 'changing')
    """
    if direction not in ("increasing", "decreasing"):
        return direction
    if polarity not in ("high is good", "low is good"):
        return CHANGING
    rising = direction == "increasing"
    return IMPROVING if rising == (polarity == "high is good") else WORSENING
