"""The claim ledger: a row for every claim of the executed chapters, and a unique key."""

import csv
import json
from io import StringIO
from types import SimpleNamespace

import pytest

from analysis.book.open_data import (
    OF_A_CLAIM,
    claims_text,
    collect_claims,
    local_figures_within,
)
from analysis.claims.claim import Claim
from analysis.claims.sentence import Prose, Sentence
from analysis.errors import RunError

CLAIM = Claim(
    "smoking", "E06000004", "2023", "Persons", 20.0, 18.0, 22.0,
    text="20%", sources=("indicators/smoking.csv",),
)  # fmt: skip
WORD = Claim("smoking", "E06000004", "2023", "Persons", 1.5, rule="trend", text="=worse")


@pytest.fixture
def book(tmp_path):
    """Give a function that writes a chapter of cells, each of which shows one thing."""

    def write(chapter, **cells):
        path = tmp_path / f"{chapter}.ipynb"
        path.parent.mkdir(exist_ok=True)
        outputs = {
            name: dict(zip(("data", "metadata"), item._repr_mimebundle_(), strict=True))
            for name, item in cells.items()
        }
        notebook = {"cells": [{"id": name, "outputs": [one]} for name, one in outputs.items()]}
        notebook["cells"].append({"id": "words", "cell_type": "markdown"})
        path.write_text(json.dumps(notebook), encoding="utf-8")
        return tmp_path

    return write


def test_each_claim_of_each_sentence_is_a_row_in_order(book):
    said = Prose(Sentence("20%", (CLAIM,)), "plain", Sentence("=worse", (WORD,)))
    rows = collect_claims(book("a/one", first=said, second=said), ["a/one"])
    assert [row["cell"] for row in rows] == ["first", "first", "second", "second"]
    assert [row["text"] for row in rows] == ["20%", "=worse"] * 2
    assert {row["chapter"] for row in rows} == {"a/one"}
    assert all(set(row) == set(OF_A_CLAIM) for row in rows)


def test_chapter_cell_and_id_are_a_key(book):
    """One figure that a cell names twice, and again in another cell."""
    twice = Prose(Sentence("20% and 20%", (CLAIM, CLAIM)))
    rows = collect_claims(book("a/one", first=twice, second=twice), ["a/one"])
    keys = [(row["chapter"], row["cell"], row["id"]) for row in rows]
    assert len(set(keys)) == len(keys) == 4
    assert rows[0]["id"] == CLAIM.id
    assert rows[1]["id"] == f"{CLAIM.id} | 2"


def test_the_file_reads_back_with_missing_numbers_blank_and_no_formula(book):
    said = Prose(Sentence("20% =worse", (CLAIM, WORD)))
    rows = collect_claims(book("a/one", first=said), ["a/one"])
    read = list(csv.DictReader(StringIO(claims_text(rows), newline="")))
    assert tuple(read[0]) == OF_A_CLAIM
    assert [float(read[0][name]) for name in ("value", "lower_ci", "upper_ci")] == [20, 18, 22]
    assert read[0]["sources"] == "indicators/smoking.csv"
    assert read[1]["lower_ci"] == ""
    assert read[1]["text"] == "'=worse"


def test_a_chapter_that_was_not_made_is_named(tmp_path):
    with pytest.raises(RunError, match="analysis run somewhere"):
        collect_claims(tmp_path, ["somewhere/glance"])


def test_a_chapter_that_is_no_notebook_is_named(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "one.ipynb").write_text("{", encoding="utf-8")
    with pytest.raises(RunError, match="a/one cannot be read"):
        collect_claims(tmp_path, ["a/one"])


def test_local_figures_of_its_places_are_named_with_their_number(monkeypatch):
    held = {"E06000004": [True, True, False], "E06000001": [False], "E06000047": [True]}
    abouts = {
        code: [SimpleNamespace(indicator=f"i{n}", local=local) for n, local in enumerate(locals_)]
        for code, locals_ in held.items()
    }
    monkeypatch.setattr("analysis.book.open_data.area_indicators", abouts.__getitem__)

    def place(code, name):
        return SimpleNamespace(area=SimpleNamespace(code=code), area_name=name)

    stockton, hartlepool = place("E06000004", "Stockton-on-Tees"), place("E06000001", "Hartlepool")
    durham = place("E06000047", "County Durham")
    assert local_figures_within([hartlepool]) == []
    (said,) = local_figures_within([stockton, hartlepool, durham])
    assert "of 2 indicators, about Stockton-on-Tees, County Durham. " in said
    assert "verdicts.csv and claims.csv" in said
    assert "`analysis add --publish`" in said
    # A long list is cut.
    (said,) = local_figures_within([stockton, *(place("E06000047", f"P{n}") for n in range(4))])
    assert "Stockton-on-Tees, P0, P1 and 2 more." in said
