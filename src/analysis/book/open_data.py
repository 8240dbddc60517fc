"""The book's figures as a folder of open data: CSV files, what their columns mean, the ledger."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from analysis import paths
from analysis.book.csv_text import harmless_cell
from analysis.book.edition import Edition, fill
from analysis.book.kept import Memory, below_one_head
from analysis.claims.claim import claim_id, read_claims
from analysis.claims.words import count_of
from analysis.data.areas import WITHIN_COUNCILS
from analysis.data.catalogue import read_indicator
from analysis.data.indicators import area_indicators
from analysis.data.params import Locality
from analysis.data.tidy import KEY
from analysis.errors import RunError
from analysis.files import file_digest
from analysis.findings.verdict_rows import dictionary, tabulate
from analysis.findings.verdicts import find_verdicts
from analysis.paths import OPEN_DATA as FOLDER

CATALOGUE = "catalogue.csv"
LEDGER = "claims.csv"
VERDICTS = "verdicts.csv"
# So many places are named in a sentence.
MOST_PLACES = 3
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
    html: Path,
    localities: Mapping[str, Locality],
    edition: Edition,
    pages: list[str],
    memory: Memory | None = None,
) -> Path:
    """Write the data of the book beside its pages.

    The folder: a file for each indicator with the rows of the book's areas, their comparators,
    regions and neighbours; ``catalogue.csv``; ``verdicts.csv``; ``claims.csv``; and
    ``metadata.json`` (CSV on the Web).
    """
    folder, memory = html / FOLDER, memory or Memory()
    folder.mkdir(parents=True, exist_ok=True)
    codes = {code for locality in localities.values() for code in locality.places.roles}
    listed = sorted(area_indicators(), key=lambda one: one.indicator)
    verdicts = dictionary()
    others = (
        (CATALOGUE, "What each indicator is, its publisher and licence", unsaid(OF_THE_CATALOGUE)),
        (VERDICTS, "What is decided of each fact of each place; every page quotes it", verdicts),
        (LEDGER, "Every number and comparison word of the book's sentences", unsaid(OF_A_CLAIM)),
    )
    given = {"edition": edition, "indicators": listed, "others": others, "key": KEY}
    metadata = yaml.load(fill("metadata.yml", **given), Loader=yaml.CSafeLoader)
    for one, table in zip(listed, metadata["tables"], strict=False):
        names = [column["name"] for column in table["tableSchema"]["columns"]]
        key = (memory.figures, one.indicator, sorted(codes), names)
        make = partial(_figures, one.indicator, codes, names)
        _write(memory.recall(__name__, key, make), folder / table["url"])
    described = [[getattr(one, name) for name in OF_THE_CATALOGUE] for one in listed]
    _write(_as_text(pd.DataFrame(described, columns=OF_THE_CATALOGUE)), folder / CATALOGUE)
    decided = [
        memory.recall(
            __name__, (memory.figures, repr((one.places, one.target_year))), partial(_verdicts, one)
        )
        for one in localities.values()
        if one.area.type not in WITHIN_COUNCILS
    ]
    _write(below_one_head(decided), folder / VERDICTS)
    book = paths.book_folder()
    chapters = [(name, file_digest(book / f"{name}.ipynb")) for name in pages]
    claimed = memory.recall_each(
        __name__, LEDGER, chapters, lambda one: claims_text(collect_claims(book, [one[0]]))
    )
    _write(below_one_head([claims_text([]), *claimed.values()]), folder / LEDGER)
    text = json.dumps(metadata, indent=1, ensure_ascii=False)
    (folder / "metadata.json").write_text(text + "\n", encoding="utf-8", newline="\n")
    return folder


def local_figures_within(localities: Iterable[Locality]) -> list[str]:
    """Say which figures that nobody published the open data hold: they are in `data/added`."""
    own = {
        one.area_name: {about.indicator for about in area_indicators(one.area.code) if about.local}
        for one in localities
    }
    places = [name for name, slugs in own.items() if slugs]
    if not places:
        return []
    count = count_of(len(set[str]().union(*own.values())), "indicator")
    others = f" and {len(places) - MOST_PLACES} more" if len(places) > MOST_PLACES else ""
    return [
        f"{VERDICTS} and {LEDGER} of the open data hold local figures, which nobody has published: "
        f"of {count}, about {', '.join(places[:MOST_PLACES])}{others}. Make them public with "
        "`analysis add --publish`, or move data/added away, run and build again."
    ]


def unsaid(names: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Give columns whose names say all."""
    return dict.fromkeys(names, ("", ""))


def _figures(indicator: str, codes: set[str], names: list[str]) -> str:
    data = read_indicator(indicator)
    return _as_text(data.loc[data["area_code"].isin(codes), names])


def _verdicts(locality: Locality) -> str:
    return _as_text(tabulate(find_verdicts(locality.places), locality.target_year))


def _write(text: str, path: Path) -> None:
    path.write_text(text, encoding="utf-8", newline="")


def _as_text(data: pd.DataFrame) -> str:
    """Write out rows of which no text is a formula to a spreadsheet."""
    safe = data.copy()
    for name in data.select_dtypes(exclude="number"):
        cells = [harmless_cell(cell) if isinstance(cell, str) else cell for cell in data[name]]
        safe[name] = pd.Series(cells, index=data.index, dtype=object)
    return safe.to_csv(index=False, lineterminator="\n")


def collect_claims(book: Path, chapters: Iterable[str]) -> list[dict[str, Any]]:
    """Collect the claims of executed chapters."""
    rows: list[dict[str, Any]] = []
    for chapter in chapters:
        seen: Counter[tuple[str, str]] = Counter()
        for cell, claim in _claims_of(book / f"{chapter}.ipynb", chapter):
            row = dict(claim) | {"sources": "; ".join(claim["sources"])}
            name = claim_id(claim)
            seen[cell, name] += 1
            again = f" | {seen[cell, name]}" if seen[cell, name] > 1 else ""
            rows.append(row | {"chapter": chapter, "cell": cell, "id": name + again})
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
                yield from ((cell["id"], claim) for claim in read_claims(carried))


def claims_text(rows: Iterable[Mapping[str, Any]]) -> str:
    """Write out rows of ``claims.csv``: every number and comparison word of the sentences."""
    cells = [[row[name] for name in OF_A_CLAIM] for row in rows]
    return _as_text(pd.DataFrame(cells, columns=OF_A_CLAIM, dtype=object))
