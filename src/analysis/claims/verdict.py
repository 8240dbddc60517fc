"""What the table of verdicts says of a fact, as words with claims: the same on every page."""

from typing import Any

import pandas as pd

from analysis.claims.claim import PUBLISHED
from analysis.claims.figure import NO_LIMITS, Row, claim_figure, claim_words
from analysis.claims.sentence import Sentence, once
from analysis.claims.words import gap_unit, lower_first
from analysis.data.indicators import describe_indicator
from analysis.data.raw import locate
from analysis.findings.level import Figure
from analysis.findings.movement import Movement
from analysis.findings.parts import find_parts
from analysis.findings.verdicts import ENDS, GROUPS, Verdict
from analysis.findings.vocabulary import CANNOT_TELL
from analysis.formats import name_with_sex

SIZES = {
    "absolute": "absolute gap: first minus second, asymmetric limits kept",
    "relative": "relative gap: first over second, variances of the logarithms added",
}


INSIDE = " (free school meals)"
"""What sets a gap between groups apart from the gap of the first of them to the comparator."""
SAID = {CANNOT_TELL: "cannot tell which way"}


def size_rule(measure: str, *, inside: bool) -> str:
    """Name the rule of the size of a gap; one between groups in an area is apart from others."""
    return SIZES[measure].replace(" gap", f" gap{INSIDE}" if inside else " gap")


def subject_of(verdict: Verdict, figure: Figure) -> dict[str, Any]:
    """Name what words about a fact are of, with the numbers that stand behind them."""
    about = verdict.indicator
    sources = [locate(f"indicators/{slug}") for slug in _slugs(verdict)]
    return {
        "indicator": about.indicator,
        "area_code": verdict.area_code,
        "sex": verdict.sex,
        "period": verdict.period,
        "value": figure.value,
        "lower_ci": figure.lower_ci,
        "upper_ci": figure.upper_ci,
        "sources": tuple(sources),
    }


def _slugs(verdict: Verdict) -> list[str]:
    other = verdict.pair.others if verdict.pair else ""
    return [slug for slug in (verdict.indicator.indicator, other) if slug]


def say_figure(verdict: Verdict, *, note: bool = False) -> Sentence:
    """Write the area's figure; with `note`, say so where no interval is held."""
    about = verdict.indicator
    row = subject_of(verdict, verdict.figure)
    said = claim_figure(row, about.decimals, _unit(about.unit), rule=PUBLISHED)
    return said + " (no interval held)" if note and not verdict.figure.has_limits else said


def say_parts(row: Row) -> Sentence:
    """Add what a figure is made of, as a sentence; nothing where it has no parts."""
    found, about = find_parts(row), describe_indicator(str(row["indicator"]))
    if found is None:
        return Sentence("")
    slugs = (about.indicator, found.part["indicator"])
    sources = tuple(locate(f"indicators/{slug}") for slug in slugs)
    rest = claim_figure(
        {name: row[name] for name in ("indicator", "area_code", "sex", "period")}
        | {"value": found.rest, "sources": sources},
        about.decimals,
        about.unit,
        rule=" minus ".join(slugs),
    )
    part = claim_figure(found.part, about.decimals, about.unit)
    of = f" Within it: {lower_first(found.name)}, "
    return of + part + f"; {found.rest_name}, " + rest + " (no interval held)."


def say_value(verdict: Verdict) -> Sentence:
    """Write the area's figure where its interval stands beside it."""
    about, row = verdict.indicator, subject_of(verdict, verdict.figure)
    return claim_figure(row | NO_LIMITS, about.decimals, _unit(about.unit))


def say_beside(verdict: Verdict, area_code: str, *, limits: bool = True) -> Sentence:
    """Write the comparator's figure."""
    about, row = verdict.indicator, subject_of(verdict, verdict.beside)
    row |= {"area_code": area_code} | ({} if limits else NO_LIMITS)
    return claim_figure(row, about.decimals, _unit(about.unit))


def _unit(unit: str) -> str:
    return "out of 10" if unit == "mean score 0 to 10" else unit


def say_gap(verdict: Verdict, measure: str = "absolute") -> Sentence:
    """Write the latest gap, as a difference or as a ratio."""
    about, figure = verdict.indicator, getattr(verdict, measure)
    unit, digits = (gap_unit(about.unit), about.decimals)
    if measure == "relative":
        unit, digits = "times", 2
    rule = size_rule(measure, inside=verdict.between == GROUPS)
    return claim_figure(subject_of(verdict, figure), digits, unit, rule=rule)


def say_level(verdict: Verdict) -> Sentence:
    """Claim the level, by the gap that decides it."""
    one, rule = verdict.compared, f"level: {verdict.level_rule}"
    return claim_words(verdict.level, subject_of(one, one.absolute), rule=rule)


def say_direction(verdict: Verdict) -> Sentence:
    """Claim where the area's own figure goes."""
    return claim_movement(verdict, verdict.direction, "direction")


def say_gap_move(verdict: Verdict, measure: str = "absolute") -> Sentence:
    """Claim where a gap goes."""
    move = verdict.gap if measure == "absolute" else verdict.ratio
    what = f"trend of the {measure} gap" + (INSIDE if verdict.between == GROUPS else "")
    return claim_movement(verdict, move, what, SAID.get(move.word, ""))


def say_moves(verdict: Verdict) -> Sentence:
    """Say where a gap goes, as a difference and as a ratio where these part."""
    absolute, relative = (say_gap_move(verdict, measure) for measure in ("absolute", "relative"))
    if verdict.between == ENDS or verdict.gap.word == verdict.ratio.word:
        return once([absolute, relative]) if verdict.between != ENDS else absolute
    return absolute + " as a difference, " + relative + " as a ratio"


def claim_movement(verdict: Verdict, move: Movement, what: str, words: str = "") -> Sentence:
    """Claim a word about change, with the slope and interval that decide it."""
    trend = move.trend
    row = subject_of(verdict, Figure(trend.slope, trend.lower_ci, trend.upper_ci))
    row |= {"period": f"{move.first_period} up to {move.last_period}"}
    return claim_words(words or move.word, row, rule=f"{what}: {move.method}")


def rows_with(verdicts: list[Verdict]) -> pd.DataFrame:
    """Lay verdicts out as rows that counts are taken of."""
    rows = [
        {"indicator": one.indicator.indicator, "area_code": one.area_code, "name": name_of(one)}
        for one in verdicts
    ]
    return pd.DataFrame(rows, columns=["indicator", "area_code", "name"])


def name_of(verdict: Verdict) -> str:
    """Name an indicator with whom it is of."""
    return name_with_sex(verdict.indicator.name, verdict.sex)
