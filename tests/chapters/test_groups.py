"""England by group and the groups of an area: every number again, from the files by hand."""

import math

import pytest

from analysis.chapters.groups.findings import find_groups, find_sizes, find_ungrouped
from analysis.chapters.groups.sentences import describe_sizes
from analysis.chapters.groups.show import show_gaps, show_kind, show_measures, show_sizes
from analysis.charts.chart import Notice
from analysis.data.areas import Places
from analysis.data.catalogue import entries
from analysis.data.groups import DEPRIVATION, KINDS, NOT_STATED, read_ethnic_groups
from raw_tables import rows_of

STOCKTON = Places("E06000004", "Stockton-on-Tees")


def number(row: dict[str, str], name: str) -> float:
    return float(row[name]) if row[name] else math.nan


@pytest.fixture(scope="module")
def found():
    return find_groups()


def test_every_indicator_has_groups_or_is_named_as_without(found):
    slugs = {row["indicator"] for row in rows_of("groups/england_by_group")}
    assert len(slugs) == 26
    grouped = {one.about.indicator for one in found}
    assert {entries().measures[slug].name for slug in slugs - grouped} == set(find_ungrouped())
    assert slugs <= set(entries().measures)


def test_every_figure_of_a_group_is_that_of_the_file(found):
    rows = rows_of("groups/england_by_group")
    for one in found:
        published = [
            row
            for row in rows
            if (row["indicator"], row["period"]) == (one.about.indicator, one.period)
            and row["age"] == one.age
        ]
        for row in one.rows.to_dict("records"):
            numbers = [row["value"], row["lower_ci"], row["upper_ci"]]
            assert any(
                numbers
                == pytest.approx(
                    [number(other, name) for name in ("value", "lower_ci", "upper_ci")],
                    nan_ok=True,
                )
                for other in published
                if other["category"] == row["category"]
            ), (one.about.indicator, row)


def test_a_period_is_the_latest_with_figures(found):
    rows = rows_of("groups/england_by_group")
    for one in found:
        types = [name for name, kind in KINDS.items() if kind == one.kind]
        years = {
            int(row["period_end"])
            for row in rows
            if row["indicator"] == one.about.indicator and row["value"]
            and (row["category_type"] in types
                 or (one.kind == DEPRIVATION and "deprivation" in row["category_type"]))
        }  # fmt: skip
        mine = {row["period_end"] for row in rows if row["period"] == one.period}
        assert str(max(years)) in mine


def test_a_gap_is_the_worst_less_the_best_with_both_errors(found):
    for one in found:
        of = {row["category"]: row for row in one.rows.to_dict("records")}
        first, second = of[one.first], of[one.second]
        assert one.absolute.value == pytest.approx(first["value"] - second["value"], abs=1e-6)
        assert one.relative.value == pytest.approx(first["value"] / second["value"], rel=1e-6)
        stated = [row["value"] for name, row in of.items() if name not in NOT_STATED]
        if one.kind != DEPRIVATION:
            worst = min if one.about.polarity == "high is good" else max
            assert first["value"] == worst(stated)
        low = math.hypot(first["value"] - first["lower_ci"], second["upper_ci"] - second["value"])
        high = math.hypot(first["upper_ci"] - first["value"], second["value"] - second["lower_ci"])
        ends = [one.absolute.value - low, one.absolute.value + high]
        assert [one.absolute.lower_ci, one.absolute.upper_ci] == pytest.approx(ends, nan_ok=True)


def test_groups_by_deprivation_are_whole_and_in_order(found):
    for one in (each for each in found if each.kind == DEPRIVATION):
        names = one.rows["category"].tolist()
        assert len(names) in (5, 10), one.about.indicator
        assert names[0].startswith("Most deprived")
        assert names[-1].startswith("Least deprived")
        assert one.made_of
        assert not one.measures


def test_measures_of_unordered_groups_by_hand(found):
    for one in (each for each in found if each.measures):
        values = [
            row["value"] for row in one.rows.to_dict("records") if row["category"] not in NOT_STATED
        ]
        mean = sum(values) / len(values)
        apart = sum(abs(value - mean) for value in values) / len(values)
        assert one.measures["mean difference from mean"].value == pytest.approx(apart, rel=1e-6)
        disparity = one.measures["index of disparity"].value
        assert disparity == pytest.approx(100 * apart / mean, rel=1e-6)


def test_the_sizes_of_groups_are_counted_from_the_census():
    sizes = find_sizes(STOCKTON)
    published = {
        row["category"]: row
        for row in rows_of("population/ethnic_groups_census_2021")
        if row["area_code"] == STOCKTON.area_code
    }
    ethnic = sizes[sizes["kind"] == "Ethnic group"].set_index("group")
    assert ethnic["count"].to_dict() == {name: int(row["count"]) for name, row in published.items()}
    for name, row in published.items():
        assert ethnic.loc[name, "percent"] == pytest.approx(float(row["value"]), rel=1e-6)
    small = [
        row for row in rows_of("deprivation/imd2025_lsoa21") if row["ltla24_code"] == "E06000004"
    ]
    disabled = sum(int(row["disabled_residents_2021"]) for row in small)
    deprived = sum(int(row["residents_2021"]) for row in small if int(row["imd_decile"]) <= 2)
    others = sizes[sizes["kind"] != "Ethnic group"]
    assert others["count"].tolist() == [disabled, deprived]
    said = " ".join(describe_sizes(sizes, STOCKTON).paragraphs)
    british = next(row for name, row in published.items() if name.startswith("White: English"))
    minority = int(british["denominator"]) - int(british["count"])
    assert f"{minority:,} of {int(british['denominator']):,} people" in said
    assert f"{disabled:,} of" in said
    assert "sexual orientation is not held" in said


def test_areas_taken_together_are_summed_and_a_missing_one_gives_nothing(shared_data, monkeypatch):
    both = read_ethnic_groups("E06000061+E06000062").set_index("category")["count"]
    north, west = (
        read_ethnic_groups(code).set_index("category")["count"]
        for code in ("E06000061", "E06000062")
    )
    assert both.to_dict() == (north + west).to_dict()
    monkeypatch.setenv("ANALYSIS_DATA", str(shared_data / "national"))
    assert read_ethnic_groups("E06000061+E92000001").empty


def test_an_area_without_counts_says_so_once(figures):
    """Of the small folder no group is counted: the census names other areas alone."""
    for stem in ("population/ethnic_groups_census_2021", "deprivation/imd2025_lsoa21"):
        figures.write(f"{stem}.csv", rows_of(stem)[:1])
    figures.seal()
    northumberland = Places("E06000057", "Northumberland")
    (said,) = show_sizes(northumberland).items
    assert "No group of people is counted for Northumberland." in " ".join(said.paragraphs)


def test_a_kind_without_figures_is_a_notice():
    assert isinstance(show_kind("Sexual orientation"), Notice)
    assert "sexual orientation is held" in str(show_kind("Sexual orientation").text)


def test_every_kind_is_drawn_with_england_beside(found):
    for kind in {one.kind for one in found} - {DEPRIVATION}:
        for chart in show_kind(kind).items:
            assert "England" in chart.alt


def test_the_tables_hold_what_was_found(found):
    assert len(show_gaps().frame) == len(found)
    assert len(show_measures().frame) == sum(len(one.measures) for one in found)
