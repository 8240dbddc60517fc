"""Groups of areas made ready for a line: sorted, numbered, checked, their errors on a scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analysis.errors import ParameterError
from analysis.statistics.inputs import (
    BoolArray,
    FloatArray,
    IntArray,
    TextArray,
    check_columns,
    column_numbers,
    group_rows,
    one_a_group,
)
from analysis.statistics.intervals import NORMAL_95

Scale = Literal["identity", "log", "logit"]

FEWEST_GROUPS = 5


@dataclass(frozen=True, slots=True)
class AreaGroups:
    """Rows sorted by area and from most to least deprived, with a note for each area.

    `area` (ascending from 0), `order` (rows that share it share their rank), `value`, `population`,
    `rank_population` and `error` (on the scale where it is normal; None without) are one a row;
    `note`, one an area, says why it cannot be fitted. Areas without rows are counted in `areas`.
    """

    area: IntArray
    areas: int
    order: FloatArray
    value: FloatArray
    population: FloatArray
    rank_population: FloatArray
    error: FloatArray | None
    note: TextArray

    def keep(self, kept: BoolArray) -> AreaGroups:
        """Give the areas that are kept, numbered afresh."""
        if kept.all():
            return self
        rows = kept[self.area]
        names = ("order", "value", "population", "rank_population")
        return replace(
            self,
            **{name: getattr(self, name)[rows] for name in names},
            area=(np.cumsum(kept) - 1)[self.area[rows]],
            areas=int(kept.sum()),
            error=None if self.error is None else self.error[rows],
            note=self.note[kept],
        )


def read_groups(given: Mapping[str, ArrayLike | None], scale: str) -> AreaGroups:
    """Read the groups of one area, from most to least deprived, named as the arguments of `sii`.

    >>> read_groups({"value": [1, 2], "population": [1, 1]}, "identity").note.tolist()
    ['There are fewer than five groups (2), so no line is fitted.']
    """
    arrays = one_a_group(given)
    size = len(arrays["value"])
    note = np.array(["" if size >= FEWEST_GROUPS else _too_few(size)], dtype=object)
    area = np.zeros(size, dtype=np.int64)
    return _ready(area, np.arange(1.0, size + 1), arrays, check_scale(scale), note)


def check_groups(
    data: pd.DataFrame,
    by: str | Sequence[str],
    group: str,
    columns: Mapping[str, str | None],
    scale: str,
    *,
    complete: bool | int,
) -> tuple[AreaGroups, pd.DataFrame]:
    """Sort a table by area and group, note each area's faults, and give the areas' names.

    >>> table = pd.DataFrame({"area": "A", "decile": [2, 1], "value": [5.0, 4.0], "people": 10})
    >>> groups, _ = check_groups(table, ["area"], "decile",
    ...     {"value": "value", "population": "people"}, "identity", complete=True)
    >>> groups.value.tolist()
    [4.0, 5.0]
    """
    used = {name: column for name, column in columns.items() if column is not None}
    by = check_columns(data, by, [group, *used.values()])
    order = column_numbers(data, group)
    number, names = group_rows(data, by, blanks=True)
    # Stable, so that rows of one group keep the order of the table.
    rows = np.lexsort((order, number))
    arrays = {name: column_numbers(data, column)[rows] for name, column in used.items()}
    note = _notes_of_order(number[rows], len(names), order[rows], complete=complete)
    return _ready(number[rows], order[rows], arrays, check_scale(scale), note), names


def _notes_of_order(
    area: IntArray, areas: int, order: FloatArray, *, complete: bool | int
) -> TextArray:
    """Note the areas whose groups are too few, repeated, without number or incomplete."""
    note = np.full(areas, "", dtype=object)
    points = np.bincount(area, minlength=areas)
    for number in np.flatnonzero(points < FEWEST_GROUPS):
        note[number] = _too_few(int(points[number]))
    _note_rows(note, area, order, np.isnan(order), "A group has no number.", named=False)
    if not complete:
        return note
    same = (np.diff(area, prepend=-1) == 0) & (np.diff(order, prepend=np.nan) == 0)
    _note_rows(note, area, order, same, "appears more than once.")
    expected = _expected_groups(order[~np.isnan(order)], complete)
    for number in np.flatnonzero((points != len(expected)) & (note == "")):
        absent = np.setdiff1d(expected, order[area == number])
        note[number] = f"Group {absent[0]:g} is missing."
    return note


def _expected_groups(order: FloatArray, complete: bool | int) -> FloatArray:
    """Give the groups that an area must have: 1 to a number, or those between 1 and the last."""
    found = np.unique(order)
    if not isinstance(complete, bool):
        return np.union1d(found, np.arange(1.0, complete + 1))
    whole = len(found) > 0 and bool(np.all(found % 1 == 0)) and found[-1] <= 2 * len(found)
    return np.union1d(found, np.arange(1.0, found[-1])) if whole else found


def _too_few(points: int) -> str:
    return f"There are fewer than five groups ({points}), so no line is fitted."


def _note_rows(
    note: TextArray,
    area: IntArray,
    order: FloatArray,
    wrong: BoolArray,
    sentence: str,
    *,
    named: bool = True,
) -> None:
    """Write the first fault of each area into its note, naming the group."""
    for row in np.flatnonzero(wrong):
        if note[area[row]] == "":
            note[area[row]] = f"Group {order[row]:g} {sentence}" if named else sentence


def _ready(
    area: IntArray,
    order: FloatArray,
    arrays: Mapping[str, FloatArray],
    scale: Scale,
    note: TextArray,
) -> AreaGroups:
    """Note the faults of values and populations, and put errors on their scale."""
    value, population = arrays["value"], arrays["population"]
    rank_population = arrays.get("rank_population", population)
    _note_rows(note, area, order, ~np.isfinite(value), "has a missing or infinite value.")
    for people in (population, rank_population):
        wrong = ~(np.isfinite(people) & (people > 0))
        _note_rows(note, area, order, wrong, "has a missing, zero or negative population.")
    outside, why = off_scale(value, scale)
    _note_rows(note, area, order, outside, f"{why}.")
    lower, upper = arrays.get("lower_ci"), arrays.get("upper_ci")
    if lower is not None and upper is not None and "standard_error" not in arrays:
        _note_rows(note, area, order, lower > upper, "has its limits the wrong way round.")
        wrong = (value < lower) | (value > upper)
        _note_rows(note, area, order, wrong, "has a value outside its own limits.")
    error = _error_on_scale(value, scale, arrays)
    if error is not None:
        # A negative error is a mistake of the data: no limits rather than wrong ones.
        error = np.where(np.isfinite(error) & (error >= 0), error, np.nan)
        # One error of nought among others was not measured.
        some = np.bincount(area, weights=np.nan_to_num(error), minlength=len(note)) > 0
        error = np.where((error == 0) & some[area], np.nan, error)
    return AreaGroups(area, len(note), order, value, population, rank_population, error, note)


def check_scale(scale: str) -> Scale:
    """Give the scale back when it is one that is known.

    >>> check_scale("log")
    'log'
    """
    if scale not in get_args(Scale):
        raise ParameterError(
            f"The scale {scale!r} is not known: use 'identity' for means and life expectancy, "
            "'log' for rates or 'logit' for proportions from 0 to 1."
        )
    return scale  # type: ignore[return-value]


def off_scale(value: FloatArray, scale: Scale) -> tuple[BoolArray, str]:
    """Say which values have no place on the scale, and the sentence that explains it.

    >>> off_scale(np.array([0.0, 0.2]), "logit")[0].tolist()
    [True, False]
    """
    if scale == "log":
        return ~(value > 0), "has a value of zero or less, which has no logarithm"
    if scale == "logit":
        return (
            ~((value > 0) & (value < 1)),
            "has a value that is not between 0 and 1 (0% and 100% have no logit; "
            "divide percentages by 100)",
        )
    return np.zeros(value.shape, dtype=bool), ""


def to_scale(value: FloatArray, scale: Scale) -> FloatArray:
    """Carry values to the scale; those without a place on it become NaN.

    >>> to_scale(np.array([0.5, 1.0]), "logit").tolist()
    [0.0, nan]
    """
    if scale == "identity":
        return value
    inside = np.where(off_scale(value, scale)[0], np.nan, value)
    if scale == "log":
        return np.log(inside)
    return np.log(inside) - np.log1p(-inside)


def from_scale(value: FloatArray, scale: Scale) -> FloatArray:
    """Bring values back from the scale to their own unit.

    >>> from_scale(np.array([0.0]), "logit").tolist()
    [0.5]
    """
    if scale == "identity":
        return value
    if scale == "log":
        return np.exp(value)
    # tanh cannot overflow, which exp(-value) can.
    return 0.5 * (1 + np.tanh(value / 2))


def _error_on_scale(
    value: FloatArray, scale: Scale, arrays: Mapping[str, FloatArray]
) -> FloatArray | None:
    """Carry standard errors to the scale by the derivative, or take them from the 95% limits."""
    error, lower, upper = (arrays.get(name) for name in ("standard_error", "lower_ci", "upper_ci"))
    if error is not None:
        if scale == "identity":
            return error
        inside = np.where(off_scale(value, scale)[0], np.nan, value)
        return error / (inside if scale == "log" else inside * (1 - inside))
    if lower is None and upper is None:
        return None
    if lower is None or upper is None:
        raise ParameterError("Give both lower_ci and upper_ci, or neither: one limit is no error.")
    return (to_scale(upper, scale) - to_scale(lower, scale)) / (2 * NORMAL_95)
