"""England by deprivation tenth in sentences: the slope, its direction, and the ages behind it."""

import pandas as pd

from analysis.chapters.national.findings import NationalSlope
from analysis.claims.claim import Statement, claim_figure, claim_words, join, rows_of, state
from analysis.claims.words import for_sex
from analysis.data.areas import ENGLAND
from analysis.data.mortality import DEATHS_UNDER_75
from analysis.data.raw import locate

ARRIAGA = "Arriaga's decomposition of the years lived before 75, the mean of both directions"
SLOPE = "slope index of inequality over the ten tenths"


def headline_national_slope(finding: NationalSlope) -> Statement:
    """State the latest slope index for each sex and what it has done."""
    latest = finding.indices.groupby("sex").tail(1)
    first = str(finding.indices["period"].iloc[0])
    figures, words = [], []
    for row in rows_of(latest):
        sex = str(row["sex"])
        about = _about(finding, str(row["period"]), sex)
        numbers = {name: row[name] for name in ("value", "lower_ci", "upper_ci")}
        figure = claim_figure(about | numbers, finding.decimals, "years", rule=SLOPE)
        figures.append(state("{figure}{whom}", figure=figure, whom=for_sex(sex)))
        for measure in ("absolute", "relative"):
            trend = finding.trends[sex, measure]
            decided = {"value": trend.slope, "lower_ci": trend.lower_ci, "upper_ci": trend.upper_ci}
            span = _about(finding, f"{first} up to {row['period']}", sex)
            word = claim_words(
                trend.direction, span | decided, rule=f"trend of the {measure} gap: {trend.method}"
            )
            words.append(
                state("{measure} {word}{whom}", measure=measure, word=word, whom=for_sex(sex))
            )
    return state(
        "Slope index across England's tenths: {figures} in {period}. Since {first}: {words}.",
        figures=join(figures),
        period=str(latest["period"].iloc[0]),
        first=first,
        words=_directions(words),
    )


def _directions(words: list[Statement]) -> Statement:
    """Say one word once where both sexes and both measures have it."""
    said = {str(word.claims[0].text) for word in words}
    if len(said) > 1:
        return join(words, by="; ", last="; ")
    claims = [claim for word in words for claim in word.claims]
    return state(
        "the absolute and the relative gap of both sexes: {word}",
        word=Statement(said.pop(), claims),
    )


def _about(finding: NationalSlope, period: str, sex: str) -> dict[str, object]:
    return {
        "indicator": finding.slug,
        "area_code": ENGLAND,
        "period": period,
        "sex": sex,
        "sources": (locate(finding.stem),),
    }


def headline_ages(rows: pd.DataFrame) -> Statement:
    """State the gap in years lived before an age, and the age band that adds most."""
    parts = []
    for sex, own in rows.groupby("sex"):
        largest = own.sort_values("contribution", kind="stable").iloc[-1]
        about = {
            "indicator": "deaths-under-75-by-deprivation-decile",
            "area_code": ENGLAND,
            "period": str(largest["period"]),
            "sex": str(sex),
            "sources": (locate(DEATHS_UNDER_75),),
        }
        parts.append(
            state(
                "{gap}{whom}, of which {part} at ages {band}",
                gap=claim_figure(about | {"value": largest["gap"]}, 1, "years", rule=ARRIAGA),
                whom=for_sex(str(sex)),
                part=claim_figure(
                    about | {"value": largest["contribution"]}, 1, "years", rule=ARRIAGA
                ),
                band=str(largest["part"]),
            )
        )
    under = claim_words("75", about | {"value": 75.0}, rule="the deaths are known below this age")
    return state(
        "People of the least deprived tenth live longer before the age of {under} in {period}, "
        "without an interval: {parts}.",
        under=under,
        period=str(rows["period"].iloc[0]),
        parts=join(parts, by="; ", last="; "),
    )
