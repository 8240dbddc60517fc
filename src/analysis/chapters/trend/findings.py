"""What every indicator has done lately, and how many changes chance alone would flag."""

from dataclasses import dataclass
from math import isnan

import pandas as pd

from analysis.data.areas import Places
from analysis.data.indicators import select_series
from analysis.findings.verdicts import (
    DIRECTION,
    Verdict,
    beside_comparator,
    counted,
    find_verdicts,
)
from analysis.findings.vocabulary import (
    FALLING,
    IMPROVING,
    MOVING,
    RISING,
    STEADY,
    WORSENING,
)
from analysis.formats import name_with_sex
from analysis.statistics import expected_by_chance

NO_SIDE, UNCLEAR = "Rising or falling, neither side better", "No clear change, or cannot tell"
NO_INTERVALS = "No clear change or cannot tell, and no interval held"
GROUP_OF = {WORSENING: "Worsening", IMPROVING: "Improving", STEADY: "Steady"}
GROUP_OF |= {RISING: NO_SIDE, FALLING: NO_SIDE}
GROUPS = (*dict.fromkeys(GROUP_OF.values()), UNCLEAR, NO_INTERVALS)
"""Under which the small charts stand, in this order."""


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
    def grouped(self) -> dict[str, list[Verdict]]:
        """The facts by where they go: what has a direction first, then what none can be said of."""
        found: dict[str, list[Verdict]] = {group: [] for group in GROUPS}
        for row in self.verdicts:
            group = GROUP_OF.get(row.direction.word)
            found[group or (UNCLEAR if row.figure.has_limits else NO_INTERVALS)].append(row)
        return {group: rows for group, rows in found.items() if rows}

    def points(self, row: Verdict) -> pd.DataFrame:
        """Select the figures of a fact everywhere that stands beside it, as a chart draws them."""
        series = select_series(row.indicator.indicator, list(self.places.roles))
        series = series[(series["sex"] == row.sex) & series["value"].notna()]
        roles, codes = self.places.roles, series["area_code"].tolist()
        # A group has the name that its parameters give it; no publisher has named it.
        own = {self.places.area_code: self.places.area_name}
        named = zip(codes, series["area_name"].tolist(), strict=True)
        return series.assign(
            role=[roles[code] for code in codes],
            area_name=[own.get(code, name) for code, name in named],
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
