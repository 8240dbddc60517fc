"""The checker: every problem of a filled-in template, by its row."""

import re
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

import pandas as pd

from analysis.data.areas import get_area
from analysis.data.catalogue import LIFE_STAGES, POLARITIES
from analysis.data.tidy import PER, SEXES, parse_period
from analysis.errors import DataError, UnknownAreaError
from analysis.intake.local.reading import ROW, read_local
from analysis.intake.local.template import ABOUT, COLUMNS, NEEDED, NUMBERS

KEY = ["indicator", "area_code", "period", "sex", "age", "category_type", "category"]
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
    found = [*texts, *_words(data), *_areas(data), *_periods(data), *_repeats(data)]
    found += [*_about(data), *_rates(numbers)]
    ordered = sorted(found, key=lambda one: one[0])
    return Checked(path.name, numbers, problems + [f"row {row}: {text}" for row, text in ordered])


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


def _nothing(data: pd.DataFrame) -> list[str]:
    return ["the file holds no rows below its headings."] if data.empty else []


def _headings(data: pd.DataFrame) -> list[str]:
    given = [name for name in data.columns if name != ROW]
    said = [
        f"row 1: there is no column {name}: {COLUMNS[name]}."
        for name in COLUMNS
        if name not in given
    ]
    for name in given:
        if name not in COLUMNS:
            near = get_close_matches(name, COLUMNS, n=1)
            hint = f" Did you mean {near[0]}?" if near else ""
            said.append(f'row 1: the column "{name}" is not in the template.{hint}')
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
        found += [
            (row, f'the {name} "{cell}" is not a number. Write digits alone, or leave it blank.')
            for row, cell in zip(data.loc[wrong, ROW], data.loc[wrong, name], strict=True)
        ]
        below = numbers < 0
        found += [(row, f"the {name} is below zero.") for row in data.loc[below, ROW]]
        result[name] = numbers.astype("float64")
    return result, found


def _words(data: pd.DataFrame) -> Problems:
    found: Problems = []
    choices = {"sex": SEXES, "polarity": POLARITIES, "life_stage": LIFE_STAGES}
    for name in NEEDED:
        found += [
            (row, f"the {name} is blank: {COLUMNS[name]}.")
            for row in data.loc[data[name] == "", ROW]
        ]
    for name, known in choices.items():
        wrong = ~data[name].isin([*known, ""])
        found += [
            (row, f'the {name} "{cell}" is not one of {", ".join(known)}.')
            for row, cell in zip(data.loc[wrong, ROW], data.loc[wrong, name], strict=True)
        ]
    wrong = ~data["indicator"].str.fullmatch(_SLUG) & (data["indicator"] != "")
    found += [
        (row, f'the indicator "{cell}" has other letters than a to z, digits and hyphens.')
        for row, cell in zip(data.loc[wrong, ROW], data.loc[wrong, "indicator"], strict=True)
    ]
    half = (data["category"] == "") != (data["category_type"] == "")
    return found + [
        (row, "has a group without its kind, or the other way round.")
        for row in data.loc[half, ROW]
    ]


def _areas(data: pd.DataFrame) -> Problems:
    found: Problems = []
    for code in data["area_code"].unique():
        if not code:
            continue
        try:
            get_area(code)
        except (UnknownAreaError, DataError) as problem:
            found += [(row, str(problem)) for row in data.loc[data["area_code"] == code, ROW]]
    return found


def _periods(data: pd.DataFrame) -> Problems:
    found: Problems = []
    for label in data["period"].unique():
        if not label:
            continue
        try:
            parse_period(label)
        except DataError as problem:
            found += [(row, str(problem)) for row in data.loc[data["period"] == label, ROW]]
    return found


def _repeats(data: pd.DataFrame) -> Problems:
    first = data.groupby(KEY)[ROW].transform("first")
    twice = data.duplicated(KEY)
    return [
        (row, f"repeats row {before}: the same indicator, area, period, sex, age and group.")
        for row, before in zip(data.loc[twice, ROW], first[twice], strict=True)
    ]


def _about(data: pd.DataFrame) -> Problems:
    found: Problems = []
    for name in ABOUT:
        first = data.groupby("indicator")[name].transform("first")
        other = data[name] != first
        found += [
            (row, f'the {name} "{cell}" is not that of the rows before, "{before}".')
            for row, cell, before in zip(
                data.loc[other, ROW], data.loc[other, name], first[other], strict=True
            )
        ]
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
