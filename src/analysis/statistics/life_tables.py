"""Abridged life tables with standard errors, and healthy life expectancy."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import DataError
from analysis.statistics.age_bands import AgeTable, read_age_table
from analysis.statistics.inputs import BoolArray, FloatArray, as_frame
from analysis.statistics.intervals import NORMAL_95

SMALLEST_POPULATION = 5_000
"""Life expectancy is not given for this many people or fewer."""

WIDEST_INTERVAL = 20
"""Years; a value with a wider 95% interval is suppressed and its limits kept."""


@dataclass(frozen=True, slots=True)
class Survival:
    """The columns of abridged life tables, as groups by bands.

    Deaths a person-year (M), survivors of 1 born to the start of each band (l), years lived in it
    (L), years still to live at its start (e) and their variance; both NaN where nobody is alive.
    """

    rate: FloatArray
    alive: FloatArray
    lived: FloatArray
    expectancy: FloatArray
    variance: FloatArray


def life_table(
    data: pd.DataFrame,
    *,
    by: str | Sequence[str],
    age: str = "age_start",
    deaths: str = "deaths",
    population: str = "population",
    bands: Sequence[float] | None = None,
) -> pd.DataFrame:
    """Give life expectancy at the start of each age band, with its standard error.

    Parameters
    ----------
    data : pandas.DataFrame
        A row for each group and age band, in any order. Any bands; the last one is open.
    by, bands
        As in :func:`dsr`.
    age, deaths, population : str
        Columns of the age at which each band starts, the deaths, and the population or
        person-years.

    Returns
    -------
    pandas.DataFrame
        A row for each group and band, groups in order of first appearance and ages ascending: the
        `by` columns, `age_start`, `value` (years still to live), `standard_error`, `lower_ci` and
        `upper_ci` (95%) in years, and `note`. A group is NaN with a note when a band or figure is
        missing, infinite or negative, a population is zero, deaths exceed people, no one died in
        the open band, or 5,000 people or fewer live there. A value with an interval wider than 20
        years is NaN with a note beside its limits.

    Raises
    ------
    DataError
        When a column is missing, an age is not a number, or a group has two rows for a band.

    Notes
    -----
    Chiang's second method with a = 0.1 in the first year of life and 0.5 elsewhere; variance with a
    term for the open band from Silcocks PBS, Jenner DA and Reza R (2001), Journal of Epidemiology
    and Community Health 55, 38-43. Deaths are taken as independent and populations as known.

    Examples
    --------
    >>> data = pd.DataFrame({
    ...     "area": "A", "age_start": [0, 1, 65],
    ...     "deaths": [5, 100, 800], "population": [1000, 60_000, 16_000],
    ... })
    >>> life_table(data, by="area").round(2).drop(columns="note")
      area  age_start  value  standard_error  lower_ci  upper_ci
    0    A        0.0  79.34            0.82     77.72     80.95
    1    A        1.0  78.73            0.81     77.15     80.32
    2    A       65.0  20.00            0.71     18.61     21.39
    """
    data = as_frame(data)
    table = read_age_table(data, by=by, age=age, figures=[deaths, population], bands=bands)
    table = note_unusable(table, deaths, population)
    survival = abridge(table.ages, table.usable(deaths, 0.0), table.usable(population, 1.0))
    return _expectancy_rows(table, survival.expectancy, np.sqrt(survival.variance))


def healthy_life_expectancy(
    data: pd.DataFrame,
    *,
    by: str | Sequence[str],
    prevalence: str,
    sample_size: str | None = None,
    age: str = "age_start",
    deaths: str = "deaths",
    population: str = "population",
    bands: Sequence[float] | None = None,
) -> pd.DataFrame:
    """Give years still to live in good health at the start of each band (Sullivan).

    Parameters
    ----------
    data, by, age, deaths, population, bands
        As in :func:`life_table`, as are the errors.
    prevalence : str
        Column of the share of people in good health in each band, from 0 to 1.
    sample_size : str, optional
        Column of how many people that share is measured on; without it there is no interval.

    Returns
    -------
    pandas.DataFrame
        As in :func:`life_table`, with `method`; `value` is years in good health. Suppressed too
        where a share is missing or not between 0 and 1, or a sample is missing or empty.

    Notes
    -----
    Value Σ L π / l; variance Σ L² π (1 - π) / n / l², which counts the survey's error and not that
    of the deaths. Sullivan DF (1971), HSMHA Health Reports 86, 347-354; Mathers CD (1991), Health
    expectancies in Australia.

    Examples
    --------
    >>> data = pd.DataFrame({
    ...     "area": "A", "age_start": [0, 1, 65], "deaths": [5, 100, 800],
    ...     "population": [1000, 60_000, 16_000], "healthy": [0.95, 0.9, 0.5], "asked": 400,
    ... })
    >>> table = healthy_life_expectancy(data, by="area", prevalence="healthy", sample_size="asked")
    >>> table[["age_start", "value", "lower_ci", "upper_ci"]].round(2)
       age_start  value  lower_ci  upper_ci
    0        0.0  64.30     62.32     66.28
    1        1.0  63.67     61.68     65.66
    2       65.0  10.00      9.02     10.98
    """
    data = as_frame(data)
    figures = [deaths, population, prevalence, *([sample_size] if sample_size else [])]
    table = read_age_table(data, by=by, age=age, figures=figures, bands=bands)
    table = note_unusable(table, deaths, population)
    table = table.note_figures(prevalence, "share in good health")
    above = table.figures[prevalence] > 1
    table = table.note_bands(above, "The share in good health is above 1 (is it a percentage?)")
    if sample_size:
        table = table.note_figures(sample_size, "sample", positive=True)
    survival = abridge(table.ages, table.usable(deaths, 0.0), table.usable(population, 1.0))
    share = table.usable(prevalence, 0.0)
    value = _per_survivor(_from_age(survival.lived * share), survival.alive)
    if not sample_size:
        rows = _expectancy_rows(table, value, np.full(value.shape, np.nan))
        method = "Sullivan; no interval without the sample sizes of the shares in good health"
    else:
        error = survival.lived**2 * share * (1 - share) / table.usable(sample_size, 1.0)
        spread = _per_survivor(np.sqrt(_from_age(error)), survival.alive)
        rows = _expectancy_rows(table, value, spread)
        method = "Sullivan; limits from the sampling error of the shares in good health"
    rows.insert(len(rows.columns) - 1, "method", method)
    return rows


def abridge(
    ages: FloatArray,
    deaths: FloatArray,
    population: FloatArray,
    *,
    limit: float | None = None,
) -> Survival:
    """Work out abridged life tables from checked arrays of groups by bands.

    With a `limit` the last band ends there, and only years lived before it count.

    >>> ages = np.array([0.0, 1, 65])
    >>> survival = abridge(ages, np.array([[5.0, 100, 800]]), np.array([[1000, 60_000, 16_000.0]]))
    >>> survival.alive.round(4)
    array([[1.    , 0.995 , 0.8943]])
    """
    if limit is not None and ages.size:
        return _abridge_before(limit, ages, deaths, population)
    if not ages.size:
        empty = np.empty((len(deaths), 0))
        return Survival(empty, empty, empty, empty, empty)
    widths = np.diff(ages)
    lived_by_dying = np.where((ages[:-1] == 0) & (widths == 1), 0.1, 0.5)
    rate = deaths / population
    closed = rate[:, :-1]
    dying = np.minimum(widths * closed / (1 + widths * closed * (1 - lived_by_dying)), 1.0)
    alive = np.cumprod(np.hstack([np.ones((len(rate), 1)), 1 - dying]), axis=1)
    next_alive = alive[:, 1:]
    lived = np.empty_like(alive)
    lived[:, :-1] = widths * (next_alive + lived_by_dying * (alive[:, :-1] - next_alive))
    oldest = rate[:, -1]
    lived[:, -1] = np.divide(alive[:, -1], oldest, out=np.zeros(len(rate)), where=oldest > 0)
    expectancy = _per_survivor(_from_age(lived), alive)
    variance = _silcocks(
        deaths=deaths,
        oldest=oldest,
        dying=dying,
        alive=alive,
        expectancy=expectancy,
        years_after=(1 - lived_by_dying) * widths,
    )
    return Survival(rate, alive, lived, expectancy, variance)


def _abridge_before(
    limit: float, ages: FloatArray, deaths: FloatArray, population: FloatArray
) -> Survival:
    """Close the last band with an open one in which no years count."""
    beyond = np.ones((len(deaths), 1))
    full = abridge(
        np.append(ages, limit), np.hstack([deaths, beyond]), np.hstack([population, beyond])
    )
    alive, lived = full.alive[:, :-1], full.lived[:, :-1]
    expectancy = _per_survivor(_from_age(lived), alive)
    # The variance of the open table is not that of the years before the limit.
    return Survival(full.rate[:, :-1], alive, lived, expectancy, np.full(alive.shape, np.nan))


def note_unusable(
    table: AgeTable,
    deaths: str,
    population: str,
    *,
    smallest: float = SMALLEST_POPULATION,
    open_ended: bool = True,
) -> AgeTable:
    """Note the groups for which a life table cannot be given, and why."""
    table = table.note_figures(deaths, "number of deaths")
    table = table.note_figures(population, "population", positive=True)
    died, people = table.figures[deaths], table.figures[population]
    with np.errstate(invalid="ignore"):
        table = table.note_bands(died > people, "More deaths than people are given")
        few = people.sum(axis=1) <= smallest
        nobody_old = open_ended & (died[:, -1:].sum(axis=1) == 0)
    table = table.note_groups(
        few, f"The population is {smallest:,} or fewer: too few for a life table."
    )
    return table.note_groups(nobody_old, "Nobody died in the oldest, open age band.")


def check_single_table(table: AgeTable, name: str) -> AgeTable:
    """Return a table of one usable population, or say why it is not one."""
    if not len(table.keys):
        raise DataError(f"The {name} population has no rows.")
    unusable = np.flatnonzero(~table.valid)
    if unusable.size:
        raise DataError(f"The {name} population cannot be used. {table.notes[unusable[0]]}")
    return table


def _silcocks(
    *,
    deaths: FloatArray,
    oldest: FloatArray,
    dying: FloatArray,
    alive: FloatArray,
    expectancy: FloatArray,
    years_after: FloatArray,
) -> FloatArray:
    died = deaths[:, :-1]
    spread = np.divide(dying**2 * (1 - dying), died, out=np.zeros_like(dying), where=died > 0)
    next_expectancy = np.nan_to_num(expectancy[:, 1:])
    terms = np.zeros_like(alive)
    terms[:, :-1] = spread * alive[:, :-1] ** 2 * (years_after + next_expectancy) ** 2
    last = deaths[:, -1] * oldest**2
    open_spread = np.divide(4.0, last, out=np.zeros(len(last)), where=last > 0)
    terms[:, -1] = (alive[:, -1] / 2) ** 2 * open_spread
    return _per_survivor(_per_survivor(_from_age(terms), alive), alive)


def _from_age(values: FloatArray) -> FloatArray:
    return np.cumsum(values[:, ::-1], axis=1)[:, ::-1]


def _per_survivor(values: FloatArray, alive: FloatArray) -> FloatArray:
    return np.divide(values, alive, out=np.full(values.shape, np.nan), where=alive > 0)


def _expectancy_rows(table: AgeTable, value: FloatArray, error: FloatArray) -> pd.DataFrame:
    usable = np.broadcast_to(table.valid[:, None], value.shape)
    value, error = np.where(usable, value, np.nan), np.where(usable, error, np.nan)
    half = NORMAL_95 * error
    notes = np.repeat(table.notes, len(table.ages))
    notes = _note_rows(notes, usable & np.isnan(value), "Nobody survives to this age.")
    with np.errstate(invalid="ignore"):
        wide = 2 * half > WIDEST_INTERVAL
    notes = _note_rows(notes, wide, f"The 95% interval is wider than {WIDEST_INTERVAL} years.")
    rows = table.keys.loc[table.keys.index.repeat(len(table.ages))].reset_index(drop=True)
    return rows.assign(
        age_start=np.tile(table.ages, len(table.keys)),
        value=np.where(wide, np.nan, value).ravel(),
        standard_error=error.ravel(),
        lower_ci=(value - half).ravel(),
        upper_ci=(value + half).ravel(),
        note=notes,
    )


def _note_rows(notes: np.ndarray, bad: BoolArray, reason: str) -> np.ndarray:
    return np.where(bad.ravel() & (notes == ""), reason, notes)
