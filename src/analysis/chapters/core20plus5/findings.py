"""Core20PLUS5: the clinical areas with baseline, latest figure, target and trajectory."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite, nan
from typing import Any

import pandas as pd

from analysis.chapters.core20plus5.services import (
    Checks,
    Measured,
    find_checks,
    find_maternity,
    is_later,
    measure_maternity,
)
from analysis.data.areas import Places, get_area
from analysis.data.documents.published import (
    ClinicalArea,
    Group,
    Target,
    Targets,
    read_targets,
)
from analysis.data.groups import read_ethnic_groups
from analysis.data.indicators import select_series
from analysis.data.lineage import parts_of
from analysis.findings.level import Figure
from analysis.findings.movement import adverse_side
from analysis.findings.profile import find_profile
from analysis.findings.verdicts import verdict_of
from analysis.findings.vocabulary import (
    CANNOT_TELL,
    FAST_ENOUGH,
    PACES,
    TOO_SLOW,
    WRONG_WAY,
)
from analysis.formats import canonical
from analysis.statistics import Trend

REACHED, MISSED, UNKNOWN = "reached", "not reached in time", "not measurable"
TRAJECTORIES = (REACHED, MISSED, *PACES, UNKNOWN)


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
    # What measures it, if anything does.
    measured: Measured | None = None


@dataclass(frozen=True)
class Core20Plus5:
    """What is known of an area's Core20PLUS5."""

    targets: Targets
    clinical: tuple[ClinicalFinding, ...]
    checks: Checks | None = None
    maternity: pd.DataFrame = field(default_factory=pd.DataFrame)

    # Residents by ethnic group: ``category, count, people``.
    ethnic: pd.DataFrame = field(default_factory=pd.DataFrame)

    @property
    def groups(self) -> pd.DataFrame:
        """The PLUS groups: ``group, count, when, here, note, document``.

        ``here`` is the count of the area itself in Census 2021, where the census has the group;
        without rows where no groups are known.
        """
        names = ["group", "count", "when", "note", "document"]
        rows = [
            {name: getattr(group, name) for name in names} | {"here": self._here(group)}
            for group in self.targets.groups
        ]
        return pd.DataFrame(rows, columns=[*names[:3], "here", *names[3:]])

    def _here(self, group: Group) -> float:
        """Count the people of the ethnic groups that a group is made of."""
        if self.ethnic.empty or not (group.census or group.census_but):
            return nan
        wanted = self.ethnic["category"].isin(group.census or group.census_but)
        chosen = wanted if group.census else ~wanted
        return float(self.ethnic.loc[chosen, "count"].sum())


def find_core20plus5(given: Mapping[str, Any], places: Places) -> Core20Plus5:
    """Find baseline, latest figure, target and trajectory of each clinical area.

    Parameters
    ----------
    given : mapping
        What `analysis.data.documents.published.Targets` holds for the area.
    places : Places
        The area and what is shown beside it.
    """
    # A template that is run by itself is given none.
    targets = Targets.model_validate(given) if given else read_targets().of(places.area_code)
    checks = find_checks(places, targets.services)
    maternity = find_maternity(places, targets.services)
    measured = {checks.measured.about.indicator: checks.measured} if checks else {}
    for slug in {one.service for one in targets.clinical_areas} - {""}:
        if found := measure_maternity(slug, maternity):
            measured[slug] = found
    clinical = tuple(_find(one, places, measured) for one in targets.clinical_areas)
    ethnic = read_ethnic_groups(places.area_code)
    return Core20Plus5(targets, clinical, checks, maternity, ethnic)


def _find(about: ClinicalArea, places: Places, services: Mapping[str, Measured]) -> ClinicalFinding:
    verdict = verdict_of(about.measured_by, "Persons", places) if about.measured_by else None
    measured = Measured.of(verdict) if verdict else services.get(about.service)
    return ClinicalFinding(
        about,
        find_profile(places, about.indicators),
        _parts(about, places),
        tuple(find_trajectory(measured, target) for target in about.targets),
        measured,
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


def find_trajectory(measured: Measured | None, target: Target) -> Trajectory:
    """Set the yearly change that a target needs beside that of the series that measures it.

    The need is counted from the line at the middle of the latest period to the day of the target.
    """
    if measured is None:
        return Trajectory(target)
    move, figure = measured.move, measured.figure
    due = target.due.year + (target.due.timetuple().tm_yday - 1) / 365.25
    since, from_line = move.trend.last, move.fitted.value
    if not isfinite(from_line):
        since, from_line = measured.closes, figure.value
    years = due - since
    required = canonical((target.value - from_line) / years) if years > 0 else nan
    side = -(adverse_side(measured.about.polarity) or -1)
    verdict = judge_trajectory(target.value, figure, required, move.trend, side)
    best = max(side * figure.lower_ci, side * figure.upper_ci)
    if is_later(measured, due) and best < side * target.value:
        verdict = MISSED
    return Trajectory(
        target,
        figure.value,
        figure.lower_ci,
        figure.upper_ci,
        measured.period,
        required,
        move.trend.slope,
        move.trend.lower_ci,
        move.trend.upper_ci,
        verdict,
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
