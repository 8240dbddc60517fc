"""Small numbers: what is not shown, and what would give it away."""

from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from math import isnan
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import coo_array, csr_array, eye_array, hstack
from scipy.sparse.csgraph import connected_components

from analysis.errors import ParameterError
from analysis.statistics.inputs import (
    BoolArray,
    FloatArray,
    IntArray,
    as_frame,
    check_columns,
    column_numbers,
)

SUPPRESSED = "[c]"
SMALLEST, LARGEST = 1, 4
HIDDEN_COLUMNS = ("value", "lower_ci", "upper_ci")
Sums = Sequence[tuple[int, Sequence[int]]]
"""The row of each total, and the rows of its parts."""
# Counts that are no whole numbers, as weighted ones are, add up to rounding.
ROUNDING = 0.25
# A count is kept when what is shown allows two that differ by one.
APART = 1 - 1e-6
EXACT = 1e-7


def suppress_small_counts(
    data: pd.DataFrame,
    *,
    sums: Sums = (),
    count: str = "count",
    published: str | None = None,
    derived: str | None = None,
) -> pd.DataFrame:
    """Hide counts above nought and below 5, and others from which they could be worked out.

    Parameters
    ----------
    data : DataFrame
        One row a count, of people with a condition or event. A missing count is one that its owner
        hid: it is protected like those that are hidden here.
    sums : list of (int, list of int)
        In which ways the rows add up: the number of a total's row, from 0, and those of its parts.
        What parts leave of their total is a count too, of those in no part. Where parts come to
        more than their total they overlap, and nothing follows from them.
    count : str
        The column of counts, which may be weighted.
    published : str, optional
        A column that is True where the publisher published the count, which is then shown.
    derived : str, optional
        A column that is True on rows that are not in the table, but follow from it.

    Returns
    -------
    DataFrame
        The table, its index kept, with hidden counts, values and limits missing, `mark` ("[c]"
        where hidden, else empty) and `suppression` ("primary", "secondary" or empty). More is
        hidden until, for every hidden count, what is shown allows two counts that differ by one
        or more; the total first, then the smallest part, noughts last.

    Raises
    ------
    DataError, ParameterError
        When a column is missing, or a sum names a row that is not there.

    Notes
    -----
    Each hidden count is held between the least and the most that a linear programme finds for it,
    given all sums and that small counts are 1 to 4, as the audits of Fischetti and Salazar, "Models
    and algorithms for optimizing cell suppression in tabular data with linear constraints" (2000).
    Office for National Statistics, Policy on protecting confidentiality in tables of birth and
    death statistics; Government Analysis Function, symbols in tables ([c] confidential).

    Examples
    --------
    >>> data = pd.DataFrame({"sex": ["Male", "Female", "Persons"], "count": [3.0, 12.0, 15.0]})
    >>> suppress_small_counts(data, sums=[(2, [0, 1])])[["sex", "count", "mark"]]
           sex  count mark
    0     Male    NaN  [c]
    1   Female   12.0
    2  Persons    NaN  [c]
    """
    data = as_frame(data)
    check_columns(data, [name for name in (count, published, derived) if name], [])
    rows = [row for total, parts in sums for row in (total, *parts)]
    if rows and not 0 <= min(rows) <= max(rows) < len(data):
        raise ParameterError(f"sums names row {max(rows)}, but the table has {len(data)} rows.")
    counts = column_numbers(data, count)
    fixed, unseen = _flags(data, published), _flags(data, derived)
    primary = (counts > 0) & (counts < LARGEST + 1) & ~fixed
    # Who are in no row and are nobody, a reader guesses.
    fixed = fixed | (unseen & (counts == 0))
    table = _Table(counts, primary, primary | (unseen & ~fixed) | np.isnan(counts), fixed, unseen)
    for total, parts in sums:
        table.add(total, parts)
    table.protect()
    hidden = table.hidden & ~np.isnan(counts)
    kind = np.where(primary, "primary", np.where(hidden, "secondary", ""))
    result = data.copy()
    for name in [count, *(name for name in HIDDEN_COLUMNS if name in data.columns)]:
        result[name] = result[name].where(~hidden)
    return result.assign(mark=np.where(hidden, SUPPRESSED, ""), suppression=kind)


def _flags(data: pd.DataFrame, name: str | None) -> BoolArray:
    if name is None:
        return np.zeros(len(data), dtype=bool)
    return data[name].eq(True).fillna(False).to_numpy(dtype=bool)


@dataclass(slots=True)
class _Table:
    """Counts, what they add up to, and which of them are hidden so far."""

    counts: FloatArray
    primary: BoolArray
    hidden: BoolArray
    fixed: BoolArray
    unseen: BoolArray
    sums: list[tuple[int, IntArray]] = field(default_factory=list)
    rests: list[float] = field(default_factory=list)
    """What the parts of each sum leave of its total."""
    of_row: dict[int, list[int]] = field(default_factory=dict)
    """The sums that each row is in."""

    def add(self, total: int, parts: Sequence[int]) -> None:
        """Add a sum, unless its parts overlap."""
        of_parts = self.counts[list(parts)].tolist()
        whole = float(self.counts[total])
        known = [one for one in of_parts if not isnan(one)]
        rounding = ROUNDING if any(one % 1 for one in (whole, *known)) else 0.0
        rest = whole - sum(known)
        if rest < -rounding:
            return
        left = len(known) == len(of_parts) and abs(rest) > rounding
        for row in (total, *parts):
            self.of_row.setdefault(row, []).append(len(self.sums))
        self.sums.append((total, np.asarray(parts, dtype=np.int64)))
        self.rests.append(rest if left else 0.0)

    def protect(self) -> None:
        """Hide more until no hidden count can be worked out."""
        waiting = list(range(len(self.sums)))
        kept: set[int] = set()
        while waiting:
            self._hide_beside_single_ones(waiting)
            audit, waiting = _Audit(self), []
            given_away = audit.given_away(kept)
            # What is kept stays so when more is hidden: the more is unknown, the more is possible.
            kept = {*audit.names} - {audit.names[variable] for variable in given_away}
            kept = kept if audit.consistent else set()
            done: set[int] = set()
            for variable in given_away:
                behind = audit.behind(variable)
                row = None if done.intersection(behind) else self._hide_smallest(behind)
                if row is not None:
                    done.add(row)
                    waiting += self.of_row[row]

    def _hide_beside_single_ones(self, waiting: list[int]) -> None:
        """Hide one more wherever a sum shows all but one: what needs no programme to see."""
        while waiting:
            number = waiting.pop()
            total, parts = self.sums[number]
            rows = np.append(parts, total)
            unknown, rest = rows[self.hidden[rows]], self.rests[number]
            if len(unknown) + (rest > 0) != 1 or rest >= LARGEST + 1:
                continue
            if len(unknown) and self.unseen[unknown[0]] and not self.primary[unknown[0]]:
                continue
            row = self._hide_one(number)
            waiting += self.of_row[row] if row is not None else []

    def _hide_one(self, number: int) -> int | None:
        """Hide the total of a sum or, where it stays, its smallest part that is shown."""
        total, parts = self.sums[number]
        return self._hide_smallest([total]) if not (
            self.hidden[total] or self.fixed[total]) else self._hide_smallest(parts)  # fmt: skip

    def _hide_smallest(self, rows: Sequence[int] | IntArray) -> int | None:
        """Hide the smallest count of some rows; give its row, or None where none can be hidden."""
        among = np.asarray(rows, dtype=np.int64)
        free = among[~(self.hidden[among] | self.fixed[among])]
        if not len(free):
            return None
        # A nought protects little, since readers guess it: it is hidden last.
        size = np.where(self.counts[free] == 0, np.inf, self.counts[free])
        row = int(free[np.argmin(size)])
        self.hidden[row] = True
        return row


class _Audit:
    """What can be worked out of hidden counts from some sums: a linear programme."""

    def __init__(self, table: _Table) -> None:
        self.table = table
        small = [n for n, rest in enumerate(table.rests) if 0 < rest < LARGEST + 1]
        hide = (n for row in np.flatnonzero(table.hidden) for n in table.of_row.get(int(row), ()))
        self.sums = np.array(sorted({*small, *hide}), dtype=np.int64)
        rows = [row for n in self.sums for row in self._rows(n) if table.hidden[row]]
        self.cells = np.unique(np.asarray(rows, dtype=np.int64))
        left = [n for n in self.sums if table.rests[n] or self._fractional(n)]
        self.rest_of = {int(n): len(self.cells) + k for k, n in enumerate(left)}
        # Rows by their number, and rests by that of their sum, from -1 down.
        self.names = [*self.cells.tolist(), *(-1 - int(n) for n in left)]
        self.size = len(self.names)
        self.consistent = True
        self._set_up()

    def _rows(self, number: int) -> list[int]:
        total, parts = self.table.sums[number]
        return [total, *parts.tolist()]

    def _fractional(self, number: int) -> bool:
        return bool(np.any(self.table.counts[self._rows(number)] % 1 > 0))

    def _set_up(self) -> None:
        table = self.table
        place = dict(zip(self.cells.tolist(), range(len(self.cells)), strict=True))
        entries: list[tuple[int, int, float]] = []
        known = np.zeros(len(self.sums))
        for line, number in enumerate(self.sums):
            for row, sign in zip(self._rows(number), [1.0, *[-1.0] * len(table.sums[number][1])],
                                 strict=True):  # fmt: skip
                if row in place:
                    entries.append((line, place[row], sign))
                else:
                    known[line] -= sign * table.counts[row]
            if int(number) in self.rest_of:
                entries.append((line, self.rest_of[int(number)], -1.0))
        lines, columns, signs = (np.array(part) for part in zip(*entries, strict=True)) if (
            entries) else (np.zeros(0, int), np.zeros(0, int), np.zeros(0))  # fmt: skip
        shape = (len(self.sums), self.size)
        self.matrix = csr_array(coo_array((signs, (lines, columns)), shape=shape))
        self.by_unknown = csr_array(self.matrix.T)
        self.known = known
        linked = coo_array((np.ones(len(lines)), (lines, len(self.sums) + columns)),
                           shape=(sum(shape), sum(shape)))  # fmt: skip
        labels = connected_components(linked, directed=False)[1]
        self.line_component = labels[: len(self.sums)]
        self.component = labels[len(self.sums) :]
        self._bound()

    def _bound(self) -> None:
        """Say between what each unknown lies for whoever knows the rule, and what is protected."""
        table, rests = self.table, [self.table.rests[n] for n in self.rest_of]
        counts = np.concatenate([table.counts[self.cells], rests])
        small = np.concatenate([table.primary[self.cells], np.zeros(len(rests), dtype=bool)])
        small |= (counts > 0) & (counts < LARGEST + 1) & (np.arange(self.size) >= len(self.cells))
        unseen = np.concatenate([table.unseen[self.cells], np.ones(len(rests), dtype=bool)])
        most = float(np.nansum(table.counts)) + 10
        low = np.where(small, np.fmin(SMALLEST, counts), 0.0)
        high = np.where(small, np.fmax(LARGEST, counts), most)
        slack = np.arange(self.size) >= len(self.cells)
        slack &= np.abs(counts) <= ROUNDING
        self.bounds = np.column_stack(
            [np.where(slack, -ROUNDING, low), np.where(slack, ROUNDING, high)]
        )
        self.protected = ~slack & (small | ~unseen)

    def given_away(self, kept: Set[int] = frozenset()) -> list[int]:
        """List the unknowns that are protected and can be worked out; not those known as kept."""
        least, most = np.full((2, self.size), np.nan)
        random = np.random.default_rng(1)
        asked = np.array([name not in kept for name in self.names], dtype=bool)
        still = np.flatnonzero(self.protected & asked)
        allowed, near = self.bounds, np.zeros(0)
        while len(still):
            wanted = np.zeros(self.size)
            wanted[still] = random.uniform(1, 2, len(still)) * random.choice([-1, 1], len(still))
            self._look(wanted, least, most)
            moved = most[still] - least[still] >= APART
            still = still[~moved]
            if self.bounds is allowed and not moved.any():
                break
            # In small steps from the middle of what was found first, more of them move at once.
            near = near if len(near) else (least + most) / 2
            steps = np.column_stack([near - 1, near + 1])
            self.bounds = np.clip(steps, *np.hsplit(allowed, 2)) if moved.any() else allowed
        self.bounds = allowed
        return [int(variable) for variable in still]

    def _look(self, wanted: FloatArray, least: FloatArray, most: FloatArray) -> None:
        """Move the unknowns one way and the other, as far as what is shown allows."""
        near = np.isin(self.component, np.unique(self.component[wanted != 0]))
        for way in (wanted, -wanted):
            found = self._solve(way, near)
            if found is None:
                self._leave_out_contradictions()
                found = self._solve(way, near)
            if found is not None:
                least[near] = np.fmin(least[near], found)
                most[near] = np.fmax(most[near], found)

    def _solve(self, wanted: FloatArray, near: BoolArray) -> FloatArray | None:
        """Find the unknowns of some parts at which a weighted sum of them is least."""
        lines = np.flatnonzero(np.isin(self.line_component, np.unique(self.component[near])))
        found: FloatArray | None = self._programme(wanted, lines, np.flatnonzero(near)).x
        return found

    def _programme(self, wanted: FloatArray, lines: IntArray, among: IntArray) -> Any:
        """Make a weighted sum of some unknowns least, as some sums allow."""
        return _solve_programme(
            wanted[among], A_eq=self.matrix[lines][:, among], b_eq=self.known[lines],
            bounds=self.bounds[among], method="highs-ipm",
        )  # fmt: skip

    def _leave_out_contradictions(self) -> None:
        """Leave out the fewest sums with which what the owner hid could be nothing at all."""
        lines = len(self.known)
        both = hstack([self.matrix, eye_array(lines), -eye_array(lines)], format="csr")
        wanted = np.concatenate([np.zeros(self.size), np.ones(2 * lines)])
        bounds = np.vstack([self.bounds, np.tile([0.0, np.inf], (2 * lines, 1))])
        found = _solve_programme(wanted, A_eq=both, b_eq=self.known, bounds=bounds).x
        over, under = found[self.size : self.size + lines], found[self.size + lines :]
        keep = np.flatnonzero(over + under < ROUNDING)
        self.matrix, self.known = self.matrix[keep], self.known[keep]
        self.by_unknown, self.consistent = csr_array(self.matrix.T), False
        self.sums, self.line_component = self.sums[keep], self.line_component[keep]

    def behind(self, variable: int) -> list[int]:
        """List the shown rows by which an unknown is worked out: those that the prices weigh.

        Asked of the sums that it is in, then of those around these, until they tell it.
        """
        wanted = (np.arange(self.size) == variable).astype(float)
        lines, among = np.zeros(0, dtype=np.int64), np.array([variable])
        while True:
            wider = np.unique(self.by_unknown[among].indices)
            last = len(wider) == len(lines)
            lines, among = wider, np.unique(self.matrix[wider].indices)
            ways = [self._programme(way, lines, among) for way in (wanted, -wanted)]
            if last or -ways[1].fun - ways[0].fun < APART:
                return self._shown(lines, [found.eqlin.marginals for found in ways])

    def _shown(self, lines: IntArray, prices: Sequence[FloatArray]) -> list[int]:
        """List the shown rows of those sums that have a price."""
        weights: dict[int, float] = {}
        for line, *of_line in zip(lines, *prices, strict=True):
            total, parts = self.table.sums[self.sums[line]]
            for row, sign in [(total, 1), *((int(part), -1) for part in parts)]:
                weights[row] = max(weights.get(row, 0.0), *(abs(sign * one) for one in of_line))
        return [row for row, weight in weights.items()
                if weight > EXACT and not self.table.hidden[row]]  # fmt: skip


def _solve_programme(wanted: FloatArray, **given: Any) -> Any:
    # Few ask for it, and to load it takes a tenth of a second of every command.
    from scipy.optimize import linprog  # noqa: PLC0415

    return linprog(wanted, **given)
