"""What a gap costs: observed less expected, added up again from the raw files."""

from collections import defaultdict
from dataclasses import replace

import pytest

from analysis.chapters.gap.sentences import describe_cost
from analysis.data.areas import Places
from analysis.findings.cost import DEATHS, ENGLAND, LEAST, LIFE, RATE, YEARS, find_cost
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


STANDARD = {0: 1000, 1: 4000} | dict.fromkeys((5, 10, 15, 65), 5500) | {70: 5000}
STANDARD |= dict.fromkeys((20, 25, 60), 6000) | dict.fromkeys((30, 55), 6500)
STANDARD |= dict.fromkeys((35, 40, 45, 50), 7000)
"""The European Standard Population of 2013 under 75."""


def at_birth(sex: str) -> float:
    """Give life expectancy at birth by Chiang's second method, from the raw rows."""
    bands = {}
    for row in rows_of("mortality/deaths_and_population_2014"):
        if (row["area_code"], row["sex"]) == ("E06000004", sex):
            age = int(row["age"].split("-")[0].rstrip("+"))
            bands[age] = float(row["deaths"]) / float(row["population"])
    alive, years, ages = 1.0, 0.0, sorted(bands)
    for age, end in zip(ages, [*ages[1:], None], strict=True):
        if end is None:
            return years + alive / bands[age]
        share, width = (0.1 if age == 0 else 0.5), end - age
        dying = width * bands[age] / (1 + width * (1 - share) * bands[age])
        years += width * alive * (1 - dying * (1 - share))
        alive *= 1 - dying
    raise AssertionError("the last band is open")


@pytest.mark.parametrize("sex", ["Female", "Male"])
def test_life_expectancy_and_the_death_rate_stand_beside_the_cost_with_intervals(sex):
    cost = find_cost(STOCKTON)
    rows = cost.measured[cost.measured["sex"] == sex].set_index(["measure", "area_code"])
    life = rows.loc[(LIFE, "E06000004")]
    assert life["value"] == pytest.approx(at_birth(sex))
    assert life["lower_ci"] < life["value"] < life["upper_ci"]
    standard = sum(STANDARD.values())
    for code, found in (
        ("E06000004", {age: deaths / people for age, (deaths, people) in here(sex).items()}),
        ("E92000001", rates(sex, {str(tenth) for tenth in range(1, 11)})),
    ):
        by_hand = sum(100_000 * found[age] * weight for age, weight in STANDARD.items()) / standard
        assert rows.loc[(RATE, code), "value"] == pytest.approx(by_hand)
    said = describe_cost(cost, STOCKTON).paragraphs
    whom = "females" if sex == "Female" else "males"
    assert f"{life['value']:.1f} years (95% CI {life['lower_ci']:.1f} to" in said[0]
    assert f"for {whom}" in said[0]
    assert "The death rate before the age of 75" in said[1]


def test_a_place_too_small_for_a_life_table_has_no_sentence_of_it():
    cost = find_cost(STOCKTON)
    missing = replace(cost, measured=cost.measured.assign(value=float("nan")))
    said = "\n".join(describe_cost(missing, STOCKTON).paragraphs)
    assert "Worked out here" not in said
    assert "[x]" not in said
    assert "fewer deaths" in said


def test_where_deaths_by_age_are_not_held_the_page_says_so():
    found = find_cost(Places("E05014863", "Bishopsgarth & Elm Tree"))
    assert found.rows.empty
    assert found.reason == (
        "Deaths by age of 2014 are not held for the whole of Bishopsgarth & Elm Tree."
    )
