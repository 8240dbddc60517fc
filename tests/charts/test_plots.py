"""Every chart draws hostile, thin and flat data, or says in a sentence why it does not."""

import re
from xml.etree import ElementTree

import pandas as pd
import pytest
from figure_rows import HOSTILE, map_features, trend_rows
from shapely import box

from analysis.chapters.across.charts import plot_tartan_rug
from analysis.chapters.life_course.charts import plot_life_course
from analysis.chapters.national.charts import plot_slope_index_over_time
from analysis.charts import style
from analysis.charts.area_map import Classes, plot_area_map
from analysis.charts.chart import Chart, Notice
from analysis.charts.funnel import plot_funnel
from analysis.charts.inequality import plot_gap_over_time, plot_gradient
from analysis.charts.marks import read_marks
from analysis.charts.rows import plot_decomposition, plot_ranked
from analysis.charts.small_area_map import plot_small_area_map
from analysis.charts.sorted_dots import plot_sorted_dots
from analysis.charts.spine import plot_spine
from analysis.charts.svg import SERIES, SVG
from analysis.charts.trend import plot_trend
from analysis.errors import DataError

WORDS = {"measure": "Smoking at 15", "unit": "%"}
MAP = {"measure": "Rank", "heading": "Rank", "place": HOSTILE, "noun": "ward", "first": "1 most"}
MAP |= {"classes": Classes("12345", "Most", "Least"), "decimals": 1}


def gap_rows(name: str = HOSTILE) -> pd.DataFrame:
    rows = trend_rows(name)
    return pd.concat([rows.assign(gap="absolute"), rows.assign(gap="relative", value=1.2)])


def ward_rows(name: str = HOSTILE) -> pd.DataFrame:
    shapes = [box(place, 0, place + 1, 1) for place in range(3)]
    return pd.DataFrame(
        {"name": [name, "B", "C"], "value": [1, 50, 99], "class": [0, 2, 4], "shape": shapes}
    )


def spine_rows(name: str = HOSTILE) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "name": [name, "B"],
            "unit": "%",
            "decimals": 1,
            "value": [14.25, 12.0],
            "comparator_value": [12.7, 0.0],
            "verdict": ["worse", "cannot compare"],
            "polarity": "low is good",
        }
    )


def gradient_rows(_: str = HOSTILE) -> pd.DataFrame:
    return pd.DataFrame({"group": range(1, 11), "value": [70.0 + place for place in range(10)]})


def ranked_rows(name: str = HOSTILE) -> pd.DataFrame:
    names = ["B", name, "C"]
    return pd.DataFrame({"area_name": names, "period": "2020", "value": [20.0, 25.5, 18.0],
                         "role": ["", "area", ""]})  # fmt: skip


def verdict_rows(name: str = HOSTILE) -> pd.DataFrame:
    sizes = {"size": [-1.5, 0.5], "size_lower_ci": [-2.0, None], "size_upper_ci": [-1.0, None]}
    return spine_rows(name).assign(stage="starting well", area_name=[name, "B"], **sizes)


def funnel_rows(name: str = HOSTILE) -> pd.DataFrame:
    limits = {"lower_99_8": 14.0, "lower_95": 16.0, "upper_95": 24.0, "upper_99_8": 26.0}
    return ranked_rows(name).assign(denominator=[500, 900, 1500], benchmark=20.0, **limits)


def part_rows(name: str = HOSTILE) -> pd.DataFrame:
    return pd.DataFrame({"part": [name, "B"], "value": [0.25, -0.125]})


def plot_parts(data: pd.DataFrame, **words) -> Chart | Notice:
    return plot_decomposition(data.rename(columns={"value": "contribution"}), **words)


PLOTS = {
    "trend": (plot_trend, trend_rows, WORDS),
    "gap": (plot_gap_over_time, gap_rows, WORDS | {"between": (HOSTILE, "England")}),
    "slope index": (plot_slope_index_over_time, trend_rows, {}),
    "ranked": (plot_ranked, ranked_rows, WORDS),
    "sorted dots": (plot_sorted_dots, ranked_rows, WORDS),
    "gradient": (plot_gradient, gradient_rows, WORDS | {"place": HOSTILE}),
    "area map": (plot_area_map, ward_rows, MAP),
    "life course": (plot_life_course, verdict_rows, {"area_name": HOSTILE}),
    "funnel": (plot_funnel, funnel_rows, WORDS | {"highlight": HOSTILE}),
    "decomposition": (plot_parts, part_rows, WORDS | {"between": (HOSTILE, "England")}),
    "spine": (plot_spine, spine_rows, {"area_name": HOSTILE}),
}
PARAMETERS = [pytest.param(*parts, id=name) for name, parts in PLOTS.items()]


@pytest.mark.parametrize(("plot", "make", "words"), PARAMETERS)
def test_a_hostile_name_is_only_ever_text(plot, make, words):
    chart = plot(make(HOSTILE), **words)
    assert isinstance(chart, Chart)
    assert "<script>" not in chart.svg
    shown = "".join(ElementTree.fromstring(chart.svg).itertext())  # noqa: S314
    assert plot is not plot_trend or "<script>$x^2$" in shown
    assert 0 < len(chart.alt) < 250
    assert chart.long_description


@pytest.mark.parametrize(("plot", "make", "words"), PARAMETERS)
def test_no_rows_give_a_sentence(plot, make, words):
    notice = plot(make().iloc[:0], **words)
    assert isinstance(notice, Notice)
    assert notice.text.startswith(("No ", "We hold no "))
    assert notice.text.endswith(".")


@pytest.mark.parametrize(("plot", "make", "words"), PARAMETERS)
def test_no_values_give_a_sentence(plot, make, words):
    assert isinstance(plot(make().assign(value=float("nan")), **words), Notice)


@pytest.mark.parametrize(("plot", "make", "words"), PARAMETERS)
def test_one_row_is_enough(plot, make, words):
    chart = plot(make().iloc[:1], **words)
    assert isinstance(chart, Chart)
    assert "nan" not in chart.svg + chart.alt + chart.long_description


@pytest.mark.parametrize(("plot", "make", "words"), PARAMETERS)
def test_equal_values_are_drawn(plot, make, words):
    rows = make().assign(value=5.0)
    rows = rows.drop(columns=[name for name in ("lower_ci", "upper_ci") if name in rows])
    chart = plot(rows, **words)
    assert isinstance(chart, Chart)
    assert "nan" not in chart.svg
    assert all(low < high for low, high in chart.scale.values())


@pytest.mark.parametrize(("plot", "make", "words"), PARAMETERS)
def test_a_missing_column_is_named(plot, make, words):
    with pytest.raises(DataError, match=r"needs the columns? .*'(value|contribution)'"):
        plot(make().drop(columns="value"), **words)


@pytest.mark.parametrize(("plot", "make", "words"), PARAMETERS)
def test_rows_given_are_left_as_they_were(plot, make, words):
    rows = make()
    before = rows.copy()
    plot(rows, **words)
    pd.testing.assert_frame_equal(rows, before)


@pytest.mark.parametrize("name", ["trend", "slope index", "ranked", "gradient", "area map"])
def test_numbers_in_the_alt_text_are_in_the_plotted_table(name):
    plot, make, words = PLOTS[name]
    chart = plot(make("Here"), **words)
    shown = {cell for row in chart.table["rows"] for cell in row}
    numbers = re.findall(r"\d+\.\d+", chart.alt)
    assert set(numbers) <= shown
    assert numbers


def test_a_line_never_crosses_a_missing_year(rows):
    whole = plot_trend(rows.assign(period_start=[2015, 2016, 2017, 2018, 2019],
                                   period_end=[2015, 2016, 2017, 2018, 2019]), **WORDS)  # fmt: skip
    assert _thick_lines(plot_trend(rows, **WORDS)) == 2
    assert _thick_lines(whole) == 1


def test_a_line_never_crosses_a_break(rows):
    chart = plot_trend(rows, **WORDS, breaks={2020: "New rules"})
    assert _thick_lines(plot_trend(rows, **WORDS)) == 2
    assert _thick_lines(chart) == 1
    assert "New rules" in chart.svg
    assert "New rules at 2020: figures before and after are not comparable." in (
        chart.long_description
    )


def test_a_long_label_of_a_break_stays_on_the_sheet(rows):
    label = "The definition of the indicator changed a great deal"
    for year in (2016, 2020):
        chart = plot_trend(rows, **WORDS, breaks={year: label})
        place = re.search(rf"<text x='(-?[\d.]+)'[^>]*>{label}<", chart.svg)
        assert 0 <= float(place[1]) < style.SHEET_WIDTH - style.text_width(label, style.SMALL_SIZE)


def test_each_sex_has_a_panel_of_the_same_span():
    rows = pd.concat(
        [trend_rows(sex="Female"), trend_rows(sex="Male").assign(value=[9, 8, 7, 6, 5])]
    )
    chart = plot_trend(rows, **WORDS)
    spans = {round(high - low, 6) for low, high in chart.scale.values()}
    assert list(chart.scale) == ["Female", "Male"]
    assert len(spans) == 1


def test_neighbours_are_counted_and_named_at_their_lines():
    rows = pd.concat([trend_rows(), trend_rows("A", "neighbour"), trend_rows("B", "neighbour")])
    chart = plot_trend(rows, **WORDS)
    assert all(f">{name}</text>" in chart.svg for name in "AB")
    assert "the neighbours: A and B." in chart.reading
    assert "Stockton-on-Tees and 2 neighbours" in chart.subtitle
    assert set(chart.data["Area"]) == {"Stockton-on-Tees", "A", "B"}


def test_neighbours_too_many_to_name_share_one_name():
    names = [f"Neighbour {place}" for place in range(9)]
    rows = pd.concat([trend_rows(), *(trend_rows(name, "neighbour") for name in names)])
    chart = plot_trend(rows, **WORDS)
    assert chart.svg.count(">Neighbours</text>") == 1
    assert not any(f">{name}</text>" in chart.svg for name in names)
    assert all(name in chart.reading for name in names)


def test_neighbours_are_drawn_as_given_and_listed_by_name():
    rows = pd.concat([trend_rows("Z", "neighbour"), trend_rows(), trend_rows("A", "neighbour")])
    chart = plot_trend(rows, **WORDS)
    named = [one.get(SERIES) for one in ElementTree.fromstring(chart.svg).iter()]  # noqa: S314
    assert [*dict.fromkeys(name for name in named if name in ("A", "Z"))] == ["A", "Z"]
    assert chart.data["Area"].unique().tolist() == ["Stockton-on-Tees", "A", "Z"]


def test_an_unknown_role_is_named(rows):
    with pytest.raises(DataError, match="'cousin' is not one of area, England"):
        plot_trend(rows.assign(role="cousin"), **WORDS)


def test_an_unknown_gap_is_named():
    with pytest.raises(DataError, match="gap 'odd' is not one of absolute, relative"):
        plot_gap_over_time(gap_rows().assign(gap="odd"), **WORDS, between=("Here", "England"))


def test_a_gap_axis_always_holds_no_gap():
    chart = plot_gap_over_time(gap_rows(), **WORDS, between=("Here", "England"))
    assert chart.scale["Absolute gap"][0] <= 0
    low, high = chart.scale["Relative gap"]
    assert low <= 1 <= high
    assert "No gap" in chart.svg


def test_each_ranked_area_has_its_interval_and_its_dot():
    rows = ranked_rows().assign(lower_ci=15.0, upper_ci=30.0)
    kinds: dict[str, list[str]] = {name: [] for name in (HOSTILE, "B", "C")}
    for mark in read_marks(plot_ranked(rows, **WORDS).svg):
        if mark.place[0] in kinds:
            kinds[mark.place[0]].append(mark.place[1])
    assert all(
        {"line", "mark"} <= {*found} <= {"line", "mark", "shape"} for found in kinds.values()
    )


def test_a_map_shows_every_small_area_or_only_the_ward():
    words = {"measure": "Deprivation 2025", "place": HOSTILE, "ward": "A ward"}
    whole = plot_small_area_map(map_features(), **words)
    close = plot_small_area_map(map_features(), **words, close=True)
    assert len(whole.data) == 10
    assert close.data["Decile (1 = most deprived)"].tolist() == [1, 2]
    assert "Deciles in A ward: 1, 2." in close.alt
    assert "<script>" not in whole.alt.replace(HOSTILE, "")


def test_a_map_without_features_is_a_sentence():
    notice = plot_small_area_map([], measure="Index of 2025", place="Here")
    assert isinstance(notice, Notice)
    assert notice.text == (
        "No outlines of small areas of Here are held, so no map of the Index of 2025 is drawn."
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [({"decile": 11}, "from 1 to 10, not 11"), ({"geometry": None}, "no 'geometry'")],
)
def test_a_wrong_feature_is_named(change, message):
    features = map_features()
    features[0] |= change
    if features[0]["geometry"] is None:
        del features[0]["geometry"]
    with pytest.raises(DataError, match=message):
        plot_small_area_map(features, measure="Deprivation", place="Here")


def test_an_unknown_verdict_is_named():
    with pytest.raises(DataError, match="'good' is not one of better"):
        plot_spine(spine_rows().assign(verdict="good"), area_name="Here")


def test_a_spine_says_what_it_draws_at_the_edge():
    rows = spine_rows("Far away").assign(value=[50.0, 1.0])
    chart = plot_spine(rows, area_name="Here")
    assert "Drawn at the edge, though further away: Far away." in chart.long_description
    assert "beyond the scale" in chart.svg
    assert "beyond the scale" not in plot_spine(spine_rows(), area_name="Here").svg
    assert chart.data["Position"].iloc[0] == pytest.approx(100 * (1 - 50 / 12.7))


def test_a_rug_says_every_verdict_in_a_symbol():
    rows = verdict_rows("A name").assign(verdict=["worse", "better"], area_name="Here")
    chart = plot_tartan_rug(rows)
    assert "▼" in chart.svg
    assert "▲" in chart.svg
    assert chart.data["Here"].tolist() == ["worse", "better"]
    assert "Better: 1, worse: 1." in chart.alt


def test_a_rug_of_many_areas_names_its_columns_by_letter():
    rows = pd.DataFrame(
        {
            "name": "Smoking",
            "area_name": [f"Area number {place}" for place in range(12)],
            "verdict": "similar",
        }
    )
    assert ">L Area number 11<" in plot_tartan_rug(rows).svg


@pytest.mark.parametrize(
    ("change", "message"),
    [({"verdict": "good"}, "'good' is not one of"), ({"name": "A", "area_name": "B"}, "two verd")],
)
def test_a_wrong_rug_is_explained(change, message):
    with pytest.raises(DataError, match=message):
        plot_tartan_rug(verdict_rows().assign(**change))


def test_an_empty_rug_is_a_sentence():
    assert isinstance(plot_tartan_rug(verdict_rows().iloc[:0]), Notice)


def _thick_lines(chart: Chart) -> int:
    """Count the line runs of the area, which alone are this thick."""
    return chart.svg.count("stroke-width:2.2")


def test_the_name_in_a_funnel_covers_no_other_mark_while_there_is_room():
    """Marks stand where the name usually is: it goes to where none is."""
    near = [(510 + 10 * place, 20.5) for place in range(8)]
    areas = [
        ("Here", 500, 20.0),
        ("Far", 1500, 20.0),
        *((f"Area {n}", *spot) for n, spot in enumerate(near)),
    ]
    rows = pd.DataFrame(areas, columns=["area_name", "denominator", "value"])
    limits = {"lower_99_8": 14.0, "lower_95": 16.0, "upper_95": 24.0, "upper_99_8": 26.0}
    rows = rows.assign(period="2020", benchmark=20.0, **limits)

    def place(data):
        (words,) = re.findall(
            r"<text x='([-\d.]+)' y='([-\d.]+)'[^>]*>Here<",
            plot_funnel(data, **WORDS, highlight="Here").svg,
        )
        return float(words[0]), float(words[1])

    usual, moved = place(rows.assign(value=[20.0, 20.0, *[24.0] * 8])), place(rows)
    assert moved[0] == usual[0]
    assert moved[1] > usual[1]


def test_sorted_dots_name_the_books_own_places_only():
    many = pd.DataFrame({
        "area_name": [f"Place {number}" for number in range(153)], "period": "2024",
        "value": [float(number) for number in range(153)], "role": "",
    })  # fmt: skip
    many.loc[[10, 11, 12], "role"] = "area"
    many.loc[len(many)] = ["England", "2024", 76.5, "England"]
    chart = plot_sorted_dots(many, **WORDS)
    root = ElementTree.fromstring(chart.svg)  # noqa: S314
    words = [one.text for one in root.iter(f"{SVG}text")]
    assert [one for one in words if one.startswith("Place")] == ["Place 12", "Place 11", "Place 10"]
    assert {"Median 76.0%", "England 76.5%"} <= {*words}, "the 77th of 0 to 152 is 76"
    assert len(chart.data) == 154


def test_sorted_dots_hold_one_place_and_values_of_nought():
    one = pd.DataFrame({"area_name": ["Here"], "period": "2024", "value": [0.0], "role": "area"})
    chart = plot_sorted_dots(one, **WORDS)
    assert "Here: 0.0%." in chart.alt
    low, high = chart.scale["value"]
    assert low == 0 < high
