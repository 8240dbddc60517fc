"""Axes have round ticks and room, labels stand apart and on the sheet, lines are cut at gaps."""

import pandas as pd
import pytest

from analysis.charts import style
from analysis.charts.axes import (
    evenly_chosen,
    same_span,
    spread,
    tick_texts,
    ticks_between,
    unit_words,
    value_limits,
)
from analysis.charts.timeline import unbroken, usual_step


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (value_limits([74.0, 82.0]), (72.0, 84.0)),
        (value_limits([5.0, 5.0]), (4.4, 5.6)),
        (value_limits([2.0, 9.0], from_zero=True)[0], 0.0),
        (same_span([(80.0, 84.0), (74.0, 80.0)]), [(78.0, 84.0), (74.0, 80.0)]),
        (same_span([(0.0, 4.0), (4.0, 10.0)]), [(0.0, 6.0), (4.0, 10.0)]),
        (ticks_between(73.5, 82.5), [74.0, 76.0, 78.0, 80.0, 82.0]),
        (tick_texts([0.0, 2.5, 5.0]), ["0.0", "2.5", "5.0"]),
        (tick_texts([10.0, 20.0], "%"), ["10%", "20%"]),
        (unit_words("years", (73.5, 82.5)), "Years (axis does not start at 0)"),
        (unit_words("%", (0.0, 30.0)), "%"),
        (evenly_chosen(21, 4), [0, 7, 13, 20]),
        (evenly_chosen(3, 5), [0, 1, 2]),
        (evenly_chosen(1, 4), [0]),
        (spread([10, 11, 50], [10, 10, 10], 0, 100), [5.5, 15.5, 50.0]),
        (style.held_inside(190, 100), 140.0),
        (style.held_inside(10, 100), 2.0),
        (style.held_inside(370, 100), 278.0),
        (style.fitted("The assessment changed", 80), "The…"),
        (style.fitted("The assessment changed", 800), "The assessment changed"),
        (usual_step([2001, 2002, 2003, 2006]), 1.0),
        (usual_step([2015]), 1.0),
        (style.letter(0), "A"),
        (style.letter(26), "27"),
        (style.wrapped("North Northamptonshire"), ["North", "Northamptonshire"]),
        (style.wrapped(""), [""]),
        (style.one_line("North Northamptonshire", 10), "North…"),
    ],
)
def test_what_stands_where(found, expected):
    assert found == expected


def test_a_series_is_cut_where_a_period_is_skipped_or_its_meaning_changes():
    years = [2015, 2016, 2018, 2019]
    rows = pd.DataFrame({"position": years, "period_end": years, "value": [1, 2, 3, 4.0]})
    runs = [run["position"].tolist() for run in unbroken(rows, 1, breaks=[2019])]
    assert runs == [[2015, 2016], [2018], [2019]]
    assert not [*unbroken(rows.assign(value=float("nan")), 1)]


def test_a_sheet_has_one_unit_a_point():
    with style.sheet(height=216) as figure:
        assert figure.get_size_inches().round(2).tolist() == [5.28, 3.0]
    assert style.text_width("England", 12) > style.text_width("England", 6) > 0
