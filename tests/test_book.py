"""The executed chapters: every number is that of data/raw, by a second route, and every page whole.

The second route reads data/raw with the csv module, computes in decimal arithmetic and rounds
halves up on decimal digits. It shares no code with the package.
"""

import ast
import json
import math
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

import pytest
import yaml

from raw_tables import rows_of

ROOT = Path(__file__).resolve().parents[1]
CHAPTERS = sorted((ROOT / "book").glob("*/*.ipynb"))
PICKED = 200
# Results of statistics and counts of small areas have second routes in the tests of the functions
# that give them, and a plan's actions are no figures of data/raw.
PROVED_ELSEWHERE = {
    ("methods", "*"): "tests/findings/test_worked_*.py",
    ("across", "*"): "tests/chapters/test_across_findings.py and test_promises.py",
    ("front", "*"): "repeats figures of the other chapters",
    ("plan", "date-passed"): "counts actions",
    ("plan", "actions"): "counts actions",
    ("core20plus5", "*"): "tests/chapters/test_core20plus5.py",
    ("district", "*"): "tests/chapters/test_districts.py",
    ("districts", "*"): "tests/findings/test_districts.py",
    ("gap", "closing"): "tests/chapters/test_closing.py",
    ("gap", "area-trends"): "tests/findings/test_gaps.py",
    ("gap", "gradient"): "tests/findings/test_gradients.py",
    ("gap", "inside-trends"): "tests/findings/test_gaps.py",
    ("gap", "required"): "tests/findings/test_verdicts.py",
    ("gap", "whose"): "tests/findings/test_movement.py",
    ("gap", "cost"): "tests/findings/test_cost.py",
    ("gap", "small-area-gradients"): "tests/findings/test_gradients.py",
    ("glance", "compared"): "tests/chapters/test_glance_findings.py",
    ("glance", "ladder"): "tests/chapters/test_glance_findings.py",
    ("life-course", "inside-table"): "tests/chapters/test_life_course.py",
    ("life-course", "published"): "tests/chapters/test_plan_figures.py",
    ("national", "*"): "tests/chapters/test_national.py",
    ("outcomes", "*"): "tests/chapters/test_outcomes.py",
    ("quality", "table"): "tests/chapters/test_quality.py",
    ("record", "*"): "tests/chapters/test_record.py and tests/findings/test_hindcasts.py",
    ("profile", "people"): "tests/chapters/test_profile.py",
    ("profile", "standing"): "tests/chapters/test_profile.py",
    ("trend", "tests"): "tests/chapters/test_trend_changes.py",
    ("work", "latest"): "tests/chapters/test_work.py",
    ("work", "place"): "tests/chapters/test_work.py",
    ("work", "published"): "tests/chapters/test_plan_figures.py",
    ("groups", "*"): "tests/chapters/test_groups.py",
    ("wards", "compare"): "tests/chapters/test_ward_maps.py",
    ("wards", "middle-areas"): "tests/findings/test_middle_areas.py",
    ("wards", "people-table"): "tests/findings/test_neighbourhoods.py",
    ("wards", "movement-table"): "tests/findings/test_neighbourhoods.py",
    ("wards", "rural"): "tests/findings/test_neighbourhoods.py",
    ("wards", "districts"): "tests/findings/test_neighbourhoods.py",
    ("wards", "shrunk"): "tests/findings/test_clustering.py",
}
INTERVAL = ", 95% interval"
Z = Decimal("1.959963984540054")  # the 97.5% point of the normal distribution
# Whose counts are of people: the book works out their limits where none are published.
COUNTED = {
    *("neet-16-to-17", "neet-or-not-known-16-to-17", "children-looked-after"),
    *(f"{name}-prevalence-2019-20" for name in (
        "hypertension", "copd", "diabetes", "severe-mental-illness", "learning-disability",
        "coronary-heart-disease", "dementia")),
}  # fmt: skip
IMD19, IMD25 = "deprivation/imd2019_lsoa11", "deprivation/imd2025_lsoa21"
WARDS19, WARDS25 = "deprivation/wards_2017_imd2019", "deprivation/wards_2024_imd2025"

pytestmark = pytest.mark.skipif(
    not CHAPTERS, reason="no chapter has been executed: `analysis run --all` makes them"
)


@cache
def catalogue() -> dict[str, dict[str, str]]:
    return {row["indicator"]: row for row in rows_of("catalogue")}


@cache
def slug_of(name: str) -> str:
    return next(slug for slug, row in catalogue().items() if row["name"] == name)


@cache
def name_of(code: str) -> str:
    return next(row["area_name"] for row in rows_of("geography/areas") if row["area_code"] == code)


@cache
def code_of(name: str) -> str:
    (code,) = (row["area_code"] for row in rows_of("geography/areas") if row["area_name"] == name)
    return code


@cache
def figures(slug: str) -> dict[tuple[str, str, str], dict[str, str]]:
    """Index an indicator by area code, sex and period, without its breakdowns.

    Northumberland's figures before its new code of 2013 stand under the new one.
    """
    found = {
        (row["area_code"], row["sex"], row["period"]): row
        for row in rows_of(f"indicators/{slug}")
        if not row["category"]
    }
    earlier = {("E06000057", *key[1:]): row for key, row in found.items() if key[0] == "E06000048"}
    return earlier | found


def show(value: Decimal | str | None, decimals: int | str) -> str:
    """Write a number as a reader with the raw file and a pencil would."""
    if value is None or value == "":
        return "[x]"
    exact = Decimal(value).quantize(Decimal(1).scaleb(-int(decimals)), ROUND_HALF_UP)
    return f"{abs(exact) if exact.is_zero() else exact:,}"


@dataclass(frozen=True)
class Table:
    """A table on a page: where it stands, its name, and its cells as they are shown."""

    chapter: Path
    cell: str
    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[int, ...]

    @property
    def locality(self) -> dict[str, Any]:
        return parameters_of(self.chapter)


class HtmlTables(HTMLParser):
    """Read the tables of an output, with the places of their numbers."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[dict[str, Any]] = []
        self.text: str | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.tables.append({"caption": "", "rows": [], "numbers": []})
        elif tag == "tr":
            self.tables[-1]["rows"].append([])
            self.tables[-1]["numbers"].append([])
        elif tag in ("th", "td", "caption"):
            self.text = ""
            if tag != "caption":
                self.tables[-1]["numbers"][-1].append(dict(attrs).get("class") == "number")

    def handle_data(self, data: str) -> None:
        if self.text is not None:
            self.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "caption":
            self.tables[-1]["caption"], self.text = self.text, None
        elif tag in ("th", "td"):
            self.tables[-1]["rows"][-1].append(self.text)
            self.text = None


@cache
def notebook(chapter: Path) -> dict[str, Any]:
    return json.loads(chapter.read_text(encoding="utf-8"))


def text_of(source: str | list[str]) -> str:
    return source if isinstance(source, str) else "".join(source)


@cache
def parameters_of(chapter: Path) -> dict[str, Any]:
    """Read the injected parameters of an executed chapter."""
    source = next(
        text_of(cell["source"])
        for cell in notebook(chapter)["cells"]
        if cell["id"] == "injected-parameters"
    )
    return {
        statement.targets[0].id: ast.literal_eval(statement.value)
        for statement in ast.parse(source).body
    }


def outputs() -> Iterator[tuple[Path, str, dict[str, Any]]]:
    for chapter in CHAPTERS:
        for cell in notebook(chapter)["cells"]:
            for output in cell.get("outputs", []):
                yield chapter, cell["id"], output


def apart(
    head: list[str], rows: list[list[str]], numbers: list[bool]
) -> tuple[list[str], list[list[str]], tuple[int, ...]]:
    """Put limits that stand in the cell of their figure into columns of their own."""
    columns = [
        [name.removesuffix(INTERVAL), "Lower 95% limit", "Upper 95% limit"]
        if name.endswith(INTERVAL)
        else [name]
        for name in head
    ]
    numeric = [number for number, names in zip(numbers, columns, strict=True) for _ in names]
    lines = []
    for row in rows:
        cells = []
        for names, cell in zip(columns, row, strict=True):
            held = re.fullmatch(r"(\S+) \((\S+) to (\S+)\)", cell)
            wide = list(held.groups()) if held else [cell, "[x]", "[x]"]
            cells += wide if len(names) > 1 else [cell]
        lines.append(cells)
    heads: list[str] = []
    for first, *limits in columns:
        again = f"{first}: " if {*limits} & {*heads} else ""
        heads += [first, *(again + limit for limit in limits)]
    return heads, lines, tuple(i for i, number in enumerate(numeric) if number)


@cache
def tables() -> tuple[Table, ...]:
    """Find every table of the book, those behind its charts too."""
    found = []
    for chapter, cell, output in outputs():
        chart = output.get("metadata", {}).get("image/svg+xml")
        if chart:
            table = chart["table"]
            rows = tuple(tuple(row) for row in table["rows"])
            place = (chapter, cell, chart["figure_id"], tuple(table["columns"]))
            found.append(Table(*place, rows, tuple(table["numeric"])))
        for part in HtmlTables(text_of(output.get("data", {}).get("text/html", ""))).tables:
            head, *rows = part["rows"]
            numbers = [bool(number) for number in part["numbers"][0]]
            head, rows, numeric = apart(head, rows, numbers)
            place = (chapter, cell, part["caption"], tuple(head))
            found.append(Table(*place, tuple(tuple(row) for row in rows), numeric))
    return tuple(found)


def trend(table: Table, row: dict[str, str], column: str) -> str:
    """A published figure of an indicator over time."""
    sexes = {row["Sex"]} if "Sex" in row else {key[1] for key in figures(table.name)}
    (sex,) = sexes
    found = figures(table.name)[code_of(row["Area"]), sex, row["Period"]]
    found = found | limits_by_hand(table.name, found)
    part = {"Lower 95% limit": "lower_ci", "Upper 95% limit": "upper_ci"}.get(column, "value")
    return show(found[part], catalogue()[table.name]["decimals"])


def gap(table: Table, row: dict[str, str], column: str) -> str:
    """A difference (limits of Zou and Donner) or ratio (variances added) of two figures."""
    within = table.name.startswith("free-meal-gap-")
    slug = table.name.removeprefix("free-meal-").removeprefix("gap-")
    other_slug = slug.replace("-fsm", "-not-fsm") if within else slug
    here = table.locality["area_code"]
    there = here if within else table.locality["comparator_code"]
    sex = row.get("Sex") or next(iter({key[1] for key in figures(slug)}))
    sides = figures(slug)[here, sex, row["Period"]], figures(other_slug)[there, sex, row["Period"]]
    one, two = (Decimal(side["value"]) for side in sides)
    decimals = "2" if "elative" in column else catalogue()[slug]["decimals"]
    value = one / two if "elative" in column else one - two
    if "limit" not in column:
        return show(value, decimals)
    sign = -1 if column.startswith("Lower") else 1
    ends = [(Decimal(side["lower_ci"]), Decimal(side["upper_ci"])) for side in sides]
    if "elative" in column:
        half = sum(((high.ln() - low.ln()) / 2) ** 2 for low, high in ends).sqrt()
        return show(value * (sign * half).exp(), decimals)
    (low, high), (other_low, other_high) = ends
    near, far = (one - low, other_high - two) if sign < 0 else (high - one, two - other_low)
    return show(value + sign * (near**2 + far**2).sqrt(), decimals)


def merged(slug: str, code: str, sex: str, period: str) -> dict[str, Decimal]:
    """Sum the counts of the districts that an area took over, with Wilson's limits by hand."""
    parts = [
        row["area_code"] for row in rows_of("geography/areas") if row["successor_code"] == code
    ]
    found = [figures(slug).get((part, sex, period), {}) for part in parts]
    if not found or catalogue()[slug]["unit"] != "%":
        return {}
    if not all(row.get("count") and row.get("denominator") for row in found):
        return {}
    return from_counts(found)


def from_counts(found: list[dict[str, str]]) -> dict[str, Decimal]:
    """Give the percentage of counts of people, with Wilson's limits."""
    count = sum(Decimal(row["count"]) for row in found)
    people = sum(Decimal(row["denominator"]) for row in found)
    middle, below = 2 * count + Z**2, 2 * (people + Z**2)
    half = Z * (Z**2 + 4 * count * (1 - count / people)).sqrt()
    ends = {"lower_ci": (middle - half) / below, "upper_ci": (middle + half) / below}
    return {name: 100 * end for name, end in {"value": count / people, **ends}.items()}


@cache
def indicator_of(label: str) -> tuple[str, str]:
    """Find the indicator and the sex that a label names, with or without its unit and source."""
    plain = re.sub(r" \[\d+\]$", "", label)
    for slug, row in catalogue().items():
        for sex in ("", "female", "male", "person"):
            whose = [f", {sex}", f", {sex}s"] if sex else [""]
            names = [f"{row['name']}{who}" for who in whose]
            if plain in [*names, *(f"{name} ({row['unit']})" for name in names)]:
                return slug, sex.replace("person", "persons")
    raise KeyError(label)


def limits_by_hand(slug: str, row: dict[str, str]) -> dict[str, Decimal]:
    """Work out the limits of a share or rate of people by hand: Wilson's, or Byar's from 10."""
    about = catalogue()[slug]
    if slug not in COUNTED or row.get("lower_ci") or not row.get("denominator"):
        return {}
    per = 100 if about["unit"] == "%" else 10_000
    people = Decimal(row["denominator"])
    count = Decimal(row["count"]) if row["count"] else Decimal(row["value"]) * people / per
    if per == 100:
        found = from_counts([row | {"count": str(count)}])
        return {name: found[name] for name in ("lower_ci", "upper_ci")}
    ends = [
        per * n * (1 - 1 / (9 * n) + side * Z / (3 * n.sqrt())) ** 3 / people
        for side, n in ((-1, count), (1, count + 1))
    ]
    return dict(zip(("lower_ci", "upper_ci"), ends, strict=True))


def profile(table: Table, row: dict[str, str], column: str) -> str:
    """A latest figure, beside its comparator's and its region's."""
    slug, sex = indicator_of(row["Indicator"])
    sex = sex or row.get("Sex", "")
    sex = sex.capitalize() or next(iter({key[1] for key in figures(slug)}))
    here = table.locality["area_code"]
    there = table.locality.get("comparator_code", "E92000001")
    region = table.locality.get("region_code", "")
    own, other, around = (
        figures(slug).get((place, sex, row["Period"]), {}) for place in (here, there, region)
    )
    own = own or merged(slug, here, sex, row["Period"])
    own = own | limits_by_hand(slug, own)
    shown = {
        table.locality["area_name"]: own.get("value"),
        "Lower 95% limit": own.get("lower_ci"),
        "Upper 95% limit": own.get("upper_ci"),
        name_of(there): other.get("value"),
        region and name_of(region): around.get("value"),
    }
    if column == "Position":
        mine, theirs = Decimal(own["value"]), Decimal(other["value"])
        turned = -1 if catalogue()[slug]["polarity"] == "low is good" else 1
        return show(turned * 100 * (mine - theirs) / theirs, 1)
    return show(shown[column], catalogue()[slug]["decimals"])


@cache
def small_areas(stem: str) -> dict[str, dict[str, str]]:
    code = "lsoa21_code" if stem == IMD25 else "lsoa11_code"
    return {row[code]: row for row in rows_of(stem)}


@cache
def parents() -> dict[str, str]:
    """Give the first small area of 2011 that each of 2021 came from."""
    found: dict[str, str] = {}
    for row in rows_of("geography/lsoa11_to_lsoa21"):
        found.setdefault(row["lsoa21_code"], row["lsoa11_code"])
    return found


def small_area(table: Table, row: dict[str, str], column: str) -> str:
    (code,) = re.findall(r"E01\d{6}", " ".join(row.values()))
    if table.name == "small-areas-2019":
        return show(small_areas(IMD19)[code]["imd_decile"], 0)
    now = small_areas(IMD25)[code]
    assert now["lsoa21_name"] in " ".join(row.values()), "code and name are of one small area"
    then = small_areas(IMD19)[parents()[code]]
    shown = {
        "Decile (1 = most deprived)": now["imd_decile"],
        "People, mid-2022": now["population_mid_2022"],
        "Rank, 2025": now["imd_rank"],
        "Decile, 2025": now["imd_decile"],
        "Decile in 2025": now["imd_decile"],
        "Decile in 2019": then["imd_decile"],
        "Rank, 2019": then["imd_rank"],
        "Decile, 2019": then["imd_decile"],
    }
    return show(shown[column], 0)


def peers_of(table: Table) -> list[dict[str, str]]:
    """Give the wards of the authority that the page is about, or whose ward it is about."""
    code = table.locality["area_code"]
    own = {row["ward24_code"]: row["ltla24_code"] for row in rows_of(WARDS25)}
    return [row for row in rows_of(WARDS25) if row["ltla24_code"] == own.get(code, code)]


WARD_COLUMNS = {
    "Rank": ("imd_rank_among_english_wards", 0),
    "Rank in England": ("imd_rank_among_english_wards", 0),
    "Rank among wards of England": ("imd_rank_among_english_wards", 0),
    "Rank among the wards of England": ("imd_rank_among_english_wards", 0),
    "Value": ("imd_score_population_weighted", 1),
    "Decile": ("imd_decile_among_english_wards", 0),
    "People, mid-2022": ("population", 0),
    "Tenth (%)": ("pct_pop_in_10pc_most_deprived", 1),
    "Fifth (%)": ("pct_pop_in_20pc_most_deprived", 1),
    "Disabled (%)": ("pct_disabled_census2021", 1),
    "Hardship (%)": (
        "pct_households_deprived_2plus_dims_census2021",
        1,
    ),
}


def ward(table: Table, row: dict[str, str], column: str) -> str:
    """A ward's figures, and its number: its place among its peers from the most deprived."""
    number, name = re.fullmatch(r"(\d* ?)(.*)", row["Ward"]).groups()
    peers = sorted(peers_of(table), key=lambda peer: int(peer["imd_rank_among_english_wards"]))
    (place,) = (n for n, peer in enumerate(peers) if peer["ward24_name"] == name)
    assert number.strip() in ("", str(place + 1))
    if column in ("Number", "Place"):
        return str(place + 1)
    name, decimals = WARD_COLUMNS[column]
    return show(peers[place][name], decimals)


def lineage(table: Table, row: dict[str, str], column: str) -> str:
    """An earlier ward, and the share of today's residents whose small area lay in it."""
    people: dict[str, int] = {}
    for code, area in small_areas(IMD25).items():
        if area["ward24_code"] == table.locality["area_code"]:
            earlier = small_areas(IMD19)[parents()[code]]["ward17_code"]
            people[earlier] = people.get(earlier, 0) + int(area["population_mid_2022"])
    (own,) = (
        found
        for found in rows_of(WARDS19)
        if found["ward17_code"] in people
        and row["Ward of 2017"] in (found["ward_name"], found["ward17_code"])
    )
    if column.startswith("Share"):
        share = Decimal(100) * people[own["ward17_code"]] / sum(people.values())
        return show(share, 0)
    return show(own[WARD_COLUMNS[column][0]], 0)


def earlier_ward(table: Table, row: dict[str, str], column: str) -> str:
    """A ward of 2017, by its code where the table has no name, and by authority where it has."""
    (own,) = (
        found
        for found in rows_of(WARDS19)
        if row["Ward"].split(",")[0] == found["ward17_code"]
        or (
            found["ward_name"] == row["Ward"]
            and found["ltla21_code"] == table.locality["area_code"]
        )
    )
    columns = {"Small areas": "lsoas", "People": "population"}
    return show(own[columns.get(column) or WARD_COLUMNS[column][0]], 0)


def plan_figure(table: Table, row: dict[str, str], column: str) -> str:
    """A latest figure beside the number of a plan's actions, which is no figure of data/raw."""
    return row[column] if column == "Actions" else profile(table, row, column)


MEASURES = {
    "Years of potential life lost": ("years_of_potential_life_lost_indicator_popweighted", 1),
    "Illness and disability ratio": (
        "comparative_illness_and_disability_ratio_indicator_popweighted",
        1,
    ),
    "Acute morbidity ratio": ("acute_morbidity_indicator_popweighted", 1),
    "Mental health indicator": ("mental_health_indicator_popweighted", 2),
    "Disabled residents, Census 2021": ("pct_disabled_census2021", 1),
    "Households deprived in two or more dimensions, Census 2021": (
        "pct_households_deprived_2plus_dims_census2021",
        1,
    ),
}


def children(table: Table, row: dict[str, str], column: str) -> str:
    """The share of a ward's children in a year, as the file has it; names are of several wards."""
    years: dict[str, dict[str, str]] = {}
    for one in rows_of("small_areas/wards_children_in_low_income_families_2015_to_2021"):
        if one["indicator"].startswith("children-in-relative") and one["area_name"] == row["Ward"]:
            years.setdefault(one["area_code"], {})[one["period"]] = show(one["value"], 1)
    others = row.keys() - {"Ward", column}
    (value,) = {
        held[column]
        for held in years.values()
        if all(held.get(year, "[x]") == row[year] for year in others)
    }
    return value


def measure(table: Table, row: dict[str, str], column: str) -> str:
    name, decimals = MEASURES[re.sub(r" \([^)]*\)$", "", row["Measure"])]
    values = [Decimal(peer[name]) for peer in peers_of(table)]
    code = table.locality["area_code"]
    (own,) = (Decimal(peer[name]) for peer in peers_of(table) if peer["ward24_code"] == code)
    if column == "Place":
        return show(Decimal(sum(value > own for value in values) + 1), 0)
    for start, value in (("Lowest", min), ("Middle", median), ("Highest", max)):
        if column.startswith(start):
            return show(value(values), decimals)
    return show(own, decimals)


def found(table: Table, row: dict[str, str], column: str) -> str:
    """A latest figure of one of the book's places, and England's beside it, with their limits."""
    if row["Period"] == "[x]":
        return "[x]"
    slug, _ = indicator_of(table.name.removesuffix(", latest figures"))
    place, _, who = row["Place"].partition(", ")
    (code,) = (one["area_code"] for one in rows_of("geography/areas") if in_use(one, place))
    code = "E92000001" if column.startswith("England") else code
    sexes = {"females": "Female", "males": "Male", "all persons": "Persons"}
    held = {key[1] for key in figures(slug)}
    (sex,) = {sexes[who]} if who else held - {"Female", "Male"}
    own = figures(slug).get((code, sex, row["Period"])) or merged(slug, code, sex, row["Period"])
    own = own | limits_by_hand(slug, own)
    ends = {"Lower 95% limit": "lower_ci", "Upper 95% limit": "upper_ci"}
    name = ends.get(column.removeprefix("England: "), "value")
    return show(own.get(name), catalogue()[slug]["decimals"])


def in_use(area: dict[str, str], name: str) -> bool:
    return area["area_name"] == name and not area["successor_code"]


Expect = Callable[[Table, dict[str, str], str], str]


def route_of(table: Table) -> Expect:
    """Choose how a table's cells are found again."""
    chapter = table.chapter.stem
    routes: dict[tuple[str, str], Expect] = {
        ("gap", "slope-index"): trend,
        ("gap", "free-meal-gaps"): gap,
        ("gap", "area-gaps"): gap,
        ("profile", "compared"): profile,
        ("profile", "tables"): profile,
        ("ward", "place"): ward,
        ("ward", "lineage"): lineage,
        ("ward", "measures"): measure,
        ("ward", "map"): small_area,
        ("ward", "small-areas"): small_area,
        ("wards", "maps"): small_area,
        ("wards", "crossings"): small_area,
        ("wards", "ward-map"): ward,
        ("wards", "wards-table"): ward,
        ("wards", "earlier-wards"): earlier_ward,
        ("wards", "children"): children,
        ("plan", "figures"): plan_figure,
        ("work", "trends"): trend,
        ("work", "compared"): profile,
        ("figures", "figures"): found,
    }
    if chapter != "trend" and (chapter, table.cell) not in routes:
        pytest.fail(f"The table {table.name} of {chapter} has no second route: write it here.")
    return trend if chapter == "trend" else routes[chapter, table.cell]


def is_proved_elsewhere(table: Table) -> bool:
    places = {(table.chapter.stem, table.cell), (table.chapter.stem, "*")}
    return bool(places & set(PROVED_ELSEWHERE))


@cache
def cells() -> tuple[tuple[Table, int, int], ...]:
    """Find every cell of the book that holds a number."""
    return tuple(
        (table, line, place)
        for table in tables()
        if not is_proved_elsewhere(table)
        for line in range(len(table.rows))
        for place in table.numeric
    )


def check(table: Table, line: int, place: int) -> None:
    row = dict(zip(table.columns, table.rows[line], strict=True))
    column = table.columns[place]
    where = f"{table.chapter.parent.name}/{table.chapter.name}, {table.name}, {row}"
    assert route_of(table)(table, row, column) == row[column], where


@pytest.mark.parametrize("seed", range(PICKED))
def test_a_number_picked_at_random_is_that_of_the_raw_figures(seed):
    check(*random.Random(seed).choice(cells()))  # noqa: S311


@pytest.mark.slow
def test_every_number_of_every_table_is_that_of_the_raw_figures():
    assert len(cells()) > PICKED
    for table, line, place in cells():
        check(table, line, place)


def test_every_kind_of_table_of_numbers_is_found_again():
    """A new table in a chapter must come with its second route."""
    for table in tables():
        if table.numeric and not is_proved_elsewhere(table):
            assert callable(route_of(table))
    assert {table.chapter.stem for table in tables() if table.numeric} >= {"trend", "gap", "ward"}


NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")


def test_a_headline_says_only_numbers_of_its_table():
    """Chart, table and sentence cannot disagree."""
    checked = 0
    for chapter, cell, output in outputs():
        chart = output.get("metadata", {}).get("image/svg+xml")
        if chapter.stem not in ("trend", "gap") or not chart:
            continue
        if (chapter.stem, cell) in PROVED_ELSEWHERE:
            continue
        known = {
            number
            for row in chart["table"]["rows"]
            for text in row
            for number in NUMBER.findall(text)
        } | {"95"}
        words = [chart["subtitle"], *(row["name"] for row in catalogue().values())]
        known |= {number for text in words for number in NUMBER.findall(text)}
        said = NUMBER.findall(chart["title"].replace("COVID-19", ""))
        assert set(said) <= known, (chapter, cell, chart["title"])
        checked += len(said)
    assert checked


BY_CHAPTER = pytest.mark.parametrize(
    "chapter", CHAPTERS, ids=[f"{path.parent.name}/{path.stem}" for path in CHAPTERS]
)


@BY_CHAPTER
def test_a_chapter_was_executed_in_order_and_without_a_fault(chapter):
    code = [cell for cell in notebook(chapter)["cells"] if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    for cell in code:
        for output in cell["outputs"]:
            assert output["output_type"] in ("execute_result", "display_data"), cell["id"]


@BY_CHAPTER
def test_a_chapter_shows_no_machine_and_no_moment(chapter):
    text = chapter.read_text(encoding="utf-8")
    assert not re.search(r"/(home|work|root|Users|tmp|var)/\w", text)
    assert not re.search(r"\bat 0x[0-9a-f]+", text)
    assert not re.search(r"\d{4}-\d\d-\d\dT\d\d:\d\d", text)
    assert "Traceback" not in text
    assert set(notebook(chapter)["metadata"]) == {"kernelspec", "language_info"}


@BY_CHAPTER
def test_a_chapter_has_one_title_and_skips_no_level_of_heading(chapter):
    markdown = [
        text_of(cell["source"])
        for cell in notebook(chapter)["cells"]
        if cell["cell_type"] == "markdown"
    ]
    levels = [
        len(found[1]) for text in markdown for found in re.finditer(r"^(#+) ", text, re.MULTILINE)
    ]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(deeper <= level + 1 for level, deeper in pairwise(levels))
    assert not any("{{" in text for text in markdown)


@BY_CHAPTER
def test_cells_have_readable_ids_of_their_own(chapter):
    ids = [cell["id"] for cell in notebook(chapter)["cells"]]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name) for name in ids)


@BY_CHAPTER
def test_the_parameters_of_a_chapter_are_those_of_its_file(chapter):
    path = ROOT / "params" / f"{chapter.parent.name}.yml"
    injected = parameters_of(chapter)
    assert injected == given()[f"{chapter.parent.name}/{chapter.stem}"]
    if not path.is_file():
        # The page of a district, which its authority's file asks for.
        assert asks_for_districts(injected["within"])
        return
    written = yaml.safe_load(path.read_text(encoding="utf-8"))
    named_there = set(written) & set(injected) - {"framework", "plan", "published_figures"}
    assert all(injected[name] == written[name] for name in named_there)


@cache
def asks_for_districts(code: str) -> bool:
    """Whether the one file of an authority says that its districts have pages."""
    files = [yaml.safe_load(path.read_text("utf-8")) for path in (ROOT / "params").glob("*.yml")]
    (own,) = [one for one in files if one.get("area_code") == code]
    return own.get("districts", False)


@cache
def given() -> dict[str, dict[str, Any]]:
    """Name what each chapter is given by its locality's file and the documents that it names."""
    from analysis.data.params import load_localities
    from analysis.runner.tasks import chapter_tasks

    localities = load_localities(ROOT / "params")
    return {task.name: dict(task.parameters) for task in chapter_tasks(localities)}


@BY_CHAPTER
def test_every_chart_has_its_words(chapter):
    for cell in notebook(chapter)["cells"]:
        for output in cell.get("outputs", []):
            chart = output.get("metadata", {}).get("image/svg+xml")
            if "image/svg+xml" in output.get("data", {}):
                assert 0 < len(chart["alt"]) < 250
                for part in ("title", "subtitle", "long_description", "source"):
                    assert chart[part].strip(), (cell["id"], part)


def test_every_chapter_of_every_locality_is_there_and_no_other():
    from analysis.data.params import load_localities

    wanted = {
        f"{slug}/{chapter}.ipynb"
        for slug, locality in load_localities(ROOT / "params").items()
        for chapter in locality.chapters
    }
    assert {path.relative_to(ROOT / "book").as_posix() for path in CHAPTERS} == wanted


def test_the_executed_chapters_are_lean():
    assert sum(path.stat().st_size for path in CHAPTERS) < 10_000_000


def test_titles_of_pages_differ():
    titles = [
        re.search(r"^# (.*)$", text_of(notebook(path)["cells"][0]["source"]), re.MULTILINE)[1]
        for path in CHAPTERS
    ]
    assert len(titles) == len(set(titles))


def test_no_interval_is_shown_the_wrong_way_round():
    for table in tables():
        if {"Lower 95% limit", "Upper 95% limit"} <= set(table.columns):
            low, high = (table.columns.index(f"{end} 95% limit") for end in ("Lower", "Upper"))
            for row in table.rows:
                if "[x]" not in (row[low], row[high]):
                    ends = [float(row[end].replace(",", "")) for end in (low, high)]
                    assert ends[0] <= ends[1] and not any(map(math.isnan, ends)), row


@pytest.mark.parametrize(
    ("place", "code"),
    [("stockton-on-tees", "16C"), ("northumberland", "00L"), ("west-northamptonshire", "78H")],
)
def test_the_checks_of_a_commissioner_are_count_over_denominator_and_on_the_page(place, code):
    rows = [
        row
        for row in rows_of("health_services/severe_mental_illness_checks")
        if (row["area_code"], row["period"]) == (code, "2023/24 Q4")
    ]
    (table,) = (
        one
        for one in tables()
        if (one.chapter.parent.name, one.cell) == (place, "checks") and "Share (%)" in one.columns
    )
    assert len(rows) == len(table.rows) == 7
    shown = {(row[1], row[2]): row[3] for row in table.rows}
    for row in rows:
        count, people = Decimal(row["count"]), Decimal(row["denominator"])
        assert show(row["value"], 6) == show(100 * count / people, 6)
        assert shown[show(count, 0), show(people, 0)] == show(100 * count / people, 1)
