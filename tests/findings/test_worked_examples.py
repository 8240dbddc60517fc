"""Worked examples, each number by a second route: the csv module and plain arithmetic."""

import math
from collections import defaultdict
from functools import cache

import pytest

from analysis.chapters.methods.findings import (
    find_disability_by_decile,
    find_gap_trend,
    find_recent_trend,
    find_slope_by_decile,
    find_small_area_gradient,
)
from analysis.findings.worked_examples import held_members
from analysis.findings.worked_mortality import (
    find_deaths,
    find_deaths_by_age,
    find_funnel,
    find_gap_by_age,
    find_life_expectancy,
    find_standardised_rate,
    find_standardised_ratio,
    find_years_lost,
    held_parts,
)
from raw_tables import rows_of

DEATHS = "mortality/deaths_and_population_2014"
UNDER_75 = "mortality/deaths_and_population_under_75_by_deprivation_decile_england_2001_to_2016"
DECILES = "mortality/life_expectancy_by_deprivation_decile_2014_to_2016"
SMALL_AREAS = "deprivation/imd2025_lsoa21"
PLACES = {
    "E06000004": "Stockton-on-Tees",
    "E06000057": "Northumberland",
    "E06000061": "North Northamptonshire",
    "E06000062": "West Northamptonshire",
}
PARTS = {
    "E06000061": {"E07000150": "Corby", "E07000152": "East Northamptonshire"}
    | {"E07000153": "Kettering", "E07000156": "Wellingborough"},
    "E06000062": {"E07000151": "Daventry", "E07000154": "Northampton"}
    | {"E07000155": "South Northamptonshire"},
}
LOCALITIES = pytest.mark.parametrize("code", PLACES, ids=list(PLACES.values()))
# The European Standard Population of 2013 by the start of each band, under 75.
ESP = {0: 1000, 1: 4000, 5: 5500, 10: 5500, 15: 5500, 20: 6000, 25: 6000, 30: 6500, 35: 7000}
ESP |= {40: 7000, 45: 7000, 50: 7000, 55: 6500, 60: 6000, 65: 5500, 70: 5000}
SEXES = ("Female", "Male")


def start(band):
    return int(band.split("-")[0].rstrip("+"))


@cache
def counts(code, sex):
    """Add up deaths and people of an area, or of what it was made from, by start of band."""
    table = defaultdict(lambda: [0.0, 0.0])
    for row in rows_of(DEATHS):
        if row["area_code"] in PARTS.get(code, {code: ""}) and row["sex"] == sex:
            table[start(row["age"])][0] += float(row["deaths"])
            table[start(row["age"])][1] += float(row["population"])
    return dict(sorted(table.items()))


@cache
def england(sex):
    table = defaultdict(lambda: [0.0, 0.0])
    for row in rows_of(UNDER_75):
        if row["year"] == "2014" and row["sex"] == sex:
            table[int(row["age_start"])][0] += float(row["deaths"])
            table[int(row["age_start"])][1] += float(row["population"])
    return dict(sorted(table.items()))


def byar(count):
    lower = count * (1 - 1 / (9 * count) - 1.959964 / (3 * math.sqrt(count))) ** 3
    more = count + 1
    return lower, more * (1 - 1 / (9 * more) + 1.959964 / (3 * math.sqrt(more))) ** 3


def of_sex(example, code, sex):
    rows = example.result
    return rows[(rows["area_code"] == code) & (rows["sex"] == sex)]


@LOCALITIES
def test_deaths_are_those_of_the_area_or_the_sum_of_its_former_parts(code):
    deaths = find_deaths(code, PLACES[code])
    assert deaths.reason == ""
    assert set(deaths.parts) == set(PARTS.get(code, {}).values())
    shown = find_deaths_by_age(deaths).inputs
    for sex in SEXES:
        by_hand = counts(code, sex)
        assert shown["age_start"].tolist() == list(by_hand)
        assert shown[f"deaths_{sex.lower()}"].tolist() == [d for d, _ in by_hand.values()]
        assert shown[f"population_{sex.lower()}"].tolist() == [n for _, n in by_hand.values()]


@LOCALITIES
@pytest.mark.parametrize("sex", SEXES)
def test_life_expectancy_by_a_table_written_out(code, sex):
    alive, years, table = 1.0, [], counts(code, sex)
    ages = list(table)
    survivors = {}
    for place, age in enumerate(ages):
        died, people = table[age]
        survivors[age] = alive
        if place == len(ages) - 1:
            years.append(alive * people / died)
            break
        width = ages[place + 1] - age
        part = 0.1 if age == 0 else 0.5
        dying = width * died / people / (1 + (1 - part) * width * died / people)
        years.append(width * alive * (1 - dying) + part * width * alive * dying)
        alive *= 1 - dying
    rows = of_sex(find_life_expectancy(find_deaths(code, PLACES[code])), code, sex)
    by_age = rows.set_index("age_start")
    assert by_age["value"][0] == pytest.approx(sum(years))
    from_65 = sum(years[ages.index(65) :]) / survivors[65]
    assert by_age["value"][65] == pytest.approx(from_65)
    assert (rows["lower_ci"] < rows["value"]).all()
    assert (rows["upper_ci"] > rows["value"]).all()


@LOCALITIES
@pytest.mark.parametrize("sex", SEXES)
def test_the_standardised_rate_and_years_lost_by_weighted_sums(code, sex):
    deaths = find_deaths(code, PLACES[code])
    for place, table in ((code, counts(code, sex)), ("E92000001", england(sex))):
        bands = [age for age in table if age < 75]
        ends = dict(zip(bands, [*bands[1:], 75], strict=True))
        total = sum(ESP.values())
        rate = sum(ESP[age] * table[age][0] / table[age][1] for age in bands) / total
        row = of_sex(find_standardised_rate(deaths), place, sex).iloc[0]
        assert row["value"] == pytest.approx(100_000 * rate)
        observed = sum(table[age][0] for age in bands)
        spread = sum(table[age][0] * (ESP[age] / table[age][1]) ** 2 for age in bands)
        wider = math.sqrt(spread / observed) / total
        lower, upper = byar(observed)
        assert row["lower_ci"] == pytest.approx(100_000 * (rate + wider * (lower - observed)))
        assert row["upper_ci"] == pytest.approx(100_000 * (rate + wider * (upper - observed)))
        lost = {age: 75 - (age + ends[age]) / 2 for age in bands}
        years = sum(lost[a] * ESP[a] * table[a][0] / table[a][1] for a in bands) / total
        row = of_sex(find_years_lost(deaths), place, sex).iloc[0]
        assert row["value"] == pytest.approx(100_000 * years)
        assert row["years_lost"] == pytest.approx(sum(lost[a] * table[a][0] for a in bands))


@LOCALITIES
@pytest.mark.parametrize("sex", SEXES)
def test_the_standardised_ratio_by_expected_deaths(code, sex):
    table, reference = counts(code, sex), england(sex)
    expected = sum(table[age][1] * d / n for age, (d, n) in reference.items())
    observed = sum(d for age, (d, _) in table.items() if age < 75)
    row = of_sex(find_standardised_ratio(find_deaths(code, PLACES[code])), code, sex).iloc[0]
    assert row["count"] == observed
    assert row["expected"] == pytest.approx(expected)
    assert row["value"] == pytest.approx(100 * observed / expected)
    assert row["lower_ci"] == pytest.approx(100 * byar(observed)[0] / expected)


def years_before_75(table):
    alive, years = 1.0, 0.0
    ages = [age for age in table if age < 75]
    for age, end in zip(ages, [*ages[1:], 75], strict=True):
        died, people = table[age]
        part = 0.1 if age == 0 else 0.5
        width = end - age
        dying = width * died / people / (1 + (1 - part) * width * died / people)
        years += width * alive * (1 - dying) + part * width * alive * dying
        alive *= 1 - dying
    return years


@LOCALITIES
@pytest.mark.parametrize("sex", SEXES)
def test_the_ages_of_a_gap_add_up_to_it(code, sex):
    example = find_gap_by_age(find_deaths(code, PLACES[code]))
    gap = years_before_75(england(sex)) - years_before_75(counts(code, sex))
    assert of_sex(example, code, sex)["value"].item() == pytest.approx(gap)
    ages = example.inputs[example.inputs["sex"] == sex]
    assert ages["contribution"].sum() == pytest.approx(gap)
    assert ages["age"].iloc[0].split() == ["Under", "1"]


def test_the_funnel_has_every_area_of_today_once_and_former_parts_summed():
    rows = find_funnel(find_deaths("E06000061", "North Northants & Co")).result
    assert rows["area_code"].is_unique
    assert not rows["area_code"].isin(PARTS["E06000061"]).any()
    own = rows[rows["area_code"] == "E06000061"].iloc[0]
    assert own["area_name"] == "North Northants & Co"
    observed = sum(d for s in SEXES for a, (d, _) in counts("E06000061", s).items() if a < 75)
    assert own["count"] == observed
    for row in rows.to_dict("records"):
        outside = not row["lower_99_8"] <= row["value"] <= row["upper_99_8"]
        assert (row["position"] == "beyond the outer limits") == outside


def line_by_hand(values, people, ranks):
    """Fit a weighted line and give its slope and intercept."""
    total = sum(people)
    x = sum(p * r for p, r in zip(people, ranks, strict=True)) / total
    y = sum(p * v for p, v in zip(people, values, strict=True)) / total
    cross = sum(p * (r - x) * (v - y) for p, r, v in zip(people, ranks, values, strict=True))
    slope = cross / sum(p * (r - x) ** 2 for p, r in zip(people, ranks, strict=True))
    return slope, y - slope * x


def mid_ranks(people):
    total, below, ranks = sum(people), 0.0, []
    for count in people:
        ranks.append((below + count / 2) / total)
        below += count
    return ranks


@LOCALITIES
@pytest.mark.parametrize("sex", SEXES)
def test_the_slope_index_by_a_line_written_out(code, sex):
    example = find_slope_by_decile(code, PLACES[code])
    own = PARTS.get(code, {code: PLACES[code]})
    assert set(example.result["area_code"]) == set(own)
    for area, name in own.items():
        groups = [r for r in rows_of(DECILES) if (r["area_code"], r["sex"]) == (area, sex)]
        groups.sort(key=lambda row: int(row["deprivation_decile"]))
        people = [float(row["person_years"]) for row in groups]
        values = [float(row["value"]) for row in groups]
        slope, low = line_by_hand(values, people, mid_ranks(people))
        rows = of_sex(example, area, sex).set_index("measure")
        assert rows["value"]["slope index"] == pytest.approx(slope)
        assert rows["value"]["relative index"] == pytest.approx((low + slope) / low)
        assert rows["lower_ci"]["slope index"] < slope < rows["upper_ci"]["slope index"]
        assert (rows["area_name"] == name).all()
        # The publisher's index of the same years lies inside our interval.
        assert rows["lower_ci"]["slope index"] < rows["published"]["slope index"]
        assert rows["published"]["slope index"] < rows["upper_ci"]["slope index"]


@LOCALITIES
def test_the_small_areas_by_plain_sums(code):
    example = find_small_area_gradient(code, PLACES[code])
    areas = [row for row in rows_of(SMALL_AREAS) if row["ltla24_code"] == code]
    areas.sort(key=lambda row: int(row["imd_rank"]))
    people = [float(row["population_mid_2022"]) for row in areas]
    ranks = mid_ranks(people)
    for column in ("years_of_potential_life_lost", "comparative_illness_and_disability_ratio"):
        values = [float(row[column]) for row in areas]
        rows = example.result[example.result["indicator"] == column].set_index("measure")
        slope, _ = line_by_hand(values, people, ranks)
        assert rows["value"]["slope index"] == pytest.approx(slope)
        assert rows["lower_ci"]["slope index"] < slope < rows["upper_ci"]["slope index"]
        terms = zip(people, ranks, values, strict=True)
        index = sum(p * (2 * r - 1) * v for p, r, v in terms) / sum(people)
        assert rows["value"]["absolute concentration index"] == pytest.approx(index)
        mean = sum(p * v for p, v in zip(people, values, strict=True)) / sum(people)
        assert rows["value"]["relative concentration index"] == pytest.approx(index / mean)
        assert math.isnan(rows["lower_ci"]["relative concentration index"])
    shown = [row["lsoa21_code"] for row in (*areas[:5], *areas[-5:])]
    assert example.inputs["small_area_code"].tolist() == shown


@LOCALITIES
def test_the_share_by_wilsons_formula(code):
    areas = [row for row in rows_of(SMALL_AREAS) if row["ltla24_code"] == code]
    result = find_disability_by_decile(code, PLACES[code]).result
    deciles = sorted({int(row["imd_decile"]) for row in areas})
    assert result["decile"].dropna().tolist() == deciles
    for row in result.to_dict("records"):
        decile = row["decile"]
        chosen = [a for a in areas if math.isnan(decile) or int(a["imd_decile"]) == decile]
        x = sum(float(a["disabled_residents_2021"]) for a in chosen)
        n = sum(float(a["residents_2021"]) for a in chosen)
        z = 1.959964
        centre = (2 * x + z**2) / (2 * (n + z**2))
        half = z * math.sqrt(z**2 + 4 * x * (1 - x / n)) / (2 * (n + z**2))
        assert row["value"] == pytest.approx(100 * x / n)
        assert row["lower_ci"] == pytest.approx(100 * (centre - half))
        assert row["upper_ci"] == pytest.approx(100 * (centre + half))


@LOCALITIES
def test_the_recent_trend_by_the_formula_of_the_rule(code):
    example = find_recent_trend(code, PLACES[code])
    points = example.inputs
    assert len(points) == 5
    years = points["first_year"].tolist()
    values = points["value"].tolist()
    errors = [
        (upper - lower) / (2 * 1.959964)
        for lower, upper in zip(points["lower_ci"], points["upper_ci"], strict=True)
    ]
    w = [1 / error**2 for error in errors]
    s = sum(w)
    t = sum(a * b for a, b in zip(w, years, strict=True)) / s
    spread = sum(a * (b - t) ** 2 for a, b in zip(w, years, strict=True))
    slope = sum(a * (b - t) * v for a, b, v in zip(w, years, values, strict=True)) / spread
    row = example.result.iloc[0]
    assert row["value"] == pytest.approx(slope)
    assert row["chi_squared"] == pytest.approx(slope**2 * spread, rel=1e-5)
    if row["chi_squared"] <= 9.5495:
        assert row["trend"] == "no significant change"


@LOCALITIES
def test_the_word_for_the_gap_follows_from_its_interval(code):
    example = find_gap_trend(code, PLACES[code])
    assert len(example.result) == 4
    for row in example.result.to_dict("records"):
        assert row["lower_ci"] <= row["value"] <= row["upper_ci"]
        beyond = row["lower_ci"] > 0 or row["upper_ci"] < 0
        assert (row["direction"] in {"widening", "narrowing"}) == beyond
        assert "overlapping" in row["method"]
        assert row["unit"] == ("years a year" if row["measure"] == "absolute" else "% a year")
    first = example.inputs.iloc[0]
    gap = first["first_female"] - first["second_female"]
    assert first["absolute_female"] == pytest.approx(gap)


@pytest.mark.parametrize(
    "find",
    [
        find_life_expectancy,
        find_standardised_rate,
        find_standardised_ratio,
        find_years_lost,
        find_gap_by_age,
        find_funnel,
    ],
)
def test_without_deaths_there_is_a_reason_and_no_result(find):
    deaths = find_deaths("E06000053", "Scilly & <b>")
    example = find(deaths)
    assert example.reason == ("Deaths by age of 2014 are not held for the whole of Scilly & <b>.")
    assert example.result.empty


NORTH_EAST = [f"E0600000{end}" for end in range(1, 6)] + ["E06000047", "E06000057", "E08000021"]
NORTH_EAST += ["E08000022", "E08000023", "E08000024", "E08000037"]


def test_a_regions_deaths_are_those_of_its_authorities():
    """No row is the North East's: its twelve authorities are added up, line by line."""
    deaths = find_deaths("E12000001", "North East")
    assert len(deaths.parts) == len(NORTH_EAST) == 12
    own = [row for row in rows_of(DEATHS) if row["area_code"] in NORTH_EAST]
    assert {row["area_code"] for row in own} == set(NORTH_EAST)
    assert deaths.rows["deaths"].sum() == sum(float(row["deaths"]) for row in own)
    assert deaths.rows["population"].sum() == sum(float(row["population"]) for row in own)


def test_a_joint_row_stands_for_both_of_its_authorities():
    """Cornwall's deaths are held with the Isles of Scilly's: both are of the South West."""
    deaths = find_deaths("E12000009", "South West")
    assert deaths.reason == ""
    assert "Cornwall and Isles of Scilly" in deaths.parts
    assert not find_deaths("E06000052", "Cornwall").parts


def test_a_region_without_one_of_its_authorities_is_none():
    held = set(NORTH_EAST)
    assert set(held_parts("E12000001", held)) == held
    assert held_parts("E12000001", held - {"E08000037"}) == ()
    # What is joined with a place outside the region is not its own.
    beyond = held - {"E08000037"} | {"E08000037+E06000014"}
    assert held_parts("E12000001", beyond) == ()


@pytest.mark.parametrize("find", [find_small_area_gradient, find_disability_by_decile])
def test_without_small_areas_there_is_a_reason_and_no_result(find):
    example = find("E07000150", "Corby")
    assert example.reason == "No small areas of 2025 are held for Corby."
    assert example.result.empty


def test_a_part_is_never_taken_for_the_whole():
    three = {"E07000150", "E07000152", "E07000153"}
    assert held_members("E06000061", three) == ()
    assert set(held_members("E06000061", three | {"E07000156"})) == three | {"E07000156"}
    assert held_members("E06000061", {"E06000061", *three}) == ("E06000061",)


def test_a_place_held_under_its_former_code_is_the_place_itself():
    assert held_members("E06000057", {"E06000048"}) == ("E06000048",)
    assert held_members("E06000057", set()) == ()
