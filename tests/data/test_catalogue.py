"""The catalogue and its indicators: every fault stops with file, row and reason."""

import csv
import math
import re
from pathlib import Path

import pytest

from analysis.data.catalogue import POLARITIES, read_catalogue, read_indicator
from analysis.data.periods import parse_period
from analysis.data.tidy import COLUMNS
from analysis.errors import DataError

RAW = Path(__file__).resolve().parents[2] / "data" / "raw"
SLUGS = sorted(path.stem for path in (RAW / "indicators").glob("*.csv"))
SMOKING = "indicators/smoking.csv"


def change(figures, row: int, **cells: object) -> None:
    """Change cells of one row of smoking, numbered as in the file, and seal what it then is."""
    rows = figures.rows(SMOKING)
    rows[row - 2] |= cells
    figures.write(SMOKING, rows)
    figures.seal()


def test_the_small_figures_keep_the_contract(figures):
    figures.seal()
    data = read_indicator("smoking")
    assert data.columns.tolist() == list(COLUMNS)
    assert data["value"].tolist() == [21.0, 20.0, 15.0, 14.0]
    assert data["count"].isna().all()


@pytest.mark.parametrize(
    ("row", "cells", "said"),
    [
        (3, {"value": "25"}, "row 3: Stockton-on-Tees (E06000004), 2023, Persons, has a value out"),
        (2, {"value": "101", "upper_ci": "102"}, "row 2: the value 101.0 is a percentage over 100"),
        (4, {"lower_ci": ""}, "row 4: England (E92000001), 2022, Persons, has one end of an inter"),
        (5, {"value": "c."}, 'row 5: the value "c." is not a number.'),
        (5, {"count": "1,200"}, 'row 5: the count "1,200" is not a number.'),
        (5, {"period_end": "24/5"}, 'row 5: the period_end "24/5" is not a number.'),
        (4, {"sex": "All"}, "row 4: the sex All is not one of Persons, Female and Male."),
        (3, {"period_end": "2024"}, 'row 3: the period "2023" is not the years 2023 to 2024'),
        (3, {"period": "2021"}, 'row 3: the period "2021" is not the years 2023 to 2023'),
        (3, {"period": "Q9 2023"}, 'row 3: The period "Q9 2023" is not understood.'),
        (5, {"indicator": "drinking"}, "row 5: the row belongs to drinking, not to smoking."),
        (4, {"area_code": ""}, "row 4: the area_code is blank where a figure's key needs a word."),
        (
            3,
            {"period": "2022", "period_start": "2022", "period_end": "2022"},
            "row 3: Stockton-on-Tees (E06000004), 2022, Persons, repeats the key of an earlier row",
        ),
    ],
)
def test_a_fault_in_a_row_stops_with_file_row_and_reason(figures, row, cells, said):
    change(figures, row, **cells)
    with pytest.raises(DataError) as problem:
        read_indicator("smoking")
    assert str(problem.value).startswith(f"{SMOKING}, {said}")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("lower_ci", "lower", f"{SMOKING} has no column lower_ci."),
        ("upper_ci", "upper_ci,rate", f"{SMOKING} has an unknown column rate."),
    ],
)
def test_a_wrong_column_stops_with_its_name(figures, old, new, said):
    path = figures.folder / SMOKING
    head, rest = path.read_text().split("\n", 1)
    more = rest.replace("\n", ",1\n") if "," in new else rest
    figures.write(SMOKING, f"{head.replace(old, new)}\n{more}")
    figures.seal()
    with pytest.raises(DataError) as problem:
        read_indicator("smoking")
    assert str(problem.value).startswith(said)


def test_rows_that_differ_only_by_category_are_no_repeats(figures):
    by = {"category_type": "deprivation decile", "value": 5}
    rows = [figures.row(**by, category=str(n)) for n in (1, 2)]
    figures.write(SMOKING, [figures.row(value=9), *rows])
    figures.seal()
    assert len(read_indicator("smoking")) == 3


def test_an_unknown_indicator_comes_with_a_suggestion(figures):
    figures.seal()
    with pytest.raises(DataError, match=r"No indicator is called smokin\. Did you mean smoking\?"):
        read_indicator("smokin")
    with pytest.raises(DataError) as problem:
        read_indicator("zzz")
    assert str(problem.value) == "No indicator is called zzz. The catalogue lists them all."


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"polarity": "up"}, "catalogue.csv, row 3: life has an unknown polarity."),
        ({"indicator": "smoking"}, "catalogue.csv, row 3: smoking repeats an indicator."),
        ({"decimals": "one"}, "catalogue.csv, row 3: life has decimals that are no whole number."),
        ({"decimals": ""}, "catalogue.csv, row 3: life has decimals that are no whole number."),
        ({"decimals": "-1"}, "catalogue.csv, row 3: life has decimals that are no whole number."),
    ],
)
def test_a_fault_in_the_catalogue_stops(figures, cells, said):
    rows = figures.rows("catalogue.csv")
    rows[1] |= cells
    figures.write("catalogue.csv", rows)
    figures.seal()
    with pytest.raises(DataError) as problem:
        read_catalogue()
    assert str(problem.value).startswith(said)


def test_a_column_missing_from_the_catalogue_stops(figures):
    rows = [{k: v for k, v in row.items() if k != "unit"} for row in figures.rows("catalogue.csv")]
    figures.write("catalogue.csv", rows)
    figures.seal()
    with pytest.raises(DataError, match=r"catalogue\.csv has no column unit"):
        read_catalogue()


def test_every_file_is_in_the_catalogue_and_every_indicator_has_a_file():
    assert sorted(read_catalogue()) == SLUGS


def test_the_catalogue_says_what_a_reader_must_know_of_each():
    for slug, about in read_catalogue().items():
        words = (about.name, about.unit, about.publisher, about.release, about.licence)
        assert all(word.strip() for word in words), slug
        assert about.polarity in POLARITIES, slug
        assert about.decimals in (0, 1, 2), slug
        assert about.source == f"{about.publisher}, {about.release}"


@pytest.mark.parametrize("slug", SLUGS)
def test_every_real_file_reads_whole_and_unchanged(slug):
    """Held against the csv module: each cell of the table is that of the file."""
    data = read_indicator(slug)
    with (RAW / "indicators" / f"{slug}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(data) == len(rows) > 0
    for column in COLUMNS:
        read = data[column]
        written = [row[column] for row in rows]
        if column in ("count", "denominator", "value", "lower_ci", "upper_ci"):
            assert all(
                (text == "" and math.isnan(number)) or float(text) == number
                for text, number in zip(written, read, strict=True)
            ), column
        else:
            assert written == [str(cell) for cell in read.fillna("")], column
    periods = [parse_period(label) for label in data["period"].unique()]
    first = min(periods, key=lambda period: (period.first_year, period.last_year, period.label))
    last = max(periods, key=lambda period: (period.last_year, period.years, period.label))
    about = read_catalogue()[slug]
    if slug == "hypertension-prevalence-recent":
        # The catalogue counts from the first year of authorities; England's begin before.
        first = parse_period("2023/24")
    assert (about.first_period, about.last_period) == (first.label, last.label)
    assert all(re.fullmatch(r"[A-Z]\d{8}", code) for code in data["area_code"])
