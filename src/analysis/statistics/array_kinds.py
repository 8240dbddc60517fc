"""Numbers in as scalar, array or pandas; results out as the same kind, index kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from analysis.errors import DataError, ParameterError

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
TextArray = NDArray[np.object_]
Numbers = float | ArrayLike | pd.Series


@dataclass(frozen=True, slots=True)
class Kind:
    """What the caller passed, so that the answer can be of the same kind.

    Parameters
    ----------
    index : pandas.Index or None
        The index of the pandas input; None for arrays, lists and scalars.
    scalar : bool
        Whether every input was a single number.
    """

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


def as_numbers(**inputs: Numbers) -> tuple[list[FloatArray], Kind]:
    """Turn named inputs into float arrays of one length, and remember their kind.

    Parameters
    ----------
    **inputs : scalar, array-like or Series
        The inputs under the names by which the caller knows them. Scalars are repeated to
        the length of the others. Missing values become NaN.

    Returns
    -------
    list of ndarray, Kind
        One-dimensional arrays in the order given, and how to give results back.

    Raises
    ------
    DataError
        When an input is not numeric, lengths differ, or two pandas inputs have
        different indexes (they would be joined by position, silently).

    Examples
    --------
    >>> (count, people), kind = as_numbers(count=[1, 2], people=10)
    >>> people
    array([10., 10.])
    """
    arrays = {name: _as_floats(name, value) for name, value in inputs.items()}
    series = {name: value for name, value in inputs.items() if isinstance(value, pd.Series)}
    _check_indexes(series)
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


def check_confidence(confidence: float) -> float:
    """Return a confidence level that lies between 0 and 1, or say that it does not.

    Raises
    ------
    ParameterError
        When the level is not strictly between 0 and 1.

    Examples
    --------
    >>> check_confidence(0.95)
    0.95
    """
    if not 0 < confidence < 1:
        raise ParameterError(
            f"confidence must lie between 0 and 1, such as 0.95, but is {confidence}."
        )
    return confidence


def check_positive(name: str, value: float) -> float:
    """Return a finite number above zero, or say that it is not one.

    Raises
    ------
    ParameterError
        When the value is zero, negative, infinite or missing.

    Examples
    --------
    >>> check_positive("per", 100)
    100
    """
    if not (np.isfinite(value) and value > 0):
        raise ParameterError(f"{name} must be a number above zero, but is {value}.")
    return value


def first_reasons(size: int, reasons: Sequence[tuple[BoolArray, str]]) -> TextArray:
    """Give each element the first reason that holds for it, or an empty text.

    Examples
    --------
    >>> first_reasons(2, [(np.array([False, True]), "The count is missing.")])
    array(['', 'The count is missing.'], dtype=object)
    """
    notes = np.full(size, "", dtype=object)
    for holds, reason in reversed(reasons):
        notes[holds] = reason
    return notes


def _as_floats(name: str, value: Numbers) -> FloatArray:
    try:
        if isinstance(value, pd.Series):
            array = value.to_numpy(dtype=np.float64, na_value=np.nan)
        else:
            array = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise DataError(f"{name} must be numbers, but holds something else: {error}.") from error
    if array.ndim > 1:
        raise DataError(f"{name} must be a number or one row of numbers, not a table.")
    return array


def _check_indexes(series: Mapping[str, pd.Series]) -> None:
    names = list(series)
    for name in names[1:]:
        if not series[name].index.equals(series[names[0]].index):
            raise DataError(
                f"{names[0]} and {name} have different indexes; align them before comparing, "
                "so that no row meets another row's figure."
            )
