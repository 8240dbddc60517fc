"""Districts beside one another: figures from data/raw by another route, and arithmetic by hand."""

from decimal import Decimal
from math import isclose, sqrt

import pytest

from analysis.data.areas import Places, get_area
from analysis.findings.districts import Districts, find_districts
from analysis.findings.verdicts import find_verdicts
from analysis.findings.vocabulary import CANNOT_COMPARE, WORSE
from raw_tables import rows_of

NORTH, WEST, KENT, ENGLAND = "E06000061", "E06000062", "E10000016", "E92000001"
CORBY, EAST, KETTERING, WELLINGBOROUGH = (
    "E07000150", "E07000152", "E07000153", "E07000156",
)  # fmt: skip
FORMER = {CORBY, EAST, KETTERING, WELLINGBOROUGH}
ON = "2026-11-21"
Z = 1.959963984540054


def places(code: str) -> Places:
    return Places(code, get_area(code).name, edition_date=ON)


@pytest.fixture(scope="module")
def north() -> Districts:
    return find_districts(places(NORTH))


def raw(slug: str, code: str, sex: str = "Persons") -> list[dict[str, str]]:
    """Give the known rows of everyone in an area, the latest last."""
    rows = [
        row
        for row in rows_of(f"indicators/{slug}")
        if (row["area_code"], row["sex"]) == (code, sex) and row["value"] and not row["category"]
    ]
    return sorted(rows, key=lambda row: (row["period_end"], row["period"]))


def strip(found: Districts, slug: str):
    return next(one for one in found.strips if one.indicator.indicator == slug)


@pytest.mark.parametrize("code", [NORTH, WEST, KENT])
def test_every_figure_is_the_latest_row_of_the_raw_table(code):
    found = find_districts(places(code))
    assert found.strips
    for one in found.strips:
        values = one.rows["value"].tolist()
        assert values == sorted(values, reverse=True), "the highest first"
        for row in one.rows.to_dict("records"):
            last = raw(one.indicator.indicator, row["area_code"], one.sex)[-1]
            assert last["period"] == one.period
            assert isclose(float(last["value"]), row["value"], rel_tol=1e-7)
            if last["lower_ci"]:
                assert isclose(float(last["lower_ci"]), row["lower_ci"], rel_tol=1e-6)
                assert isclose(float(last["upper_ci"]), row["upper_ci"], rel_tol=1e-6)


def test_each_district_is_in_a_strip_or_named_as_missing():
    found = find_districts(places(KENT))
    everyone = {one.name for one in found.districts}
    for one in found.strips:
        shown = set(one.rows["area_name"])
        assert shown | set(one.missing) == everyone
        assert not shown & set(one.missing)


def test_a_limit_that_is_worked_out_is_wilsons(north):
    """Corby, chronic obstructive pulmonary disease: n and p as the file has them.

    Wilson: (p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n).
    """
    (row,) = raw("copd-prevalence-2019-20", CORBY)
    n, p = float(row["denominator"]), float(row["count"]) / float(row["denominator"])
    middle, divisor = p + Z**2 / (2 * n), 1 + Z**2 / n
    half = Z * sqrt(p * (1 - p) / n + Z**2 / (4 * n**2))
    rows = strip(north, "copd-prevalence-2019-20").rows.set_index("area_code")
    assert isclose(rows.loc[CORBY, "lower_ci"], 100 * (middle - half) / divisor, rel_tol=1e-6)
    assert isclose(rows.loc[CORBY, "upper_ci"], 100 * (middle + half) / divisor, rel_tol=1e-6)


def test_the_line_of_the_whole_is_the_sum_of_its_districts_where_it_has_no_row(north):
    rows = [raw("copd-prevalence-2019-20", code)[0] for code in sorted(FORMER)]
    count, people = (sum(Decimal(row[name]) for row in rows) for name in ("count", "denominator"))
    found = strip(north, "copd-prevalence-2019-20").whole.value
    assert isclose(found, float(100 * count / people), rel_tol=1e-6)
    assert not raw("copd-prevalence-2019-20", NORTH)


def test_a_rate_is_never_added_up(north):
    """Of self-harm only rates are published, for districts and not for North Northamptonshire."""
    one = strip(north, "self-harm-admissions-to-2017-18")
    assert not one.whole.known
    assert one.comparator.value == float(raw(one.indicator.indicator, ENGLAND)[-1]["value"])


def test_what_leads_is_most_clearly_apart_by_the_published_limits(north):
    """Method of variance estimates recovery: the difference d, its lower limit
    d − √((a − lower of a)² + (upper of b − b)²), its upper limit the other way round."""
    one = north.lead
    assert one.indicator.indicator == "self-harm-admissions-to-2017-18"
    high, low = (raw(one.indicator.indicator, code)[-1] for code in (KETTERING, EAST))
    a, b = ({name: float(row[name]) for name in ("value", "lower_ci", "upper_ci")}
            for row in (high, low))  # fmt: skip
    gap = a["value"] - b["value"]
    below = sqrt((a["value"] - a["lower_ci"]) ** 2 + (b["upper_ci"] - b["value"]) ** 2)
    above = sqrt((a["upper_ci"] - a["value"]) ** 2 + (b["value"] - b["lower_ci"]) ** 2)
    assert isclose(one.apart.value, gap, rel_tol=1e-6)
    assert isclose(one.apart.lower_ci, gap - below, rel_tol=1e-5)
    assert isclose(one.apart.upper_ci, gap + above, rel_tol=1e-5)
    assert isclose(one.clearness, 2 * gap / (below + above), rel_tol=1e-5)
    judged = [other for other in north.strips if other.clearness and other.can_be_judged]
    assert judged == [one], "no other that can be judged has limits for these districts"


def test_what_is_recent_leads_before_what_is_clearer_and_old():
    lead = find_districts(places(KENT)).lead
    assert (lead.period, lead.old) == ("2024/25", False)


def test_every_level_is_that_of_the_one_table_of_verdicts(north):
    for one in north.strips:
        for code, level in zip(one.rows["area_code"], north.levels(one), strict=True):
            own = Places(code, get_area(code).name, edition_date=ON)
            (fact,) = [
                row
                for row in find_verdicts(own)
                if row.indicator == one.indicator and row.sex == one.sex and row.figure.known
            ]
            assert level == fact.level
            if level != CANNOT_COMPARE:
                assert fact.period == one.period


def test_four_limits_above_englands_are_four_times_worse(north):
    one = strip(north, "self-harm-admissions-to-2017-18")
    assert (one.rows["lower_ci"] > one.comparator.upper_ci).all()
    assert north.levels(one) == [WORSE] * 4


def test_what_is_absent_has_no_row_of_a_district_in_its_file(north):
    def held(slug: str) -> bool:
        return any(row["area_code"] in FORMER and row["value"] for row in
                   rows_of(f"indicators/{slug}"))  # fmt: skip

    assert len(north.absent.not_held) == 46
    assert not any(held(one.indicator) for one in north.absent.not_held)
    assert [one.indicator for one in north.absent.other_periods] == ["smoking-routine-and-manual"]
    assert held("smoking-routine-and-manual")


def test_who_adjoins_whom_is_as_on_any_map(north):
    """Corby lies between Kettering and East Northamptonshire; Wellingborough does not reach it."""
    assert [one.name for one in north.beside(CORBY)] == ["East Northamptonshire", "Kettering"]
    assert {one.name for one in north.beside(WELLINGBOROUGH)} == {
        "East Northamptonshire",
        "Kettering",
    }
    kent = find_districts(places(KENT))
    assert [one.name for one in kent.beside("E07000114")] == ["Canterbury", "Dover"]
    assert [one.name for one in kent.beside("E07000107")] == ["Gravesham", "Sevenoaks"]


def test_an_authority_without_districts_has_no_strip_and_no_lead():
    found = find_districts(Places("E06000004", "Stockton-on-Tees"))
    assert (found.districts, found.strips, found.lead, found.ended) == ((), (), None, 0)


def test_a_district_without_a_figure_is_missing_and_never_nought(leave_out_figures):
    leave_out_figures(KETTERING)
    found = find_districts(places(NORTH))
    assert len(found.districts) == 4
    assert found.strips
    for one in found.strips:
        assert one.missing == ("Kettering",)
        assert KETTERING not in set(one.rows["area_code"])
        assert not one.whole.known or one.indicator.indicator == "adult-smoking", "no sum of three"
    assert found.lead.rows["area_name"].iloc[0] == "Corby"
