"""The one way in and out: inputs checked and made arrays, results of the kind that came in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from math import nan
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from analysis.errors import DataError, ParameterError

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]
TextArray = NDArray[np.object_]
Numbers = float | ArrayLike | pd.Series


@dataclass(frozen=True, slots=True)
class Kind:
    """What the caller passed: the index of pandas input, and whether all were single numbers."""

    index: pd.Index | None
    scalar: bool

    def restore(self, values: NDArray[Any]) -> Any:
        """Give a result as scalar, array or Series, whichever came in."""
        if self.scalar:
            return values.reshape(-1)[0].item() if values.dtype != object else values[0]
        if self.index is not None:
            return pd.Series(values, index=self.index)
        return values

    def frame(self, columns: Mapping[str, NDArray[Any]]) -> pd.DataFrame:
        """Give results as a frame with the index of the input (0 to n - 1 for arrays)."""
        return pd.DataFrame(dict(columns), index=self.index)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A statistic that never travels without its interval.

    Parameters
    ----------
    value, lower_ci, upper_ci : float
        The point estimate and its 95% limits, in the unit that the function documents; NaN when
        suppressed, or where no limits can be had.
    method, note : str
        How the interval was found, or why there is none; why the value is missing.

    Examples
    --------
    >>> Estimate(4.2, 3.1, 5.3, method="normal")
    Estimate(value=4.2, lower_ci=3.1, upper_ci=5.3, method='normal', note='')
    """

    value: float
    lower_ci: float = nan
    upper_ci: float = nan
    method: str = ""
    note: str = ""

    @classmethod
    def suppressed(cls, note: str, method: str = "") -> Estimate:
        """Give a missing result that carries its reason."""
        return cls(nan, nan, nan, method=method, note=note)


def as_numbers(**inputs: Numbers) -> tuple[list[FloatArray], Kind]:
    """Turn named scalars, arrays or Series into arrays of one length, and remember their kind.

    >>> (count, people), kind = as_numbers(count=[1, 2], people=10)
    >>> people
    array([10., 10.])
    """
    arrays = {name: _as_floats(value, name) for name, value in inputs.items()}
    for name, array in arrays.items():
        if array.ndim > 1:
            raise DataError(f"{name} must be a number or one row of numbers, not a table.")
    check_indexes(inputs)
    series = {name: value for name, value in inputs.items() if isinstance(value, pd.Series)}
    lengths = {name: array.size for name, array in arrays.items() if array.ndim == 1}
    if len(set(lengths.values())) > 1:
        sizes = ", ".join(f"{name} has {size}" for name, size in lengths.items())
        raise DataError(f"Inputs must be equally long, but {sizes} values.")
    size = next(iter(lengths.values()), 1)
    index = next(iter(series.values())).index if series else None
    same_length = [
        array if array.ndim == 1 else np.full(size, array.item()) for array in arrays.values()
    ]
    return same_length, Kind(index=index, scalar=not lengths)


def as_frame(data: Any) -> pd.DataFrame:
    """Give a table as pandas has it, from any library that `narwhals` knows (polars, pyarrow).

    >>> import pyarrow
    >>> as_frame(pyarrow.table({"count": [1, 2]}))["count"].tolist()
    [1, 2]
    """
    if isinstance(data, pd.DataFrame):
        return data
    # Here, since who has pandas need not wait for it.
    import narwhals  # noqa: PLC0415

    try:
        return narwhals.from_native(data, eager_only=True).to_pandas()
    except TypeError:
        raise DataError(
            f"The figures are a {type(data).__name__}, not a table; give a data frame of pandas, "
            "polars or pyarrow."
        ) from None


def numbers(values: ArrayLike, name: str) -> FloatArray:
    """Read a list of numbers, missing ones as NaN.

    >>> numbers([1, None], "value").tolist()
    [1.0, nan]
    """
    array = _as_floats(values, name)
    if array.ndim != 1:
        raise DataError(f"{name} must be a list of numbers, one a group.")
    return array


def one_a_group(given: Mapping[str, ArrayLike | None]) -> dict[str, FloatArray]:
    """Read `value` and what stands beside it, all of one length; what is None is left out.

    >>> one_a_group({"value": [1, 2], "population": [3, 4], "standard_error": None})["population"]
    array([3., 4.])
    """
    check_indexes(given)
    arrays = {name: numbers(x, name) for name, x in given.items() if x is not None}
    size = len(arrays["value"])
    for name, array in arrays.items():
        if len(array) != size:
            raise DataError(
                f"{name} has {len(array)} numbers but value has {size}: give one of each a group."
            )
    return arrays


def column_numbers(data: pd.DataFrame, name: str) -> FloatArray:
    """Give a column as floats, missing as NaN, text only where it is a number.

    >>> column_numbers(pd.DataFrame({"age_start": ["10", "2"]}), "age_start")
    array([10.,  2.])
    """
    column = data[name]
    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype(object)
    _refuse_kind(column.dtype, f"Column {name!r}")
    if pd.api.types.is_numeric_dtype(column):
        return column.to_numpy(dtype=np.float64, na_value=np.nan)
    values = pd.to_numeric(column, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    lost = np.isnan(values) & column.notna().to_numpy()
    if lost.any():
        example = column.to_numpy(dtype=object)[lost][0]
        raise DataError(
            f"Column {name!r} holds {example!r}, which is not a number; give numbers "
            "(for an age band, the age at which it starts; for a group, its place in the order)."
        )
    return values


def check_columns(data: pd.DataFrame, by: str | Sequence[str], others: Sequence[str]) -> list[str]:
    """Return the grouping columns as a list once every needed column is there.

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


def group_rows(
    data: pd.DataFrame, by: Sequence[str], *, blanks: bool = False
) -> tuple[IntArray, pd.DataFrame]:
    """Give each row the number of its group, in order of first appearance, and the groups' names.

    Without `by` there is one group. A blank name is an error, or with `blanks` a name like others.

    >>> codes, keys = group_rows(pd.DataFrame({"area": ["B", "A", "B"]}), ["area"])
    >>> codes.tolist(), keys["area"].tolist()
    ([0, 1, 0], ['B', 'A'])
    """
    if not by:
        return np.zeros(len(data), dtype=np.int64), pd.DataFrame(index=range(min(len(data), 1)))
    codes = reduce(_combine, (_codes(data, name, blanks) for name in by))
    highest_so_far = np.maximum.accumulate(codes) if codes.size else codes
    first_rows = np.flatnonzero(np.diff(highest_so_far, prepend=-1) > 0)
    return codes, data[list(by)].iloc[first_rows].reset_index(drop=True)


def name_group(keys: pd.DataFrame, row: int) -> str:
    """Name a group for a message, such as "area_code E06000004, sex Female"."""
    named = [f"{name} {keys[name].iloc[row]}" for name in keys.columns]
    return ", ".join(named) or "the only group"


def check_number(name: str, value: Any) -> Any:
    """Return one number, also where it came as text, or say that it is none.

    >>> check_number("target_year", "2031")
    2031.0
    """
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise ParameterError(f"{name} must be a number, but is {value!r}.") from None
    if isinstance(value, str) and "_" in value:
        raise ParameterError(f"{name} must be a number, but is {value!r}.")
    return number if isinstance(value, str) else value


def check_between(name: str, value: float, example: float) -> float:
    """Return a number strictly between 0 and 1, or say that it is not one.

    >>> check_between("confidence", 0.95, 0.95)
    0.95
    """
    value = check_number(name, value)
    if not 0 < value < 1:
        raise ParameterError(f"{name} must lie between 0 and 1, such as {example}, but is {value}.")
    return value


def check_positive(name: str, value: float) -> float:
    """Return a finite number above zero, or say that it is not one.

    >>> check_positive("per", 100)
    100
    """
    value = check_number(name, value)
    if not (np.isfinite(value) and value > 0):
        raise ParameterError(f"{name} must be a number above zero, but is {value}.")
    return value


def check_indexes(inputs: Mapping[str, Any]) -> None:
    """Stop where pandas inputs have different indexes, whose rows would not belong together.

    >>> check_indexes({"value": pd.Series([1.0]), "population": [2.0]})
    """
    series = {name: value for name, value in inputs.items() if isinstance(value, pd.Series)}
    names = list(series)
    for name in names[1:]:
        if not series[name].index.equals(series[names[0]].index):
            raise DataError(
                f"{names[0]} and {name} have different indexes; align them before comparing, "
                "so that no row meets another row's figure."
            )


def first_reasons(size: int, reasons: Sequence[tuple[BoolArray, str]]) -> TextArray:
    """Give each element the first reason that holds for it, or an empty text.

    >>> first_reasons(2, [(np.array([False, True]), "The count is missing.")])
    array(['', 'The count is missing.'], dtype=object)
    """
    notes = np.full(size, "", dtype=object)
    for holds, reason in reversed(reasons):
        notes[holds] = reason
    return notes


def _as_floats(value: Any, name: str) -> FloatArray:
    """Read numbers: what is masked is missing; dates, truth values and odd text are refused."""
    if isinstance(value, np.ma.MaskedArray):
        value = np.ma.filled(value.astype(np.float64), np.nan)
    _refuse_kind(getattr(value, "dtype", None), name)
    if isinstance(value, pd.Series | pd.Index):
        text = getattr(value.dtype, "kind", "O") == "O"
        given = value.to_numpy(dtype=object if text else np.float64, na_value=np.nan)
    else:
        given = np.asarray(value)
        _refuse_kind(given.dtype, name)
    try:
        if given.dtype.kind in "OUST":
            _refuse_text(given, name)
        return np.asarray(given, dtype=np.float64)
    except (TypeError, ValueError):
        raise DataError(f"{name} holds something that is not a number; give numbers.") from None


def _refuse_kind(dtype: Any, name: str) -> None:
    """Stop at dates and truth values, which would quietly become numbers."""
    kind = getattr(dtype, "kind", "O")
    if kind in "mM":
        raise DataError(f"{name} holds dates; give numbers (for a period, its years).")
    if kind == "b":
        raise DataError(f"{name} holds true and false; give numbers.")


def _refuse_text(given: NDArray[Any], name: str) -> None:
    """Stop at what Python reads as a number and no reader would: "1_2" for 12."""
    for part in given.ravel():
        if isinstance(part, str) and "_" in part:
            raise DataError(f"{name} holds {str(part)!r}, which is not a number; give numbers.")
        if isinstance(part, bool | np.bool_):
            raise DataError(f"{name} holds true and false; give numbers.")


def _codes(data: pd.DataFrame, name: str, blanks: bool) -> IntArray:
    codes, _ = pd.factorize(data[name], use_na_sentinel=not blanks)
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
