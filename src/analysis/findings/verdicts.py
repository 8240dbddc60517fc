"""The table of verdicts: what is said of each fact, decided once; every page quotes it.

A fact is one indicator of one area and sex, beside the comparator or between groups inside the
area. Counts are filters of this table; `tabulate` writes it out as open data.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from math import isnan, nan
from typing import Any

import pandas as pd

from analysis.data.areas import Places
from analysis.data.catalogue import LIFE_STAGES, Indicator
from analysis.data.indicators import (
    Pair,
    area_indicators,
    describe_indicator,
    select_latest,
    slug_of,
)
from analysis.data.raw import remembered
from analysis.data.tidy import rows_of
from analysis.findings.gaps import (
    GapFinding,
    find_free_meal_gaps,
    find_slope_gap,
    gap_between,
    select_sides,
)
from analysis.findings.level import NO_FIGURE, Figure, figure_of, from_exact, judge_level
from analysis.findings.movement import Movement, adverse_side, is_old
from analysis.findings.spread import spread_of
from analysis.findings.trends import follow_figures
from analysis.findings.vocabulary import (
    BETTER,
    CANNOT_COMPARE,
    CHANGED_SIDES,
    HIGHER,
    LOWER,
    MOVING,
    NARROWING,
    NO_INTERVAL,
    WIDENING,
    WORSE,
)
from analysis.formats import canonical, canonical_numbers
from analysis.statistics import false_discovery
from analysis.statistics.comparison import normal_p_value

COMPARATOR, GROUPS, ENDS = "comparator", "groups", "ends"
FALSE_DISCOVERY_RATE = 0.05
LEVEL, GAP, DIRECTION = "level", "gap", "direction"
TESTS = (LEVEL, GAP, DIRECTION)
LEVEL_RULE = "the 95% interval of the gap, with the errors of both figures"
FROM_COUNTS = "; interval computed here from counts"
COMPARATOR_EXACT = "the area's 95% interval; no interval of the comparator is held"


@dataclass(frozen=True)
class Verdict:
    """All that is decided of one fact."""

    indicator: Indicator
    area_code: str
    # Whose gap it is: `COMPARATOR`, `GROUPS` (by free school meals) or `ENDS` (the slope index).
    between: str
    names: tuple[str, str]
    sex: str
    # Persons are not counted beside females and males.
    counted: bool = True
    # The indicators of both sides, where the gap is by free school meals.
    pair: Pair | None = None
    period: str = ""
    # When the period ends, in years.
    closes: float = nan
    # Whether its interval is worked out here from counts.
    computed: bool = False
    figure: Figure = NO_FIGURE
    beside: Figure = NO_FIGURE
    absolute: Figure = NO_FIGURE
    relative: Figure = NO_FIGURE
    # The standard deviation between authorities.
    spread: float = nan
    level: str = CANNOT_COMPARE
    # What decided the level, or why nothing did.
    level_rule: str = LEVEL_RULE
    direction: Movement = field(default_factory=Movement)
    gap: Movement = field(default_factory=Movement)
    ratio: Movement = field(default_factory=Movement)
    old: bool = False
    # The same fact in the latest period with intervals, where the latest figure has none.
    earlier: "Verdict | None" = None
    # Which of `TESTS` stay when all of the area are judged together.
    kept: frozenset[str] = frozenset()

    @property
    def compared(self) -> "Verdict":
        """The fact in the period that its level is of."""
        return self.earlier or self

    @property
    def adverse(self) -> int:
        """The sign of a gap to the area's disadvantage."""
        if self.between == ENDS:
            return 1
        return adverse_side(self.indicator.polarity)

    @property
    def size(self) -> float:
        """The gap in standard deviations between authorities; below nought where it is a lead."""
        return self.in_steps(self.absolute.value)

    def in_steps(self, difference: float) -> float:
        """Give a difference in standard deviations between authorities, adverse above nought."""
        return canonical(difference * (self.adverse or 1) / self.spread)

    @property
    def behind(self) -> bool:
        """Whether the latest gap is to the area's disadvantage."""
        return self.absolute.value * self.adverse > 0


def find_verdicts(places: Places) -> tuple[Verdict, ...]:
    """Decide every fact of an area, in the order of the life course.

    Parameters
    ----------
    places : Places
        The area, its comparator and the day that ages are counted to.

    Returns
    -------
    tuple of Verdict
        A row an indicator and sex beside the comparator, then the gaps inside the area. An
        indicator without a figure for the area has one row whose figure is missing.
    """
    key = (places.area_code, places.area_name, places.comparator_code, places.edition_date)
    return _find(*key)


@remembered
def _find(code: str, name: str, comparator: str, on: str) -> tuple[Verdict, ...]:
    places = Places(code, name, comparator, edition_date=on)
    order = {stage: place for place, stage in enumerate(LIFE_STAGES)}
    listed = sorted(area_indicators(code), key=lambda i: order.get(i.life_stage, len(order)))
    rows = [row for about in listed for row in _decide(about, places)]
    for finding in find_free_meal_gaps(code, on):
        rows += _inside(finding, places)
    return _judged_together(rows)


def _decide(about: Indicator, places: Places) -> Iterator[Verdict]:
    """Decide one indicator: the slope index is a gap inside the area, the rest is beside it."""
    if about.indicator == slug_of("slope index"):
        return _inside(find_slope_gap(places.area_code, places.edition_date), places)
    return _beside(about, places)


def _beside(about: Indicator, places: Places) -> Iterator[Verdict]:
    """Decide one indicator beside the comparator, for each sex."""
    own, other = select_sides(about.indicator, places)
    latest = select_latest(own, places.area_code)
    names = (places.area_name, places.comparator_name)
    blank = Verdict(about, places.area_code, COMPARATOR, names, "Persons")
    if latest.empty:
        yield replace(blank, level_rule="no figure is held for this area")
        return
    finding = None
    if places.comparator_code != places.area_code:
        finding = gap_between(about, places.area_code, own, other, names, on=places.edition_date)
    sexes = set(latest["sex"])
    moves = follow_figures(own, about, places.edition_date)
    for row in rows_of(latest):
        sex = str(row["sex"])
        steps = spread_of(about.indicator, sex, str(row["period"]))
        verdict = replace(
            blank,
            sex=sex,
            counted=sex != "Persons" or not {"Female", "Male"} <= sexes,
            period=str(row["period"]),
            closes=float(row["closes"]),
            computed=bool(row["computed"]),
            figure=figure_of(row),
            direction=moves[sex],
            old=is_old(float(row["closes"]), places.edition_date),
        )
        yield _with_gap(verdict, finding, steps, places.edition_date)


def _with_gap(verdict: Verdict, finding: GapFinding | None, steps: float, on: str) -> Verdict:
    """Add the gap, its level and its movement."""
    if finding is None:
        return replace(verdict, level_rule="the area is its own comparator")
    moves = {m: finding.moves.get((verdict.sex, m), Movement()) for m in ("absolute", "relative")}
    verdict = replace(verdict, gap=moves["absolute"], ratio=moves["relative"])
    known = [row for row in finding.rows if row["sex"] == verdict.sex]
    row = next((row for row in known if row["period"] == verdict.period), None)
    if row is None:
        other = verdict.names[1]
        return replace(verdict, level_rule=f"no figure of {other} for the same period")
    beside = figure_of(row, "second")
    absolute, relative = figure_of(row, "absolute"), figure_of(row, "relative")
    rule = LEVEL_RULE
    if verdict.figure.has_limits and not absolute.has_limits and verdict.between == COMPARATOR:
        absolute, relative = from_exact(verdict.figure, beside.value)
        rule = COMPARATOR_EXACT
    rule += FROM_COUNTS if verdict.computed else ""
    level = judge_level(absolute, verdict.indicator.polarity)
    earlier = None
    if level == CANNOT_COMPARE and (held := _latest_with_limits(known, on)):
        year = replace(verdict, period=held["period"], closes=held["closes"])
        earlier = _with_gap(replace(year, figure=figure_of(held, "first")), finding, steps, on)
        level, rule = earlier.level, f"{LEVEL_RULE}, in {earlier.period}: later ones have none"
    return replace(
        verdict,
        earlier=earlier,
        beside=beside,
        absolute=absolute,
        relative=relative,
        spread=steps,
        level=level,
        level_rule=rule if level != CANNOT_COMPARE else NO_INTERVAL,
    )


def _latest_with_limits(known: Sequence[dict[str, Any]], on: str) -> dict[str, Any]:
    """Give the latest gap with an interval that is not old and of the latest segment, if any."""
    last = max(row["segment"] for row in known)
    limits = ("absolute_lower_ci", "absolute_upper_ci")
    held = [
        row
        for row in known
        if row["segment"] == last and not any(isnan(row[name]) for name in limits)
    ]
    return held[-1] if held and not is_old(float(held[-1]["closes"]), on) else {}


def _inside(finding: GapFinding, places: Places) -> Iterator[Verdict]:
    """Decide a gap inside the area, for each sex."""
    about, names = finding.indicator, (finding.first_name, finding.second_name)
    between = GROUPS if finding.pair else ENDS
    blank = Verdict(about, places.area_code, between, names, "Persons", pair=finding.pair)
    rows = rows_of(finding.latest)
    if not rows and between == ENDS:
        yield replace(blank, level_rule="no figure is held for this area")
    for row in rows:
        verdict = replace(
            blank,
            sex=str(row["sex"]),
            period=str(row["period"]),
            closes=float(row["closes"]),
            figure=figure_of(row, "absolute" if between == ENDS else "first"),
            old=is_old(float(row["closes"]), places.edition_date),
        )
        yield _with_gap(verdict, finding, nan, places.edition_date)


def _judged_together(rows: Sequence[Verdict]) -> tuple[Verdict, ...]:
    """Mark what stays when every test of the area is judged together (Benjamini, Hochberg)."""
    tests = [(number, test) for number in range(len(rows)) for test in TESTS]
    p_values = pd.Series([p_value(rows[number], test) for number, test in tests], dtype=float)
    judged = canonical(false_discovery(p_values, level=FALSE_DISCOVERY_RATE))["flagged"]
    kept: dict[int, set[str]] = {}
    for (number, test), flagged in zip(tests, judged, strict=True):
        if flagged:
            kept.setdefault(number, set()).add(test)
    return tuple(
        replace(row, kept=frozenset(kept.get(number, ()))) for number, row in enumerate(rows)
    )


def p_value(row: Verdict, test: str) -> float:
    """Give the p-value of one of `TESTS`; missing where the fact is not tested."""
    if not row.counted:
        return nan
    if test == LEVEL:
        gap = row.compared.absolute
        numbers = canonical_numbers(gap.value, gap.lower_ci, gap.upper_ci)
        known = row.level != CANNOT_COMPARE
        return float(canonical(normal_p_value(*numbers))) if known else nan
    return row.gap.trend.p_value if test == GAP else row.direction.trend.p_value


def is_certain(row: Verdict, test: str) -> bool:
    """Whether a verdict says something that stays when all of the area are judged together."""
    word = {LEVEL: row.level, GAP: row.gap.word, DIRECTION: row.direction.word}[test]
    said = {
        LEVEL: (BETTER, WORSE, HIGHER, LOWER),
        GAP: (WIDENING, NARROWING, CHANGED_SIDES),
        DIRECTION: MOVING,
    }
    return word in said[test] and test in row.kept


def beside_comparator(rows: Iterable[Verdict]) -> list[Verdict]:
    """Keep the facts beside the comparator."""
    return [row for row in rows if row.between == COMPARATOR]


def counted(rows: Iterable[Verdict]) -> list[Verdict]:
    """Keep what counts are taken from: persons are not counted beside females and males."""
    return [row for row in rows if row.counted and row.figure.known]


def verdict_of(slug: str, sex: str, places: Places) -> Verdict | None:
    """Give the verdict on one indicator and sex beside the comparator; None without a figure."""
    describe_indicator(slug)
    return _known(find_verdicts(places), slug, sex)


def decide_alone(slug: str, sex: str, places: Places) -> Verdict | None:
    """Decide one indicator and sex as `verdict_of` does, but not judged together with others."""
    return _known(_decide(describe_indicator(slug), places), slug, sex)


def _known(rows: Iterable[Verdict], slug: str, sex: str) -> Verdict | None:
    found = (
        row
        for row in beside_comparator(rows)
        if row.indicator.indicator == slug and row.sex == sex and row.figure.known
    )
    return next(found, None)
