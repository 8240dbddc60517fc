"""The template of local figures: its columns, what each holds, and an empty one to fill in."""

import csv
from pathlib import Path

from openpyxl import Workbook

from analysis.errors import ParameterError

COLUMNS = {
    "indicator": "short name in lower-case letters, digits and hyphens; the same in every row",
    "name": "the indicator's name, as a heading has it",
    "unit": "%, per 1,000, per 10,000, per 100,000, years, £ or another word",
    "polarity": "high is good, low is good or no judgement",
    "life_stage": "where it stands in the life course, such as healthy behaviours",
    "source": "who collected it, and when",
    "area_code": "code of an authority, ward or region",
    "area_name": "its name",
    "period": "2023, 2021 to 2023 or 2023/24",
    "sex": "Persons, Female or Male",
    "age": "the ages it is about; may be blank",
    "category_type": "the kind of group, such as ethnic group; blank for everyone",
    "category": "the group; blank for everyone",
    "count": "people or events; blank for a mean",
    "denominator": "the people that the count is out of",
    "value": "the rate or mean; blank where it is to be worked out from the two before",
    "lower_ci": "lower 95% limit; blank where it is to be worked out or is not known",
    "upper_ci": "upper 95% limit",
}
"""Each column of the template and what it holds."""
NUMBERS = ("count", "denominator", "value", "lower_ci", "upper_ci")
ABOUT = ("name", "unit", "polarity", "life_stage", "source")
"""What is the same in every row of an indicator."""
NEEDED = ("indicator", *ABOUT, "area_code", "area_name", "period", "sex")


def write_template(path: Path) -> Path:
    """Write an empty template: CSV, or an Excel workbook with a sheet that explains the columns."""
    if path.exists():
        raise ParameterError(f"{path.name} is there already. Rename or remove it first.")
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerow(COLUMNS)
    elif path.suffix == ".xlsx":
        book = Workbook()
        sheet = book.active
        sheet.title = "figures"
        sheet.append(list(COLUMNS))
        notes = book.create_sheet("columns")
        notes.append(["column", "what it holds"])
        for row in COLUMNS.items():
            notes.append(list(row))
        book.save(path)
    else:
        raise ParameterError(f"{path.name}: a template is a .csv or an .xlsx file.")
    return path
