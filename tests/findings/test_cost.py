"""What a gap costs: observed less expected, added up again from the raw files."""

from collections import defaultdict

import pytest

from analysis.data.areas import Places
from analysis.findings.cost import DEATHS, ENGLAND, LEAST, YEARS, find_cost
from raw_tables import rows_of

TENTHS = "mortality/deaths_and_population_under_75_by_deprivation_decile_england_2001_to_2016"
STOCKTON = Places("E06000004", "Stockton-on-Tees")


def rates(sex: str, tenths: set[str]) -> dict[int, float]:
    deaths, people = defaultdict(float), defaultdict(float)
    for row in rows_of(TENTHS):
        if (row["year"], row["sex"]) == ("2014", sex) and row["deprivation_decile"] in tenths:
            age = int(float(row["age_start"]))
            deaths[age] += float(row["deaths"])
            people[age] += float(row["population"])
    return {age: deaths[age] / people[age] for age in deaths}


def here(sex: str) -> dict[int, tuple[float, float]]:
    found = {}
    for row in rows_of("mortality/deaths_and_population_2014"):
        if (row["area_code"], row["sex"]) == ("E06000004", sex):
            age = int(row["age"].split("-")[0].rstrip("+"))
            if age < 75:
                found[age] = (float(row["deaths"]), float(row["population"]))
    return found


@pytest.mark.parametrize("sex", ["Female", "Male"])
@pytest.mark.parametrize(
    ("reference", "tenths"),
    [(ENGLAND, {str(tenth) for tenth in range(1, 11)}), (LEAST, {"10"})],
)
def test_the_excess_is_observed_less_expected_age_by_age(sex, reference, tenths):
    cost, own, other = find_cost(STOCKTON).rows, here(sex), rates(sex, tenths)
    assert set(own) == set(other)
    middle = {age: (age + end) / 2 for age, end in zip(sorted(own), [*sorted(own)[1:], 75],
                                                       strict=True)}  # fmt: skip
    scores = {DEATHS: dict.fromkeys(own, 1.0), YEARS: {age: 75 - middle[age] for age in own}}
    for what, score in scores.items():
        observed = sum(score[age] * deaths for age, (deaths, _) in own.items())
        expected = sum(score[age] * people * other[age] for age, (_, people) in own.items())
        same = (cost["sex"] == sex) & (cost["reference"] == reference) & (cost["what"] == what)
        (row,) = cost[same].to_dict("records")
        assert row["count"] == pytest.approx(observed)
        assert row["expected"] == pytest.approx(expected)
        assert row["value"] == pytest.approx(observed - expected)
        assert row["fraction"] == pytest.approx(100 * (observed - expected) / observed)
        assert row["lower_ci"] < row["value"] < row["upper_ci"]


def test_where_deaths_by_age_are_not_held_the_page_says_so():
    found = find_cost(Places("E05014863", "Bishopsgarth & Elm Tree"))
    assert found.rows.empty
    assert found.reason == (
        "Deaths by age of 2014 are not held for the whole of Bishopsgarth & Elm Tree."
    )
