"""The chapter of districts and the page of one: what they say, show, and say once is not there."""

import re

import pytest

from analysis.chapters.district.findings import DistrictFinding, find_district
from analysis.chapters.district.sentences import (
    describe_absent,
    describe_district,
    headline_place,
)
from analysis.chapters.district.show import show_figures, show_place
from analysis.chapters.districts import sentences as words
from analysis.chapters.districts.charts import plot_district_strips
from analysis.chapters.districts.show import (
    describe_lead,
    find_districts,
    show_lead,
    show_strips,
)
from analysis.charts.chart import Chart, Notice
from analysis.claims.sentence import claims_of
from analysis.claims.table import Table
from analysis.data.areas import Places, get_area
from analysis.data.params import validate_locality
from analysis.errors import UnknownAreaError
from analysis.findings.districts import Districts
from chapters.templates import sentences_of, shown
from chapters.test_claims_bound import labels, unbound
from raw_tables import rows_of

NORTH, WEST, KENT, DEVON, STOCKTON = (
    *("E06000061", "E06000062", "E10000016", "E10000008", "E06000004"),
)  # fmt: skip
CORBY, KETTERING, DOVER, WEST_DEVON = "E07000150", "E07000153", "E07000108", "E07000047"
ON = "2026-11-21"


def around(code: str) -> Places:
    return Places(code, get_area(code).name, edition_date=ON)


@pytest.fixture(scope="module")
def north() -> Districts:
    return find_districts(around(NORTH))


@pytest.fixture(scope="module")
def corby() -> DistrictFinding:
    return find_district(CORBY, NORTH, edition_date=ON)


def published(slug: str, code: str, period: str) -> str:
    """Give a figure with its limits as a reader of the raw file would write it."""
    (row,) = [
        row
        for row in rows_of(f"indicators/{slug}")
        if (row["area_code"], row["period"]) == (code, period) and not row["category"]
    ]
    value, low, high = (f"{float(row[name]):.1f}" for name in ("value", "lower_ci", "upper_ci"))
    return f"{value} ({low} to {high})"


def test_the_chapter_begins_with_the_ends_and_says_since_when_they_are_former(north):
    said = " ".join(describe_lead(north).paragraphs)
    assert "in Kettering" in said
    assert "in East Northamptonshire" in said
    assert (
        "Corby, East Northamptonshire, Kettering and Wellingborough ceased to be authorities in "
        "April 2021, when North Northamptonshire took over from them." in said
    )
    assert "Their latest figures are of 2017/18 up to 2021." in said
    drawn, ranked = show_lead(north).items
    assert str(drawn.title) == (
        "Emergency admissions for self-harm: highest in Kettering, lowest in East Northamptonshire."
    )
    assert [row[1] for row in ranked.table["rows"]][:1] == ["2017/18"]


def test_the_strips_are_by_stage_of_life_each_with_its_finding(north):
    charts = show_strips(north).items
    assert all(isinstance(one, Chart) for one in charts)
    titles = [str(one.title) for one in charts]
    assert "Living and working well: 4 of 4 figures are worse than England." in titles
    (read,) = (one for one in charts if "Each mark is a district" in str(one.reading))
    assert not read.folded
    folded = {str(one.title) for one in charts if one.folded}
    assert folded == {one for one in titles if one.endswith("without an interval to compare.")}
    assert 0 < len(folded) < len(charts)
    shown_here = {row[0] for one in charts for row in one.table["rows"]}
    assert len(shown_here) == len(north.strips) == 14


def test_every_cell_of_a_strip_is_the_raw_row(north):
    (chart,) = [
        one for one in show_strips(north).items if "self-harm" in str(one.table["rows"][0][0])
    ]
    columns = chart.table["columns"]
    for row in chart.table["rows"]:
        cells = dict(zip(columns, row, strict=True))
        code = next(
            one["area_code"] for one in rows_of("geography/areas")
            if one["area_name"] == cells["Area"]
        )  # fmt: skip
        given = f"{cells['Value']} ({cells['Lower 95% limit']} to {cells['Upper 95% limit']})"
        assert given == published("self-harm-admissions-to-2017-18", code, cells["Period"])
    assert {row[1] for row in chart.table["rows"]} == {"2017/18"}


def test_a_district_of_another_period_is_named_beside_its_strip():
    """Devon, dental decay: West Devon's latest is of 2021/22, that of the others of 2018/19."""
    found = find_districts(around(DEVON))
    said = words.say_missing(found.strips)
    assert "Five-year-olds with visually obvious dental decay: West Devon" in said
    readings = " ".join(str(one.reading) for one in show_strips(found).items)
    assert "dental decay: West Devon" in readings


def test_more_than_seven_districts_are_named_at_the_ends_alone():
    found = find_districts(around(KENT))
    first = show_strips(found).items[0]
    written = re.findall(r">([^<>]+)<", first.svg)
    own = [one for one in found.strips if one.indicator.life_stage == "overarching"]
    ends = [str(one.rows["area_name"].iloc[place]) for one in own for place in (0, -1)]
    names = {one.name for one in found.districts}
    assert sorted(word for word in written if word in names) == sorted(ends)
    assert len({row[3] for row in first.table["rows"]}) == 12 + 2, "and every one in the data"


@pytest.mark.parametrize("chapter", ["districts", "district"])
@pytest.mark.parametrize(
    ("district", "authority"),
    [(CORBY, NORTH), pytest.param(WEST_DEVON, DEVON, marks=pytest.mark.slow)],
)
def test_no_digit_or_comparative_is_without_a_claim(chapter, district, authority):
    given = {"area_code": authority}
    if chapter == "district":
        given = {"area_code": district, "within": authority}
    known = labels()
    said = [
        one
        for _, item in shown(chapter, validate_locality(given, "a test"))
        if not isinstance(item, Table)
        for one in sentences_of(item)
    ]
    assert len(said) > 3
    assert [(str(one), loose) for one in said if (loose := unbound(one, known))] == []


def test_a_place_without_districts_says_so_in_each_section():
    found = find_districts(around(STOCKTON))
    assert describe_lead(found).paragraphs == (
        "Stockton-on-Tees has no districts, today's or former.",
    )
    assert isinstance(show_lead(found), Notice)
    assert show_strips(found).items == ()
    assert words.describe_absent(found).paragraphs == describe_lead(found).paragraphs


def test_what_is_not_published_is_said_once_and_folded_away(north):
    prose = words.describe_absent(north)
    assert prose.folded == "Not shown: 47 indicators of this book"
    first, second = prose.paragraphs
    assert first.startswith("We hold no figure of any district of North Northamptonshire on 46 ")
    assert "smoking prevalence in routine and manual occupations" in second


def test_the_page_of_a_former_district_says_what_it_was(corby):
    said = " ".join(describe_district(corby).paragraphs)
    assert (
        "Corby ceased to be an authority in April 2021, when North Northamptonshire took over from "
        "it. Its latest figures are of 2017/18 up to 2021." in said
    )
    assert str(headline_place(corby, corby.among.lead)) == (
        "Emergency admissions for self-harm in 2017/18: Corby is number 2 of 4 districts, where 1 "
        "is the highest."
    )
    (once,) = describe_absent(corby).paragraphs
    assert once.startswith("On 47 indicators of this book no district of North Northamptonshire")


def test_the_page_of_a_district_of_today_does_not():
    said = " ".join(describe_district(find_district(DOVER, KENT, edition_date=ON)).paragraphs)
    assert "Dover is a district of Kent." in said
    assert "ceased" not in said


def test_the_district_stands_first_and_each_that_adjoins_it_is_a_link(corby):
    drawn, beside = show_place(corby).items
    assert drawn.alt.count("Corby: 298.8") == 1
    names = ["Corby", "East Northamptonshire", "Kettering"]
    assert beside._rows["area_name"].tolist() == names
    assert f'<a href="district:{KETTERING}">Kettering</a>' in beside.html
    assert f"district:{CORBY}" not in beside.html
    for code, name in zip((CORBY, KETTERING), ("Corby", "Kettering"), strict=True):
        given = published("self-harm-admissions-to-2017-18", code, "2017/18")
        assert f"{name} | " in beside._table.text
        assert given in beside._table.text


def test_each_figure_stands_with_its_interval_beside_the_authoritys_and_englands(corby):
    (table,) = show_figures(corby).items
    by_name = {row[0]: row for row in table.rows}
    label = "Emergency admissions for self-harm (per 100,000)"
    assert by_name[label][2:] == [
        published("self-harm-admissions-to-2017-18", CORBY, "2017/18"),
        "[x]",
        published("self-harm-admissions-to-2017-18", "E92000001", "2017/18"),
        "▼ worse; cannot tell",
    ]
    assert len(table.rows) == 14
    assert "North Northamptonshire, 95% interval" in table.headings.values()


def test_many_figures_are_folded_by_stage_of_life():
    tables = show_figures(find_district(DOVER, KENT, edition_date=ON)).items
    assert len(tables) > 5
    assert all(one.folded for one in tables)
    assert sum(len(one.rows) for one in tables) == 40


def test_a_district_without_a_figure_has_a_page_that_says_so(leave_out_figures):
    leave_out_figures(KETTERING)
    finding = find_district(KETTERING, NORTH, edition_date=ON)
    said = describe_district(finding).paragraphs
    assert said[0] == "We hold no latest figure of Kettering."
    assert said[1].endswith("when North Northamptonshire took over from it.")
    assert "No figure of Kettering is held on" in str(show_place(finding).items[0].title)
    assert "Kettering | [x] | [x]" in show_place(finding).items[1]._table.text
    assert (
        describe_absent(finding)
        .paragraphs[1]
        .startswith("Kettering has no figure, where others have one, on ")
    )
    page = [item for item in show_figures(finding).items if "no figures are held" in item.html]
    assert len(page) == 1


def test_a_code_that_is_no_district_of_the_authority_is_refused():
    with pytest.raises(UnknownAreaError, match="Kent has no district with the code E07000150"):
        find_district(CORBY, KENT)


def test_strips_need_a_district_with_a_figure(north):
    rows = north.strips[0].rows.assign(
        strip="A", unit="%", decimals=1, period="2020", role="whole", verdict=None
    )
    notice = plot_district_strips(rows, place="Here", comparator="England")
    assert isinstance(notice, Notice)
    assert str(notice.text) == "No figures of the districts of Here are held."


def test_a_stage_is_headed_by_what_is_worse_then_better_and_where_most(north):
    strip = north.strips[0].rows.assign(indicator="adult-smoking", strip="Smoking")
    verdicts = ["worse", "worse", "worse", "better"]
    rows = strip.assign(verdict=verdicts, area_name=["A", "A", "B", "C"])
    title = words.headline_stage(rows, "Ageing well", "England")
    assert str(title) == ("Ageing well: 3 of 4 figures are worse than England, 2 of them in A.")
    assert len(claims_of([title])) == 4
    even = rows.assign(verdict=["worse", "worse", "similar", "similar"],
                       area_name=["A", "B", "A", "B"])  # fmt: skip
    assert str(words.headline_stage(even, "Ageing well", "England")) == (
        "Ageing well: 2 of 4 figures are worse than England."
    )
    none = rows.assign(verdict="cannot compare", area_name=["A", "B", "C", "D"])
    assert str(words.headline_stage(none, "Ageing well", "England")) == (
        "Ageing well: smoking highest in A; 4 figures without an interval to compare."
    )
    alike = rows.assign(verdict="similar")
    assert str(words.headline_stage(alike, "Ageing well", "England")) == (
        "Ageing well: 4 figures are similar to England."
    )
