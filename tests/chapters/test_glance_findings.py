"""What leads: certain gaps and large ones without an interval, and few false findings by chance."""

import math

import numpy as np
import pytest

from analysis.chapters.glance.findings import LEAST_UNCERTAIN_SIZE, Change, Glance, find_glance
from analysis.chapters.glance.sentences import describe_findings, describe_rule
from analysis.data.areas import ENGLAND, Places
from analysis.findings.verdicts import DIRECTION, GAP, LEVEL, is_certain
from findings.conftest import EDITION, STEPS, STOCKTON

PLACES = Places(STOCKTON, "Stockton-on-Tees", edition_date=EDITION)
FLAT = [24.0] * 8
HIGH, LOW = "high is good", "low is good"


@pytest.fixture
def glance(book):
    """Give a function that writes indicators and finds what matters most."""
    return lambda **indicators: find_glance(book(**indicators))


def slugs(rows) -> list[str]:
    return [row.indicator.indicator for row in rows]


def changes_of(glance: Glance, *, good: bool) -> list[tuple[str, str]]:
    return [(one.verdict.indicator.indicator, one.test) for one in glance.changes(good=good)]


def test_the_larger_of_two_certain_gaps_stands_first(glance):
    """Both 4 points: of places that differ by 1 that is more than of places that differ by 10."""
    found = glance(wide={"own": FLAT, "spread": 10.0}, close={"own": FLAT, "spread": 1.0})
    assert slugs(found.worst) == ["close", "wide"]


def test_the_order_is_that_of_the_sizes_by_hand(glance):
    found = glance(a={"own": [23.0] * 8}, b={"own": FLAT, "spread": 4.0}, c={"own": [25.0] * 8})
    sizes = {
        slug: gap / np.std([20 + gap, *(20 + spread * STEPS)], ddof=1)
        for slug, gap, spread in (("a", 3, 2.0), ("b", 4, 4.0), ("c", 5, 2.0))
    }
    assert slugs(found.worst) == sorted(sizes, key=sizes.get, reverse=True)
    assert [row.size for row in found.worst] == pytest.approx(sorted(sizes.values(), reverse=True))


def test_a_large_gap_without_an_interval_is_ranked_with_the_rest_and_marked(glance):
    found = glance(
        sure={"own": [20.9] * 8, "half": 0.1},
        large={"own": [26.0] * 8, "half": None},
        small={"own": [20.3] * 8, "half": None},
    )
    assert slugs(found.worst) == ["large", "sure"], "a third of a point is under half a step"
    small = next(row for row in found.beside if row.indicator.indicator == "small")
    assert small.size < LEAST_UNCERTAIN_SIZE
    said = describe_findings(found, PLACES, 4).paragraphs
    assert "we hold no interval" in said[0]
    assert "we hold no interval" not in said[1]


def test_what_chance_can_explain_does_not_lead_however_large(glance):
    found = glance(sure={"own": [20.9] * 8, "half": 0.1}, large={"own": [26.0] * 8, "half": 20.0})
    assert slugs(found.worst) == ["sure"]


@pytest.mark.parametrize(
    ("polarity", "value", "behind"),
    [(LOW, 24.0, True), (LOW, 16.0, False), (HIGH, 24.0, False), (HIGH, 16.0, True)],
)
def test_what_leads_is_to_the_areas_disadvantage_and_its_leads_stand_apart(
    glance, polarity, value, behind
):
    found = glance(smoking={"own": [value] * 8, "polarity": polarity})
    assert slugs(found.worst) == (["smoking"] if behind else [])
    assert slugs(found.leads) == ([] if behind else ["smoking"])


@pytest.mark.parametrize(
    ("slope", "polarity", "good"),
    [(1, LOW, False), (-1, LOW, True), (1, HIGH, True), (-1, HIGH, False)],
)
def test_a_direction_is_good_by_polarity(glance, slope, polarity, good):
    """Ahead throughout, so that the gap is none to the area's disadvantage."""
    start = 8.0 if polarity == LOW else 30.0
    own = [start + slope * n for n in range(8)]
    found = glance(smoking={"own": own, "polarity": polarity})
    assert changes_of(found, good=good) == [("smoking", DIRECTION)]
    assert changes_of(found, good=not good) == []


@pytest.mark.parametrize(
    ("own", "good"), [([22 + n for n in range(8)], False), ([32 - n for n in range(8)], True)]
)
def test_a_gap_is_good_where_the_area_gains_on_its_comparator(glance, own, good):
    found = glance(smoking={"own": own})
    assert changes_of(found, good=good) == [("smoking", GAP)]
    assert changes_of(found, good=not good) == []


@pytest.mark.parametrize("own", [[18 - n for n in range(8)], [8 + n for n in range(8)]])
def test_a_gap_in_the_areas_favour_is_none_to_close(glance, own):
    found = glance(smoking={"own": own})
    assert GAP not in [test for good in (True, False) for _, test in changes_of(found, good=good)]


def test_a_gap_that_changed_sides_is_neither_wide_nor_narrow(glance):
    found = glance(smoking={"own": [17 + n for n in range(8)]})
    assert changes_of(found, good=False) == [("smoking", DIRECTION)]


def test_pay_in_cash_is_compared_and_its_rise_is_no_finding(glance):
    pay = {"own": [500 + 20.0 * n for n in range(8)], "england": 700.0, "unit": "£"}
    pay |= {"polarity": HIGH, "spread": 50.0}
    found = glance(**{"gross-median-weekly-pay": pay})
    assert slugs(found.worst) == ["gross-median-weekly-pay"]
    assert changes_of(found, good=True) == [("gross-median-weekly-pay", GAP)]


def test_without_judgement_nothing_leads(glance):
    found = glance(looked_after={"own": FLAT, "polarity": "no judgement"})
    assert (found.worst, found.leads) == ([], [])
    assert slugs(found.compared) == ["looked_after"], "it is higher, and counted"


def test_what_is_old_does_not_lead_and_does_not_move(glance):
    own = [24.0 + n for n in range(8)]
    found = glance(stale={"own": own, "years": range(2010, 2018)})
    assert (found.worst, found.changes(good=False)) == ([], [])
    assert slugs(found.compared) == ["stale"]


def test_persons_are_not_counted_beside_females_and_males(glance):
    found = glance(smoking={"own": FLAT, "sexes": ("Persons", "Female", "Male")})
    assert [row.sex for row in found.beside] == ["Female", "Male"]
    assert {row.sex for row in found.worst} == {"Female", "Male"}
    assert [one.verdict.sex for one in found.changes(good=True)] == []


def test_an_indicator_is_named_once_among_the_changes(glance):
    own = [22 + n for n in range(8)]
    found = glance(smoking={"own": own, "sexes": ("Female", "Male")})
    assert changes_of(found, good=False) == [("smoking", GAP)]
    assert isinstance(found.changes(good=False)[0], Change)


def test_without_enough_authorities_no_size_is_made_up(figures):
    figures.seal()
    found = find_glance(PLACES)
    assert all(math.isnan(row.size) for row in found.beside)
    assert slugs(found.worst) == ["smoking"], "certain all the same"


def test_the_country_has_no_gap_to_itself(glance):
    glance(smoking={"own": FLAT, "england": [20.0 + n for n in range(8)]})
    found = find_glance(Places(ENGLAND, "England", edition_date=EDITION))
    assert (found.worst, found.leads, found.compared) == ([], [], [])
    assert changes_of(found, good=False) == [("smoking", DIRECTION)]


def test_the_number_of_tests_is_that_of_what_can_be_tested(glance):
    """Level, gap and direction of one; of the other, which has no interval, no level."""
    noisy = [24 + n % 3 for n in range(8)]
    found = glance(sure={"own": noisy}, unsure={"own": noisy, "half": None}, none={"own": []})
    assert found.tests == 5
    assert "tested 5 findings at once" in describe_rule(found, PLACES).paragraphs[0]


@pytest.mark.slow
def test_chance_alone_names_few_findings(figures, monkeypatch):
    """Twenty places without a true difference: four at most have a certain level.

    Under the null, control of the false discovery rate is control of any finding at all, at 5%:
    one place in twenty, and more than four in one of three hundred such tests.
    """
    from findings.conftest import Book

    rng = np.random.default_rng(4)
    named, areas = 0, figures.rows("geography/areas.csv")
    for place in range(20):
        figures.folder = figures.folder.parent / f"place-{place}"
        figures.write("geography/areas.csv", areas)
        monkeypatch.setenv("ANALYSIS_DATA", str(figures.folder))
        made = Book(figures)
        for n in range(6):
            made.add(f"one{n}", 20 + rng.normal(0, 0.5, 8), half=1.96 * 0.5)
        rows = find_glance(made.seal()).beside
        named += any(is_certain(row, LEVEL) for row in rows)
    assert named <= 4


@pytest.mark.slow
def test_the_findings_of_a_real_area_stand_by_size_and_once_each():
    first, second = find_glance(PLACES), find_glance(PLACES)
    assert first.worst == second.worst
    sizes = [row.size for row in first.worst]
    assert sizes == sorted(sizes, reverse=True)
    assert min(sizes) > 0
    keys = [(row.indicator.indicator, row.sex) for row in first.worst]
    assert len(set(keys)) == len(keys)
    assert all(LEVEL in row.kept or not row.absolute.has_limits for row in first.worst)
