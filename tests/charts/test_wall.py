"""The wall of small charts: its data by hand, odd series whole, and names only ever text."""

import json
import re
from html import escape
from xml.etree import ElementTree

import pandas as pd
import pytest
from figure_rows import HOSTILE, trend_rows

from analysis.charts.output import DATA_COLUMNS, wall_rows
from analysis.charts.sheet import TALL, TOP, Sheet
from analysis.charts.wall import Series, Wall

SIXTY = "Kingston upon Somewhere with Villages and Parishes to the Sea"


def series(rows: pd.DataFrame | None = None, **given) -> Series:
    both = pd.concat([trend_rows(), trend_rows("England", "England"), trend_rows("N", "neighbour")])
    about = {"key": "smoking-persons", "name": "Smoking", "group": "Worsening", "unit": "%"}
    about |= {"word": "worsening since 2015", "decimals": 1, "source": "The publisher"}
    return Series(**(about | {"rows": both if rows is None else rows} | given))


def wall(*of: Series) -> Wall:
    return Wall(of or (series(),), "Stockton-on-Tees", "England")


def page_of(one: Wall) -> ElementTree.Element:
    return ElementTree.fromstring(one.html)  # noqa: S314


def test_a_small_chart_says_the_latest_figures_with_their_limits_and_period():
    (item,) = page_of(wall()).iter("li")
    said = {span.get("class"): span.text for span in item.iter("span")}
    assert said["tile-name"] == "Smoking"
    assert said["tile-own"] == "23.0 (22.0 to 24.0), 2020"
    assert said["tile-beside"] == "England 23.0 (22.0 to 24.0), 2020"


def test_no_band_hides_a_line():
    looks = [path.get("class") for path in page_of(wall()).iter("path")]
    assert looks[0] == "band"
    assert looks.count("band") == 1


def test_a_figure_without_an_interval_says_so():
    rows = trend_rows().drop(columns=["lower_ci", "upper_ci"])
    (item,) = page_of(wall(series(rows.assign(lower_ci=float("nan"), upper_ci=float("nan"))))).iter(
        "li"
    )
    said = {span.get("class"): span.text for span in item.iter("span")}
    assert said["tile-own"] == "23.0 (no interval held), 2020"
    assert said["tile-beside"] == "England has no figure"


def test_the_file_has_every_value_with_limits_unit_period_area_source_and_link():
    rows = wall_rows(json.loads(json.dumps(wall().held)), "page.html#wall")
    assert len(rows) == 15
    first = dict(zip(DATA_COLUMNS, rows[0], strict=True))
    assert first == {
        "Indicator": "Smoking", "Area": "Stockton-on-Tees", "Period": "2015", "Value": "20.0",
        "Lower 95% limit": "19.0", "Upper 95% limit": "21.0", "Unit": "%",
        "Source": "The publisher", "Link": "page.html#wall-smoking-persons",
    }  # fmt: skip


def test_a_value_stands_on_the_sheet_where_its_axis_has_it():
    """Half-way between two ticks is half-way between their heights."""
    one = series()
    found = wall(one).held["series"]["smoking-persons"]
    nought, unit = found["y"]
    heights = {
        float(text[:-1]): float(up) - 4
        for up, text in re.findall(r"y='([\d.]+)'>([\d.]+%)</text>", found["sheet"])
    }
    ticks = sorted(set(heights) & {20.0, 22.0, 24.0})
    assert len(ticks) > 1
    for tick in ticks:
        assert nought - unit * tick == pytest.approx(heights[tick], abs=0.06)
    assert found["x"] == sorted(found["x"])


def test_no_line_crosses_a_missing_year_or_a_break():
    """2018 is missing, so that 2019, the fourth, starts anew; and so does 2016 by its break."""
    found = wall(series(breaks={2016: "a new question"})).held["series"]["smoking-persons"]
    assert found["starts"] == [1, 3]
    assert "A new question" in found["sheet"]
    small = page_of(wall()).find(".//path[@class='own']").get("d")
    assert small.count("M") == 2


def test_a_break_before_or_after_all_figures_is_not_drawn():
    one = series(breaks={1990: "long ago", 2030: "to come"})
    assert wall(one).held["series"]["smoking-persons"]["starts"] == [3]


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(trend_rows().head(1), id="one period"),
        pytest.param(trend_rows(), id="one area"),
        pytest.param(trend_rows().assign(value=0.0, lower_ci=0.0, upper_ci=0.0), id="noughts"),
        pytest.param(
            trend_rows().assign(value=[-1.0, 1, -1, 1, -1], lower_ci=-2.0, upper_ci=2.0),
            id="sides",
        ),
        pytest.param(
            pd.concat([trend_rows(SIXTY), trend_rows(HOSTILE, "neighbour")]), id="long names"
        ),
        pytest.param(
            pd.concat([trend_rows(), trend_rows("England", "England").head(1)]), id="uneven"
        ),
        pytest.param(
            pd.concat([trend_rows(), *(trend_rows(f"N{n}", "neighbour") for n in range(15))]),
            id="fifteen neighbours",
        ),
    ],
)
def test_an_odd_series_is_whole_small_and_large(rows):
    one = series(rows)
    made = wall(one)
    held = json.loads(json.dumps(made.held, allow_nan=False))["series"]["smoking-persons"]
    sheet = ElementTree.fromstring(f"<svg>{held['sheet']}</svg>")  # noqa: S314
    for text in (made.html, held["sheet"]):
        assert "nan" not in text
        assert ">inf" not in text
    known = rows.dropna(subset=["value"])
    assert len(held["periods"]) == known["period"].nunique() == len(held["x"])
    assert len(held["lines"]) == known["area_name"].nunique()
    words = "".join(text.text or "" for text in sheet.iter("text"))
    for name in known["area_name"].unique():
        assert name.split()[0] in words
    low, high = Sheet(one.known, "%", 1, {}, (0.0, 1.0)).sides
    assert 0 < low < high < 380
    for values in (line[2] for line in held["lines"]):
        for value in values:
            if value is not None:
                assert TOP - 0.1 <= held["y"][0] - held["y"][1] * value <= TOP + TALL + 0.1


def test_a_hostile_name_is_only_ever_text():
    made = wall(series(trend_rows(HOSTILE), name=HOSTILE, source=HOSTILE))
    assert "<script" not in made.html
    assert "<script" not in made.held["series"]["smoking-persons"]["sheet"]
    assert escape(HOSTILE) in made.html


def test_groups_stand_in_their_order_with_how_many_they_hold():
    made = wall(series(), series(key="b", group="Improving"), series(key="c"))
    heads = [p.text for p in page_of(made).iter("p") if p.get("class") == "wall-group"]
    assert heads == ["Worsening: 2", "Improving: 1"]
    assert "Worsening: 2; Improving: 1." in made.alt


def test_the_fingerprint_covers_every_number_of_the_data():
    """A value of a neighbour, which no small chart shows, changes it."""
    other = pd.concat([trend_rows(), trend_rows("N", "neighbour")])
    changed = other.assign(value=[*other["value"][:-1], other["value"].iloc[-1] + 1])
    texts = [wall(series(rows))._repr_mimebundle_()[0] for rows in (other, changed)]
    assert texts[0]["text/html"] == texts[1]["text/html"]
    assert texts[0]["text/plain"] != texts[1]["text/plain"]
