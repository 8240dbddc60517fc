"""Lines on either side of a break: each is the line of its own points, and none crosses it."""

import numpy as np
import pytest

from analysis.errors import DataError, ParameterError
from analysis.statistics import linear_trend, piecewise_trend

YEAR = np.arange(2006, 2020)
VALUE = np.where(YEAR < 2013, YEAR - 2000.0, 40 - 0.5 * (YEAR - 2013)) + np.sin(YEAR)


def test_each_segment_is_its_own_line():
    table = piecewise_trend(YEAR, YEAR, VALUE, breaks=[2013])
    for row, inside in zip(table.itertuples(), (YEAR < 2013, YEAR >= 2013), strict=True):
        line = linear_trend(YEAR[inside], YEAR[inside], VALUE[inside])
        assert row.slope == pytest.approx(line.slope)
        assert row.upper_ci == pytest.approx(line.upper_ci)
        assert row.points == inside.sum()
    assert table[["period_start", "period_end"]].to_numpy().tolist() == [[2006, 2012], [2013, 2019]]


def test_without_breaks_it_is_one_line():
    table = piecewise_trend(YEAR, YEAR + 2, VALUE, breaks=[], standard_error=[0.3] * 14)
    line = linear_trend(YEAR, YEAR + 2, VALUE, standard_error=[0.3] * 14)
    assert len(table) == 1
    assert table["lower_ci"].iloc[0] == pytest.approx(line.lower_ci)


def test_periods_over_the_break_belong_to_neither_side():
    table = piecewise_trend(YEAR, YEAR + 2, VALUE, breaks=[2013])
    # 2011 to 2013 and 2012 to 2014 hold years of both definitions.
    assert table["points"].tolist() == [5, 7]
    assert table["note"].tolist() == ["", "2 periods over the break in 2013 left out."]


def test_school_years_are_parted_by_their_start():
    table = piecewise_trend(YEAR, YEAR + 1, VALUE, breaks=[2013])
    assert table["points"].tolist() == [7, 7]
    assert table["note"].tolist() == ["", ""]


def test_a_short_segment_is_refused_and_the_others_stand():
    table = piecewise_trend(YEAR, YEAR, VALUE, breaks=[2008, 2013])
    assert table["slope"].isna().tolist() == [True, False, False]
    assert "fewer than three points (2)" in table["note"].iloc[0]


def test_missing_values_and_an_empty_series():
    gappy = np.where(YEAR == 2010, np.nan, VALUE)
    assert piecewise_trend(YEAR, YEAR, gappy, breaks=[2013])["points"].tolist() == [6, 7]
    empty = piecewise_trend([], [], [], breaks=[2013])
    assert empty["points"].tolist() == [0, 0]
    assert empty["slope"].isna().all()


def test_misuse():
    with pytest.raises(ParameterError, match="'2013' is not a whole year"):
        piecewise_trend(YEAR, YEAR, VALUE, breaks=["2013"])
    with pytest.raises(DataError, match="value has 13 numbers for 14 periods"):
        piecewise_trend(YEAR, YEAR, VALUE[1:], breaks=[])
    with pytest.raises(DataError, match="standard_error has 2 numbers"):
        piecewise_trend(YEAR, YEAR, VALUE, breaks=[], standard_error=[1, 2])
