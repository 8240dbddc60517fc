"""Age, intervals, gaps and breakdowns of the figures, counted by hand from a small folder."""

import pytest

from analysis.chapters.quality.findings import find_breakdowns, find_quality
from analysis.chapters.quality.show import (
    show_breakdown_table,
    show_breakdowns,
    show_summary,
    show_table,
)
from analysis.data.areas import Places

PLACES = Places("E06000004", "Stockton-on-Tees")
HARTLEPOOL = Places("E06000001", "Hartlepool")


def quality(day="2026-11-21", releases=None):
    return find_quality(PLACES, day, releases or {}).set_index("indicator")


def test_age_is_counted_to_the_edition_and_never_to_today(figures):
    figures.seal()
    assert quality("2024-07-01")["years_old"]["smoking"] == pytest.approx(0.5)
    assert quality("2024-01-01")["years_old"]["smoking"] == 0


def test_the_age_is_written_with_one_decimal_and_only_where_there_is_a_figure(figures):
    """Half a year before July; Hartlepool has no figure of anything."""
    figures.seal()
    for places, said in ((PLACES, "2023 (0.5 years old)"), (HARTLEPOOL, "none for this area")):
        found = find_quality(places, "2024-07-01", {})
        page = show_table(found, places, "2024-07-01").text
        assert f"| {said} |" in page


def test_what_is_there_and_what_is_not(figures):
    """Stockton lacks 2022, which England has; 2023 stands in the file without a value."""
    rows = figures.rows("indicators/smoking.csv")
    rows[0] |= {"period": "2021", "period_start": "2021", "period_end": "2021"}
    rows[1] |= {"value": "", "lower_ci": "", "upper_ci": ""}
    figures.write("indicators/smoking.csv", rows)
    figures.seal()
    row = quality().loc["smoking"]
    assert (row["period"], row["figures"], row["blank"], row["absent"]) == ("2021", 1, 1, 1)


def test_intervals_are_published_partly_or_not(figures):
    rows = figures.rows("indicators/smoking.csv")
    rows[0] |= {"lower_ci": "", "upper_ci": ""}
    figures.write("indicators/smoking.csv", rows)
    figures.seal()
    found = quality()["intervals"]
    assert (found["smoking"], found["life"]) == ("partly", "not held")


def test_a_next_release_is_known_only_where_it_was_announced(figures):
    figures.seal()
    found = quality(releases={"smoking": "November 2027"})["next_release"]
    assert dict(found) == {"smoking": "November 2027", "life": "not known"}


def test_breakdowns_are_those_of_the_area(figures):
    rows = figures.rows("indicators/life.csv")
    male = rows[0] | {"sex": "Male", "value": "78"}
    figures.write("indicators/life.csv", [*rows, male])
    figures.seal()
    found = find_breakdowns(PLACES).set_index("indicator")
    assert list(found.loc["life", ["sex", "age", "deprivation", "ward"]]) == ["yes", *["no"] * 3]
    assert set(found.loc["smoking", ["sex", "age", "deprivation", "ward"]]) == {"no"}


def test_a_breakdown_under_another_code_of_the_place_is_seen():
    """Healthy life expectancy of Barnsley stands under its code of 2025, by sex."""
    found = find_breakdowns(Places("E08000016", "Barnsley")).set_index("indicator")
    assert found.loc["healthy-life-expectancy-at-birth", "sex"] == "yes"


def test_a_breakdown_by_deprivation_and_by_age_is_seen(figures):
    rows = figures.rows("indicators/smoking.csv")
    tenth = rows[1] | {"category_type": "deprivation decile", "category": "1"}
    old = rows[1] | {"age": "65+ yrs"}
    young = rows[1] | {"age": "16-64 yrs"}
    figures.write("indicators/smoking.csv", [*rows, tenth, old, young])
    figures.seal()
    found = find_breakdowns(PLACES).set_index("indicator").loc["smoking"]
    assert (found["deprivation"], found["age"]) == ("yes", "yes")


def test_the_sentences_count_what_the_table_holds(figures):
    figures.seal()
    found = find_quality(PLACES, "2030-01-01", {})
    said = show_summary(found, PLACES).paragraphs
    assert said[0] == "All 2 indicators have figures for Stockton-on-Tees."
    assert said[1].startswith("1 indicator has no interval for the latest figure")
    whole = "All 2 indicators have a latest figure that is more than five years old"
    assert said[2].startswith(whole)
    assert "Years old" in show_table(found, PLACES, "2030-01-01").text
    assert show_breakdowns(PLACES).paragraphs[1] == "None of 2 have figures by age."
    assert len(show_breakdown_table(PLACES).rows) == 2


def test_a_place_without_figures_is_said_to_have_none(figures):
    figures.seal()
    nowhere = Places("E06000001", "Hartlepool")
    said = show_summary(find_quality(nowhere, "2026-11-21", {}), nowhere).paragraphs
    assert said == ("We hold no figure of Hartlepool.",)


def test_an_indicator_of_which_nothing_is_known_here_is_named(figures):
    figures.write("indicators/life.csv", [
        figures.row(indicator="life", area_code="E92000001", area_name="England", value=81)
    ])  # fmt: skip
    figures.seal()
    said = show_summary(find_quality(PLACES, "2026-11-21", {}), PLACES).paragraphs
    assert said[-1] == "There is no figure at all for Stockton-on-Tees on: life expectancy."
