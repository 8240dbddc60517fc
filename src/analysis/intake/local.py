"""Local figures: the template of their file, and every kind of problem of a filled-in one."""

import csv
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from analysis.data.area_names import nation_of, plain_name, short_names
from analysis.data.areas import extent_of, find_area, get_area, slugify
from analysis.data.catalogue import LIFE_STAGES, POLARITIES
from analysis.data.periods import parse_period
from analysis.data.tidy import KEY, NUMBERS, PER, SEXES
from analysis.errors import DataError, ParameterError, UnknownAreaError
from analysis.intake.additive import read_ages
from analysis.intake.local_files import (
    ROW,
    Problem,
    heading_problems,
    read_sheet,
    sort_out,
    undated,
)

COLUMNS = {
    "indicator": "short name in lower-case letters, digits and hyphens; the same in every row",
    "name": "the indicator's name, as a heading has it",
    "unit": "%, per 1,000, per 10,000, per 100,000, years, £ or another word",
    "polarity": "high is good, low is good or no judgement",
    "life_stage": f"where it stands in the life course: {', '.join(LIFE_STAGES)}",
    "source": "who collected it, and when",
    "area_code": "code of an authority, ward or region, such as E06000004",
    "area_name": "its name",
    "period": "2023, 2021 to 2023, 2023/24, 2023/24 Q1 or Apr 2020 to Mar 2021",
    "sex": "Persons, Female or Male",
    "age": "the ages it is about, such as 16 to 64 or 65+; may be blank",
    "category_type": "the kind of group, such as ethnic group; blank for everyone",
    "category": "the group; blank for everyone",
    "count": "people or events; blank for a mean; [c] where you hide it",
    "denominator": "the people that the count is out of",
    "value": "the rate or mean; blank where it is to be worked out from the two before",
    "lower_ci": "lower 95% limit; blank where it is to be worked out or is not known",
    "upper_ci": "upper 95% limit",
}
"""Each column of the template and what it holds."""
ABOUT = ("name", "unit", "polarity", "life_stage", "source")
"""What is the same in every row of an indicator."""
NEEDED = ("indicator", *ABOUT, "area_code", "area_name", "period", "sex")
HIDING = (
    "*",
    "**",
    "[c]",
    "c",
    "(c)",
    "suppressed",
    "hidden",
    "redacted",
    "confidential",
    "~",
    "s",
    "<5",
    "< 5",
    "<10",
    "1-4",
    "1 to 4",
    "under 5",
    "fewer than 5",
)
"""How owners mark a number that they hide."""
ABSENT = ("[x]", "x", "[z]", "z", "[u]", "[low]", "[k]", "..", ":", "-", "n/a", "na")
"""How owners mark a number that there is none of."""
BY_OWNER, NONE_THERE = "{} hidden by its owner", "{} no number, as its owner has it"

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_MINUS = re.compile(r"^[−–](?=[\d.])")
_THOUSANDS = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?")
_ROUNDING = 0.051
PERCENT = ("percent", "percentage", "pct", "%age", "pc")
OLDEST, LONGEST = 120, 80


def write_template(path: Path) -> Path:
    """Write an empty template: CSV, or an Excel workbook with a sheet that explains the columns."""
    if path.exists():
        raise ParameterError(f"{path.name} is there already. Rename or remove it first.")
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix.lower() == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerow(COLUMNS)
    elif path.suffix.lower() == ".xlsx":
        book = Workbook()
        sheet = book.active
        sheet.title = "figures"
        sheet.append(list(COLUMNS))
        for name, words in {
            "sex": SEXES,
            "polarity": POLARITIES,
            "life_stage": LIFE_STAGES,
        }.items():
            listed = DataValidation("list", formula1=f'"{",".join(words)}"', allow_blank=True)
            column = get_column_letter([*COLUMNS].index(name) + 1)
            listed.add(f"{column}2:{column}10000")
            sheet.add_data_validation(listed)
        notes = book.create_sheet("columns")
        notes.append(["column", "what it holds"])
        for row in COLUMNS.items():
            notes.append(list(row))
        book.save(path)
    else:
        raise ParameterError(f"{path.name}: a template is a .csv or an .xlsx file.")
    return path


@dataclass
class Checked:
    """A local file after its check."""

    name: str
    data: pd.DataFrame
    problems: list[str] = field(default_factory=list)
    passed: list[str] = field(default_factory=list)


def check_local(path: Path) -> Checked:
    """Check a filled-in template and explain every kind of problem by its first row."""
    sheet = read_sheet(path, COLUMNS)
    headings = list(heading_problems(sheet, COLUMNS, NEEDED))
    data = sheet.data
    if headings or sheet.problems or data.empty:
        nothing = [] if len(data) or headings else ["it holds no rows below its headings."]
        problems = [*headings, *_told_once(sheet.problems)]
        return Checked(path.name, data, problems, [*sheet.passed, *nothing])
    data = data.reindex(columns=[*COLUMNS, ROW], fill_value="")
    data, found = _figures_only(data)
    found += _periods(data)
    numbers, of_numbers = _as_numbers(data)
    found += of_numbers + _words(data) + _dates(data) + _names(data)
    found += _each(data, "area_code", get_area)
    found += _repeats(data) + _about(data) + _rates(numbers)
    return Checked(path.name, numbers, _told_once(found), sheet.passed)


def _figures_only(data: pd.DataFrame) -> tuple[pd.DataFrame, list[Problem]]:
    """Leave out notes, sources and totals that stand among the figures, and say so."""
    notes = (data[["area_code", "period", "sex"]] == "").all(axis="columns")
    cells = data[list(COLUMNS)].to_numpy()[notes]
    said = "names no area, period or sex. Take notes and totals out of the table."
    found = [(row, "note", f'"{next(filter(None, words))}" {said}')
             for row, words in zip(data.loc[notes, ROW], cells, strict=True)]  # fmt: skip
    return data[~notes].reset_index(drop=True), found


def _periods(data: pd.DataFrame) -> list[Problem]:
    """Write each period as the book does; find those that are none, or that it has no name for."""
    dates = [words for words in data["period"].unique() if undated(words)]
    found = _each(data[~data["period"].isin(dates)], "period", _in_the_book)
    wrong = set(data.loc[data[ROW].isin([row for row, _, _ in found]), "period"])
    labels = {words: _in_the_book(words) for words in data["period"].unique()
              if words and words not in wrong and words not in dates}  # fmt: skip
    data["period"] = data["period"].replace(labels)
    return found


def _in_the_book(words: str) -> str:
    """Give the book's label of a period, which means the same months."""
    period = parse_period(words)
    again = parse_period(period.label)
    if (again.begins, again.months) != (period.begins, period.months):
        raise DataError(f'The period "{words}" is a school year: it is written "{again.label}".')
    return period.label


def check_folder(
    folder: Path, tell: Callable[[str], None] = lambda _: None
) -> tuple[list[Checked], list[str]]:
    """Check every file of a folder of local figures, and say what is not read of it."""
    files, passed = sort_out(folder)
    if not files:
        raise DataError(
            "There are no .csv or .xlsx files in data/local. `analysis template` writes an empty "
            "one." + "".join(f" {words}" for words in passed)
        )
    checked = []
    for path in files:
        tell(f"Reading {path.name}")
        one = check_local(path)
        passed += [f"{path.name}: {words}" for words in one.passed]
        if len(one.data) or one.problems:
            checked.append(one)
    if not checked:
        raise DataError(f"No file in data/local holds figures. {' '.join(passed)}")
    return checked, passed


def _told_once(found: Sequence[Problem]) -> list[str]:
    """Say each kind of problem once, at its first row, and how many more rows have it."""
    kinds: dict[str, list[Problem]] = {}
    for one in sorted(found, key=lambda one: one[0]):
        kinds.setdefault(one[1], []).append(one)
    said = []
    for (row, _, text), *more in kinds.values():
        rows = len({other[0] for other in more} - {row})
        also = f" {rows} more row{'s have' if rows > 1 else ' has'} this." if rows else ""
        said.append(f"row {row}: {text}{also}")
    return said


def _at(wrong: pd.Series, data: pd.DataFrame, said: str) -> list[Problem]:
    """Say the same of each row that is wrong; the words name its cells by their ``{column}``."""
    rows = data[wrong].to_dict("records") if wrong.any() else []
    return [(row[ROW], said, said.format(**{str(name): row[name] for name in row})) for row in rows]


def _as_numbers(data: pd.DataFrame) -> tuple[pd.DataFrame, list[Problem]]:
    """Read the numbers, with the marks that stand in place of some."""
    found: list[Problem] = []
    result = data.assign(mark="")
    rate = data["unit"].map(PER).fillna(0) > 0
    for name in NUMBERS:
        plain = data[name].str.replace(_MINUS, "-", regex=True)
        low = plain.str.lower()
        hides, lacks = low.isin(HIDING), low.isin(ABSENT)
        if name in ("count", "value"):
            notes = np.where(hides, BY_OWNER, np.where(lacks, NONE_THERE, ""))
            marks = [note.format(mark) for note, mark in zip(notes, plain, strict=True)]
            result["mark"] = result["mark"].where(result["mark"] != "", marks)
        grouped = plain.str.fullmatch(_THOUSANDS.pattern).astype(bool)
        plain = plain.where(~grouped, plain.str.replace(",", ""))
        percent = plain.str.endswith("%")
        strange = percent & ~data["unit"].str.startswith("%")
        said = f'the {name} "{{{name}}}" is a percentage, but the unit is {{unit}}.'
        if name in ("count", "denominator"):
            strange, said = percent, f'the {name} "{{{name}}}" is a percentage: write how many.'
        found += _at(strange, data, said)
        plain = plain.str.removesuffix("%").where(~(hides | lacks), "")
        numbers = pd.to_numeric(plain.where(plain != ""), errors="coerce").astype("float64")
        wrong = (numbers.isna() & (plain != "")) | np.isinf(numbers)
        said = f'the {name} "{{{name}}}" is not a number. Write digits alone, or leave it blank.'
        found += _at(wrong, data, said)
        below = (numbers < 0) & (rate | (name in ("count", "denominator")))
        found += _at(below, data, f"the {name} is below zero.")
        result[name] = numbers.where(~wrong)
    return _with_marks(result, rate, data["count"].str.lower().isin(HIDING)), found


def _with_marks(data: pd.DataFrame, rate: pd.Series, hidden: pd.Series) -> pd.DataFrame:
    """Mark what its owner left blank, and leave out a rate that tells the count which it hides."""
    blank = data["count"].isna() & data["value"].isna() & (data["mark"] == "")
    marks = data["mark"].where(~(blank & rate), BY_OWNER.format("[c]"))
    marks = marks.where(~(blank & ~rate), NONE_THERE.format("[x]"))
    numbers = ["value", "lower_ci", "upper_ci"]
    data[numbers] = data[numbers].where(~(hidden & rate))
    return data.assign(mark=marks)


def _words(data: pd.DataFrame) -> list[Problem]:
    found: list[Problem] = []
    for name in (*ABOUT, "indicator", "age", "category_type", "category"):
        lines = [words for words in data[name].unique() if len(words.splitlines()) > 1]
        found += _at(data[name].isin(lines), data, f"the {name} has more than one line.")
    for name in NEEDED:
        found += _at(data[name] == "", data, f"the {name} is blank: {COLUMNS[name]}.")
    choices = {"sex": SEXES, "polarity": POLARITIES, "life_stage": LIFE_STAGES}
    for name, known in choices.items():
        said = f'the {name} "{{{name}}}" is not one of {", ".join(known)}.'
        found += _at(~data[name].isin([*known, ""]), data, said)
    wrong = ~data["indicator"].str.fullmatch(_SLUG) & (data["indicator"] != "")
    said = 'the indicator "{indicator}" has other letters than a to z, digits and hyphens.'
    units = {words: _unit_problem(words) for words in data["unit"].unique()}
    each = zip(data[ROW], data["unit"], strict=True)
    found += [(row, "unit", units[words]) for row, words in each if units[words]]
    too_long = data["indicator"].str.len() > LONGEST
    found += _at(too_long, data, f"the indicator has more than {LONGEST} letters.")
    old = data["age"].map({age: _nobodys(age) for age in data["age"].unique()}).astype(bool)
    found += _at(old, data, 'the age "{age}" is more than anybody\'s.')
    half = (data["category"] == "") != (data["category_type"] == "")
    other_way = "has a group without its kind, or the other way round."
    return found + _at(wrong, data, said) + _at(half, data, other_way)


def _unit_problem(words: str) -> str:
    """Say how a rate's unit is to be written, without which it would not be checked."""
    plain = re.sub(r"[ ,]|rate", "", words.lower()).replace("thousand", "000")
    plain = "%" if plain in PERCENT else plain
    known = {unit.replace(" ", "").replace(",", ""): unit for unit in PER}
    if words in PER or not (plain in known or re.fullmatch(r"(1in|per)\d+", plain)):
        return ""
    written = f'is written "{known[plain]}"' if plain in known else f"is none of {', '.join(PER)}"
    return f'the unit "{words}" {written}.'


def _nobodys(age: str) -> bool:
    span = read_ages(age)
    return span is not None and span[0] > OLDEST


def _dates(data: pd.DataFrame) -> list[Problem]:
    """Find spans that a spreadsheet took for dates."""
    found: list[Problem] = []
    for name in ("age", "period", "category"):
        spans = {words: undated(words) for words in data[name].unique()}
        for words, span in spans.items():
            if span:
                said = f"the {name} {words} is a date; Excel turned {span} into it."
                if name == "period":
                    said = f"the period {words} is a date. Write it as text, such as 2023."
                found += [(row, "date", said) for row in data.loc[data[name] == words, ROW]]
    return found


def _names(data: pd.DataFrame) -> list[Problem]:
    """Find codes that stand beside the name of another area."""
    found: list[Problem] = []
    for (code, name), rows in data.groupby(["area_code", "area_name"], sort=False):
        if said := _other_place(str(code), str(name)):
            found += [(row, "name", said) for row in rows[ROW]]
    return found


def _other_place(code: str, name: str) -> str:
    try:
        area = get_area(code)
    except UnknownAreaError:
        return ""
    asked, own = plain_name(slugify(name)), area.slug
    if asked in (own, plain_name(own), *short_names(own), ""):
        return ""
    try:
        other = find_area(name)
    except UnknownAreaError:
        return f"{code} is {area.name}, not {name}." if nation_of(asked) else ""
    same = {code, *extent_of(other.code)} if other.code == code else {other.code}
    return "" if code in same else f"{code} is {area.name}, not {name}."


def _each(data: pd.DataFrame, column: str, check: Callable[[str], object]) -> list[Problem]:
    """Check each different word of a column once."""
    found: list[Problem] = []
    for word in data[column].unique():
        if not word:
            continue
        try:
            check(word)
        except (UnknownAreaError, DataError) as problem:
            said = str(problem)
            found += [(row, column, said) for row in data.loc[data[column] == word, ROW]]
    return found


def _repeats(data: pd.DataFrame) -> list[Problem]:
    # The same ages in other words are the same ages.
    ages = {age: str(read_ages(age) or age) for age in data["age"].unique()}
    alike = data.assign(age=data["age"].map(ages))
    marked = data.assign(before=alike.groupby(list(KEY))[ROW].transform("first"))
    said = "repeats row {before}: the same indicator, area, period, sex, age and group."
    return _at(alike.duplicated(list(KEY)), marked, said)


def _about(data: pd.DataFrame) -> list[Problem]:
    found: list[Problem] = []
    for name in ABOUT:
        marked = data.assign(before=data.groupby("indicator")[name].transform("first"))
        said = f'the {name} "{{{name}}}" is not that of the rows before, "{{before}}".'
        found += _at(data[name] != marked["before"], marked, said)
    return found


def _rates(data: pd.DataFrame) -> list[Problem]:
    """Check what a rate is made of: a rate without what it is out of cannot be relied on."""
    per, count, denominator = data["unit"].map(PER).fillna(0), data["count"], data["denominator"]
    value, lower, upper = data["value"], data["lower_ci"], data["upper_ci"]
    limits = lower.notna() & upper.notna()
    made = (per * count / denominator).where(denominator > 0)
    # Other than by rounding. A standardised rate is published with its limits.
    differs = (made - value).abs() > _ROUNDING + 0.001 * value.abs()
    crude = (per > 0) & ~((per > PER["%"]) & limits)
    given = (per > 0) & (value.notna() | count.notna())
    outside = (value < lower) | (value > upper) | (limits & value.isna())
    unlike = "the value {value:g} is not count over denominator, {made:.1f}."
    wrong = (
        (given & denominator.isna(), "has a rate or count without the denominator it is out of."),
        ((per > 0) & (denominator == 0), "has a denominator of nought."),
        (crude & differs & (per == PER["%"]), unlike),
        (
            crude & differs & (per > PER["%"]),
            f"{unlike} Where it is standardised, give its limits.",
        ),
        ((data["unit"] == "%") & (count > denominator), "counts more people than there are."),
        (lower.isna() != upper.isna(), "has one end of an interval without the other."),
        (limits & outside, "has a value outside its own interval."),
    )
    marked = data.assign(made=made)
    return [one for mask, said in wrong for one in _at(mask, marked, said)]
