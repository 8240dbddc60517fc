"""Inequality statistics: pure numbers in, numbers out; knows no area, file or plot."""

from analysis.statistics.breaks import Break, find_break
from analysis.statistics.comparison import (
    absolute_gap,
    compare,
    compare_gap,
    expected_by_chance,
    false_discovery,
    relative_gap,
)
from analysis.statistics.decomposition import decompose_life_expectancy_gap
from analysis.statistics.disclosure import suppress_small_counts
from analysis.statistics.expected_events import (
    excess,
    funnel_limits,
    isr,
    poisson_ratio_limits,
)
from analysis.statistics.gap_trend import Movement, Pace, gap_trend, pace, split_movement
from analysis.statistics.inequality_measures import inequality_measures
from analysis.statistics.inputs import Estimate
from analysis.statistics.intervals import byar, crude_rate, exact_poisson, proportion, wilson
from analysis.statistics.life_tables import healthy_life_expectancy, life_table
from analysis.statistics.linear_trend import LackOfFit, Trend, linear_trend
from analysis.statistics.recent_trend import recent_trend
from analysis.statistics.scoring import (
    band_of,
    brier_score,
    clustered_mean,
    interval_score,
)
from analysis.statistics.slope_index import rii, sii, slope_index
from analysis.statistics.small_areas import Clustering, morans_i, quantiles, shrink_rates
from analysis.statistics.standardisation import (
    dsr,
    potential_years_of_life_lost,
)

__all__ = [
    "Break",
    "Clustering",
    "Estimate",
    "LackOfFit",
    "Movement",
    "Pace",
    "Trend",
    "absolute_gap",
    "band_of",
    "brier_score",
    "byar",
    "clustered_mean",
    "compare",
    "compare_gap",
    "crude_rate",
    "decompose_life_expectancy_gap",
    "dsr",
    "exact_poisson",
    "excess",
    "expected_by_chance",
    "false_discovery",
    "find_break",
    "funnel_limits",
    "gap_trend",
    "healthy_life_expectancy",
    "inequality_measures",
    "interval_score",
    "isr",
    "life_table",
    "linear_trend",
    "morans_i",
    "pace",
    "poisson_ratio_limits",
    "potential_years_of_life_lost",
    "proportion",
    "quantiles",
    "recent_trend",
    "relative_gap",
    "rii",
    "shrink_rates",
    "sii",
    "slope_index",
    "split_movement",
    "suppress_small_counts",
    "wilson",
]
