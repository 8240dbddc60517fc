"""What the plans of the book's authorities promise, and how each promise is doing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.chapters.core20plus5.findings import UNKNOWN, find_core20plus5
from analysis.chapters.plan.findings import PlanFinding, find_plan
from analysis.data.areas import Places
from analysis.data.documents.published import Targets
from analysis.data.indicators import slug_of
from analysis.findings.gaps import find_gap

ENDS = ("", "_lower_ci", "_upper_ci")
PATH = (
    *("period", "latest", "lower_ci", "upper_ci", "required", "slope"),
    *("slope_lower_ci", "slope_upper_ci", "span", "method", "verdict"),
)
TARGET_COLUMNS = (
    *("area_code", "area_name", "clinical_area", "measure", "indicator", "baselines"),
    *("target", "unit", "due", "published", "document", *PATH),
)
GOAL_COLUMNS = (
    *("area_code", "area_name", "plan_slug", "goal", "indicator", "name", "sex"),
    *("unit", "decimals", "first_period", "first", "first_lower_ci", "first_upper_ci"),
    *("period", "latest", "lower_ci", "upper_ci"),
    *("slope", "slope_lower_ci", "slope_upper_ci", "direction", "relative_direction", "method"),
)


@dataclass(frozen=True)
class Promises:
    """What plans promise, beside what the figures say of it."""

    plans: tuple[tuple[PlanFinding, Places], ...]
    # `TARGET_COLUMNS`, a row a published target and authority: ``verdict`` is that of
    # `find_trajectory`, ``baselines`` are as published. A target that no figure measures is one row
    # for all its authorities.
    targets: pd.DataFrame
    goals: pd.DataFrame


def find_promises(
    given: Sequence[Mapping[str, Any]],
    places: Sequence[Places],
    documents: tuple[Mapping[str, Any], Mapping[str, Mapping[str, Any]]],
    edition_date: str,
) -> Promises:
    """Find what each plan promises and where it stands.

    Parameters
    ----------
    given : sequence of mapping
        The authorities as the parameter of that name holds them; ``plan`` names the plan of each.
    places : sequence of Places
        The same authorities.
    documents : tuple
        The published targets, and the plans by slug.
    edition_date : str
        The day that due dates are held against; never the clock.
    """
    targets, plans = documents
    slugs = [str(one.get("plan", "")) for one in given]
    tracked = [
        (found, places[slugs.index(slug)])
        for slug in dict.fromkeys(slugs)
        if (found := find_plan(plans.get(slug, {}), edition_date)) is not None
    ]
    by_slug = {found.plan.slug: found for found, _ in tracked}
    goals = [
        row
        for one, slug in zip(places, slugs, strict=True)
        if slug in by_slug
        for row in _goals(by_slug[slug], one)
    ]
    return Promises(
        tuple(tracked),
        _together([row for one in places for row in _targets(targets, one)]),
        pd.DataFrame(goals, columns=GOAL_COLUMNS),
    )


def _targets(given: Mapping[str, Any], places: Places) -> list[dict[str, Any]]:
    targets = Targets.model_validate(given).of(places.area_code)
    return [
        {"area_code": places.area_code, "area_name": places.area_name}
        | {name: getattr(one.about, name) for name in ("clinical_area", "measure", "baselines")}
        | {"indicator": one.about.measured_by}
        | {"target": path.target.value}
        | {name: getattr(path.target, name) for name in ("unit", "due", "published", "document")}
        | {name: getattr(path, name) for name in PATH}
        for one in find_core20plus5(targets.model_dump(), places).clinical
        for path in one.trajectories
    ]


def _together(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Give a target that no figure measures once, for all the authorities that it is of."""
    data = pd.DataFrame(rows, columns=TARGET_COLUMNS)
    same = ["measure", "target", "published", "document"]
    unknown = data["verdict"] == UNKNOWN
    names = data[unknown].groupby(same)["area_name"].transform(" and ".join)
    data.loc[unknown, "area_name"] = names
    return data[~(unknown & data.duplicated([*same, "verdict"]))].reset_index(drop=True)


def _goals(finding: PlanFinding, places: Places) -> list[dict[str, Any]]:
    """Give the first and the latest gap that the trend looks at, for each sex."""
    gap = find_gap(slug_of("healthy life expectancy"), places)
    about = {"area_code": places.area_code, "area_name": places.area_name}
    about |= {"plan_slug": finding.plan.slug, "goal": finding.plan.goal}
    names = ("indicator", "name", "unit", "decimals")
    about |= {name: getattr(gap.indicator, name) for name in names}
    rows = []
    for (sex, measure), move in gap.moves.items():
        gaps = gap.gaps[gap.gaps["sex"] == sex].set_index("period")
        if measure != "absolute" or move.first_period not in gaps.index:
            continue
        first, last = gaps.loc[move.first_period], gaps.loc[move.last_period]
        rows.append(
            about
            | {"sex": sex, "first_period": move.first_period, "period": move.last_period}
            | {f"first{end}": first[f"absolute{end}"] for end in ENDS}
            | {(end or "latest").lstrip("_"): last[f"absolute{end}"] for end in ENDS}
            | {"slope": move.trend.slope, "direction": move.word, "method": move.method}
            | {f"slope_{end}": getattr(move.trend, end) for end in ("lower_ci", "upper_ci")}
            | {"relative_direction": gap.moves[sex, "relative"].word}
        )
    return rows
