"""Direct standardisation by age, of events and of years lost, for many groups at once."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.errors import DataError
from analysis.statistics.age_bands import AgeRange, AgeTable, check_bands, read_age_table, read_ages
from analysis.statistics.inputs import FloatArray, as_frame, check_positive
from analysis.statistics.intervals import byar

_ESP2013_STARTS = (0, 1, *range(5, 100, 5))
_ESP2013_PEOPLE = (
    *(1000, 4000, 5500, 5500, 5500, 6000, 6000, 6500, 7000, 7000, 7000),
    *(7000, 6500, 6000, 5500, 5000, 4000, 2500, 1500, 800, 200),
)

FEWEST_EVENTS = 10
"""A directly standardised rate on fewer events than this is not given."""


def dsr(
    data: pd.DataFrame,
    *,
    by: str | Sequence[str],
    age: str = "age_start",
    count: str = "count",
    denominator: str = "denominator",
    per: float = 100_000,
    ages: AgeRange = (0, None),
    bands: Sequence[float] | None = None,
    standard: pd.Series | None = None,
) -> pd.DataFrame:
    """Give directly age-standardised rates with Dobson limits.

    Parameters
    ----------
    data : pandas.DataFrame
        A row for each group and age band, in any order.
    by : str or list of str
        Columns that tell the groups apart; an empty list for one group.
    age, count, denominator : str
        Columns of the age at which each band starts, of independent events, and of the population
        or person-years.
    per : float
        Unit of the rate, such as 100,000 people.
    ages : (from, to)
        The ages covered, (0, 75) or (65, None); `to` is where the last band ends, None when it is
        open. Rows outside are left out.
    bands : sequence of float, optional
        Starts of the bands that every group must have. Without it: the bands that at least half of
        the groups have, and where most are of five years, every five-year band.
    standard : pandas.Series, optional
        People by start of age band, in place of the 2013 European Standard Population; wider
        bands weigh as its sums.

    Returns
    -------
    pandas.DataFrame
        A row for each group in order of first appearance: the `by` columns, `count`, `denominator`,
        `value`, `lower_ci` and `upper_ci` (95%) per `per` people, `method`, and `note`. A group
        with a missing band, a missing, infinite or negative figure, a population of zero, or fewer
        than 10 events has NaN and a note that says which.

    Raises
    ------
    DataError, ParameterError
        When a column is missing, an age is not a number, a band starts where no band of the
        standard starts, a group has two rows for a band, or `per` is not above zero.

    Notes
    -----
    Value Σ(x w / n) / Σw, variance Σ x (w / n)² / (Σw)², limits value + √(variance / O)
    (Byar(O) - O) with O = Σx: Dobson AJ, Kuulasmaa K, Eberle E and Scherer J (1991), Statistics in
    Medicine 10, 457-462.

    Examples
    --------
    >>> data = pd.DataFrame({
    ...     "area": "A", "age_start": [0, 5, 65],
    ...     "count": [2, 20, 80], "denominator": [1000, 10_000, 2000],
    ... })
    >>> dsr(data, by="area")[["area", "count", "value", "lower_ci", "upper_ci"]].round(1)
      area  count  value  lower_ci  upper_ci
    0    A  102.0  941.0     766.1    1143.6
    """
    data = as_frame(data)
    per = check_positive("per", per)
    _check_standard_bands(data, by, age, ages, standard)
    table = read_age_table(
        data, by=by, age=age, figures=[count, denominator], ages=ages, bands=bands
    )
    weights = standard_weights(table.ages, end=ages[1], standard=standard)
    table = table.note_figures(count, "count")
    table = table.note_figures(denominator, "population", positive=True)
    x, n = table.usable(count, 0.0), table.usable(denominator, 1.0)
    scores = weights / weights.sum() * per
    method = _describe(table.ages, ages[1], standard, beyond=_goes_beyond(data, age, ages[1]))
    return _standardised(table, x, n, scores, method)


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
    data, by, age, per, bands, standard
        As in :func:`dsr`, as are the errors. Bands from `limit` on are left out.
    limit : float
        The age before which a death counts, the start of a band of the standard; a death loses the
        years from the middle of its band to it.
    deaths, population : str, optional
        Columns of the deaths and of the population; `deaths` and `population` when there are such
        columns, else `count` and `denominator`.

    Returns
    -------
    pandas.DataFrame
        As in :func:`dsr`, with `years_lost` (not standardised) and `value` in years per `per`
        people; `count` and `denominator` are of those before `limit`.

    Notes
    -----
    Value Σ w (d / n)(limit - middle of band) / Σw over the bands before `limit`, with the variance
    Σ d (w (limit - middle) / n)² / (Σw)² in Dobson's limits. Romeder JM and McWhinnie JR (1977),
    International Journal of Epidemiology 6, 143-151.

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
    data = as_frame(data)
    per = check_positive("per", per)
    limit = check_positive("limit", limit)
    deaths = deaths or ("deaths" if "deaths" in data.columns else "count")
    population = population or ("population" if "population" in data.columns else "denominator")
    _check_standard_bands(data, by, age, (0, limit), standard)
    table = read_age_table(
        data, by=by, age=age, figures=[deaths, population], ages=(0, limit), bands=bands
    )
    weights = standard_weights(table.ages, end=limit, standard=standard)
    table = table.note_figures(deaths, "number of deaths")
    table = table.note_figures(population, "population", positive=True)
    d, n = table.usable(deaths, 0.0), table.usable(population, 1.0)
    lost = years_each(table.ages, limit)
    scores = weights / weights.sum() * per * lost
    method = _describe(table.ages, limit, standard, beyond=_goes_beyond(data, age, limit))
    result = _standardised(table, d, n, scores, method)
    years_lost = np.where(table.valid, d @ lost, np.nan)
    result.insert(list(result.columns).index("value"), "years_lost", years_lost)
    return result


def esp2013() -> pd.Series:
    """Give the 2013 European Standard Population, 100,000 people, by start of age band.

    Eurostat (2013), Revision of the European Standard Population, doi 10.2785/11470.

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
    """Give the people of the standard in wider bands; without an `end` the last is open.

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


def years_each(age_start: FloatArray, limit: float) -> FloatArray:
    """Give the years that a death in each band loses, from its middle to the limit.

    >>> years_each(np.array([0.0, 1, 5]), 75)
    array([74.5, 72. , 35. ])
    """
    ends = np.append(age_start[1:], limit)
    return limit - (age_start + ends) / 2


def _standardised(
    table: AgeTable, events: FloatArray, population: FloatArray, scores: FloatArray, method: str
) -> pd.DataFrame:
    """Give the rate Σ score × events / population, an event in each band scoring as it is told."""
    complete = table.valid
    total = events.sum(axis=1)
    value = (events / population) @ scores
    lower, upper = _dobson_limits(value, (events / population**2) @ scores**2, total)
    table = _suppress_few_events(table, total)
    known = table.valid
    return table.keys.assign(
        count=np.where(complete, total, np.nan),
        denominator=np.where(complete, population.sum(axis=1), np.nan),
        value=np.where(known, value, np.nan),
        lower_ci=np.where(known, lower, np.nan),
        upper_ci=np.where(known, upper, np.nan),
        method=method,
        note=table.notes,
    )


def _dobson_limits(
    value: FloatArray, variance: FloatArray, events: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Give 95% limits of a weighted sum of Poisson counts (Dobson 1991).

    >>> lower, upper = _dobson_limits(np.array([50.0]), np.array([25.0]), np.array([100.0]))
    >>> lower.round(2), upper.round(2)
    (array([40.68]), array([60.81]))
    """
    lower, upper = byar(events)
    ratio = np.divide(variance, events, out=np.full(events.size, np.nan), where=events > 0)
    scale = np.sqrt(ratio)
    return value + scale * (lower - events), value + scale * (upper - events)


def _suppress_few_events(table: AgeTable, events: FloatArray) -> AgeTable:
    """Note groups with fewer than 10 events, too few for a standardised rate."""
    few = events < FEWEST_EVENTS
    if not (few & table.valid).any():
        return table
    reasons = np.full(events.size, "", dtype=object)
    reasons[few] = [
        f"Fewer than {FEWEST_EVENTS} events ({events_here:g}): too few to standardise."
        for events_here in events[few]
    ]
    return table.note_groups(few, reasons)


def _goes_beyond(data: pd.DataFrame, age: str, end: float | None) -> bool:
    """Whether a band starts where the ages end, so that the last one before cannot be open."""
    return end is None or bool((read_ages(data, age) >= end).any())


def _describe(
    starts: FloatArray, end: float | None, standard: pd.Series | None, *, beyond: bool
) -> str:
    """Say how a rate was standardised: the standard, the ages and the limits."""
    limits = "Dobson limits with Byar"
    if starts.size and not beyond:
        limits += f"; the band from {starts[-1]:g} is taken to end at {end:g}"
    named = "2013 European Standard Population" if standard is None else "given standard population"
    if not starts.size:
        return f"direct standardisation, {named}; {limits}"
    last = f"{starts[0]:g} to under {end:g}" if end is not None else f"{starts[0]:g} and over"
    oldest = "" if end is not None else f", oldest band {starts[-1]:g} and over"
    return f"direct standardisation, {named}, ages {last}{oldest}; {limits}"


def _check_standard_bands(
    data: pd.DataFrame,
    by: str | Sequence[str],
    age: str,
    ages: AgeRange,
    standard: pd.Series | None,
) -> None:
    """Stop when a row's band starts where no band of the standard starts, and name it."""
    known = (esp2013() if standard is None else standard).index.to_numpy(dtype=np.float64)
    check_bands(data, by=by, age=age, ages=ages, known=known, owner="standard population")


def _check_standard(standard: pd.Series) -> pd.Series:
    ordered = standard.sort_index()
    values = ordered.to_numpy(dtype=np.float64)
    if not len(ordered) or ordered.index.has_duplicates or not (np.isfinite(values).all()):
        raise DataError("The standard population needs one known number for each start of age.")
    if (values < 0).any() or values.sum() <= 0:
        raise DataError("The standard population must not be negative, and not nil in all.")
    return ordered
