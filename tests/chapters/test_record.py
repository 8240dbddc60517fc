"""How well the book has called it: counts by hand, every branch, and nothing loose."""

import json
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.chapters.record import sentences as words
from analysis.chapters.record.findings import (
    find_better,
    find_by_indicator,
    find_by_place,
    find_calibration,
    find_calls,
    find_rivals,
)
from analysis.chapters.record.show import (
    find_record,
    show_called,
    show_calls,
    show_coverage,
    show_places,
    show_rivals,
)
from analysis.charts.chart import Chart, Gallery, Notice
from analysis.claims.sentence import Prose
from analysis.claims.table import Table
from analysis.data.catalogue import read_catalogue
from analysis.data.documents.record import Record, figures_digest, method_digest
from analysis.data.indicators import listed
from analysis.findings import forecasts as by
from analysis.findings.hindcasts import CASE, HORIZONS, PACE
from analysis.findings.scores import tally
from chapters.templates import sentences_of

SLUGS = listed("headline")[:2]
PLACES = [{"area_code": "E06000004", "area_name": "Stockton-on-Tees"}]
SHOWN = (
    *(show_called, show_calls, show_coverage, show_rivals),
    lambda record: show_places(record, PLACES),
)


def case(slug=SLUGS[0], **columns):
    return dict.fromkeys(CASE, np.nan) | {
        "indicator": slug, "area_code": "E06000004", "sex": "Persons", "word": "narrowing",
        "measure": by.ABSOLUTE, "method": by.BOOK, "years": 5, "probability": 0.99, "came": 1.0,
        "value": 2.0, "lower_ci": 1.0, "upper_ci": 3.0, "later": 2.0, "scale": 1.0,
    } | columns  # fmt: skip


def record_of(*cases) -> Record:
    by_indicator, by_area = tally(pd.DataFrame(cases))
    figures = {slug: figures_digest(slug) for slug in SLUGS}
    return Record(by_indicator, by_area, figures, method_digest())


def made_up(rival=0.5) -> Record:
    """Forty gaps called narrowing, of which 31 had; thirty called widening, of which 12 had."""
    cases = []
    for slug, narrowed, widened in ((SLUGS[0], 16, 6), (SLUGS[1], 15, 6)):
        calls = [("narrowing", 0.99, n < narrowed) for n in range(20)]
        calls += [("widening", 0.01, n >= widened) for n in range(15)]
        for measure in (by.ABSOLUTE, by.FIGURE):
            for years in HORIZONS:
                for word, chance, came in calls:
                    about = {"slug": slug, "measure": measure, "years": years, "came": float(came)}
                    said = word if measure == by.ABSOLUTE else "improving"
                    cases.append(case(**about, word=said, probability=chance))
                    none = {"word": "", "lower_ci": np.nan}
                    for method in (by.LAST, by.STRAIGHT, by.RECENT, by.OUTLOOK):
                        given = rival if method != by.LAST else 0.5
                        cases.append(case(**about | none, method=method, probability=given))
        cases += [
            case(slug, measure=PACE, word="too slow", came=float(n < 1), probability=np.nan)
            for n in range(10)
        ]
    return record_of(*cases)


def texts(item) -> list[str]:
    return [str(one) for one in sentences_of(item)] if not isinstance(item, Gallery) else [
        text for one in item.items for text in texts(one)
    ]  # fmt: skip


def test_the_headline_counts_by_hand():
    record = made_up()
    lead, meaning = words.describe_lead(record).paragraphs
    assert lead == "Of 40 gaps called narrowing, 31 had narrowed five years later."
    assert "It is no forecast" in meaning
    title = str(words.headline(record, find_calibration(record)))
    assert title == "Of gaps said to narrow with a probability of 99%, 78% did"


def test_a_word_against_the_event_is_right_where_it_does_not_come():
    calls = {(one.word, one.years): one for one in find_calls(made_up())}
    assert (calls["widening", 5].said, calls["widening", 5].right) == (30, 12)
    assert (calls["too slow", 5].said, calls["too slow", 5].right) == (20, 18)


def test_the_share_and_its_interval_by_hand():
    """16 and 15 of 20: mean 0.775, strays ±0.5, error √(2 · 0.5) / 40 / ... t of 1 df 12.706."""
    (call,) = (one for one in find_calls(made_up()) if (one.word, one.years) == ("narrowing", 5))
    error = np.sqrt(2 / 1 * (0.5**2 + 0.5**2)) / 40
    assert call.share.value == pytest.approx(0.775)
    assert call.share.lower_ci == pytest.approx(0.775 - 12.7062047 * error, rel=1e-6)
    assert call.share.upper_ci == 1.0


def test_calibration_has_the_mean_that_was_said_and_what_came():
    rows = find_calibration(made_up())
    own = rows[rows["method"] == by.BOOK].set_index("band")
    assert own["said"].round(6).to_dict() == {1: 1.0, 5: 99.0}
    assert own["number"].to_dict() == {1: 30, 5: 40}
    assert own["value"].round(6).to_dict() == {1: 60.0, 5: 77.5}


def test_where_a_rival_is_better_the_page_says_so():
    """Said 0.99, and one in two came: 0.49 beside the 0.25 of even odds, in each indicator."""
    cases = [
        case(slug, method=method, probability=0.99 if method == by.BOOK else 0.5, years=years,
             came=float(n % 2))
        for slug in SLUGS
        for method in by.METHODS
        for years in HORIZONS
        for n in range(10)
    ]  # fmt: skip
    record = record_of(*cases)
    rivals = find_rivals(record)
    assert set(find_better(rivals, "brier", (by.LAST,))["years"]) == set(HORIZONS)
    said = " ".join(words.describe_rivals(record, rivals).paragraphs)
    assert "The last value is better than the book by the Brier score: 0.25 beside 0.49" in said
    assert "0.49 five years ahead. So it is at one year and three years." in said


def test_where_no_rival_is_better_the_page_says_that():
    cases = [
        case(slug, method=method, probability=0.9 if method == by.BOOK else 0.5, years=years)
        for slug in SLUGS
        for method in by.METHODS
        for years in HORIZONS
        for _ in range(9)
    ]
    record = record_of(*cases)
    said = words.describe_rivals(record, find_rivals(record)).paragraphs
    assert len(said) == 2
    assert all("no rival is better than the book beyond chance" in one for one in said)


def test_a_word_that_came_true_is_said_to_tell_something():
    cases = [
        case(slug, word=word, came=came, probability=chance)
        for slug in SLUGS
        for word, came, chance in (("narrowing", 1.0, 0.99), ("widening", 0.0, 0.01))
        for _ in range(9)
    ]
    assert "has so far told something" in words.describe_lead(record_of(*cases)).paragraphs[1]


def test_the_places_of_the_book_stand_beside_all_england():
    """All cases are Stockton's: 31 of 40 and 12 of 30, and with another place's the sum."""
    record = made_up()
    names = {"E06000004": "Stockton-on-Tees", "E07000150": "Corby"}
    said = words.describe_places(record, names).paragraphs
    assert said == (
        "In the places of this book, of 40 gaps called narrowing, 31 had narrowed five years "
        "later.",
        "No record is held of Corby: hindcasts are of upper-tier authorities as they are today.",
    )
    rows = find_by_place(record, names)
    assert list(rows["name"]) == ["Stockton-on-Tees", "All England"]
    assert list(rows["narrowing"]) == ["31 of 40"] * 2
    assert list(rows["widening"]) == ["12 of 30"] * 2
    other = record.by_area.assign(area_code="E06000057")
    both = replace(record, by_area=pd.concat([record.by_area, other]))
    rows = find_by_place(both, names | {"E06000057": "Northumberland"}).set_index("name")
    assert rows.loc["These places together", "narrowing"] == "62 of 80"
    assert rows.loc["These places together", "number"] == 140
    assert rows.loc["Northumberland", "brier"] == pytest.approx(
        (31 * 0.01**2 + 9 * 0.99**2 + 12 * 0.01**2 + 18 * 0.99**2) / 70
    )


def test_the_book_s_own_record_adds_up_to_england_by_place_and_by_indicator():
    record = find_record("")
    codes = record.by_area["area_code"].unique()
    rows = find_by_place(record, dict(zip(codes, codes, strict=True))).set_index("name")
    whole = ["narrowing", "widening", "number"]
    assert rows.loc["These places together", whole].tolist() == (
        rows.loc["All England", whole].tolist()
    )
    assert len(codes) == 153


def test_each_indicator_stands_in_its_row():
    rows = find_by_indicator(made_up())
    assert len(rows) == 2
    assert set(rows["narrowing"]) == {"16 of 20", "15 of 20"}
    assert set(rows["widening"]) == {"6 of 15"}
    for slug, row in zip(sorted(SLUGS), rows.to_dict("records"), strict=True):
        given = read_catalogue()[slug]
        assert (row["first"], row["last"]) == (given.first_period, given.last_period)


def test_without_a_word_that_was_said_there_is_still_a_page():
    record = record_of(case(word="cannot tell", probability=0.5))
    assert "No gap was called narrowing" in words.describe_lead(record).paragraphs[0]
    said = words.describe_places(record, {"E06000004": "Stockton-on-Tees"}).paragraphs
    assert said == ("No gap of the places of this book was called narrowing.",)
    named = words.headline(record, find_calibration(record))
    assert str(named) == "Of gaps said to narrow with a probability of 50%, 100% did"


@pytest.mark.parametrize("show", SHOWN)
def test_without_a_record_the_page_says_how_to_make_one(show):
    shown = show(None)
    assert isinstance(shown, Notice)
    assert "The command analysis score" in str(shown.text)


def test_a_record_older_than_the_figures_says_so():
    old = replace(made_up(), figures={SLUGS[0]: "0" * 64}, method="0" * 64)
    shown = show_called(old)
    assert any("is older than the book" in text and "the method" in text for text in texts(shown))
    assert not any("is older" in text for text in texts(show_called(made_up())))


def test_every_number_of_the_sentences_is_claimed():
    """The book's own record: no digit stands outside its claims, but the level of confidence."""
    record = find_record("")
    for show in SHOWN:
        items = show(record)
        for one in items.items:
            for sentence in sentences_of(one) if isinstance(one, Prose | Chart) else []:
                left = str(sentence).replace("95%", "")
                for claim in sorted({c.text for c in sentence.claims}, key=len, reverse=True):
                    left = left.replace(claim.replace("95%", ""), "")
                    left = left.replace(claim, "")
                assert not re.search(r"\d", left), (str(sentence), left)


def test_what_is_drawn_is_in_the_table_of_the_chart():
    chart = show_called(made_up()).items[0]
    assert isinstance(chart, Chart)
    rows = find_calibration(made_up())
    assert len(chart.data) == len(rows)
    assert len(chart.alt) < 250
    assert "as often as said" in chart.svg


def test_the_page_is_small():
    """A page of the book is under 150 kB; what it is made of is its outputs."""
    size = 0
    for show in SHOWN:
        for one in show(find_record("")).items:
            bundle = one._repr_mimebundle_()
            size += len(json.dumps(bundle))
    assert size < 150_000
    assert all(isinstance(one, Chart | Prose | Table) for one in show_calls(find_record("")).items)
