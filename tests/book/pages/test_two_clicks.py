"""From claims and figures of the built book, by its own links, to the published rows."""

import csv
import random
from functools import cache, lru_cache
from pathlib import Path
from urllib.parse import unquote

import pandas as pd
import pytest
from bs4 import BeautifulSoup, Tag

from analysis import paths
from analysis.book.contents import FRONT
from analysis.formats import canonical_numbers

pytestmark = pytest.mark.pages

CLAIMS, FIGURES, SEED = 20, 10, 7
# What is said of a whole file, such as which edition it is, has no row of its own.
OF_WHOLE_FILES, OF_EDITIONS = "catalogue.csv", "edition of "
LEDGER = paths.OPEN_DATA / "claims.csv"


@lru_cache(maxsize=4)
def parsed(page: Path) -> BeautifulSoup:
    return BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")


@cache
def raw_rows(file: str) -> list[list[str]]:
    if file.endswith(".parquet"):
        table = pd.read_parquet(paths.data_folder() / file).astype(object)
        return [
            [*table],
            *table.map(lambda cell: "" if pd.isna(cell) else str(cell)).to_numpy().tolist(),
        ]
    with (paths.data_folder() / file).open(encoding="utf-8", newline="") as opened:
        return list(csv.reader(opened))


def rows_behind(page: Path, part: Tag) -> list[list[str]]:
    """Follow every link of a part of a page to a row, and give that row of the raw file itself."""
    found = []
    for link in part.find_all("a", href=True):
        address, _, row = unquote(link["href"]).partition("#")
        if "provenance/" not in address or not row:
            continue
        target = parsed((page.parent / address).resolve())
        shown = [cell.get_text() for cell in target.find(id=row).find_all(["th", "td"])]
        line = int(row.removeprefix("row-"))
        published = raw_rows(link.get_text())[line - 1]
        assert shown[0] == str(line)
        # Every word and number of the shown row stands in that line of the published file.
        assert set(shown[1:]) - {"[x]"} <= set(published)
        found.append(published)
    return found


def numbers(row: list[str]) -> set[float]:
    return {float(cell) for cell in row if cell.lstrip("-").replace(".", "", 1).isdigit()}


@pytest.fixture(scope="module")
def claims(html) -> list[dict[str, str]]:
    with (html / LEDGER).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        row
        for row in rows
        if any(name.endswith(".csv") for name in row["sources"].split("; "))
        and not row["sources"].startswith(OF_WHOLE_FILES)
        and not row["text"].startswith(OF_EDITIONS)
    ]


def items_of(html: Path, claim: dict[str, str]) -> tuple[Path, list[Tag]]:
    name = "index" if claim["chapter"] == FRONT else claim["chapter"]
    page = html / f"{name}.html"
    quoted = (quote for quote in parsed(page).find_all("q") if quote.get_text() == claim["text"])
    listed = [quote.parent for quote in quoted]
    return page, [item for item in listed if claim["rule"] in item.get_text()]


@pytest.mark.parametrize("published", [True, False], ids=["published", "any"])
def test_random_claims_lead_to_their_published_rows(html, claims, published):
    some = [claim for claim in claims if (claim["rule"] == "as published") or not published]
    for claim in random.Random(SEED).sample(some, CLAIMS):  # noqa: S311
        page, items = items_of(html, claim)
        rows = [row for item in items for row in rows_behind(page, item)]
        assert rows, claim["id"]
        if published and claim["value"]:
            limits = [float(claim[end]) for end in ("lower_ci", "upper_ci") if claim[end]]
            published_numbers = {n for row in rows for n in numbers(row)}
            kept = {canonical_numbers(number, *limits)[0] for number in published_numbers}
            assert float(claim["value"]) in kept, claim["id"]


def test_random_figures_lead_to_published_rows(html, pages):
    chance = random.Random(SEED)  # noqa: S311
    files = [html / f"{name}.html" for name in pages]
    drawn = [page for page in files if '<figure class="chart' in page.read_text(encoding="utf-8")]
    for page in chance.sample(drawn, FIGURES):
        figure = chance.choice(parsed(page).select("figure.chart"))
        assert rows_behind(page, figure), (page.name, figure.get("id"))
