"""Small numbers: what is not shown, and what would give it away."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import DataError, ParameterError
from analysis.statistics.inputs import (
    BoolArray,
    FloatArray,
    IntArray,
    as_frame,
    check_columns,
    column_numbers,
    group_rows,
)

SUPPRESSED = "[c]"
SMALLEST, LARGEST = 1, 4
HIDDEN_COLUMNS = ("value", "lower_ci", "upper_ci")


def suppress_small_counts(
    data: pd.DataFrame,
    *,
    within: Sequence[Sequence[str]] = (),
    total: Sequence[str] = (),
    count: str = "count",
    published: str | None = None,
) -> pd.DataFrame:
    """Hide counts from 1 to 4, and the totals from which they could be worked out.

    Parameters
    ----------
    data : DataFrame
        One row a count, of people with a condition or event.
    within : list of lists of str
        Columns that name a sum: the rows that share them add up to their total. One list for each
        way of adding up (sexes within an area; areas within a region).
    total : list of str
        For each way of adding up, a column that is True on the total of a sum, False on its parts
        and missing on rows that are neither.
    count : str
        The column of counts.
    published : str, optional
        A column that is True where the publisher published the count, which is then shown.

    Returns
    -------
    DataFrame
        The table, its index kept, with hidden counts, values and limits missing, `mark` ("[c]"
        where hidden, else empty) and `suppression` ("primary", "secondary" or empty). A total is
        hidden when a single hidden part could be got from it, or when hidden parts could only all
        be 1 or all be 4; where it is published, the smallest other part. This is repeated until
        nothing is given away.

    Raises
    ------
    DataError, ParameterError
        When a column is missing, a sum has two totals, or `within` and `total` do not pair.

    Notes
    -----
    Office for National Statistics, Policy on protecting confidentiality in tables of birth and
    death statistics; Government Analysis Function, symbols in tables ([c] confidential).

    Examples
    --------
    >>> data = pd.DataFrame({"area": "A", "sex": ["Male", "Female", "Persons"],
    ...     "count": [3.0, 12.0, 15.0], "is_total": [False, False, True]})
    >>> suppress_small_counts(data, within=[["area"]], total=["is_total"])[
    ...     ["sex", "count", "mark"]]
           sex  count mark
    0     Male    NaN  [c]
    1   Female   12.0
    2  Persons    NaN  [c]
    """
    data = as_frame(data)
    if len(within) != len(total):
        raise ParameterError(
            f"within names {len(within)} ways of adding up but total names {len(total)}: "
            "give one column of totals for each."
        )
    sums = [(list(keys), flag) for keys, flag in zip(within, total, strict=True)]
    needed = [count, *([published] if published else [])]
    check_columns(data, needed, [name for keys, flag in sums for name in (*keys, flag)])
    counts = column_numbers(data, count)
    fixed = _flags(data, published)
    primary = (counts >= SMALLEST) & (counts <= LARGEST) & ~fixed
    table = _Table(counts, primary, primary.copy(), fixed)
    rows = [pair for keys, flag in sums for pair in _parts_and_totals(data, keys, flag)]
    changed = True
    while changed:
        changed = False
        for parts, last in rows:
            if table.gives_away(parts, last):
                changed |= table.hide_one(parts, last)
    hidden = table.hidden
    kind = np.where(primary, "primary", np.where(hidden, "secondary", ""))
    result = data.copy()
    for name in [count, *(name for name in HIDDEN_COLUMNS if name in data.columns)]:
        result[name] = result[name].where(~hidden)
    return result.assign(mark=np.where(hidden, SUPPRESSED, ""), suppression=kind)


def _flags(data: pd.DataFrame, name: str | None) -> BoolArray:
    if name is None:
        return np.zeros(len(data), dtype=bool)
    return data[name].eq(True).fillna(False).to_numpy(dtype=bool)


def _parts_and_totals(data: pd.DataFrame, keys: list[str], flag: str) -> list[tuple[IntArray, int]]:
    """List the rows of the parts of each sum, and the row of its total."""
    member = data[flag].notna().to_numpy()
    is_total = _flags(data, flag)
    groups, _ = group_rows(data, keys, blanks=True)
    sums = []
    for number in np.unique(groups[is_total]):
        rows = np.flatnonzero((groups == number) & member)
        total = rows[is_total[rows]]
        if len(total) > 1:
            where = ", ".join(str(x) for x in data[keys].iloc[total[0]])
            raise DataError(f"{where} has {len(total)} totals in {flag!r}; a sum has one.")
        sums.append((rows[~is_total[rows]], int(total[0])))
    return sums


@dataclass(slots=True)
class _Table:
    """Counts, and which of them are hidden so far."""

    counts: FloatArray
    primary: BoolArray
    hidden: BoolArray
    fixed: BoolArray

    def gives_away(self, parts: IntArray, total: int) -> bool:
        """Whether a hidden number can be worked out from what this sum still shows."""
        if np.isnan(self.counts[total]):
            return False
        ours = parts[self.hidden[parts]]
        unknown = len(ours) + int(np.isnan(self.counts[parts]).sum())
        if self.hidden[total]:
            return unknown == 0
        if unknown == 0 or not len(ours):
            return False
        if unknown == 1:
            return True
        shown = parts[~self.hidden[parts]]
        left = self.counts[total] - np.nansum(self.counts[shown])
        small = int(self.primary[ours].sum())
        # All of the small ones 1 and the rest 0, or nothing but small ones and all of them 4.
        return bool(left == SMALLEST * small or (unknown == small and left == LARGEST * small))

    def hide_one(self, parts: IntArray, total: int) -> bool:
        """Hide the total or, where it stays, the smallest part that is shown."""
        if not (self.hidden[total] or self.fixed[total]):
            self.hidden[total] = True
            return True
        free = parts[~(self.hidden[parts] | self.fixed[parts] | np.isnan(self.counts[parts]))]
        if not len(free):
            return False
        # A nought protects little, since readers guess it: it is hidden last.
        size = np.where(self.counts[free] == 0, np.inf, self.counts[free])
        self.hidden[free[np.argmin(size)]] = True
        return True
