"""The profile held against a second, plain route from the raw files."""

import csv
import math
from pathlib import Path

import pytest

from analysis.data.areas import Places
from analysis.data.catalogue import LIFE_STAGES, Indicator
from analysis.data.indicators import area_indicators, describe_indicator, slug_of
from analysis.data.tidy import per_of
from analysis.findings.profile import COLUMNS, find_profile
from analysis.findings.vocabulary import DIRECTIONS, GAP_WORDS

RAW = Path(__file__).resolve().parents[2] / "data" / "raw"
STOCKTON, ENGLAND, NORTH_EAST = "E06000004", "E92000001", "E12000001"
STOCKTON_PLACES = Places(STOCKTON, "Stockton-on-Tees", ENGLAND, NORTH_EAST, ["E06000001"])


@pytest.fixture(scope="module")
def profile():
    return find_profile(STOCKTON_PLACES)


def figure(slug: str, code: str, period: str, sex: str) -> dict[str, str] | None:
    """Find a row of a raw file with the csv module and nothing else."""
    with (RAW / "indicators" / f"{slug}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            key = (row["area_code"], row["period"], row["sex"], row["category"])
            if key == (code, period, sex, ""):
                return row
    return None


def number(row: dict[str, str] | None, column: str) -> float:
    return float(row[column]) if row and row[column] else math.nan


def same(left: float, right: float) -> bool:
    return left == right or (math.isnan(left) and math.isnan(right))


def limits_of(row: dict[str, str] | None, counted: bool, per: int) -> tuple[float, float]:
    """Give the published limits, or Wilson's or Byar's of a count of people."""
    value, lower, upper = (number(row, name) for name in ("value", "lower_ci", "upper_ci"))
    count, people = number(row, "count"), number(row, "denominator")
    if per and math.isnan(count):
        count = value * people / per
    if per == 10_000 and counted and math.isnan(lower):
        ends = (
            n * (1 - 1 / (9 * n) + side * 1.959963985 / (3 * n**0.5)) ** 3
            for side, n in ((-1, count), (1, count + 1))
        )
        return tuple(per * end / people for end in ends)
    if counted and math.isnan(lower) and not math.isnan(value + count + people):
        z, p = 1.959963985, count / people
        middle = p + z**2 / (2 * people)
        reach = z * math.sqrt(p * (1 - p) / people + z**2 / (4 * people**2))
        ends = ((middle + side * reach) / (1 + z**2 / people) for side in (-1, 1))
        lower, upper = (100 * end for end in ends)
    return lower, upper


def verdict_by_hand(own: dict[str, str], other: dict[str, str] | None, about: Indicator) -> str:
    """Apply the rule of the methods page to text from the file: the interval of the gap."""
    (low, high), (below, above) = (
        limits_of(row, about.counts_people, per_of(about.unit)) for row in (own, other)
    )
    first, second = number(own, "value"), number(other, "value")
    if math.isnan(below):
        below = above = second
    gap = first - second
    least = gap - math.hypot(first - low, above - second)
    most = gap + math.hypot(high - first, second - below)
    if math.isnan(least):
        return "cannot compare"
    if least <= 0 <= most:
        return "similar"
    side, polarity = "higher" if gap > 0 else "lower", about.polarity
    if polarity == "no judgement":
        return side
    return "better" if (side == "higher") == (polarity == "high is good") else "worse"


def test_every_row_is_that_of_the_raw_file(profile):
    seen = profile.dropna(subset=["value"])
    assert len(seen) > 50
    for row in seen.itertuples(index=False):
        own, england, region = (
            figure(row.indicator, code, row.period, row.sex)
            for code in (STOCKTON, ENGLAND, NORTH_EAST)
        )
        about = describe_indicator(row.indicator)
        if row.indicator == slug_of("slope index"):
            assert (row.value, row.verdict) == (number(own, "value"), "cannot compare")
            continue
        assert number(own, "value") == row.value, row.indicator
        assert same(number(england, "value"), row.comparator_value), row.indicator
        assert same(number(region, "value"), row.region_value), row.indicator
        for theirs, lower, upper in (
            (own, row.lower_ci, row.upper_ci),
            (england, row.comparator_lower_ci, row.comparator_upper_ci),
        ):
            by_hand = limits_of(theirs, about.counts_people, per_of(about.unit))
            assert (lower, upper) == pytest.approx(by_hand, rel=1e-7, nan_ok=True), row.indicator
        if row.compared_in:
            assert math.isnan(row.lower_ci), "only where the latest figure has no interval"
            own, england = (
                figure(row.indicator, code, row.compared_in, row.sex)
                for code in (STOCKTON, ENGLAND)
            )
        assert row.verdict == verdict_by_hand(own, england, about), row.indicator


def test_no_later_figure_is_left_out(profile):
    """A second route to the latest period: the last in order of end, then length."""
    for row in profile.dropna(subset=["value"]).itertuples(index=False):
        with (RAW / "indicators" / f"{row.indicator}.csv").open(newline="") as file:
            mine = [
                (int(other["period_end"]), -int(other["period_start"]), other["period"])
                for other in csv.DictReader(file)
                if other["area_code"] == STOCKTON
                and other["sex"] == row.sex
                and other["value"]
                and not other["category"]
            ]
        assert row.period == max(mine)[2], row.indicator


def test_every_indicator_has_a_row_in_the_order_of_the_life_course(profile):
    assert profile.columns.tolist() == list(COLUMNS)
    assert set(profile["indicator"]) == {about.indicator for about in area_indicators()}
    assert not profile.duplicated(["indicator", "sex"]).any()
    places = [LIFE_STAGES.index(stage) for stage in profile["life_stage"]]
    assert places == sorted(places)


def test_a_figure_without_an_interval_is_never_judged(profile):
    without = profile[profile["lower_ci"].isna() & (profile["compared_in"] == "")]
    assert len(without)
    assert set(without["verdict"]) == {"cannot compare"}


def test_every_direction_is_a_word_with_its_rule(profile):
    assert set(profile["direction"]) <= {*DIRECTIONS, *GAP_WORDS}
    seen = profile.dropna(subset=["value"])
    assert seen["direction_method"].str.len().gt(0).all()


def test_an_indicator_without_figures_for_the_area_keeps_a_row_with_its_reason(figures):
    figures.seal()
    found = find_profile(Places(STOCKTON, "Stockton-on-Tees")).set_index("indicator")
    assert found.loc["smoking", "verdict"] == "worse"
    assert found.loc["life", "verdict"] == "cannot compare"
    other = find_profile(Places("E06000001", "Hartlepool")).set_index("indicator")
    assert other["value"].isna().all()
    assert set(other["note"]) == {"no figure is held for this area"}
    assert set(other["verdict"]) == {"cannot compare"}


@pytest.mark.parametrize(
    ("interval", "polarity", "verdict"),
    [
        ((16, 24), "low is good", "worse"),
        ((16, 24), "high is good", "better"),
        ((16, 24), "no judgement", "higher"),
        ((9, 13), "low is good", "better"),
        ((9, 13), "high is good", "worse"),
        ((9, 13), "no judgement", "lower"),
        # 1.5 above, and 1.4 alone would say so; with England's error, the root of 1.96 and 1, not.
        ((14.1, 16.9), "low is good", "similar"),
        ((11.1, 13.9), "low is good", "similar"),
        (("", ""), "low is good", "cannot compare"),
    ],
)
def test_the_verdict_follows_the_interval_and_the_polarity(figures, interval, polarity, verdict):
    """England's figure is 14 (13 to 15)."""
    rows = figures.rows("indicators/smoking.csv")
    lower, upper = interval
    value = (lower + upper) / 2 if lower else 12
    rows[1] |= {"value": value, "lower_ci": lower, "upper_ci": upper}
    # The year before has no interval that could be compared instead.
    rows[0] |= {"lower_ci": "", "upper_ci": ""}
    figures.write("indicators/smoking.csv", rows)
    catalogue = figures.rows("catalogue.csv")
    catalogue[0]["polarity"] = polarity
    figures.write("catalogue.csv", catalogue)
    figures.seal()
    found = find_profile(Places(STOCKTON, "Stockton-on-Tees")).set_index("indicator")
    assert found.loc["smoking", "verdict"] == verdict


def test_without_a_figure_of_the_comparator_there_is_no_verdict(figures):
    rows = figures.rows("indicators/smoking.csv")
    figures.write("indicators/smoking.csv", [row for row in rows if row["area_name"] != "England"])
    figures.seal()
    found = find_profile(Places(STOCKTON, "Stockton-on-Tees")).set_index("indicator")
    assert found.loc["smoking", "verdict"] == "cannot compare"
    assert math.isnan(found.loc["smoking", "comparator_value"])


def test_england_is_set_beside_nothing_but_itself(figures):
    figures.seal()
    found = find_profile(Places(ENGLAND, "England")).set_index("indicator")
    assert found.loc["smoking", "value"] == 14
    assert found.loc["smoking", "verdict"] == "cannot compare"
