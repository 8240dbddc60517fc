"""How many indicators are getting better or worse, and how many chance alone would flag."""

import pandas as pd

from analysis.chapters.trend.findings import (
    CHANGING,
    IMPROVING,
    STEADY,
    UNKNOWN,
    WORSENING,
    ChangesFinding,
)
from analysis.claims.claim import Statement, claim_words, join, state
from analysis.claims.prose import Prose
from analysis.claims.words import is_or_are, lower_first
from analysis.data.areas import Places
from analysis.data.raw import locate
from analysis.formats import format_number

RULE = "recent direction of each, by its rule, and its polarity"
FLAGGED = (IMPROVING, WORSENING, CHANGING)


def describe_changes(finding: ChangesFinding, places: Places) -> Prose:
    """Say how many changes are clear, and how many chance alone would show."""
    changes = finding.changes
    tested = changes[changes["p_value"].notna()]
    if tested.empty:
        return Prose(
            (state("No recent direction can be given for {area}.", area=places.area_name),)
        )
    flagged = tested[tested["progress"].isin(FLAGGED)]
    kept = tested[tested["flagged"]]
    expected = claim_words(
        f"about {format_number(finding.expected, 1)}",
        _counted(tested, places, finding.expected),
        rule="number of tests times the level of each",
    )
    sentences = [
        state(
            "Of {number} with a recent direction in {area}, {counts}.",
            number=_claim(tested, places, f"{len(tested)} series"),
            area=places.area_name,
            counts=_counts(tested, places),
        ),
        state(
            "If nothing at all had changed, chance alone would flag {expected} of them; {flagged} "
            "{are} flagged. At a false discovery rate of {rate}, {kept} would be.",
            expected=expected,
            flagged=_claim(flagged, places, str(len(flagged))),
            are=is_or_are(len(flagged)),
            rate=_claim(kept, places, "5%"),
            kept=_claim(kept, places, str(len(kept))),
        ),
    ]
    lists = (flagged[flagged["progress"] == word] for word in (IMPROVING, WORSENING))
    return Prose((*sentences, *(_named(rows, places) for rows in lists if len(rows))))


def _named(rows: pd.DataFrame, places: Places) -> Statement:
    """Name the series of one word, each with the period that it goes up to."""
    pairs = zip(rows["name"], rows["last_period"], strict=True)
    names = [f"{lower_first(str(name))} (up to {period})" for name, period in pairs]
    lead = _claim(rows, places, str(rows["progress"].iloc[0]).capitalize())
    return state("{lead}: {names}.", lead=lead, names=join(names, by="; ", last="; "))


def headline_stage(rows: pd.DataFrame, stage: str, places: Places) -> Statement:
    """State how many series of one stage of life are getting better or worse."""
    return state(
        "{stage} in {area}: {counts}.",
        stage=stage,
        area=places.area_name,
        counts=_counts(rows, places),
    )


def _counts(rows: pd.DataFrame, places: Places) -> Statement:
    parts = []
    for word, said in (
        (IMPROVING, "{are} getting better"),
        (WORSENING, "{are} getting worse"),
        (CHANGING, "{are} changing, with no better direction"),
        (STEADY, "{show} no significant change"),
        (UNKNOWN, "cannot be judged"),
    ):
        those = rows[rows["progress"] == word]
        if len(those):
            number = len(those)
            words = said.format(are=is_or_are(number), show="shows" if number == 1 else "show")
            parts.append(_claim(those, places, f"{number} {words}"))
    return join(parts)


def _claim(rows: pd.DataFrame, places: Places, text: str) -> Statement:
    return claim_words(text, _counted(rows, places, len(rows)), rule=RULE)


def _counted(rows: pd.DataFrame, places: Places, value: float) -> dict[str, object]:
    slugs = rows["indicator"].unique()
    sources = tuple(locate(f"indicators/{slug}") for slug in slugs)
    return {
        "indicator": "all indicators",
        "area_code": places.area_code,
        "period": "latest of each",
        "value": value,
        "sources": sources or (locate("catalogue"),),
    }
