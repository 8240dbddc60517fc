"""Core20PLUS5: the clinical areas with baseline, latest figure, target and trajectory."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite, nan
from typing import Any

import pandas as pd

from analysis.data.areas import Places, get_area
from analysis.data.documents.published import ClinicalArea, Target, Targets
from analysis.data.indicators import select_series
from analysis.data.lineage import parts_of
from analysis.findings.movement import adverse_side
from analysis.findings.profile import find_profile
from analysis.findings.verdicts import Figure, verdict_of
from analysis.findings.vocabulary import (
    CANNOT_TELL,
    FAST_ENOUGH,
    PACES,
    TOO_SLOW,
    WRONG_WAY,
)
from analysis.formats import canonical
from analysis.statistics import Trend

REACHED, UNKNOWN = "reached", "not measurable"
TRAJECTORIES = (REACHED, *PACES, UNKNOWN)


@dataclass(frozen=True)
class Trajectory:
    """The yearly change that a target needs, beside the yearly change of the series."""

    target: Target
    latest: float = nan
    lower_ci: float = nan
    upper_ci: float = nan
    period: str = ""
    required: float = nan
    slope: float = nan
    slope_lower_ci: float = nan
    slope_upper_ci: float = nan
    # One of `TRAJECTORIES`.
    verdict: str = UNKNOWN
    method: str = ""
    span: str = ""


@dataclass(frozen=True)
class ClinicalFinding:
    """What is known of one measure of a clinical area."""

    about: ClinicalArea
    figures: pd.DataFrame
    # The same indicators by district or former district, where those are published: ``indicator,
    # area_name, period, value, count, denominator``.
    parts: pd.DataFrame
    trajectories: tuple[Trajectory, ...]


@dataclass(frozen=True)
class Core20Plus5:
    """What is known of an area's Core20PLUS5."""

    targets: Targets
    clinical: tuple[ClinicalFinding, ...]

    @property
    def groups(self) -> pd.DataFrame:
        """The PLUS groups: ``group, count, when, note, document``; empty where none are known."""
        rows = [group.model_dump(exclude={"areas"}) for group in self.targets.groups]
        return pd.DataFrame(rows, columns=["group", "count", "when", "note", "document"])


def find_core20plus5(given: Mapping[str, Any], places: Places) -> Core20Plus5:
    """Find baseline, latest figure, target and trajectory of each clinical area.

    Parameters
    ----------
    given : mapping
        What `analysis.data.documents.published.Targets` holds for the area.
    places : Places
        The area and what is shown beside it.
    """
    targets = Targets.model_validate(given)
    return Core20Plus5(targets, tuple(_find(one, places) for one in targets.clinical_areas))


def _find(about: ClinicalArea, places: Places) -> ClinicalFinding:
    figures = find_profile(places, about.indicators)
    return ClinicalFinding(
        about,
        figures,
        _parts(about, places),
        tuple(find_trajectory(about.measured_by, target, places) for target in about.targets),
    )


def _parts(about: ClinicalArea, places: Places) -> pd.DataFrame:
    """Select the indicators for the districts, or former districts, of the area."""
    columns = ["indicator", "area_name", "period", "value", "count", "denominator"]
    for codes in parts_of(places.area_code):
        series = [select_series(slug, list(codes)) for slug in about.indicators]
        rows = [one[one["value"].notna()].groupby("area_code").tail(1) for one in series]
        found = pd.concat([pd.DataFrame(columns=[*columns, "area_code"]), *filter(len, rows)])
        if len(found["area_code"].unique()) > 1:
            names = [get_area(str(code)).name for code in found["area_code"]]
            return found.assign(area_name=names)[columns].reset_index(drop=True)
    return pd.DataFrame(columns=columns)


def find_trajectory(slug: str, target: Target, places: Places, sex: str = "Persons") -> Trajectory:
    """Set the yearly change that a target needs beside that of the series that measures it.

    The need is counted from the line at the middle of the latest period to the day of the target.
    """
    verdict = verdict_of(slug, sex, places) if slug else None
    if verdict is None:
        return Trajectory(target)
    move, figure = verdict.direction, verdict.figure
    due = target.due.year + (target.due.timetuple().tm_yday - 1) / 365.25
    since, from_line = move.trend.last, move.fitted.value
    if not isfinite(from_line):
        since, from_line = verdict.closes, figure.value
    years = due - since
    required = canonical((target.value - from_line) / years) if years > 0 else nan
    side = -(adverse_side(verdict.indicator.polarity) or -1)
    return Trajectory(
        target,
        figure.value,
        figure.lower_ci,
        figure.upper_ci,
        verdict.period,
        required,
        move.trend.slope,
        move.trend.lower_ci,
        move.trend.upper_ci,
        judge_trajectory(target.value, figure, required, move.trend, side),
        move.method,
        f"{move.first_period} up to {move.last_period}",
    )


def judge_trajectory(
    target: float, latest: Figure, required: float, trend: Trend, side: int = 1
) -> str:
    """Judge a measure by the interval of its yearly change; `side` is the sign of what is better.

    >>> trend = Trend(1.0, 0.5, 1.5, 0.01, "by hand", "")
    >>> [judge_trajectory(75, Figure(52, 50, 54), need, trend) for need in (0.4, 1.0, 2.0)]
    ['fast enough', 'cannot tell', 'too slow']
    >>> judge_trajectory(75, Figure(77, 76, 78), -1, trend)
    'reached'
    """
    worst = min(side * latest.lower_ci, side * latest.upper_ci)
    if worst >= side * target:
        return REACHED
    if not (isfinite(required) and trend.lower_ci <= trend.upper_ci):
        return CANNOT_TELL
    slow, fast = sorted((side * trend.lower_ci, side * trend.upper_ci))
    if fast < 0:
        return WRONG_WAY
    if fast < side * required:
        return TOO_SLOW
    return FAST_ENOUGH if slow >= side * required else CANNOT_TELL
