"""What the latest figure is, and in which direction it has gone."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.claims.claim import Statement, claim_figure, claim_words, join, rows_of, state
from analysis.claims.words import for_sex, for_sexes, lower_first, upper_first
from analysis.findings.trends import TrendFinding

UNKNOWN = "cannot be calculated"


def headline_trend(finding: TrendFinding, area_name: str) -> Statement:
    """State what the latest figure is and in which direction it has gone."""
    about = finding.indicator
    own = finding.series[(finding.series["role"] == "area") & finding.series["value"].notna()]
    if own.empty:
        return state(
            "No figure on {name} is published for {area}{reason}.",
            name=lower_first(about.name),
            area=area_name,
            reason=f": {finding.absence}" if finding.absence else "",
        )
    latest = own.groupby("sex", sort=True).tail(1)
    figures = [
        state(
            "{figure}{whom}",
            figure=claim_figure(row, about.decimals, about.unit),
            whom=for_sex(row["sex"], alone=len(latest) == 1),
        )
        for row in rows_of(latest)
    ]
    return state(
        "{directions}: {name} in {area}, {figures} in {periods}.",
        name=lower_first(about.name),
        area=area_name,
        figures=join(figures),
        periods=join(list(dict.fromkeys(latest["period"]))),
        directions=describe_directions(finding.directions, about.indicator),
    )


def describe_directions(directions: pd.DataFrame, indicator: str) -> Statement:
    """Say each direction once, with those to whom it applies."""
    said: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows_of(directions):
        said.setdefault(_words(row), []).append({"indicator": indicator, **row})
    parts = []
    for words, rows in said.items():
        claims = [claim_direction(words, row) for row in rows]
        whom = for_sexes([str(row["sex"]) for row in rows], len(directions))
        parts.append(Statement(f"{words}{whom}", [c for one in claims for c in one.claims]))
    joined = join(parts, by="; ", last="; ")
    return Statement(upper_first(joined), joined.claims)


def claim_direction(words: str, row: Mapping[str, Any]) -> Statement:
    """Claim a direction word, with the slope and interval that decided it."""
    period = f"{row['first_period']} up to {row['last_period']}"
    decided = {**row, "period": period, "value": row["slope"]}
    return claim_words(words, decided, rule=f"recent direction: {row['method'] or row['note']}")


def _words(row: Mapping[str, Any]) -> str:
    if row["direction"] == UNKNOWN:
        return "the recent direction cannot be calculated"
    return f"{row['direction']} since {row['first_period']}"
