"""A small framework by hand: which indicator counts as covered, and how."""

import pytest

from analysis.chapters.outcomes.findings import COVERAGE, find_outcomes
from analysis.chapters.outcomes.sentences import describe_missing, describe_outcomes
from analysis.chapters.outcomes.show import show_compared
from analysis.data.areas import Places
from analysis.data.documents.published import read_frameworks
from analysis.data.indicators import select_series

STOCKTON = Places("E06000004", "Stockton-on-Tees")


def framework(*domains: dict[str, object]) -> list[dict[str, object]]:
    part = {"part": "All", "domains": list(domains)}
    return [{"slug": "small", "title": "Small", "document": "Someone, 2022", "parts": [part]}]


@pytest.fixture
def figures_of_smoking(figures):
    """Give the made-up figures: smoking has two years with intervals, life one sex without."""
    return figures.seal()


def test_coverage_by_hand_on_the_made_up_figures(figures_of_smoking):
    (found,) = find_outcomes(
        framework(
            {"domain": "Smoke", "indicators": ["smoking"]},
            {"domain": "Both", "indicators": ["smoking", "life"], "missing": ["Joy"]},
            {"domain": "Nothing", "missing": ["Power", "Wealth"]},
        ),
        STOCKTON,
    )
    # Two points give no direction; neither has a breakdown by group.
    by_hand = {"Smoke": [1, 1, 1, 0, 0], "Both": [2, 2, 1, 0, 0], "Nothing": [0, 0, 0, 0, 0]}
    rows = found.coverage.set_index("domain")[list(COVERAGE)]
    assert {name: row.tolist() for name, row in rows.iterrows()} == by_hand
    assert found.unmeasured["domain"].tolist() == ["Nothing"]
    assert found.figures["indicator"].tolist() == ["smoking", "smoking", "life"]


def test_an_indicator_without_a_figure_for_the_area_is_named(figures_of_smoking):
    (found,) = find_outcomes(
        framework({"domain": "Life", "indicators": ["life"]}), Places("E06000001", "Hartlepool")
    )
    assert found.coverage["with_figures"].tolist() == [0]
    assert found.coverage["without_figures"].tolist() == ["Life expectancy"]


def test_a_breakdown_in_the_rows_counts(figures):
    rows = figures.rows("indicators/smoking.csv")
    rows.append(
        figures.row(value=25, category_type="deprivation quintile", category="1", period="2023")
    )
    figures.write("indicators/smoking.csv", rows)
    figures.seal()
    (found,) = find_outcomes(framework({"domain": "Smoke", "indicators": ["smoking"]}), STOCKTON)
    assert found.coverage["by_group"].tolist() == [1]


def test_what_is_missing_is_said_domain_by_domain(figures_of_smoking):
    found = find_outcomes(
        framework(
            {"domain": "Smoke", "indicators": ["smoking"]},
            {"domain": "Nothing", "missing": ["Power", "Wealth"]},
        ),
        STOCKTON,
    )
    assert describe_missing(found, STOCKTON).paragraphs == ("Nothing: power; wealth.",)
    said = describe_outcomes(found[0], STOCKTON).paragraphs
    assert said[0] == (
        "Small: 1 of 2 domains have at least one figure for Stockton-on-Tees, from 1 indicator."
    )
    assert said[1] == "Without any figure: nothing."


@pytest.mark.parametrize("slug", ["stockton-on-tees", "northumberland", "northamptonshire"])
def test_the_books_frameworks_hold_as_many_domains_as_their_documents(slug):
    own, common = read_frameworks(slug)
    counts = [len(part.domains) for part in own.parts]
    assert (
        counts
        == {
            "stockton-on-tees": [9, 6],
            "northumberland": [4, 7, 4],
            "northamptonshire": [1, 5, 4, 6],
        }[slug]
    )
    assert len(common.parts[0].domains) == 8


@pytest.mark.slow
def test_figures_are_covered_only_where_the_raw_rows_have_them():
    """A second route: any known value of the area in its series."""
    given = [one.model_dump() for one in read_frameworks("stockton-on-tees")]
    for found in find_outcomes(given, STOCKTON):
        for part in found.framework.parts:
            for domain in part.domains:
                known = sum(
                    bool(select_series(slug, [STOCKTON.area_code])["value"].notna().any())
                    for slug in domain.indicators
                )
                rows = found.coverage
                row = rows[(rows["domain"] == domain.domain) & (rows["part"] == part.part)]
                assert row["with_figures"].item() == known


def test_without_a_framework_a_sentence_stands_in_the_place_of_the_chart():
    assert str(show_compared([], STOCKTON).text) == "The parameters name no framework."
