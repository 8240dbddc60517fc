"""Results to charts: each `plot_` function draws what it is given and computes nothing."""

from analysis.figures.chart import Chart, Notice
from analysis.figures.trend import plot_trend

__all__ = ["Chart", "Notice", "plot_trend"]
