"""Direct standardisation by age, for many groups at once."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.errors import DataError
from analysis.statistics.age_bands import (
    AgeRange,
    AgeTable,
    arrange_bands,
    check_bands,
    number_bands,
    read_age_table,
    read_ages,
    select_ages,
)
from analysis.statistics.array_kinds import FloatArray, check_positive
from analysis.statistics.groups import check_columns, column_numbers, group_rows, name_group
from analysis.statistics.intervals import byar
from analysis.statistics.standard_population import esp2013, standard_weights

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
        Columns of the age at which each band starts, the events (which must be independent:
        see `dsr_repeated_events`) and the population or person-years.
    per : float
        Unit of the rate, such as 100,000 people.
    ages : (from, to)
        The ages covered; `to` is where the last band ends, None when it is open. Use
        (0, 75) for a rate under 75 and (65, None) for one from 65. Rows outside are left out.
    bands : sequence of float, optional
        Starts of the bands that every group must have. Without it: the bands that at least
        half of the groups have, and where most are of five years, every five-year band.
    standard : pandas.Series, optional
        People indexed by start of age band; the 2013 European Standard Population when
        not given. A wider band weighs as the sum of the standard's bands in it.

    Returns
    -------
    pandas.DataFrame
        A row for each group in order of first appearance: the `by` columns, `count`,
        `denominator`, `value`, `lower_ci` and `upper_ci` (95%) per `per` people, `method`
        (with the standard and ages), and `note`. A group with a missing band, or a missing,
        infinite or negative figure, or a population of zero, has NaN and a note that names
        the band; so has one with fewer than 10 events. Other groups are not touched.

    Raises
    ------
    DataError
        When a column is missing, an age is not a number, a band starts where no band of the
        standard starts, or a group has two rows for a band: the message names it.
    ParameterError
        When `per` is not above zero.

    Notes
    -----
    Value Σ(x w / n) / Σw, variance Σ x (w / n)² / (Σw)², limits value + √(variance / O)
    (Byar(O) - O) with O = Σx: Dobson AJ, Kuulasmaa K, Eberle E and Scherer J (1991),
    Statistics in Medicine 10, 457-462.

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
    check_positive("per", per)
    check_standard_bands(data, by, age, ages, standard)
    table = read_age_table(
        data, by=by, age=age, figures=[count, denominator], ages=ages, bands=bands
    )
    weights = standard_weights(table.ages, end=ages[1], standard=standard)
    table = table.note_figures(count, "count")
    table = table.note_figures(denominator, "population", positive=True)
    x, n = table.usable(count, 0.0), table.usable(denominator, 1.0)
    method = describe_dsr(table.ages, ages[1], standard, "Dobson limits with Byar")
    shares = weights / weights.sum()
    return _standardised(
        table, events=x, variances=x, population=n, shares=shares, per=per, method=method
    )


def dsr_repeated_events(
    data: pd.DataFrame,
    *,
    by: str | Sequence[str],
    age: str = "age_start",
    events_per_person: str = "events_per_person",
    people: str = "people",
    denominator: str = "denominator",
    per: float = 100_000,
    ages: AgeRange = (0, None),
    bands: Sequence[float] | None = None,
    standard: pd.Series | None = None,
) -> pd.DataFrame:
    """Give directly standardised rates of events that a person can have several times.

    Parameters
    ----------
    data : pandas.DataFrame
        A row for each group, age band and number of events a person: how many people had
        just that many. Every band needs at least one row; people without events need none.
    by : str or list of str
        Columns that tell the groups apart; an empty list for one group.
    age, events_per_person, people, denominator : str
        Columns of the age at which each band starts, the number of events that each of
        these people had, the number of such people, and the population of the band
        (repeated on each of its rows).
    per, ages, bands, standard
        As for `dsr`.

    Returns
    -------
    pandas.DataFrame
        As for `dsr`; `count` is the number of events, and the limits are wider than those
        of `dsr` when anyone had more than one. Rows of one band with different populations
        give the group NaN and a note.

    Raises
    ------
    DataError
        As for `dsr`, and when a group has two rows for one band and number of events.
    ParameterError
        When `per` is not above zero.

    Notes
    -----
    With x_k people having k events each, the count is Σ k x_k and its variance Σ k² x_k, so
    the rate's variance is Σ (w / n)² Σ_k k² x_k / (Σw)², put into Dobson's limits with O the
    number of events: Office for Health Improvement and Disparities, Fingertips Public Health
    Technical Guidance, directly standardised rates, events that are not independent.

    Examples
    --------
    >>> data = pd.DataFrame({
    ...     "area": "A", "age_start": [0, 0, 65], "events_per_person": [1, 2, 1],
    ...     "people": [10, 5, 40], "denominator": [1000, 1000, 2000],
    ... })
    >>> dsr_repeated_events(data, by="area")[["count", "value", "lower_ci", "upper_ci"]].round(1)
       count   value  lower_ci  upper_ci
    0   60.0  2000.0    1182.9    2990.5
    """
    check_positive("per", per)
    check_standard_bands(data, by, age, ages, standard)
    table = _read_repeated(
        data, check_columns(data, by, [age, events_per_person, people, denominator]),
        (age, events_per_person, people, denominator), ages, bands,
    )  # fmt: skip
    weights = standard_weights(table.ages, end=ages[1], standard=standard)
    table = table.note_figures("events", "number of events")
    table = table.note_figures("lowest", "population", positive=True)
    differ = table.figures["lowest"] != table.figures["highest"]
    table = table.note_bands(differ, "The rows give different populations")
    x, n = table.usable("events", 0.0), table.usable("lowest", 1.0)
    method = describe_dsr(table.ages, ages[1], standard, "Dobson limits for repeated events")
    return _standardised(
        table,
        events=x,
        variances=table.usable("squares", 0.0),
        population=n,
        shares=weights / weights.sum(),
        per=per,
        method=method,
    )


def dobson_limits(
    value: FloatArray, variance: FloatArray, events: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Give 95% limits of a weighted sum of Poisson counts (Dobson 1991).

    Examples
    --------
    >>> lower, upper = dobson_limits(np.array([50.0]), np.array([25.0]), np.array([100.0]))
    >>> lower.round(2), upper.round(2)
    (array([40.68]), array([60.81]))
    """
    lower, upper = byar(events)
    ratio = np.divide(variance, events, out=np.full(events.size, np.nan), where=events > 0)
    scale = np.sqrt(ratio)
    return value + scale * (lower - events), value + scale * (upper - events)


def suppress_few_events(table: AgeTable, events: FloatArray) -> AgeTable:
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


def _standardised(
    table: AgeTable,
    *,
    events: FloatArray,
    variances: FloatArray,
    population: FloatArray,
    shares: FloatArray,
    per: float,
    method: str,
) -> pd.DataFrame:
    complete = table.valid
    total = events.sum(axis=1)
    people = population.sum(axis=1)
    value = (events / population) @ shares * per
    variance = (variances / population**2) @ shares**2 * per**2
    table = suppress_few_events(table, total)
    lower, upper = dobson_limits(value, variance, total)
    return table.keys.assign(
        count=np.where(complete, total, np.nan),
        denominator=np.where(complete, people, np.nan),
        value=np.where(table.valid, value, np.nan),
        lower_ci=np.where(table.valid, lower, np.nan),
        upper_ci=np.where(table.valid, upper, np.nan),
        method=method,
        note=table.notes,
    )


def describe_dsr(
    starts: FloatArray, end: float | None, standard: pd.Series | None, limits: str
) -> str:
    """Say how a rate was standardised: the standard, the ages and the limits."""
    named = "2013 European Standard Population" if standard is None else "given standard population"
    if not starts.size:
        return f"direct standardisation, {named}; {limits}"
    last = f"{starts[0]:g} to under {end:g}" if end is not None else f"{starts[0]:g} and over"
    oldest = "" if end is not None else f", oldest band {starts[-1]:g} and over"
    return f"direct standardisation, {named}, ages {last}{oldest}; {limits}"


def check_standard_bands(
    data: pd.DataFrame,
    by: str | Sequence[str],
    age: str,
    ages: AgeRange,
    standard: pd.Series | None,
) -> None:
    """Stop when a row's band starts where no band of the standard starts, and name it."""
    known = (esp2013() if standard is None else standard).index.to_numpy(dtype=np.float64)
    check_bands(data, by=by, age=age, ages=ages, known=known, owner="standard population")


def _read_repeated(
    data: pd.DataFrame,
    by: list[str],
    columns: tuple[str, str, str, str],
    ages: AgeRange,
    bands: Sequence[float] | None,
) -> AgeTable:
    age, events_per_person, people, denominator = columns
    data, starts = select_ages(data, read_ages(data, age), ages)
    codes, keys = group_rows(data, by)
    found, band_codes = number_bands(starts)
    cells = codes * len(found) + band_codes
    each = column_numbers(data, events_per_person)
    _check_repeats(keys, found, cells, each)
    size = len(keys) * len(found)
    # A number of events that cannot be counted makes the band's total missing, and so noted.
    each = np.where(np.isfinite(each) & (each > 0), each, np.nan)
    having = column_numbers(data, people)
    having = np.where(having < 0, np.nan, having)
    population = column_numbers(data, denominator)
    lowest, highest = np.full(size, np.inf), np.full(size, -np.inf)
    with np.errstate(invalid="ignore"):
        np.minimum.at(lowest, cells, population)
        np.maximum.at(highest, cells, population)
    rows = np.bincount(cells, minlength=size)
    flat = {
        "events": np.bincount(cells, weights=each * having, minlength=size),
        "squares": np.bincount(cells, weights=each**2 * having, minlength=size),
        "lowest": lowest,
        "highest": highest,
    }
    shape = (len(keys), len(found))
    arrays = {name: np.where(rows > 0, v, np.nan).reshape(shape) for name, v in flat.items()}
    return arrange_bands(keys, found, arrays, (rows > 0).reshape(shape), ages=ages, bands=bands)


def _check_repeats(
    keys: pd.DataFrame, found: FloatArray, cells: np.ndarray, each: FloatArray
) -> None:
    twice = pd.DataFrame({"cell": cells, "each": each}).duplicated().to_numpy()
    if twice.any():
        group, band = divmod(int(cells[np.argmax(twice)]), len(found))
        raise DataError(
            f"There is more than one row for {name_group(keys, group)} at age {found[band]:g} "
            f"with {each[np.argmax(twice)]:g} events a person; add them up first."
        )
