"""How many of an area's figures are better, similar or worse, and what is not known."""

import pandas as pd

from analysis.claims.claim import Statement, claim_words, join, state
from analysis.claims.prose import Prose
from analysis.claims.words import count_of, is_or_are, lower_first
from analysis.data.areas import GROUP, Places, get_area
from analysis.data.raw import locate

JUDGED = ("better", "similar", "worse")


def describe_profile(profile: pd.DataFrame, places: Places) -> Prose:
    """Say how many indicators are better, similar or worse, and what cannot be compared."""
    names = {"area": places.area_name, "comparator": places.comparator_name}
    sentences = [_compared(profile, places, names)]
    known = profile[profile["value"].notna()]
    without = known[known["verdict"] == "not compared"]
    if len(without):
        sentences.append(
            state(
                "Another {number} {are} shown but not compared, because the publisher gives no "
                "interval for them or no figure of {comparator} for the same period.",
                number=_count(without, places, count_of(len(without), "figure")),
                are=is_or_are(len(without)),
                comparator=names["comparator"],
            )
        )
    missing = profile.loc[profile["value"].isna(), "name"]
    if len(missing):
        sentences.append(
            state(
                "No figure is published for {area} on {names}.",
                area=names["area"],
                names=join([lower_first(str(name)) for name in missing]),
            )
        )
    if get_area(places.area_code).type == GROUP:
        sentences.append(
            state(
                "{area} is several areas taken together: counts are summed and rates recomputed "
                "from them; where only rates are published it has none.",
                area=names["area"],
            )
        )
    return Prose(tuple(sentences))


def _compared(profile: pd.DataFrame, places: Places, names: dict[str, str]) -> Statement:
    judged = profile[profile["verdict"].isin(JUDGED)]
    if judged.empty:
        return state(
            "No latest figure of {area} has an interval that allows a comparison.", **names
        )
    groups = {word: judged[judged["verdict"] == word] for word in JUDGED}
    counts = [
        _count(rows, places, f"{len(rows)} {is_or_are(len(rows))} {word}")
        for word, rows in groups.items()
        if len(rows)
    ]
    return state(
        "Of the {number} latest figures of {area} whose 95% interval allows a comparison with "
        "{comparator}, {counts}.",
        number=_count(judged, places, str(len(judged))),
        counts=join(counts),
        **names,
    )


def _count(rows: pd.DataFrame, places: Places, text: str) -> Statement:
    """Claim a count of figures; its sources are the files of those counted."""
    sources = tuple(locate(f"indicators/{slug}") for slug in rows["indicator"].unique())
    counted = {
        "indicator": "all indicators",
        "area_code": places.area_code,
        "period": "latest of each",
        "value": len(rows),
        "sources": sources,
    }
    return claim_words(text, counted, rule="benchmark: the comparator and the 95% interval")
