"""Inequality statistics: pure numbers in, numbers out; knows no area, file or plot."""

from analysis.statistics.comparison import compare
from analysis.statistics.decomposition import decompose_life_expectancy_gap
from analysis.statistics.estimate import Estimate
from analysis.statistics.funnel import funnel_limits
from analysis.statistics.gap import absolute_gap, relative_gap
from analysis.statistics.gap_trend import gap_trend, gap_trends
from analysis.statistics.intervals import byar, exact_poisson, poisson_limits, wilson
from analysis.statistics.life_tables import healthy_life_expectancy, life_table
from analysis.statistics.linear_trend import Trend, linear_trend
from analysis.statistics.quantiles import quantiles
from analysis.statistics.rates import crude_rate, mean, proportion
from analysis.statistics.recent_trend import recent_trend
from analysis.statistics.slope_index import rii, sii, slope_index
from analysis.statistics.standard_population import esp2013, standard_weights
from analysis.statistics.standardisation import (
    dsr,
    dsr_repeated_events,
    isr,
    poisson_ratio_limits,
)
from analysis.statistics.years_of_life_lost import potential_years_of_life_lost

__all__ = [
    "Estimate",
    "Trend",
    "absolute_gap",
    "byar",
    "compare",
    "crude_rate",
    "decompose_life_expectancy_gap",
    "dsr",
    "dsr_repeated_events",
    "esp2013",
    "exact_poisson",
    "funnel_limits",
    "gap_trend",
    "gap_trends",
    "healthy_life_expectancy",
    "isr",
    "life_table",
    "linear_trend",
    "mean",
    "poisson_limits",
    "poisson_ratio_limits",
    "potential_years_of_life_lost",
    "proportion",
    "quantiles",
    "recent_trend",
    "relative_gap",
    "rii",
    "sii",
    "slope_index",
    "standard_weights",
    "wilson",
]
