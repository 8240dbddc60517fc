"""Checks, maternity and treatment: every number again, from the files by hand."""

import math
from dataclasses import replace

import pytest

from analysis.chapters.core20plus5.findings import MISSED, find_core20plus5
from analysis.chapters.core20plus5.service_sentences import (
    describe_checks,
    describe_maternity,
    describe_treatment,
)
from analysis.chapters.core20plus5.service_show import show_checks, show_maternity, show_treatment
from analysis.chapters.core20plus5.services import as_written, find_treatment
from analysis.charts.chart import Notice
from analysis.data.areas import Places
from analysis.data.documents.published import read_targets
from analysis.data.health_services import (
    MATERNITY,
    commissioners_of,
    read_checks,
    read_maternity,
    system_of,
)
from analysis.errors import DataError
from raw_tables import rows_of

ON = "2026-11-21"
WEST = Places("E06000062", "West Northamptonshire", edition_date=ON)
STOCKTON = Places("E06000004", "Stockton-on-Tees", edition_date=ON)
DURHAM = Places("E06000047", "County Durham", edition_date=ON)
CHECKS, Z = "health_services/severe_mental_illness_checks", 1.959964
KEY = ("indicator", "area_code", "category_type", "category")


def core(places: Places):
    given = read_targets().of(places.area_code).model_dump(mode="json")
    return find_core20plus5(given, places)


@pytest.fixture(scope="module")
def west():
    return core(WEST)


def wilson(count: float, people: float) -> list[float]:
    share = count / people
    middle = share + Z**2 / (2 * people)
    reach = Z * math.sqrt(share * (1 - share) / people + Z**2 / (4 * people**2))
    return [100 * (middle + side * reach) / (1 + Z**2 / people) for side in (-1, 1)]


@pytest.mark.parametrize(
    ("code", "commissioners"),
    [
        ("E06000004", ["16C", "00K"]),
        ("E06000057", ["00L"]),
        ("E06000061", ["78H", "04G", "03V"]),
        ("E06000061+E06000062", ["78H", "04G", "03V"]),
        ("E06000047", []),
    ],
)
def test_the_latest_commissioner_of_an_area_comes_first(code, commissioners):
    assert commissioners_of(code) == commissioners


def test_every_share_is_count_over_denominator_of_the_twelve_months_to_its_quarter():
    data = read_checks()
    assert len(data) == len(rows_of(CHECKS))
    known = data[data["value"].notna()]
    shares = 100 * known["count"] / known["denominator"]
    assert known["value"].to_numpy() == pytest.approx(shares.to_numpy())
    last = data[data["period"] == "2023/24 Q4"]
    assert set(last["opens"]) == {2023.25}
    assert set(last["closes"]) == {2024.25}
    assert set(data[data["period"] == "2018/19 Q3"]["closes"]) == {2019.0}


def test_each_check_stands_beside_englands_with_a_level_by_hand(west):
    checks = west.checks
    assert (checks.code, checks.measured.period) == ("78H", "2023/24 Q4")
    assert checks.extent == "Northamptonshire, which is two authorities"
    assert checks.earlier == ("NHS Nene CCG", "NHS Corby CCG")
    held = {
        (row["indicator"], row["area_code"]): (float(row["count"]), float(row["denominator"]))
        for row in rows_of(CHECKS)
        if row["period"] == "2023/24 Q4"
    }
    for row in checks.latest.to_dict("records"):
        own, other = (held[row["indicator"], code] for code in ("78H", "E92000001"))
        limits = wilson(*own)
        assert [row["lower_ci"], row["upper_ci"]] == pytest.approx(limits, rel=1e-5)
        gap = 100 * (own[0] / own[1] - other[0] / other[1])
        up = math.hypot(limits[1] - row["value"], 100 * other[0] / other[1] - wilson(*other)[0])
        assert row["level"] == ("worse" if gap + up < 0 else "similar" if gap < 0 else "better")


def test_quarters_of_other_commissioners_are_not_joined_on(west):
    own = west.checks.quarters[west.checks.quarters["role"] == "area"]
    assert set(own["area_code"]) == {"78H"}
    assert own["period"].iloc[0] == "2020/21 Q1"
    assert len(own) == 16


def test_the_sentences_say_whose_they_are_and_how_many(west):
    said = " ".join(describe_checks(west.checks, WEST).paragraphs)
    assert "It serves Northamptonshire, which is two authorities." in said
    assert "3,100 of 5,208 people had all of the checks, which is 59.5%" in said
    assert "in England: worse" in said
    assert "not joined on" in said


def test_targets_of_the_plan_and_of_the_nation_are_judged_by_the_checks(west):
    (one,) = (each for each in west.clinical if "severe mental illness" in each.about.measure)
    assert one.measured.whose == "NHS Northamptonshire ICB, 78H"
    verdicts = {(path.target.value, path.target.due.year): path.verdict
                for path in one.trajectories}  # fmt: skip
    assert verdicts[80, 2023] == MISSED
    assert set(verdicts) == {(60, 2023), (80, 2023), (60, 2025), (75, 2025)}


def test_a_place_without_a_commissioner_says_so_once():
    found = core(DURHAM)
    assert found.checks is None
    assert isinstance(show_checks(found, DURHAM), Notice)


def test_a_borough_of_the_tees_valley_has_its_commissioner_from_the_targets():
    found = core(Places("E06000001", "Hartlepool", edition_date=ON))
    assert (found.checks.code, found.checks.earlier) == ("16C", ())
    assert "five boroughs" in found.checks.extent


def test_maternity_is_of_the_system_and_the_trusts_of_the_place(west):
    assert system_of(WEST.area_code) == "QPM"
    assert list(dict.fromkeys(west.maternity["area_code"])) == ["QPM", "RNS", "E92000001"]
    said = describe_maternity(west.maternity, WEST).paragraphs
    assert "15 of 280, April 2025 (provisional)" in said[0]
    assert "no figure is published for this month" in said[1]


def test_maternity_limits_are_worked_out_from_the_rounded_counts():
    data = read_maternity()
    for row in data[(data["unit"] == "%") & data["value"].notna()].to_dict("records"):
        limits = wilson(row["count"], row["denominator"])
        assert [row["lower_ci"], row["upper_ci"]] == pytest.approx(limits, rel=1e-5, abs=1e-9)
    published = {tuple(row[name] for name in KEY): row["value"] for row in rows_of(MATERNITY)}
    for row in data[data["value"].notna()].fillna("").to_dict("records"):
        key = tuple(row[name] for name in KEY)
        assert float(published[key]) == row["value"]


def test_nobody_of_nobody_is_no_share(figures):
    rows = [row for row in rows_of(MATERNITY) if row["area_code"] == "QPM"][:2]
    rows[1] |= {"count": "0", "denominator": "0", "value": "0"}
    figures.write(f"{MATERNITY}.csv", rows)
    figures.seal()
    one, none = read_maternity().to_dict("records")
    assert one["value"] == float(rows[0]["value"])
    assert math.isnan(none["value"])
    assert math.isnan(none["lower_ci"])


def test_a_label_that_is_no_quarter_is_refused(figures):
    row = rows_of(CHECKS)[0] | {"period": "2023/24"}
    figures.write(f"{CHECKS}.csv", [row])
    figures.seal()
    with pytest.raises(DataError, match="2023/24 is not a quarter such as 2023/24 Q4"):
        read_checks()


def test_rounding_and_the_provisional_month_are_marked(west):
    _, whole, groups = show_maternity(west, WEST).items
    for table in (whole, groups):
        assert "rounded to the nearest 5" in table.notes
        assert table.caption.endswith("April 2025 (provisional)")


def test_a_system_without_figures_by_group_says_so_in_the_place_of_the_table(west):
    without = replace(west, maternity=west.maternity[west.maternity["category"].isna()])
    _, whole, notice = show_maternity(without, WEST).items
    assert len(whole.rows) > 0
    assert isinstance(notice, Notice)
    assert str(notice.text).startswith(
        "We hold no figures by group of women for West Northamptonshire: "
    )


def test_treatment_by_fifth_with_its_gap_by_hand():
    rows = {
        row["category"][9]: row
        for row in rows_of("health_services/hypertension_treated_to_threshold")
        if row["indicator"] == "hypertension-treated-to-threshold"
    }
    most, least = rows["1"], rows["5"]
    found = find_treatment()
    own = found[found["indicator"] == most["indicator"]].set_index("group")
    assert own["value"].to_dict() == {int(n): float(row["value"]) for n, row in rows.items()}
    assert own["absolute"].iloc[0] == pytest.approx(float(most["value"]) - float(least["value"]))
    ratio = float(most["value"]) / float(least["value"])
    assert own["relative"].iloc[0] == pytest.approx(ratio)
    (said,) = describe_treatment(STOCKTON).paragraphs
    assert "It is not known for Stockton-on-Tees." in said
    _, chart, table = show_treatment(STOCKTON).items
    assert "5 fifths" in chart.alt
    assert len(table.frame) == 4


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("NHS NORTH EAST AND NORTH CUMBRIA ICB - 16C", "NHS North East and North Cumbria ICB, 16C"),
        ("NHS HARTLEPOOL AND STOCKTON-ON-TEES CCG", "NHS Hartlepool and Stockton-on-Tees CCG"),
    ],
)
def test_names_are_written_as_they_are_said(name, written):
    assert as_written(name) == written
