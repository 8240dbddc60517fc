"""The ranking: certain before uncertain, large before small, and few false findings by chance."""

import numpy as np
import pytest

from analysis.chapters.glance.findings import (
    CHANGE,
    GAP,
    INSIDE,
    LEVEL,
    NO_FIGURE,
    NO_INTERVAL,
    OLD,
    find_ranking,
)
from analysis.data.areas import Places

STOCKTON, ENGLAND = "E06000004", "E92000001"
PLACES = Places(STOCKTON, "Stockton-on-Tees")
YEARS = range(2016, 2024)
OTHERS = [f"E0600010{number}" for number in range(6)]


@pytest.fixture
def book(figures):
    """Give a function that writes indicators of Stockton, England and six other authorities.

    The others' values are spread around England's by `spread` in every year; limits are `half`
    to each side, or not published where it is None.
    """
    about = {"publisher": "Office", "release": "First", "licence": "OGL", "note": ""}
    about |= {"confidence_intervals": "", "first_period": "", "last_period": "", "decimals": 1}
    areas = figures.rows("geography/areas.csv")
    england = next(row for row in areas if row["area_code"] == ENGLAND)
    kind = {"area_type": "unitary authority", "region_code": "E12000001"}
    for code in OTHERS:
        own = {"area_code": code, "area_name": f"Place {code}", "upper_tier_code": code}
        areas.append(england | kind | own)

    def series(slug, code, values, half):
        return [
            figures.row(
                indicator=slug,
                area_code=code,
                period=str(year),
                period_start=year,
                period_end=year,
                value=value,
                lower_ci="" if half is None else value - half,
                upper_ci="" if half is None else value + half,
            )
            for year, value in values.items()
        ]

    def write(**indicators):
        figures.write("geography/areas.csv", areas)
        catalogue = []
        for slug, one in indicators.items():
            own, other = one["own"], one.get("england", 20.0)
            half, spread = one.get("half", 0.5), one.get("spread", 2.0)
            years = one.get("years", YEARS)
            own = dict(zip(years, own, strict=True)) if len(own) else {}
            steps = np.linspace(-1, 1, len(OTHERS))
            rows = series(slug, STOCKTON, own, half)
            rows += series(slug, ENGLAND, dict.fromkeys(years, other), 0.01 if half else None)
            for code, step in zip(OTHERS, steps, strict=True):
                rows += series(slug, code, dict.fromkeys(years, other + spread * step), half)
            figures.write(f"indicators/{slug}.csv", rows)
            words = {"indicator": slug, "name": slug.capitalize(), "unit": one.get("unit", "%")}
            words |= {"polarity": one.get("polarity", "low is good"), "life_stage": "places"}
            catalogue.append(words | about)
        figures.write("catalogue.csv", catalogue)
        figures.seal()
        return find_ranking(PLACES)

    return write


FLAT = [24.0] * 8


def test_the_larger_of_two_certain_gaps_stands_first(book):
    """Both 4 points: of places that differ by 1 that is more than of places that differ by 10."""
    ranking = book(wide={"own": FLAT, "spread": 10.0}, close={"own": FLAT, "spread": 1.0})
    assert list(ranking.certain(LEVEL)["indicator"]) == ["close", "wide"]


def test_size_by_hand(book):
    """4 points, over the standard deviation of Stockton's 24 and six places around 20."""
    ranking = book(smoking={"own": FLAT, "spread": 2.0})
    values = [24.0, *(20 + 2 * np.linspace(-1, 1, 6))]
    assert ranking.certain(LEVEL)["size"].iloc[0] == pytest.approx(4 / np.std(values, ddof=1))


def test_certain_stands_before_large(book):
    ranking = book(sure={"own": [20.9] * 8, "half": 0.1}, large={"own": [26.0] * 8, "half": 20.0})
    levels = ranking.findings[ranking.findings["kind"] == LEVEL]
    assert list(levels["indicator"]) == ["sure", "large"]
    assert list(levels["certain"]) == [True, False]


@pytest.mark.parametrize(
    ("polarity", "value", "word", "good"),
    [
        ("low is good", 24.0, "worse", False),
        ("low is good", 16.0, "better", True),
        ("high is good", 24.0, "better", True),
        ("high is good", 16.0, "worse", False),
    ],
)
def test_good_and_bad_turn_with_the_polarity(book, polarity, value, word, good):
    ranking = book(smoking={"own": [value] * 8, "polarity": polarity})
    row = ranking.certain(LEVEL).iloc[0]
    assert (row["word"], row["good"]) == (word, good)
    assert np.sign(row["position"]) == (1 if good else -1), "better stands to the right"
    assert row["position_lower"] <= row["position"] <= row["position_upper"]


@pytest.mark.parametrize(
    ("slope", "polarity", "word", "good"),
    [
        (1, "low is good", "increasing", False),
        (-1, "low is good", "decreasing", True),
        (1, "high is good", "increasing", True),
        (-1, "high is good", "decreasing", False),
    ],
)
def test_a_change_is_good_by_polarity(book, slope, polarity, word, good):
    own = [30 + slope * n for n in range(8)]
    row = book(smoking={"own": own, "polarity": polarity}).certain(CHANGE).iloc[0]
    assert (row["word"], row["good"]) == (word, good)
    assert row["first_period"] == "2019", "the rule looks at five years"


@pytest.mark.parametrize(
    ("own", "word", "good"),
    [
        ([22 + n for n in range(8)], "widening", False),
        ([32 - n for n in range(8)], "narrowing", True),
    ],
)
def test_a_gap_is_good_where_the_area_gains_on_its_comparator(book, own, word, good):
    row = book(smoking={"own": own}).certain(GAP).iloc[0]
    assert (row["word"], row["good"]) == (word, good)


@pytest.mark.parametrize("own", [[18 - n for n in range(8)], [8 + n for n in range(8)]])
def test_a_gap_in_the_areas_favour_is_none_to_close(book, own):
    assert book(smoking={"own": own}).certain(GAP).empty


def test_a_gap_that_changed_sides_is_neither_wide_nor_narrow(book):
    ranking = book(smoking={"own": [17 + n for n in range(8)]})
    assert ranking.certain(GAP).empty


def test_pay_in_cash_is_compared_and_its_rise_is_no_finding(book):
    pay = {"own": [500 + 20 * n for n in range(8)], "england": 700.0, "unit": "£"}
    pay |= {"polarity": "high is good", "spread": 50.0}
    ranking = book(**{"gross-median-weekly-pay": pay})
    assert set(ranking.findings["kind"]) == {LEVEL, GAP}


def test_without_judgement_nothing_is_ranked(book):
    ranking = book(looked_after={"own": FLAT, "polarity": "no judgement"}, smoking={"own": FLAT})
    assert set(ranking.findings["indicator"]) == {"smoking"}


def test_what_cannot_be_judged_is_listed_with_its_reason(book):
    ranking = book(
        smoking={"own": FLAT},
        unsure={"own": FLAT, "half": None},
        gone={"own": []},
        stale={"own": [24.0] * 5, "years": range(2010, 2015)},
    )
    reasons = dict(zip(ranking.unknown["indicator"], ranking.unknown["reason"], strict=True))
    assert reasons == {"unsure": NO_INTERVAL, "gone": NO_FIGURE, "stale": OLD}
    assert "stale" not in set(ranking.findings["indicator"])


def test_without_enough_authorities_no_size_is_made_up(figures):
    figures.seal()
    ranking = find_ranking(PLACES)
    assert ranking.findings["size"].isna().all()
    assert ranking.certain(LEVEL, GAP, CHANGE, INSIDE).empty


def test_the_country_has_no_gap_to_itself(book):
    book(smoking={"own": FLAT})
    ranking = find_ranking(Places(ENGLAND, "England"))
    assert set(ranking.findings["kind"]) == {CHANGE}


@pytest.mark.slow
def test_chance_alone_names_few_findings(book, figures, monkeypatch):
    """Twenty places without a true difference: four at most have a certain level.

    Under the null, control of the false discovery rate is control of any finding at all, at 5%:
    one place in twenty, and more than four in one of three hundred such tests.
    """
    rng = np.random.default_rng(4)
    named = 0
    for place in range(20):
        figures.folder = figures.folder.parent / f"place-{place}"
        monkeypatch.setenv("ANALYSIS_DATA", str(figures.folder))
        indicators = {
            f"one{n}": {"own": 20 + rng.normal(0, 0.5, 8), "half": 1.96 * 0.5} for n in range(6)
        }
        named += len(book(**indicators).certain(LEVEL)) > 0
    assert named <= 4


@pytest.mark.slow
def test_the_same_figures_give_the_same_ranking():
    first, second = find_ranking(PLACES), find_ranking(PLACES)
    assert first.findings.equals(second.findings)
    certain = first.certain(LEVEL, GAP, INSIDE, CHANGE)
    assert certain["size"].is_monotonic_decreasing
    assert certain["indicator"].is_unique
    assert (certain["adjusted_p_value"] <= 0.05).all()
    assert first.tests == first.findings["p_value"].notna().sum()
