"""Work and health in sentences: what is better or worse, and where deprivation is found."""

from typing import Any

import pandas as pd

from analysis.chapters.work.findings import share_in
from analysis.claims.claim import Statement, claim_figure, claim_words, rows_of, state
from analysis.claims.prose import Prose
from analysis.claims.words import lower_first
from analysis.data.areas import Places
from analysis.data.raw import locate
from analysis.findings.small_areas import PERIOD, STEM
from analysis.formats import with_unit

BENCHMARK = "benchmark: the comparator and the 95% interval"
COUNTED = "people of the small areas in these tenths over all people of the area"


def describe_work(rows: pd.DataFrame, places: Places) -> Prose:
    """Say of each figure on work where it stands against the comparator."""
    known = rows[rows["value"].notna()]
    sentences = [_figure(row, places) for row in rows_of(known)]
    missing = rows.loc[rows["value"].isna(), "name"]
    sentences += [
        state("No figure is published for {area}: {name}.", area=places.area_name,
              name=lower_first(str(name)))
        for name in missing
    ]  # fmt: skip
    return Prose(tuple(sentences), listed=True)


def _figure(row: dict[str, Any], places: Places) -> Statement:
    own = row | {"area_code": places.area_code}
    unit, digits = str(row["unit"]), int(str(row["decimals"]))
    if pd.isna(row["comparator_value"]):
        return state(
            "{name}: {figure} in {period}; {comparator} has no figure of this period.",
            name=str(row["name"]),
            figure=claim_figure(own, digits, unit),
            period=str(row["period"]),
            comparator=places.comparator_name,
        )
    beside = row | {
        "area_code": places.comparator_code,
        "value": row["comparator_value"],
        "lower_ci": row["comparator_lower_ci"],
        "upper_ci": row["comparator_upper_ci"],
    }
    return state(
        "{name}: {figure} in {period}, against {other} in {comparator}: {verdict}.",
        name=str(row["name"]),
        figure=claim_figure(own, digits, unit),
        period=str(row["period"]),
        other=claim_figure(beside, digits, unit),
        comparator=places.comparator_name,
        verdict=claim_words(_verdict(str(row["verdict"])), own, rule=BENCHMARK),
    )


def _verdict(word: str) -> str:
    return "not compared, since no interval is published" if word == "not compared" else word


def headline_disparity(disparity: pd.DataFrame, places: Places) -> Statement:
    """State how many people live in the most and least deprived tenths for work and income."""
    parts = {}
    for domain in ("Employment", "Income"):
        for end, deciles in (("most", range(1, 3)), ("least", range(9, 11))):
            share = share_in(disparity, domain, deciles)
            row = {
                "indicator": f"{domain.lower()}-deprivation-2025",
                "area_code": places.area_code,
                "period": PERIOD,
                "value": share,
                "sources": (locate(STEM),),
            }
            parts[f"{domain.lower()}_{end}"] = claim_words(
                with_unit(share, 1, "%"), row, rule=COUNTED
            )
    return state(
        "In {area}, {employment_most} of people live among the most deprived fifth of England for "
        "employment and {income_most} for income; {employment_least} and {income_least} live among "
        "the least deprived fifth.",
        area=places.area_name,
        **parts,
    )
