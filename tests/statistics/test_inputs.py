"""What quietly gave a wrong number is refused or noted, in every function that takes it."""

import datetime
import tracemalloc

import numpy as np
import pandas as pd
import pyarrow
import pytest

from analysis.errors import DataError, ParameterError
from analysis.statistics import (
    absolute_gap,
    compare,
    crude_rate,
    dsr,
    find_break,
    gap_trend,
    inequality_formulas,
    inequality_measures,
    linear_trend,
    pace,
    proportion,
    recent_trend,
    sii,
    slope_index,
)
from analysis.statistics.slope_line import draw_blocks

DECILES = pd.DataFrame(
    {
        "area": np.repeat(["A", "B"], 10),
        "decile": np.tile(np.arange(1, 11), 2),
        "value": np.tile(np.arange(70.0, 80), 2),
        "population": 100,
    }
)


class TestNumbers:
    @pytest.mark.parametrize(
        ("count", "words"),
        [
            (["1_2", "3"], "holds '1_2', which is not a number"),
            (["many", "3"], "not a number"),
            (pd.to_datetime(["2020-01-01", "2021-01-01"]), "holds dates"),
            (pd.Series(pd.to_datetime(["2020-01-01", "2021-01-01"])), "holds dates"),
            (np.array(["2020", "2021"], dtype="datetime64[Y]"), "holds dates"),
            ([datetime.date(2020, 1, 1), datetime.date(2021, 1, 1)], "not a number"),
            (np.array([True, False]), "holds true and false"),
            (pd.Series([True, False]), "holds true and false"),
            (pd.Series([True, None]), "holds true and false"),
        ],
    )
    def test_refused(self, count, words):
        with pytest.raises(DataError, match=words):
            crude_rate(count, 100)

    def test_text_that_is_a_number_is_one(self):
        assert proportion(["15"], ["150"])["value"].tolist() == [10]
        assert proportion(pd.Series(["15", None]), 150)["note"].tolist() == [
            "",
            "The count is missing.",
        ]

    def test_one_number_may_come_as_text(self):
        year = np.arange(2010, 2020)
        trend = gap_trend(year, year, 80 + year % 3, np.full(10, 70))
        assert pace(trend, "2031") == pace(trend, 2031)
        assert proportion([15], [150], per="1000")["value"].tolist() == [100]
        for call in (
            lambda: pace(trend, "next year"),
            lambda: pace(trend, 2031, share=None),
            lambda: proportion([15], [150], per="1_000"),
            lambda: gap_trend(year, year, year, year, negligible="little"),
            lambda: find_break(year, year, year, fewest_after="few"),
            lambda: trend.expected(2031, error="small"),
        ):
            with pytest.raises(ParameterError, match="must be a number, but is"):
                call()

    def test_what_is_masked_is_missing(self):
        masked = np.ma.MaskedArray([1, 2, 3], mask=[False, True, False])
        assert crude_rate(masked, 100)["note"].tolist() == ["", "The count is missing.", ""]

    def test_dates_in_a_column(self):
        dates = pd.DataFrame(
            {"a": "A", "period_start": pd.to_datetime(["2020-01-01"] * 5), "count": 1}
        )
        with pytest.raises(DataError, match="Column 'period_start' holds dates"):
            recent_trend(dates.assign(denominator=5), by="a", kind="proportion")

    def test_indexes_that_differ(self):
        value, people = pd.Series(range(70, 76)), pd.Series(range(6), index=range(1, 7))
        for function in (sii, inequality_measures):
            with pytest.raises(DataError, match="value and population have different indexes"):
                function(value, people)


class TestLimits:
    def test_swapped_or_beside_the_value(self):
        value, people = np.arange(70.0, 76), np.ones(6)
        wrong = sii(value, people, lower_ci=value + 1, upper_ci=value - 1)
        assert wrong.note == "Group 1 has its limits the wrong way round."
        beside = sii(value, people, lower_ci=value + 1, upper_ci=value + 2)
        assert beside.note == "Group 1 has a value outside its own limits."
        assert np.isnan([wrong.value, beside.value]).all()

    def test_a_comparison_needs_limits_that_hold_the_value(self):
        assert compare(80, 81, 82, 70, polarity="high is good") == "not compared"
        assert "outside" in absolute_gap([8], [7], first_limits=([9], [10])).loc[0, "note"]

    def test_one_error_of_nought_among_others(self):
        value, people = np.arange(70.0, 76), np.ones(6)
        error = np.where(value == 72, 0, 0.5)
        assert "a group has no error above zero" in sii(value, people, standard_error=error).method
        assert np.isnan(sii(value, people, standard_error=error).lower_ci)
        table = inequality_measures(value, people, standard_error=error)
        assert table["note"].str.contains("Group 3 has a missing, zero or negative").any()
        year = np.arange(2001, 2007)
        assert "error of 2003" in linear_trend(year, year, value, standard_error=error).method


class TestGroups:
    def test_a_decile_that_all_lack(self):
        short = DECILES[DECILES["decile"] != 4]
        table = slope_index(short, by="area", group="decile")
        assert table["note"].tolist() == ["Group 4 is missing."] * 2

    def test_the_last_decile_that_all_lack_needs_its_number(self):
        short = DECILES[DECILES["decile"] != 10]
        assert slope_index(short, by="area", group="decile")["note"].tolist() == ["", ""]
        table = slope_index(short, by="area", group="decile", complete=10)
        assert table["note"].tolist() == ["Group 10 is missing."] * 2

    def test_a_last_band_taken_to_end_at_the_limit_is_told(self):
        data = pd.DataFrame(
            {"age_start": [0, 5, 65], "count": [2, 20, 80], "denominator": [1000, 10_000, 2000]}
        )
        told = dsr(data, by=[], ages=(0, 75)).loc[0, "method"]
        assert told.endswith("; the band from 65 is taken to end at 75")
        more = pd.concat([data, pd.DataFrame({"age_start": [75], "count": 9, "denominator": 90})])
        assert "taken to end" not in dsr(more, by=[], ages=(0, 75)).loc[0, "method"]


class TestFrames:
    def test_a_table_of_another_library(self):
        table = pyarrow.Table.from_pandas(DECILES)
        one = slope_index(table, by="area", group="decile")
        own = slope_index(DECILES, by="area", group="decile")
        # Arrow or Python may hold the text of the one, by what was read before in the process.
        pd.testing.assert_frame_equal(one.astype(own.dtypes), own, check_column_type=False)

    def test_no_table(self):
        with pytest.raises(DataError, match="are a list, not a table"):
            slope_index([1, 2], by="area", group="decile")


class TestMemory:
    """Peaks in bytes: a square of 5,000 groups would be 200 million."""

    def peak(self, function):
        tracemalloc.start()
        function()
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return peak

    def groups(self, size):
        rng = np.random.default_rng(0)
        return rng.normal(0.7, 0.03, size), rng.integers(500, 2000, size), np.full(size, 0.01)

    @pytest.mark.parametrize("size", [5_000, 20_000])
    def test_the_slope_index(self, size):
        value, people, error = self.groups(size)
        sii(value[:9], people[:9])
        assert self.peak(lambda: sii(value, people, standard_error=error)) < 1_500 * size
        assert self.peak(lambda: sii(value, people)) < 1_500 * size

    @pytest.mark.parametrize("size", [5_000, 20_000])
    def test_the_measures(self, size, monkeypatch):
        # What is held does not grow with the draws but by three numbers each.
        monkeypatch.setattr(inequality_formulas, "DRAWS", 200)
        value, people, error = self.groups(size)
        inequality_measures(value[:9], people[:9], standard_error=error[:9])
        peak = self.peak(lambda: inequality_measures(value, people, standard_error=error))
        assert peak < 1_000 * size + 5_000_000

    def test_blocks_are_the_draws_at_once(self):
        blocks = np.vstack(list(draw_blocks(3, 50, 4_000)))
        assert (blocks == np.random.default_rng(3).standard_normal((50, 4_000))).all()
