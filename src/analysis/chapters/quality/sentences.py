"""What is good and what is missing in the figures of an area, as findings."""

import pandas as pd

from analysis.chapters.quality.findings import BREAKDOWNS, NO_INTERVALS, NOT_KNOWN, YES
from analysis.claims.claim import Statement, claim_words, join, state
from analysis.claims.prose import Prose
from analysis.claims.words import count_of, has_or_have, lower_first
from analysis.data.areas import Places
from analysis.data.raw import locate

OLD_YEARS = 5
BY = {
    "sex": "for females and males",
    "age": "by age",
    "deprivation": "by deprivation or free school meals",
    "ward": "for wards",
}


def describe_quality(quality: pd.DataFrame, places: Places) -> Prose:
    """Say how old, how sure and how complete the figures of an area are."""
    known = quality[quality["figures"] > 0]
    if known.empty:
        return Prose((state("No figure is published for {area}.", area=places.area_name),))
    old = known[known["years_old"] > OLD_YEARS]
    said = [
        state(
            "{known} of {all} {have} figures for {area}.",
            known=_count(known, places, str(len(known))),
            all=_count(quality, places, count_of(len(quality), "indicator")),
            have=has_or_have(len(known)),
            area=places.area_name,
        ),
        state(
            "{number} {have} no intervals, so chance cannot be told apart from a difference in "
            "one year.",
            number=_counted(known[known["intervals"] == NO_INTERVALS], places),
            have=has_or_have(int((known["intervals"] == NO_INTERVALS).sum())),
        ),
        state(
            "{number} {have} a latest figure that is more than five years old{names}.",
            number=_counted(old, places),
            have=has_or_have(len(old)),
            names=_named(old),
        ),
    ]
    return Prose((*said, *_missing(known, places), *_absent(quality, places)), listed=True)


def _missing(known: pd.DataFrame, places: Places) -> list[Statement]:
    """Say what is withheld or lacking, what breaks, and of what the next release is known."""
    blank, gaps = known[known["blank"] > 0], known[known["absent"] > 0]
    broken = known[known["breaks"] != ""]
    moved = known[known["boundaries"] != ""]
    unknown = known[known["next_release"] == NOT_KNOWN]
    parts = (
        (blank, "{number} {have} rows without a value: withheld, or not available{names}."),
        (gaps, "{number} {have} no figure for a period for which {comparator} has one{names}."),
        (broken, "{number} {have} a break in the series{names}."),
        (moved, "For {number} the boundaries or codes changed during the series{names}."),
        (unknown, "For {number} the next release is not known."),
    )
    return [
        state(
            template,
            number=_counted(rows, places),
            have=has_or_have(len(rows)),
            comparator=places.comparator_name,
            names=_named(rows),
        )
        for rows, template in parts
        if len(rows)
    ]


def _absent(quality: pd.DataFrame, places: Places) -> list[Statement]:
    without = quality[quality["figures"] == 0]
    if without.empty:
        return []
    names = join([lower_first(str(name)) for name in without["name"]], by="; ", last="; ")
    return [
        state(
            "There is no figure at all for {area} on: {names}.", area=places.area_name, names=names
        )
    ]


def describe_breakdowns(breakdowns: pd.DataFrame, places: Places) -> Prose:
    """Say what the figures of an area cannot show, because they are not broken down."""
    said = []
    for name in BREAKDOWNS:
        there = breakdowns[breakdowns[name] == YES]
        said.append(
            state(
                "{number} of {all} {have} figures {by}{names}.",
                number=_counted(there, places, alone=True),
                all=_count(breakdowns, places, str(len(breakdowns))),
                have=has_or_have(len(there)),
                by=BY[name],
                names=_named(there) if len(there) < len(breakdowns) else "",
            )
        )
    return Prose(tuple(said), listed=True)


def _named(rows: pd.DataFrame, most: int = 8) -> str:
    """Name some things after a colon; nothing where there are none or too many to read."""
    if not 0 < len(rows) <= most:
        return ""
    return ": " + join([lower_first(str(name)) for name in rows["name"]], by="; ", last="; ")


def _counted(rows: pd.DataFrame, places: Places, *, alone: bool = False) -> Statement:
    words = str(len(rows)) if alone else count_of(len(rows), "indicator")
    return _count(rows, places, words if len(rows) else words.replace("0", "None", 1))


def _count(rows: pd.DataFrame, places: Places, text: str) -> Statement:
    slugs = rows["indicator"].unique()
    counted = {
        "indicator": "all indicators",
        "area_code": places.area_code,
        "period": "all periods",
        "value": len(rows),
        "sources": tuple(locate(f"indicators/{slug}") for slug in slugs) or (locate("catalogue"),),
    }
    return claim_words(text, counted, rule="counted from the files")
