"""The recent trend of an indicator, by the rule of the Fingertips public health profiles."""

from collections.abc import Sequence
from typing import Literal, get_args

import numpy as np
import pandas as pd

from analysis.errors import ParameterError
from analysis.formats import canonical_numbers
from analysis.statistics.inputs import (
    BoolArray,
    FloatArray,
    TextArray,
    as_frame,
    check_columns,
    column_numbers,
    group_rows,
)
from analysis.statistics.intervals import NORMAL_95
from analysis.statistics.periods import ROUNDING, read_periods

Kind = Literal["proportion", "other"]

POINTS = 5
# The 99.8% point of the chi-squared distribution with one degree of freedom.
CRITICAL = 9.549535706083243
NO_CHANGE = "no significant change"
NOT_CALCULATED = "cannot be calculated"
NEEDED = {
    "proportion": ("count", "denominator"),
    "other": ("value", "lower_ci", "upper_ci"),
}


def recent_trend(
    data: pd.DataFrame,
    *,
    by: str | Sequence[str],
    kind: Kind,
    straddling: bool | None = None,
) -> pd.DataFrame:
    """Whether the last five annual points of each series rise or fall significantly.

    The rule: the chi-squared test for trend at 99.8% on the five most recent, unbroken, annual
    points; and, with each point left out in turn, the slopes must all agree in sign.

    Parameters
    ----------
    data : DataFrame
        One row a point, in any order: `period_start`, and `count` and `denominator` for proportions
        or `value`, `lower_ci` and `upper_ci` (95%) for anything else. Where there is a
        `period_end`, a series whose periods are longer than a year is refused.
    by : str or list of str
        Columns that name a series.
    kind : {"proportion", "other"}
        Proportions are tested on their counts, other values on inverse-variance weights.
        Proportions are counts of people in their population; a survey's count grossed up to the
        population, or a standardised rate times it, would claim far too much, and is "other".
    straddling : bool, optional
        Whether whole years are those from the middle of which to the middle of which a period
        runs. Without it a period that ends in the year after its start is one school or financial
        year (2023/24 is 2023 and 2024); with False it is two calendar years.

    Returns
    -------
    DataFrame
        `by`..., trend, chi_squared, slope, note; one row a series, in order of first appearance.
        `trend` is "increasing", "decreasing", "no significant change" or "cannot be calculated"
        (with a note). `slope` is a year's change, of the log odds for a proportion and in the unit
        of the value otherwise; positive means rising.

    Raises
    ------
    DataError, ParameterError
        When a column is missing or does not hold numbers, or `kind` is not known.

    Notes
    -----
    Fingertips public health technical guidance, "Recent trends"; Armitage P (1955), Biometrics
    11:375-386, with N in place of N - 1. The slope of a proportion is that of its logit, weighted
    by inverse variance; where one side of a point is empty, half an event is added to both.

    Examples
    --------
    >>> data = pd.DataFrame({"area": "A", "period_start": range(2019, 2024),
    ...     "count": [200, 230, 260, 280, 310], "denominator": 1000})
    >>> recent_trend(data, by="area", kind="proportion")[["area", "trend"]]
      area       trend
    0    A  increasing
    """
    data = as_frame(data)
    if kind not in get_args(Kind):
        raise ParameterError(f"kind={kind!r} is not known: use 'proportion' or 'other'.")
    used = ["period_start", *NEEDED[kind]]
    keys = check_columns(data, by, used)
    names, points, note = _last_points(data, keys, used, straddling)
    chi_squared = np.full(len(names), np.nan)
    slope = np.full(len(names), np.nan)
    agree = np.zeros(len(names), dtype=bool)
    # An infinite count or limit is noted, so that the arithmetic on it needs no warning.
    with np.errstate(invalid="ignore"):
        _note_values(points, kind, note)
    ready = note == ""
    if ready.any():
        chi_squared[ready], slope[ready], agree[ready] = _test(points[ready], kind)
    trend = np.where(slope > 0, "increasing", "decreasing").astype(object)
    trend[~((chi_squared > CRITICAL) & agree)] = NO_CHANGE
    trend[~ready] = NOT_CALCULATED
    return names.assign(trend=trend, chi_squared=chi_squared, slope=slope, note=note)


def _last_points(
    data: pd.DataFrame, by: list[str], used: list[str], straddling: bool | None
) -> tuple[pd.DataFrame, FloatArray, TextArray]:
    """Lay the last five points of each series side by side: series, point, column."""
    columns = np.column_stack([column_numbers(data, column) for column in used])
    series, names = group_rows(data, by, blanks=True)
    long = _longer_than_a_year(data, straddling)
    number = len(names)
    note = np.full(number, "", dtype=object)
    points = np.full((number, POINTS, len(used)), np.nan)
    rows = np.lexsort((columns[:, 0], series))
    ends = np.searchsorted(series[rows], np.arange(number), side="right")
    size = np.bincount(series, minlength=number)
    for short in np.flatnonzero(size < POINTS):
        note[short] = f"There are fewer than five points ({size[short]})."
    enough = np.flatnonzero(size >= POINTS)
    last = rows[ends[enough, None] + np.arange(-POINTS, 0)]
    points[enough] = columns[last]
    broken = ~(np.diff(points[enough, :, 0], axis=1) == 1).all(axis=1)
    note[enough[broken]] = "The last five points are not five years in a row, once each."
    note[enough[long[last].any(axis=1)]] = (
        "The periods are longer than a year, so that they overlap or are not annual."
    )
    return names, points, note


def _longer_than_a_year(data: pd.DataFrame, straddling: bool | None) -> BoolArray:
    if "period_end" not in data.columns:
        return np.zeros(len(data), dtype=bool)
    start, end = (column_numbers(data, name) for name in ("period_start", "period_end"))
    return read_periods(start, end, straddling=straddling).length > 1 + ROUNDING


def _note_values(points: FloatArray, kind: Kind, note: TextArray) -> None:
    """Note the series of which a point cannot be used."""
    first, second = points[:, :, 1], points[:, :, 2]
    if kind == "proportion":
        usable = np.isfinite(first) & np.isfinite(second) & (second > 0)
        wrong = ~(usable & (first >= 0) & (first <= second)).all(axis=1)
        sentence = "A count or denominator is missing or impossible in the last five points."
        total, people = first.sum(axis=1), second.sum(axis=1)
        flat = (total == 0) | (total == people)
        note[flat & (note == "") & ~wrong] = (
            "Nobody, or everybody, has an event in all five points."
        )
    else:
        third = points[:, :, 3]
        wrong = ~(np.isfinite(first) & np.isfinite(third - second) & (third > second)).all(axis=1)
        sentence = "A value is missing, or has no interval, in the last five points."
    note[wrong & (note == "")] = sentence


def _test(points: FloatArray, kind: Kind) -> tuple[FloatArray, FloatArray, BoolArray]:
    """Chi-squared and slope of each series, and whether no single point decides its sign."""
    # Years from the middle keep the sums small; the test does not depend on where they start.
    year = points[:, :, 0] - points[:, 2:3, 0]
    if kind == "proportion":
        count, people = points[:, :, 1], points[:, :, 2]
        chi_squared = _chi_squared_of_counts(count, people, year)
        level, weight = _logit(count, people)
    else:
        level = points[:, :, 1]
        weight = ((2 * NORMAL_95) / (points[:, :, 3] - points[:, :, 2])) ** 2
        slope, spread = _weighted_slope(level, weight, year)
        chi_squared = slope**2 * spread
    slope = _weighted_slope(level, weight, year)[0]
    signs = np.column_stack(
        [
            _sign(
                _weighted_slope(*(np.delete(x, out, axis=1) for x in (level, weight, year)))[0],
                level,
            )
            for out in range(POINTS)
        ]
    )
    return chi_squared, slope, np.abs(signs.sum(axis=1)) == POINTS


def _sign(slope: FloatArray, level: FloatArray) -> FloatArray:
    """Sign of each slope; what is left of no slope by the arithmetic has none."""
    largest = np.abs(level).max(axis=1)
    pairs = zip(slope.tolist(), largest.tolist(), strict=True)
    return np.sign([canonical_numbers(*pair)[0] for pair in pairs])


def _chi_squared_of_counts(count: FloatArray, people: FloatArray, year: FloatArray) -> FloatArray:
    """Chi-squared for trend in proportions."""
    events, total = count.sum(axis=1), people.sum(axis=1)
    moment = (people * year).sum(axis=1)
    numerator = total * (total * (count * year).sum(axis=1) - events * moment) ** 2
    spread = total * (people * year**2).sum(axis=1) - moment**2
    return np.asarray(numerator / (events * (total - events) * spread))


def _logit(count: FloatArray, people: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Logits and their inverse variances; half an event each side where one side is empty."""
    half = np.where((count == 0) | (count == people), 0.5, 0.0)
    with_event, without = count + half, people - count + half
    return np.log(with_event / without), with_event * without / (with_event + without)


def _weighted_slope(
    level: FloatArray, weight: FloatArray, year: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Weighted slope, and the inverse of its variance: (Sw Swt2 - (Swt)2) / Sw."""
    total = weight.sum(axis=1, keepdims=True)
    offset = year - (weight * year).sum(axis=1, keepdims=True) / total
    spread = (weight * offset**2).sum(axis=1)
    return (weight * offset * level).sum(axis=1) / spread, spread
