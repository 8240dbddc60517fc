"""Periods of a series: how long each is, where its middle lies, and what any two share."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analysis.errors import DataError
from analysis.statistics.inputs import BoolArray, FloatArray, IntArray, numbers


@dataclass(frozen=True, slots=True)
class Periods:
    """The stretches of time of a series, in years: as published, and from where to where.

    2018 to 2020 opens at 2018.0 and closes at 2021.0; the school or financial year 2023/24 opens at
    2023.5 and closes at 2024.5.
    """

    start: FloatArray
    end: FloatArray
    opens: FloatArray
    closes: FloatArray

    @property
    def length(self) -> FloatArray:
        """Years in each period."""
        return self.closes - self.opens

    @property
    def middle(self) -> FloatArray:
        """The middle of each period, in years."""
        return (self.opens + self.closes) / 2

    def shared(self) -> FloatArray:
        """Years that each two periods have in common: a square array."""
        opens = np.maximum(self.opens[:, None], self.opens)
        closes = np.minimum(self.closes[:, None], self.closes)
        return np.clip(closes - opens, 0, None)

    def correlation(self) -> FloatArray:
        """Correlation of averages over k and l years with m in common: m / sqrt(k l).

        Years are taken as independent of each other and alike; m / k where k = l.
        """
        return self.shared() / np.sqrt(np.outer(self.length, self.length))

    def keep(self, kept: BoolArray | IntArray) -> "Periods":
        """Give the periods that are kept, in that order."""
        return Periods(self.start[kept], self.end[kept], self.opens[kept], self.closes[kept])

    def name(self, number: int) -> str:
        """Name a period as a reader would."""
        start, end = self.start[number], self.end[number]
        return f"{start:g}" if start == end else f"{start:g} to {end:g}"

    def series(self, values: ArrayLike, name: str) -> FloatArray:
        """Read numbers, one a period."""
        array = numbers(values, name)
        if len(array) != len(self.start):
            raise DataError(
                f"{name} has {len(array)} numbers for {len(self.start)} periods: give one a period."
            )
        return array


def read_periods(
    period_start: ArrayLike, period_end: ArrayLike, *, straddling: bool | None = None
) -> Periods:
    """Read first and last years into stretches of time; those of no length are left for a note.

    With `straddling` years run over a new year's day; without saying, a period that ends in the
    year after its start does, as in the tidy table (2023/24 is 2023 and 2024).

    >>> read_periods([2018, 2019], [2020, 2021]).correlation().round(3).tolist()
    [[1.0, 0.667], [0.667, 1.0]]
    >>> read_periods([2022, 2023], [2023, 2024]).correlation().tolist()
    [[1.0, 0.0], [0.0, 1.0]]
    """
    start, end = numbers(period_start, "period_start"), numbers(period_end, "period_end")
    if len(start) != len(end):
        raise DataError(
            f"period_start has {len(start)} years but period_end has {len(end)}: give both of each."
        )
    over = (end == start + 1) if straddling is None else np.full(len(start), straddling)
    return Periods(start, end, np.where(over, start + 0.5, start), end + np.where(over, 0.5, 1.0))
