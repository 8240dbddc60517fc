"""How much each group adds to the inequality between all of them."""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analysis.errors import DataError
from analysis.statistics.slope_areas import numbers


def group_contributions(value: ArrayLike, population: ArrayLike) -> pd.DataFrame:
    """Split the between-group variance and the Theil index into what each group adds.

    Parameters
    ----------
    value : array of n
        The indicator in each group, above zero.
    population : array of n
        People in each group.

    Returns
    -------
    DataFrame
        ``share`` (of the people), ``variance`` (p(y−μ)², in squared units), ``variance_percent``
        (of the sum) and ``theil`` (1000 p r ln r with r = y/μ; below zero where the group lies
        below the mean). The columns ``variance`` and ``theil`` add up to the two measures of
        :func:`inequality_measures`. There is no interval: it describes the groups as they are.

    Raises
    ------
    DataError
        When a number is missing, or a value or population is not above zero.

    Examples
    --------
    >>> parts = group_contributions([60.0, 70.0], [1, 1])
    >>> parts["variance"].tolist(), parts["variance_percent"].tolist()
    ([12.5, 12.5], [50.0, 50.0])
    """
    y, people = numbers(value, "value"), numbers(population, "population")
    if len(y) != len(people):
        raise DataError("Give one population for each value.")
    if not ((y > 0) & (people > 0) & np.isfinite(y) & np.isfinite(people)).all():
        raise DataError("Each group needs a value and a population above zero.")
    share = people / people.sum()
    mean = float(share @ y)
    variance = share * (y - mean) ** 2
    whole = float(variance.sum())
    percent = 100 * variance / whole if whole else np.zeros(len(y))
    ratio = y / mean
    return pd.DataFrame(
        {
            "share": share,
            "variance": variance,
            "variance_percent": percent,
            "theil": 1000 * share * ratio * np.log(ratio),
        }
    )
