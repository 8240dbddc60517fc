"""The words around a chart are made from its rows alone."""

import pandas as pd
import pytest

from analysis.charts.chart import SEX_ORDER, ChartKind, as_identifier, names_by
from analysis.charts.trend import break_labels
from analysis.charts.wording import (
    alternative_text,
    break_notes,
    count_verdicts,
    listed,
    no_figures,
    period_span,
    range_said,
    say_verdicts,
    subtitle,
)
from analysis.errors import DataError

VERDICTS = pd.Series(["worse", "better", "worse"])
PERIODS = pd.DataFrame({"period": ["2001 to 2003", "2019 to 2021"], "position": [2002, 2020]})
NOT_COMPARABLE = "figures before and after are not comparable."


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (listed(["A"]), "A"),
        (listed(["A", "B"]), "A and B"),
        (listed(["A", "B", "C"], most=2), "A, B and 1 other"),
        (listed(["A", "B", "C", "D"], most=2), "A, B and 2 others"),
        (period_span(PERIODS), "2001 to 2003 up to 2019 to 2021"),
        (period_span(PERIODS[:1]), "2001 to 2003"),
        (
            subtitle("Life expectancy", ["Here", "England"], "2001 to 2020", "years"),
            "Life expectancy, Here and England, 2001 to 2020, years",
        ),
        (range_said(pd.Series([2.0, 1.0]), 1), "Range 1.0 to 2.0."),
        (break_labels({2022: "new assessment"}), {2022.0: "New assessment"}),
        (break_labels(None), {}),
        (break_notes({2022.0: "New assessment"}), [f"New assessment at 2022: {NOT_COMPARABLE}"]),
        (break_notes({2022.0: "Changed in 2021/22"}), [f"Changed in 2021/22: {NOT_COMPARABLE}"]),
        (
            no_figures("Smoking", pd.DataFrame({"area_name": []})).text,
            "We hold no figures on smoking in this area.",
        ),
        (count_verdicts(VERDICTS), {"better": 1, "worse": 2}),
        (say_verdicts(VERDICTS), "Better: 1, worse: 2."),
        (
            alternative_text("Line chart of a thing.", "x" * 300, "Range 1 to 2."),
            "Line chart of a thing. Range 1 to 2.",
        ),
        (
            as_identifier("figure-Life expectancy, Stockton-on-Tees & <b>, 2001"),
            "figure-life-expectancy-stockton-on-tees-b-2001",
        ),
    ],
)
def test_words_are_as_they_are_said(said, expected):
    assert said == expected


def test_known_words_come_first_and_in_order():
    rows = pd.DataFrame({"sex": ["Male", "Other", "Female"]})
    assert names_by(rows, "sex", SEX_ORDER) == ["Female", "Male", "Other"]


def test_a_kind_of_chart_names_what_its_rows_lack_and_what_it_does_not_know():
    kind = ChartKind("line chart", ("role",), {"sex": "Persons"}, {"role": ("area",)})
    with pytest.raises(DataError, match="The line chart needs the column 'role'"):
        kind.rows(pd.DataFrame({"value": [1.0]}))
    with pytest.raises(DataError, match="The role 'cousin' is not one of area"):
        kind.rows(pd.DataFrame({"role": ["cousin"]}))
    rows = kind.rows(pd.DataFrame({"role": ["area", None]}))
    assert rows["sex"].tolist() == ["Persons", "Persons"]
    assert rows[["lower_ci", "upper_ci"]].isna().all(axis=None)
