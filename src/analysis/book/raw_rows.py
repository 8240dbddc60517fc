"""The raw rows behind a claim or a figure: how a page links them, and how they are found.

While the book is built a link says ``href="raw:FILE|AREA|PERIOD|SEX|VALUE"``; once every page is
there `analysis.book.provenance` puts the address of the row in its place.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from analysis import paths
from analysis.data.areas import ENGLAND, WARD, extent_of, get_area
from analysis.data.catalogue import read_catalogue
from analysis.data.raw import read_manifest
from analysis.errors import UnknownAreaError

LINK = re.compile(r'href="raw:([^"]*)"')
KEY = ("area_code", "period", "sex", "value")
SPAN, LATEST = " up to ", "latest of each"
YEARS = " to "
INFERRED = " (inferred)"
PUBLISHED = "as published"
RAW_FORMS = (".csv", ".parquet", ".geojson")
MOST_FILES = 3
# What says which row it is, so that no number in it is the one that a sentence gives.
NAMING = re.compile(r"(^|_)(code|name|period|start|end|year|age)($|_)")

# A file and the address that leads to a row of it; none for a document, which has no rows.
File = tuple[str, str]


def raw_file(file: str, claim: Mapping[str, Any]) -> File:
    """Give the file of a claim with the address of the row behind it.

    >>> raw_file("a.csv", {"area_code": "E1", "period": "2023/24", "sex": "Male"})
    ('a.csv', 'a.csv%7CE1%7C2023%2F24%7CMale%7C')
    """
    if not file.endswith(RAW_FORMS):
        return file, ""
    known = dict(claim) if PUBLISHED in claim.get("rule", "") else {**claim, "value": None}
    key = ("" if known.get(name) is None else str(known[name]) for name in KEY)
    return file, quote("|".join([file, *key]), safe=".-")


def key_of(address: str) -> tuple[str, list[str]]:
    """Read back the file and the key of a link.

    >>> key_of("a.csv%7CE1%7C2023%2F24%7CMale%7C")
    ('a.csv', ['E1', '2023/24', 'Male', ''])
    """
    file, *key = unquote(unescape(address)).split("|")
    return file, key


def claim_lines(claims: Iterable[Mapping[str, Any]]) -> list[tuple[str, str, tuple[File, ...], int]]:
    """Give each claim once: its words, its rule, its first files and how many more there are.

    >>> claim_lines([{"text": "3.9%", "rule": "as published", "sources": []}] * 2)
    [('3.9%', 'as published', (), 0)]
    """
    lines = (
        (
            claim["text"],
            claim["rule"],
            tuple(raw_file(name, claim) for name in claim["sources"][:MOST_FILES]),
            len(claim["sources"][MOST_FILES:]),
        )
        for claim in claims
    )
    return list(dict.fromkeys(lines))


def figure_files(described: Mapping[str, Any]) -> list[File]:
    """Give the raw rows of a figure whose title claims nothing, from its table and its source."""
    found = list(_indicator_rows(described["table"])) or list(_source_rows(described["source"]))
    return list(dict.fromkeys(raw_file(file, key) for file, key in found))


def _indicator_rows(table: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, str]]]:
    """Give the file and key of each row of a table that has one indicator a row."""
    if not {"Indicator", "Period"} <= set(table["columns"]):
        return
    places = [table["columns"].index(name) for name in ("Indicator", "Period")]
    by_name = {about.name: slug for slug, about in read_catalogue().items()}
    for row in table["rows"]:
        words, period = (row[place] for place in places)
        name = max((one for one in by_name if words.startswith(one)), key=len, default="")
        if name:
            sex = words.removeprefix(name).strip(", ").title()
            yield f"indicators/{by_name[name]}.csv", {"period": period, "sex": sex}


def _source_rows(source: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Give each raw file whose publisher and release a source names."""
    for file, about in read_manifest(paths.data_folder()).items():
        words = [about.get(part, "") for part in ("publisher", "release")]
        if all(words) and ", ".join(words) in source:
            yield file, {}


class RawRows:
    """The rows of raw files that a book rests on, each found once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.used: dict[str, set[int]] = defaultdict(set)
        self._rows: dict[str, list[dict[str, str]]] = {}
        self._places: dict[str, dict[str, list[int]]] = {}

    def rows(self, file: str) -> list[dict[str, str]]:
        """Give every row of a file, as text; none for a file that is no CSV."""
        if file not in self._rows:
            path = self.folder / file
            self._rows[file] = []
            if path.suffix == ".csv" and file in read_manifest(self.folder):
                with path.open(encoding="utf-8", newline="") as opened:
                    self._rows[file] = list(csv.DictReader(opened))
        return self._rows[file]

    def find(self, file: str, key: Sequence[str]) -> list[int]:
        """Give the line numbers of the rows behind a claim; the header is line 1."""
        area, period, sex, value = (*key, "", "", "", "")[:4]
        found = self._of_area(file, area, period)
        if value and not found:
            return self._of_another_edition(file, area, value)
        found = self._narrowed(file, found, "sex", sex, sex)
        found = self._of_period(file, found, period)
        found = self._with_number(file, found, value)
        self.used[file] |= set(found)
        return found

    def count(self, file: str, areas: Iterable[str]) -> int:
        """Count the rows of some areas and their parts; all those of a file without areas."""
        if not self._has_areas(file):
            return len(self.rows(file))
        parts = {part for area in areas for part in extent_of(area)}
        places = self._places_of(file)
        return len({number for part in parts for number in places.get(part, ())})

    def _has_areas(self, file: str) -> bool:
        return any(name.endswith("_code") for row in self.rows(file)[:1] for name in row)

    def _places_of(self, file: str) -> Mapping[str, list[int]]:
        """Give the lines on which each cell of a file stands."""
        if file not in self._places:
            self._places[file] = defaultdict(list)
            for number, row in enumerate(self.rows(file), start=2):
                for cell in dict.fromkeys(row.values()):
                    self._places[file][cell].append(number)
        return self._places[file]

    def _of_area(self, file: str, area: str, period: str) -> list[int]:
        if not area:
            return []
        places = self._places_of(file)
        if area in places:
            return places[area]
        parts = sorted({number for part in extent_of(area) for number in places.get(part, ())})
        if parts or area != ENGLAND or not period or self._has_areas(file):
            return parts
        return list(range(2, len(self.rows(file)) + 2))

    def _of_another_edition(self, file: str, area: str, value: str) -> list[int]:
        try:
            ward = get_area(area)
        except UnknownAreaError:
            return []
        near = self._of_area(file, ward.authority_code, "") if ward.type == WARD else []
        kept = [n for n in near if self._has_number(file, n, value)]
        self.used[file] |= set(kept)
        return kept

    def _of_period(self, file: str, found: list[int], period: str) -> list[int]:
        if period == LATEST:
            labels = [self._cell(file, number, "period") for number in found]
            latest = max(labels, default="")
            return self._narrowed(file, found, "period", latest, latest)
        period = period.removesuffix(INFERRED)
        first, _, last = period.partition(SPAN)
        kept = self._narrowed(file, found, "period", first, last or first)
        if len(kept) < len(found):
            return kept
        first, _, last = period.partition(YEARS)
        return self._narrowed(file, found, "year", first, last or first)

    def _with_number(self, file: str, found: list[int], value: str) -> list[int]:
        kept = [n for n in found if value and self._has_number(file, n, value)]
        return kept or found

    def _has_number(self, file: str, number: int, value: str) -> bool:
        return float(value) in _numbers(self.rows(file)[number - 2])

    def _narrowed(
        self, file: str, found: list[int], column: str, first: str, last: str
    ) -> list[int]:
        """Keep the rows from one value of a column to another, or all where none has them."""
        kept = [n for n in found if first <= self._cell(file, n, column) <= last]
        return kept or found

    def _cell(self, file: str, number: int, column: str) -> str:
        return self.rows(file)[number - 2].get(column) or ""


def _numbers(row: Mapping[str, str]) -> Iterator[float]:
    """Give the numbers of a row that are figures, not names, periods or ages."""
    for name, cell in row.items():
        if cell and not NAMING.search(name):
            try:
                yield float(cell)
            except ValueError:
                continue
