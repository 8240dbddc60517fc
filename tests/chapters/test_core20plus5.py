"""Clinical areas: targets by hand, trajectories by arithmetic, groups as published."""

from math import isnan

import pytest

from analysis.chapters.core20plus5.findings import (
    ON_COURSE,
    REACHED,
    SLOW,
    UNCERTAIN,
    UNKNOWN,
    find_core20plus5,
    find_trajectory,
    judge_trajectory,
)
from analysis.chapters.core20plus5.sentences import (
    describe_clinical,
    describe_groups_at_risk,
    describe_not_measurable,
)
from analysis.data.areas import Places
from analysis.data.documents.published import Target, Targets, read_targets
from analysis.data.documents.reading import validate
from analysis.errors import ParameterError
from analysis.statistics import Trend

NORTH = Places("E06000061", "North Northamptonshire")
STOCKTON = Places("E06000004", "Stockton-on-Tees")
NAN = float("nan")
STAGE = "cancer-diagnosed-at-stage-1-or-2"


def target(value: float, due: str) -> Target:
    return Target.model_validate(
        {
            "areas": ["everywhere"],
            "document": "Someone, 2019",
            "value": value,
            "unit": "%",
            "due": due,
            "published": "by then",
        }
    )


def given(code: str) -> dict[str, object]:
    return read_targets().of(code).model_dump(mode="json")


@pytest.fixture(scope="module")
def north():
    return find_core20plus5(given("E06000061"), NORTH)


def test_the_plans_baselines_and_targets_are_those_of_its_text(north):
    """Read by hand in the published plan and its action plan."""
    found = {
        one.about.measure: (
            [base.value for base in one.about.baselines],
            [(aim.value, aim.due.isoformat()) for aim in one.about.targets],
        )
        for one in north.clinical
    }
    assert found["Women who have continuity of carer"] == (
        [5, 7],
        [(51, "2022-11-30"), (75, "2023-11-30")],
    )
    assert [aim[0] for aim in found["People with severe mental illness who had an annual health check"][1]] == [60, 80]  # fmt: skip  # noqa: E501
    assert [aim[0] for aim in found["People with a learning disability who had an annual health check"][1]] == [60, 75]  # fmt: skip  # noqa: E501
    assert found["Cancers diagnosed at stage 1 or 2"][0] == [55]
    assert found["People with hypertension, recorded"][0] == [14.4, 32704]


def test_what_needs_a_series_that_is_not_published_is_not_measurable(north):
    for one in north.clinical:
        verdicts = {path.verdict for path in one.trajectories}
        assert (UNKNOWN in verdicts) == bool(one.trajectories and not one.about.measured_by)
        assert one.about.not_measurable


def test_a_trajectory_needs_the_difference_over_the_years_left():
    path = find_trajectory(STAGE, target(75, "2028-12-31"), STOCKTON)
    assert path.period == "2022"
    assert path.required == pytest.approx((75 - path.latest) / 6)
    assert path.slope_lower_ci <= path.slope <= path.slope_upper_ci


def test_a_target_of_the_past_needs_no_rate_and_is_uncertain_or_reached():
    assert isnan(find_trajectory(STAGE, target(75, "2020-12-31"), STOCKTON).required)
    assert find_trajectory(STAGE, target(75, "2020-12-31"), STOCKTON).verdict == UNCERTAIN
    assert find_trajectory(STAGE, target(1, "2020-12-31"), STOCKTON).verdict == REACHED


def test_an_area_without_figures_has_no_trajectory(shared_data, monkeypatch):
    monkeypatch.setenv("ANALYSIS_DATA", str(shared_data / "national"))
    path = find_trajectory(STAGE, target(75, "2028-12-31"), Places("E06000053", "Isles of Scilly"))
    assert (path.verdict == UNKNOWN) == isnan(path.latest)


@pytest.mark.parametrize(
    ("required", "verdict"),
    [
        (0.5, ON_COURSE),
        (0.51, UNCERTAIN),
        (1.5, UNCERTAIN),
        (1.51, SLOW),
        (NAN, UNCERTAIN),
    ],
)
def test_the_whole_interval_decides(required, verdict):
    assert judge_trajectory(75, 50, required, Trend(1.0, 0.5, 1.5, 0.01, "by hand", "")) == verdict


def test_groups_at_risk_are_those_of_the_plan_or_none(north):
    counts = north.groups.set_index("group")["count"]
    assert len(counts) == 9
    assert counts["Gypsies and Travellers"] == "527"
    assert counts["Refugees and vulnerable migrants"] == "no count published"
    (said,) = describe_groups_at_risk(
        find_core20plus5(given("E06000004"), STOCKTON), STOCKTON
    ).paragraphs
    assert said.startswith("No document in this book publishes counts")


def test_former_districts_stand_beside_where_they_are_published(north):
    hypertension = next(one for one in north.clinical if "hypertension" in one.about.measure)
    assert set(hypertension.parts["area_name"]) == {
        "Corby",
        "East Northamptonshire",
        "Kettering",
        "Wellingborough",
    }


def test_every_measure_has_a_point_with_its_numbers_bound(north):
    shown = describe_clinical(north, NORTH)
    said = shown.paragraphs
    assert len(said) == len(north.clinical)
    assert "the baseline was 5% in October 2021 (Kettering General Hospital)" in said[0]
    assert "no figure here measures it" in said[0]
    cancer = next(one for one in shown.sentences if one.text.startswith("Early cancer"))
    assert any(claim.indicator == STAGE for claim in cancer.claims)
    assert len(describe_not_measurable(north, NORTH).paragraphs) == len(north.clinical)


def test_a_measure_must_be_among_its_indicators():
    faulty = {
        "clinical_areas": [
            {
                "clinical_area": "Cancer",
                "measure": "Stage",
                "measured_by": STAGE,
                "not_measurable": "Nothing.",
            }
        ]
    }
    with pytest.raises(ParameterError, match="is not among the indicators"):
        validate(Targets, faulty, "params/targets.yml")


def test_a_figure_summed_from_districts_is_not_said_to_be_published(north):
    claims = {
        (claim.indicator, claim.area_code): claim.rule
        for sentence in describe_clinical(north, NORTH).sentences
        for claim in sentence.claims
    }
    slug = "copd-prevalence-2019-20"
    assert claims[slug, "E06000061"].startswith("summed from the counts of Corby, ")
    assert claims[slug, "E92000001"] == "as published"
