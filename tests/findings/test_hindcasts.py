"""Hindcasts of a made-up book by hand, and the same words as the book's own route gives."""

import numpy as np
import pandas as pd
import pytest

from analysis.data.areas import Places
from analysis.findings import forecasts as by
from analysis.findings import scores
from analysis.findings.gaps import find_gap
from analysis.findings.hindcasts import CASE, HORIZONS, PACE, hindcast, series_of
from analysis.findings.trends import find_trend
from analysis.findings.vocabulary import NARROWING, WIDENING

STOCKTON, ENGLAND = "E06000004", "E92000001"
YEARS = range(2006, 2020)
FALLING = [30 - 0.5 * n for n in range(14)]
RISING = [22 + 0.5 * n for n in range(14)]
TURNING = [*FALLING[:8], *(26 + 0.5 * n for n in range(6))]


def cases(book, own, **options) -> pd.DataFrame:
    book(smoking={"own": own, "years": YEARS, **options})
    found = hindcast("smoking", (STOCKTON,))
    return found[found["area_code"] == STOCKTON]


def of_the_book(found, measure=by.ABSOLUTE):
    return found[(found["measure"] == measure) & (found["method"] == by.BOOK)]


def test_a_gap_that_always_narrows_is_always_called_right(book):
    """From three points on a straight line 20 above: every word that is said is narrowing."""
    own = of_the_book(cases(book, FALLING, half=0.05))
    assert set(own["word"]) == {NARROWING}
    assert (own["came"] == 1).all()
    assert (own["probability"] > 0.975).all()
    assert (own["lower_ci"].le(own["later"]) & own["upper_ci"].ge(own["later"])).all()


def test_a_gap_that_always_widens_is_never_called_narrowing(book):
    own = of_the_book(cases(book, RISING, half=0.05))
    assert set(own["word"]) == {WIDENING}
    assert (own["came"] == 0).all()
    assert (own["probability"] < 0.025).all()


def test_what_turns_round_is_called_wrong(book):
    """Falling up to 2013 and rising from 2014: what was said in 2013 came one way only."""
    own = of_the_book(cases(book, TURNING))
    said = own[(own["now"] == TURNING[7] - 20) & (own["years"] == 5)]
    assert said["word"].tolist() == [NARROWING]
    assert said["came"].tolist() == [0.0]


def test_how_many_cases_there_are(book):
    """14 points: said at 3 to 13 of them, and held where 1, 3 or 5 years later is known."""
    own = of_the_book(cases(book, FALLING))
    counts = own["years"].value_counts().to_dict()
    assert counts == {1: 11, 3: 9, 5: 7}
    assert HORIZONS == (1, 3, 5)


def test_every_method_is_scored_on_the_same_cases(book):
    found = cases(book, TURNING)
    plain = found[found["measure"] != PACE]
    known = plain.groupby(["measure", "method", "years"])["came"].agg(["size", "sum"])
    for _, some in known.groupby(["measure", "years"]):
        assert len(some) == len(by.METHODS)
        assert some["size"].nunique() == some["sum"].nunique() == 1


def test_a_pace_is_right_where_half_of_the_gap_had_gone(book):
    """A gap of 10 that falls by 0.5 a year has lost a quarter after five years: too slow."""
    found = cases(book, FALLING)
    pace = found[found["measure"] == PACE]
    early = pace[pace["now"] == FALLING[5] - 20]
    assert early["word"].tolist() == ["too slow"]
    assert early["came"].tolist() == [0.0]


def test_figures_are_held_by_what_is_better(book):
    """Low is good, and the figure falls."""
    own = of_the_book(cases(book, FALLING), by.FIGURE)
    assert (own["came"] == 1).all()
    assert {"improving"} <= set(own["word"])


def test_nothing_is_said_of_a_short_series(book):
    book(smoking={"own": FALLING[:8]})
    assert hindcast("smoking", (STOCKTON,)).empty


def test_nothing_is_held_against_a_period_that_shares_years(made):
    """Three rolling years: one year later shares two of them, three years later none."""
    rows = [
        made.figures.row(
            indicator="life", area_code=code, period=f"{year} to {year + 2}", period_start=year,
            period_end=year + 2, sex="Persons", value=value + shift,
            lower_ci=value + shift - 0.5, upper_ci=value + shift + 0.5,
        )
        for code, shift in ((STOCKTON, 0.0), (ENGLAND, -12.0))
        for year, value in zip(YEARS, FALLING, strict=True)
    ]  # fmt: skip
    made.write("life", rows)
    made.seal()
    own = of_the_book(hindcast("life", (STOCKTON,)), by.FIGURE)
    assert set(own["years"]) == {3, 5}


@pytest.mark.parametrize(
    "slug", ["life-expectancy-at-birth", "year-6-obesity", "employment-rate", "adult-smoking"]
)
def test_the_whole_series_gives_the_word_of_the_books_own_route(slug):
    places = Places(STOCKTON, "Stockton-on-Tees", ENGLAND)
    gaps, figures = find_gap(slug, places).moves, find_trend(slug, places).moves
    held = series_of(slug, (STOCKTON,))
    assert {one.measure for one in held} == set(by.MEASURES)
    for one in held:
        end = len(one.points)
        move = by.follow(one.points, one.measure, one.about, one.spread(end))
        if one.measure == by.FIGURE:
            assert move.record == figures[one.sex].record
        else:
            assert move.record == gaps[one.sex, one.measure.split()[0]].record


def scored(**columns) -> pd.DataFrame:
    blank = dict.fromkeys(CASE, np.nan) | {
        "indicator": "smoking", "area_code": STOCKTON, "sex": "Persons", "word": NARROWING,
        "measure": by.ABSOLUTE, "method": by.BOOK, "years": 5, "scale": 2.0,
    }  # fmt: skip
    return scores.score_cases(pd.DataFrame([blank | columns]))


def test_a_case_by_hand():
    """Said 0.9 and came: 0.01; interval 1 to 5 held 4, width 4 in steps of 2; 1 off, so half."""
    row = scored(probability=0.9, came=1.0, value=3.0, lower_ci=1.0, upper_ci=5.0, later=4.0)
    assert row[["band", "known", "came", "intervals", "inside"]].iloc[0].tolist() == [5, 1, 1, 1, 1]
    assert row["squared"].iloc[0] == pytest.approx(0.01)
    assert row[["score", "away"]].iloc[0].tolist() == [2.0, 0.5]


def test_what_is_not_known_counts_for_nothing():
    row = scored(probability=0.9, later=4.0).iloc[0]
    assert row[["known", "came", "said", "squared", "intervals", "score"]].tolist() == [0] * 6
    assert row["number"] == 1


def test_the_order_of_cases_makes_no_difference(book):
    found = cases(book, TURNING)
    again = found.sample(frac=1, random_state=1)
    for one, other in zip(scores.tally(found), scores.tally(again), strict=True):
        pd.testing.assert_frame_equal(one, other)


def test_tallies_add_up_to_the_cases(book):
    found = cases(book, TURNING)
    table, _ = scores.tally(found)
    assert table["number"].sum() == len(found)
    assert table["came"].sum() == np.nansum(found["came"])


def test_the_book_is_held_against_a_rival_case_by_case():
    """Two indicators of two cases: 0.25 - 0.01 and 0.36 - 0.04 less; mean 0.28."""
    rows = pd.DataFrame(
        {
            "indicator": ["a", "b", "a", "b"],
            "method": [by.BOOK, by.BOOK, by.LAST, by.LAST],
            "squared": [0.50, 0.72, 0.02, 0.08],
            "known": [2, 2, 2, 2],
        }
    )
    found = scores.difference(rows, by.LAST, "squared", "known")
    assert found.value == pytest.approx(0.28)
    fewer = rows.assign(known=[2, 2, 2, 1])
    assert scores.difference(fewer, by.LAST, "squared", "known").note.startswith("The two")
