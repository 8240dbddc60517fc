"""What every indicator has done lately, and how many changes chance alone would flag."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan, nan

import pandas as pd

from analysis.data.areas import Places
from analysis.data.indicators import pairs, select_series
from analysis.findings.movement import RECENT_POINTS
from analysis.findings.verdicts import (
    DIRECTION,
    Verdict,
    beside_comparator,
    counted,
    find_verdicts,
)
from analysis.findings.vocabulary import MOVING
from analysis.formats import name_with_sex
from analysis.statistics import expected_by_chance

FEWEST_POINTS = 2
"""A chart of change needs them."""


@dataclass(frozen=True)
class ChangesFinding:
    """Every indicator of an area over time."""

    places: Places
    # The counted facts beside the comparator, in the order of the life course.
    verdicts: tuple[Verdict, ...]

    @property
    def tested(self) -> list[Verdict]:
        """Those whose direction is tested."""
        return [row for row in self.verdicts if not isnan(row.direction.trend.p_value)]

    @property
    def moving(self) -> list[Verdict]:
        """Those of which a direction is said."""
        return [row for row in self.tested if row.direction.word in MOVING]

    @property
    def kept(self) -> list[Verdict]:
        """Those that stay when all tests of the area are judged together."""
        return [row for row in self.moving if DIRECTION in row.kept]

    @property
    def expected(self) -> float:
        """How many directions chance alone would give."""
        return expected_by_chance(len(self.tested))

    @property
    def stages(self) -> list[str]:
        """The stages of life that have figures."""
        return list(dict.fromkeys(row.indicator.life_stage for row in self.verdicts))

    def of_stage(self, stage: str, without: Sequence[str] = ()) -> list[Verdict]:
        """Give the facts of a stage that are not shown elsewhere."""
        hidden = {*without, *(side for pair in pairs() for side in pair.sides)}
        return [
            row
            for row in self.verdicts
            if row.indicator.life_stage == stage and row.indicator.indicator not in hidden
        ]

    def points(self, row: Verdict) -> pd.DataFrame:
        """Select the latest points of a fact and of its comparator, as a small chart draws them."""
        about = row.indicator
        codes = dict.fromkeys([self.places.area_code, self.places.comparator_code])
        series = select_series(about.indicator, list(codes))
        series = series[(series["sex"] == row.sex) & series["value"].notna()]
        series = series.groupby("area_code", sort=False).tail(RECENT_POINTS)
        return series.assign(
            name=label_of(row),
            unit=about.unit,
            decimals=about.decimals,
            life_stage=about.life_stage,
            role=series["area_code"].map(self.places.roles),
            break_year=about.breaks[-1].year if about.breaks else nan,
        )


def label_of(row: Verdict) -> str:
    """Name an indicator, with cash terms and whom it is of."""
    cash = ", in cash terms" if row.indicator.cash_terms else ""
    return name_with_sex(row.indicator.name + cash, row.sex)


def find_changes(places: Places) -> ChangesFinding:
    """Find what every indicator of an area has done lately.

    Parameters
    ----------
    places : Places
        The area, its comparator and the day that ages are counted to.
    """
    return ChangesFinding(places, tuple(counted(beside_comparator(find_verdicts(places)))))
