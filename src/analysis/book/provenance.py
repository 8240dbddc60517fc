"""From a claim to the raw row behind it, and from a chapter to what it read: pages beside the book.

While the book is built a link says ``href="raw:FILE|AREA|PERIOD|SEX|VALUE"``. Once every page is
there it leads to its row, on a page of each raw file with the rows that the book rests on.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from html import unescape
from math import isclose
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pandas as pd

from analysis import paths
from analysis.book.contents import FRONT, frame_of
from analysis.book.edition import fill, size_words
from analysis.book.kept import Memory
from analysis.claims.table import SHORTHAND, html_table
from analysis.data.areas import ENGLAND, WARD, extent_of, get_area
from analysis.data.raw import read_manifest
from analysis.errors import UnknownAreaError
from analysis.formats import SIGNIFICANT
from analysis.paths import OPEN_DATA
from analysis.runner.cache import MANIFEST

FOLDER = "provenance"
CODE = re.compile(r"\bE\d{8}\b")
MOST_COLUMNS = 10
SHOWN = ("area_name", "period", "sex", "age", "category", "count", "denominator", "value",
         "lower_ci", "upper_ci")  # fmt: skip
CELL = re.compile(r"<td[^>]*>([^<]*)</td>")
LINK = re.compile(r'href="raw:([^"]*)"')
KEY = ("area_code", "period", "sex", "value")
SPAN, LATEST, SEVERAL = " up to ", "latest of each", ", "
YEARS = " to "
INFERRED = " (inferred)"
PUBLISHED = "as published"
RAW_FORMS = (".csv", ".parquet", ".geojson")
MOST_FILES = 3
# A claim keeps so many digits of what a file holds.
OF_A_CLAIM = 10.0 ** (1 - SIGNIFICANT)
# What says which row it is, so that no number in it is the one that a sentence gives.
NAMING = re.compile(r"(^|_)(code|name|period|start|end|year|age)($|_)")

# A file's name and the address that leads to a row of it; none for a document without rows.
Named = tuple[str, str]
# The words of a claim, its rule, its first files and how many more there are.
Line = tuple[str, str, tuple[Named, ...], int]


def raw_file(file: str, claim: Mapping[str, Any]) -> Named:
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


def claim_lines(claims: Iterable[Mapping[str, Any]]) -> list[Line]:
    """Give the line of each claim, once.

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


def _as_text(path: Path) -> pd.DataFrame:
    """Read a raw table with every cell as its text; a document without rows is an empty one."""
    if path.suffix == ".csv":
        return pd.read_csv(path, dtype="string[pyarrow]", keep_default_na=False)
    if path.suffix != ".parquet":
        return pd.DataFrame()
    table = pd.read_parquet(path)
    texts = {
        name: cells.astype(object).map(str).mask(cells.isna(), "") for name, cells in table.items()
    }
    return pd.DataFrame(texts, dtype="string[pyarrow]")


class RawFile:
    """The rows of one raw file as text, and the lines that a book rests on; the header is line 1.

    A file that is no table has no rows.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.used: set[int] = set()
        self._columns: dict[str, list[str]] = {}

    @cached_property
    def table(self) -> pd.DataFrame:
        """The file's rows, read when they are first asked for."""
        return _as_text(self.path)

    @cached_property
    def names(self) -> list[str]:
        """The names of its columns."""
        return [str(name) for name in self.table]

    @cached_property
    def _codes(self) -> list[str]:
        return [name for name in self.names if name.endswith("_code")]

    @cached_property
    def has_areas(self) -> bool:
        """Whether its rows name the areas that they are of."""
        return bool(self._codes) and len(self) > 0

    def __len__(self) -> int:
        """Count its rows."""
        return len(self.table)

    def row(self, number: int) -> dict[str, str]:
        """Give the cells of a line."""
        return {name: self._cells(name)[number - 2] for name in self.names}

    @cached_property
    def _places(self) -> Mapping[str, list[int]]:
        """The lines on which each code of the file stands."""
        places: dict[str, list[int]] = defaultdict(list)
        for number, cells in enumerate(zip(*map(self._cells, self._codes), strict=True), start=2):
            for cell in dict.fromkeys(cells):
                places[cell].append(number)
        return places

    def _cells(self, column: str) -> list[str]:
        """Give a column, kept as a list because single cells are asked for."""
        if column not in self._columns:
            known = column in self.table
            self._columns[column] = self.table[column].tolist() if known else [""] * len(self)
        return self._columns[column]

    def find(self, key: Sequence[str]) -> list[int]:
        """Find the lines behind a claim, and note them as used."""
        area, period, sex, value = (*key, "", "", "", "")[:4]
        found = self._of_area(area, period)
        if value and not found:
            found = self._of_another_edition(area, value)
        else:
            found = self._narrowed(found, "sex", sex, sex)
            found = self._of_period(found, period)
            found = self._with_number(found, value) or found
        self.used |= set(found)
        return found

    def count(self, areas: Iterable[str]) -> int:
        """Count the rows of some areas and their parts; all those of a file without areas."""
        return len(self._of_parts(areas)) if self.has_areas else len(self)

    def _of_parts(self, areas: Iterable[str]) -> list[int]:
        parts = {part for area in areas for part in extent_of(area)}
        return sorted({number for part in parts for number in self._places.get(part, ())})

    def _of_area(self, area: str, period: str) -> list[int]:
        if not area:
            return []
        found = self._places.get(area) or self._of_parts(area.split(SEVERAL))
        if not found and area == ENGLAND and period and not self.has_areas:
            return list(range(2, len(self) + 2))
        return found

    def _of_another_edition(self, area: str, value: str) -> list[int]:
        """Find a ward that has another code here by its number, within its authority."""
        try:
            ward = get_area(area)
        except UnknownAreaError:
            return []
        near = self._of_area(ward.authority_code, "") if ward.type == WARD else []
        return self._with_number(near, value)

    def _of_period(self, found: list[int], period: str) -> list[int]:
        if period in ("", LATEST):
            latest = max((self._cell(number, "period") for number in found), default="")
            return self._narrowed(found, "period", latest, latest)
        period = period.removesuffix(INFERRED)
        first, _, last = period.partition(SPAN)
        kept = self._narrowed(found, "period", first, last or first)
        if len(kept) < len(found):
            return kept
        first, _, last = period.partition(YEARS)
        return self._narrowed(found, "year", first, last or first)

    def _with_number(self, found: list[int], value: str) -> list[int]:
        """Keep the rows that hold a number, of which a claim keeps eight digits."""
        return [
            n
            for n in found
            if value
            and any(
                isclose(float(value), number, rel_tol=OF_A_CLAIM)
                for number in _numbers(self.row(n))
            )
        ]

    def _narrowed(self, found: list[int], column: str, first: str, last: str) -> list[int]:
        """Keep the rows from one value of a column to another, or all where none has them."""
        return [n for n in found if first <= self._cell(n, column) <= last] or found

    def _cell(self, number: int, column: str) -> str:
        return self._cells(column)[number - 2]


class RawFiles(dict[str, RawFile]):
    """The raw files that a book rests on, each read once, when it is asked for."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder

    def __missing__(self, file: str) -> RawFile:
        """Read a file; one that the manifest does not name has no rows."""
        known = file in read_manifest(self.folder)
        return self.setdefault(file, RawFile(self.folder / file if known else Path()))


def _numbers(row: Mapping[str, str]) -> Iterator[float]:
    """Give the numbers of a row that are figures, not names, periods or ages."""
    for name, cell in row.items():
        if cell and not NAMING.search(name):
            try:
                yield float(cell)
            except ValueError:
                continue


def add_provenance(
    html: Path,
    manifest: Mapping[str, Any],
    areas: Mapping[str, str],
    memory: Memory | None = None,
) -> Path:
    """Write the pages of rows and of runs into a built book, and lead its links there."""
    raw, memory = RawFiles(paths.data_folder()), memory or Memory()
    lead_to_rows(html, areas, raw, memory)
    read = (name for one in manifest["chapters"].values() for name in one.get("files", ()))
    files = sorted({*raw, *read})
    frame = frame_of(html)
    # The whole book is put in its place at once, so no page of it has to be safe by itself.
    (html / FOLDER).mkdir(exist_ok=True)
    for file in files:
        key = (memory.figures, file, sorted(raw[file].used))
        rows = memory.recall(__name__, key, partial(_rows, file, raw))
        text = fill("rows.html", **frame, **rows)
        (html / FOLDER / _page(file)).write_text(text, encoding="utf-8", newline="\n")
    index, published = html / FOLDER / "index.html", html / OPEN_DATA / MANIFEST
    chapters = sorted(manifest["chapters"].items())
    runs = fill(
        "runs.html",
        **frame,
        title="What each chapter read",
        table=html_table,
        lines=[[name, *_counts(name, about, raw, html, memory)] for name, about in chapters],
        manifest=manifest,
        published=(OPEN_DATA / MANIFEST).as_posix(),
        size=size_words(published.stat().st_size) if published.is_file() else "",
        chapters=chapters,
        addresses={file: _page(file) for file in files},
    )
    index.write_text(runs, encoding="utf-8", newline="\n")
    return index


def lead_to_rows(
    html: Path, areas: Mapping[str, str], raw: RawFiles, memory: Memory, *, some: bool = False
) -> None:
    """Lead the links of all pages, or of some, to the rows behind them, each link found once."""
    texts = {page: page.read_text(encoding="utf-8") for page in sorted(html.rglob("*.html"))}
    area_of = {page: areas.get(page.relative_to(html).parts[0], "") for page in texts}
    asked = {(area_of[page], link): None for page in texts for link in LINK.findall(texts[page])}
    hits = memory.recall_each(__name__, memory.figures, asked, partial(_find, raw), forget=not some)
    for (_, link), lines in hits.items():
        raw[key_of(link)[0]].used |= set(lines)
    for page, text in texts.items():
        up = "../" * (len(page.relative_to(html).parts) - 1)

        def address(found: re.Match[str], up: str = up, area: str = area_of[page]) -> str:
            lines = hits[area, found[1]]
            row = f"#row-{lines[-1]}" if lines else ""
            return f'href="{up}{FOLDER}/{_page(key_of(found[1])[0])}{row}"'

        led = LINK.sub(address, text)
        if led != text:
            page.write_text(led, encoding="utf-8", newline="\n")


def _find(raw: RawFiles, asked: tuple[str, str]) -> list[int]:
    """Find the lines behind a link of a page about an area."""
    area, link = asked
    file, (own, *rest) = key_of(link)
    # What a page shows of no area of its own is of the whole country.
    tried = (own,) if own else (area, ENGLAND)
    return next(filter(None, (raw[file].find((place, *rest)) for place in tried)), [])


def _page(file: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", file.rpartition(".")[0].lower()).strip("-") + ".html"


def _rows(file: str, raw: RawFiles) -> dict[str, Any]:
    """Give what the page of one raw file says: its publisher, and the rows behind sentences."""
    used = sorted(raw[file].used)
    said = f"{len(raw[file])}, of which {len(used)} stand behind sentences of this book"
    table = ""
    if used:
        rows = {number: raw[file].row(number) for number in used}
        names = raw[file].names
        known = SHOWN if "value" in names else names[:MOST_COLUMNS]
        columns = [name for name in known if any(row.get(name) for row in rows.values())]
        lines = [[str(n), *(row.get(name) or "[x]" for name in columns)] for n, row in rows.items()]
        headings = ["Line of the file", *(name.replace("_", " ") for name in columns)]
        table = html_table(headings, lines, caption=f"Rows of {file}, as published")
        table = re.sub(r'<tr>(<th scope="row">(\d+)</th>)', r'<tr id="row-\2">\1', table)
    about = read_manifest(raw.folder).get(file, {})
    return {"title": f"Raw figures: {file}", "about": about, "rows": said, "table": table}


def _counts(
    name: str, about: Mapping[str, Any], raw: RawFiles, html: Path, memory: Memory
) -> list[str]:
    """Count what went into a chapter, where a record of its run is held, and what came out."""
    files, codes = about.get("files", ()), codes_in(about.get("parameters", {}))
    page = html / ("index.html" if name == FRONT else f"{name}.html")
    shown = CELL.findall(page.read_text(encoding="utf-8")) if page.is_file() else []
    signs = Counter(cell for cell in shown if cell in SHORTHAND)
    given = (memory.figures, sorted(files), sorted(codes))
    read = memory.recall(__name__, given, lambda: _rows_read([raw[file] for file in files], codes))
    counts = (
        *(read if files else ["[x]"] * len(read)),
        len(shown),
        signs["[x]"] + signs["[z]"],
        signs["[c]"],
    )
    return [*map(str, counts), about.get("failure") or "none"]


def _rows_read(files: Sequence[RawFile], codes: Iterable[str]) -> list[int]:
    """Count the files that a chapter read, their rows, and the rows of its areas."""
    return [len(files), sum(map(len, files)), sum(file.count(codes) for file in files)]


def codes_in(parameters: Mapping[str, Any]) -> set[str]:
    """Name the areas that a chapter's parameters name; England where they name none.

    >>> sorted(codes_in({"area_code": "E06000004", "comparator_code": "E92000001", "n": 2031}))
    ['E06000004', 'E92000001']
    """
    return set(CODE.findall(repr(sorted(parameters.items())))) or {ENGLAND}
