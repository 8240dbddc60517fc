"""The most deprived tenth and fifth and movement between editions, against the raw rows."""

import pytest

from analysis.chapters.wards.findings import compare_published
from analysis.findings.neighbourhoods import (
    LESS,
    MORE,
    SAME,
    UNKNOWN,
    find_by_group,
    find_most_deprived,
    find_movement,
    find_wards_of,
    former_districts,
    select_edition,
)
from raw_tables import rows_of

STOCKTON, NORTHUMBERLAND, NORTH, WEST = "E06000004", "E06000057", "E06000061", "E06000062"
ESSEX, NORTH_YORKSHIRE, TOWER_HAMLETS = "E10000012", "E06000065", "E09000030"


@pytest.mark.parametrize("area", [STOCKTON, NORTHUMBERLAND, NORTH])
def test_people_in_the_most_deprived_fifth_are_the_sum_of_the_raw_rows(area):
    people = find_most_deprived(area).set_index(["edition", "basis"])["people_fifth"]
    by_hand = [
        sum(
            float(row[column])
            for row in rows_of(stem)
            if row[own] == area and row["imd_decile"] in ("1", "2")
        )
        for stem, own, column in (
            ("deprivation/imd2019_lsoa11", "utla21_code", "population_mid_2019"),
            ("deprivation/imd2019_lsoa11", "utla21_code", "population_imd_denominator"),
            ("deprivation/imd2025_lsoa21", "ltla24_code", "population_mid_2022"),
            ("deprivation/imd2025_lsoa21", "ltla24_code", "residents_2021"),
        )
    ]  # fmt: skip
    assert people.tolist() == by_hand


def test_the_fifth_holds_the_tenth_and_shares_are_of_all_people():
    people = find_most_deprived(STOCKTON)
    assert (people["people_tenth"] <= people["people_fifth"]).all()
    assert (people["people_fifth"] / people["people"] * 100).tolist() == pytest.approx(
        people["fifth_percent"].tolist()
    )


def test_groups_add_up_to_the_whole():
    whole = find_most_deprived(NORTH)
    for column in ("rural_urban", "former_district"):
        sums = find_by_group(NORTH, column).groupby("edition")["people_fifth"].sum()
        assert sums[2019] == whole["people_fifth"].iloc[0]
        assert sums[2025] == whole["people_fifth"].iloc[2]


def test_a_former_district_is_the_name_that_the_small_area_had_in_2011():
    earlier, later = (select_edition(WEST, edition) for edition in (2019, 2025))
    districts = {"Daventry", "Northampton", "South Northamptonshire"}
    assert set(former_districts(earlier, 2019)) == districts
    assert set(former_districts(later, 2025)) == districts
    assert not later["small_area_name"].str.startswith("Northampton ").any()


def test_movement_by_hand_for_every_small_area_of_northumberland():
    """A second route from the raw files: the set of deciles of its parents is one, or unknown."""
    deciles = {
        r["lsoa11_code"]: int(r["imd_decile"]) for r in rows_of("deprivation/imd2019_lsoa11")
    }
    parents: dict[str, set[int]] = {}
    for row in rows_of("geography/lsoa11_to_lsoa21"):
        parents.setdefault(row["lsoa21_code"], set()).add(deciles[row["lsoa11_code"]])
    counts = {MORE: 0, SAME: 0, LESS: 0, UNKNOWN: 0}
    for row in rows_of("deprivation/imd2025_lsoa21"):
        if row["ltla24_code"] == NORTHUMBERLAND:
            then, now = parents[row["lsoa21_code"]], int(row["imd_decile"])
            word = (
                UNKNOWN
                if len(then) > 1
                else SAME
                if then == {now}
                else MORE
                if now < min(then)
                else LESS
            )
            counts[word] += 1
    movement = find_movement(NORTHUMBERLAND)
    assert {word: movement.count(word) for word in counts} == counts
    assert counts[UNKNOWN] == 2
    assert movement.by_decile["small_areas"].sum() == sum(counts.values()) - counts[UNKNOWN]


def test_who_entered_and_left_the_most_deprived_tenth():
    movement = find_movement(STOCKTON)
    assert (movement.entered["decile"] == 1).all()
    assert (movement.entered["decile_2019"] > 1).all()
    assert (movement.left["decile_2019"] == 1).all()
    assert (movement.left["decile"] > 1).all()
    first = movement.by_decile[movement.by_decile["decile_2019"] == 1].iloc[0]
    assert first[LESS] == len(movement.left)


def test_a_ward_without_a_name_has_its_code_and_district():
    wards = find_wards_of(NORTH, 2019)
    assert wards["ward_name"].str.len().gt(0).all()
    assert "E05010267, in Corby" in set(wards["ward_name"])


def test_an_area_without_small_areas_has_empty_tables():
    corby = "E07000150"
    assert find_most_deprived(corby).empty
    assert find_by_group(corby, "rural_urban").empty
    assert find_movement(corby).small_areas.empty


def test_published_statements_are_reproduced_or_not_with_the_numbers():
    published = [
        {"figure": "wards-in-the-most-deprived-tenth", "value": 9, "source": "A plan"},
        {"figure": "gap-in-male-life-expectancy-between-wards", "value": 21, "source": "A plan"},
        {"figure": "people-inactive", "value": 5, "source": "Another page's"},
    ]
    wards, gap = compare_published(published, STOCKTON)
    assert wards.verdict == "reproduced"
    assert wards.given["value"].tolist() == [9, 10]
    assert gap.verdict == "not reproduced"
    assert gap.given["value"].tolist() == pytest.approx([13.1])


def test_northamptonshires_count_is_set_beside_both_places_together():
    (found,) = compare_published(
        [
            {
                "figure": "residents-in-the-most-deprived-fifth",
                "value": 123197,
                "source": "The plan",
                "together": [NORTH, WEST],
            }
        ],
        NORTH,
    )
    both = sum(
        int(row["population_mid_2022"])
        for row in rows_of("deprivation/imd2025_lsoa21")
        if row["ltla24_code"] in (NORTH, WEST) and row["imd_decile"] in ("1", "2")
    )
    assert both in found.given["value"].tolist()
    assert found.verdict == "not reproduced"


@pytest.mark.slow
@pytest.mark.parametrize(("area", "small_areas"), [(ESSEX, 903), (NORTH_YORKSHIRE, 379)])
def test_counties_and_new_authorities_have_both_editions(area, small_areas):
    people = find_most_deprived(area)
    assert people["edition"].tolist() == [2019, 2019, 2025, 2025]
    assert people["small_areas"].iloc[-1] == small_areas
    assert len(find_movement(area).small_areas) == small_areas
    assert not find_wards_of(area, 2019).empty


def test_the_editions_of_northumberland_count_what_is_not_compared():
    """Counted in the tables: 99 are in the same tenth, one irregular, one merged."""
    movement = find_movement("E06000057")
    assert (movement.count("same decile"), movement.count("not compared")) == (99, 2)
    assert movement.irregular == 1
