"""How many of an area's figures are better, similar or worse, and what is not known."""

import pandas as pd

from analysis.claims.figure import Tally, agree
from analysis.claims.sentence import Prose, Sentence, names_in, state
from analysis.data.areas import GROUP, Places, get_area
from analysis.findings.vocabulary import CANNOT_COMPARE, JUDGED

NO_OTHER = "we hold no interval, or no figure of {places.comparator_name} for the same period."
OWN = "{places.area_name} is its own comparator."


def describe_profile(profile: pd.DataFrame, places: Places) -> Prose:
    """Say how many indicators are better, similar or worse, and what cannot be compared."""
    tally = Tally(places.area_code)
    sentences = [compare_profile(profile, places)]
    known = profile[profile["value"].notna() & profile["counted"].astype(bool)]
    without = known[known["verdict"] == CANNOT_COMPARE]
    if len(without):
        sentences.append(
            state(
                agree(
                    "Another {number} [is|are] shown but cannot be compared: "
                    + (OWN if places.area_code == places.comparator_code else NO_OTHER),
                    len(without),
                ),
                number=tally.count(without, "# figure[|s]"),
                places=places,
            )
        )
    missing = profile.loc[profile["value"].isna(), "name"]
    if len(missing):
        sentences.append(
            state(
                "We hold no figure of {places.area_name} on {names}.",
                places=places,
                names=names_in(missing, by=", ", last=" and "),
            )
        )
    if get_area(places.area_code).type == GROUP:
        sentences.append(
            state(
                "{places.area_name} is several areas taken together: counts are summed and rates "
                "recomputed from them; where only rates are published it has none.",
                places=places,
            )
        )
    return Prose(*sentences)


def compare_profile(profile: pd.DataFrame, places: Places) -> Sentence:
    """Say how many of the figures that can be compared are better, similar or worse."""
    judged = profile[profile["verdict"].isin(JUDGED) & profile["counted"].astype(bool)]
    tally = Tally(places.area_code)
    if judged.empty:
        return state(
            "No latest figure of {places.area_name} has an interval that allows a comparison.",
            places=places,
        )
    return state(
        "Of the {number} latest figures of {places.area_name} whose 95% interval allows a "
        "comparison with {places.comparator_name}, {counts}.",
        number=tally.count(judged),
        counts=tally.each(judged, "verdict", JUDGED),
        places=places,
    )
