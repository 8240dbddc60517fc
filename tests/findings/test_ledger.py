"""The ledger of forecasts: what is written down, and what becomes of it when figures come."""

import pandas as pd
import pytest
from scipy import stats

from analysis.data.raw import forget
from analysis.findings import forecasts as by
from analysis.findings.hindcasts import PACE
from analysis.findings.ledger import (
    LEDGER,
    NOT_YET,
    RECAST,
    SCORED,
    WITHDRAWN,
    WORDS,
    hold_ledger,
    ledger_of,
)
from analysis.findings.verdicts import find_verdicts
from analysis.findings.vocabulary import NARROWING

FALLING = [30 - 0.5 * n for n in range(8)]
LATER = [*FALLING, 26.0, 25.0, 28.0]
YEARS = range(2016, 2024)
MORE = range(2016, 2027)


@pytest.fixture
def written(book) -> pd.DataFrame:
    """Give the ledger of a made-up book of one indicator, up to 2023."""
    return ledger_of(book(smoking={"own": FALLING, "years": YEARS}), 2030)


def again(made, own, **about) -> None:
    """Write the indicator anew, as its publisher does later."""
    made.add("smoking", own, **about)
    seal(made)


def seal(made) -> None:
    made.figures.write("catalogue.csv", [*made.catalogue.values()])
    made.figures.seal()
    forget()


def states(ledger: pd.DataFrame) -> set[str]:
    return set(hold_ledger(ledger).rows["state"])


def test_every_direction_is_written_down_once(written):
    assert [*written.columns] == [*LEDGER]
    assert written["measure"].tolist() == [by.FIGURE, by.ABSOLUTE, by.RELATIVE]
    assert set(written["period"]) == {"2023"}


def test_the_words_are_those_of_the_table_of_verdicts(book):
    places = book(smoking={"own": FALLING, "years": YEARS})
    (verdict,) = (one for one in find_verdicts(places) if one.figure.known)
    words = ledger_of(places, 2030).set_index("measure")["word"].to_dict()
    assert words[by.FIGURE] == verdict.direction.word
    assert words[by.ABSOLUTE] == verdict.gap.word == NARROWING
    assert words[by.RELATIVE] == verdict.ratio.word


def test_what_is_expected_in_the_target_year_follows_from_the_line(written):
    row = written[written["measure"] == by.ABSOLUTE].iloc[0]
    away = 2030.5 - row["centre"]
    expected = row["level"] + away * row["slope"]
    error = row["level_error"] ** 2 + (away * row["standard_error"]) ** 2 + row["scatter"] ** 2
    half = stats.t.ppf(0.975, row["df"]) * error**0.5
    assert row["expected"] == pytest.approx(expected, rel=1e-6)
    assert row["expected_upper_ci"] - row["expected"] == pytest.approx(half, rel=1e-5)


def test_there_is_nothing_to_score_before_later_figures(written):
    held = hold_ledger(written)
    assert set(held.rows["state"]) == {NOT_YET}
    assert held.cases.empty


def test_later_figures_are_held_against_what_was_said(written, made):
    """The gap was 6.5 in 2023 and is 6, 5 and 8 in the three years after."""
    again(made, LATER, years=MORE)
    held = hold_ledger(written)
    assert set(held.rows["state"]) == {SCORED}
    gaps = held.cases[held.cases["measure"] == by.ABSOLUTE]
    assert gaps["years"].tolist() == [1, 2, 3]
    assert gaps["later"].tolist() == [6.0, 5.0, 8.0]
    assert gaps["came"].tolist() == [1.0, 1.0, 0.0]
    assert gaps["word"].tolist() == [NARROWING] * 3


def test_a_ledger_survives_its_file(written, made, tmp_path):
    path = tmp_path / "ledger.csv"
    written.to_csv(path, index=False)
    again(made, LATER, years=MORE)
    one = hold_ledger(written).cases
    other = hold_ledger(pd.read_csv(path, dtype=dict.fromkeys(WORDS, str))).cases
    pd.testing.assert_frame_equal(one, other)


def test_the_pace_is_held_in_the_target_year(book, made):
    """Half of the gap was to be gone by 2026; it is 8 then."""
    ledger = ledger_of(book(smoking={"own": FALLING, "years": YEARS}), 2026)
    again(made, LATER, years=MORE)
    cases = hold_ledger(ledger).cases
    pace = cases[cases["measure"] == PACE]
    assert pace["years"].tolist() == [3]
    assert pace["came"].tolist() == [0.0]


@pytest.mark.parametrize(
    ("own", "about"),
    [
        ([30.0] * 7 + [26.6], {"years": YEARS}),
        ([*FALLING[:7], 26.4, 26.0], {"years": range(2016, 2025)}),
    ],
)
def test_a_figure_that_was_recast_since_is_not_scored(written, made, own, about):
    again(made, own, **about)
    held = hold_ledger(written)
    assert set(held.rows["state"]) == {RECAST}
    assert held.cases.empty


def test_a_comparator_that_was_recast_spoils_its_gaps_alone(written, made):
    england = [*[20.0] * 7, 20.1, 20.0]
    again(made, [*FALLING, 26.0], years=range(2016, 2025), england=england)
    found = hold_ledger(written).rows.set_index("measure")["state"].to_dict()
    assert found == {by.FIGURE: SCORED, by.ABSOLUTE: RECAST, by.RELATIVE: RECAST}


def test_a_series_that_ended_or_was_taken_away_is_withdrawn(written, made):
    again(made, FALLING[:7], years=range(2016, 2023))
    assert states(written) == {WITHDRAWN}
    made.catalogue.clear()
    made.add("other", FALLING)
    seal(made)
    assert states(written) == {WITHDRAWN}


def test_an_area_of_which_no_figure_is_left_is_withdrawn(written):
    assert states(written.assign(area_code="E06000001")) == {WITHDRAWN}
