"""The districts of an authority: every figure that is published for them, beside one another."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from analysis.data.areas import Area, Places
from analysis.data.catalogue import LIFE_STAGES, Indicator
from analysis.data.districts import districts_of, ended_in
from analysis.data.indicators import area_indicators, is_held, select_series
from analysis.data.raw import remembered
from analysis.data.tidy import rows_of
from analysis.findings.level import Figure, figure_of, gap_beside, judge_level
from analysis.findings.movement import is_old
from analysis.findings.outlines import Outlines, find_district_outlines

NUMBERS = ["value", "lower_ci", "upper_ci"]


@dataclass(frozen=True, eq=False)
class Strip:
    """One indicator and sex in one period."""

    indicator: Indicator
    sex: str
    period: str
    # When the period ends, in years, and whether that was long before the edition.
    closes: float
    old: bool
    # ``area_code, area_name, value, lower_ci, upper_ci``, a row a district, the highest first.
    rows: pd.DataFrame
    # The same period of the authority and of what it is compared with.
    whole: Figure
    comparator: Figure
    # Districts whose latest figure is of another period, or that have none.
    missing: tuple[str, ...]

    @cached_property
    def apart(self) -> Figure:
        """The highest district less the lowest."""
        highest, lowest = (figure_of(self.rows.iloc[end]) for end in (0, -1))
        return gap_beside(highest, lowest)

    @property
    def clearness(self) -> float:
        """How far the ends lie apart, in half-widths of the interval of that; nought without."""
        apart = self.apart
        known = apart.has_limits and apart.upper_ci > apart.lower_ci
        return 2 * apart.value / (apart.upper_ci - apart.lower_ci) if known else 0.0

    @property
    def can_be_judged(self) -> bool:
        """Whether either side is the better one."""
        return self.indicator.polarity != "no judgement"


@dataclass(frozen=True)
class Absent:
    """The indicators of authorities that are not shown of districts."""

    not_held: tuple[Indicator, ...]
    # Held, but only in periods of another length than those of the latest release.
    other_periods: tuple[Indicator, ...]


@dataclass(frozen=True, eq=False)
class Districts:
    """The districts of an authority with their latest figures."""

    places: Places
    districts: tuple[Area, ...]
    # In the order of the life course.
    strips: tuple[Strip, ...]
    outlines: Outlines

    @property
    def lead(self) -> Strip | None:
        """The strip whose ends lie most clearly apart; judged and recent ones come first."""
        several = [one for one in self.strips if len(one.rows) > 1]
        return max(several, key=_preference, default=None)

    @property
    def indicators(self) -> list[str]:
        """The indicators that have a strip, by their slugs."""
        return [one.indicator.indicator for one in self.strips]

    @property
    def absent(self) -> "Absent":
        """The indicators of authorities that no district here is shown in."""
        return find_absent([one.code for one in self.districts], set(self.indicators))

    @property
    def ended(self) -> int:
        """The year in whose April they ceased to be authorities; nought where they are."""
        return max(map(ended_in, self.districts), default=0)

    def levels(self, strip: Strip) -> list[str]:
        """Give the level of each district of a strip, by the rule of the table of verdicts."""
        sides = [(figure_of(row), strip.comparator) for row in strip.rows.to_dict("records")]
        polarity = strip.indicator.polarity
        return [judge_level(gap_beside(*figures), polarity) for figures in sides]

    def beside(self, area_code: str) -> list[Area]:
        """Give the districts that share a border with one, by name."""
        codes = self.outlines.adjoining.get(area_code, frozenset())
        return [one for one in self.districts if one.code in codes]


def find_absent(area_codes: Sequence[str], shown: Collection[str]) -> Absent:
    """Find which indicators of authorities are not among those shown of some districts."""
    left = [one for one in area_indicators() if one.indicator not in shown]
    held = [one for one in left if is_held(one.indicator, tuple(area_codes))]
    return Absent(tuple(one for one in left if one not in held), tuple(held))


def _preference(strip: Strip) -> tuple[bool, bool, bool, float]:
    return strip.clearness > 0, strip.can_be_judged, not strip.old, strip.clearness


@remembered
def find_districts(places: Places) -> Districts:
    """Find the figures of every district of an authority.

    Parameters
    ----------
    places : Places
        The authority, its comparator and the day that ages are counted to.

    Returns
    -------
    Districts
        Without districts where the authority has none.
    """
    districts = districts_of(places.area_code)
    if not districts:
        return Districts(places, (), (), Outlines({}))
    order = {stage: place for place, stage in enumerate(LIFE_STAGES)}
    listed = sorted(area_indicators(), key=lambda one: order.get(one.life_stage, len(order)))
    strips = [strip for about in listed for strip in _strips(about, places, districts)]
    outlines = find_district_outlines(places.area_code, districts)
    return Districts(places, districts, tuple(strips), outlines)


def _strips(about: Indicator, places: Places, districts: tuple[Area, ...]) -> Iterator[Strip]:
    names = {one.code: one.name for one in districts}
    others = [places.comparator_code, places.area_code]
    series = select_series(about.indicator, [*names, *others])
    known = series[series["value"].notna()]
    own = known[known["area_code"].isin(names)]
    beside = {
        (row["area_code"], row["sex"], row["period"]): figure_of(row)
        for row in rows_of(known[known["area_code"].isin(others)])
    }
    # In the order of time, so that the last of each is its latest.
    latest = own.drop_duplicates(["area_code", "sex"], keep="last")
    sexes = [sex for sex in ("Female", "Male", "Persons") if sex in set(latest["sex"])]
    # Persons are not counted beside females and males.
    for sex in [one for one in sexes if one != "Persons" or len(sexes) < 3]:
        rows = latest[latest["sex"] == sex]
        period = _most_frequent(rows)
        shown = rows[rows["period"] == period].assign(area_name=rows["area_code"].map(names))
        shown = shown.sort_values(["value", "area_name"], ascending=[False, True])
        whole, comparator = (beside.get((code, sex, period), Figure()) for code in others[::-1])
        yield Strip(
            indicator=about,
            sex=sex,
            period=period,
            closes=(closes := float(shown["closes"].iloc[0])),
            old=is_old(closes, places.edition_date),
            rows=shown[["area_code", "area_name", *NUMBERS]].reset_index(drop=True),
            whole=whole,
            comparator=comparator,
            missing=tuple(
                name for code, name in names.items() if code not in set(shown["area_code"])
            ),
        )


def _most_frequent(latest: pd.DataFrame) -> str:
    """Give the period that most districts end in; of two such, the later one."""
    counts = Counter(zip(latest["closes"], latest["period"], strict=True))
    return max(counts, key=lambda one: (counts[one], one))[1]
