"""Indirectly standardised ratios: by hand, published, two routes and properties."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import DataError, ParameterError
from analysis.statistics import byar, exact_poisson, excess, isr, poisson_ratio_limits
from analysis.statistics.intervals import poisson_limits

COLUMNS = ["area", "count", "expected", "value", "lower_ci", "upper_ci", "method", "note"]
ENGLAND = pd.DataFrame(
    {"age_start": [0, 65], "count": [100, 900], "denominator": [100_000, 30_000]}
)


def rows_of(*figures):
    return pd.DataFrame(
        [
            (name, start, count, people)
            for name, counts, populations in figures
            for start, count, people in zip([0, 65], counts, populations, strict=True)
        ],
        columns=["area", "age_start", "count", "denominator"],
    )


def test_by_hand():
    # Expected 4,000 × 0.001 + 1,000 × 0.03 = 34; observed 45; ratio 45 / 34.
    row = isr(rows_of(("A", [5, 40], [4000, 1000])), ENGLAND, by="area").iloc[0]
    assert row["expected"] == pytest.approx(34)
    assert row["value"] == pytest.approx(100 * 45 / 34)
    assert row["lower_ci"] == pytest.approx(100 * poisson_limits(45)[0] / 34)
    assert row["method"] == "Byar"


def test_published_example_of_male_doctors():
    # Cirrhosis of the liver among male doctors aged 15 to 64: Bland M, An Introduction to Medical
    # Statistics (standardised mortality ratio from deaths per million men), 14 deaths, 4.4966
    # expected, ratio 311 with exact limits 170 to 522. With 14 events our limits are Byar's.
    starts = [15, 25, 35, 45, 55]
    men = pd.DataFrame(
        {
            "age_start": starts,
            "count": [5.859, 13.050, 46.937, 161.503, 271.358],
            "denominator": [1e6] * 5,
        }
    )
    doctors = pd.DataFrame(
        {
            "age_start": starts,
            "count": [0, 0, 0, 0, 14],
            "denominator": [1080, 12_860, 11_510, 10_330, 7790],
        }
    )
    row = isr(doctors, men, by=[]).iloc[0]
    assert row["expected"] == pytest.approx(4.4966, abs=0.00005)
    assert round(row["value"]) == 311
    exact = [100 * limit / row["expected"] for limit in exact_poisson(14)]
    assert [round(limit) for limit in exact] == [170, 522]
    assert row["lower_ci"] == pytest.approx(exact[0], rel=0.002)
    assert row["upper_ci"] == pytest.approx(exact[1], rel=0.002)


@given(st.lists(st.tuples(st.integers(0, 99), st.integers(1, 9999)), min_size=6, max_size=6))
def test_the_arrays_follow_the_formula(figures):
    (a, b, c, d, e, f) = figures
    groups = [
        (n, [x[0], y[0]], [x[1], y[1]]) for n, x, y in (("A", a, b), ("B", c, d), ("C", e, f))
    ]
    table = isr(rows_of(*groups), ENGLAND, by="area", per=1).set_index("area")
    for name, counts, people in groups:
        expected = people[0] * 0.001 + people[1] * 0.03
        assert table.loc[name, "expected"] == pytest.approx(expected)
        assert table.loc[name, "value"] == pytest.approx(sum(counts) / expected)


def test_the_reference_itself_is_a_hundred():
    table = isr(ENGLAND.assign(area="England"), ENGLAND, by="area")
    assert table["value"].item() == pytest.approx(100)


def test_no_events_is_a_ratio_of_nil_with_a_real_upper_limit():
    row = isr(rows_of(("A", [0, 0], [4000, 1000])), ENGLAND, by="area").iloc[0]
    assert (row["value"], row["lower_ci"], row["method"]) == (0, 0, "exact Poisson")
    assert row["upper_ci"] == pytest.approx(-np.log(0.025) / 34 * 100)


@pytest.mark.parametrize(
    ("counts", "people", "note"),
    [
        ([np.nan, 1], [10, 10], "The count is missing for the age band from 0."),
        ([1, np.inf], [10, 10], "The count is infinite for the age band from 65."),
        ([1, -1], [10, 10], "The count is negative for the age band from 65."),
        ([1, 1], [10, 0], "The population is zero for the age band from 65."),
        (
            [1, 1],
            [np.nan, np.nan],
            "The population is missing for the age band from 0 (and 1 other band).",
        ),
    ],
)
def test_a_bad_group_is_noted_and_leaves_the_others(counts, people, note):
    table = isr(rows_of(("A", [5, 40], [4000, 1000]), ("B", counts, people)), ENGLAND, by="area")
    assert table["note"].tolist() == ["", note]
    assert table[["count", "expected", "value", "lower_ci"]].isna().all(axis=1).tolist() == [
        False,
        True,
    ]


def test_bands_are_those_of_the_reference():
    rows = rows_of(("A", [5, 40], [4000, 1000]), ("B", [5, 40], [4000, 1000]))
    table = isr(rows.iloc[:3], ENGLAND, by="area")
    assert table["note"].tolist() == ["", "There is no row for the age band from 65."]
    with pytest.raises(DataError, match=r"reference population has no band that starts at age 85"):
        isr(rows.assign(age_start=[0, 65, 0, 85]), ENGLAND, by="area")


def test_no_expected_events():
    nobody = ENGLAND.assign(count=0)
    table = isr(rows_of(("A", [5, 40], [4000, 1000])), nobody, by="area")
    assert table["note"].item() == "No events are expected at the reference's rates."


def test_a_reference_that_cannot_be_is_refused():
    rows = rows_of(("A", [5, 40], [4000, 1000]))
    with pytest.raises(DataError, match="reference population has no rows"):
        isr(rows, ENGLAND.iloc[:0], by="area")
    with pytest.raises(DataError, match=r"cannot be used\. The population is zero .* from 65"):
        isr(rows, ENGLAND.assign(denominator=[1, 0]), by="area")
    with pytest.raises(DataError, match="more than one row for the only group at age 0"):
        isr(rows, pd.concat([ENGLAND, ENGLAND]), by="area")


def test_shapes():
    rows = rows_of(("A", [5, 40], [4000, 1000]))
    assert list(isr(rows, ENGLAND, by="area").columns) == COLUMNS
    empty = isr(rows.iloc[:0], ENGLAND, by="area")
    assert (len(empty), list(empty.columns)) == (0, COLUMNS)


def test_ratio_limits_and_what_they_refuse():
    lower, upper = poisson_ratio_limits([3, 30], [10, 10], per=1)
    assert lower == pytest.approx([exact_poisson(3)[0] / 10, poisson_limits(30)[0] / 10])
    assert upper == pytest.approx([exact_poisson(3)[1] / 10, poisson_limits(30)[1] / 10])
    for bad in (0, -1, np.nan, np.inf):
        assert np.isnan(poisson_ratio_limits(3, bad)).all()
    with pytest.raises(ParameterError, match="per must be"):
        poisson_ratio_limits(3, 10, per=0)
    with pytest.raises(ParameterError, match="confidence must lie"):
        poisson_ratio_limits(3, 10, confidence=95)


class TestExcess:
    AREA = pd.DataFrame({"age_start": [0, 65], "count": [5, 40], "denominator": [4000, 1000]})

    def test_by_hand(self):
        # Expected 4000 / 1000 + 1000 x 0.03 = 34 with variance 4000² x 100 / 100000² +
        # 1000² x 900 / 30000² = 0.16 + 1; observed 45 (32.82 to 60.22, Byar).
        row = excess(self.AREA, ENGLAND, by=[]).iloc[0]
        low, high = byar(45)
        half = 1.959964 * math.sqrt(1.16)
        assert (row["count"], row["expected"], row["value"]) == (45, pytest.approx(34), 11)
        assert row["lower_ci"] == pytest.approx(11 - math.hypot(45 - low, half), rel=1e-6)
        assert row["upper_ci"] == pytest.approx(11 + math.hypot(high - 45, half), rel=1e-6)
        error = math.sqrt(1 / 45 + 1.16 / 34**2)
        assert row["fraction"] == pytest.approx(100 * 11 / 45)
        limits = [100 * (1 - 34 / 45 * math.exp(z * error)) for z in (1.959964, -1.959964)]
        assert row[["fraction_lower_ci", "fraction_upper_ci"]].tolist() == pytest.approx(limits)

    def test_years_of_life_before_75(self):
        # A death at 0 to 64 loses 75 - 32.5 = 42.5 years, one at 65 to 74 five.
        row = excess(self.AREA, ENGLAND, by=[], limit=75).iloc[0]
        assert row["count"] == 5 * 42.5 + 40 * 5
        assert row["value"] == pytest.approx((5 - 4) * 42.5 + (40 - 30) * 5)
        low, _ = byar(45)
        scale = math.sqrt((5 * 42.5**2 + 40 * 25) / 45)
        half = 1.959964 * math.sqrt(0.16 * 42.5**2 + 25)
        assert row["lower_ci"] == pytest.approx(
            row["value"] - math.hypot(scale * (45 - low), half), rel=1e-6
        )

    def test_several_years_are_told_for_one(self):
        three = excess(self.AREA, ENGLAND, by=[], years=3).iloc[0]
        one = excess(self.AREA, ENGLAND, by=[]).iloc[0]
        assert three["upper_ci"] == pytest.approx(one["upper_ci"] / 3)
        assert three["fraction"] == one["fraction"]

    def test_coverage_of_the_excess_and_the_fraction(self):
        """Poisson counts on both sides: the truth is 60 - 40, a third."""
        rng = np.random.default_rng(2)
        found = [
            excess(
                pd.DataFrame({"age_start": [0], "count": [rng.poisson(60)], "denominator": [1000]}),
                pd.DataFrame({"age_start": [0], "count": [rng.poisson(80)], "denominator": [2000]}),
                by=[],
            ).iloc[0]
            for _ in range(400)
        ]
        table = pd.DataFrame(found)
        inside = table["lower_ci"].le(20) & table["upper_ci"].ge(20)
        share = table["fraction_lower_ci"].le(100 / 3) & table["fraction_upper_ci"].ge(100 / 3)
        assert inside.mean() > 0.92
        assert share.mean() > 0.92

    def test_no_events(self):
        none = excess(self.AREA.assign(count=0), ENGLAND, by=[]).iloc[0]
        assert none["value"] == pytest.approx(-34)
        assert none["upper_ci"] > none["value"]
        assert np.isnan(none["fraction"])
        assert "no fraction" in none["note"]

    def test_bad_input(self):
        missing = excess(self.AREA.iloc[:1], ENGLAND, by=[]).iloc[0]
        assert np.isnan(missing["value"])
        assert "There is no row for the age band from 65" in missing["note"]
        with pytest.raises(DataError, match="reference population has no rows"):
            excess(self.AREA, ENGLAND.iloc[:0], by=[])
        with pytest.raises(ParameterError, match="years must be a number above zero"):
            excess(self.AREA, ENGLAND, by=[], years=0)
