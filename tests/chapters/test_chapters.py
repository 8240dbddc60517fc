"""What a notebook calls: a finding becomes a chart and a table that say the same, or a notice."""

import pytest

from analysis.chapters.gap import show as gap
from analysis.chapters.trend import show as trend
from analysis.chapters.ward import show as ward
from analysis.charts.chart import Chart, Gallery, Notice
from analysis.data.areas import Places
from analysis.findings.wards import find_ward

STOCKTON = "E06000004"
PLACES = Places(STOCKTON, "Stockton-on-Tees")
NOWHERE = Places("E06000001", "Hartlepool & <b>")


def test_a_trend_is_a_chart_of_the_series(figures):
    figures.seal()
    chart = trend.show_trend("smoking", PLACES)
    assert isinstance(chart, Chart)
    rows = chart.table["rows"]
    shown = {(row[0], row[-4], row[-3]) for row in rows}
    assert shown == {
        ("Stockton-on-Tees", "2022", "21.0"),
        ("Stockton-on-Tees", "2023", "20.0"),
        ("England", "2022", "15.0"),
        ("England", "2023", "14.0"),
    }
    assert chart.source.startswith("Made-up Office, First release")
    headline, more = str(chart.title).split("\n")
    assert headline.endswith("smoking in Stockton-on-Tees, 20.0% in 2023.")
    assert more.startswith("The 95% interval is 18.0% to 22.0%.")


def test_an_area_without_figures_has_a_notice_in_place_of_a_chart(figures):
    figures.seal()
    notice = trend.show_trend("smoking", NOWHERE)
    assert isinstance(notice, Notice)
    assert str(notice.text) == "We hold no figure on smoking in Hartlepool & <b>."
    shown = notice._repr_mimebundle_()[0]["text/markdown"]
    assert r"\<b\>" in shown
    assert r"\&" in shown


def test_a_gap_is_a_chart_of_differences_and_ratios(figures):
    figures.seal()
    (chart,) = gap.show_gaps(["smoking"], PLACES).items
    assert isinstance(chart, Chart)
    columns = chart.table["columns"]
    rows = [dict(zip(columns, row, strict=True)) for row in chart.table["rows"]]
    assert [row["Absolute gap (percentage points)"] for row in rows] == ["6.0", "6.0"]
    assert [row["Relative gap"] for row in rows] == ["1.40", "1.43"]


def test_a_gap_that_cannot_be_given_is_a_notice(figures):
    figures.seal()
    (notice,) = gap.show_gaps(["life"], PLACES).items
    assert isinstance(notice, Notice)
    assert "have no figure for the same period" in str(notice.text)


def test_a_gallery_shows_its_items_in_order(monkeypatch):
    shown = []
    monkeypatch.setattr("analysis.charts.chart.display", shown.append)
    Gallery(("one", "two"))._ipython_display_()
    assert shown == ["one", "two"]


def test_the_measures_of_a_ward_stand_between_those_of_its_peers():
    """A place counts from the highest; the lowest, middle and highest hold the ward's own."""
    finding = find_ward("E05014884")
    frame = ward.show_measures(finding).frame
    assert frame["value"].between(frame["lowest"], frame["highest"]).all()
    assert frame["median"].between(frame["lowest"], frame["highest"]).all()
    for row, column in zip(frame.itertuples(), [m[0] for m in ward.MEASURES], strict=True):
        values = sorted(finding.peers[column], reverse=True)
        assert row.rank == values.index(row.value) + 1


def first(gallery: Gallery) -> Chart:
    return gallery.items[0]


@pytest.mark.parametrize("show", [lambda one: first(ward.show_place(one)), ward.show_map])
def test_a_ward_has_a_chart_with_its_words(show):
    chart = show(find_ward("E05014884"))
    assert isinstance(chart, Chart)
    assert 0 < len(chart.alt) < 250
    assert "Yarm" in chart.alt
    assert chart.source
