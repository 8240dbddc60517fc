"""Ledgers and the record on disk: written whole, sealed, scored, refused; the record made anew."""

import hashlib

import pandas as pd
import pytest

from analysis import paths
from analysis.book.edition import SUMS, read_edition, sums_text
from analysis.data.documents.record import BY_INDICATOR, read_record
from analysis.data.params import load_localities
from analysis.editions import ledgers, score
from analysis.editions.ledgers import read_ledgers, write_ledger
from analysis.editions.score import renew_record, score_lines
from analysis.editions.seal import sealed_files
from analysis.errors import DataError, RunError
from analysis.findings import scores
from analysis.findings.hindcasts import CASE, hindcast
from analysis.findings.ledger import LEDGER, RECAST, Held, ledger_of

PLACE = "stockton-on-tees"


@pytest.fixture(scope="module")
def written():
    """Give the rows of one place, worked out once."""
    place = load_localities()[PLACE]
    return ledger_of(place.places, place.target_year)


@pytest.fixture
def folder(tmp_path, monkeypatch, written):
    """Give the folder of ledgers of a project, with this edition's."""
    monkeypatch.setattr(paths, "forecasts_folder", lambda *_: tmp_path)
    monkeypatch.setattr(ledgers, "ledger_of", lambda *_: written)
    write_ledger({PLACE: load_localities()[PLACE]})
    return tmp_path


def test_a_ledger_is_read_as_it_was_written(folder, written):
    version = read_edition().version
    (read,) = read_ledgers().values()
    assert sorted(path.name for path in folder.iterdir()) == sorted([SUMS, f"{version}.csv"])
    assert [*read.columns] == [*LEDGER]
    again = written.reset_index(drop=True)
    pd.testing.assert_frame_equal(read, again, check_dtype=False)


def test_the_same_edition_writes_the_same_bytes(folder):
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    write_ledger({PLACE: load_localities()[PLACE]})
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_an_earlier_ledger_stays_as_it_is(folder):
    earlier = folder / "0.9.0.csv"
    earlier.write_text("an earlier one\n")
    sums = (folder / SUMS).read_text()
    digest = hashlib.sha256(earlier.read_bytes()).hexdigest()
    (folder / SUMS).write_text(sums_text({"0.9.0.csv": digest}) + sums)
    write_ledger({PLACE: load_localities()[PLACE]})
    assert earlier.read_text() == "an earlier one\n"
    assert digest in (folder / SUMS).read_text()


def test_a_ledger_edited_by_hand_is_refused(folder):
    path = folder / f"{read_edition().version}.csv"
    path.write_text(path.read_text().replace("widening", "narrowing", 1))
    with pytest.raises(DataError, match="a forecast is never edited by hand"):
        read_ledgers()


def test_a_ledger_that_is_not_named_or_not_there_is_refused(folder):
    (folder / "2.0.0.csv").write_text("")
    with pytest.raises(DataError, match=r"does not name the ledger 2\.0\.0\.csv"):
        read_ledgers()
    (folder / "2.0.0.csv").unlink()
    (folder / f"{read_edition().version}.csv").unlink()
    with pytest.raises(DataError, match="cannot be read"):
        read_ledgers()


def test_a_ledger_of_other_columns_is_refused(folder):
    path = folder / f"{read_edition().version}.csv"
    path.write_text("area_code\nE06000004\n")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    (folder / SUMS).write_text(sums_text({path.name: digest}))
    with pytest.raises(DataError, match="has other columns than this package reads"):
        read_ledgers()


def renew(folder, content):
    """Write a ledger by hand and renew its sum, as someone would who wants it to pass."""
    path = folder / f"{read_edition().version}.csv"
    path.write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()
    (folder / SUMS).write_text(sums_text({path.name: digest}))


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("probability", "2", "Line 2 of the ledger .* has a probability that is none"),
        ("probability", "most likely", "is no table of forecasts, though its sum is right"),
        ("indicator", "", "Line 2 of the ledger .* names no area, indicator or period"),
        ("measure", "hope", "Line 2 of the ledger .* has a measure that is not known"),
        ("between", "friends", "Line 2 of the ledger .* is between what is not known"),
        ("slope", "", "Line 2 of the ledger .* has a line without its numbers"),
    ],
)
def test_a_ledger_edited_with_its_sum_is_held_to_what_a_forecast_is(folder, column, value, said):
    path = folder / f"{read_edition().version}.csv"
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    table.loc[0, column] = value
    renew(folder, table.to_csv(index=False, lineterminator="\n").encode())
    with pytest.raises(DataError, match=said):
        read_ledgers()


@pytest.mark.parametrize("more", [b"\xff\n", b",".join([b"1"] * 40) + b"\n"])
def test_a_ledger_that_is_no_table_is_refused(folder, more):
    path = folder / f"{read_edition().version}.csv"
    renew(folder, path.read_bytes() + more)
    with pytest.raises(DataError, match="is no table of forecasts"):
        read_ledgers()


def test_a_line_that_stands_twice_is_refused_and_the_order_is_free(folder):
    path = folder / f"{read_edition().version}.csv"
    head, *lines = path.read_text().splitlines(keepends=True)
    before = len(next(iter(read_ledgers().values())))
    renew(folder, "".join([head, *reversed(lines)]).encode())
    assert len(next(iter(read_ledgers().values()))) == before
    renew(folder, "".join([head, *lines, lines[0]]).encode())
    with pytest.raises(DataError, match=f"Line {before + 2} of the ledger .* is written twice"):
        read_ledgers()


def test_sums_that_are_no_text_are_refused(folder):
    (folder / SUMS).write_bytes(b"\xff\xfe")
    with pytest.raises(RunError, match="Line 1 of SHA256SUMS should be"):
        read_ledgers()


def test_ledgers_and_record_are_sealed_with_the_edition(tmp_path):
    for name in ("forecasts/1.0.0.csv", "benchmarks/results/hindcasts.csv"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text("sealed\n")
        assert name in sealed_files(tmp_path)


def test_a_new_edition_has_nothing_to_score(folder):
    said = "\n".join(score_lines({PLACE: load_localities()[PLACE]}))
    assert "no later figure yet" in said
    assert "0 scored" in said


def test_what_is_said_of_scores_is_counted(monkeypatch, folder):
    """Two forecasts of 0.9: one came. Brier (0.01 + 0.81) / 2 = 0.41; one interval of two held."""
    case = dict.fromkeys(CASE, float("nan")) | {
        "indicator": "smoking", "area_code": "E06000004", "sex": "Persons", "word": "narrowing",
        "measure": "absolute gap", "method": "the book", "years": 1, "probability": 0.9,
        "lower_ci": 1.0, "upper_ci": 3.0, "value": 2.0, "scale": 1.0,
    }  # fmt: skip
    cases = pd.DataFrame([case | {"came": 1.0, "later": 2.0}, case | {"came": 0.0, "later": 4.0}])
    rows = pd.DataFrame({"state": [RECAST], "indicator": ["pay"]})
    monkeypatch.setattr(score, "hold_ledger", lambda _: Held(rows, cases))
    said = [*score_lines({PLACE: load_localities()[PLACE]})]
    assert "  pay: not scored, recast since (1)" in said
    line = "1 of 2 came; Brier score 0.410; of 2 intervals 50.0 per cent held"
    assert f"Stockton-on-Tees: {line}" in said
    assert "  band 5: 90 per cent said, 50 came, 2 forecasts" in said


def test_hindcasts_are_told_for_the_place_and_for_all_england(folder):
    said = [*score_lines({PLACE: load_localities()[PLACE]})]
    assert any(line.startswith("Stockton-on-Tees, hindcasts: ") for line in said)
    assert any(
        line.startswith("All England, absolute gap, 5 years ahead, last value") for line in said
    )


def test_a_record_that_is_not_old_is_left_alone(monkeypatch):
    monkeypatch.setattr(score, "_tally", None)
    assert not renew_record()


@pytest.mark.slow
def test_the_record_comes_out_the_same_bytes_again():
    """One indicator, every authority: its rows of the record, to the last byte."""
    record = read_record()
    slug = min(record.figures, key=lambda one: (record.by_indicator["indicator"] == one).sum())
    table, _ = scores.tally(hindcast(slug))
    held = (paths.results_folder() / BY_INDICATOR).read_text(encoding="utf-8").splitlines()
    again = table.to_csv(index=False, lineterminator="\n").splitlines()
    assert [line for line in held[1:] if f",{slug}," in line] == again[1:]
    assert held[0] == again[0]


@pytest.mark.slow
def test_the_record_by_area_adds_up_to_that_by_indicator():
    record = read_record()
    own = record.by_indicator
    own = own[(own["measure"] == "absolute gap") & (own["method"] == "the book")]
    for name in scores.COUNTS:
        assert own[name].sum() == record.by_area[name].sum()
