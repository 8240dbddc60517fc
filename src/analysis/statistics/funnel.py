"""Control limits of funnel plots, exact for counts."""

import numpy as np
import pandas as pd
from scipy import special

from analysis.errors import ParameterError
from analysis.statistics.inputs import (
    BoolArray,
    FloatArray,
    Numbers,
    as_numbers,
    check_positive,
    first_reasons,
)

_PER = {"proportion": 100.0, "rate": 100_000.0, "ratio": 100.0}
_METHOD = {"proportion": "exact binomial", "rate": "exact Poisson", "ratio": "exact Poisson"}
_TAILS = {"95": 0.025, "99_8": 0.001}


def funnel_limits(
    benchmark: Numbers, denominator: Numbers, *, kind: str, per: float | None = None
) -> pd.DataFrame:
    """Give the limits within which chance alone would keep areas of each size.

    Parameters
    ----------
    benchmark : scalar, array-like or Series
        The value that the areas are compared with, such as England's, per `per`.
    denominator : scalar, array-like or Series
        Size of each area: people (proportion), population or person-years (rate), or expected
        events (ratio).
    kind : {"proportion", "rate", "ratio"}
        "proportion" takes binomial limits, "rate" and "ratio" take Poisson limits.
    per : float, optional
        Unit of the benchmark and the limits: without it 100, and 100,000 for rates.

    Returns
    -------
    pandas.DataFrame
        A row for each input, index kept: `denominator`, `benchmark`, `lower_95`, `upper_95`,
        `lower_99_8`, `upper_99_8` per `per`, `method`, and `note`, which says why limits are
        missing. No limit is below 0, nor that of a proportion above the whole.

    Raises
    ------
    DataError, ParameterError
        As in :func:`proportion`, and when `kind` is unknown.

    Notes
    -----
    A limit is interpolated between the two whole counts whose tail probabilities straddle 2.5% (or
    0.1%): Spiegelhalter DJ (2005), Statistics in Medicine 24, 1185-1202, appendix A.1, the upper
    limit mirrored. An area is outside just when its exact interval excludes the benchmark, which is
    taken as known; over-dispersion is not allowed for, and people are rounded to whole numbers.

    Examples
    --------
    >>> limits = funnel_limits(100, [5, 50, 500], kind="ratio")
    >>> limits[["denominator", "lower_95", "upper_95"]].round(1)
       denominator  lower_95  upper_95
    0          5.0      10.8     207.5
    1         50.0      72.2     129.7
    2        500.0      91.2     109.0
    """
    if kind not in _PER:
        raise ParameterError(f"kind must be proportion, rate or ratio, but is {kind!r}.")
    per = check_positive("per", _PER[kind] if per is None else per)
    (centre, size), shape = as_numbers(benchmark=benchmark, denominator=denominator)
    notes = first_reasons(size.size, _reasons(centre, size, per if kind == "proportion" else None))
    valid = notes == ""
    safe_size = np.where(valid, size, 1.0)
    share = np.where(valid, centre, 0.0) / per
    if kind == "proportion":
        safe_size = np.maximum(np.rint(safe_size), 1.0)
    columns = {"denominator": size, "benchmark": centre}
    for name, tail in _TAILS.items():
        lower, upper = _count_limits(safe_size, share, tail, binomial=kind == "proportion")
        upper = np.minimum(upper, safe_size) if kind == "proportion" else upper
        columns[f"lower_{name}"] = np.where(valid, lower / safe_size * per, np.nan)
        columns[f"upper_{name}"] = np.where(valid, upper / safe_size * per, np.nan)
    method = np.full(size.size, _METHOD[kind], dtype=object)
    return shape.frame({**columns, "method": method, "note": notes})


def _count_limits(
    size: FloatArray, share: FloatArray, tail: float, *, binomial: bool
) -> tuple[FloatArray, FloatArray]:
    """Interpolate between the counts whose cumulative probabilities straddle each tail."""

    def cumulative(count: FloatArray) -> FloatArray:
        whole = np.maximum(count, 0.0)
        if binomial:
            known = special.betaincc(whole + 1, np.maximum(size - whole, 1.0), share)
            known = np.where(whole >= size, 1.0, known)
        else:
            known = special.pdtr(whole, share * size)
        return np.where(count < 0, 0.0, known)

    def quantile(probability: float) -> FloatArray:
        inverse = special.bdtrik if binomial else special.pdtrik
        found = inverse(probability, *((size, share) if binomial else (share * size,)))
        count = np.ceil(np.where(np.isfinite(found), found, share * size))
        lower = np.maximum(count - 1, 0.0)
        return np.where(cumulative(lower) >= probability, lower, count)

    low, high = quantile(tail), quantile(1 - tail)
    at, below = cumulative(low), cumulative(low - 1)
    lower = np.maximum(low - (at - tail) / (at - below), 0.0)
    at, below = cumulative(high), cumulative(high - 1)
    return lower, high + 1 - (at - (1 - tail)) / (at - below)


def _reasons(
    benchmark: FloatArray, size: FloatArray, whole: float | None
) -> list[tuple[BoolArray, str]]:
    with np.errstate(invalid="ignore"):
        reasons = [
            (np.isnan(benchmark), "The benchmark is missing."),
            (np.isnan(size), "The denominator is missing."),
            (np.isinf(benchmark) | np.isinf(size), "The benchmark or denominator is infinite."),
            (benchmark < 0, "The benchmark is negative."),
            (size <= 0, "The denominator is not above zero."),
        ]
        if whole is not None:
            reasons.append((benchmark > whole, "The benchmark is above the whole."))
    return reasons
