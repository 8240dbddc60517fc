"""Neighbours by a stated rule: by likeness where small areas are held, else by name."""

import re

from analysis.data.areas import find_area, find_group, get_area, is_authority, is_district
from analysis.data.new_locality import BY_NAME, MOST, choose_neighbours, write_locality

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


def test_similar_areas_are_of_all_england_with_their_distance(tmp_path):
    """Statistical neighbours do not end at a region: for Kent they are other large counties."""
    kent = find_area("Kent")
    codes, rule = choose_neighbours(kent)
    chosen = [get_area(code) for code in codes]
    assert "of all upper-tier authorities of England" in rule
    assert len(codes) == MOST <= 10
    assert all(is_authority(one) for one in chosen)
    assert any(one.region_code != kent.region_code for one in chosen)
    text = write_locality(kent, "kent", tmp_path).read_text(encoding="utf-8")
    far = [float(number) for number in re.findall(r"distance ([\d.]+)", text)]
    assert len(far) == len(codes)
    assert far == sorted(far)


def test_a_districts_similar_areas_are_districts_of_england():
    dover = get_area("E07000108")
    codes, rule = choose_neighbours(dover)
    assert "of all districts of England" in rule
    assert all(is_district(get_area(code)) for code in codes)
    assert "E07000108" not in codes
