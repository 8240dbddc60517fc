"""The canonical form of numbers: the same on every processor, and rounded once."""

from dataclasses import dataclass
from math import copysign, inf, isnan, nan

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from analysis.formats import (
    SIGNIFICANT,
    canonical,
    canonical_numbers,
    format_number,
    round_half_up,
    with_interval,
)

NUMBERS = st.floats(min_value=-1e15, max_value=1e15, allow_nan=False)
GROUPS = st.lists(st.one_of(NUMBERS, st.just(nan)), min_size=1, max_size=3)


@given(GROUPS)
def test_the_canonical_form_of_a_canonical_form_is_itself(numbers):
    once = canonical_numbers(*numbers)
    assert repr(canonical_numbers(*once)) == repr(once)


@given(GROUPS)
def test_no_number_moves_by_more_than_half_of_the_eighth_digit_of_the_largest(numbers):
    largest = max((abs(n) for n in numbers if not isnan(n)), default=0.0)
    for before, after in zip(numbers, canonical_numbers(*numbers), strict=True):
        assert isnan(before) == isnan(after)
        if not isnan(before):
            assert abs(after - before) <= 0.5000001 * largest * 10.0 ** (1 - SIGNIFICANT)


@given(st.integers(-(10**8) + 1, 10**8 - 1), st.integers(-12, 6), st.integers(-40, 40))
def test_the_last_bits_make_no_difference(digits, power, steps):
    exact = float(f"{digits}e{power}")
    other = exact
    for _ in range(abs(steps)):
        other = float(np.nextafter(other, copysign(inf, steps)))
    assume(digits)
    assert canonical_numbers(other) == canonical_numbers(exact) == (exact,)


@given(NUMBERS)
def test_a_sign_is_kept_and_nought_has_none(number):
    (rounded,) = canonical_numbers(number)
    assert copysign(1, rounded) == (copysign(1, number) if rounded else 1)


def test_missing_and_infinite_numbers_stay_what_they_are():
    assert repr(canonical_numbers(nan, inf, -inf, 1 / 3)) == "(nan, inf, -inf, 0.33333333)"
    assert repr(canonical_numbers(nan)) == "(nan,)"
    assert canonical_numbers() == ()


def test_a_value_is_rounded_at_the_place_of_its_largest_limit():
    # By hand: 0.5 has its eighth digit at the eighth decimal.
    assert canonical_numbers(1.23456789e-6, -0.5, 0.5) == (1.23e-6, -0.5, 0.5)
    assert canonical_numbers(123456789.0, 1.4) == (123456790.0, 0.0)


@dataclass(frozen=True)
class Inner:
    slope: float
    lower_ci: float
    upper_ci: float


@dataclass(frozen=True)
class Outer:
    inner: Inner
    gap: float
    note: str
    years: int


def test_a_result_is_rounded_with_its_own_limits_and_the_rest_left_alone():
    outer = Outer(Inner(1e-17, -0.1, 0.1), 23.4 - 28.7, "words", 3)
    assert canonical(outer) == Outer(Inner(0.0, -0.1, 0.1), -5.3, "words", 3)
    frame = pd.DataFrame(
        {
            "absolute": [1e-18],
            "absolute_lower_ci": [-2.0],
            "absolute_upper_ci": [2.0],
            "alone": [1e-18],
            "count": [3],
            "name": ["A"],
        },
        index=[7],
    )
    found = canonical(frame)
    assert found["absolute"].tolist() == [0.0]
    assert found["alone"].tolist() == [1e-18]
    assert found.drop(columns="absolute").equals(frame.drop(columns="absolute"))
    assert found.index.tolist() == [7]
    assert canonical(np.array([[0.1 + 0.2, nan]])).tolist()[0][0] == 0.3
    assert canonical(pd.Series([0.1 + 0.2], index=["a"], name="x")).to_dict() == {"a": 0.3}
    # A row of a tuple is one result: what is nothing beside its limits is nought.
    value, lower = canonical((np.array([1e-18, 1e-18]), np.array([-0.5, nan])))
    assert (value.tolist(), lower[0]) == ([0.0, 1e-18], -0.5)
    assert canonical("words") == "words"


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    # Halves as a reader with the published figures works them out.
    [(23.4 - 28.7, 1, "-5.3"), ((23.4 - 28.7) / 2, 1, "-2.7"), (82.35 - 83, 1, "-0.7"),
     (1.005, 2, "1.01"), (2.5, 0, "3"), (-0.5, 0, "-1"), (0.1 + 0.2, 17, "0.30000000000000000")],
)  # fmt: skip
def test_what_is_shown_is_rounded_half_up_from_the_canonical_form(value, decimals, shown):
    assert format_number(value, decimals) == shown
    assert round_half_up(value, decimals) == float(shown)


def test_a_value_and_its_limits_are_shown_at_one_place():
    assert with_interval(-1e-17, -0.4, 0.4, 1, "%") == "0.0% (95% CI -0.4% to 0.4%)"
