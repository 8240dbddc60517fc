"""What a finding says now, by each of its measures."""

import pytest

from analysis.chapters.commentary.findings import CLEAR, NOT_KNOWN, UNCLEAR, find_standing
from analysis.data.areas import Places
from analysis.errors import DataError, ParameterError

STOCKTON, ENGLAND = "E06000004", "E92000001"
PLACES = Places(STOCKTON, "Stockton-on-Tees")


@pytest.fixture
def smoking(figures):
    """Give a function that writes smoking in single years, of Stockton and of England."""

    def write(own, england, half=0.1):
        rows = [
            figures.row(
                area_code=code,
                area_name=name,
                period=str(year),
                period_start=year,
                period_end=year,
                value=value,
                lower_ci=value - half if half else "",
                upper_ci=value + half if half else "",
            )
            for code, name, values in (
                (STOCKTON, "Stockton-on-Tees", own),
                (ENGLAND, "England", england),
            )
            for year, value in enumerate(values, 2016)
        ]
        figures.write("indicators/smoking.csv", rows)
        figures.seal()

    return write


@pytest.mark.parametrize(
    ("series", "measure", "standing"),
    [
        (([20.0], [15.0], 1), "level", ("worse", CLEAR)),
        (([10.0], [15.0], 1), "level", ("better", CLEAR)),
        (([15.5], [15.0], 1), "level", ("similar", UNCLEAR)),
        (([20.0], [15.0], None), "level", ("cannot compare", NOT_KNOWN)),
        (([20.0, 21.0], [15.0], 1), "level", ("cannot compare", NOT_KNOWN)),
        ((range(20, 28), [15.0] * 8, 0.1), "trend", ("worsening", CLEAR)),
        ((range(28, 20, -1), [15.0] * 8, 0.1), "trend", ("improving", CLEAR)),
        (([20.0] * 8, [15.0] * 8, 0.1), "trend", ("no clear change", UNCLEAR)),
        (([20.0], [15.0], 0.1), "trend", ("cannot tell", UNCLEAR)),
        ((range(20, 28), [15.0] * 8, 0.1), "absolute gap", ("widening", CLEAR)),
        ((range(28, 20, -1), [15.0] * 8, 0.1), "relative gap", ("narrowing", CLEAR)),
        ((range(12, 20), [15.5] * 8, 0.1), "absolute gap", ("changed sides", CLEAR)),
        (([20.0] * 8, [15.0] * 8, 0.01), "absolute gap", ("cannot tell", UNCLEAR)),
        (([20.0], [15.0], 0.1), "absolute gap", ("cannot tell", UNCLEAR)),
    ],
)
def test_each_measure_has_the_word_of_its_rule(smoking, series, measure, standing):
    own, england, half = series
    smoking(list(own), england, half)
    now = find_standing("smoking", "Persons", measure, PLACES)
    assert (now.direction, now.certainty) == standing
    assert now.row["indicator"] == "smoking"
    assert now.row["area_code"] == STOCKTON


def test_a_sex_without_figures_is_not_known(smoking):
    smoking([20.0], [15.0], 1)
    for measure in ("level", "trend", "absolute gap", "relative gap"):
        assert find_standing("smoking", "Female", measure, PLACES).certainty == NOT_KNOWN


def test_an_unknown_measure_or_indicator_is_named(smoking):
    smoking([20.0], [15.0], 1)
    with pytest.raises(ParameterError, match="no measure size"):
        find_standing("smoking", "Persons", "size", PLACES)
    with pytest.raises(DataError, match="smokin"):
        find_standing("smokin", "Persons", "level", PLACES)
