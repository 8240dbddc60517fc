"""Figures of a plan beside those of the data: counts by a second route, and every verdict."""

from math import isnan

import pytest

from analysis.chapters.plan_figures.findings import (
    FIGURES,
    LIFE_FIGURES,
    NOT_MEASURABLE,
    NOT_REPRODUCED,
    REPRODUCED,
    WITHIN,
    WORK_FIGURES,
    count_working_age,
    find_plan_figures,
)
from analysis.data.documents.published import PLAN_FIGURES
from raw_tables import rows_of

NORTHUMBERLAND = "E06000057"


def given(figure: str, value: float) -> list[dict[str, object]]:
    return [{"figure": figure, "value": value, "source": "A plan"}]


def test_every_figure_is_one_that_parameters_may_name():
    assert set(FIGURES) <= set(PLAN_FIGURES)


def test_people_of_working_age_by_hand():
    ages = {f"{start}-{start + 4}" for start in range(20, 65, 5)}
    total = 0.0
    for row in rows_of("population/mid_2019_by_national_deprivation_decile"):
        if row["area_code"] == NORTHUMBERLAND:
            weight = 0.8 if row["age_band"] == "15-19" else float(row["age_band"] in ages)
            total += weight * int(row["population"])
    assert count_working_age(NORTHUMBERLAND) == pytest.approx(total)


def test_an_area_without_residents_held_has_no_count():
    assert isnan(count_working_age("E00000000"))


@pytest.mark.parametrize(
    ("value", "verdict"),
    [(72.4, REPRODUCED), (71.2, WITHIN), (60.0, NOT_REPRODUCED)],
)
def test_a_verdict_by_hand(value, verdict):
    """The most deprived tenth of males: 72.261, standard error 0.6372; 71.01 to 73.51."""
    rows = find_plan_figures(
        given("life-expectancy-most-deprived", value), LIFE_FIGURES, NORTHUMBERLAND, "Here"
    )
    male = rows[rows["basis"].str.contains(", male,")].iloc[0]
    assert male["value"] == 72.261
    assert male["verdict"] == verdict


def test_what_is_not_held_is_said_and_has_no_number():
    rows = find_plan_figures(
        given("people-inactive-who-want-a-job", 7900), WORK_FIGURES, NORTHUMBERLAND, "Here"
    )
    assert rows["verdict"].tolist() == [NOT_MEASURABLE]
    assert rows["value"].isna().all()


def test_a_figure_of_another_page_is_left_to_it():
    rows = find_plan_figures(given("people-inactive", 1), LIFE_FIGURES, NORTHUMBERLAND, "Here")
    assert rows.empty


def test_the_share_of_the_long_term_sick_is_the_one_published():
    figures = given("people-inactive", 46700) + given("people-inactive-long-term-sick", 10800)
    rows = find_plan_figures(figures, WORK_FIGURES, NORTHUMBERLAND, "Here")
    ours = rows["value"].tolist()
    assert ours[1] / ours[0] == pytest.approx(10800 / 46700, abs=0.001)
