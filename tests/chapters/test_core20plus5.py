"""Clinical areas: targets by hand, trajectories by arithmetic, groups as published."""

import csv
from math import isnan
from pathlib import Path

import numpy as np
import pytest

from analysis.chapters.core20plus5.findings import (
    MISSED,
    REACHED,
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
from analysis.chapters.core20plus5.services import Measured
from analysis.data.areas import Places
from analysis.data.documents.published import Target, Targets, read_targets
from analysis.data.documents.reading import validate
from analysis.data.indicators import select_series
from analysis.errors import ParameterError
from analysis.findings.level import Figure
from analysis.findings.verdicts import verdict_of
from analysis.findings.vocabulary import CANNOT_TELL, FAST_ENOUGH, TOO_SLOW, WRONG_WAY
from analysis.statistics import Trend

NORTH = Places("E06000061", "North Northamptonshire")
STOCKTON = Places("E06000004", "Stockton-on-Tees")
RAW = Path(__file__).resolve().parents[2] / "data" / "raw"
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


def stage(places: Places) -> Measured | None:
    verdict = verdict_of(STAGE, "Persons", places)
    return Measured.of(verdict) if verdict else None


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
        [(51, "2022-11-30"), (75, "2023-11-30"), (75, "2024-12-31")],
    )
    assert [aim[0] for aim in found["People with severe mental illness who had an annual health check"][1]] == [60, 80, 60, 75]  # fmt: skip  # noqa: E501
    assert [aim[0] for aim in found["People with a learning disability who had an annual health check"][1]] == [60, 75]  # fmt: skip  # noqa: E501
    assert found["Cancers diagnosed at stage 1 or 2"][0] == [55]
    assert found["People with hypertension, recorded"][0] == [14.4, 32704]


def test_what_needs_a_series_that_is_not_published_is_not_measurable(north):
    for one in north.clinical:
        verdicts = {path.verdict for path in one.trajectories}
        assert (UNKNOWN in verdicts) == bool(one.trajectories and one.measured is None)
        assert one.about.not_measurable


def test_a_trajectory_needs_the_difference_over_the_years_left():
    path = find_trajectory(stage(STOCKTON), target(75, "2028-12-31"))
    assert path.period == "2022"
    series = select_series(STAGE, [STOCKTON.area_code])
    error = (series["upper_ci"] - series["lower_ci"]).to_numpy() / (2 * 1.959964)
    year = series["first_year"].to_numpy(float)
    slope, level = np.polyfit(year[-10:], series["value"].to_numpy()[-10:], 1, w=1 / error[-10:])
    assert path.slope == pytest.approx(slope)
    # From the line at the middle of 2022 to the end of 2028 are six years and a half.
    assert path.required == pytest.approx((75 - (level + slope * 2022)) / 6.5, rel=1e-3)
    assert path.slope_lower_ci <= path.slope <= path.slope_upper_ci


def test_a_target_of_the_past_needs_no_rate_and_is_reached_or_not():
    assert isnan(find_trajectory(stage(STOCKTON), target(75, "2020-12-31")).required)
    assert find_trajectory(stage(STOCKTON), target(75, "2020-12-31")).verdict == MISSED
    assert find_trajectory(stage(STOCKTON), target(54, "2020-12-31")).verdict == CANNOT_TELL
    assert find_trajectory(stage(STOCKTON), target(1, "2020-12-31")).verdict == REACHED


def test_an_area_without_figures_has_no_trajectory(shared_data, monkeypatch):
    monkeypatch.setenv("ANALYSIS_DATA", str(shared_data / "national"))
    scilly = Places("E06000053", "Isles of Scilly")
    path = find_trajectory(stage(scilly), target(75, "2028-12-31"))
    assert (path.verdict == UNKNOWN) == isnan(path.latest)


@pytest.mark.parametrize(
    ("required", "verdict"),
    [
        (0.5, FAST_ENOUGH),
        (0.51, CANNOT_TELL),
        (1.5, CANNOT_TELL),
        (1.51, TOO_SLOW),
        (NAN, CANNOT_TELL),
    ],
)
def test_the_whole_interval_decides(required, verdict):
    latest, trend = Figure(50, 48, 52), Trend(1.0, 0.5, 1.5, 0.01, "by hand", "")
    assert judge_trajectory(75, latest, required, trend) == verdict
    # What is better when low: everything turned round.
    turned = Trend(-1.0, -1.5, -0.5, 0.01, "by hand", "")
    assert judge_trajectory(-75, Figure(-50, -52, -48), -required, turned, -1) == verdict


@pytest.mark.parametrize(
    ("latest", "trend", "verdict"),
    [
        (Figure(77, 76, 78), (1.0, 0.5, 1.5), REACHED),
        (Figure(75, 75, 75), (1.0, 0.5, 1.5), REACHED),
        (Figure(77, 74, 80), (1.0, 0.5, 1.5), FAST_ENOUGH),
        (Figure(50, 48, 52), (-1.0, -1.5, -0.5), WRONG_WAY),
        (Figure(50, 48, 52), (0.0, -0.5, 0.09), TOO_SLOW),
        (Figure(50, 48, 52), (NAN, NAN, NAN), CANNOT_TELL),
    ],
)
def test_reached_needs_the_whole_interval_and_the_wrong_way_comes_before_too_slow(
    latest, trend, verdict
):
    assert judge_trajectory(75, latest, 0.1, Trend(*trend)) == verdict


def census(start: str) -> int:
    with (RAW / "population/ethnic_groups_census_2021.csv").open(encoding="utf-8") as file:
        return sum(
            int(row["count"])
            for row in csv.DictReader(file)
            if row["area_code"] == "E06000061" and row["category"].startswith(start)
        )


def test_groups_at_risk_are_those_of_the_plan_or_none(north):
    counts = north.groups.set_index("group")["count"]
    assert len(counts) == 9
    assert counts["Gypsies and Travellers"] == "527"
    assert counts["Refugees and vulnerable migrants"] == "no count published"
    # Counted in the census by hand: 2021, North Northamptonshire.
    here = north.groups.set_index("group")["here"]
    assert here["Gypsies and Travellers"] == census("White: Gypsy or Irish Traveller")
    everyone = census("")
    british = census("White: English, Welsh, Scottish, Northern Irish or British")
    assert here["People from minority ethnic groups"] == everyone - british
    assert here.notna().sum() == 2
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
    assert "5.4% (95% CI 3.3% to 8.6%) in April 2025 (provisional)" in said[0]
    assert "no figure here measures it" in said[2]
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
