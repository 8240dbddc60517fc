"""Inequality statistics: pure numbers in, numbers out; knows no area, file or plot."""

from analysis.statistics.estimate import Estimate
from analysis.statistics.gap_trend import gap_trend, gap_trends
from analysis.statistics.linear_trend import Trend, linear_trend
from analysis.statistics.recent_trend import recent_trend
from analysis.statistics.slope_index import rii, sii, slope_index

__all__ = [
    "Estimate",
    "Trend",
    "gap_trend",
    "gap_trends",
    "linear_trend",
    "recent_trend",
    "rii",
    "sii",
    "slope_index",
]
