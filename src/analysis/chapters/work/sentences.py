"""Work and health in sentences: what is better or worse, and where deprivation is found."""

from typing import Any

import pandas as pd

from analysis.chapters.profile.sentences import say_sides
from analysis.chapters.work.findings import share_in
from analysis.claims.figure import Tally, beside, claim_figure, claim_words, numbers_of, subject
from analysis.claims.sentence import Prose, Sentence, names_in, state
from analysis.claims.verdict import say_parts
from analysis.data.areas import Places
from analysis.data.raw import locate
from analysis.data.tidy import rows_of
from analysis.findings.small_areas import PERIOD, STEM
from analysis.findings.vocabulary import CANNOT_COMPARE
from analysis.formats import with_unit

COUNTED = "people of the small areas in these tenths over all people of the area"
ENDS = {"most": range(1, 3), "least": range(9, 11)}


def headline_work(rows: pd.DataFrame, places: Places) -> Sentence:
    """Say in how many figures on work the area is worse and better than its comparator."""
    judged = rows[rows["value"].notna() & (rows["verdict"] != CANNOT_COMPARE)]
    if judged.empty:
        return state(
            "We hold no interval for the figures on work of {places.area_name}, so none is "
            "compared",
            places=places,
        )
    tally = Tally(places.area_code, indicator="all indicators of work")
    sides = say_sides(judged, places, tally)
    return state("In work, {places.area_name} is {sides}", places=places, sides=sides)


def describe_work(rows: pd.DataFrame, places: Places) -> Prose:
    """Say of each figure on work where it stands against the comparator."""
    known = rows["value"].notna()
    said = [_figure(row | {"area_code": places.area_code}, places) for row in rows_of(rows[known])]
    if not known.all():
        said.append(
            state(
                "We hold no figure of {places.area_name} on {names}.",
                places=places,
                names=names_in(rows.loc[~known, "name"]),
            )
        )
    return Prose(*said, listed=True)


def _figure(row: dict[str, Any], places: Places) -> Sentence:
    figure = claim_figure(row, row["decimals"], row["unit"])
    if pd.isna(row["comparator_value"]):
        return state(
            "{row[name]}: {figure} in {row[period]}; {places.comparator_name} has no figure of "
            "this period.",
            row=row,
            figure=figure,
            places=places,
        )
    word = str(row["verdict"])
    if word == CANNOT_COMPARE:
        word = f"{word}, {row['verdict_rule']}"
    elif row["compared_in"]:
        word = f"{word} in {row['compared_in']}"
    other = beside(row, places.comparator_code)
    return state(
        "{row[name]}: {figure} in {row[period]}, against {other} in {places.comparator_name}: "
        "{verdict}.{parts}",
        row=row,
        figure=figure,
        other=claim_figure(other, row["decimals"], row["unit"]),
        places=places,
        verdict=claim_words(word, numbers_of(row, "gap"), rule=f"level: {row['verdict_rule']}"),
        parts=say_parts(row),
    )


def headline_disparity(disparity: pd.DataFrame, places: Places) -> Sentence:
    """State how many people live in the most and least deprived tenths for work and income."""
    parts = {}
    for domain in ("Employment", "Income"):
        for end, deciles in ENDS.items():
            share = share_in(disparity, domain, deciles)
            slug = f"{domain.lower()}-deprivation-2025"
            row = subject(slug, places.area_code, PERIOD, share, locate(STEM))
            words = claim_words(with_unit(share, 1, "%"), row, rule=COUNTED)
            parts[f"{domain.lower()}_{end}"] = words
    return state(
        "In {places.area_name}, {employment_most} of people live among the most deprived fifth of "
        "England for employment and {income_most} for income; {employment_least} and "
        "{income_least} live among the least deprived fifth.",
        places=places,
        **parts,
    )
