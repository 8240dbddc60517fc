"""The methods chapter: sentence, figures and result for every example, whatever the area."""

import pytest

from analysis.chapters.methods import show as methods
from analysis.charts.chart import Chart
from analysis.claims.sentence import Prose, claims_of
from analysis.claims.table import Table
from analysis.findings.worked_mortality import find_deaths
from raw_tables import rows_of

HOSTILE = "Stockton {x} & <b> | [a](b)"
OF_DEATHS = [
    methods.show_deaths,
    methods.show_life_expectancy,
    methods.show_standardised_rate,
    methods.show_standardised_ratio,
    methods.show_years_lost,
    methods.show_gap_by_age,
    methods.show_funnel,
]
OF_AREAS = [
    methods.show_slope,
    methods.show_small_areas,
    methods.show_share,
    methods.show_recent_trend,
    methods.show_gap_trend,
]


def shown(function, code, name):
    if function in OF_DEATHS:
        return function(find_deaths(code, name)).items
    return function(code, name).items


@pytest.mark.parametrize("function", [*OF_DEATHS, *OF_AREAS], ids=lambda f: f.__name__)
@pytest.mark.parametrize("code", ["E06000004", "E06000061"])
def test_every_example_has_a_sentence_and_a_result_with_its_source(function, code):
    prose, *others = shown(function, code, HOSTILE)
    assert isinstance(prose, Prose)
    assert others
    for item in others:
        assert isinstance(item, Table | Chart)
        assert item.source
    markdown = prose._repr_mimebundle_()[0]["text/markdown"]
    assert "<b>" not in markdown
    assert "nan" not in markdown
    assert "{x}" not in markdown.replace(r"\{x\}", "")


@pytest.mark.parametrize("function", OF_DEATHS, ids=lambda f: f.__name__)
def test_an_area_without_deaths_has_one_sentence(function):
    items = shown(function, "E06000053", "Isles of Scilly")
    assert len(items) == 1
    assert items[0].text == "Deaths by age of 2014 are not held for the whole of Isles of Scilly."


def test_the_former_districts_are_named_where_counts_are_summed():
    prose, _ = shown(methods.show_deaths, "E06000062", "West Northamptonshire")
    said = prose.paragraphs[0]
    assert "Daventry, Northampton and South Northamptonshire" in said
    assert "no rate is an average" in said
    slope, inputs, result = shown(methods.show_slope, "E06000062", "West Northamptonshire")
    assert "did not exist in 2014 to 2016" in slope.paragraphs[0]
    assert {row[0] for row in result.rows} == {"Daventry", "Northampton", "South Northamptonshire"}
    assert {row[1] for row in inputs.rows} == {"1", "10"}


def test_the_sentence_says_the_numbers_of_the_table():
    prose, table = shown(methods.show_life_expectancy, "E06000004", "Stockton-on-Tees")
    cells = {tuple(row[:2]): row[2:] for row in table.rows}
    value, limits = cells["Female", "0"][0].split(" (")
    assert f"{value} years (95% CI {limits} for females" in prose.paragraphs[0]
    claims = claims_of(prose.sentences)
    assert len(claims) == 4
    assert {claim.area_code for claim in claims} == {"E06000004"}
    assert all(claim.sources == ("mortality/deaths_and_population_2014.csv",) for claim in claims)


def test_the_period_of_the_deciles_is_said_to_be_inferred():
    _, inputs, result = shown(methods.show_slope, "E06000004", "Stockton-on-Tees")
    assert "inferred" in inputs.text
    assert "Published index" in result.text


def test_every_result_names_its_method():
    for function in (*OF_DEATHS, *OF_AREAS):
        tables = [i for i in shown(function, "E06000004", "Here") if isinstance(i, Table)]
        results = [table for table in tables if table.caption.startswith("Result")]
        for table in results:
            assert any(note.startswith("Method: ") for note in table.notes), table.caption


@pytest.mark.parametrize(
    ("code", "name", "councils"),
    [
        ("E10000016", "Kent", None),  # whose small areas are its districts'
        ("E06000001+E06000002", "Two towns", {"E06000001", "E06000002"}),
    ],
)
def test_small_areas_of_a_county_and_of_a_group_are_those_of_its_parts(code, name, councils):
    areas = rows_of("geography/areas")
    inside = councils or {row["area_code"] for row in areas if row["upper_tier_code"] == code}
    own = [row for row in rows_of("deprivation/imd2025_lsoa21") if row["ltla24_code"] in inside]
    share = 100 * sum(int(row["disabled_residents_2021"]) for row in own)
    share /= sum(int(row["residents_2021"]) for row in own)
    prose, *_ = shown(methods.show_share, code, name)
    assert f"Disabled residents in {name}, Census 2021: {share:.1f}% (" in prose.paragraphs[0]
