"""What a finding says now, in its rule's word, and whether a local note still fits it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from analysis.claims.figure import rows_of
from analysis.data.areas import Places
from analysis.data.indicators import describe_indicator, select_latest, select_series
from analysis.errors import ParameterError
from analysis.findings.gaps import find_gap
from analysis.findings.trends import recent_directions
from analysis.statistics import compare

LEVEL, TREND = "level", "trend"
GAPS = {"absolute gap": "absolute", "relative gap": "relative"}
CLEAR, UNCLEAR, NOT_KNOWN = "clear", "unclear", "not known"
_UNCLEAR = ("similar", "no significant change", "no clear change", "too uncertain")
_NOT_KNOWN = ("not compared", "cannot be calculated")


@dataclass(frozen=True)
class Standing:
    """What a finding says."""

    direction: str
    certainty: str
    # What decided it: ``indicator, area_code, period, sex, value, lower_ci, upper_ci``.
    row: Mapping[str, Any]


def certainty_of(direction: str) -> str:
    """Say how certain a rule's word is.

    >>> certainty_of("worse"), certainty_of("too uncertain"), certainty_of("not compared")
    ('clear', 'unclear', 'not known')
    """
    if direction in _NOT_KNOWN:
        return NOT_KNOWN
    return UNCLEAR if direction in _UNCLEAR else CLEAR


def find_standing(indicator: str, sex: str, measure: str, places: Places) -> Standing:
    """Find what one finding says of an area in the present figures."""
    if measure not in (LEVEL, TREND, *GAPS):
        raise ParameterError(
            f"There is no measure {measure}. The measures are {LEVEL}, {TREND} and "
            f"{' and '.join(GAPS)}."
        )
    found = {LEVEL: _level, TREND: _trend}.get(measure)
    about = {"indicator": indicator, "area_code": places.area_code, "sex": sex}
    if found is None:
        direction, row = _gap(indicator, sex, GAPS[measure], places)
    else:
        direction, row = found(indicator, sex, places)
    missing = dict.fromkeys(("value", "lower_ci", "upper_ci"), float("nan")) | {"period": ""}
    return Standing(direction, certainty_of(direction), missing | row | about)


def _level(indicator: str, sex: str, places: Places) -> tuple[str, dict[str, Any]]:
    series = select_series(indicator, [places.area_code, places.comparator_code])
    latest = select_latest(series, places.area_code)
    latest = latest[latest["sex"] == sex].drop_duplicates("area_code")
    rows = {row["area_code"]: row for row in rows_of(latest)}
    if not {places.area_code, places.comparator_code} <= set(rows):
        return "not compared", {}
    own, other = (rows[code] for code in (places.area_code, places.comparator_code))
    numbers = {name: float(own[name]) for name in ("value", "lower_ci", "upper_ci")}
    polarity = describe_indicator(indicator).polarity
    value, lower, upper = numbers.values()
    word = compare(value, lower, upper, float(other["value"]), polarity=polarity)
    return str(word), numbers | {"period": str(own["period"])}


def _trend(indicator: str, sex: str, places: Places) -> tuple[str, dict[str, Any]]:
    rows = recent_directions(select_series(indicator, [places.area_code]))
    return _word(rows[rows["sex"] == sex].to_dict("records"), "cannot be calculated")


def _gap(indicator: str, sex: str, measure: str, places: Places) -> tuple[str, dict[str, Any]]:
    rows = find_gap(indicator, places).trends
    chosen = rows[(rows["sex"] == sex) & (rows["measure"] == measure)]
    return _word(chosen.to_dict("records"), "too uncertain")


def _word(rows: list[dict[Any, Any]], without: str) -> tuple[str, dict[str, Any]]:
    if not rows:
        return without, {}
    first = rows[0]
    decided = {
        "period": f"{first['first_period']} up to {first['last_period']}",
        "value": first["slope"],
        "lower_ci": first["lower_ci"],
        "upper_ci": first["upper_ci"],
    }
    return str(first["direction"]), decided
