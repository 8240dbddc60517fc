"""A figure that is the sum of another and a rest."""

import csv
from pathlib import Path

import pytest

from analysis.claims.verdict import say_parts
from analysis.findings.parts import find_parts

RAW = Path(__file__).resolve().parents[2] / "data" / "raw" / "indicators"
WHOLE, PART = "neet-or-not-known-16-to-17", "neet-16-to-17"
NORTHUMBERLAND = "E06000057"


def published(slug: str, year: str) -> float:
    with (RAW / f"{slug}.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        found = (row for row in rows if (row["area_code"], row["period"]) == (NORTHUMBERLAND, year))
        return float(next(found)["value"])


def row(year: str, slug: str = WHOLE) -> dict[str, object]:
    about = {"indicator": slug, "area_code": NORTHUMBERLAND, "sex": "Persons", "period": year}
    return about | {"value": published(slug, year)}


def test_what_is_not_known_is_the_rest():
    found = find_parts(row("2025"))
    assert found.part["value"] == published(PART, "2025") == 4.0
    assert found.rest == pytest.approx(11.1)
    said = say_parts(row("2025"))
    assert "training, 4.0%" in said.text
    assert "activity not known, 11.1% (no interval held)." in said.text
    assert {claim.indicator for claim in said.claims} == {WHOLE, PART}


def test_a_year_without_the_part_is_not_split():
    """The part begins in 2021."""
    assert find_parts(row("2019")) is None
    assert say_parts(row("2019")).text == ""


def test_what_has_no_parts_has_none():
    assert find_parts(row("2025", PART)) is None
