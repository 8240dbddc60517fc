"""What a chapter is given of an indicator: one kind of period, one place, no breakdowns."""

import csv
from pathlib import Path

import numpy as np
import pytest

from analysis.data.catalogue import entries, read_catalogue
from analysis.data.indicators import (
    area_indicators,
    describe_indicator,
    life_course,
    listed,
    pairs,
    select_latest,
    select_series,
)
from analysis.data.periods import parse_period
from analysis.errors import DataError

RAW = Path(__file__).resolve().parents[2] / "data" / "raw"
STOCKTON, NORTHUMBERLAND, ENGLAND = "E06000004", "E06000057", "E92000001"
SMOKING = "indicators/smoking.csv"


def rows_of(slug: str) -> list[dict[str, str]]:
    with (RAW / "indicators" / f"{slug}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def period(label: str) -> dict[str, object]:
    read = parse_period(label)
    return {"period": label, "period_start": read.first_year, "period_end": read.end_year}


def test_series_stand_in_the_order_of_areas_then_sex_then_time(figures):
    others = [
        figures.row(**period(label), sex=sex, value=1)
        for label in ("2019", "2018")
        for sex in ("Male", "Female")
    ]
    figures.write(SMOKING, [*figures.rows(SMOKING), *others])
    figures.seal()
    series = select_series("smoking", [ENGLAND, STOCKTON])
    shown = series[["area_code", "sex", "period"]].to_numpy().tolist()
    assert shown == [
        [ENGLAND, "Persons", "2022"],
        [ENGLAND, "Persons", "2023"],
        [STOCKTON, "Female", "2018"],
        [STOCKTON, "Female", "2019"],
        [STOCKTON, "Male", "2018"],
        [STOCKTON, "Male", "2019"],
        [STOCKTON, "Persons", "2022"],
        [STOCKTON, "Persons", "2023"],
    ]


def test_an_area_that_was_not_asked_for_is_not_given(figures):
    figures.seal()
    assert set(select_series("smoking", [STOCKTON])["area_code"]) == {STOCKTON}
    assert select_series("smoking", ["E06000001"]).empty


def test_breakdowns_never_enter(figures):
    tenth = {"category_type": "LA deprivation decile in England", "category": "Decile 1"}
    figures.write(SMOKING, [*figures.rows(SMOKING), figures.row(**tenth, value=99)])
    figures.seal()
    assert 99 not in select_series("smoking", [STOCKTON])["value"].tolist()


def test_the_published_deciles_of_authorities_stay_out_of_englands_figures():
    """Fingertips counts them from the least deprived, and files them under England's code."""
    slug = "mortality-attributable-to-particulate-air-pollution"
    rows = rows_of(slug)
    deciles = [row for row in rows if row["category"]]
    assert {row["area_code"] for row in deciles} == {ENGLAND}
    assert any(row["category"] == "Decile 1 (least deprived)" for row in deciles)
    totals = {
        row["period"]: float(row["value"])
        for row in rows
        if row["area_code"] == ENGLAND and not row["category"]
    }
    series = select_series(slug, [ENGLAND])
    assert dict(zip(series["period"], series["value"], strict=True)) == totals


def test_an_old_code_is_carried_over_to_the_present_one():
    """Persistent absence files Northumberland under its code of before 2013 until 2013/14."""
    rows = [
        row
        for row in rows_of("persistent-absence")
        if row["area_code"] in (NORTHUMBERLAND, "E06000048")
    ]
    old = [row for row in rows if row["area_code"] == "E06000048"]
    assert len(old) == 8
    series = select_series("persistent-absence", [NORTHUMBERLAND])
    assert series["period"].tolist() == sorted(row["period"] for row in rows)
    assert set(series["area_code"]) == {NORTHUMBERLAND}
    assert set(series["area_name"]) == {"Northumberland"}


@pytest.mark.parametrize(
    ("slug", "code", "theirs", "ours"),
    [
        ("attainment-8-fsm", "E06000047", "Durham", "County Durham"),
        ("social-contact-carers", "E12000001", "North East region", "North East"),
        ("inactive-because-of-long-term-sickness", "E06000015", "Derby ", "Derby"),
    ],
)
def test_an_area_has_one_name_whatever_a_publisher_calls_it(slug, code, theirs, ours):
    assert {row["area_name"] for row in rows_of(slug) if row["area_code"] == code} == {theirs}
    assert set(select_series(slug, [code])["area_name"]) == {ours}


def test_what_is_published_under_the_present_code_wins(figures):
    code = {"area_name": "Northumberland"}
    figures.write(
        SMOKING,
        [
            figures.row(**code, area_code="E06000048", **period("2011"), value=30),
            figures.row(**code, area_code="E06000048", **period("2012"), value=29),
            figures.row(**code, area_code="E06000048", **period("2013"), value=28),
            figures.row(**code, area_code=NORTHUMBERLAND, **period("2012"), value=9),
            figures.row(**code, area_code=NORTHUMBERLAND, **period("2013")),
        ],
    )
    figures.seal()
    series = select_series("smoking", [NORTHUMBERLAND])
    assert series["period"].tolist() == ["2011", "2012", "2013"]
    assert series["value"].tolist() == [30, 9, 28], "a blank does not hide a figure"


def test_a_district_is_not_its_successor(figures):
    """Corby is a part of North Northamptonshire: its figures are not the whole's."""
    figures.write(SMOKING, [figures.row(area_code="E07000150", area_name="Corby", value=30)])
    figures.seal()
    assert select_series("smoking", ["E06000061"]).empty


@pytest.mark.parametrize("code", [STOCKTON, NORTHUMBERLAND, ENGLAND, "E06000061"])
def test_single_and_joined_years_of_smoking_never_mix(code):
    rows = rows_of("smoking-routine-and-manual")
    assert {len(row["period"]) for row in rows} == {4, 12}, "the file has both kinds"
    series = select_series("smoking-routine-and-manual", [code, ENGLAND])
    assert {parse_period(label).years for label in series["period"]} == {3}
    assert series["period"].max() == "2022 to 2024"


def test_every_series_has_one_length_of_period():
    for about in area_indicators():
        series = select_series(about.indicator, [STOCKTON, NORTHUMBERLAND, ENGLAND])
        if set(series["period_kind"]) != {"cumulative"}:
            years = (series["last_year"] - series["first_year"]).unique()
            assert len(years) <= 1, about.indicator
        key = ["area_code", "sex", "period"]
        assert not series.duplicated(key).any(), about.indicator


@pytest.mark.parametrize("backwards", [False, True])
def test_a_cumulative_series_ends_in_its_longest_period(figures, backwards):
    """The order of the file decides nothing."""
    labels = ["2021/22 Q1", *(f"2021/22 Q1 - 2021/22 Q{n}" for n in (2, 3, 4))]
    labels += [f"2021/22 Q1 - 2022/23 Q{n}" for n in (1, 2, 3)]
    rows = [
        figures.row(period=label, period_start=2021, value=n)
        | {"period_end": parse_period(label).last_year}
        for n, label in enumerate(labels)
    ]
    figures.write(SMOKING, rows[::-1] if backwards else rows)
    figures.seal()
    series = select_series("smoking", [STOCKTON])
    assert series["period"].tolist() == labels
    latest = select_latest(series, STOCKTON)
    assert latest["period"].tolist() == ["2021/22 Q1 - 2022/23 Q3"]
    assert latest["value"].tolist() == [6]


def test_health_checks_are_given_to_the_latest_quarter():
    series = select_series("nhs-health-checks-received", [STOCKTON, ENGLAND])
    latest = select_latest(series, STOCKTON)
    assert set(latest["period"]) == {"2021/22 Q1 - 2025/26 Q3"}
    by_code = latest.set_index("area_code")["value"]
    highest = {
        code: max(
            float(row["value"])
            for row in rows_of("nhs-health-checks-received")
            if row["area_code"] == code
        )
        for code in (STOCKTON, ENGLAND)
    }
    assert by_code.to_dict() == highest, "a cumulative share only grows"


@pytest.mark.parametrize(
    ("slug", "before", "after"),
    [
        ("persistent-absence", "2014/15", "2015/16"),
        ("good-level-of-development", "2019", "2022"),
        ("attainment-8-fsm", "2019", "2020"),
        ("attainment-8-fsm", "2021", "2022"),
        ("key-stage-2-expected-standard-fsm", "2019", "2022"),
        ("infant-mortality", "2018", "2019"),
    ],
)
def test_a_new_segment_begins_where_the_meaning_changes(slug, before, after):
    series = select_series(slug, [STOCKTON]).set_index("period")["segment"]
    assert series[after] == series[before] + 1


def test_breaks_are_of_indicators_that_are_there_and_in_order():
    catalogue = read_catalogue()
    for slug, entry in entries().indicators.items():
        changes = entry.breaks
        assert slug in catalogue
        assert [change.year for change in changes] == sorted({change.year for change in changes})
        assert all(change.reason for change in changes)
    named = {entry.earlier_vintage_of for entry in entries().indicators.values()} - {""}
    named |= {slug for pair in pairs() for slug in (*pair.sides, pair.everyone)} - {""}
    named |= {slug for slugs in life_course().values() for slug in slugs}
    named |= {slug for name in entries().lists for slug in listed(name)}
    assert named <= set(catalogue)


def test_a_role_belongs_to_one_indicator():
    roles = [role for entry in entries().indicators.values() for role in entry.roles]
    assert len(roles) == len(set(roles))


def test_a_series_without_breaks_is_one_segment(figures):
    figures.seal()
    assert set(select_series("smoking", [STOCKTON])["segment"]) == {0}


def test_vintages_are_never_shown_beside_each_other():
    shown = {about.indicator for about in area_indicators()}
    said = entries().indicators.items()
    others = {slug for slug, one in said if one.earlier_vintage_of or not one.for_areas}
    assert len(others) == 3
    assert not shown & others
    assert shown | others == set(read_catalogue())


def test_the_comparator_is_given_in_the_areas_own_latest_period(figures):
    """England's 2023 is never set beside Stockton's 2022."""
    rows = [row for row in figures.rows(SMOKING) if row["value"] != "20"]
    figures.write(SMOKING, rows)
    figures.seal()
    latest = select_latest(select_series("smoking", [STOCKTON, ENGLAND]), STOCKTON)
    assert latest[["area_code", "period", "value"]].to_numpy().tolist() == [
        [STOCKTON, "2022", 21.0],
        [ENGLAND, "2022", 15.0],
    ]


def test_a_blank_latest_figure_is_passed_over(figures):
    figures.write(SMOKING, [*figures.rows(SMOKING), figures.row(**period("2024"))])
    figures.seal()
    latest = select_latest(select_series("smoking", [STOCKTON]), STOCKTON)
    assert latest["period"].tolist() == ["2023"]


def test_each_sex_has_a_latest_period_of_its_own(figures):
    more = [
        figures.row(**period("2021"), sex="Female", value=18),
        figures.row(**period("2020"), sex="Female", value=19),
    ]
    figures.write(SMOKING, [*figures.rows(SMOKING), *more])
    figures.seal()
    latest = select_latest(select_series("smoking", [STOCKTON]), STOCKTON)
    assert latest[["sex", "period"]].to_numpy().tolist() == [
        ["Female", "2021"],
        ["Persons", "2023"],
    ]


def test_an_area_without_figures_has_no_latest(figures):
    figures.seal()
    assert select_latest(select_series("smoking", [ENGLAND]), STOCKTON).empty


def test_what_is_known_of_an_indicator_is_its_row_of_the_catalogue(figures):
    figures.seal()
    assert describe_indicator("life").unit == "years"
    with pytest.raises(DataError, match=r"No indicator is called lifes\. Did you mean life\?"):
        describe_indicator("lifes")


def test_a_period_that_the_file_misnames_stands_in_no_line_of_single_years():
    """The file's 2017 is the rate of 2015 to 2017."""
    series = select_series("infant-mortality", [STOCKTON])
    assert "2017" in {row["period"] for row in rows_of("infant-mortality")}
    assert "2017" not in set(series["period"])
    assert {"2016", "2018", "2019"} <= set(series["period"])


def test_rates_of_children_have_byars_limits_by_hand():
    """Of 10 or more: the cube of 1 - 1/9n -+ z/3 sqrt n."""
    series = select_series("children-looked-after", [STOCKTON]).set_index("period")
    (row,) = (
        one
        for one in rows_of("children-looked-after")
        if (one["area_code"], one["period"]) == (STOCKTON, "2025")
    )
    count, children = float(row["count"]), float(row["denominator"])
    ends = [
        10_000 / children * n * (1 - 1 / (9 * n) + side * 1.959964 / (3 * n**0.5)) ** 3
        for side, n in ((-1, count), (1, count + 1))
    ]
    found = series.loc["2025"]
    assert [found["lower_ci"], found["upper_ci"]] == pytest.approx(ends, rel=1e-6)
    assert found["computed"]
    assert np.isnan(series.loc["2020", "lower_ci"]), "no counts are given before 2021"


@pytest.mark.parametrize("slug", ["neet-16-to-17", "neet-or-not-known-16-to-17"])
def test_a_share_of_a_known_cohort_has_wilsons_limits_by_hand(slug):
    series = select_series(slug, [NORTHUMBERLAND]).set_index("period").loc["2025"]
    share, people, z = series["value"] / 100, series["denominator"], 1.959964
    middle = share + z**2 / (2 * people)
    reach = z * (share * (1 - share) / people + z**2 / (4 * people**2)) ** 0.5
    ends = [100 * (middle + side * reach) / (1 + z**2 / people) for side in (-1, 1)]
    assert [series["lower_ci"], series["upper_ci"]] == pytest.approx(ends, rel=1e-6)


def test_no_people_have_no_interval(figures):
    """A count of 0 of 0: the row keeps what was published and gains nothing."""
    slug = "neet-16-to-17"
    figures.write(
        "catalogue.csv",
        [row | {"indicator": slug} for row in figures.rows("catalogue.csv") if row["unit"] == "%"],
    )
    row = figures.row(indicator=slug, count=0, denominator=0, value=0)
    figures.write(f"indicators/{slug}.csv", [row])
    figures.seal()
    assert np.isnan(select_series(slug, [STOCKTON])["lower_ci"]).all()


def test_rolling_years_of_quarters_are_no_cumulative_series(figures):
    """Each begins a year later than the last; the publisher's year types 4, 7 and 10."""
    labels = [f"{year}/{year - 1999} Q2 - {year + 1}/{year - 1998} Q1" for year in (2019, 2020)]
    figures.write(SMOKING, [figures.row(**period(label), value=1) for label in labels])
    figures.seal()
    series = select_series("smoking", [STOCKTON])
    assert series["period_kind"].tolist() == ["rolling", "rolling"]
    assert series[["opens", "closes"]].to_numpy().tolist() == [[2019.5, 2020.5], [2020.5, 2021.5]]


def test_quarters_that_grow_from_one_beginning_are_a_cumulative_series(figures):
    labels = ["2021/22 Q1", "2021/22 Q1 - 2021/22 Q2", "2021/22 Q1 - 2022/23 Q1"]
    figures.write(SMOKING, [figures.row(**period(label), value=1) for label in labels])
    figures.seal()
    series = select_series("smoking", [STOCKTON])
    assert set(series["period_kind"]) == {"cumulative"}
    assert series["closes"].tolist() == [2021.5, 2021.75, 2022.5]
