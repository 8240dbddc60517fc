"""What a finding says now, in its rule's word, and whether a local note still fits it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from analysis.data.areas import Places
from analysis.data.chapters import chapter_names
from analysis.data.documents.commentary import add_note
from analysis.data.params import Locality
from analysis.errors import ParameterError
from analysis.findings.verdicts import verdict_of
from analysis.findings.vocabulary import (
    CANNOT_COMPARE,
    CANNOT_TELL,
    NO_CLEAR_CHANGE,
    SIMILAR,
    STEADY,
)

LEVEL, TREND = "level", "trend"
GAPS = ("absolute gap", "relative gap")
CLEAR, UNCLEAR, NOT_KNOWN = "clear", "unclear", "not known"
_UNCLEAR = (SIMILAR, STEADY, NO_CLEAR_CHANGE, CANNOT_TELL)


@dataclass(frozen=True)
class Standing:
    """What a finding says."""

    direction: str
    certainty: str
    # What decided it: ``indicator, area_code, period, sex, value, lower_ci, upper_ci``.
    row: Mapping[str, Any]


def certainty_of(direction: str) -> str:
    """Say how certain a rule's word is.

    >>> certainty_of("worse"), certainty_of("no clear change"), certainty_of("cannot compare")
    ('clear', 'unclear', 'not known')
    """
    if direction == CANNOT_COMPARE:
        return NOT_KNOWN
    return UNCLEAR if direction in _UNCLEAR else CLEAR


def find_standing(indicator: str, sex: str, measure: str, places: Places) -> Standing:
    """Find what one finding says of an area in the present figures."""
    if measure not in (LEVEL, TREND, *GAPS):
        raise ParameterError(
            f"There is no measure {measure}. The measures are {LEVEL}, {TREND} and "
            f"{' and '.join(GAPS)}."
        )
    verdict = verdict_of(indicator, sex, places)
    about = {"indicator": indicator, "area_code": places.area_code, "sex": sex}
    blank = dict.fromkeys(("value", "lower_ci", "upper_ci"), float("nan")) | {"period": ""}
    if verdict is None:
        word = CANNOT_COMPARE if measure == LEVEL else CANNOT_TELL
        return Standing(word, NOT_KNOWN, blank | about)
    if measure == LEVEL:
        row = asdict(verdict.figure) | {"period": verdict.period} | about
        return Standing(verdict.level, certainty_of(verdict.level), row)
    move = {TREND: verdict.direction, "absolute gap": verdict.gap}.get(measure, verdict.ratio)
    row = move.record | {"value": move.trend.slope} | about
    row |= {"period": f"{move.first_period} up to {move.last_period}"}
    return Standing(move.word, certainty_of(move.word), row)


def write_note(locality: Locality, given: Mapping[str, Any]) -> str:
    """Write a note with what its finding says now, and say so in a sentence."""
    about = given["finding"]
    now = find_standing(about["indicator"], about["sex"], about["measure"], locality.places)
    said = {**given, "direction": now.direction, "certainty": now.certainty}
    where = add_note(locality.commentary_slug, said, chapter_names())
    return f"Wrote {where}: the finding is {now.direction} ({now.certainty})"
