"""Files of figures: rows that came, went and changed, by a key that is found."""

import csv
import io
import shutil
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.editions.changes import ChangedFile, changed_files, compare_rows
from analysis.editions.edition import Edition


def table(text):
    return list(csv.DictReader(io.StringIO(text)))


def compared(before, after):
    rows = compare_rows(table(before), table(after))
    return [(one.kind, one.key, one.column, one.before, one.after) for one in rows]


HEAD = "indicator,area_code,area_name,period,sex,age,category_type,category,value\n"
ROW = "smoking,E06000004,Stockton,{},Persons,18+,,,{}\n"


def test_rows_of_the_tidy_shape_are_known_by_their_key():
    before = HEAD + ROW.format(2022, 11.4) + ROW.format(2023, 11.1)
    after = HEAD + ROW.format(2024, 10.8) + ROW.format(2023, 11.2).replace("Stockton,", "Tees,")
    key = "smoking, E06000004, {}, Persons, 18+"
    assert compared(before, after) == [
        ("went", key.format(2022), "", "area_name Stockton, value 11.4", ""),
        ("changed", key.format(2023), "area_name", "Stockton", "Tees"),
        ("changed", key.format(2023), "value", "11.1", "11.2"),
        ("came", key.format(2024), "", "", "area_name Stockton, value 10.8"),
    ]


def test_other_tables_are_known_by_the_first_columns_that_no_two_rows_share():
    before = "year,sex,deaths\n2014,Male,1\n2014,Female,2\n"
    assert compared(before, before.replace("Female,2", "Female,3")) == [
        ("changed", "2014, Female", "deaths", "2", "3")
    ]


def test_rows_that_repeat_are_counted():
    before = "code,n\nA,1\n"
    assert compared(before, before + "A,1\n") == [("came", "A, 1, again", "", "", "the row")]


def test_a_file_that_came_and_a_column_that_went():
    assert compared("", "code,n\nA,1\n") == [("came", "A", "", "", "n 1")]
    assert compared("code,n,m\nA,1,2\n", "code,n\nA,1\n") == [
        ("changed", "A", "m", "2", "no such column")
    ]


def test_another_order_is_no_change():
    before = "code,n\nA,1\nB,2\n"
    assert compared(before, "code,n\nB,2\nA,1\n") == []


def test_changed_rows_are_counted_once_however_many_cells_changed():
    before, after = "code,n,m\nA,1,2\nB,1,1\n", "code,n,m\nA,2,3\nC,1,1\n"
    one = ChangedFile("a.csv", "", "", tuple(compare_rows(table(before), table(after))))
    assert one.counted == "1 row changed, 1 row is new, 1 row is gone"


cells = st.dictionaries(st.text("AB", min_size=1), st.text("12", max_size=2), max_size=6)


@given(cells, cells)
def test_what_is_listed_makes_the_newer_of_the_older(before, after):
    """Two routes: the listed changes, applied by hand, give the other table."""
    tables = [[{"code": code, "n": n} for code, n in one.items()] for one in (before, after)]
    made = dict(before)
    for one in compare_rows(*tables):
        if one.kind == "went":
            del made[one.key]
        else:
            made[one.key] = after[one.key] if one.kind == "came" else one.after
            assert one.before != one.after
    assert made == after


@pytest.mark.parametrize("one", ["", "code\nA\n"])
def test_the_same_table_has_no_difference(one):
    assert compared(one, one) == []


@pytest.fixture
def edition(tmp_path):
    """Give a function that makes an edition of a folder of figures, or of tables by their name."""

    def make(name: str, given: Path | dict[str, pd.DataFrame]) -> Edition:
        folder = tmp_path / name / "data" / "raw"
        if isinstance(given, Path):
            shutil.copytree(given, folder)
            return Edition(tmp_path / name, name)
        folder.mkdir(parents=True)
        for file, rows in given.items():
            if file.endswith(".csv"):
                rows.to_csv(folder / file, index=False)
            else:
                rows.to_parquet(folder / file)
        return Edition(tmp_path / name, name)

    return make


def test_a_table_that_took_another_form_is_compared_row_by_row(edition):
    rows = pd.DataFrame({"code": ["A", "B", "C"], "n": [1.0, 2.0, None], "decile": [1, 2, 3]})
    later = rows.assign(n=[1.0, 2.5, None]).iloc[[0, 1]]
    both = edition("before", {"t.csv": rows}), edition("after", {"t.parquet": later})
    (found,) = changed_files(*both)
    assert (found.name, found.before, found.after) == ("t.parquet", "3 rows", "2 rows")
    assert [(one.kind, one.key, one.column, one.before, one.after) for one in found.rows] == [
        ("changed", "B", "n", "2.0", "2.5"),
        ("went", "C", "", "decile 3", ""),
    ]


def test_a_number_written_otherwise_is_no_change():
    assert compared("code,n\nA,5\n", "code,n\nA,5.0\n") == []
    assert compared("code,n\nA,5\n", "code,n\nA,5.1\n") == [("changed", "A", "n", "5", "5.1")]
    assert compared("code,n\nA,5\n", "code,n\nA,\n") == [("changed", "A", "n", "5", "")]


RAW = Path(__file__).resolve().parents[2] / "data" / "raw"
TIDY = ["indicator", "area_code", "period", "sex", "age", "category_type", "category"]


@pytest.mark.slow
def test_between_the_two_snapshots_every_changed_row_of_an_indicator_is_named(shared_data, edition):
    """By a second route: the rows of either file that are not among those of the other."""
    before = edition("before", shared_data / "figures")
    files = {one.name: one for one in changed_files(before, edition("after", RAW))}
    checked = 0
    for path in sorted((shared_data / "figures" / "indicators").glob("*.csv")):
        now = RAW / "indicators" / path.name
        old, new = (
            pd.read_csv(file, dtype=str, keep_default_na=False).set_index(TIDY)
            for file in (path, now)
        )
        both = old.index.intersection(new.index)
        differ = (_numbers(old.loc[both]) != _numbers(new.loc[both])).any(axis=1)
        expected = {
            "changed": {_key(name) for name in both[differ.to_numpy()]},
            "came": {_key(name) for name in new.index.difference(old.index)},
            "went": {_key(name) for name in old.index.difference(new.index)},
        }
        one = files.get(f"indicators/{path.name}")
        said = {
            kind: {row.key for row in one.rows if row.kind == kind} if one else set()
            for kind in expected
        }
        assert said == expected, path.name
        checked += sum(map(len, expected.values()))
    assert checked > 900, "the second round changed many rows"


def _key(name) -> str:
    return ", ".join(part for part in name if part)


def _numbers(rows: pd.DataFrame) -> pd.DataFrame:
    """Read numbers as such, and leave words."""
    read = {name: pd.to_numeric(rows[name], errors="coerce") for name in rows.columns}
    return pd.DataFrame(
        {name: rows[name].astype(object).where(read[name].isna(), read[name]) for name in read}
    )
