"""Closing or not: sizes by hand from the raw files, and arrows of odd gaps."""

import csv
from math import inf, nan
from pathlib import Path

import pandas as pd
import pytest

from analysis.chapters.gap.charts import plot_closing
from analysis.chapters.gap.closing import show_closing
from analysis.chapters.gap.findings import find_followed, set_to_start
from analysis.chapters.gap.sentences import headline_closing
from analysis.charts.chart import Chart, Notice
from analysis.charts.marks import read_marks
from analysis.data.areas import Places
from analysis.findings.vocabulary import GAP_WORDS, NARROWING, NO_GAP, WIDENING

RAW = Path(__file__).resolve().parents[2] / "data" / "raw"
PLACES = Places("E06000004", "Stockton-on-Tees", "E92000001", edition_date="2026-11-21")
SLUG = "life-expectancy-at-birth"
ROW = {
    "label": "Life expectancy", "unit": "years", "decimals": 1, "first": 2.0, "latest": 3.0,
    "half": 1.5, "direction": WIDENING, "first_period": "2001 to 2003", "period": "2021 to 2023",
}  # fmt: skip


def arrows(*rows: dict) -> Chart | Notice:
    data = pd.DataFrame([ROW | row for row in rows], columns=[*ROW, "lower_ci", "upper_ci"])
    return plot_closing(data, area_name="Here", target_year=2030)


@pytest.fixture(scope="module")
def followed():
    return find_followed([SLUG], PLACES, 2030)


def of_females(followed):
    """Give the gap of females, and the published figures of both its sides by period."""
    path = RAW / "indicators" / f"{SLUG}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["sex"] == "Female"]
    sides = (
        {row["period"]: float(row["value"]) for row in rows if row["area_code"] == code}
        for code in (PLACES.area_code, PLACES.comparator_code)
    )
    found = (one for one in followed if one.verdict.indicator.indicator == SLUG)
    return next(one for one in found if one.verdict.sex == "Female"), *sides


def test_the_ends_of_an_arrow_are_the_published_figures(followed):
    one, own, other = of_females(followed)
    move = one.verdict.gap
    for period, name in ((move.first_period, "first"), (move.last_period, "latest")):
        assert one.sizes[name] == pytest.approx(other[period] - own[period]), name
    assert one.sizes["half"] == pytest.approx(-one.pace.target_gap)


def test_only_gaps_to_the_areas_disadvantage_are_there_to_close(followed):
    kept = [one for one in followed if one.to_close()]
    assert kept
    assert all(one.sizes["latest"] > 0 for one in kept)
    assert NO_GAP not in {one.pace.verdict for one in kept}


def test_the_ends_of_a_relative_arrow_are_shares_of_the_published_figures(followed):
    one, own, other = of_females(followed)
    move = one.move("relative")
    for period, name in ((move.first_period, "first"), (move.last_period, "latest")):
        # A life shorter by 2 years of 80 is 2.5% shorter.
        shorter = 100 * (other[period] - own[period]) / other[period]
        assert one.shares[name] == pytest.approx(shorter), name


def test_the_page_offers_the_gaps_as_differences_and_as_ratios():
    absolute, relative = show_closing([SLUG], PLACES, 2030).items
    assert [absolute.choice["place"], relative.choice["place"]] == [0, 1]
    assert absolute.choice["labels"] == ["differences", "ratios"]
    assert absolute.name != relative.name
    assert str(relative.title).endswith("by its ratio")
    # The slope index is a difference: it has no arrow as a ratio.
    assert any("lope index" in name for name in absolute.data["Gap"])
    assert not any("lope index" in name for name in relative.data["Gap"])
    assert not any("Half" in name for name in relative.data.columns)
    assert "half closed" not in relative.svg


def test_the_headline_is_the_finding_and_counts_what_is_drawn(followed):
    said = headline_closing(followed, PLACES).text
    chart, _ = show_closing([SLUG], PLACES, 2030).items
    assert len(said.split()) <= 25
    assert said.startswith(f"Of {len(chart.data)} headline gaps to close in Stockton-on-Tees")
    assert str(chart.title) == said
    for word in (NARROWING, WIDENING):
        count = int((chart.data["The gap is"] == word).sum())
        assert f"{count or 'none'} " in said.split(", ")[1]


def test_a_gap_that_began_at_nought_has_no_end_on_the_scale():
    assert set_to_start(1.0, 0.0) == inf
    assert set_to_start(0.0, 0.0) == 0
    assert set_to_start(-1.0, 2.0) == -50


@pytest.mark.parametrize(
    "odd",
    [
        {"first": 0.0, "latest": 0.6},
        {"first": 0.0, "latest": 0.0},
        {"first": -0.3, "latest": 5.2},
        {"first": 0.01, "latest": 0.81, "half": 0.4},
        {"first": 2.0, "latest": 2.0, "first_period": "2021 to 2023", "half": nan},
        {"lower_ci": -4.0, "upper_ci": 40.0},
        {"label": "A name of a gap that is sixty characters long, and then more"},
    ],
)
def test_an_odd_gap_is_drawn_whole(odd):
    chart = arrows(odd, {})
    assert isinstance(chart, Chart)
    assert "nan" not in chart.svg
    assert "inf" not in chart.svg.replace("font-family", "")
    assert len(chart.data) == 2
    assert chart.scale["index"][0] >= -110
    assert chart.scale["index"][1] <= 220


def test_gaps_are_grouped_widening_first_and_cannot_tell_is_pale():
    words = list(reversed(GAP_WORDS))
    chart = arrows(*({"direction": word, "label": word} for word in words))
    assert [*chart.data["The gap is"]][:1] == [WIDENING]
    assert [*chart.data["The gap is"]][-1:] == [NARROWING]
    arrows_of = [
        mark for mark in read_marks(chart.svg) if mark.place[:2] == ("cannot tell", "mark")
    ]
    assert arrows_of
    assert all("#8a8a8a" in mark.inks["stroke"] for mark in arrows_of)


def test_gaps_that_read_alike_are_written_finer():
    chart = arrows({"first": 0.92, "latest": 0.94})
    assert "0.92 → 0.94" in chart.svg


def test_without_a_gap_to_close_a_sentence_says_so():
    assert str(arrows().text) == "No gap of Here that is followed is there to close."
