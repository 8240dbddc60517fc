"""Files as people save them: read as their owner sees them, or named; every row comes out or is."""

import csv
from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from analysis.errors import DataError
from analysis.intake.adding import prepare
from analysis.intake.local import COLUMNS, check_folder, check_local

from .test_local import row

HEADINGS = ",".join(COLUMNS)
ONE = ",".join(row().values())


@pytest.fixture
def folder(tmp_path, figures):
    figures.seal()
    (tmp_path / "local").mkdir()
    return tmp_path / "local"


def line(**changes):
    return ",".join(f'"{cell}"' if "," in cell else cell for cell in row(**changes).values())


def save(folder, content, name="mine.csv"):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def workbook(folder, *cells, sheets=(), **formats):
    """Save a row in a workbook, some cells with a number and its format."""
    book = Workbook()
    sheet = book.active
    sheet.append(list(COLUMNS))
    sheet.append(list(row(**dict(cells)).values()))
    for name, (value, form) in formats.items():
        cell = sheet.cell(2, list(COLUMNS).index(name) + 1, value)
        cell.number_format = form
    for title in sheets:
        book.create_sheet(title).append(["a", 1])
    book.save(folder / "mine.xlsx")
    return check_local(folder / "mine.xlsx")


@pytest.mark.parametrize(
    "content",
    [
        # Excel in Britain: "CSV (Comma delimited)" is Windows-1252, "Unicode text" is UTF-16.
        f"{HEADINGS}\r\n{ONE}\r\n".encode("cp1252"),
        f"{HEADINGS}\r\n{ONE}\r\n".encode("utf-16"),
        f"{HEADINGS}\n{ONE}\n".encode("utf-8-sig"),
        f"{HEADINGS}\n{ONE}\n".replace(",", ";").encode(),
        f"{HEADINGS}\n{ONE}\n".replace(",", "\t").encode(),
        f"{HEADINGS.upper().replace('_', ' ')}\n{ONE}\n".encode(),
    ],
)
def test_each_way_of_saving_a_table_is_read(folder, content):
    checked = check_local(save(folder, content))
    assert (checked.problems, checked.passed) == ([], [])
    assert prepare([checked])["warm-homes"]["value"].tolist() == [75.0]


def test_a_pound_sign_of_windows_1252_is_one(folder):
    mean = line(unit="£", count="", denominator="", value="512")
    checked = check_local(save(folder, f"{HEADINGS}\n{mean}\n".encode("cp1252")))
    assert checked.data["unit"].tolist() == ["£"]
    assert checked.problems == []


def test_rows_of_titles_are_passed_over_by_name(folder):
    checked = check_local(save(folder, f"Table 1: local figures,,\n\n{HEADINGS}\n{ONE}\n"))
    assert checked.passed == ['row 1 above the headings is not read: "Table 1: local figures".']
    assert (checked.problems, len(checked.data)) == ([], 1)


def test_a_column_that_nothing_asks_for_is_named(folder):
    checked = check_local(save(folder, f"{HEADINGS},Telephone\n{ONE},01642\n"))
    assert checked.passed == ['the column "telephone" is not read: the template has none.']
    assert checked.problems == []


def test_a_percentage_counts_as_its_owner_sees_it(folder):
    """0.7 in a cell formatted as a percentage reads 70.0% in Excel."""
    limits = {name: (value, "0.0%") for name, value in (("lower_ci", 0.63), ("upper_ci", 0.76))}
    checked = workbook(folder, ("count", ""), value=(0.7, "0.0%"), **limits)
    assert checked.problems == []
    found = prepare([checked])["warm-homes"]
    assert found[["value", "lower_ci", "upper_ci"]].iloc[0].tolist() == [70, 63, 76]
    wrong = workbook(folder, ("unit", "per 1,000"), ("count", ""), value=(0.7, "0%"))
    assert wrong.problems == ['row 2: the value "70%" is a percentage, but the unit is per 1,000.']


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("05-Sep", "the age 05-Sep is a date; Excel turned 5-9 into it."),
        ("Oct-14", "the age Oct-14 is a date; Excel turned 10-14 into it."),
    ],
)
def test_an_age_that_became_a_date_is_refused_by_its_row(folder, cell, said):
    again = line(age=cell, sex="Male")
    lines = [line(age=cell), again]
    checked = check_local(save(folder, "\n".join([HEADINGS, *lines])))
    assert checked.problems == [f"row 2: {said} 1 more row has this."]


def test_a_date_of_a_workbook_is_refused_by_its_row(folder):
    checked = workbook(folder, age=(datetime(2024, 9, 5), "dd-mmm"))
    assert checked.problems == ["row 2: the age 05-Sep-2024 is a date; Excel turned 5-9 into it."]
    checked = workbook(folder, period=(date(2024, 9, 5), "dd-mmm"))
    assert checked.problems[0].startswith("row 2: the period 05-Sep-2024 is a date")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Hartlepool", "row 2: E06000004 is Stockton-on-Tees, not Hartlepool."),
        ("Cardiff", "row 2: E06000004 is Stockton-on-Tees, not Cardiff."),
        ("Stockton", ""),
        ("stockton-on-tees borough council", ""),
        (".", ""),
    ],
)
def test_a_code_beside_the_name_of_another_area_is_refused(folder, name, said):
    checked = check_local(save(folder, f"{HEADINGS}\n{line(area_name=name)}\n"))
    assert checked.problems == [said] * bool(said)


def test_a_standardised_rate_stands_beside_its_count_and_population(folder):
    """172.4 per 100,000 is not 286 of 197,000, which are 145.2: it is standardised by age."""
    given = {"count": "286", "denominator": "197000", "value": "172.4"}
    limits = {"lower_ci": "152.6", "upper_ci": "194.1"}
    lines = [line(unit="per 100,000", **given, **more) for more in (limits, {})]
    checked = check_local(save(folder, f"{HEADINGS}\n{lines[0]}\n"))
    assert checked.problems == []
    found = prepare([checked])["warm-homes"].iloc[0]
    assert found[["value", "lower_ci", "upper_ci"]].tolist() == [172.4, 152.6, 194.1]
    assert check_local(save(folder, f"{HEADINGS}\n{lines[1]}\n")).problems == [
        "row 2: the value 172.4 is not count over denominator, 145.2. Where it is standardised, "
        "give its limits."
    ]


def test_a_measure_may_be_negative_where_its_unit_is_no_rate(folder):
    points = line(unit="points", count="", denominator="", value="-1.5")
    checked = check_local(save(folder, f"{HEADINGS}\n{points}\n"))
    assert checked.problems == []
    assert prepare([checked])["warm-homes"]["value"].tolist() == [-1.5]
    rate = check_local(save(folder, f"{HEADINGS}\n{line(count='', value='-1.5')}\n"))
    assert "the value is below zero" in rate.problems[0]


def test_what_is_not_read_of_a_folder_is_named(folder):
    save(folder, f"{HEADINGS}\n{ONE}\n", "B.CSV")
    save(folder, b"", "old.xls")
    save(folder, b"", "~$mine.xlsx")
    save(folder, HEADINGS, "template.csv")
    (folder / "more").mkdir()
    workbook(folder, ("indicator", "other"), sheets=["2023", "columns"])
    checked, passed = check_folder(folder)
    assert {one.name for one in checked} == {"B.CSV", "mine.xlsx"}
    assert passed == [
        "more is a folder, and is not read. Put its files into data/local.",
        "old.xls is not read. Save it as .xlsx or .csv.",
        "~$mine.xlsx is not read: it is a file of a program.",
        'mine.xlsx: the sheet "2023" is not read. Save it as a file of its own.',
        "template.csv: it holds no rows below its headings.",
    ]


def test_a_folder_of_an_empty_template_holds_no_figures(folder):
    save(folder, HEADINGS)
    with pytest.raises(DataError, match=r"No file in data/local holds figures\. mine\.csv: it"):
        check_folder(folder)


cells = st.sampled_from(["", "3", "20", "1.5", "[c]", "*", "few", "05-Sep", "70%", "-1"])
texts = st.fixed_dictionaries(
    {
        "area_code": st.sampled_from(["E06000004", "E06000001", "E06000999", ""]),
        "area_name": st.sampled_from(["Stockton-on-Tees", "Hartlepool", "."]),
        "period": st.sampled_from(["2024", "2023/24", "2023-24", "Sep-24", "soon"]),
        "sex": st.sampled_from(["Persons", "Female", "All"]),
        "age": st.sampled_from(["", "16-64", "05-Sep"]),
        "count": cells,
        "denominator": cells,
        "value": cells,
    }
)


@given(st.lists(texts, min_size=1, max_size=6), st.lists(st.sampled_from(
    ["x.xls", "y.ods", "z.CSV", ".hidden", "w.csv"]), unique=True))  # fmt: skip
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_row_and_file_comes_out_or_is_mentioned(folder, given_rows, others):
    for path in folder.iterdir():
        path.unlink()
    with (folder / "mine.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(row(**one) for one in given_rows)
    for name in others:
        save(folder, HEADINGS, name)
    checked, passed = check_folder(folder)
    names = {one.name for one in checked}
    for name in (path.name for path in folder.iterdir()):
        assert name in names or any(words.startswith(name) for words in passed)
    [mine] = [one for one in checked if one.name == "mine.csv"]
    if mine.problems:
        # Each wrong row is named or counted: the rows that are left alone make a good file.
        assert all(problem.startswith("row ") for problem in mine.problems)
        return
    table = prepare([mine])["warm-homes"]
    assert len(table) == len(given_rows)
    for (_, out), one in zip(table.iterrows(), given_rows, strict=True):
        assert out["area_code"] == one["area_code"]
        assert out["value"] == out["value"] or out["value_note"]


def problems_of(folder, **changes):
    return check_local(save(folder, f"{HEADINGS}\n{line(**changes)}\n")).problems


def test_a_comma_between_semicolons_is_refused_whichever_it_is(folder):
    """In Germany 1,234 is one and a bit; in Britain a thousand and more."""
    changed = row(count="1,234", denominator="2,000").values()
    found = check_local(save(folder, f"{HEADINGS}\n".replace(",", ";") + ";".join(changed)))
    said = "has a comma. Write decimals with a point, and thousands without a comma."
    assert found.problems == [f'row 2: "1,234" {said}']


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"PK\x03\x04\x14\x00\x06\x00" + bytes(range(256)), id="a workbook"),
        pytest.param(f"{HEADINGS}\n{ONE}\n".encode("utf-32"), id="UTF-32"),
        pytest.param(f"{HEADINGS}\n{ONE}\x81\n".encode("latin-1"), id="no letter of Windows-1252"),
        pytest.param(f"{HEADINGS}\n{ONE}\x07\n".encode(), id="a bell"),
    ],
)
def test_what_is_no_plain_text_is_refused_whole(folder, content):
    with pytest.raises(DataError, match=r"^mine.csv is no plain text, or its letters"):
        check_local(save(folder, content))


def test_utf_16_without_a_mark_is_read(folder):
    checked = check_local(save(folder, f"{HEADINGS}\n{ONE}\n".encode("utf-16-le")))
    assert (checked.problems, len(checked.data)) == ([], 1)


def test_a_quotation_mark_that_is_not_closed_is_named(folder):
    with pytest.raises(DataError, match=r"cannot be read as a table: a quotation mark is not clo"):
        check_local(save(folder, f'{HEADINGS}\n{ONE},"\n{ONE}\n'))


@pytest.mark.parametrize("content", ["Contents\n1,2,3\n", f"{HEADINGS}\n".replace(",", "|")])
def test_a_file_without_the_headings_is_refused_in_one_sentence(folder, content):
    with pytest.raises(DataError, match=r"^mine.csv has no row with the headings of the template"):
        check_local(save(folder, content))


def test_notes_and_totals_below_the_figures_are_named_once_each(folder):
    notes = 'Source: a survey\n"Total",,,,,,,,,,,,,150,200,,,\n'
    checked = check_local(save(folder, f"{HEADINGS}\n{ONE}\n{notes}"))
    said = "names no area, period or sex. Take notes and totals out of the table."
    assert checked.problems == [f'row 3: "Source: a survey" {said} 1 more row has this.']


def test_many_columns_that_nothing_asks_for_are_one_line(folder):
    more = ",".join(f"h{number}" for number in range(100))
    checked = check_local(save(folder, f"{HEADINGS},{more}\n{ONE},{more}\n"))
    assert checked.passed == [
        'the columns "h0", "h1", "h2", "h3", "h4" and 95 more are not read: the template has none.'
    ]
    assert checked.problems == []


def test_the_sheet_with_the_headings_is_read_wherever_it_stands(folder):
    book = Workbook()
    book.active.title = "Cover"
    book.active.append(["Contents"])
    sheet = book.create_sheet("Data")
    sheet.append(list(COLUMNS))
    sheet.append(list(row().values()))
    sheet.append(list(row(sex="Male").values()))
    sheet.row_dimensions[3].hidden = True
    book.save(folder / "mine.xlsx")
    checked = check_local(folder / "mine.xlsx")
    assert (checked.problems, len(checked.data)) == ([], 2)
    assert checked.passed == [
        'the sheet "Cover" is not read. Save it as a file of its own.',
        "rows that the sheet hides are read like the others.",
    ]


def test_a_formula_is_said_once_and_nothing_else_of_its_row(folder):
    found = workbook(folder, count=("=100+50", "0"))
    assert found.problems == ["row 2: =100+50 is a formula. Paste its value in its place."]


def test_a_count_shown_as_a_percentage_is_no_count(folder):
    found = workbook(folder, count=(0.3, "0%"))
    assert found.problems == ['row 2: the count "30%" is a percentage: write how many.']


@pytest.mark.parametrize("age", ["5/9/2024", "2024-09-05", "2024-09-05 00:00:00", "05:09:00"])
def test_an_age_that_became_a_date_is_known_in_each_way_of_writing_it(folder, age):
    assert problems_of(folder, age=age) == [f"row 2: the age {age} is a date; Excel turned 5-9 "
                                            f"into it."]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"age": "45540"}, 'the age "45540" is more than anybody\'s.'),
        ({"unit": "percent"}, 'the unit "percent" is written "%".'),
        ({"unit": "Per 100,000"}, 'the unit "Per 100,000" is written "per 100,000".'),
        ({"unit": "rate per 1000"}, 'the unit "rate per 1000" is written "per 1,000".'),
        ({"unit": "per 1,000,000"},
         'the unit "per 1,000,000" is none of %, per 1,000, per 10,000, per 100,000.'),
        ({"indicator": "a" * 81}, "the indicator has more than 80 letters."),
        ({"period": "05-Sep"}, "the period 05-Sep is a date. Write it as text, such as 2023."),
        ({"period": "Academic year 2023/24"},
         'The period "Academic year 2023/24" is a school year: it is written "2023/24".'),
    ],
)  # fmt: skip
def test_what_would_be_taken_for_something_else_is_refused(folder, changes, said):
    assert problems_of(folder, **changes) == [f"row 2: {said}"]


def test_a_minus_sign_of_print_is_one(folder):
    changes = {"unit": "°C", "count": "", "denominator": "", "value": "−3.5"}
    checked = check_local(save(folder, f"{HEADINGS}\n{line(**changes)}\n"))
    assert (checked.problems, checked.data["value"].tolist()) == ([], [-3.5])


def test_a_period_is_written_as_the_book_does(folder):
    checked = check_local(save(folder, f"{HEADINGS}\n{line(period='2021 – 23')}\n"))
    assert prepare([checked])["warm-homes"]["period"].tolist() == ["2021 to 2023"]


@pytest.mark.parametrize(
    ("one", "other"),
    [({"period": "2022/23"}, {"period": "Apr 2022 - Mar 2023"}),
     ({"age": "65+"}, {"age": "65 and over"}), ({"age": ""}, {"age": "All ages"})],
)  # fmt: skip
def test_the_same_in_other_words_is_a_repeat(folder, one, other):
    checked = check_local(save(folder, "\n".join([HEADINGS, line(**one), line(**other)])))
    assert checked.problems == [
        "row 3: repeats row 2: the same indicator, area, period, sex, age and group."
    ]


@pytest.mark.parametrize("mark", ["~", "s", "<10", "1-4", "fewer than 5"])
def test_each_way_of_hiding_is_the_owners(folder, mark):
    checked = check_local(save(folder, f"{HEADINGS}\n{line(count=mark)}\n"))
    found = prepare([checked])["warm-homes"].iloc[0]
    assert (found["value_note"], str(found["count"])) == (f"{mark} hidden by its owner", "nan")
