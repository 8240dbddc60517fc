"""The 2013 European Standard Population, and its sums for wider age bands."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.errors import DataError
from analysis.statistics.array_kinds import FloatArray

_ESP2013_STARTS = (0, 1, *range(5, 100, 5))
_ESP2013_PEOPLE = (
    *(1000, 4000, 5500, 5500, 5500, 6000, 6000, 6500, 7000, 7000, 7000),
    *(7000, 6500, 6000, 5500, 5000, 4000, 2500, 1500, 800, 200),
)


def esp2013() -> pd.Series:
    """Give the 2013 European Standard Population by start of age band.

    Returns
    -------
    pandas.Series
        People, 100,000 in all, indexed by the age at which each band starts: 0, 1, then
        every five years to the open band from 95. Both sexes have the same standard.

    Notes
    -----
    Eurostat (2013), Revision of the European Standard Population: report of Eurostat's
    task force, doi 10.2785/11470.

    Examples
    --------
    >>> standard = esp2013()
    >>> int(standard.sum()), int(standard[0]), int(standard[95])
    (100000, 1000, 200)
    """
    index = pd.Index(_ESP2013_STARTS, name="age_start", dtype="int64")
    return pd.Series(_ESP2013_PEOPLE, index=index, name="population", dtype="float64")


def standard_weights(
    age_start: Sequence[float] | FloatArray,
    *,
    end: float | None = None,
    standard: pd.Series | None = None,
) -> FloatArray:
    """Give the standard population of bands that may be wider than five years.

    Parameters
    ----------
    age_start : sequence of float
        Start of each band in years, ascending; each band ends where the next one starts.
    end : float, optional
        The age at which the last band ends; without it the last band is open.
    standard : pandas.Series, optional
        People indexed by start of age band; the 2013 European Standard Population when
        not given.

    Returns
    -------
    ndarray
        People of the standard in each band, in the order of `age_start`.

    Raises
    ------
    DataError
        When a band starts (or the last one ends) inside a band of the standard, which
        cannot be split; the message names the age.

    Examples
    --------
    >>> standard_weights([0, 5, 85])
    array([ 5000., 92500.,  2500.])
    >>> standard_weights([60, 65, 70], end=75)
    array([6000., 5500., 5000.])
    """
    source = esp2013() if standard is None else _check_standard(standard)
    starts = source.index.to_numpy(dtype=np.float64)
    edges = np.asarray(age_start, dtype=np.float64)
    if end is not None:
        edges = np.append(edges, end)
    unknown = edges[~np.isin(edges, starts)]
    if unknown.size:
        known = ", ".join(f"{start:g}" for start in starts)
        raise DataError(
            f"The standard population has no band that starts at age {unknown[0]:g}; "
            f"its bands start at {known}. Regroup the figures into these bands or sums of them."
        )
    totals = np.append(0.0, np.cumsum(source.to_numpy(dtype=np.float64)))
    positions = np.searchsorted(starts, edges)
    if end is None:
        positions = np.append(positions, len(starts))
    return np.diff(totals[positions])


def _check_standard(standard: pd.Series) -> pd.Series:
    ordered = standard.sort_index()
    values = ordered.to_numpy(dtype=np.float64)
    if not len(ordered) or ordered.index.has_duplicates or not (np.isfinite(values).all()):
        raise DataError("The standard population needs one known number for each start of age.")
    if (values < 0).any() or values.sum() <= 0:
        raise DataError("The standard population must not be negative, and not nil in all.")
    return ordered
