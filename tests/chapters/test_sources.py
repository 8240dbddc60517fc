"""Where the figures come from, for one area."""

import csv
from pathlib import Path

import pytest

from analysis.chapters.sources.findings import find_other_files, find_sources
from analysis.chapters.sources.show import show_other_files
from analysis.data.catalogue import read_catalogue
from analysis.errors import DataError

RAW = Path(__file__).resolve().parents[2] / "data" / "raw"


def test_every_indicator_is_listed_with_where_it_comes_from():
    found = find_sources("E06000004").set_index("indicator")
    catalogue = read_catalogue()
    assert list(found.index) == list(catalogue)
    for slug, about in catalogue.items():
        row = found.loc[slug]
        assert (row["publisher"], row["release"], row["licence"]) == (
            about.publisher,
            about.release,
            about.licence,
        )


def test_periods_are_those_of_the_area(figures):
    figures.seal()
    assert find_sources("E06000004")["periods"].tolist() == ["2022 up to 2023", "2023"]
    assert find_sources("E06000001")["periods"].tolist() == ["none for this area"] * 2


def test_days_of_release_are_those_of_the_file():
    with (RAW / "released.csv").open(encoding="utf-8", newline="") as file:
        days = {row["indicator"]: row["released"] for row in csv.DictReader(file)}
    found = find_sources("E06000004").set_index("indicator")["released"]
    assert found[list(days)].to_dict() == days
    assert set(found.drop(list(days))) == {"not known"}


def test_a_day_that_is_none_is_refused(figures):
    figures.write("released.csv", "indicator,released\nsmoking,2026-13-01\n")
    figures.seal()
    with pytest.raises(DataError, match="2026-13-01 is not a day such as 2026-02-19"):
        find_sources("E06000004")


def test_every_other_file_is_listed_with_its_publisher():
    with (RAW / "manifest.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if "/" in row["path"]]
    wanted = {
        row["path"]: f"{row['publisher']}, {row['release']}"
        for row in rows
        if not row["path"].startswith("indicators/")
    }
    assert dict(find_other_files().to_numpy().tolist()) == wanted


def test_a_manifest_without_publishers_is_said(figures):
    figures.write("manifest.csv", "path,bytes,sha256\ncatalogue.csv,0,0\n")
    assert "do not say who published" in str(show_other_files().text)
