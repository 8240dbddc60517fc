"""Due times as published, turned into days by hand."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.data.documents.plan import due_date


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("Spring 2023", date(2023, 5, 31)),
        ("Summer 2023", date(2023, 8, 31)),
        ("Autumn 2023", date(2023, 11, 30)),
        ("Winter 2023", date(2024, 2, 29)),
        ("Winter 2022", date(2023, 2, 28)),
        ("Winter 2023/Spring 2024", date(2024, 5, 31)),
        ("Autumn 2022/23", date(2022, 11, 30)),
        ("2023/24", date(2024, 3, 31)),
        ("2023/24 and ongoing", date(2024, 3, 31)),
        ("Forward plan programme during 2023/24 and then annually thereafter", date(2024, 3, 31)),
        ("Ongoing through 2022-2025", date(2025, 12, 31)),
        ("2024-2025", date(2025, 12, 31)),
        ("By March 2022", date(2022, 3, 31)),
        ("July 2022", date(2022, 7, 31)),
        ("Sept 2022", date(2022, 9, 30)),
        ("September-22", date(2022, 9, 30)),
        ("Jun-22", date(2022, 6, 30)),
        ("Feb-24", date(2024, 2, 29)),
        ("Ongoing", None),
        ("", None),
        ("Marching on in time", None),
    ],
)
def test_a_published_time_is_its_last_day(words, day):
    assert due_date(words) == day


@given(st.integers(2000, 2098), st.sampled_from(["Spring", "Summer", "Autumn", "Winter"]))
def test_the_seasons_of_a_year_follow_each_other_and_end_inside_it_or_the_next(year, season):
    day = due_date(f"{season} {year}")
    assert day is not None
    assert date(year, 5, 31) <= day < date(year + 1, 3, 1)


@given(st.text())
def test_no_words_break_it(words):
    assert due_date(words) is None or due_date(words).year >= 2000
