"""The book's figures as a folder of open data: CSV files, what their columns mean, the ledger."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import paths
from analysis.book.edition import Edition
from analysis.book.mime import harmless_cell
from analysis.data.catalogue import Indicator, read_indicator
from analysis.data.indicators import area_indicators
from analysis.data.params import Locality
from analysis.data.tidy import COLUMNS, KEY
from analysis.errors import RunError
from analysis.paths import OPEN_DATA as FOLDER

CATALOGUE = "catalogue.csv"
LEDGER = "claims.csv"
METADATA = "metadata.json"
CSVW = "http://www.w3.org/ns/csvw"
LICENCE = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
MEANINGS = {
    "indicator": ("string", "the indicator's name in the catalogue"),
    "area_code": ("string", "nine-character code of the Office for National Statistics"),
    "area_name": ("string", "name of the area"),
    "area_type": ("string", "such as unitary authority, region or country"),
    "period": ("string", "the period as its publisher names it"),
    "period_start": ("integer", "first calendar year of the period"),
    "period_end": ("integer", "last calendar year of the period"),
    "sex": ("string", "Persons, Female or Male"),
    "age": ("string", "the ages that the figure is of"),
    "category_type": ("string", "how people or places are grouped, where they are"),
    "category": ("string", "the group"),
    "count": ("number", "people or events counted"),
    "denominator": ("number", "people among whom they were counted"),
    "value": ("number", "the figure, in the unit that the catalogue gives"),
    "lower_ci": ("number", "lower limit of the 95% confidence interval"),
    "upper_ci": ("number", "upper limit of the 95% confidence interval"),
}
OF_THE_CATALOGUE = (
    "indicator", "name", "unit", "decimals", "polarity", "life_stage", "publisher", "release",
    "licence", "confidence_intervals", "first_period", "last_period", "note",
)  # fmt: skip
OF_A_CLAIM = (
    "id", "indicator", "area_code", "period", "sex", "value", "lower_ci", "upper_ci", "rule",
    "text", "sources", "chapter", "cell",
)  # fmt: skip
# The kinds of output whose words carry claims: sentences, cards and the titles of charts.
CARRIERS = ("text/markdown", "text/html", "image/svg+xml")


def write_open_data(
    html: Path, localities: Mapping[str, Locality], edition: Edition, pages: list[str]
) -> Path:
    """Write the data of the book beside its pages.

    The folder: a file for each indicator with the rows of the book's areas, their comparators,
    regions and neighbours; ``catalogue.csv``; ``claims.csv``; and ``metadata.json`` (CSV on the
    Web).
    """
    folder = html / FOLDER
    folder.mkdir(parents=True)
    codes = {code for locality in localities.values() for code in locality.places.roles}
    listed = sorted(area_indicators(), key=lambda one: one.indicator)
    tables = [_write_indicator(folder, one, codes) for one in listed]
    described = [[getattr(one, name) for name in OF_THE_CATALOGUE] for one in listed]
    _write(pd.DataFrame(described, columns=OF_THE_CATALOGUE), folder / CATALOGUE)
    write_claims(collect_claims(paths.book_folder(), pages), folder)
    metadata = {
        "@context": [CSVW, {"@language": "en-GB"}],
        "dc:title": edition.title,
        "dc:publisher": edition.author,
        "dc:date": edition.released.isoformat(),
        "schema:version": edition.version,
        "dc:license": {"@id": LICENCE},
        "tables": [
            *tables,
            _loose(
                CATALOGUE, OF_THE_CATALOGUE, "What each indicator is, its publisher and licence"
            ),
            _loose(LEDGER, OF_A_CLAIM, "Every number and comparison word of the book's sentences"),
        ],
    }
    text = json.dumps(metadata, indent=1, ensure_ascii=False)
    (folder / METADATA).write_text(text + "\n", encoding="utf-8")
    return folder


def _write_indicator(folder: Path, about: Indicator, codes: set[str]) -> dict[str, Any]:
    data = read_indicator(about.indicator)
    own = data[data["area_code"].isin(codes)]
    names = [name for name in COLUMNS if name in MEANINGS]
    path = folder / f"{about.indicator}.csv"
    _write(own[names], path)
    return {
        "url": path.name,
        "dc:title": about.name,
        "dc:description": " ".join(filter(None, [f"Unit: {about.unit}.", about.note])),
        "dc:source": about.source,
        "dc:license": about.licence,
        "tableSchema": {
            "columns": [
                {
                    "name": name,
                    "titles": name,
                    "datatype": MEANINGS[name][0],
                    "dc:description": MEANINGS[name][1],
                    "required": name in ("indicator", "area_code", "period"),
                }
                for name in names
            ],
            "primaryKey": list(KEY),
        },
    }


def _loose(file: str, names: Iterable[str], title: str) -> dict[str, Any]:
    """Describe a file whose columns are all text or explained by their names."""
    columns = [{"name": name, "titles": name} for name in names]
    return {"url": file, "dc:title": title, "tableSchema": {"columns": columns}}


def _write(data: pd.DataFrame, path: Path) -> None:
    """Write rows of which no text is a formula to a spreadsheet."""
    safe = data.copy()
    for name in data.select_dtypes(exclude="number"):
        cells = [harmless_cell(cell) if isinstance(cell, str) else cell for cell in data[name]]
        safe[name] = pd.Series(cells, index=data.index, dtype=object)
    safe.to_csv(path, index=False, lineterminator="\n")


def collect_claims(book: Path, chapters: Iterable[str]) -> list[dict[str, Any]]:
    """Collect the claims of executed chapters."""
    rows: list[dict[str, Any]] = []
    for chapter in chapters:
        seen: Counter[tuple[str, str]] = Counter()
        for cell, claim in _claims_of(book / f"{chapter}.ipynb", chapter):
            row = dict(claim) | {"sources": "; ".join(claim["sources"])}
            row |= {"chapter": chapter, "cell": cell}
            seen[cell, claim["id"]] += 1
            if seen[cell, claim["id"]] > 1:
                row["id"] = f"{claim['id']} | {seen[cell, claim['id']]}"
            rows.append(row)
    return rows


def _claims_of(path: Path, chapter: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Give each claim of a chapter with the id of its cell."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, KeyError) as problem:
        raise RunError(
            f"The chapter {chapter} cannot be read, so the claim ledger would lack its sentences. "
            f"Run `analysis run {chapter.partition('/')[0]}` first."
        ) from problem
    for cell in cells:
        for output in cell.get("outputs", ()):
            for carrier in CARRIERS:
                carried = output.get("metadata", {}).get(carrier, {})
                yield from ((cell["id"], claim) for claim in carried.get("claims", ()))


def write_claims(rows: Iterable[Mapping[str, Any]], folder: Path) -> Path:
    """Write the ledger as ``claims.csv``: every number and comparison word of the sentences."""
    path = folder / LEDGER
    cells = [[row[name] for name in OF_A_CLAIM] for row in rows]
    _write(pd.DataFrame(cells, columns=OF_A_CLAIM, dtype=object), path)
    return path
