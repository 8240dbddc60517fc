"""The rows that a chart is drawn from: checked, ordered and put on a time line."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from analysis.errors import DataError

TIME_COLUMNS = ("period", "period_start", "period_end")
INTERVAL_COLUMNS = ("lower_ci", "upper_ci")
ROLE_ORDER = ("area", "England", "region", "neighbour")
ROLE_SYNONYMS = {"comparator": "England", "england": "England"}
SEX_ORDER = ("Persons", "Female", "Male")
HALF_A_YEAR = 0.5


def check_columns(data: pd.DataFrame, needed: Iterable[str], chart: str) -> pd.DataFrame:
    """Give a copy of the rows, with empty interval columns where there are none, or stop.

    Parameters
    ----------
    data : pandas.DataFrame
        The rows to draw.
    needed : iterable of str
        The columns that the chart cannot do without.
    chart : str
        What the chart is called in the message.

    Returns
    -------
    pandas.DataFrame
        A copy with a fresh index.

    Raises
    ------
    DataError
        When a column is missing.

    Examples
    --------
    >>> check_columns(pd.DataFrame({"value": [1.0]}), ["value", "role"], "trend chart")
    Traceback (most recent call last):
    ...
    analysis.errors.DataError: The trend chart needs the column 'role'. Add it to the rows.
    """
    missing = [name for name in needed if name not in data.columns]
    if missing:
        noun = "column" if len(missing) == 1 else "columns"
        names = ", ".join(repr(name) for name in missing)
        pronoun = "it" if len(missing) == 1 else "them"
        raise DataError(f"The {chart} needs the {noun} {names}. Add {pronoun} to the rows.")
    checked = data.reset_index(drop=True).copy()
    for name in INTERVAL_COLUMNS:
        if name not in checked.columns:
            checked[name] = np.nan
    return checked


def check_roles(data: pd.DataFrame) -> pd.DataFrame:
    """Use one word for each role, and stop at one that no chart knows."""
    data["role"] = data["role"].replace(ROLE_SYNONYMS)
    unknown = sorted(set(data["role"].astype(str)) - set(ROLE_ORDER))
    if unknown:
        raise DataError(f"The role {unknown[0]!r} is not one of {', '.join(ROLE_ORDER)}.")
    return data


def add_position(data: pd.DataFrame) -> pd.DataFrame:
    """Place each period at its middle on a line of years."""
    return data.assign(position=(data["period_start"] + data["period_end"]) / 2)


def usual_step(positions: Iterable[float]) -> float:
    """Find the commonest distance between neighbouring periods.

    >>> usual_step([2001, 2002, 2003, 2006])
    1.0
    >>> usual_step([2015])
    1.0
    """
    places = np.unique(np.asarray(list(positions), dtype=float))
    if places.size < 2:
        return 1.0
    steps, counts = np.unique(np.diff(places), return_counts=True)
    return float(steps[np.argmax(counts)])


def unbroken(
    series: pd.DataFrame, step: float, breaks: Sequence[float] = ()
) -> Iterator[pd.DataFrame]:
    """Cut a series where a value is missing, a period is skipped or the definition changes.

    Parameters
    ----------
    series : pandas.DataFrame
        One series with `position`, `period_end` and `value`, in order.
    step : float
        The usual distance between periods, in years.
    breaks : sequence of float
        The first year of each new definition.

    Yields
    ------
    pandas.DataFrame
        A run that one line may join.

    Examples
    --------
    >>> years = [2015, 2016, 2018, 2019]
    >>> rows = pd.DataFrame({"position": years, "period_end": years, "value": [1, 2, 3, 4.0]})
    >>> [run["position"].tolist() for run in unbroken(rows, 1, breaks=[2019])]
    [[2015, 2016], [2018], [2019]]
    """
    known = series.dropna(subset=["value"]).sort_values("position", kind="stable")
    if known.empty:
        return
    definition = sum((known["period_end"] >= year).astype(int) for year in breaks)
    skipped = known["position"].diff() > step + HALF_A_YEAR
    changed = pd.Series(definition, index=known.index).diff().fillna(0) != 0
    for _, run in known.groupby((skipped | changed).cumsum()):
        yield run


def break_labels(breaks: Mapping[int, str] | Sequence[int]) -> dict[float, str]:
    """Give every break its words.

    >>> break_labels([2022]), break_labels({2022: "new assessment"})
    ({2022.0: 'Break in series'}, {2022.0: 'New assessment'})
    """
    if isinstance(breaks, Mapping):
        return {float(year): label[:1].upper() + label[1:] for year, label in breaks.items()}
    return {float(year): "Break in series" for year in breaks}


def in_order(values: Iterable[str], order: Sequence[str]) -> list[str]:
    """Sort known words by their place and leave the rest as they came.

    >>> in_order(["Male", "Other", "Female"], SEX_ORDER)
    ['Female', 'Male', 'Other']
    """
    found = list(dict.fromkeys(str(value) for value in values))
    return sorted(found, key=lambda word: order.index(word) if word in order else len(order))


def has_intervals(data: pd.DataFrame) -> bool:
    """Whether any row carries both limits."""
    return bool(data[list(INTERVAL_COLUMNS)].notna().all(axis=1).any())
