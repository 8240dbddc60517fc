"""Periods: what every label that publishers use means, and the committed ones are the book's."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.data.periods import MONTHS, is_cumulative, parse_period
from analysis.errors import DataError

RAW = Path(__file__).resolve().parents[2] / "data" / "raw"


@pytest.mark.parametrize(
    ("label", "book", "kind", "opens", "years"),
    [
        # The Office for National Statistics: life expectancy and healthy life expectancy.
        ("2023", "2023", "calendar", 2023, 1),
        ("2014 to 2016", "2014 to 2016", "calendar", 2014, 3),
        ("1998-00", "1998 to 2000", "calendar", 1998, 3),
        ("1999-01", "1999 to 2001", "calendar", 1999, 3),
        ("2001-2003", "2001 to 2003", "calendar", 2001, 3),
        # Fingertips: the labels of its own formatter's tests, year types 1 to 10.
        ("2014 - 16", "2014 to 2016", "calendar", 2014, 3),
        ("2023/24", "2023/24", "financial", 2023.25, 1),
        ("1999/00", "1999/00", "financial", 1999.25, 1),
        ("2013/14-15/16", "2013/14-15/16", "financial", 2013.25, 3),
        ("2006/07 - 08/09", "2006/07-08/09", "financial", 2006.25, 3),
        ("2006 Q1", "2006 Q1", "quarter", 2006, 1 / 4),
        ("2021/22 Q1", "2021/22 Q1", "quarter", 2021.25, 1 / 4),
        ("2019/20 Q2 - 2020/21 Q1", "2019/20 Q2 - 2020/21 Q1", "rolling", 2019.5, 1),
        ("2021/22 Q1 - 2025/26 Q3", "2021/22 Q1 - 2025/26 Q3", "survey", 2021.25, 4.75),
        ("Aug 2006 - Jul 2007", "Aug 2006 to Jul 2007", "rolling", 2006 + 7 / 12, 1),
        # Fingertips, since 2022: months after the year, and a winter from a day on.
        (
            "2021 Nov 17 - 2022 May",
            "17 Nov 2021 to May 2022",
            "survey",
            2021 + (10 + 16 / 30) / 12,
            (6 + 14 / 30) / 12,
        ),
        ("2021 Sep - 2022 Feb", "Sep 2021 to Feb 2022", "survey", 2021 + 8 / 12, 1 / 2),
        ("2021 Jan - Mar", "Jan 2021 to Mar 2021", "quarter", 2021, 1 / 4),
        ("Q1 2020/21", "2020/21 Q1", "quarter", 2020.25, 1 / 4),
        ("2019/20 Q1 - Q4", "2019/20 Q1 - 2019/20 Q4", "rolling", 2019.25, 1),
        ("2020 Q2 - Q4", "2020 Q2 - 2020 Q4", "survey", 2020.25, 3 / 4),
        ("Q4 2021/22 - Q1 2022/23", "2021/22 Q4 - 2022/23 Q1", "survey", 2022, 1 / 2),
        ("2010/11 - 2012/13", "2010/11-12/13", "financial", 2010.25, 3),
        # The same months by their first and last day.
        ("1 Apr 2021 to 31 Mar 2022", "2021/22", "financial", 2021.25, 1),
        ("1 January 2020 to 29 February 2020", "Jan 2020 to Feb 2020", "survey", 2020, 1 / 6),
        # Nomis: the Annual Population Survey.
        ("Jan 2022-Dec 2022", "2022", "calendar", 2022, 1),
        ("Apr 2020 - Mar 2021", "2020/21", "financial", 2020.25, 1),
        # Explore Education Statistics: six digits.
        ("202425", "2024/25", "school", 2024 + 8 / 12, 1),
        ("Academic year 2023/24", "2023/24", "school", 2023 + 8 / 12, 1),
        # Others.
        ("2022-23", "2022/23", "financial", 2022.25, 1),
        ("2022–23", "2022/23", "financial", 2022.25, 1),
        ("year ending 31 March 2021", "2020/21", "financial", 2020.25, 1),
        ("2022/2023", "2022/23", "financial", 2022.25, 1),
        ("year ending March 2021", "2020/21", "financial", 2020.25, 1),
        ("Dec 2020", "Dec 2020", "month", 2020 + 11 / 12, 1 / 12),
        ("Nov 2022 - May 2023", "Nov 2022 to May 2023", "survey", 2022 + 10 / 12, 7 / 12),
    ],
)
def test_each_label_has_its_true_start_and_length(label, book, kind, opens, years):
    period = parse_period(label)
    assert (period.label, period.kind) == (book, kind)
    assert period.opens == pytest.approx(opens)
    assert period.years == pytest.approx(years)
    assert period.closes == pytest.approx(opens + years)
    again = parse_period(book)
    assert again.label == book
    assert again.years == period.years


@pytest.mark.parametrize(
    "label",
    [
        "",
        "23",
        "2016 to 2014",
        "2023/25",
        "2023/23",
        "2015/16-13/14",
        "2013/15-15/16",
        "2013/14-15/17",
        "2025/26 Q1 - 2021/22 Q3",
        "2014 - 13",
        "2023-25/26",
        "2021/22 Q5",
        "0202",
        "9999",
        "30 Feb 2021 to 31 Mar 2021",
        "mid-2019",
        "year ending 15 March 2021",
        "Decade 2021",
    ],
)
def test_what_is_no_period_is_refused_with_the_forms_to_write(label):
    with pytest.raises(DataError) as problem:
        parse_period(label)
    assert f'The period "{label}" is not understood. Write a year' in str(problem.value)


@given(st.integers(1900, 2098))
def test_school_years_in_a_row_never_overlap(year):
    this = parse_period(f"{year}/{(year + 1) % 100:02d}")
    following = parse_period(f"{year + 1}/{(year + 2) % 100:02d}")
    assert this.last_year < following.first_year == this.first_year + 1


@given(st.integers(0, 11), st.integers(1950, 2050), st.integers(1, 60))
def test_any_months_are_what_they_are_called(first, year, months):
    last = year * 12 + first + months - 1
    period = parse_period(f"{MONTHS[first]} {year} to {MONTHS[last % 12]} {last // 12}")
    assert (period.begins, period.months) == (year * 12 + first, months)
    assert parse_period(period.label).years == period.years


def test_a_series_is_cumulative_only_where_its_periods_begin_together():
    def of(*labels):
        periods = [parse_period(label) for label in labels]
        return is_cumulative(
            np.array([one.opens for one in periods]), np.array([one.closes for one in periods])
        )

    assert of("2021/22 Q1", "2021/22 Q1 - 2021/22 Q2", "2021/22 Q1 - 2022/23 Q3")
    assert not of("2019/20 Q2 - 2020/21 Q1", "2020/21 Q2 - 2021/22 Q1")
    assert not of("2022/23 Q1", "2022/23 Q2")
    assert not of("2022/23 Q1")


def test_every_committed_label_is_the_book_s_own():
    labels = set()
    for path in (RAW / "indicators").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            labels |= {row["period"] for row in csv.DictReader(file)}
    assert len(labels) > 50
    assert {label: parse_period(label).label for label in labels} == {one: one for one in labels}
