"""The 21 summary measures of many areas, one after another."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.errors import DataError, ParameterError
from analysis.statistics.inequality_measures import MEASURES, inequality_measures
from analysis.statistics.slope_areas import group_numbers, numbers


def inequality_measures_by_area(
    data: pd.DataFrame,
    *,
    by: str | Sequence[str],
    group: str | None = None,
    value: str = "value",
    population: str = "population",
    standard_error: str | None = None,
    ordered: bool = True,
    favourable: bool = True,
) -> pd.DataFrame:
    """Summarise the inequality within each area of a table.

    Parameters
    ----------
    data : DataFrame
        One row an area and group, in any order.
    by : str or list of str
        Columns that name an area (and sex, period, ...).
    group : str, optional
        Column that orders the groups of an ordered dimension, **1 the most disadvantaged**,
        always taken as a number. Not needed for an unordered one.
    value, population, standard_error : str
        Column names, as the arguments of :func:`inequality_measures`.
    ordered, favourable : bool
        As in :func:`inequality_measures`.

    Returns
    -------
    DataFrame
        `by`..., measure, value, standard_error, lower_ci, upper_ci, note; 21 rows an area, in
        order of first appearance. An area with a repeated or unnumbered group, or one that
        :func:`inequality_measures` cannot use, has NaN and a note, and does not stop the others.

    Raises
    ------
    DataError
        When a column is missing or does not hold numbers.
    ParameterError
        When the dimension is ordered and no column says how.

    Examples
    --------
    >>> data = pd.DataFrame({"area": ["A", "A", "B", "B"], "quintile": [2, 1, 1, 2],
    ...     "value": [20.0, 10.0, 5.0, 9.0], "population": 100})
    >>> table = inequality_measures_by_area(data, by="area", group="quintile")
    >>> table.loc[table["measure"] == "difference", ["area", "value"]].values.tolist()
    [['A', 10.0], ['B', 4.0]]
    """
    keys = [by] if isinstance(by, str) else list(by)
    if ordered and group is None:
        raise ParameterError("An ordered dimension needs the column that orders its groups: group.")
    used = {"value": value, "population": population, "standard_error": standard_error}
    columns = {name: column for name, column in used.items() if column is not None}
    needed = [*keys, *columns.values(), *([group] if group else [])]
    missing = [column for column in needed if column not in data.columns]
    if missing:
        raise DataError(f"The table has no column {missing[0]!r}; it has {list(data.columns)}.")
    order = np.arange(float(len(data))) if group is None else group_numbers(data[group], group)
    arrays = {name: numbers(data[column], column) for name, column in columns.items()}
    area = np.asarray(data.groupby(keys, sort=False, dropna=False).ngroup())
    tables = [inequality_measures([], []).iloc[:0]]
    first: list[int] = []
    for number in range(int(area.max()) + 1 if len(area) else 0):
        rows = np.flatnonzero(area == number)
        first += [int(rows[0])] * len(MEASURES)
        rows = rows[np.argsort(order[rows], kind="stable")]
        table = inequality_measures(
            arrays["value"][rows],
            arrays["population"][rows],
            standard_error=arrays["standard_error"][rows] if standard_error else None,
            ordered=ordered,
            favourable=favourable,
        )
        tables.append(_refused(table, _order_fault(order[rows])))
    names = data[keys].iloc[first].reset_index(drop=True)
    measured = tables[1:] or tables
    return pd.concat([names, pd.concat(measured, ignore_index=True)], axis=1)


def _refused(table: pd.DataFrame, fault: str) -> pd.DataFrame:
    """Take the numbers out of a table whose groups have no order."""
    if not fault:
        return table
    numbers_of = ["value", "standard_error", "lower_ci", "upper_ci"]
    return table.assign(**dict.fromkeys(numbers_of, np.nan), note=fault)


def _order_fault(order: np.ndarray) -> str:
    """Say why groups have no order: one without a number, or one that is there twice."""
    if np.isnan(order).any():
        return "A group has no number."
    repeated = order[1:][np.diff(order) == 0]
    return f"Group {repeated[0]:g} appears more than once." if len(repeated) else ""
