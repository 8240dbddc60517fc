"""The scale on which the errors of a group are normal: identity, log or logit."""

from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from analysis.errors import ParameterError

Scale = Literal["identity", "log", "logit"]
Floats = NDArray[np.float64]

NORMAL_95 = 1.959963984540054


def check_scale(scale: str) -> Scale:
    """Give the scale back when it is one that is known.

    Raises
    ------
    ParameterError
        When it is not "identity", "log" or "logit".

    Examples
    --------
    >>> check_scale("log")
    'log'
    """
    if scale not in get_args(Scale):
        raise ParameterError(
            f"The scale {scale!r} is not known: use 'identity' for means and life expectancy, "
            "'log' for rates or 'logit' for proportions from 0 to 1."
        )
    return scale  # type: ignore[return-value]


def off_scale(value: Floats, scale: Scale) -> tuple[NDArray[np.bool_], str]:
    """Say which values have no place on the scale, and the sentence that explains it.

    Examples
    --------
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


def to_scale(value: Floats, scale: Scale) -> Floats:
    """Carry values to the scale; those without a place on it become NaN.

    Examples
    --------
    >>> to_scale(np.array([0.5, 1.0]), "logit").tolist()
    [0.0, nan]
    """
    if scale == "identity":
        return value
    inside = np.where(off_scale(value, scale)[0], np.nan, value)
    if scale == "log":
        return np.log(inside)
    return np.log(inside) - np.log1p(-inside)


def from_scale(value: Floats, scale: Scale) -> Floats:
    """Bring values back from the scale to their own unit.

    Examples
    --------
    >>> from_scale(np.array([0.0]), "logit").tolist()
    [0.5]
    """
    if scale == "identity":
        return value
    if scale == "log":
        return np.exp(value)
    # tanh cannot overflow, which exp(-value) can.
    return 0.5 * (1 + np.tanh(value / 2))


def error_on_scale(
    value: Floats,
    scale: Scale,
    *,
    standard_error: Floats | None = None,
    lower_ci: Floats | None = None,
    upper_ci: Floats | None = None,
) -> Floats | None:
    """Give the standard errors of groups on the scale, from their own or from 95% limits.

    Parameters
    ----------
    value : array
        Values in their own unit.
    scale : {"identity", "log", "logit"}
        The scale on which the errors are normal.
    standard_error : array, optional
        Standard errors in the value's own unit, carried to the scale by the derivative:
        divided by y for "log", by y(1 - y) for "logit". Wins over limits.
    lower_ci, upper_ci : array, optional
        95% limits in the value's own unit: (g(upper) - g(lower)) / (2 x 1.959964).

    Returns
    -------
    array or None
        None when there are neither errors nor limits.

    Raises
    ------
    ParameterError
        When only one of the two limits is given.

    Examples
    --------
    >>> error_on_scale(np.array([80.0]), "identity",
    ...     lower_ci=np.array([79.02]), upper_ci=np.array([80.98])).round(3).tolist()
    [0.5]
    """
    if standard_error is not None:
        if scale == "identity":
            return standard_error
        inside = np.where(off_scale(value, scale)[0], np.nan, value)
        return standard_error / (inside if scale == "log" else inside * (1 - inside))
    if lower_ci is None and upper_ci is None:
        return None
    if lower_ci is None or upper_ci is None:
        raise ParameterError("Give both lower_ci and upper_ci, or neither: one limit is no error.")
    return (to_scale(upper_ci, scale) - to_scale(lower_ci, scale)) / (2 * NORMAL_95)
