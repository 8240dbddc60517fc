"""What `analysis indicators` says of a folder of figures."""

import pytest

from analysis.data.catalogue import read_catalogue
from analysis.data.indicators import read_series
from analysis.errors import DataError
from analysis.findings.holdings import find_holdings, hold

SLUG = "adult-smoking"


def test_every_indicator_is_listed_once_in_the_order_of_the_catalogue():
    found = [held.indicator.indicator for held in find_holdings()]
    assert found == list(read_catalogue())


def test_words_are_looked_for_in_slug_name_and_stage():
    assert SLUG in {held.indicator.indicator for held in find_holdings("SMOKING adult")}
    stages = {held.indicator.life_stage for held in find_holdings("ageing well")}
    assert "ageing well" in stages


def test_what_no_indicator_has_in_its_name_is_a_sentence():
    with pytest.raises(DataError) as problem:
        find_holdings("adult-smokking")
    assert str(problem.value) == (
        'No indicator has "adult-smokking" in its name. Did you mean adult-smoking?'
    )


def test_what_is_held_is_counted_from_the_rows():
    """By another route: each value looked at by itself."""
    series = read_series(SLUG)
    rows = [row for row in series.to_dict("records") if row["value"] == row["value"]]
    with_limits = [row for row in rows if row["lower_ci"] == row["lower_ci"]]
    held = hold(read_catalogue()[SLUG], series)
    assert (
        held.periods == f"{min(r['period'] for r in rows)} until {max(r['period'] for r in rows)}"
    )
    assert held.intervals.startswith(f"{len(rows):,} figures, {len(with_limits)} of them with")
    codes = {row["area_code"] for row in rows if row["area_type"] == "unitary authority"}
    assert f"{len(codes)} unitary authorities" in held.areas
    assert "England, " in held.areas


@pytest.mark.parametrize(
    ("keep", "said"), [(0, "no figure"), (1, "1 figure, each with a published interval")]
)
def test_little_and_nothing_are_said_as_such(keep, said):
    series = read_series(SLUG).query("lower_ci.notna()").head(keep)
    text = " ".join(hold(read_catalogue()[SLUG], series).lines())
    assert said in text
    assert " until " not in text.rpartition("    ")[2]
