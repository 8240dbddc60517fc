"""The checker: every problem of a filled-in template, by its row."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from analysis.data.areas import get_area
from analysis.data.catalogue import LIFE_STAGES, POLARITIES
from analysis.data.documents.reading import nearest
from analysis.data.tidy import KEY, PER, SEXES, parse_period
from analysis.errors import DataError, UnknownAreaError
from analysis.intake.local.reading import ROW, read_local
from analysis.intake.local.template import ABOUT, COLUMNS, NEEDED, NUMBERS

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_ROUNDING = 0.051


@dataclass
class Checked:
    """A local file after its check."""

    name: str
    data: pd.DataFrame
    problems: list[str] = field(default_factory=list)


def check_local(path: Path) -> Checked:
    """Check a filled-in template and explain every problem by its row."""
    data, problems = read_local(path)
    headings = _headings(data)
    if headings or data.empty:
        return Checked(path.name, data, [*problems, *headings, *_nothing(data)])
    numbers, texts = _as_numbers(data)
    found = texts + _words(data)
    found += _each(data, "area_code", get_area) + _each(data, "period", parse_period)
    found += _repeats(data) + _about(data) + _rates(numbers)
    found.sort(key=lambda one: one[0])
    return Checked(path.name, numbers, problems + [f"row {row}: {text}" for row, text in found])


def check_folder(folder: Path) -> list[Checked]:
    """Check every file of a folder of local figures."""
    found = sorted(path for path in folder.glob("*") if path.suffix in (".csv", ".xlsx"))
    files = [path for path in found if not path.name.startswith((".", "~"))]
    if not files:
        raise DataError(
            "There are no .csv or .xlsx files in data/local. `analysis template` writes an empty "
            "one."
        )
    return [check_local(path) for path in files]


Problems = list[tuple[int, str]]


def _at(wrong: pd.Series, data: pd.DataFrame, said: str) -> Problems:
    """Say the same of each row that is wrong; the words name its cells by their ``{column}``."""
    rows = data[wrong].to_dict("records")
    return [(row[ROW], said.format(**{str(name): row[name] for name in row})) for row in rows]


def _nothing(data: pd.DataFrame) -> list[str]:
    return ["the file holds no rows below its headings."] if data.empty else []


def _headings(data: pd.DataFrame) -> list[str]:
    given = [name for name in data.columns if name != ROW]
    said = [
        f"row 1: there is no column {name}: {COLUMNS[name]}."
        for name in COLUMNS
        if name not in given
    ]
    said += [
        f'row 1: the column "{name}" is not in the template.{nearest(name, COLUMNS)}'
        for name in given
        if name not in COLUMNS
    ]
    return said + [
        f"row 1: the column {name} stands there twice."
        for name in dict.fromkeys(given)
        if given.count(name) > 1
    ]


def _as_numbers(data: pd.DataFrame) -> tuple[pd.DataFrame, Problems]:
    found: Problems = []
    result = data.copy()
    for name in NUMBERS:
        numbers = pd.to_numeric(data[name].where(data[name] != ""), errors="coerce")
        wrong = numbers.isna() & (data[name] != "")
        said = f'the {name} "{{{name}}}" is not a number. Write digits alone, or leave it blank.'
        found += _at(wrong, data, said) + _at(numbers < 0, data, f"the {name} is below zero.")
        result[name] = numbers.astype("float64")
    return result, found


def _words(data: pd.DataFrame) -> Problems:
    found: Problems = []
    for name in NEEDED:
        found += _at(data[name] == "", data, f"the {name} is blank: {COLUMNS[name]}.")
    choices = {"sex": SEXES, "polarity": POLARITIES, "life_stage": LIFE_STAGES}
    for name, known in choices.items():
        said = f'the {name} "{{{name}}}" is not one of {", ".join(known)}.'
        found += _at(~data[name].isin([*known, ""]), data, said)
    wrong = ~data["indicator"].str.fullmatch(_SLUG) & (data["indicator"] != "")
    said = 'the indicator "{indicator}" has other letters than a to z, digits and hyphens.'
    half = (data["category"] == "") != (data["category_type"] == "")
    other_way = "has a group without its kind, or the other way round."
    return found + _at(wrong, data, said) + _at(half, data, other_way)


def _each(data: pd.DataFrame, column: str, check: Callable[[str], object]) -> Problems:
    """Check each different word of a column once."""
    found: Problems = []
    for word in data[column].unique():
        if not word:
            continue
        try:
            check(word)
        except (UnknownAreaError, DataError) as problem:
            found += [(row, str(problem)) for row in data.loc[data[column] == word, ROW]]
    return found


def _repeats(data: pd.DataFrame) -> Problems:
    marked = data.assign(before=data.groupby(list(KEY))[ROW].transform("first"))
    said = "repeats row {before}: the same indicator, area, period, sex, age and group."
    return _at(data.duplicated(list(KEY)), marked, said)


def _about(data: pd.DataFrame) -> Problems:
    found: Problems = []
    for name in ABOUT:
        marked = data.assign(before=data.groupby("indicator")[name].transform("first"))
        said = f'the {name} "{{{name}}}" is not that of the rows before, "{{before}}".'
        found += _at(data[name] != marked["before"], marked, said)
    return found


def _rates(data: pd.DataFrame) -> Problems:
    """Check what a rate is made of: a rate without what it is out of cannot be relied on."""
    found: Problems = []
    for row in data.to_dict("records"):
        number, per = row[ROW], PER.get(str(row["unit"]), 0)
        count, denominator, value = row["count"], row["denominator"], row["value"]
        if per and pd.isna(denominator):
            if pd.notna(value) or pd.notna(count):
                found.append((number, "has a rate or count without the denominator it is out of."))
        elif per and denominator == 0:
            found.append((number, "has a denominator of nought."))
        elif per and _differs(per * count / denominator, value):
            made = f"{per * count / denominator:.1f}"
            found.append((number, f"the value {value:g} is not count over denominator, {made}."))
        if row["unit"] == "%" and pd.notna(count) and count > denominator:
            found.append((number, "counts more people than there are."))
        limits = pd.notna(row["lower_ci"]), pd.notna(row["upper_ci"])
        if limits[0] != limits[1]:
            found.append((number, "has one end of an interval without the other."))
        elif all(limits) and not row["lower_ci"] <= value <= row["upper_ci"]:
            found.append((number, "has a value outside its own interval."))
    return found


def _differs(made: float, given: float) -> bool:
    """Whether two numbers differ by more than rounding; a missing one differs from nothing."""
    return abs(made - given) > _ROUNDING + 0.001 * abs(given)
