"""p-values from limits and from chi-squared, against published tables and the interval itself."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.statistics.comparison import chi_squared_p_value, normal_p_value

Z95 = 1.959963984540054


@pytest.mark.parametrize(("z", "p"), [(1.0, 0.3173), (1.645, 0.1), (2.576, 0.01), (3.291, 0.001)])
def test_the_table_of_the_normal_distribution(z, p):
    """Any statistical table: two-sided tail areas."""
    got = normal_p_value([z], [z - Z95], [z + Z95])[0]
    assert got == pytest.approx(p, rel=0.01)


@pytest.mark.parametrize(("statistic", "p"), [(3.841, 0.05), (6.635, 0.01), (9.5495, 0.002)])
def test_the_table_of_chi_squared(statistic, p):
    assert chi_squared_p_value(statistic) == pytest.approx(p, rel=0.01)


@given(st.floats(-50, 50), st.floats(0.01, 20))
def test_it_is_below_five_per_cent_just_where_the_interval_leaves_out_zero(value, half):
    p = normal_p_value([value], [value - half], [value + half])[0]
    if abs(abs(value) - half) > 1e-6:
        assert (p < 0.05) == (abs(value) > half)


@given(st.floats(-50, 50), st.floats(0.01, 20), st.floats(0.1, 10))
def test_unit_and_sign_do_not_matter(value, half, scale):
    once = normal_p_value([value], [value - half], [value + half])
    scaled = normal_p_value([-scale * value], [-scale * (value + half)], [-scale * (value - half)])
    assert scaled == pytest.approx(once, rel=1e-6, abs=1e-12)


@pytest.mark.parametrize(
    ("value", "lower", "upper"), [(math.nan, 0, 1), (1, math.nan, 2), (1, 1, 1)]
)
def test_what_cannot_be_judged_has_none(value, lower, upper):
    assert np.isnan(normal_p_value([value], [lower], [upper]))[0]


def test_a_missing_statistic_has_none():
    assert math.isnan(chi_squared_p_value(math.nan))
