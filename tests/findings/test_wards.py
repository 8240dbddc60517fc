"""A ward in both editions of the index, held against the raw tables."""

import csv
import os
import shutil
from datetime import date
from pathlib import Path

import pytest

from analysis.chapters.ward.show import show_measures
from analysis.claims.table import Table
from analysis.data import raw
from analysis.data.deprivation import read_wards
from analysis.errors import UnknownAreaError
from analysis.findings.neighbourhoods import count_in_most_deprived, find_wards_of
from analysis.findings.wards import (
    MEASURES,
    find_authority_small_areas,
    find_ward,
)
from analysis.intake.adding import add_local, prepare
from analysis.intake.local import COLUMNS, check_local
from raw_tables import rows_of

RAW = Path(__file__).resolve().parents[2] / "data" / "raw"
STOCKTON, YARM = "E06000004", "E05014884"


@pytest.fixture(scope="module")
def small_areas():
    return rows_of("deprivation/imd2025_lsoa21")


def test_back_test_stocktons_wards_among_the_most_deprived_tenth():
    """Nine of 26 with the wards of 2017 and the index of 2019; ten of 27 with 2024 and 2025."""
    earlier = find_wards_of(STOCKTON, 2019)
    assert (count_in_most_deprived(earlier), len(earlier)) == (9, 26)
    wards = find_wards_of(STOCKTON, 2025)
    assert len(wards) == 27
    assert (wards["decile"] == 1).sum() == 10


def test_wards_stand_from_the_most_deprived():
    wards = find_wards_of(STOCKTON, 2025)
    assert wards["rank"].is_monotonic_increasing
    assert find_wards_of("E07000150", 2025).empty
    assert find_wards_of("E07000150", 2019).empty


def test_a_ward_is_its_row_its_peers_and_its_small_areas(small_areas):
    ward = find_ward(YARM)
    assert (ward.name, ward.area_name) == ("Yarm", "Stockton-on-Tees")
    assert len(ward.peers) == 27
    own = [row for row in small_areas if row["ward24_code"] == YARM]
    assert sorted(ward.small_areas["small_area_code"]) == sorted(row["lsoa21_code"] for row in own)
    assert ward.small_areas["population"].sum() == sum(int(r["population_mid_2022"]) for r in own)
    assert ward.ward["population"] == ward.small_areas["population"].sum()


@pytest.mark.slow
def test_what_became_of_each_small_area_is_what_the_two_editions_say(small_areas):
    """By hand for every ward of Stockton: the parent of 2011 has the rank of 2019."""
    parents: dict[str, set[str]] = {}
    for row in rows_of("geography/lsoa11_to_lsoa21"):
        parents.setdefault(row["lsoa21_code"], set()).add(row["lsoa11_code"])
    ranks = {row["lsoa11_code"]: row["imd_rank"] for row in rows_of("deprivation/imd2019_lsoa11")}
    for code in find_wards_of(STOCKTON, 2025)["ward_code"]:
        found = find_ward(code).small_areas
        assert not found["small_area_code"].duplicated().any()
        for row in found.itertuples(index=False):
            assert row.small_area_2011 in parents[row.small_area_code]
            assert row.rank_2019 == int(ranks[row.small_area_2011])


@pytest.mark.slow
@pytest.mark.parametrize("authority", [STOCKTON, "E06000057", "E06000061", "E06000062"])
def test_every_ward_has_a_lineage_with_names_that_adds_up(authority):
    for code in find_wards_of(authority, 2025)["ward_code"]:
        lineage = find_ward(code).lineage
        assert len(lineage) > 0
        assert lineage["residents_percent"].sum() == pytest.approx(100)
        assert lineage["residents_percent"].is_monotonic_decreasing
        assert lineage["ward_name"].str.len().gt(0).all()
        assert lineage["ward_name"].notna().all()
        assert lineage["rank"].between(1, 7427).all()


def test_measures_are_columns_of_the_ward_table():
    assert {column for column, *_ in MEASURES} <= set(read_wards(2025).columns)


def test_a_ward_that_the_index_lacks_is_said_to_be_lacking():
    with pytest.raises(UnknownAreaError) as problem:
        find_ward("E05001527")
    assert "The index of 2025 has no ward E05001527. Wards are those of 2024" in str(problem.value)


def test_a_map_has_every_small_area_of_the_authority_once_and_marks_the_wards_own(small_areas):
    codes = [row["lsoa21_code"] for row in small_areas if row["ward24_code"] == YARM]
    features = find_authority_small_areas(STOCKTON, codes)
    own = {row["lsoa21_code"]: row for row in small_areas if row["ltla24_code"] == STOCKTON}
    names = [feature["name"] for feature in features]
    assert sorted(names) == sorted(row["lsoa21_name"] for row in own.values())
    assert {feature["code"]: feature["name"] for feature in features} == {
        code: row["lsoa21_name"] for code, row in own.items()
    }
    inside = {feature["name"] for feature in features if feature["inside"]}
    assert inside == {r["lsoa21_name"] for r in own.values() if r["ward24_code"] == YARM}
    deciles = {row["lsoa21_name"]: int(row["imd_decile"]) for row in own.values()}
    assert {feature["name"]: feature["decile"] for feature in features} == deciles
    assert not any(feature["inside"] for feature in find_authority_small_areas(STOCKTON))


@pytest.fixture
def added(tmp_path, monkeypatch):
    """Add two years of a local indicator: Yarm, its authority, and a group too small to show."""
    folder = tmp_path / "raw"
    shutil.copytree(RAW, folder, copy_function=os.link)
    monkeypatch.setenv("ANALYSIS_DATA", str(folder))
    path = tmp_path / "warm.csv"
    about = {
        "indicator": "warm-homes",
        "name": "Homes that are warm enough",
        "unit": "%",
        "polarity": "high is good",
        "life_stage": "places",
        "source": "Borough survey",
        "sex": "Persons",
    }
    yarm = {"area_code": YARM, "area_name": "Yarm"}
    borough = {"area_code": STOCKTON, "area_name": "Stockton-on-Tees"}
    rows = [
        yarm | {"period": "2024", "count": "90", "denominator": "100"},
        yarm | {"period": "2025", "count": "75", "denominator": "100"},
        borough | {"period": "2025", "count": "600", "denominator": "1000"},
        yarm | {"period": "2025", "count": "3", "denominator": "9", "indicator": "warm-rooms"}
        | {"name": "Rooms that are warm enough", "category_type": "tenure", "category": "renting"},
    ]  # fmt: skip
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="")
        writer.writeheader()
        writer.writerows(about | row for row in rows)
    checked = check_local(path)
    assert checked.problems == []
    add_local(prepare([checked]), [checked], today=date(2026, 11, 21))
    raw.forget()


def test_a_ward_has_the_latest_local_figures_beside_its_authority(added):
    """Wilson limits of 75 in 100 are 65.7 and 82.5; a count of three is hidden with its rate."""
    local = find_ward(YARM).local.set_index("name")
    assert local["period"].tolist() == ["2025", "2025"]
    homes = local.loc["Homes that are warm enough"]
    assert (homes["value"], homes["area_value"], homes["hidden"]) == (75, 60, False)
    assert homes[["lower_ci", "upper_ci"]].tolist() == pytest.approx([65.7, 82.5], abs=0.05)
    rooms = local.loc["Rooms that are warm enough"]
    assert rooms["who"] == "renting, Persons"
    assert rooms["hidden"]
    assert rooms[["value", "lower_ci", "upper_ci"]].isna().all()


def test_a_ward_page_shows_local_figures_where_there_are_any(added):
    measures, local = show_measures(find_ward(YARM)).items
    assert len(measures.frame) == len(MEASURES)
    assert "Borough survey, added 2026-11-21" in local.source
    assert "warm enough, Persons (%) | 2025 | 75.0 (65.7 to 82.5) | published | 60.0" in local.text
    assert "[c] confidential" in local.text


def test_a_ward_without_local_figures_has_none():
    assert find_ward(YARM).local.empty
    assert isinstance(show_measures(find_ward(YARM)), Table)
