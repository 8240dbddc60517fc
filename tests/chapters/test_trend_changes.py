"""What every indicator has done lately: chance, adjustment and the words, by hand."""

import pytest

from analysis.chapters.trend.findings import NO_SIDE, UNCLEAR, find_changes, label_of
from analysis.chapters.trend.sentences import describe_changes
from analysis.chapters.trend.show import show_wall
from analysis.data.areas import Places
from analysis.findings.verdicts import DIRECTION
from analysis.findings.vocabulary import MOVING

STOCKTON = Places("E06000004", "Stockton-on-Tees", edition_date="2026-11-21")


@pytest.fixture(scope="module")
def changes():
    return find_changes(STOCKTON)


def test_what_chance_would_flag_is_one_in_twenty(changes):
    tested = [row for row in changes.verdicts if row.direction.trend.p_value >= 0]
    assert changes.expected == pytest.approx(len(tested) / 20)
    assert changes.tested == tested


def test_a_line_is_flagged_just_where_its_p_value_is_under_the_level(changes):
    for row in changes.tested:
        assert (row in changes.moving) == (row.direction.trend.p_value < 0.05)
        assert (row in changes.moving) == (row.direction.word in MOVING)


def test_what_is_kept_has_a_p_value_that_benjamini_and_hochberg_keep(changes):
    """Kept among all tests of the area, so at or under the largest p-value that is."""
    kept = [row.direction.trend.p_value for row in changes.kept]
    others = [row.direction.trend.p_value for row in changes.moving if DIRECTION not in row.kept]
    assert kept
    assert max(kept) < 0.05
    assert max(kept) <= min(others, default=1)


def test_persons_stand_only_where_there_are_no_sexes(changes):
    sexes = {}
    for row in changes.verdicts:
        sexes.setdefault(row.indicator.indicator, set()).add(row.sex)
    assert not any({"Persons", "Female", "Male"} <= found for found in sexes.values())
    assert sum(len(found) for found in sexes.values()) == len(changes.verdicts)


def test_nothing_old_or_in_cash_terms_moves(changes):
    still = [row for row in changes.verdicts if row.old or row.indicator.cash_terms]
    assert still
    assert not set(map(id, still)) & set(map(id, changes.tested))


def test_every_fact_stands_in_the_group_of_its_word_and_its_interval(changes):
    grouped = changes.grouped
    assert sum(map(len, grouped.values())) == len(changes.verdicts)
    for group, rows in grouped.items():
        words = {row.direction.word for row in rows}
        held = {row.figure.has_limits for row in rows}
        if group in ("Worsening", "Improving", "Steady"):
            assert words == {group.lower()}
        elif group == NO_SIDE:
            assert words <= {"rising", "falling"}
        else:
            assert words <= {"no clear change", "cannot tell"}
            assert held == {group == UNCLEAR}


def test_what_a_place_follows_stands_first_in_its_group(changes):
    plain = show_wall(changes, STOCKTON)
    last = plain.groups["Improving"][-1]
    slug = last.key.removesuffix("-persons")
    chosen = show_wall(changes, STOCKTON, (slug,))
    assert chosen.groups["Improving"][0].key == last.key
    assert {one.key for one in chosen.series} == {one.key for one in plain.series}


def test_a_large_chart_holds_every_place_that_stands_beside():
    places = Places("E06000004", "Here", "E92000001", "E12000001", ["E06000001"])
    changes = find_changes(places)
    row = next(r for r in changes.verdicts if r.indicator.indicator == "infant-mortality")
    points = changes.points(row)
    assert set(points["role"]) == {"area", "England", "region", "neighbour"}
    assert set(points.loc[points["role"] == "area", "area_name"]) == {"Here"}
    assert points["value"].notna().all()


def test_every_number_of_the_summary_is_claimed(changes):
    first, second, *_ = describe_changes(changes, STOCKTON).sentences
    for sentence in (first, second):
        left = str(sentence)
        for claim in sentence.claims:
            left = left.replace(claim.text, "", 1)
        assert not any(letter.isdigit() for letter in left)


def test_pay_is_named_in_cash_terms(changes):
    (pay,) = (row for row in changes.verdicts if row.indicator.cash_terms)
    assert label_of(pay).endswith(", in cash terms")
