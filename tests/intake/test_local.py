"""Local figures: a template, each problem by its row, hidden small numbers, and their adding."""

import csv
from datetime import date

import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook

from analysis.data import raw
from analysis.data.catalogue import read_catalogue, read_indicator
from analysis.data.indicators import select_series
from analysis.errors import DataError, ParameterError
from analysis.intake.adding import HIDDEN, add_local, prepare
from analysis.intake.local import COLUMNS, check_folder, check_local, write_template

TODAY = date(2026, 11, 21)
USUAL = {
    "indicator": "warm-homes",
    "name": "Homes that are warm enough",
    "unit": "%",
    "polarity": "high is good",
    "life_stage": "places",
    "source": "Borough survey of 2025",
    "area_code": "E06000004",
    "area_name": "Stockton-on-Tees",
    "period": "2025",
    "sex": "Persons",
    "count": "150",
    "denominator": "200",
}


def row(**changes: str) -> dict[str, str]:
    unknown = set(changes) - set(COLUMNS)
    assert not unknown
    return dict.fromkeys(COLUMNS, "") | USUAL | changes


@pytest.fixture
def fill(tmp_path, figures):
    """Give a function that fills in a template with these rows and checks it."""
    figures.seal()

    def write(*rows: dict[str, str], name: str = "mine.csv"):
        path = tmp_path / "local" / name
        path.parent.mkdir(exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS)
            writer.writeheader()
            writer.writerows(rows)
        return check_local(path)

    return write


def test_an_empty_template_has_the_columns_and_says_what_they_hold(tmp_path):
    plain = write_template(tmp_path / "local" / "template.csv")
    assert plain.read_text().strip().split(",") == list(COLUMNS)
    book = load_workbook(write_template(tmp_path / "template.xlsx"))
    assert [cell.value for cell in book["figures"][1]] == list(COLUMNS)
    assert book["columns"].max_row == len(COLUMNS) + 1
    with pytest.raises(ParameterError, match=r"template\.csv is there already"):
        write_template(plain)
    with pytest.raises(ParameterError, match=r"is a \.csv or an \.xlsx file"):
        write_template(tmp_path / "template.ods")
    assert {str(one.sqref) for one in book["figures"].data_validations.dataValidation} == {
        "D2:D10000", "E2:E10000", "J2:J10000"
    }  # fmt: skip
    assert check_local(plain).problems == []
    assert check_local(plain).passed == ["it holds no rows below its headings."]


def test_a_good_file_has_no_problems_and_gets_its_rate(fill):
    checked = fill(row())
    assert checked.problems == []
    data = prepare([checked])["warm-homes"]
    assert data["value"].tolist() == [75.0]
    # Wilson by hand: 150 of 200.
    assert data[["lower_ci", "upper_ci"]].iloc[0].tolist() == pytest.approx(
        [68.56, 80.50], abs=0.01
    )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"count": "150 approx"}, 'the count "150 approx" is not a number. Write digits alone'),
        ({"value": "1,5"}, 'the value "1,5" is not a number'),
        ({"count": "-3"}, "the count is below zero"),
        ({"denominator": ""}, "a rate or count without the denominator it is out of"),
        ({"count": "", "denominator": "", "value": "75"}, "without the denominator it is out of"),
        ({"denominator": "0", "count": "0"}, "a denominator of nought"),
        ({"count": "250"}, "counts more people than there are"),
        ({"value": "70"}, "the value 70 is not count over denominator, 75.0"),
        ({"area_code": "W06000015"}, "W06000015 is an area of Wales; this book covers England"),
        ({"area_code": "E06000999"}, 'No area is called "E06000999"'),
        ({"period": "last year"}, 'The period "last year" is not understood'),
        ({"sex": "All"}, 'the sex "All" is not one of Persons, Female, Male'),
        ({"polarity": "good"}, 'the polarity "good" is not one of'),
        ({"life_stage": "old"}, 'the life_stage "old" is not one of'),
        ({"source": ""}, "the source is blank: who collected it"),
        ({"indicator": "Warm Homes"}, "has other letters than a to z"),
        ({"category": "Owners"}, "a group without its kind"),
        ({"lower_ci": "70"}, "one end of an interval without the other"),
        ({"value": "75", "lower_ci": "80", "upper_ci": "90"}, "a value outside its own interval"),
    ],
)
def test_each_problem_is_explained_by_its_row(fill, changes, said):
    other = {"area_code": "E06000001", "area_name": "Hartlepool"}
    checked = fill(row(**other), row(**changes))
    assert len(checked.problems) >= 1
    assert any(said in problem and problem.startswith("row 3: ") for problem in checked.problems)
    assert not any(problem.startswith("row 2:") for problem in checked.problems)
    with pytest.raises(DataError, match=r"mine\.csv has \d problems?"):
        prepare([checked])


def test_a_row_twice_names_both(fill):
    assert fill(row(), row(count="151")).problems == [
        "row 3: repeats row 2: the same indicator, area, period, sex, age and group."
    ]


def test_an_indicator_is_described_in_one_way(fill):
    other = row(area_code="E06000001", unit="per 1,000", count="15", denominator="200", value="75")
    assert 'row 3: the unit "per 1,000" is not that of the rows before, "%".' in (
        fill(row(), other).problems
    )


def test_wrong_headings_are_all_named(fill, tmp_path):
    path = tmp_path / "headings.csv"
    names = [name for name in COLUMNS if name != "count"]
    path.write_text(",".join([*names, "cuont"]) + "\n" + "x," * len(names) + "1\n")
    assert check_local(path).problems == [
        'row 1: the column "cuont" is not in the template. Did you mean count?'
    ]
    path.write_text("indicator,period,sex,value\nx,2024,Persons,1\n")
    assert check_local(path).problems[0] == (
        "row 1: there is no column name: the indicator's name, as a heading has it."
    )


def test_a_workbook_is_read_and_its_merged_cells_and_formulas_are_found(fill, tmp_path):
    def save(path, spoil):
        book = Workbook()
        sheet = book.active
        sheet.append(list(COLUMNS))
        for one in (row(), row(area_code="E06000001", area_name="Hartlepool")):
            numbers = {"count": 150, "denominator": 200.0, "period": 2025}
            sheet.append([numbers.get(name, cell) for name, cell in one.items()])
        spoil(sheet)
        book.save(path)
        return check_local(path)

    assert save(tmp_path / "good.xlsx", lambda sheet: None).problems == []
    merged = save(tmp_path / "merged.xlsx", lambda sheet: sheet.merge_cells("B2:B3"))
    assert merged.problems[0] == (
        "row 2: the cells B2:B3 are merged. Undo it and fill in each cell."
    )
    formula = save(tmp_path / "formula.xlsx", lambda sheet: sheet.__setitem__("N2", "=1+1"))
    assert any("=1+1 is a formula" in problem for problem in formula.problems)
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"not a workbook")
    with pytest.raises(DataError, match="is no Excel workbook"):
        check_local(broken)


def test_files_that_are_no_tables_are_named(tmp_path):
    (tmp_path / "empty.csv").write_text("")
    with pytest.raises(DataError, match="is empty"):
        check_local(tmp_path / "empty.csv")
    with pytest.raises(DataError, match=r"no \.csv or \.xlsx files in data/local"):
        check_folder(tmp_path / "nowhere")


def test_a_count_under_five_is_hidden_and_so_is_what_gives_it_away(fill):
    checked = fill(
        row(count="20", denominator="400"),
        row(sex="Female", count="17", denominator="200"),
        row(sex="Male", count="3", denominator="200"),
        row(area_code="E06000001", area_name="Hartlepool", count="40", denominator="100"),
    )
    assert checked.problems == []
    data = prepare([checked])["warm-homes"].set_index(["area_code", "sex"])
    male = data.loc[("E06000004", "Male")]
    assert male[["count", "value", "lower_ci", "upper_ci"]].isna().all()
    assert male["value_note"] == HIDDEN
    shown = data.loc["E06000004"]["count"].notna()
    assert not (shown["Persons"] and shown["Female"]), "20 less 17 would be 3"
    assert data.loc[("E06000001", "Persons"), "value"] == 40
    assert prepare([checked], published=True)["warm-homes"]["count"].tolist() == [20, 17, 3, 40]


def test_a_small_group_is_not_given_away_by_everyone(fill):
    kind = {"category_type": "tenure"}
    checked = fill(
        row(count="30", denominator="100"),
        row(**kind, category="owners", count="28", denominator="60"),
        row(**kind, category="renters", count="2", denominator="40"),
    )
    data = prepare([checked])["warm-homes"].set_index("category", drop=False)
    assert data["count"].isna().sum() >= 2
    assert data.loc["renters", "value_note"] == HIDDEN


def test_local_figures_become_an_indicator_of_the_book(fill, figures):
    before = raw.read_manifest(figures.folder)["indicators/smoking.csv"]
    checked = [fill(row(), row(period="2024", count="140"))]
    add_local(prepare(checked), checked, today=TODAY, publish=True)
    [kept] = (figures.folder.parent / "snapshots").iterdir()
    assert "warm-homes" not in (kept / "catalogue.csv").read_text()
    text = (figures.folder / "catalogue.csv").read_text()
    assert "warm-homes,Homes that are warm enough,%,1,high is good,places,Local" in text
    assert raw.read_manifest(figures.folder)["indicators/smoking.csv"] == before
    entry = raw.read_manifest(figures.folder)["indicators/warm-homes.csv"]
    assert entry["release"] == "Borough survey of 2025, added 2026-11-21"
    # Another process reads it as any other indicator.
    other = figures.folder.with_name("as-another")
    figures.folder.rename(other)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ANALYSIS_DATA", str(other))
        assert read_catalogue()["warm-homes"].last_period == "2025"
        assert len(read_indicator("warm-homes")) == 2
        assert select_series("warm-homes", ["E06000004"])["value"].tolist() == [70.0, 75.0]


def test_a_name_that_the_book_has_is_refused_and_nothing_changes(fill, figures):
    manifest = (figures.folder / "manifest.csv").read_bytes()
    with pytest.raises(DataError, match="smoking is an indicator of the book already"):
        prepare([fill(row(indicator="smoking"))])
    assert (figures.folder / "manifest.csv").read_bytes() == manifest


def shown_counts(checked):
    found = prepare([checked])["warm-homes"]
    return [None if pd.isna(count) else count for count in found["count"]]


def test_a_count_that_groups_leave_of_their_denominator_is_not_shown(fill):
    """150 who own and 47 who rent leave 3 of 200: whoever sees two of them knows the third."""
    groups = {"Own": "150", "Rent": "47", "Other": "3"}
    rows = [row(category_type="tenure", category=name, count=count, denominator="200")
            for name, count in groups.items()]  # fmt: skip
    assert shown_counts(fill(*rows)) == [150, None, None]
    # With one more group that comes to more than everyone, the groups overlap: nothing follows.
    more = row(category_type="tenure", category="Shared", count="60", denominator="200")
    assert shown_counts(fill(*rows, more)) == [150, 47, None, 60]
    # As their owner hid it: 200 - 150 - 47 leaves what may be a hidden count.
    rows[2] = row(category_type="tenure", category="Other", count="c", denominator="200")
    assert shown_counts(fill(*rows)) == [150, None, None]


@pytest.mark.parametrize(
    ("whole", "parts"),
    [
        ("2021 to 2023", ["2021", "2022", "2023"]),
        ("2022/23", ["2022/23 Q1", "2022/23 Q2", "2022/23 Q3", "2022/23 Q4"]),
        ("2022/23", ["Apr 2022 to Sep 2022", "Oct 2022 to Dec 2022", "2022/23 Q4"]),
    ],
)
def test_a_count_that_periods_leave_of_a_longer_one_is_not_shown(fill, whole, parts):
    counts = ["3", *["15"] * (len(parts) - 1)]
    total = str(3 + 15 * (len(parts) - 1))
    rows = [row(period=period, count=count)
            for period, count in zip(parts, counts, strict=True)]  # fmt: skip
    found = shown_counts(fill(*rows, row(period=whole, count=total)))
    assert found[0] is None
    assert found.count(None) == 2


def test_rolling_years_of_which_none_gives_a_small_count_are_shown(fill):
    rows = [row(period=f"{year} to {year + 2}", count=str(30 + year % 3))
            for year in range(2015, 2021)]  # fmt: skip
    assert None not in shown_counts(fill(*rows))


def test_overlapping_years_give_no_small_count_away(fill):
    """2021 to 2022 less 2021 leaves 3 in 2022, and that of 2022 to 2023 leaves 2023."""
    rows = [row(period="2021", count="20"), row(period="2021 to 2022", count="23"),
            row(period="2022 to 2023", count="43")]  # fmt: skip
    assert shown_counts(fill(*rows)).count(None) >= 1
