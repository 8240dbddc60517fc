"""How many gaps are closing fast enough to be halved in time."""

import pandas as pd

from analysis.claims.claim import Statement, claim_words, join, state
from analysis.claims.prose import Prose
from analysis.claims.words import count_of, is_or_are
from analysis.data.areas import Places
from analysis.data.raw import locate

RULE = "required rate: both ends of the 95% interval of the yearly change against what is needed"
VERDICTS = {
    "fast enough": "closing fast enough",
    "too slow": "not closing fast enough",
    "too uncertain": "too uncertain to say",
}


def describe_required_rates(rates: pd.DataFrame, places: Places, target_year: int) -> Prose:
    """Say how many gaps are closing fast enough to be halved by a year."""
    judged = rates[rates["verdict"].isin(list(VERDICTS))]
    by = claim_words(f"by {target_year}", _counted(judged, places, target_year), rule="parameter")
    if judged.empty:
        return Prose((state("No gap of {area} can be judged {by}.", area=places.area_name, by=by),))
    counts = [
        _count(judged[judged["verdict"] == verdict], places, words)
        for verdict, words in VERDICTS.items()
        if (judged["verdict"] == verdict).any()
    ]
    sentences = [
        state(
            "Of {number} that are followed in {area}, {counts}, if half of each is to be closed "
            "{by}.",
            number=_claim(judged, places, count_of(len(judged), "gap")),
            area=places.area_name,
            counts=join(counts),
            by=by,
        )
    ]
    others = len(rates) - len(judged)
    if others:
        sentences.append(
            state(
                "{number} more {have} nothing to close or cannot be judged: the table says why.",
                number=_claim(rates[~rates.index.isin(judged.index)], places, str(others)),
                have="has" if others == 1 else "have",
            )
        )
    sentences.append(
        state(
            "A trend is not a forecast: the last columns show where the gap would stand if the "
            "trend so far went on, with the interval of that trend."
        )
    )
    return Prose(tuple(sentences))


def _count(rows: pd.DataFrame, places: Places, words: str) -> Statement:
    return _claim(rows, places, f"{len(rows)} {is_or_are(len(rows))} {words}")


def _claim(rows: pd.DataFrame, places: Places, text: str) -> Statement:
    return claim_words(text, _counted(rows, places, len(rows)), rule=RULE)


def _counted(rows: pd.DataFrame, places: Places, value: float) -> dict[str, object]:
    slugs: list[str] = rows["indicator"].unique().tolist() if len(rows) else []
    return {
        "indicator": "all gaps",
        "area_code": places.area_code,
        "period": "latest of each",
        "value": value,
        "sources": tuple(locate(f"indicators/{slug}") for slug in slugs) or (locate("catalogue"),),
    }
