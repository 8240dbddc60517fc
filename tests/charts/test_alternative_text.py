"""An alternative text says what is drawn of what and where, and its main numbers."""

import pandas as pd
import pytest
from shapely import box

from analysis.charts.area_map import Classes, plot_area_map
from analysis.charts.funnel import plot_funnel
from analysis.charts.inequality import plot_gap_over_time, plot_gradient
from analysis.charts.rows import plot_decomposition, plot_ranked
from analysis.charts.small_area_map import plot_small_area_map
from analysis.charts.spine import plot_spine
from analysis.charts.trend import plot_trend

LIMITS = {"lower_95": 18.0, "upper_95": 24.0, "lower_99_8": 16.0, "upper_99_8": 26.0}
TWO_YEARS = {
    "period": ["2019", "2020"],
    "period_start": [2019, 2020],
    "period_end": [2019, 2020],
    "role": "area",
}
SQUARE = {"type": "Polygon", "coordinates": [[[0, 54], [1, 54], [1, 55], [0, 54]]]}
SMOKING = {"measure": "Smoking", "unit": "%"}
EXAMPLES = {
    "funnel": (
        plot_funnel,
        {"area_name": ["A", "B"], "value": [20.0, 29.0], "denominator": [500, 900]}
        | {"benchmark": 21.0}
        | LIMITS,
        SMOKING | {"highlight": "B"},
        "Funnel plot of smoking in 2 areas by size. Outside the 99.8% limits: 1 of 2. "
        "England: 21.0%. B: 29.0%. Range 20.0 to 29.0.",
    ),
    "gap": (
        plot_gap_over_time,
        {"gap": ["absolute", "relative"], "period": "2020", "period_start": 2020}
        | {"period_end": 2020, "value": [4.2, 1.31]},
        {"measure": "Smoking", "between": ("Here", "England"), "unit": "percentage points"},
        "Line charts of the absolute and relative gap in smoking between Here and England, 2020. "
        "Absolute gap: 4.2 percentage points. Relative gap: 1.31.",
    ),
    "gradient": (
        plot_gradient,
        {"group": [1, 2, 3, 4, 5], "value": [74.0, 76, 77, 79, 81]},
        {"measure": "Life expectancy", "place": "England", "unit": "years"}
        | {"fitted": {"Persons": (73.5, 81.5)}},
        "Dot chart of life expectancy by deprivation quintile, England (quintile 1 is most "
        "deprived). Quintile 1 to 5: 74.0 to 81.0 years. Range 74.0 to 81.0. Fitted line: 73.5 to "
        "81.5.",
    ),
    "decomposition": (
        plot_decomposition,
        {"part": ["Heart", "Lung"], "contribution": [0.25, -0.05]},
        {"measure": "Life expectancy", "between": ("Here", "England")},
        "Bar chart of the gap in life expectancy between Here and England by cause. "
        "Largest part: Heart, 0.25 years.",
    ),
    "ranked": (
        plot_ranked,
        {"area_name": ["Darlington", "Hartlepool"], "period": "2020", "value": [20.0, 25.5]}
        | {"role": ["", "area"]},
        SMOKING,
        "Ranked dot chart of smoking in 2 areas, 2020. Highest: Hartlepool 25.5%. "
        "Lowest: Darlington 20.0%. Hartlepool: 25.5%, number 1 of 2 from the highest.",
    ),
    "map": (
        plot_small_area_map,
        [{"code": "E1", "name": "Here 001A", "decile": 1, "geometry": SQUARE}],
        {"measure": "Index of Deprivation", "place": "Here"},
        "Map of Index of Deprivation in 1 small area of Here, by decile (1 is most deprived). "
        "Small areas in decile 1: 1.",
    ),
    "spine": (
        plot_spine,
        {"name": ["Smoking"], "unit": "%", "decimals": 1, "value": [14.2]}
        | {"comparator_value": 12.7, "verdict": "worse", "polarity": "low is good"},
        {"area_name": "Stockton"},
        "Spine chart of 1 indicator, Stockton against England. Worse: 1.",
    ),
    "trend": (
        plot_trend,
        {"area_name": "Stockton", "sex": "Persons", "value": [20.0, 21.5]} | TWO_YEARS,
        SMOKING,
        "Line chart of smoking, Stockton, 2019 to 2020. Stockton: 20.0 to 21.5%. "
        "Range 20.0 to 21.5.",
    ),
    "area map": (
        plot_area_map,
        {"name": ["Roseworth", "Yarm"], "value": [211, 6300], "class": [0, 4]}
        | {"shape": [box(0, 0, 1, 1), box(1, 0, 2, 1)], "marked": [True, False]},
        {"measure": "rank", "heading": "Rank", "place": "Stockton", "noun": "ward"}
        | {"first": "1 most deprived", "classes": Classes("12345", "Most", "Least")},
        "Map of rank in 2 wards of Stockton. Roseworth: 211. From Roseworth, 211 to Yarm, 6,300.",
    ),
}


@pytest.mark.parametrize(("plot", "rows", "words", "alt"), EXAMPLES.values(), ids=EXAMPLES)
def test_an_alternative_text_says_what_is_drawn(plot, rows, words, alt):
    assert plot(pd.DataFrame(rows) if isinstance(rows, dict) else rows, **words).alt == alt
