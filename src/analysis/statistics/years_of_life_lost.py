"""Potential years of life lost before an age, standardised by age."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.statistics.age_bands import read_age_table
from analysis.statistics.array_kinds import FloatArray, check_positive
from analysis.statistics.standard_population import standard_weights
from analysis.statistics.standardisation import (
    check_standard_bands,
    describe_dsr,
    dobson_limits,
    suppress_few_events,
)


def potential_years_of_life_lost(
    data: pd.DataFrame,
    *,
    by: str | Sequence[str],
    limit: float = 75,
    per: float = 100_000,
    age: str = "age_start",
    deaths: str | None = None,
    population: str | None = None,
    bands: Sequence[float] | None = None,
    standard: pd.Series | None = None,
) -> pd.DataFrame:
    """Give the years lost by deaths before an age, as an age-standardised rate.

    Parameters
    ----------
    data : pandas.DataFrame
        A row for each group and age band, in any order. Bands from `limit` on are left out.
    by : str or list of str
        Columns that tell the groups apart; an empty list for one group.
    limit : float
        The age before which a death counts; a death loses the years from the middle of its
        band to this age. It must be a start of a band of the standard population.
    per : float
        Unit of the rate, such as 100,000 people.
    age : str
        Column of the age at which each band starts.
    deaths, population : str, optional
        Columns of the deaths and of the population; `deaths` and `population` when there
        are such columns, else `count` and `denominator`.
    bands, standard
        As for `dsr`.

    Returns
    -------
    pandas.DataFrame
        A row for each group in order of first appearance: the `by` columns, `count` (deaths
        before `limit`), `denominator` (people under it), `years_lost` (not standardised),
        `value`, `lower_ci` and `upper_ci` (95%) in years per `per` people, `method`, and
        `note`. A group is suppressed for the reasons that `dsr` gives.

    Raises
    ------
    DataError
        When a column is missing, an age is not a number, `limit` or a band does not start
        where a band of the standard starts, or a group has two rows for a band.
    ParameterError
        When `per` or `limit` is not above zero.

    Notes
    -----
    Value Σ w (d / n)(limit - middle of band) / Σw over the bands before `limit`, with the
    variance Σ d (w (limit - middle) / n)² / (Σw)² in Dobson's limits. Method: Romeder JM and
    McWhinnie JR (1977), International Journal of Epidemiology 6, 143-151.

    Examples
    --------
    >>> data = pd.DataFrame({
    ...     "area": "A", "age_start": [0, 5, 65],
    ...     "deaths": [2, 20, 80], "population": [1000, 10_000, 2000],
    ... })
    >>> potential_years_of_life_lost(data, by="area")[["count", "years_lost", "value"]].round(1)
       count  years_lost   value
    0  102.0      1345.0  9741.8
    """
    check_positive("per", per)
    check_positive("limit", limit)
    deaths = deaths or ("deaths" if "deaths" in data.columns else "count")
    population = population or ("population" if "population" in data.columns else "denominator")
    check_standard_bands(data, by, age, (0, limit), standard)
    table = read_age_table(
        data, by=by, age=age, figures=[deaths, population], ages=(0, limit), bands=bands
    )
    weights = standard_weights(table.ages, end=limit, standard=standard)
    table = table.note_figures(deaths, "number of deaths")
    table = table.note_figures(population, "population", positive=True)
    complete = table.valid
    d, n = table.usable(deaths, 0.0), table.usable(population, 1.0)
    lost = years_each(table.ages, limit)
    shares = weights / weights.sum() * per
    value = (d / n) @ (shares * lost)
    variance = (d / n**2) @ (shares * lost) ** 2
    total = d.sum(axis=1)
    lower, upper = dobson_limits(value, variance, total)
    table = suppress_few_events(table, total)
    return table.keys.assign(
        count=np.where(complete, total, np.nan),
        denominator=np.where(complete, n.sum(axis=1), np.nan),
        years_lost=np.where(complete, d @ lost, np.nan),
        value=np.where(table.valid, value, np.nan),
        lower_ci=np.where(table.valid, lower, np.nan),
        upper_ci=np.where(table.valid, upper, np.nan),
        method=describe_dsr(table.ages, limit, standard, "Dobson limits with Byar"),
        note=table.notes,
    )


def years_each(age_start: FloatArray, limit: float) -> FloatArray:
    """Give the years that a death in each band loses, from its middle to the limit.

    Examples
    --------
    >>> years_each(np.array([0.0, 1, 5]), 75)
    array([74.5, 72. , 35. ])
    """
    ends = np.append(age_start[1:], limit)
    return limit - (age_start + ends) / 2
