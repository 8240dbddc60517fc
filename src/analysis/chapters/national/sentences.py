"""England by deprivation tenth in sentences: the slope, its direction, and the ages behind it."""

from math import nan
from typing import Any

import pandas as pd

from analysis.chapters.national.findings import NationalSlope
from analysis.claims.figure import (
    claim_figure,
    claim_move,
    claim_number,
    claim_words,
    say_limits,
    subject,
)
from analysis.claims.sentence import Sentence, headline, join, listed, once, state
from analysis.claims.words import for_sex
from analysis.data.areas import ENGLAND
from analysis.data.mortality import DEATHS_UNDER_75
from analysis.data.raw import locate
from analysis.data.tidy import rows_of
from analysis.findings.movement import Movement

ARRIAGA = "Arriaga's decomposition of the years lived before 75, the mean of both directions"
SLOPE = "slope index of inequality over the ten tenths"


def headline_national_slope(finding: NationalSlope) -> Sentence:
    """State the latest slope index for each sex and what it has done."""
    about = {"indicator": finding.slug, "area_code": ENGLAND, "sources": (locate(finding.stem),)}
    rows = [row | about for row in rows_of(finding.indices.groupby("sex").tail(1))]
    first = join(dict.fromkeys(move.first_period for move in finding.moves.values()))
    return headline(
        state(
            "Slope index across England's tenths: {figures} in {period}.",
            figures=join(
                claim_number(row, finding.decimals, "years", rule=SLOPE) + for_sex(row["sex"])
                for row in rows
            ),
            period=str(rows[0]["period"]),
        ),
        say_limits(rows, finding.decimals, "years", rule=SLOPE),
        state("Since {first}: {words}.", first=first, words=_directions(finding, rows)),
    )


def _directions(finding: NationalSlope, rows: list[dict[str, Any]]) -> Sentence:
    """Say one word once where both sexes and both measures have it."""
    words, said = [], []
    for row in rows:
        for measure in ("absolute", "relative"):
            move = finding.moves[row["sex"], measure]
            word = claim_move(_word(move), row | move.record, f"trend of the {measure} slope index")
            words.append(word)
            said.append(f"{measure} " + word + for_sex(row["sex"]))
    if len({word.text for word in words}) > 1:
        return listed(said)
    return "the absolute and the relative gap of both sexes: " + once(words)


def _word(move: Movement) -> str:
    if move.without_covid:
        return f"{move.word} (without the years of COVID-19, {move.without_covid})"
    return move.word


def headline_ages(rows: pd.DataFrame) -> Sentence:
    """State the gap in years lived before an age, and the age band that adds most."""
    period, gaps, parts = str(rows["period"].iloc[0]), [], []
    slug = "deaths-under-75-by-deprivation-decile"
    about = subject(slug, ENGLAND, period, nan, locate(DEATHS_UNDER_75))
    for sex, own in rows.groupby("sex"):
        about |= {"sex": str(sex)}
        largest = own.sort_values("contribution", kind="stable").iloc[-1]
        gap, part = (
            claim_figure(about | {"value": largest[name]}, 1, "years", rule=ARRIAGA)
            for name in ("gap", "contribution")
        )
        whom, band = for_sex(str(sex)), str(largest["part"])
        gaps.append(gap + whom)
        parts.append(state("{part} at ages {band}{whom}", part=part, whom=whom, band=band))
    under = claim_words("75", about | {"value": 75.0}, rule="the deaths are known below this age")
    return headline(
        state(
            "People of the least deprived tenth live longer before the age of {under}: {gaps}, "
            "{period}.",
            under=under,
            gaps=join(gaps),
            period=period,
        ),
        state("The ages that add most: {parts}. No interval can be given.", parts=join(parts)),
    )
