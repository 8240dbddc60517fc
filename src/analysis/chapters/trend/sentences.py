"""What the latest figure is and where it has gone, and how many changes chance alone would flag."""

from typing import Any

import pandas as pd

from analysis.chapters.trend.findings import (
    CHANGING,
    IMPROVING,
    STEADY,
    UNKNOWN,
    WORSENING,
    ChangesFinding,
)
from analysis.claims.figure import Row, Tally, agree, claim_figure, claim_move, rows_of
from analysis.claims.sentence import Prose, Sentence, join, listed, once_by_sex, state, tell
from analysis.claims.words import for_sex, lower_first
from analysis.data.areas import Places
from analysis.findings.trends import TrendFinding
from analysis.formats import format_number

RULE = "recent direction of each, by its rule, and its polarity"
COUNTS = {
    IMPROVING: "# [is|are] getting better",
    WORSENING: "# [is|are] getting worse",
    CHANGING: "# [is|are] changing, with no better direction",
    STEADY: "# [shows|show] no significant change",
    UNKNOWN: "# cannot be judged",
}


def headline_trend(finding: TrendFinding, area_name: str) -> Sentence:
    """State what the latest figure is and in which direction it has gone."""
    about, name = finding.indicator, lower_first(finding.indicator.name)
    latest = finding.latest
    if latest.empty:
        reason = f": {finding.absence}" if finding.absence else ""
        return state("No figure on {name} is published for {area}{reason}.",
                     name=name, area=area_name, reason=reason)  # fmt: skip
    figures = [
        claim_figure(row, about.decimals, about.unit) + for_sex(row["sex"], alone=len(latest) == 1)
        for row in rows_of(latest)
    ]
    return state(
        "{directions}: {name} in {area}, {figures} in {periods}.",
        name=name,
        area=area_name,
        figures=join(figures),
        periods=join(dict.fromkeys(latest["period"])),
        directions=describe_directions(finding),
    )


def describe_directions(finding: TrendFinding) -> Sentence:
    """Say each direction once, with those to whom it applies."""
    rows = [
        {"indicator": finding.indicator.indicator, **row} for row in rows_of(finding.directions)
    ]
    return once_by_sex(rows, lambda row: claim_direction(_words(row), row)).capitalised()


def claim_direction(words: str, row: dict[str, Any]) -> Sentence:
    """Claim a direction word, with the slope and interval that decided it."""
    return claim_move(words, row | {"method": row["method"] or row["note"]}, "recent direction")


def _words(row: Row) -> str:
    if row["direction"] == UNKNOWN:
        return "the recent direction cannot be calculated"
    return f"{row['direction']} since {row['first_period']}"


def describe_changes(finding: ChangesFinding, places: Places) -> Prose:
    """Say how many changes are clear, and how many chance alone would show."""
    changes, tally = finding.changes, Tally(places.area_code, RULE)
    tested = changes[changes["p_value"].notna()]
    if tested.empty:
        return tell("No recent direction can be given for {places.area_name}.", places=places)
    flagged = tested[tested["progress"].isin([IMPROVING, WORSENING, CHANGING])]
    kept = tested[tested["flagged"]]
    expected = tally.count(
        tested,
        f"about {format_number(finding.expected, 1)}",
        value=finding.expected,
        rule="number of tests times the level of each",
    )
    lists = (flagged[flagged["progress"] == word] for word in (IMPROVING, WORSENING))
    return Prose(
        state(
            "Of {number} with a recent direction in {area}, {counts}.",
            number=tally.count(tested, "# series"),
            area=places.area_name,
            counts=tally.each(tested, "progress", COUNTS),
        ),
        state(
            agree(
                "If nothing at all had changed, chance alone would flag {expected} of them; "
                "{flagged} [is|are] flagged. At a false discovery rate of {rate}, {kept} would be.",
                len(flagged),
            ),
            expected=expected,
            flagged=tally.count(flagged),
            rate=tally.count(kept, "5%"),
            kept=tally.count(kept),
        ),
        *(_named(rows, tally) for rows in lists if len(rows)),
    )


def _named(rows: pd.DataFrame, tally: Tally) -> Sentence:
    """Name the series of one word, each with the period that it goes up to."""
    pairs = zip(rows["name"], rows["last_period"], strict=True)
    names = [f"{lower_first(str(name))} (up to {period})" for name, period in pairs]
    lead = tally.count(rows, str(rows["progress"].iloc[0]).capitalize())
    return state("{lead}: {names}.", lead=lead, names=listed(names))


def headline_stage(rows: pd.DataFrame, stage: str, places: Places) -> Sentence:
    """State how many series of one stage of life are getting better or worse."""
    counts = Tally(places.area_code, RULE).each(rows, "progress", COUNTS)
    return state("{stage} in {area}: {counts}.", stage=stage, area=places.area_name, counts=counts)
