"""The table of verdicts: every word by hand, and every count a filter of it."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analysis.data.areas import ENGLAND, Places
from analysis.data.indicators import describe_indicator, pairs
from analysis.findings.level import Figure, figure_of, gap_beside, judge_level
from analysis.findings.movement import Movement
from analysis.findings.pace import judge_pace
from analysis.findings.verdicts import (
    COMPARATOR,
    COMPARATOR_EXACT,
    DIRECTION,
    ENDS,
    GAP,
    GROUPS,
    LEVEL,
    LEVEL_RULE,
    Verdict,
    beside_comparator,
    counted,
    decide_alone,
    find_verdicts,
    is_certain,
    verdict_of,
)
from analysis.findings.vocabulary import CANNOT_TELL, LEVELS, NO_INTERVAL, PACES
from analysis.statistics import Trend
from findings.conftest import EDITION, STEPS, STOCKTON

HIGH, LOW, NEITHER = "high is good", "low is good", "no judgement"
FLAT = [24.0] * 8
MISSING = math.nan


@pytest.mark.parametrize(
    ("gap", "polarity", "level"),
    [
        ((2.0, 1.0, 3.0), LOW, "worse"),
        ((2.0, 1.0, 3.0), HIGH, "better"),
        ((2.0, 1.0, 3.0), NEITHER, "higher"),
        ((-2.0, -3.0, -1.0), LOW, "better"),
        ((-2.0, -3.0, -1.0), HIGH, "worse"),
        ((-2.0, -3.0, -1.0), NEITHER, "lower"),
        ((1.0, 0.0, 2.0), LOW, "similar"),
        ((-1.0, -2.0, 0.0), NEITHER, "similar"),
        ((0.0, 0.0, 0.0), LOW, "similar"),
        ((2.0, MISSING, MISSING), LOW, "cannot compare"),
        ((MISSING, MISSING, MISSING), LOW, "cannot compare"),
    ],
)
def test_the_level_is_read_from_the_interval_of_the_gap(gap, polarity, level):
    assert judge_level(Figure(*gap), polarity) == level


def level_beside(figure, other, polarity):
    return judge_level(gap_beside(figure, other), polarity)


def test_the_level_takes_the_errors_of_both_figures():
    """12 (11 to 13) is above 10.5 by itself; against 10.5 (9.1 to 11.9) the gap holds nought.

    The half-width is the root of 1 and 1.96, 1.72, and the gap 1.5.
    """
    own = Figure(12.0, 11.0, 13.0)
    assert level_beside(own, Figure(10.5), LOW) == "worse", "a figure that is known exactly"
    assert level_beside(own, Figure(10.5, 10.4, 10.6), LOW) == "worse"
    assert level_beside(own, Figure(10.5, 9.1, 11.9), LOW) == "similar"
    assert level_beside(Figure(12.0), Figure(10.5, 10.4, 10.6), LOW) == "cannot compare"
    assert level_beside(own, Figure(), LOW) == "cannot compare"


def test_a_gap_as_a_ratio_beside_one_with_errors_one_without_and_nought():
    """12 over 10: the logarithms' half-widths add up as squares; by itself 11/10 to 13/10."""
    own = Figure(12.0, 11.0, 13.0)
    reach = math.hypot(math.log(13 / 11), math.log(11 / 9)) / 2
    found = gap_beside(own, Figure(10.0, 9.0, 11.0), "relative")
    assert found.value == pytest.approx(1.2)
    assert found.lower_ci == pytest.approx(1.2 * math.exp(-reach))
    assert found.upper_ci == pytest.approx(1.2 * math.exp(reach))
    assert gap_beside(own, Figure(10.0), "relative") == Figure(1.2, 1.1, 1.3)
    for other in (Figure(0.0, 0.0, 0.0), Figure()):
        assert not gap_beside(own, other, "relative").known, "nothing is so many times nought"


@pytest.mark.parametrize("name", ["value", "comparator_value", "gap", "absolute"])
def test_a_figure_is_read_from_the_columns_that_it_was_laid_out_in(name):
    figure = Figure(2.0, 1.0, 3.0)
    assert figure_of(figure.columns(name), name) == figure
    assert next(iter(figure.columns(name))) == name


@given(st.floats(1, 90), st.floats(1, 90), st.floats(0.1, 9), st.floats(0.1, 9))
def test_the_level_of_one_beside_the_other_is_the_mirror_of_its_own(one, two, first, second):
    mirror = {"better": "worse", "worse": "better", "similar": "similar"}
    own, other = Figure(one, one - first, one + first), Figure(two, two - second, two + second)
    assert level_beside(other, own, LOW) == mirror[level_beside(own, other, LOW)]
    clear = abs(one - two) > math.hypot(first, second)
    if abs(abs(one - two) - math.hypot(first, second)) > 1e-6:
        assert (level_beside(own, other, LOW) != "similar") == clear


def one(places: Places, slug="smoking", sex="Persons") -> Verdict:
    found = verdict_of(slug, sex, places)
    assert found is not None
    return found


def test_figure_gap_and_size_by_hand(book):
    """24 (23.5 to 24.5) beside 20 (19.5 to 20.5): 4 more, within the root of 0.5, and 1.2 times."""
    row = one(book(smoking={"own": FLAT, "other_half": 0.5}))
    assert row.figure == Figure(24.0, 23.5, 24.5)
    assert row.beside == Figure(20.0, 19.5, 20.5)
    half = math.sqrt(0.5)
    gap = (row.absolute.value, row.absolute.lower_ci, row.absolute.upper_ci)
    assert gap == pytest.approx((4, 4 - half, 4 + half))
    reach = math.hypot(math.log(24.5 / 23.5), math.log(20.5 / 19.5)) / 2
    ratio = (row.relative.value, row.relative.lower_ci, row.relative.upper_ci)
    assert ratio == pytest.approx((1.2, 1.2 * math.exp(-reach), 1.2 * math.exp(reach)))
    spread = np.std([24.0, *(20 + 2 * STEPS)], ddof=1)
    assert row.spread == pytest.approx(spread)
    assert row.size == pytest.approx(4 / spread)
    assert (row.level, row.level_rule, row.behind) == ("worse", LEVEL_RULE, True)


def test_a_lead_has_a_size_below_nought(book):
    places = book(low={"own": [16.0] * 8}, high={"own": [16.0] * 8, "polarity": HIGH})
    lead, lag = one(places, "low"), one(places, "high")
    assert (lead.level, lead.behind) == ("better", False)
    assert lead.size < 0
    assert (lag.level, lag.behind, lag.size) == ("worse", True, -lead.size)


def test_limits_that_are_not_symmetric_stay_so_in_the_gap(made):
    """24 (23 to 27) less 20 (18 to 21): down by the root of 1 and 1, up by that of 9 and 4."""
    sides = {STOCKTON: (24, 23, 27), ENGLAND: (20, 18, 21)}
    rows = [
        made.figures.row(area_code=code, value=value, lower_ci=lower, upper_ci=upper)
        for code, (value, lower, upper) in sides.items()
    ]
    made.write("smoking", rows)
    gap = one(made.seal()).absolute
    limits = (gap.value, gap.lower_ci, gap.upper_ci)
    assert limits == pytest.approx((4, 4 - math.sqrt(2), 4 + math.sqrt(13)))


def test_a_comparator_without_an_interval_is_taken_as_exact_and_said_to_be(book):
    row = one(book(smoking={"own": FLAT, "other_half": None}))
    assert (row.level, row.level_rule) == ("worse", COMPARATOR_EXACT)
    assert row.absolute == Figure(4.0, 3.5, 4.5)
    assert row.relative == Figure(1.2, 1.175, 1.225)


def test_without_an_interval_there_is_a_size_and_a_direction_and_no_level(book):
    own = [20 + n + (n % 2) / 9 for n in range(8)]
    row = one(book(smoking={"own": own, "half": None}))
    assert (row.level, row.level_rule) == ("cannot compare", NO_INTERVAL)
    assert row.absolute.known
    assert not row.absolute.has_limits
    assert row.size > 0
    assert row.direction.word == "worsening", "by its scatter"
    assert row.gap.word == "widening"


def test_a_comparator_that_is_the_area_has_no_gap(book):
    places = book(smoking={"own": FLAT, "england": [20.0 + n for n in range(8)]})
    row = one(Places(ENGLAND, "England", ENGLAND, edition_date=places.edition_date))
    assert (row.level, row.level_rule) == ("cannot compare", "the area is its own comparator")
    assert not row.absolute.known
    assert row.gap.word == "cannot tell"
    assert row.direction.word == "worsening"
    assert not is_certain(row, LEVEL)


def test_a_comparator_without_the_period_cannot_be_compared(made):
    made.add("smoking", FLAT)
    rows = [
        row
        for row in made.figures.rows("indicators/smoking.csv")
        if (row["area_code"], row["period"]) != (ENGLAND, "2023")
    ]
    made.write("smoking", rows)
    row = one(made.seal())
    assert (row.level, row.level_rule) == (
        "cannot compare",
        "no figure of England for the same period",
    )
    assert (row.period, row.gap.last_period) == ("2023", "2022")


def test_an_area_without_a_figure_has_one_row_with_its_reason(book):
    places = book(smoking={"own": []}, obesity={"own": FLAT})
    (row,) = [r for r in find_verdicts(places) if r.indicator.indicator == "smoking"]
    assert not row.figure.known
    assert (row.level, row.level_rule) == ("cannot compare", "no figure is held for this area")
    assert verdict_of("smoking", "Persons", places) is None
    assert [r.indicator.indicator for r in counted(find_verdicts(places))] == ["obesity"]


def test_persons_are_not_counted_beside_females_and_males(book):
    every = ("Persons", "Female", "Male")
    places = book(
        split={"own": FLAT, "sexes": every},
        whole={"own": FLAT},
        halved={"own": FLAT, "sexes": ("Persons", "Female")},
    )
    held = {(r.indicator.indicator, r.sex) for r in counted(find_verdicts(places))}
    assert held == {
        ("split", "Female"),
        ("split", "Male"),
        ("whole", "Persons"),
        ("halved", "Persons"),
        ("halved", "Female"),
    }
    assert one(places, "split").level == "worse", "it is judged all the same"
    assert not any(is_certain(one(places, "split"), test) for test in (LEVEL, GAP, DIRECTION))


def test_an_old_series_has_a_level_and_goes_nowhere(book):
    own = [24.0 + n for n in range(8)]
    places = book(stale={"own": own, "years": range(2011, 2019)}, fresh={"own": own})
    old, new = one(places, "stale"), one(places, "fresh")
    assert (old.old, old.level, old.direction.word, old.gap.word) == (
        True,
        "worse",
        "cannot tell",
        "cannot tell",
    )
    assert old.gap.reason == "the series ended in 2018"
    assert (new.old, new.direction.word) == (False, "worsening")
    assert judge_pace(old, 2031).note == "the series ended in 2018"


def test_pay_in_cash_has_a_gap_and_no_direction(book):
    own = [500 + 20.0 * n for n in range(8)]
    pay = {"own": own, "england": 700.0, "polarity": HIGH, "unit": "£", "spread": 50.0}
    row = one(book(**{"gross-median-weekly-pay": pay}), "gross-median-weekly-pay")
    assert row.level == "worse"
    assert row.direction.word == "cannot tell"
    assert "cash terms" in row.direction.reason
    assert row.gap.word == "narrowing"


def test_a_known_break_is_not_crossed(book):
    """Absence has a break in 2015/16: it falls to it, and rises from it."""
    values = [40.0, 41, 42, 43, 10, 11, 12, 13]
    row = book(**{"good-level-of-development": {"own": values, "years": range(2018, 2026)}})
    row = one(row, "good-level-of-development")
    assert describe_indicator("good-level-of-development").breaks[-1].year == 2022
    assert (row.direction.first_period, row.gap.first_period) == ("2022", "2022")
    assert row.direction.word == "worsening"


def test_intervals_are_computed_from_counts_by_one_rule_for_all(made):
    """Of 1,000 people and of 9,000: Wilson's limits for both sides, and none published."""
    slug = "dementia-prevalence-2019-20"
    sides = {STOCKTON: (60, 1000), ENGLAND: (450, 9000)}
    rows = [
        made.figures.row(
            indicator=slug, area_code=code, count=n, denominator=of, value=100 * n / of
        )
        for code, (n, of) in sides.items()
    ]
    made.write(slug, rows)
    row = one(made.seal(), slug)
    z = stats.norm.ppf(0.975)
    for figure, (n, of) in zip((row.figure, row.beside), sides.values(), strict=True):
        p = n / of
        middle, reach = p + z**2 / (2 * of), z * math.sqrt(p * (1 - p) / of + z**2 / (4 * of**2))
        ends = [100 * (middle + side * reach) / (1 + z**2 / of) for side in (-1, 1)]
        assert [figure.lower_ci, figure.upper_ci] == pytest.approx(ends)
    assert row.level == "similar"


def test_the_latest_period_with_intervals_is_compared_where_later_ones_have_none(made):
    """22 of 20 to 24 against 15 of 14 to 16 in the year before; none for the latest year."""
    sides = {STOCKTON: ((22, 20, 24), 21), ENGLAND: ((15, 14, 16), 14)}
    rows = []
    for code, ((value, low, high), latest) in sides.items():
        before = {"period": "2022", "period_start": 2022, "period_end": 2022}
        before |= {"value": value, "lower_ci": low, "upper_ci": high}
        rows += [
            made.figures.row(area_code=code, **before),
            made.figures.row(area_code=code, value=latest),
        ]
    made.write("smoking", rows)
    row = one(made.seal())
    assert (row.period, row.figure.value, row.absolute.value) == ("2023", 21, 7)
    assert row.level == "worse"
    assert (row.compared.period, row.compared.figure.value) == ("2022", 22)
    assert row.compared.absolute.value == pytest.approx(7)
    reach = math.hypot(2, 1)
    ends = [row.compared.absolute.lower_ci, row.compared.absolute.upper_ci]
    assert ends == pytest.approx([7 - reach, 7 + reach])
    assert "in 2022: later ones have none" in row.level_rule


def test_intervals_of_old_years_compare_nothing(made):
    """Held for 2010 alone, more than five years before the edition."""
    rows = []
    for code, value in ((STOCKTON, 22), (ENGLAND, 15)):
        before = {"period": "2010", "period_start": 2010, "period_end": 2010, "value": value}
        before |= {"lower_ci": value - 1, "upper_ci": value + 1}
        rows += [
            made.figures.row(area_code=code, **before),
            made.figures.row(area_code=code, value=value),
        ]
    made.write("smoking", rows)
    row = one(made.seal())
    assert (row.level, row.earlier) == ("cannot compare", None)


def test_counts_of_what_is_no_count_of_people_have_no_interval(made):
    rows = [
        made.figures.row(area_code=code, count=60, denominator=1000, value=6)
        for code in (STOCKTON, ENGLAND)
    ]
    made.write("smoking", rows)
    assert one(made.seal()).level == "cannot compare"


GAPS = {
    "behind and falling behind": ([22.0 + n for n in range(8)], "widening"),
    "behind and catching up": ([32.0 - n for n in range(8)], "narrowing"),
    "ahead and drawing away": ([18.0 - n for n in range(8)], "widening"),
    "ahead and falling back": ([8.0 + n for n in range(8)], "narrowing"),
    "from ahead to behind": ([16.5 + n for n in range(8)], "changed sides"),
}


@pytest.mark.parametrize(("own", "word"), GAPS.values(), ids=GAPS)
def test_the_word_of_a_gap(book, own, word):
    assert one(book(smoking={"own": own})).gap.word == word


def test_both_measures_are_given_where_they_part(book):
    row = one(
        book(
            smoking={
                "own": [40 - 2.0 * n for n in range(8)],
                "england": [20 - 1.5 * n for n in range(8)],
                "half": 0.05,
            }
        )
    )
    assert (row.gap.word, row.ratio.word) == ("narrowing", "widening")


def test_a_gap_of_exactly_zero_is_similar_and_none_to_close(book):
    row = one(book(smoking={"own": [20.0] * 8}))
    assert (row.level, row.absolute.value, row.gap.word) == ("similar", 0.0, "cannot tell")
    assert judge_pace(row, 2031).verdict == "no gap shown"


def gap_line(gap, slope, half, *, error=0.1):
    """Give a gap's movement whose line ends at `gap` in the middle of 2023."""
    return Movement(
        trend=Trend(
            slope,
            slope - half,
            slope + half,
            standard_error=half / 1.96,
            df=math.inf,
            centre=2023.5,
            level=gap,
            level_error=error,
            first=2013.5,
            last=2023.5,
        )
    )


def fact(gap, slope, half, *, polarity=LOW, error=0.1, latest=None):
    about = replace(describe_indicator("adult-smoking"), polarity=polarity)
    move = gap_line(gap, slope, half, error=error)
    shown = Figure(gap, gap - 0.5, gap + 0.5) if latest is None else latest
    names = ("Here", "There")
    return Verdict(
        about, STOCKTON, COMPARATOR, names, "Persons", absolute=shown, gap=move, ratio=move
    )


@pytest.mark.parametrize(
    ("slope", "half", "verdict"),
    [
        (0.30, 0.10, "going the wrong way"),
        (0.30, 0.35, "too slow"),
        (-0.10, 0.05, "too slow"),
        (0.00, 0.20, "too slow"),
        (-0.40, 0.10, "fast enough"),
        (-0.35, 0.10, "fast enough"),
        (-0.25, 0.10, "cannot tell"),
        (-0.20, 0.90, "cannot tell"),
    ],
)
def test_pace_is_decided_in_its_order(slope, half, verdict):
    """Four points by the line in 2023, and eight years to the middle of 2031: -0.25 a year.

    What grows for certain goes the wrong way before it is too slow.
    """
    found = judge_pace(fact(4.0, slope, half), 2031)
    assert found.required == pytest.approx(-0.25)
    assert found.verdict == verdict
    mirrored = judge_pace(fact(-4.0, -slope, half, polarity=HIGH), 2031)
    assert (mirrored.verdict, mirrored.required) == (verdict, pytest.approx(0.25))


def test_half_is_measured_from_the_line_and_not_from_the_latest_figure():
    found = judge_pace(fact(4.0, -0.1, 0.05, latest=Figure(6.0, 5.0, 7.0)), 2031)
    assert (found.gap, found.target_gap) == (4.0, 2.0)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (fact(4.0, 0.3, 0.1, polarity=NEITHER), "neither direction is better"),
        (fact(-4.0, 0.3, 0.1), "the figure is on the better side"),
        (fact(0.3, 0.3, 0.1), "chance alone can explain the gap"),
        (fact(4.0, 0.3, 0.1, latest=Figure(0.4, -0.1, 0.9)), "chance alone"),
        (fact(0.3, 0.3, 0.1, error=0.5, latest=Figure(0.4)), "chance alone"),
    ],
)
def test_only_a_gap_that_is_real_and_adverse_has_a_pace(row, why):
    found = judge_pace(row, 2031)
    assert found.verdict == "no gap shown"
    assert why in found.note


def test_a_gap_whose_latest_figure_has_no_interval_is_shown_by_its_line():
    assert judge_pace(fact(4.0, 0.3, 0.1, latest=Figure(4.0)), 2031).verdict in PACES


@pytest.mark.parametrize("year", [1999, 2023])
def test_a_target_year_in_the_past_is_said(year):
    found = judge_pace(fact(4.0, -0.3, 0.1), year)
    assert found.verdict == "cannot tell"
    assert found.note == "the target year is not after the latest period"


def test_two_points_have_no_pace_and_say_why(book):
    found = judge_pace(one(book(smoking={"own": [24.0, 24.5], "years": (2022, 2023)})), 2031)
    assert found.verdict == "cannot tell"
    assert "fewer than three points" in found.note


def test_what_is_needed_by_hand(book):
    """From 2 to 9 points in eight years: the line ends at 9, half of it is to go in eight years."""
    row = one(book(smoking={"own": [22.0 + n for n in range(8)]}))
    found = judge_pace(row, 2031)
    assert found.gap == pytest.approx(9)
    assert found.years == 8
    assert found.required == pytest.approx(-9 / 2 / 8)
    assert found.expected_gap == pytest.approx(9 + 8)
    assert found.verdict == "going the wrong way"


def test_what_is_decided_alone_says_the_same_and_is_judged_with_nothing(book):
    places = book(far={"own": FLAT}, near={"own": [20.6] * 8})
    alone, row = decide_alone("far", "Persons", places), one(places, "far")
    assert (alone.figure, alone.absolute, alone.level) == (row.figure, row.absolute, row.level)
    assert (alone.gap.word, alone.direction.word) == (row.gap.word, row.direction.word)
    assert (alone.kept, row.kept) == (frozenset(), {LEVEL})
    assert decide_alone("far", "Female", places) is None


def test_judged_together_by_hand(book):
    """Six tests at most: Benjamini and Hochberg keep a rank's p-value up to 0.05 of its share."""
    places = book(
        far={"own": FLAT},
        near={"own": [20.6] * 8},
        none={"own": [20.0] * 8},
    )
    rows = [row for row in find_verdicts(places) if row.figure.known]
    p_values = {}
    for row in rows:
        error = math.hypot(0.5, 0.01) / 1.959964
        p_values[row.indicator.indicator, LEVEL] = 2 * stats.norm.sf(
            abs(row.absolute.value) / error
        )
        p_values[row.indicator.indicator, GAP] = 1.0
        p_values[row.indicator.indicator, DIRECTION] = 1.0
    ranked = sorted(p_values.items(), key=lambda item: item[1])
    most = max(rank for rank, (_, p) in enumerate(ranked, 1) if p <= 0.05 * rank / len(ranked))
    kept = {key for key, _ in ranked[:most]}
    assert kept == {("far", LEVEL)}
    found = {(row.indicator.indicator, test) for row in rows for test in row.kept}
    assert found == kept
    assert one(places, "near").level == "worse", "the mark is no other word"
    assert not is_certain(one(places, "near"), LEVEL)
    assert is_certain(one(places, "far"), LEVEL)


def test_a_word_that_says_nothing_is_never_certain(book):
    row = one(book(smoking={"own": FLAT}))
    everything = replace(row, kept=frozenset((LEVEL, GAP, DIRECTION)))
    assert is_certain(everything, LEVEL)
    assert not is_certain(everything, GAP)
    assert not is_certain(everything, DIRECTION)


@pytest.fixture(scope="module")
def stockton() -> tuple[Verdict, ...]:
    """Give the real verdicts of Stockton."""
    return find_verdicts(Places(STOCKTON, "Stockton-on-Tees", edition_date=EDITION))


def test_every_fact_stands_once(stockton):
    keys = [(row.indicator.indicator, row.pair, row.sex, row.between) for row in stockton]
    assert len(keys) == len(set(keys))
    assert [row.pair for row in stockton if row.between == GROUPS] == [
        pair for pair in pairs() for row in stockton if row.pair == pair
    ]
    assert {row.sex for row in stockton if row.between == ENDS} == {"Female", "Male"}
    assert beside_comparator(stockton) == [row for row in stockton if row.between == COMPARATOR]


def test_every_level_follows_from_its_own_gap(stockton):
    for row in stockton:
        assert row.level in LEVELS
        assert row.level == judge_level(row.compared.absolute, row.indicator.polarity)
        if row.figure.known and row.beside.known:
            difference = row.figure.value - row.beside.value
            assert row.absolute.value == pytest.approx(difference, abs=1e-6)


def test_what_is_old_goes_nowhere(stockton):
    old = [row for row in stockton if row.old]
    assert old
    for row in old:
        assert {row.direction.word, row.gap.word, row.ratio.word} == {CANNOT_TELL}


def test_no_line_crosses_a_known_break(stockton):
    broken = [row for row in stockton if row.indicator.breaks and row.figure.known]
    assert broken
    for row in broken:
        last = row.indicator.breaks[-1].year
        for move in (row.direction, row.gap, row.ratio):
            assert not move.first_period or int(move.first_period[:4]) >= last
