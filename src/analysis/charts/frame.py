"""The rows that a chart is drawn from: in order and on a time line."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from analysis.errors import DataError

TIME_COLUMNS = ("period", "period_start", "period_end")
INTERVAL_COLUMNS = ("lower_ci", "upper_ci")
ROLE_ORDER = ("area", "England", "region", "neighbour")
SEX_ORDER = ("Persons", "Female", "Male")
HALF_A_YEAR = 0.5


def on_a_time_line(data: pd.DataFrame) -> pd.DataFrame:
    """Place each period at its middle on a line of years."""
    return data.assign(position=(data["period_start"] + data["period_end"]) / 2)


def check_roles(data: pd.DataFrame, known: Sequence[str] = ROLE_ORDER) -> pd.DataFrame:
    """Give the rows back, or stop at a role that the chart does not know."""
    unknown = sorted(set(data["role"].astype(str)) - set(known))
    if unknown:
        raise DataError(f"The role {unknown[0]!r} is not one of {', '.join(known)}.")
    return data


def usual_step(positions: Iterable[float]) -> float:
    """Find the commonest distance between neighbouring periods.

    >>> usual_step([2001, 2002, 2003, 2006]), usual_step([2015])
    (1.0, 1.0)
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

    >>> years = [2015, 2016, 2018, 2019]
    >>> rows = pd.DataFrame({"position": years, "period_end": years, "value": [1, 2, 3, 4.0]})
    >>> [run["position"].tolist() for run in unbroken(rows, 1, breaks=[2019])]
    [[2015, 2016], [2018], [2019]]
    """
    known = in_time(series.dropna(subset=["value"]))
    if known.empty:
        return
    definition = sum((known["period_end"] >= year).astype(int) for year in breaks)
    skipped = known["position"].diff() > step + HALF_A_YEAR
    changed = pd.Series(definition, index=known.index).diff().fillna(0) != 0
    for _, run in known.groupby((skipped | changed).cumsum()):
        yield run


def break_labels(breaks: Mapping[int, str] | None) -> dict[float, str]:
    """Begin the label of each break as a sentence.

    >>> break_labels({2022: "new assessment"}), break_labels(None)
    ({2022.0: 'New assessment'}, {})
    """
    return {float(year): label[:1].upper() + label[1:] for year, label in (breaks or {}).items()}


def in_time(series: pd.DataFrame) -> pd.DataFrame:
    """Sort rows by their place on the line of years."""
    return series.sort_values("position", kind="stable")


def names_by(data: pd.DataFrame, column: str, order: Sequence[str] = ()) -> list[str]:
    """List the distinct words of a column: known ones by their place, the rest as they came.

    >>> names_by(pd.DataFrame({"sex": ["Male", "Other", "Female"]}), "sex", SEX_ORDER)
    ['Female', 'Male', 'Other']
    """
    found = list(dict.fromkeys(data[column].astype(str)))
    return sorted(found, key=lambda word: order.index(word) if word in order else len(order))


def by_sex(rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Give the rows of each sex, persons first."""
    return {sex: rows[rows["sex"] == sex] for sex in names_by(rows, "sex", SEX_ORDER)}


def drawn_values(rows: pd.DataFrame) -> list[float]:
    """List the values and the limits of their intervals."""
    return [*rows["value"], *rows["lower_ci"], *rows["upper_ci"]]


def has_intervals(data: pd.DataFrame) -> bool:
    """Whether any row carries both limits."""
    return bool(data[list(INTERVAL_COLUMNS)].notna().all(axis=1).any())
