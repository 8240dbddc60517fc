"""Half of a gap by a year: by hand, and what the trend delivers by another route."""

import numpy as np
import pytest

from analysis.errors import ParameterError
from analysis.statistics import linear_trend, required_rate

YEAR = np.arange(2010, 2020)
NOISE = np.array([0.1, -0.2, 0.15, 0.05, -0.1, 0.0, 0.1, -0.15, 0.1, -0.05])
LOW = np.full(10, 70.0)


def test_by_hand():
    # A gap of 8 in 2019 is to be 4 in 2029: 0.4 less a year.
    rate = required_rate(YEAR, YEAR, LOW + 8, LOW, target_year=2029)
    assert (rate.gap, rate.target_gap, rate.years) == (8, 4, 10)
    assert rate.required == pytest.approx(-0.4)


def test_three_year_periods_count_from_their_middle():
    # 2018 to 2020 has its middle in 2019.
    rate = required_rate(
        [2016, 2017, 2018], [2018, 2019, 2020], [8, 8.2, 8], [0, 0, 0], target_year=2029
    )
    assert rate.years == 10


def test_a_gap_below_zero_has_to_rise():
    rate = required_rate(YEAR, YEAR, LOW, LOW + 8 + NOISE * 0, target_year=2029)
    assert rate.required == pytest.approx(0.4)


def test_what_the_trend_delivers():
    first = LOW + 10 - 0.2 * (YEAR - 2010) + NOISE
    rate = required_rate(YEAR, YEAR, first, LOW, target_year=2030)
    line = linear_trend(YEAR, YEAR, first - LOW)
    assert rate.trend.slope == pytest.approx(line.slope)
    assert rate.expected_gap == pytest.approx(rate.gap + 11 * line.slope)
    assert rate.expected_lower_ci == pytest.approx(rate.gap + 11 * line.lower_ci)
    assert rate.expected_upper_ci == pytest.approx(rate.gap + 11 * line.upper_ci)


@pytest.mark.parametrize("side", [1, -1])
@pytest.mark.parametrize(
    ("yearly", "verdict"), [(-0.8, "fast enough"), (0.1, "too slow"), (-0.05, "too slow")]
)
def test_verdict(side, yearly, verdict):
    first = LOW + side * (10 + yearly * (YEAR - 2010) + NOISE)
    assert required_rate(YEAR, YEAR, first, LOW, target_year=2029).verdict == verdict


def test_verdict_too_uncertain():
    first = LOW + 10 - 0.3 * (YEAR - 2010) + 10 * NOISE
    assert required_rate(YEAR, YEAR, first, LOW, target_year=2029).verdict == "too uncertain"


@pytest.mark.parametrize(
    ("first", "target", "words"),
    [
        (LOW, 2029, "latest gap is zero"),
        (LOW + 8, 2019, "not after the latest period"),
        (LOW * np.nan, 2029, "no gap to close"),
    ],
)
def test_noted(first, target, words):
    rate = required_rate(YEAR, YEAR, first, LOW, target_year=target)
    assert np.isnan(rate.required)
    assert words in rate.note
    assert rate.verdict == "too uncertain"


def test_without_a_trend_the_need_is_still_told():
    rate = required_rate([2018, 2019], [2018, 2019], [8, 8], [0, 0], target_year=2029)
    assert rate.required == pytest.approx(-0.4)
    assert np.isnan(rate.expected_gap)
    assert "fewer than three points" in rate.note


@pytest.mark.parametrize("share", [0, -1, 1.5])
def test_misuse(share):
    with pytest.raises(ParameterError, match="share="):
        required_rate(YEAR, YEAR, LOW + 8, LOW, target_year=2029, share=share)
