"""Groups of areas made ready for a line: sorted, numbered, checked, and no area left out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from analysis.errors import DataError
from analysis.statistics.slope_line import Codes
from analysis.statistics.slope_scale import Floats, Scale, error_on_scale, off_scale

FEWEST_GROUPS = 5


@dataclass(frozen=True, slots=True)
class AreaGroups:
    """Rows sorted by area and from most to least deprived, with a note for each area.

    Parameters
    ----------
    area : array of int, one a row
        Number of the area, ascending from 0.
    areas : int
        How many areas there are, those without rows included.
    order : array, one a row
        Number of the group, ascending within its area; rows that share it share their rank.
    value, population, rank_population : array, one a row
    error : array, one a row, or None
        Standard errors on the scale where they are normal.
    note : array of str, one an area
        Why the area cannot be fitted; empty when it can.
    """

    area: Codes
    areas: int
    order: Floats
    value: Floats
    population: Floats
    rank_population: Floats
    error: Floats | None
    note: NDArray[Any]

    def keep(self, kept: NDArray[np.bool_]) -> "AreaGroups":
        """Give the areas that are kept, numbered afresh."""
        if kept.all():
            return self
        rows = kept[self.area]
        renumbered = np.cumsum(kept) - 1
        return AreaGroups(
            area=renumbered[self.area[rows]],
            areas=int(kept.sum()),
            order=self.order[rows],
            value=self.value[rows],
            population=self.population[rows],
            rank_population=self.rank_population[rows],
            error=None if self.error is None else self.error[rows],
            note=self.note[kept],
        )


def numbers(values: ArrayLike, name: str) -> Floats:
    """Read one-dimensional numbers, missing ones as NaN.

    Raises
    ------
    DataError
        When they are not numbers or not one-dimensional, naming the argument.

    Examples
    --------
    >>> numbers([1, None], "value").tolist()
    [1.0, nan]
    """
    try:
        if isinstance(values, pd.Series | pd.Index):
            array = values.to_numpy(dtype=float, na_value=np.nan)
        else:
            array = np.asarray(values, dtype=float)
    except (TypeError, ValueError):
        raise DataError(f"{name} holds something that is not a number; give numbers.") from None
    if array.ndim != 1:
        raise DataError(f"{name} must be a list of numbers, one a group.")
    return array


def read_groups(given: Mapping[str, ArrayLike | None], scale: Scale) -> AreaGroups:
    """Read the groups of one area, given from most to least deprived.

    Parameters
    ----------
    given : mapping
        `value`, `population` and, where there are any, `standard_error`, `lower_ci`,
        `upper_ci` and `rank_population`.
    scale : {"identity", "log", "logit"}
        Where errors are normal.

    Raises
    ------
    DataError
        When the arrays differ in length or are not numbers.
    ParameterError
        When one limit is given without the other.

    Examples
    --------
    >>> read_groups({"value": [1, 2], "population": [1, 1]}, "identity").note.tolist()
    ['There are fewer than five groups (2), so no line is fitted.']
    """
    arrays = {name: numbers(x, name) for name, x in given.items() if x is not None}
    size = len(arrays["value"])
    for name, array in arrays.items():
        if len(array) != size:
            raise DataError(
                f"{name} has {len(array)} numbers but value has {size}: give one of each a group."
            )
    area = np.zeros(size, dtype=np.int64)
    note = np.array(["" if size >= FEWEST_GROUPS else _too_few(size)], dtype=object)
    return _ready(area, np.arange(1.0, size + 1), arrays, scale, note)


def check_groups(
    data: pd.DataFrame,
    by: Sequence[str],
    group: str,
    columns: Mapping[str, str | None],
    scale: Scale,
    *,
    complete: bool,
) -> tuple[AreaGroups, pd.DataFrame]:
    """Sort a table by area and group, and note each area's faults.

    Returns
    -------
    (AreaGroups, DataFrame)
        The groups, and the columns `by` of each area in order of first appearance.

    Raises
    ------
    DataError
        When a column is missing or holds labels where numbers are needed.

    Examples
    --------
    >>> table = pd.DataFrame({"area": "A", "decile": [2, 1], "value": [5.0, 4.0], "people": 10})
    >>> groups, _ = check_groups(table, ["area"], "decile",
    ...     {"value": "value", "population": "people"}, "identity", complete=True)
    >>> groups.value.tolist()
    [4.0, 5.0]
    """
    used = {name: column for name, column in columns.items() if column is not None}
    missing = [c for c in (*by, group, *used.values()) if c not in data.columns]
    if missing:
        raise DataError(f"The table has no column {missing[0]!r}; it has {list(data.columns)}.")
    order = group_numbers(data[group], group)
    number: Codes = np.asarray(
        data.groupby(list(by), sort=False, dropna=False).ngroup(), dtype=np.int64
    )
    # Stable, so that rows of one group keep the order of the table.
    rows = np.lexsort((order, number))
    areas = int(number.max()) + 1 if len(number) else 0
    codes: Codes = number[rows]
    first = np.unique(number, return_index=True)[1]
    names = data[list(by)].iloc[first].reset_index(drop=True)
    arrays = {name: numbers(data[column], column)[rows] for name, column in used.items()}
    note = _notes_of_order(codes, areas, order[rows], complete=complete)
    return _ready(codes, order[rows], arrays, scale, note), names


def group_numbers(groups: pd.Series, name: str) -> Floats:
    """Read the order of groups as numbers, since text would put "10" before "2".

    Raises
    ------
    DataError
        When a label is not a number.

    Examples
    --------
    >>> group_numbers(pd.Series(["10", "2"]), "decile").tolist()
    [10.0, 2.0]
    """
    labels = groups.astype(object) if isinstance(groups.dtype, pd.CategoricalDtype) else groups
    order = pd.to_numeric(labels, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    words = labels[np.isnan(order) & labels.notna().to_numpy()]
    if len(words):
        raise DataError(
            f"The column {name!r} holds the label {words.iloc[0]!r}, which has no numeric order: "
            "give a number, 1 the most deprived."
        )
    return order


def _notes_of_order(area: Codes, areas: int, order: Floats, *, complete: bool) -> NDArray[Any]:
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
    expected = np.unique(order[~np.isnan(order)])
    for number in np.flatnonzero((points != len(expected)) & (note == "")):
        absent = np.setdiff1d(expected, order[area == number])
        note[number] = f"Group {absent[0]:g} is missing."
    return note


def _too_few(points: int) -> str:
    return f"There are fewer than five groups ({points}), so no line is fitted."


def _note_rows(
    note: NDArray[Any],
    area: Codes,
    order: Floats,
    wrong: NDArray[np.bool_],
    sentence: str,
    *,
    named: bool = True,
) -> None:
    """Write the first fault of each area into its note, naming the group."""
    for row in np.flatnonzero(wrong):
        if note[area[row]] == "":
            note[area[row]] = f"Group {order[row]:g} {sentence}" if named else sentence


def _ready(
    area: Codes,
    order: Floats,
    arrays: Mapping[str, Floats],
    scale: Scale,
    note: NDArray[Any],
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
    error = error_on_scale(
        value,
        scale,
        standard_error=arrays.get("standard_error"),
        lower_ci=arrays.get("lower_ci"),
        upper_ci=arrays.get("upper_ci"),
    )
    if error is not None:
        # A negative error is a mistake of the data: no limits rather than wrong ones.
        error = np.where(np.isfinite(error) & (error >= 0), error, np.nan)
    return AreaGroups(area, len(note), order, value, population, rank_population, error, note)
