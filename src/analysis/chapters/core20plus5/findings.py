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
from analysis.findings.profile import find_profile
from analysis.findings.trends import RECENT_POINTS, fit_line, latest_segment
from analysis.statistics import Trend

REACHED, ON_COURSE, SLOW = "reached", "on course", "too slow"
UNCERTAIN, UNKNOWN = "too uncertain", "not measurable"


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
    # ``"reached"``, ``"on course"``, ``"too slow"``, ``"too uncertain"`` or ``"not measurable"``.
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


def find_trajectory(slug: str, target: Target, places: Places) -> Trajectory:
    """Set the yearly change that a target needs beside that of the series that measures it."""
    if not slug:
        return Trajectory(target)
    series = select_series(slug, [places.area_code])
    own = latest_segment(series).tail(RECENT_POINTS)
    if own.empty:
        return Trajectory(target)
    last = own.iloc[-1]
    trend = fit_line(own)
    years = target.due.year - int(last["last_year"])
    required = (target.value - float(last["value"])) / years if years > 0 else nan
    return Trajectory(
        target,
        float(last["value"]),
        float(last["lower_ci"]),
        float(last["upper_ci"]),
        str(last["period"]),
        required,
        trend.slope,
        trend.lower_ci,
        trend.upper_ci,
        judge_trajectory(target.value, float(last["lower_ci"]), required, trend),
        trend.method,
        f"{own['period'].iloc[0]} up to {last['period']}",
    )


def judge_trajectory(target: float, latest_lower: float, required: float, trend: Trend) -> str:
    """Judge a measure that should rise by the interval of its yearly change.

    >>> trend = Trend(1.0, 0.5, 1.5, 0.01, "by hand", "")
    >>> [judge_trajectory(75, 50, required, trend) for required in (0.4, 1.0, 2.0)]
    ['on course', 'too uncertain', 'too slow']
    >>> judge_trajectory(75, 76, -1, trend)
    'reached'
    """
    if latest_lower >= target:
        return REACHED
    if not (isfinite(required) and trend.lower_ci <= trend.upper_ci):
        return UNCERTAIN
    if trend.lower_ci >= required:
        return ON_COURSE
    return SLOW if trend.upper_ci < required else UNCERTAIN
