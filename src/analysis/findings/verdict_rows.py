"""The table of verdicts as rows for whoever takes the data away, with what its columns mean."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from analysis.findings.level import Figure
from analysis.findings.movement import Movement
from analysis.findings.pace import judge_pace
from analysis.findings.verdicts import Verdict
from analysis.findings.vocabulary import CANNOT_COMPARE
from analysis.formats import canonical

NUMBERS = ("value", "lower_ci", "upper_ci")
LIMITS = {"value": "", "lower_ci": ", lower 95% limit", "upper_ci": ", upper 95% limit"}
FIGURES = {
    "figure": "the area's figure",
    "beside": "the other figure of the same period",
    "absolute": "the figure minus the other",
    "relative": "the figure over the other",
}
MOVES = {
    "direction": "the area's own figure",
    "gap": "the absolute gap",
    "ratio": "the relative gap, as a logarithm",
}
WORDS = {
    "indicator": "the indicator's name in the catalogue",
    "area_code": "the area",
    "sex": "whom it is of",
    "between": "comparator, groups (by free school meals) or ends (of the area, by deprivation)",
    "first": "what comes first in the gap",
    "second": "what it is held against",
    "unit": "the unit of the figure",
    "polarity": "whether high or low is good, or neither",
    "computed": "whether its interval is worked out here from counts",
    "counted": "whether counts on pages include it: persons are not counted beside the sexes",
    "period": "the latest period",
    "old": "whether it ended more than five years before the edition",
    "level": "better, worse, similar, higher, lower or cannot compare",
    "level_period": "the period that the level is of: the latest with intervals",
    "level_rule": "what decided the level, or why nothing did",
    "size": "the gap in standard deviations between authorities; above nought to a disadvantage",
    "pace": "whether half of the gap closes by the locality's target year",
    "pace_note": "why there is none to close, or why it cannot be told",
    "needed": "the change a year that would halve the gap by then",
    "kept": "which of level, gap and direction stay when all of the area are judged together",
}


def dictionary() -> dict[str, tuple[str, str]]:
    """Say of each column of `tabulate` what type and meaning it has."""
    numbers = {
        f"{name}_{part}": ("number", meaning + words)
        for name, meaning in FIGURES.items()
        for part, words in LIMITS.items()
    }
    moves: dict[str, tuple[str, str]] = {}
    for name, meaning in MOVES.items():
        moves |= {
            f"{name}_word": ("string", f"where {meaning} goes"),
            f"{name}_slope": ("number", f"change a year of {meaning}"),
            f"{name}_slope_lower_ci": ("number", "its lower 95% limit"),
            f"{name}_slope_upper_ci": ("number", "its upper 95% limit"),
            f"{name}_rising": ("number", "probability that it rises"),
            f"{name}_detectable": ("number", "change a year that would show with 80% power"),
            f"{name}_from": ("string", "first period of its line"),
            f"{name}_to": ("string", "last period of its line"),
            f"{name}_without_covid": ("string", "the word without 2020 to 2022, if another"),
            f"{name}_rule": ("string", "how the line was fitted, or why there is none"),
        }
    words = {
        name: ("number" if name in ("size", "needed") else "string", meaning)
        for name, meaning in WORDS.items()
    }
    return words | numbers | moves


def tabulate(verdicts: Iterable[Verdict], target_year: int) -> pd.DataFrame:
    """Lay verdicts out, a row a fact, with the columns of `dictionary`."""
    rows = [_row(verdict, target_year) for verdict in verdicts if verdict.figure.known]
    return pd.DataFrame(rows, columns=[*dictionary()])


def _row(verdict: Verdict, target_year: int) -> dict[str, Any]:
    about, pace = verdict.indicator, judge_pace(verdict, target_year)
    row: dict[str, Any] = {
        **{name: getattr(about, name) for name in ("indicator", "unit", "polarity")},
        **{name: getattr(verdict, name) for name in ("area_code", "sex", "between", "period")},
        "first": verdict.names[0],
        "second": verdict.names[1],
        "counted": "yes" if verdict.counted else "no",
        "computed": "yes" if verdict.computed else "no",
        "old": "yes" if verdict.old else "no",
        "level": verdict.level,
        "level_period": verdict.compared.period if verdict.level != CANNOT_COMPARE else "",
        "level_rule": verdict.level_rule,
        "size": verdict.size,
        "pace": pace.verdict,
        "pace_note": pace.note,
        "needed": pace.required,
        "kept": " ".join(sorted(verdict.kept)),
    }
    for name in FIGURES:
        figure: Figure = getattr(verdict, name)
        row |= {f"{name}_{part}": getattr(figure, part) for part in NUMBERS}
    for name in MOVES:
        row |= {f"{name}_{part}": value for part, value in _move(getattr(verdict, name)).items()}
    return row


def _move(move: Movement) -> dict[str, Any]:
    trend = move.trend
    return {
        "word": move.word,
        "slope": trend.slope,
        "slope_lower_ci": trend.lower_ci,
        "slope_upper_ci": trend.upper_ci,
        "rising": canonical(trend.probability_up),
        "detectable": canonical(trend.detectable),
        "from": move.first_period,
        "to": move.last_period,
        "without_covid": move.without_covid,
        "rule": move.method,
    }
