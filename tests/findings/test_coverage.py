"""What the book will hold, said before anything is run."""

import re

import pytest

from analysis.chapters.profile.sentences import describe_profile
from analysis.chapters.trend.sentences import headline_trend
from analysis.data.areas import find_area
from analysis.data.chapters import chapters_for
from analysis.data.indicators import area_indicators
from analysis.data.params import validate_locality
from analysis.errors import DataError, ParameterError
from analysis.findings.coverage import (
    check_breakdowns,
    check_locality,
    check_place,
    find_coverage,
)
from analysis.findings.neighbourhoods import find_wards_of
from analysis.findings.profile import find_profile
from analysis.findings.small_areas import select_small_areas
from analysis.findings.trends import find_trend

NOTHING_INSIDE = (
    "Not held inside the area: small areas of 2021, wards of 2024, ages of deaths in 2014, "
    "deprivation tenths of life expectancy."
)


def check(**given: object) -> list[str]:
    return check_locality(validate_locality(given, "params/x.yml"))


def test_an_authority_hears_of_chapters_figures_and_what_is_missing(figures):
    figures.seal()
    chosen = {"trend_indicators": ["smoking"], "headline_indicators": ["smoking"]}
    assert check(area_code="Stockton-on-Tees", **chosen) == [
        f"Chapters: {', '.join(chapters_for(find_area('Stockton-on-Tees')))}.",
        "2 indicators have figures, 1 of them with intervals.",
        NOTHING_INSIDE,
    ]
    assert check(area_code="Hartlepool", chapters=["gap"], **chosen) == [
        "Chapters: gap.",
        "0 indicators have figures, 0 of them with intervals.",
        "No figures for this area (2): Smoking; Life expectancy.",
        NOTHING_INSIDE,
    ]


def test_a_ward_hears_of_its_small_areas_and_earlier_wards():
    """Yarm: six small areas, all of them in the ward Yarm of 2017."""
    assert check(area_code="E05014884") == [
        "Chapters: ward.",
        "6 small areas; 1 earlier ward.",
    ]


def test_a_group_hears_what_is_published_for_its_members_and_cannot_be_summed():
    """Life expectancy has no count, and the Isles of Scilly have none at all."""
    towns = check(area_code=["Hartlepool", "Middlesbrough"])
    [apart] = [one for one in towns if one.startswith("Published for each member, but not as")]
    assert "Life expectancy at birth;" in apart
    assert not [one for one in towns if one.startswith("No figures for this area")]
    [summed] = [one for one in towns if one.startswith("Together: summed from the counts of")]
    assert "of Hartlepool and Middlesbrough (" in summed
    far = check(area_code=["Cornwall", "Isles of Scilly"])
    [none] = [one for one in far if one.startswith("No figures for this area")]
    assert "Life expectancy at birth;" in none


def test_england_has_no_comparator_and_still_can_be_checked(figures):
    figures.seal()
    chosen = {"trend_indicators": ["smoking"], "headline_indicators": ["smoking"]}
    assert check(area_code="England", **chosen)[0].endswith("sources.")


def test_blanks_breaks_and_boundaries_are_said(figures):
    old = {"area_code": "E06000048", "area_name": "Northumberland"}
    new = {"area_code": "E06000057", "area_name": "Northumberland"}
    early = {"period": "2010", "period_start": 2010, "period_end": 2010}
    latest = {"period": "2024", "period_start": 2024, "period_end": 2024}
    rows = [figures.row(**old, **early, value=22), figures.row(**new, value=18)]
    figures.write("indicators/smoking.csv", [*rows, figures.row(**new, **latest)])
    figures.seal()
    chosen = {"trend_indicators": ["smoking"], "headline_indicators": ["smoking"]}
    said = check(area_code="E06000057", chapters=["gap"], **chosen)
    assert "Blank in the latest period, as their publishers left it (1): Smoking." in said
    assert "Northumberland: published under the code E06000048 (1 indicator)." in said


def test_a_name_with_a_comma_in_it_stays_whole():
    name = "Bournemouth, Christchurch and Poole"
    said = [one for one in check(area_code="E06000058") if one.startswith("Bournemouth")]
    assert len(said) == 2
    assert said[0].startswith(f"{name} has had its present code or boundaries since April 2019: ")
    assert said[1].startswith(f"{name}: not available before April 2019, ")


SAMPLE = (
    "Essex",  # a county
    "Cambridge",  # a district
    "Camden",  # a London borough
    "Cumberland",  # a unitary authority made in 2023
    "North Yorkshire",  # made in 2023 from a county
    "Isles of Scilly",  # the smallest
    "City of London",
    "Birmingham",  # the largest district
    "Kent",  # the largest county
    "Barnsley",  # two codes
    "Gateshead",
    "Northumberland",
    "North Northamptonshire",
    "Dorset",
    "Bournemouth, Christchurch and Poole",
    "Buckinghamshire",
    "Rutland",
    "North East",  # a region
    "Cumbria",  # a group
    "Northamptonshire",
)


def _inside(said: list[str]) -> dict[str, int]:
    """Read the numbers of small areas and wards back from the sentences of a check."""
    found = re.findall(r"(\d+) (small area|ward)s? of", " ".join(said))
    return {"small area": 0, "ward": 0} | {what: int(number) for number, what in found}


@pytest.mark.slow
@pytest.mark.parametrize("name", SAMPLE)
def test_what_is_predicted_is_what_the_chapters_say(name):
    area = find_area(name)
    locality = validate_locality({"area_code": area.code}, "params/x.yml")
    predicted = find_coverage(locality.area_code)
    profile = find_profile(locality.places)
    shown = profile[profile["value"].notna()]
    assert [one.indicator for one in predicted.known] == [
        slug
        for slug in (one.indicator for one in area_indicators())
        if slug in set(shown["indicator"])
    ]
    assert {one.indicator for one in predicted.with_intervals} == set(
        shown.loc[shown["lower_ci"].notna(), "indicator"]
    )
    prose = " ".join(describe_profile(profile, locality.places).paragraphs)
    unknown = [*predicted.missing, *predicted.apart]
    for indicator in unknown:
        assert indicator.name[1:] in prose.split("We hold no figure of")[1]
    missing = {one.indicator for one in unknown}
    assert _inside(check_breakdowns(locality)) == {
        "small area": len(select_small_areas(area.code)),
        "ward": len(find_wards_of(area.code, 2025)),
    }
    for slug in locality.trend_indicators:
        headline = headline_trend(find_trend(slug, locality.places), locality.area_name)
        assert headline.text.startswith("We hold no figure on") == (slug in missing)


def test_what_is_no_councils_area_is_refused_before_anything_is_written():
    with pytest.raises(ParameterError, match="Greater Manchester is not the area of one council"):
        check_place(find_area("Greater Manchester"))


def test_wards_that_are_not_held_are_said_before_anything_is_written(leave_out):
    leave_out("E06000001")
    check_place(find_area("Hartlepool"))
    with pytest.raises(ParameterError, match=r"No wards of 2024 are held for Hartlepool, so noth"):
        check_place(find_area("Hartlepool"), wards=True)


def test_a_folder_that_lacks_a_file_is_said_before_anything_is_written(leave_out):
    folder = leave_out("E06000001")
    (folder / "indicators" / "adult-smoking.csv").unlink()
    with pytest.raises(DataError, match=r"lacks indicators/adult-smoking\.csv, which manifest"):
        check_place(find_area("Kent"))
