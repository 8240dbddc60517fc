"""A sentence keeps the claims behind it through everything that is done with it."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.charts.chart import Chart, Notice
from analysis.claims.claim import Claim, claim_id, read_claims, record_claims
from analysis.claims.figure import Tally, beside, claim_move, subject
from analysis.claims.sentence import Prose, Sentence, join, listed, once, once_by_sex, state, tell
from analysis.claims.table import Table, columns, digits_of
from analysis.errors import DataError

ONE = Claim("smoking", "E06000004", "2023", "Persons", 5.0, text="5%")
TWO = Claim("smoking", "E92000001", "2023", "Persons", 6.0, text="6%")
OWN, OTHER = Sentence("5%", (ONE,)), Sentence("6%", (TWO,))


@pytest.mark.parametrize(
    ("made", "text"),
    [
        (OWN + " against " + OTHER, "5% against 6%"),
        ("It is " + OWN + OTHER, "It is 5%6%"),
        (join([OWN, "x", OTHER]), "5%, x and 6%"),
        (listed([OWN, OTHER]), "5%; 6%"),
        (state("{own} and {other}", own=OWN, other=OTHER), "5% and 6%"),
        ((OWN + " is less than " + OTHER).capitalised(), "5% is less than 6%"),
    ],
)
def test_every_operation_keeps_the_claims_in_order(made, text):
    assert str(made) == text
    assert made.claims[0] == ONE
    assert made.claims[-1] == TWO or made.claims == (ONE,)


def test_a_sentence_is_no_string_that_could_lose_its_claims():
    assert not isinstance(OWN, str)
    with pytest.raises(AttributeError):
        OWN.strip()


def test_a_template_holds_no_number_of_its_own():
    with pytest.raises(DataError, match="bound to no figure"):
        state("It is 5 in {place}.", place="Stockton")


@pytest.mark.parametrize("number", [0.1 + 0.2, np.float64(5.0)])
def test_a_number_that_did_not_become_text_by_the_canonical_function_is_refused(number):
    with pytest.raises(DataError, match="as it was worked out"):
        state("It is {number} in {place}.", number=number, place="Stockton")
    with pytest.raises(DataError, match="as it was worked out"):
        state("It is {claim.value}.", claim=ONE)


def test_what_is_said_alike_is_said_once_with_all_claims():
    said = once([OWN, Sentence("5%", (TWO,))])
    assert (said.text, said.claims) == ("5%", (ONE, TWO))
    rows = [{"sex": "Female", "word": "up"}, {"sex": "Male", "word": "up"}]
    both = once_by_sex(rows, lambda row: Sentence(row["word"], (ONE,)))
    assert (both.text, len(both.claims)) == ("up", 2)


def test_a_count_names_the_files_of_what_it_counts():
    rows = pd.DataFrame({"indicator": ["adult-obesity", "adult-smoking"], "verdict": ["worse"] * 2})
    said = Tally("E06000004").each(rows, "verdict", ("better", "worse"))
    assert said.text == "2 are worse"
    (claim,) = said.claims
    assert claim.value == 2
    stems = [source.split("/")[-1].split(".")[0] for source in claim.sources]
    assert stems == ["adult-obesity", "adult-smoking"]


def test_another_number_is_said_word_for_word():
    rows = pd.DataFrame({"indicator": ["adult-smoking"]})
    (claim,) = Tally("E06000004").count(rows, "about 2.5 [x|y]", value=2.5).claims
    assert (claim.value, claim.text) == (2.5, "about 2.5 [x|y]")


def test_the_word_of_a_trend_is_claimed_with_its_slope():
    row = subject("smoking", "E06000004", "2023", 5.0, "indicators/smoking.csv")
    trend = {"slope": 0.5, "slope_lower_ci": 0.1, "slope_upper_ci": 0.9, "method": "line"}
    limits = {"lower_ci": 4.0, "upper_ci": 6.0, "first_period": "2019", "last_period": "2023"}
    (claim,) = claim_move("worsening", row | limits | trend, "direction").claims
    assert (claim.value, claim.lower_ci, claim.upper_ci) == (0.5, 0.1, 0.9)
    assert (claim.period, claim.rule) == ("2019 up to 2023", "direction: line")


def test_the_comparator_in_a_row_is_a_figure_of_its_own():
    row = {"value": 5.0, "comparator_value": 6.0, "period": "2023"}
    row |= {"comparator_lower_ci": 5.5, "comparator_upper_ci": 6.5, "area_code": "E06000004"}
    other = beside(row, "E92000001")
    assert (other["value"], other["lower_ci"], other["area_code"]) == (6.0, 5.5, "E92000001")


def test_prose_and_charts_record_the_claims_of_their_sentences():
    data, metadata = Prose(OWN, "plain")._repr_mimebundle_()
    assert data["text/markdown"] == "5%\n\nplain"
    assert [claim_id(one) for one in metadata["text/markdown"]["claims"]] == [ONE.id]
    assert tell("It is {own}.", own=OWN).sentences[0].claims == (ONE,)
    rows = pd.DataFrame({"Area": ["Here"]})
    chart = Chart("<svg/>", "dot chart", OWN, "Sub", "Alt.", "Long.", rows)
    _, described = chart._repr_mimebundle_()
    (shown,) = described.values()
    assert shown["title"] == "5%"
    assert [one["text"] for one in shown["claims"]] == ["5%"]
    assert Notice(OWN)._repr_mimebundle_()[0]["text/plain"] == "5%"


def test_the_catalogue_names_columns_and_their_digits():
    headings = columns("name value lower_ci", value="Stockton")
    rows = pd.DataFrame({"name": ["A"], "value": [1.25], "lower_ci": [1.0], "decimals": [2]})
    table = Table(rows, caption="A table", columns=headings, notes="A note.")
    assert table.rows == [["A", "1.25", "1.00"]]
    assert table.text.endswith("A note.")
    assert digits_of("people", by_row=True) == 0
    assert columns("no_such_column") == {"no_such_column": "No such column"}
    with pytest.raises(DataError, match="'no_such_column', which the rows do not have"):
        Table(rows, caption="A table", columns=columns("no_such_column"))


def test_claims_are_read_as_they_were_made_and_older_ones_as_they_stand():
    two = replace(ONE, lower_ci=4.0, upper_ci=6.0, sources=("a.csv", "b.csv"))
    three = replace(ONE, sources=("b.csv",))
    recorded = record_claims([ONE, two, three])
    assert json.dumps(recorded).count("b.csv") == 1
    assert read_claims(recorded) == [ONE.record(), two.record(), three.record()]
    assert read_claims({"claims": [two.record()]}) == [two.record()]
    assert record_claims([]) == {}
    assert read_claims({}) == []


def test_a_claim_of_a_file_that_is_not_named_is_refused():
    recorded = record_claims([replace(ONE, sources=("a.csv",))]) | {"files": []}
    with pytest.raises(DataError, match="not among the 0 named beside it"):
        read_claims(recorded)
