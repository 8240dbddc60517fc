"""Which ages and causes make the gap between two life expectancies (Arriaga)."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from analysis.errors import DataError
from analysis.statistics.age_bands import AgeTable, read_age_table, read_ages, select_ages
from analysis.statistics.inputs import FloatArray, as_frame, check_columns, check_positive
from analysis.statistics.life_tables import Survival, abridge, check_single_table, note_unusable

OTHER_CAUSES = "all other causes"
RESIDUAL = "residual"


def decompose_life_expectancy_gap(
    first: pd.DataFrame,
    second: pd.DataFrame,
    *,
    causes: Sequence[str] | None = None,
    limit: float | None = None,
    age: str = "age_start",
    deaths: str = "deaths",
    population: str = "population",
) -> pd.DataFrame:
    """Split the gap in life expectancy between two populations by age, and by cause.

    Parameters
    ----------
    first, second : pandas.DataFrame
        One population each, in the same age bands, the last one open unless there is a `limit`.
    causes : list of str, optional
        Columns of deaths by cause; deaths in `deaths` beyond their sum become the cause "all other
        causes" (without a `deaths` column the causes are all deaths).
    limit : float, optional
        Count only the years lived before this age, as where no deaths are known beyond it.
    age, deaths, population : str
        Columns of the age at which each band starts, the deaths, and the population.

    Returns
    -------
    pandas.DataFrame
        `age_start`, `cause` when causes are given, and `contribution` in years, ages ascending,
        which add up to the gap: life expectancy of `second` less that of `first` at the start of
        the first band. Rows of the cause "residual" are there only where causes leave something of
        an age unexplained. `attrs` hold `gap` and `residual`, in years.

    Raises
    ------
    DataError
        When a population cannot have a life table (it says why and names the band), the two have
        different bands or causes, or a column is missing.

    Notes
    -----
    Arriaga EE (1984), Demography 21, 83-96: the mean of the two directions. A cause's part of an
    age is the difference of its rates over the difference of all rates; where all rates are equal
    no cause contributes. There is no interval: it describes the two life tables as they are.

    Examples
    --------
    >>> first = pd.DataFrame({
    ...     "age_start": [0, 1, 65], "deaths": [5, 100, 800], "population": [1000, 60_000, 16_000]
    ... })
    >>> second = first.assign(deaths=[5, 50, 800])
    >>> decompose_life_expectancy_gap(first, second).round(2)
       age_start  contribution
    0        0.0          0.00
    1        1.0          2.55
    2       65.0          0.00
    """
    first, second = as_frame(first), as_frame(second)
    columns = (age, deaths, population)
    names, one = _read_population(first, "first", causes, columns, limit)
    others, two = _read_population(second, "second", causes, columns, limit)
    _check_same(one[0], two[0], names, others)
    ages = one[0].ages
    start, end = _survival(one, limit), _survival(two, limit)
    by_age = (_arriaga(start, end) - _arriaga(end, start)) / 2
    gap = float(end.expectancy[0, 0] - start.expectancy[0, 0])
    if causes is None:
        result = pd.DataFrame({"age_start": ages, "contribution": by_age})
        result.attrs = {"gap": gap, "residual": gap - float(by_age.sum())}
        return result
    parts = _share_by_cause(by_age, one[1], two[1])
    left = by_age - parts.sum(axis=0)
    result = _cause_rows(ages, names, parts, left)
    result.attrs = {"gap": gap, "residual": gap - float(parts.sum())}
    return result


_Population = tuple[AgeTable, FloatArray]


def _read_population(
    data: pd.DataFrame,
    which: str,
    causes: Sequence[str] | None,
    columns: tuple[str, str, str],
    limit: float | None,
) -> tuple[list[str], _Population]:
    """Read one population: its causes, its deaths and people, and its rates by cause and age."""
    data = _before(data, columns[0], limit)
    if causes is None:
        age, deaths, population = columns
        names, table = (
            ["all causes"],
            read_age_table(data, by=[], age=age, figures=[deaths, population]),
        )
        died = check_single_table(table, which).figures[deaths]
    else:
        names, table, died = _read_causes(data, list(causes), columns, which)
    people = table.figures[columns[2]]
    every = replace(table, figures={"deaths": died.sum(axis=0)[None, :], "population": people})
    usable = note_unusable(every, "deaths", "population", smallest=0, open_ended=limit is None)
    return names, (check_single_table(usable, which), died / people[0])


def _before(data: pd.DataFrame, age: str, limit: float | None) -> pd.DataFrame:
    """Keep the bands before the limit, where there is one."""
    if limit is None:
        return data
    check_columns(data, [], [age])
    return select_ages(data, read_ages(data, age), (0, check_positive("limit", limit)))[0]


def _read_causes(
    data: pd.DataFrame, causes: list[str], columns: tuple[str, str, str], which: str
) -> tuple[list[str], AgeTable, FloatArray]:
    age, deaths, population = columns
    if not causes:
        raise DataError("Name at least one cause, or leave causes out.")
    has_total = deaths in data.columns
    check_columns(data, [], causes)
    figures = [*causes, population, *([deaths] if has_total else [])]
    table = read_age_table(data, by=[], age=age, figures=figures)
    for cause in causes:
        table = table.note_figures(cause, f"number of deaths from {cause}")
    table = check_single_table(table, which)
    died = np.vstack([table.figures[cause] for cause in causes])
    if not has_total:
        return causes, table, died
    total = table.figures[deaths]
    rest = total - died.sum(axis=0)
    # Adding up causes rounds in the last digits: that is no remainder.
    rest = np.where(np.abs(rest) <= 1e-9 * np.abs(total), 0.0, rest)
    if (rest < 0).any():
        raise DataError(f"The {which} population has more deaths by cause than deaths in all.")
    if not (rest != 0).any():
        return causes, table, died
    return [*causes, OTHER_CAUSES], table, np.vstack([died, rest])


def _check_same(one: AgeTable, two: AgeTable, names: list[str], others: list[str]) -> None:
    if not np.array_equal(one.ages, two.ages):
        odd = np.setxor1d(one.ages, two.ages)[0]
        raise DataError(
            f"Only one of the two populations has an age band from {odd:g}; "
            "give both in the same bands."
        )
    if names != others:
        odd_cause = sorted(set(names) ^ set(others))[0]
        raise DataError(
            f"Only one of the two populations has the cause {odd_cause!r}; "
            "give both the same causes, with 0 where nobody died."
        )


def _survival(population: _Population, limit: float | None) -> Survival:
    table = population[0]
    survival = abridge(
        table.ages, table.figures["deaths"], table.figures["population"], limit=limit
    )
    if not (survival.alive > 0).all():
        raise DataError("In one population nobody survives to the oldest age band.")
    return survival


def _arriaga(start: Survival, end: Survival) -> FloatArray:
    """Give the contributions of ages to going from one table to the other."""
    alive, alive_end = start.alive[0], end.alive[0]
    lived, lived_end = start.lived[0], end.lived[0]
    direct = alive * (lived_end / alive_end - lived / alive)
    years_after = (end.expectancy * end.alive)[0, 1:]
    ratio = alive / alive_end
    indirect = np.append(years_after * (ratio[:-1] - ratio[1:]), 0.0)
    return direct + indirect


def _share_by_cause(by_age: FloatArray, one: FloatArray, two: FloatArray) -> FloatArray:
    difference = two - one
    all_one, all_two = one.sum(axis=0), two.sum(axis=0)
    total = all_two - all_one
    # Rates that differ in their last digits only are a tie, not a tiny divisor.
    differ = np.abs(total) > 1e-12 * np.maximum(all_one, all_two)
    share = np.divide(difference, total, out=np.zeros_like(difference), where=differ)
    return share * by_age


def _cause_rows(
    ages: FloatArray, names: list[str], parts: FloatArray, left: FloatArray
) -> pd.DataFrame:
    # Below a millionth of a year a remainder is rounding, not something unexplained.
    if (np.abs(left) > 1e-6).any():
        names, parts = [*names, RESIDUAL], np.vstack([parts, left])
    return pd.DataFrame(
        {
            "age_start": np.repeat(ages, len(names)),
            "cause": np.tile(np.array(names, dtype=object), len(ages)),
            "contribution": parts.T.ravel(),
        }
    )
