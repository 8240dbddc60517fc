"""What stands beside a chart says what is drawn there, and no more."""

import pandas as pd
import pytest
from figure_rows import trend_rows
from test_plots import PARAMETERS, PLOTS, WORDS

from analysis.charts.trend import plot_trend

LONGEST = 320


@pytest.mark.parametrize(("plot", "make", "words"), PARAMETERS)
def test_every_chart_says_how_to_read_it_and_carries_it(plot, make, words):
    chart = plot(make(), **words)
    assert 20 < len(chart.reading) < LONGEST
    assert chart.reading.endswith(".")
    assert chart._repr_mimebundle_()[1]["image/svg+xml"]["reading"] == chart.reading


@pytest.mark.parametrize("name", ["trend", "gap", "slope index", "gradient", "ranked"])
def test_intervals_are_explained_only_where_they_are_drawn(name):
    plot, make, words = PLOTS[name]
    bare = make().drop(columns=["lower_ci", "upper_ci"], errors="ignore")
    with_limits = bare.assign(lower_ci=bare["value"] - 1, upper_ci=bare["value"] + 1)
    assert "95%" in plot(with_limits, **words).reading
    without = plot(bare, **words).reading
    assert "95%" not in without
    assert "We hold no intervals" in without


def test_neighbours_and_breaks_are_named_only_where_they_are_drawn():
    own = trend_rows("Here")
    assert "neighbours" not in plot_trend(own, **WORDS).reading
    assert "comparable" not in plot_trend(own, **WORDS).reading
    rows = pd.concat([own, trend_rows("There", "neighbour")])
    both = plot_trend(rows, **WORDS, breaks={2017: "New rules"})
    assert "Thin grey lines are the neighbours: There." in both.reading
    assert "New rules at 2017" in both.reading
