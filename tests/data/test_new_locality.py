"""Neighbours by a stated rule: by likeness where small areas are held, else by name."""

from analysis.data.areas import find_area, find_group, get_area, is_authority
from analysis.data.new_locality import (
    BY_NAME,
    choose_neighbours,
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
