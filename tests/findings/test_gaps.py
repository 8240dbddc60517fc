"""Gaps over time: first minus second in the same period, by hand from the raw files."""

import csv
import math
from pathlib import Path

import pytest

from analysis.chapters.gap.show import show_gaps
from analysis.data.areas import Places
from analysis.data.indicators import pairs
from analysis.data.periods import parse_period
from analysis.findings.gaps import (
    ENDS,
    FREE_MEAL_GROUPS,
    find_free_meal_gaps,
    find_gap,
    find_slope_gap,
)
from analysis.findings.vocabulary import GAP_WORDS
from analysis.formats import canonical_numbers

RAW = Path(__file__).resolve().parents[2] / "data" / "raw"
STOCKTON, ENGLAND = "E06000004", "E92000001"
PLACES = Places(STOCKTON, "Stockton-on-Tees")
LOCALITIES = [STOCKTON, "E06000057", "E06000061", "E06000062"]


def values_of(slug: str, code: str) -> dict[tuple[str, str], float]:
    with (RAW / "indicators" / f"{slug}.csv").open(encoding="utf-8", newline="") as file:
        return {
            (row["sex"], row["period"]): float(row["value"])
            for row in csv.DictReader(file)
            if row["area_code"] == code and row["value"] and not row["category"]
        }


@pytest.mark.parametrize("code", LOCALITIES)
@pytest.mark.parametrize("slug", ["life-expectancy-at-birth", "year-6-obesity"])
def test_the_gap_of_each_period_is_area_minus_england_and_area_over_england(slug, code):
    gaps = find_gap(slug, Places(code, "Here")).gaps
    own, england = values_of(slug, code), values_of(slug, ENGLAND)
    assert set(zip(gaps["sex"], gaps["period"], strict=True)) == set(own) & set(england)
    for row in gaps.itertuples(index=False):
        key = (row.sex, row.period)
        limits = (row.absolute_lower_ci, row.absolute_upper_ci)
        assert row.absolute == canonical_numbers(own[key] - england[key], *limits)[0]
        limits = (row.relative_lower_ci, row.relative_upper_ci)
        assert row.relative == canonical_numbers(own[key] / england[key], *limits)[0]


def test_a_period_that_one_side_lacks_has_no_gap(figures):
    rows = figures.rows("indicators/smoking.csv")
    figures.write("indicators/smoking.csv", rows[:3])
    figures.seal()
    finding = find_gap("smoking", PLACES)
    assert finding.gaps["period"].tolist() == ["2022"]
    assert (finding.first_name, finding.second_name) == ("Stockton-on-Tees", "England")


def test_a_gap_says_which_of_its_figures_were_of_other_codes_or_boundaries(figures):
    """Stockton's figure of 2022 stands under a code that Stockton followed."""
    figures.write(
        "geography/areas.csv",
        (figures.folder / "geography" / "areas.csv").read_text()
        + "E06000099,Stockton-on-Tees,unitary authority,,E06000099,,E06000004\n",
    )
    rows = figures.rows("indicators/smoking.csv")
    rows[0]["area_code"] = "E06000099"
    figures.write("indicators/smoking.csv", rows)
    figures.seal()
    finding = find_gap("smoking", PLACES)
    assert finding.gaps["period"].tolist() == ["2022", "2023"]
    assert finding.lineage == "Stockton-on-Tees, 2022: published under the code E06000099."
    assert show_gaps(["smoking"], PLACES).items[0].boundaries == finding.lineage


def test_a_gap_of_figures_as_they_are_says_nothing_of_boundaries(figures):
    figures.seal()
    assert find_gap("smoking", PLACES).lineage == ""


def test_the_interval_of_the_gap_by_hand(figures):
    """21 (19 to 23) against 15 (14 to 16): the half widths 2 and 1 give the root of 5."""
    figures.seal()
    row = find_gap("smoking", PLACES).gaps.iloc[0]
    assert row["absolute"] == 6
    assert row["absolute_lower_ci"] == pytest.approx(6 - math.sqrt(5))
    assert row["absolute_upper_ci"] == pytest.approx(6 + math.sqrt(5))
    assert row["relative"] == pytest.approx(21 / 15)
    half = math.hypot(math.log(23 / 19) / 2, math.log(16 / 14) / 2)
    assert row["relative_lower_ci"] == pytest.approx(21 / 15 * math.exp(-half))
    assert row["relative_upper_ci"] == pytest.approx(21 / 15 * math.exp(half))


@pytest.fixture
def gap_series(figures):
    """Give a function that finds the gap of two made-up series of single years."""

    def find(own, england, *, first_year=2010, half_width=None, slug="smoking"):
        rows = []
        for side, name, values in (
            (STOCKTON, "Stockton-on-Tees", own),
            (ENGLAND, "England", england),
        ):
            for year, value in enumerate(values, first_year):
                limits = (
                    {}
                    if half_width is None
                    else {
                        "lower_ci": value - half_width,
                        "upper_ci": value + half_width,
                    }
                )
                rows.append(
                    figures.row(
                        indicator=slug,
                        area_code=side,
                        area_name=name,
                        period=str(year),
                        period_start=year,
                        period_end=year,
                        value=value,
                        **limits,
                    )
                )
        figures.write(f"indicators/{slug}.csv", rows)
        figures.seal()
        return find_gap(slug, PLACES)

    return find


def directions(finding) -> dict[str, str]:
    return {measure: move.word for (_, measure), move in finding.moves.items()}


NINE = range(9)


@pytest.mark.parametrize(
    ("own", "england", "expected"),
    [
        # The difference doubles while England stands still.
        ([22 + n for n in NINE], [20.0] * 9, {"absolute": "widening", "relative": "widening"}),
        ([32 - n for n in NINE], [20.0] * 9, {"absolute": "narrowing", "relative": "narrowing"}),
        # Below England and falling away from it: the gap is negative and grows.
        ([18 - n for n in NINE], [20.0] * 9, {"absolute": "widening", "relative": "widening"}),
        # Both halve: the difference shrinks and the ratio stays.
        (
            [40 * 0.92**n for n in NINE],
            [20 * 0.92**n for n in NINE],
            {"absolute": "narrowing", "relative": "cannot tell"},
        ),
        # The difference shrinks from 20 to 16 while the ratio grows from 2 to 3.
        (
            [40 - 2 * n for n in NINE],
            [20 - 1.5 * n for n in NINE],
            {"absolute": "narrowing", "relative": "widening"},
        ),
        # Above England, and then below it.
        (
            [24 - n for n in NINE],
            [20.0] * 9,
            {"absolute": "changed sides", "relative": "changed sides"},
        ),
        ([25.0] * 9, [20.0] * 9, {"absolute": "cannot tell", "relative": "cannot tell"}),
        ([20.0] * 9, [20.0] * 9, {"absolute": "cannot tell", "relative": "cannot tell"}),
    ],
)
def test_a_change_that_can_be_seen_has_its_word(gap_series, own, england, expected):
    """Errors of 0.0255: every change here is far outside them."""
    assert directions(gap_series(own, england, half_width=0.05)) == expected


def test_a_change_inside_its_uncertainty_has_no_word_of_direction(gap_series):
    finding = gap_series([22 + 0.1 * n for n in NINE], [20.0] * 9, half_width=8)
    assert directions(finding) == {"absolute": "cannot tell", "relative": "cannot tell"}


@pytest.mark.parametrize("points", [1, 2])
def test_one_or_two_periods_tell_nothing_and_say_why(gap_series, points):
    finding = gap_series([25.0] * points, [20.0] * points, half_width=1)
    assert set(directions(finding).values()) == {"cannot tell"}
    assert all("fewer than three points" in move.method for move in finding.moves.values())


def test_no_period_in_common_gives_an_empty_frame_with_its_columns(figures):
    figures.seal()
    finding = find_gap("life", PLACES)
    assert finding.gaps.empty
    assert finding.latest.empty
    assert finding.moves == {}
    assert {"sex", "period", "absolute", "relative"} <= set(finding.gaps.columns)


@pytest.mark.parametrize("code", LOCALITIES)
def test_a_free_meal_gap_is_eligible_minus_the_others(code):
    for finding in find_free_meal_gaps(code):
        eligible, others = (values_of(side, code) for side in finding.pair.sides)
        assert (finding.first_name, finding.second_name) == FREE_MEAL_GROUPS
        gaps = finding.gaps.dropna(subset=["absolute"])
        assert set(zip(gaps["sex"], gaps["period"], strict=True)) == set(eligible) & set(others)
        for row in gaps.itertuples(index=False):
            key = (row.sex, row.period)
            assert row.absolute == pytest.approx(eligible[key] - others[key], abs=1e-9)


@pytest.mark.parametrize("code", LOCALITIES)
@pytest.mark.parametrize("slug", ["persistent-absence", "good-level-of-development"])
def test_no_trend_of_a_gap_crosses_a_break(slug, code):
    finding = find_gap(slug, Places(code, "Here"))
    last_break = finding.breaks[-1].year
    assert finding.moves
    for move in finding.moves.values():
        assert parse_period(move.first_period).first_year >= last_break


def test_every_gap_has_one_of_four_words_and_its_line():
    for slug in ("life-expectancy-at-birth", "year-6-obesity", "employment-rate"):
        finding = find_gap(slug, PLACES)
        assert set(directions(finding).values()) <= set(GAP_WORDS)
        assert sorted(set(directions(finding))) == ["absolute", "relative"]
        for move in finding.moves.values():
            assert move.trend.lower_ci <= move.trend.slope <= move.trend.upper_ci


def test_the_limits_of_both_sides_stand_beside_the_gap(figures):
    figures.seal()
    row = find_gap("smoking", PLACES).gaps.iloc[-1]
    assert (row["first"], row["first_lower_ci"], row["first_upper_ci"]) == (20, 18, 22)
    assert (row["second"], row["second_lower_ci"], row["second_upper_ci"]) == (14, 13, 15)


@pytest.mark.parametrize("code", LOCALITIES)
def test_the_slope_index_is_a_gap_to_nothing_as_published(code):
    finding = find_slope_gap(code)
    published = values_of(finding.indicator.indicator, code)
    assert (finding.first_name, finding.second_name) == ENDS
    assert set(directions(finding)) == {"absolute"}, "nothing is no base of a ratio"
    for row in finding.known.itertuples(index=False):
        assert row.absolute == published[row.sex, row.period]
        assert math.isnan(row.relative)


def test_the_gaps_by_free_meals_are_those_of_all_pairs():
    found = find_free_meal_gaps(STOCKTON)
    assert [(one.pair, one.indicator.name) for one in found] == [(p, p.name) for p in pairs()]


def test_a_catalogue_without_the_sides_of_a_pair_has_no_gap_by_free_meals(figures):
    figures.seal()
    assert find_free_meal_gaps(STOCKTON) == []


def test_a_gap_of_an_old_series_goes_nowhere(gap_series):
    gap_series([22 + n for n in NINE], [20.0] * 9, half_width=0.05)
    dated = Places(STOCKTON, "Stockton-on-Tees", edition_date="2026-11-21")
    finding = find_gap("smoking", dated)
    assert set(directions(finding).values()) == {"cannot tell"}
    assert finding.moves["Persons", "absolute"].reason == "the series ended in 2018"
