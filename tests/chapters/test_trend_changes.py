"""What every indicator has done lately: chance, adjustment and the words, by hand."""

import pytest

from analysis.chapters.trend.findings import CHANGING, IMPROVING, WORSENING, find_changes, progress
from analysis.chapters.trend.sentences import describe_changes, headline_stage
from analysis.data.areas import Places
from analysis.findings.trends import RECENT_POINTS

STOCKTON = Places("E06000004", "Stockton-on-Tees")


@pytest.fixture(scope="module")
def changes():
    return find_changes(STOCKTON)


@pytest.mark.parametrize(
    ("direction", "polarity", "said"),
    [
        ("increasing", "high is good", IMPROVING),
        ("increasing", "low is good", WORSENING),
        ("decreasing", "high is good", WORSENING),
        ("decreasing", "low is good", IMPROVING),
        ("decreasing", "no judgement", CHANGING),
        ("no significant change", "high is good", "no significant change"),
        ("cannot be calculated", "low is good", "cannot be calculated"),
    ],
)
def test_better_or_worse_takes_the_polarity(direction, polarity, said):
    assert progress(direction, polarity) == said


def test_what_chance_would_flag_is_the_sum_of_the_levels(changes):
    tested = changes.changes.dropna(subset=["p_value"])
    rule = tested["method"].str.startswith("Fingertips").sum()
    assert changes.expected == pytest.approx(0.002 * rule + 0.05 * (len(tested) - rule))


def test_what_is_kept_is_what_benjamini_and_hochberg_keep_by_hand(changes):
    p = sorted(changes.changes["p_value"].dropna())
    most = max(
        (rank for rank, value in enumerate(p, 1) if value <= 0.05 * rank / len(p)), default=0
    )
    assert changes.changes["flagged"].sum() == most


def test_a_fitted_line_is_flagged_just_where_its_p_value_is_under_the_level(changes):
    lines = changes.changes[changes.changes["slope"].notna()].dropna(subset=["p_value"])
    flagged = lines["direction"].isin(["increasing", "decreasing"])
    assert (flagged == (lines["p_value"] < 0.05)).all()


def test_a_small_chart_holds_the_latest_points_of_its_stage(changes):
    rows = changes.stage("starting well")
    assert set(rows["life_stage"]) == {"starting well"}
    points = rows.groupby(["name", "role"])["period"].count()
    assert points.max() <= RECENT_POINTS
    assert points.xs("area", level="role").min() >= 2


def test_the_counts_of_a_headline_add_up_to_the_stage(changes):
    for stage, rows in changes.changes.groupby("life_stage"):
        said = headline_stage(rows, str(stage), STOCKTON)
        assert sum(claim.value for claim in said.claims) == len(rows)


def test_every_number_of_the_summary_is_claimed(changes):
    first, second, *_ = describe_changes(changes, STOCKTON).sentences
    for sentence in (first, second):
        left = str(sentence)
        for claim in sentence.claims:
            left = left.replace(claim.text, "", 1)
        assert not any(letter.isdigit() for letter in left)


def test_pay_is_named_in_cash_terms(changes):
    names = changes.changes.set_index("indicator")["name"]
    assert "cash terms" in names["gross-median-weekly-pay"]
