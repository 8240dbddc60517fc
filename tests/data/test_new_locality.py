"""Neighbours by a stated rule: by likeness where small areas are held, else by name."""

import numpy as np
import pandas as pd
import pytest

from analysis.data.areas import find_area, find_group, get_area, is_authority
from analysis.data.new_locality import (
    BY_LIKENESS,
    BY_NAME,
    choose_neighbours,
    describe_places,
    distances,
)

DOMAINS = (
    *("income", "employment", "education", "health", "crime"),
    *("housing_and_services", "environment"),
)


def test_without_small_areas_neighbours_are_of_the_region_the_same_kind_first(leave_out):
    leave_out("E06000001")
    area = get_area("E06000001")
    codes, rule = choose_neighbours(area)
    chosen = [get_area(code) for code in codes]
    assert rule == BY_NAME
    assert area.code not in codes
    assert all(other.region_code == area.region_code for other in chosen)
    assert all(is_authority(other) for other in chosen)
    kinds = [other.type != area.type for other in chosen]
    assert kinds == sorted(kinds)
    assert len(choose_neighbours(area, most=1)[0]) == 1


def test_a_country_has_no_neighbours():
    assert choose_neighbours(find_area("England"))[0] == []


def test_a_groups_neighbours_are_none_of_its_members():
    codes, _ = choose_neighbours(find_group(["Stockton-on-Tees", "Hartlepool"]))
    assert codes
    assert not {"E06000004", "E06000001"} & set(codes)


@pytest.mark.slow
def test_the_nearest_by_likeness_are_nearest_by_a_second_route(shared_data, monkeypatch):
    folder = shared_data / "national"
    monkeypatch.setenv("ANALYSIS_DATA", str(folder))
    rows = pd.read_parquet(folder / "deprivation" / "imd2025_lsoa21.parquet")
    areas = pd.read_csv(folder / "geography" / "areas.csv", dtype=str).set_index("area_code")
    rows["authority"] = rows["ltla24_code"].map(areas["upper_tier_code"])
    found = {}
    for code, part in rows.groupby("authority"):
        people = part["population_mid_2022"]
        rural = part["rural_urban_2021"].eq("Rural")
        deciles = [f"{domain}_decile" for domain in DOMAINS]
        found[code] = (
            *(np.average(part[name], weights=people) for name in ("imd_score", *deciles)),
            np.average(100 * rural, weights=people),
            np.log(people.sum()),
        )
    table = pd.DataFrame(found).T
    table = (table - table.mean()) / table.std()
    here = table.loc["E08000037"]
    region = [code for code in table.index if areas["region_code"].get(code) == "E12000001"]
    distance = np.sqrt(((table.loc[region] - here) ** 2).sum(axis=1).drop("E08000037"))
    codes, rule = choose_neighbours(find_area("Gateshead"))
    assert rule == BY_LIKENESS
    assert codes == distance.nsmallest(4).index.tolist()
    said = distances(find_area("Gateshead"), [find_area(code) for code in codes])
    assert said.to_numpy() == pytest.approx(distance[codes].to_numpy())


def test_places_without_small_areas_are_described_as_none(figures):
    figures.seal()
    assert describe_places().empty
