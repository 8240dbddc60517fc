"""Authorities side by side: figures and verdicts by a second route, and what chance would flag."""

import csv
import math
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from analysis.chapters.across.findings import (
    Across,
    find_across,
    find_authority_funnel,
    find_ranked,
    find_rug,
    find_steepest,
)
from analysis.data.areas import ENGLAND, Places
from analysis.data.indicators import describe_indicator
from analysis.data.params import load_localities
from analysis.findings.verdicts import LEVEL, find_verdicts, is_certain

RAW = Path(__file__).resolve().parents[2] / "data" / "raw" / "indicators"
STOCKTON, NORTHUMBERLAND = "E06000004", "E06000057"
GROUP = "E06000061+E06000062"
EDITION = "2026-11-21"
ASKED = {"headline_indicators": ["year-6-obesity", "employment-rate"]}


def given(code: str, name: str, *beside: str) -> dict[str, object]:
    about = {"area_code": code, "area_name": name, "comparator_code": ENGLAND}
    return about | {"neighbour_codes": list(beside), **ASKED}


@pytest.fixture(scope="module")
def across() -> Across:
    """Give the book's own four authorities."""
    told = load_localities()["england"].values(["authorities", "edition_date"])
    return find_across(told["authorities"], told["edition_date"])


def published(slug: str, code: str, sex: str, period: str) -> dict[str, float]:
    with (RAW / f"{slug}.csv").open(encoding="utf-8", newline="") as file:
        (row,) = [
            row
            for row in csv.DictReader(file)
            if (row["area_code"], row["sex"], row["period"]) == (code, sex, period)
            and not row["category"]
        ]
    return {
        name: float(row[name]) if row[name] else float("nan")
        for name in ("value", "lower_ci", "upper_ci")
    }


def side_of(own: dict[str, float], other: dict[str, float]) -> int:
    """Give the sign of a gap whose interval, with both errors, leaves out nought."""
    if math.isnan(other["lower_ci"]):
        other = dict.fromkeys(other, other["value"])
    gap = own["value"] - other["value"]
    least = gap - math.hypot(own["value"] - own["lower_ci"], other["upper_ci"] - other["value"])
    most = gap + math.hypot(own["upper_ci"] - own["value"], other["value"] - other["lower_ci"])
    return (least > 0) - (most < 0)


def test_each_headline_is_the_published_figure_and_its_gap_the_difference(across):
    rows = across.headlines[across.headlines["area_code"].isin([STOCKTON, NORTHUMBERLAND])]
    assert len(rows) == 18, "nine gaps of two places"
    for row in rows.to_dict("records"):
        key = (row["sex"], row["period"])
        own = published(row["indicator"], row["area_code"], *key)
        other = published(row["indicator"], ENGLAND, *key)
        assert row["value"] == own["value"]
        assert row["absolute"] == pytest.approx(own["value"] - other["value"])
        assert row["relative"] == pytest.approx(own["value"] / other["value"])
        good = row["polarity"] == "high is good"
        assert row["favourable"] == ((own["value"] > other["value"]) == good)


def test_every_verdict_of_the_rug_by_a_second_route(across):
    rug = find_rug(across)
    assert set(rug.compared["area_code"]) == {one.area_code for one in across.places}
    checked = 0
    for row in rug.compared.to_dict("records"):
        key = (row["sex"], row["compared_in"] or row["period"])
        if row["area_code"] not in (STOCKTON, NORTHUMBERLAND):
            continue
        own = published(row["indicator"], row["area_code"], *key)
        if math.isnan(own["lower_ci"]):
            assert describe_indicator(row["indicator"]).counts_people
            continue
        other = published(row["indicator"], ENGLAND, *key)
        side = side_of(own, other)
        assert row["gap"] == pytest.approx(own["value"] - other["value"])
        assert row["comparator_code"] == ENGLAND
        words = {"high is good": ("worse", "better"), "low is good": ("better", "worse")}
        words |= {"no judgement": ("lower", "higher")}
        word = "similar" if not side else words[row["polarity"]][side > 0]
        assert (row["verdict"], row["flagged"]) == (word, word != "similar")
        checked += 1
    assert checked >= 30


def test_the_number_that_chance_would_flag_is_one_in_twenty(across):
    rug = find_rug(across)
    assert rug.expected == pytest.approx(len(rug.compared) / 20)
    assert not (rug.compared["kept"] & ~rug.compared["flagged"]).any()
    assert rug.compared["kept"].sum() <= rug.compared["flagged"].sum()


def hand_made(gaps: list[float]) -> Across:
    """Give one indicator in as many places, each so many standard errors above the comparator."""
    rows = pd.DataFrame({"value": [50 + gap for gap in gaps]})
    rows = rows.assign(
        indicator="smoking", name="Smoking", sex="Persons",
        area_name=rows.index.map("Place {}".format), area_code=rows.index.map("E{}".format),
        comparator_value=50.0, polarity="low is good",
        lower_ci=rows["value"] - 1.959964, upper_ci=rows["value"] + 1.959964,
        verdict=["worse" if gap > 1.959964 else "similar" for gap in gaps],
        kept=[gap > 3 for gap in gaps], counted=True,
    )  # fmt: skip
    named = rows[["area_code", "area_name"]].itertuples(index=False)
    places = tuple(Places(code, name) for code, name in named)
    empty = pd.DataFrame()
    return Across(places, rows, empty, empty)


def test_what_is_flagged_and_what_stays_are_counted_apart():
    """Of twenty comparisons one is expected by chance; a mark without a flag is none."""
    for first, kept in ((2.5, 0), (4.0, 1)):
        rug = find_rug(hand_made([first, *[0.0] * 19]))
        assert rug.expected == 1.0
        assert rug.compared["flagged"].sum() == 1
        assert rug.compared["kept"].sum() == kept


def test_what_stays_is_what_each_areas_own_table_keeps(across):
    rug = find_rug(across)
    for places in across.places:
        own = {(r.indicator.indicator, r.sex): r for r in find_verdicts(places)}
        rows = rug.compared[rug.compared["area_code"] == places.area_code]
        for row in rows.to_dict("records"):
            verdict = own[row["indicator"], row["sex"]]
            assert row["verdict"] == verdict.level
            assert row["kept"] == is_certain(verdict, LEVEL)


def test_a_figure_that_nobody_can_compare_is_not_in_the_rug():
    made = hand_made([3.0, 0.0])
    profile = made.profile.assign(indicator=["smoking", "teeth"], name=["Smoking", "Teeth"])
    profile.loc[1, "verdict"] = "cannot compare"
    rug = find_rug(replace(made, profile=profile))
    assert rug.cells["label"].unique().tolist() == ["Smoking"]


def test_every_authority_of_today_with_a_figure_is_ranked(across):
    found = find_ranked(across)
    slugs = list(dict.fromkeys(one.indicator.indicator for one in found))
    assert slugs[:3] == [
        "healthy-life-expectancy-at-birth",
        "year-6-obesity",
        "employment-rate",
    ], "those with intervals come first"
    assert len(slugs) == across.headlines["indicator"].nunique()
    for one in found:
        roles = dict(one.rows[["area_code", "role"]].itertuples(index=False))
        assert {c for c, role in roles.items() if role == "area"} == {
            place.area_code for place in across.places
        }
        assert roles[ENGLAND] == "England"
        assert one.rows["period"].unique().tolist() == [one.period]
        assert not one.rows["area_code"].duplicated().any()


def test_the_ranked_are_the_published_rows_of_authorities(across):
    """By another route: the rows of the raw file whose code begins as authorities' codes do.

    Barnsley and Sheffield stand there under the codes that they were given in 2025.
    """
    under = {"E08000038": "E08000016", "E08000039": "E08000019"}
    (one, *_) = find_ranked(across)
    with (RAW / f"{one.indicator.indicator}.csv").open(encoding="utf-8", newline="") as file:
        held = {
            under.get(row["area_code"], row["area_code"])
            for row in csv.DictReader(file)
            if row["area_code"][:3] in ("E06", "E08", "E09", "E10")
            and (row["sex"], row["period"], row["category"]) == (one.sex, one.period, "")
            and row["value"]
        }
    assert one.indicator.indicator == "healthy-life-expectancy-at-birth"
    assert set(one.rows["area_code"]) - {ENGLAND} == held
    assert set(under.values()) < held


def test_a_group_has_the_name_of_its_parameters_and_says_where_it_has_no_figure():
    across = find_across([given(STOCKTON, "Here"), given(GROUP, "Both halves")], EDITION)
    ranked = find_ranked(across)
    assert ranked
    for one in ranked:
        own = set(one.rows.loc[one.rows["role"] == "area", "area_name"])
        assert own | set(one.missing) == {"Here", "Both halves"}
    example = find_authority_funnel(across)
    names = example.result["area_name"].tolist()
    assert names.count("Both halves") == 1
    parts = example.result.set_index("area_code")["denominator"]
    assert parts[GROUP] == pytest.approx(parts["E06000061"] + parts["E06000062"])


def test_the_steepest_is_the_place_with_the_largest_slope_index(across):
    finding = find_steepest(across)
    assert finding.area_code == STOCKTON, "13.9 and 14.9 years; Northumberland's are below 11"


def test_a_book_of_one_authority_has_its_own_among_the_others():
    across = find_across([given(STOCKTON, "Stockton-on-Tees", "E06000001")], EDITION)
    assert set(across.headlines["area_code"]) == {STOCKTON}
    for one in find_ranked(across):
        assert (one.rows["role"] == "area").sum() == 1


def test_a_book_without_authorities_has_nothing():
    across = find_across([], EDITION)
    assert across.headlines.empty
    assert find_rug(across).compared.empty
    assert find_ranked(across) == []
    assert find_authority_funnel(across) is None
    assert find_steepest(across) is None
