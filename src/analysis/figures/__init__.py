"""Results to charts: each `plot_` function draws what it is given and computes nothing."""

from analysis.figures.chart import Chart, Notice
from analysis.figures.decomposition import plot_decomposition
from analysis.figures.funnel import plot_funnel
from analysis.figures.gap import plot_gap_over_time
from analysis.figures.gradient import plot_gradient
from analysis.figures.life_course import plot_life_course
from analysis.figures.pyramid import plot_population_pyramid
from analysis.figures.ranked import plot_ranked
from analysis.figures.slope_index import plot_slope_index_over_time
from analysis.figures.small_area_map import plot_small_area_map
from analysis.figures.small_multiples import plot_small_multiples
from analysis.figures.spine import plot_spine
from analysis.figures.tartan_rug import plot_tartan_rug
from analysis.figures.trend import plot_trend
from analysis.figures.ward_strip import plot_ward_strip

__all__ = [
    "Chart",
    "Notice",
    "plot_decomposition",
    "plot_funnel",
    "plot_gap_over_time",
    "plot_gradient",
    "plot_life_course",
    "plot_population_pyramid",
    "plot_ranked",
    "plot_slope_index_over_time",
    "plot_small_area_map",
    "plot_small_multiples",
    "plot_spine",
    "plot_tartan_rug",
    "plot_trend",
    "plot_ward_strip",
]
