"""Rows to groups: which columns name the groups, and which row belongs to which."""

from collections.abc import Sequence
from functools import reduce

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import DataError
from analysis.statistics.array_kinds import FloatArray

IntArray = NDArray[np.int64]


def check_columns(data: pd.DataFrame, by: str | Sequence[str], others: Sequence[str]) -> list[str]:
    """Return the grouping columns as a list once every needed column is there.

    Raises
    ------
    DataError
        When a column is missing; the message names it and the columns that exist.

    Examples
    --------
    >>> check_columns(pd.DataFrame({"area": [], "count": []}), "area", ["count"])
    ['area']
    """
    names = [by] if isinstance(by, str) else list(by)
    for name in [*names, *others]:
        if name not in data.columns:
            there = ", ".join(map(str, data.columns)) or "none"
            raise DataError(
                f"The figures have no column {name!r}; the columns are {there}. "
                "Rename the column or say which one to use."
            )
    return names


def column_numbers(data: pd.DataFrame, name: str) -> FloatArray:
    """Give a column as floats, missing as NaN, or say what in it is not a number.

    Raises
    ------
    DataError
        When a value is text that is not a number, such as the age band "5-9".

    Examples
    --------
    >>> column_numbers(pd.DataFrame({"age_start": ["10", "2"]}), "age_start")
    array([10.,  2.])
    """
    if pd.api.types.is_numeric_dtype(data[name]):
        return data[name].to_numpy(dtype=np.float64, na_value=np.nan)
    numbers = pd.to_numeric(data[name], errors="coerce")
    values = numbers.to_numpy(dtype=np.float64, na_value=np.nan)
    lost = np.isnan(values) & data[name].notna().to_numpy()
    if lost.any():
        example = data[name].to_numpy(dtype=object)[lost][0]
        raise DataError(
            f"Column {name!r} holds {example!r}, which is not a number; "
            "give numbers (for an age band, the age at which it starts)."
        )
    return values


def group_rows(data: pd.DataFrame, by: Sequence[str]) -> tuple[IntArray, pd.DataFrame]:
    """Give the number of the group of each row, in order of first appearance.

    Returns
    -------
    codes : ndarray of int
        The group of each row, 0 to the number of groups less 1.
    keys : pandas.DataFrame
        The `by` columns, a row for each group; no columns and one row without `by`.

    Raises
    ------
    DataError
        When a group's name is blank.

    Examples
    --------
    >>> codes, keys = group_rows(pd.DataFrame({"area": ["B", "A", "B"]}), ["area"])
    >>> codes.tolist(), keys["area"].tolist()
    ([0, 1, 0], ['B', 'A'])
    """
    if not by:
        return np.zeros(len(data), dtype=np.int64), pd.DataFrame(index=range(min(len(data), 1)))
    codes = reduce(_combine, (_codes(data, name) for name in by))
    highest_so_far = np.maximum.accumulate(codes) if codes.size else codes
    first_rows = np.flatnonzero(np.diff(highest_so_far, prepend=-1) > 0)
    return codes, data[list(by)].iloc[first_rows].reset_index(drop=True)


def name_group(keys: pd.DataFrame, row: int) -> str:
    """Name a group for a message, such as "area_code E06000004, sex Female"."""
    named = [f"{name} {keys[name].iloc[row]}" for name in keys.columns]
    return ", ".join(named) or "the only group"


def _codes(data: pd.DataFrame, name: str) -> IntArray:
    codes, _ = pd.factorize(data[name])
    if (codes < 0).any():
        raise DataError(
            f"Column {name!r}, which names the groups, is blank in {int((codes < 0).sum())} rows; "
            "fill it or leave these rows out."
        )
    return codes.astype(np.int64)


def _combine(first: IntArray, second: IntArray) -> IntArray:
    width = int(second.max(initial=0)) + 1
    codes, _ = pd.factorize(first * width + second)
    return codes.astype(np.int64)
