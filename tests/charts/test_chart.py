"""A chart says in text what it draws, and its fingerprint changes with what it says."""

import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest
from figure_rows import trend_rows

from analysis.charts import style
from analysis.charts.chart import Chart, Notice
from analysis.charts.drawing import drawing_fingerprint, look_fingerprint
from analysis.charts.output import DRAWING_WORDS, LOOK_WORDS, SVG_MIME
from analysis.charts.trend import plot_trend
from analysis.charts.wording import ALT_LIMIT, alternative_text
from analysis.claims.claim import Claim

HERE = Path(__file__).parent
WORDS = {"measure": "Smoking", "unit": "%", "decimals": 1, "source": "A source"}


@pytest.fixture
def chart(rows) -> Chart:
    return plot_trend(rows, **WORDS)


def test_the_bundle_has_image_text_and_words(chart):
    data, metadata = chart._repr_mimebundle_()
    assert set(data) == {SVG_MIME, "text/plain"}
    described = metadata[SVG_MIME]
    assert data["text/plain"].splitlines() == [
        chart.alt,
        f"Fingerprint of the plotted data: {chart.fingerprint}",
        f"{DRAWING_WORDS}: {drawing_fingerprint(chart.svg, described)}",
        f"{LOOK_WORDS}: {look_fingerprint(chart.svg)}",
    ]
    assert described["alt"] == chart.alt
    assert described["source"] == "A source"
    assert described["table"]["rows"][0] == ["Stockton-on-Tees", "Persons", "2015", "20.0", "19.0",
                                             "21.0"]  # fmt: skip


def test_a_headline_is_any_text_that_may_carry_claims(rows):
    class Headline:
        claims = (Claim("smoking", "E06000004", "2020", "Persons", 23.0, text="23.0%"),)

        def __str__(self):
            return "Smoking is 23.0%."

    chart = plot_trend(rows, **WORDS, title=Headline())
    described = chart._repr_mimebundle_()[1][SVG_MIME]
    assert described["title"] == "Smoking is 23.0%."
    assert [claim["text"] for claim in described["claims"]] == ["23.0%"]
    assert chart.fingerprint == plot_trend(rows, **WORDS, title="Smoking is 23.0%.").fingerprint


def test_a_page_word_that_no_chart_knows_is_refused(rows):
    with pytest.raises(TypeError, match="headlin"):
        plot_trend(rows, **WORDS, headlin="Misspelt")


def test_headline_and_subtitle_are_not_in_the_image(rows):
    chart = plot_trend(rows, **WORDS, title="A headline that is a statement")
    assert chart.title not in chart.svg
    assert f">{chart.subtitle}<" not in chart.svg


@pytest.mark.parametrize(
    ("change", "value"),
    [
        ("value", 24.0),
        ("lower_ci", 18.0),
        ("area_name", "Elsewhere"),
        ("period", "A year"),
    ],
)
def test_the_fingerprint_changes_with_the_data(rows, chart, change, value):
    rows.loc[1, change] = value
    assert plot_trend(rows, **WORDS).fingerprint != chart.fingerprint


def test_the_fingerprint_ignores_what_rounding_hides(rows, chart):
    rows.loc[1, "value"] += 0.001
    assert plot_trend(rows, **WORDS).fingerprint == chart.fingerprint


def test_the_fingerprint_ignores_colour(rows, chart, monkeypatch):
    monkeypatch.setitem(style.ROLE_COLOURS, "area", "#801650")
    recoloured = plot_trend(rows, **WORDS)
    assert recoloured.svg != chart.svg
    assert recoloured.fingerprint == chart.fingerprint


@pytest.mark.parametrize("part", ["title", "subtitle", "kind", "alt"])
def test_the_fingerprint_changes_with_a_label(chart, part):
    assert replace(chart, **{part: "Something else"}).fingerprint != chart.fingerprint


def test_the_fingerprint_changes_with_the_scale(chart):
    assert replace(chart, scale={"value": (0.0, 100.0)}).fingerprint != chart.fingerprint


def test_two_processes_draw_the_same_bytes():
    code = (
        "from figure_rows import trend_rows; from analysis.charts.trend import plot_trend; "
        "import hashlib; c = plot_trend(trend_rows(), measure='Smoking', unit='%'); "
        "print(hashlib.sha256(c.svg.encode()).hexdigest(), c.fingerprint)"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PATH": "", "MPLCONFIGDIR": "", "PYTHONPATH": str(HERE)},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(seen) == 1


def test_drawings_on_one_page_share_no_identifier(rows, chart):
    other = plot_trend(rows, **(WORDS | {"measure": "Something else"}), breaks={2017: "New rules"})
    assert not _identifiers(chart.svg) & _identifiers(other.svg)


def test_svg_is_lean_and_scales(chart):
    root = _attributes(chart.svg)[0]
    assert root["viewbox"].startswith("0 0 380 ")
    assert not {"width", "height"} & set(root)
    assert "<style" not in chart.svg
    assert "clip" not in chart.svg
    assert len(chart.svg) < 6000


@pytest.mark.parametrize("length", [10, 248, 249, 250, 1000])
def test_an_alternative_text_is_always_short_enough(length):
    text = alternative_text("word " * (length // 5), "One more sentence.")
    assert len(text) <= ALT_LIMIT


def test_a_notice_says_its_sentence_and_hides_its_markup():
    data, _ = Notice("No figures for <b> & *this* _place_.")._repr_mimebundle_()
    assert data["text/plain"] == "No figures for <b> & *this* _place_."
    assert data["text/markdown"] == r"No figures for \<b\> \& \*this\* \_place\_."


def test_missing_values_are_marked_in_the_table_of_the_chart():
    rows = trend_rows()
    rows.loc[1, "value"] = None
    chart = plot_trend(rows, **WORDS)
    assert chart.table["rows"][1][3] == "[x]"
    assert isinstance(chart.data, pd.DataFrame)


class _Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.attributes: list[dict] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.attributes.append(dict(attrs))

    handle_startendtag = handle_starttag


def _attributes(svg: str) -> list[dict]:
    return _Tags(svg).attributes


def _identifiers(svg: str) -> set[str]:
    return {tag["id"] for tag in _attributes(svg) if "id" in tag}
