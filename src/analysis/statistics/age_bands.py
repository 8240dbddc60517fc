"""Rows of groups and age bands to arrays of groups by bands, checked."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.errors import DataError
from analysis.statistics.inputs import (
    BoolArray,
    FloatArray,
    IntArray,
    TextArray,
    check_columns,
    column_numbers,
    group_rows,
    name_group,
)

AgeRange = tuple[float, float | None]


@dataclass(frozen=True, slots=True)
class AgeTable:
    """Figures of many groups: each an array with a row a group and a column an age band.

    `keys` are the columns that name the groups, in order of first appearance; `ages` the start of
    each band, ascending; a figure is NaN where the group has no row; `notes` say why a group cannot
    be used.
    """

    keys: pd.DataFrame
    ages: FloatArray
    figures: dict[str, FloatArray]
    notes: TextArray

    @property
    def valid(self) -> BoolArray:
        """Which groups have no note against them."""
        return self.notes == ""

    def widths(self) -> FloatArray:
        """Give the width of each band in years; the last one is open and infinite."""
        return np.append(np.diff(self.ages), np.inf)

    def note_bands(self, bad: BoolArray, reason: str) -> "AgeTable":
        """Note a reason, with the first band concerned, against groups that have none yet."""
        return replace(self, notes=name_bands(self.notes, self.ages, bad, reason))

    def note_groups(self, bad: BoolArray, reasons: TextArray | str) -> "AgeTable":
        """Note a reason against groups that have none yet."""
        return replace(self, notes=np.where(bad & self.valid, reasons, self.notes))

    def note_figures(self, name: str, what: str, *, positive: bool = False) -> "AgeTable":
        """Note missing, infinite, negative and, if asked, zero figures of one column."""
        values = self.figures[name]
        with np.errstate(invalid="ignore"):
            least, most = values.min(initial=1.0), values.max(initial=1.0)
            if np.isfinite(most) and (least > 0 or (least == 0 and not positive)):
                return self
            table = self.note_bands(np.isnan(values), f"The {what} is missing")
            table = table.note_bands(np.isinf(values), f"The {what} is infinite")
            table = table.note_bands(values < 0, f"The {what} is negative")
            if positive:
                table = table.note_bands(values == 0, f"The {what} is zero")
        return table

    def usable(self, name: str, otherwise: float) -> FloatArray:
        """Give a column of figures with a harmless number for the groups that have a note."""
        valid = self.valid
        if valid.all():
            return self.figures[name]
        return np.where(valid[:, None], self.figures[name], otherwise)


def read_age_table(
    data: pd.DataFrame,
    *,
    by: str | Sequence[str],
    age: str,
    figures: Sequence[str],
    ages: AgeRange | None = None,
    bands: Sequence[float] | FloatArray | None = None,
) -> AgeTable:
    """Turn rows of group, age band and figures into arrays of groups by bands.

    With `ages` (from, to) only bands that start in this range are read, and one must start at
    `from`. Every group must have the `bands` named or, where none are, those that at least half of
    the groups have: a group that lacks one, or has another, gets a note. Where most bands are of
    five years, and at least ten of them, a wider band before the last is a missing band.

    >>> rows = pd.DataFrame({"area": ["A", "A"], "age_start": [5, 0], "deaths": [1, 2]})
    >>> read_age_table(rows, by="area", age="age_start", figures=["deaths"]).figures["deaths"]
    array([[2., 1.]])
    """
    by = check_columns(data, by, [age, *figures])
    data, starts = select_ages(data, read_ages(data, age), ages)
    codes, keys = group_rows(data, by)
    found, band_codes = number_bands(starts)
    cells = codes * len(found) + band_codes
    rows = np.bincount(cells, minlength=len(keys) * len(found))
    if (rows > 1).any():
        group, band = divmod(int(np.argmax(rows > 1)), len(found))
        raise DataError(
            f"There is more than one row for {name_group(keys, group)} at age {found[band]:g}; "
            "keep one row for each group and age band."
        )
    arrays = {}
    for name in figures:
        flat = np.full(len(keys) * len(found), np.nan)
        flat[cells] = column_numbers(data, name)
        arrays[name] = flat.reshape(len(keys), len(found))
    present = (rows > 0).reshape(len(keys), len(found))
    return _arrange_bands(keys, found, arrays, present, ages=ages, bands=bands)


def _arrange_bands(
    keys: pd.DataFrame,
    found: FloatArray,
    arrays: dict[str, FloatArray],
    present: BoolArray,
    *,
    ages: AgeRange | None = None,
    bands: Sequence[float] | FloatArray | None = None,
) -> AgeTable:
    """Decide which bands every group must have, and note the groups that differ."""
    if bands is None:
        common = found[present.mean(axis=0) >= 0.5] if len(keys) else found
        wanted = expected_bands(common, ages)
    else:
        wanted = np.unique(np.asarray(bands, dtype=np.float64))
    if np.array_equal(wanted, found) and present.all():
        notes = np.full(len(keys), "", dtype=object)
        return AgeTable(keys=keys, ages=wanted, figures=arrays, notes=notes)
    positions = np.searchsorted(found, wanted)
    known = np.isin(wanted, found)
    source = np.where(known, positions, 0)
    figures = {}
    for name, values in arrays.items():
        padded = values if values.shape[1] else np.full((len(keys), 1), np.nan)
        figures[name] = np.where(known, padded[:, source], np.nan)
    absent = ~present[:, source] if present.shape[1] else np.ones((len(keys), len(wanted)), bool)
    extra = present & ~np.isin(found, wanted)
    notes = np.full(len(keys), "", dtype=object)
    notes = name_bands(notes, found, extra, "No other group has a row")
    notes = name_bands(notes, wanted, absent | ~known, "There is no row")
    return AgeTable(keys=keys, ages=wanted, figures=figures, notes=notes)


def check_bands(
    data: pd.DataFrame,
    *,
    by: str | Sequence[str],
    age: str,
    known: FloatArray,
    owner: str,
    ages: AgeRange | None = None,
) -> None:
    """Stop when a row's band does not start where a known band starts."""
    names = check_columns(data, by, [age])
    starts = read_ages(data, age)
    strange = np.setdiff1d(pd.unique(starts), known)
    if ages is not None:
        end = np.inf if ages[1] is None else ages[1]
        strange = strange[(strange >= ages[0]) & (strange < end)]
    if not strange.size:
        return
    row = int(np.argmax(np.isin(starts, strange)))
    group = name_group(data[names], row)
    listed = ", ".join(f"{start:g}" for start in known)
    raise DataError(
        f"The {owner} has no band that starts at age {starts[row]:g} (row for {group}); "
        f"its bands start at {listed}. Regroup the figures into these bands."
    )


def expected_bands(found: FloatArray, ages: AgeRange | None = None) -> FloatArray:
    """Fill the gaps of a table in five-year bands; leave any other set of bands alone.

    >>> starts = np.array([0, 1, 5, 10, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65.0])
    >>> expected_bands(starts)[:6]
    array([ 0.,  1.,  5., 10., 15., 20.])
    """
    first, end = ages if ages is not None else (None, None)
    edges = np.union1d(found, [edge for edge in (first, end) if edge is not None])
    inner = edges[edges >= 5]
    widths = np.diff(inner)
    five_years = int((widths == 5).sum())
    if five_years >= 10 and five_years > len(widths) / 2:
        edges = np.union1d(edges, np.arange(inner[0], inner[-1], 5))
    return edges[edges < end] if end is not None else edges


def name_bands(notes: TextArray, ages: FloatArray, bad: BoolArray, reason: str) -> TextArray:
    """Add a reason that names the first band concerned to the notes that are still empty.

    >>> bad = np.array([[False, True, True]])
    >>> name_bands(np.array([""], dtype=object), np.array([0, 5, 10.0]), bad, "There is no row")
    array(['There is no row for the age band from 5 (and 1 other band).'], dtype=object)
    """
    concerned = np.flatnonzero(bad.any(axis=1) & (notes == ""))
    if not concerned.size:
        return notes
    first = np.array([f"{reason} for the age band from {age:g}" for age in ages], dtype=object)
    others = [
        f" (and {n} other band{'s' if n > 1 else ''})." if n else "." for n in range(len(ages))
    ]
    rows = bad[concerned]
    named = notes.copy()
    suffixes = np.array(others, dtype=object)[rows.sum(axis=1) - 1]
    named[concerned] = first[rows.argmax(axis=1)] + suffixes
    return named


def read_ages(data: pd.DataFrame, age: str) -> FloatArray:
    """Give the start of each row's age band, or say what is wrong with the column."""
    starts = column_numbers(data, age)
    unusable = ~(np.isfinite(starts) & (starts >= 0))
    if unusable.any():
        bad = int(unusable.sum())
        raise DataError(
            f"Column {age!r} is blank, negative or infinite in {bad} of {len(starts)} rows; "
            "give the age at which each band starts."
        )
    return starts


def number_bands(starts: FloatArray) -> tuple[FloatArray, IntArray]:
    """Give the different starts of band, ascending, and the place of each row among them.

    >>> number_bands(np.array([5.0, 0, 5]))
    (array([0., 5.]), array([1, 0, 1]))
    """
    codes, found = pd.factorize(starts)
    order = np.argsort(found, kind="stable")
    place = np.empty(len(found), dtype=np.int64)
    place[order] = np.arange(len(found))
    return found[order], place[codes]


def select_ages(
    data: pd.DataFrame, starts: FloatArray, ages: AgeRange | None
) -> tuple[pd.DataFrame, FloatArray]:
    """Keep the rows whose band starts in a range of ages."""
    if ages is None:
        return data, starts
    first, end = ages[0], np.inf if ages[1] is None else ages[1]
    if not 0 <= first < end:
        raise DataError(f"The ages from {first:g} to {end:g} are no range of ages.")
    inside = (starts >= first) & (starts < end)
    beyond = starts[starts >= end]
    if beyond.size and beyond.min() != end:
        raise DataError(
            f"No band starts at age {end:g}, where the ages asked for end; "
            "end them where a band ends."
        )
    if inside.all():
        return data, starts
    return data[inside], starts[inside]
