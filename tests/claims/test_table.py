"""A table can be read by everyone, and says in text what it shows."""

from html.parser import HTMLParser

import pandas as pd
import pytest

from analysis.claims.table import NO_INTERVALS, Table, columns, html_table
from analysis.errors import DataError

HOSTILE = "St John's & <script>alert('1')</script> $x$"


class Cells(HTMLParser):
    """Collects start tags with their text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict, str]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs), ""))

    def handle_data(self, data):
        tag, attributes, text = self.found[-1]
        self.found[-1] = (tag, attributes, text + data)

    def all(self, tag: str) -> list[tuple[dict, str]]:
        return [(attributes, text) for name, attributes, text in self.found if name == tag]


@pytest.fixture
def frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "area": [HOSTILE, "B", "C"],
            "count": [1234, 5, 6],
            "value": [2.25, 10.0, None],
            "digits": [2, 0, 1],
            "note": ["[c]", "", None],
        }
    )


HEADINGS = {"area": "Area", "count": "Count", "value": "Value (%)", "note": "Note"}


def test_headers_caption_and_container(frame):
    cells = Cells(Table(frame, caption="A & B", columns=HEADINGS).html)
    assert [text for _, text in cells.all("caption")] == ["A & B"]
    assert [a["scope"] for a, _ in cells.all("th")] == ["col"] * 4 + ["row"] * 3
    container = cells.all("div")[1][0]
    assert (container["role"], container["tabindex"]) == ("region", "0")
    assert container["aria-label"] == "A & B"


def test_no_cell_is_empty_and_every_text_is_escaped(frame):
    table = Table(frame, caption=HOSTILE, columns=HEADINGS, notes=[HOSTILE], source=HOSTILE)
    assert "<script" not in table.html
    cells = Cells(table.html)
    assert all(text.strip() for tag in ("td", "th") for _, text in cells.all(tag))
    assert cells.all("th")[4][1] == HOSTILE


def test_numbers_stand_to_the_right(frame):
    cells = Cells(Table(frame, caption="A", columns=HEADINGS).html)
    assert [a.get("class") for a, _ in cells.all("td")[:3]] == ["number", "number", None]


def test_digits_may_differ_by_row(frame):
    table = Table(frame, caption="A", columns=HEADINGS, decimals={"value": "digits"})
    assert [row[2] for row in table.rows] == ["2.25", "10", "[x]"]
    assert [row[1] for row in table.rows] == ["1,234", "5", "6"]


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (2.675, 2, "2.68"),
        (0.5, 0, "1"),
        (1.005, 2, "1.01"),
        (-0.04, 1, "0.0"),
        (1e6, 0, "1,000,000"),
    ],
)
def test_halves_are_rounded_up_on_the_written_number(value, decimals, text):
    frame = pd.DataFrame({"area": ["A"], "value": [value]})
    assert Table(frame, caption="A", decimals=decimals).rows[0][1] == text


def test_shorthand_in_use_is_explained_above_the_table(frame):
    table = Table(frame, caption="A", columns=HEADINGS)
    assert table.shorthand == (
        "Shorthand: [c] confidential, [x] not available, [z] not applicable."
    )
    assert table.html.index("[c] confidential") < table.html.index("<table")
    assert not Table(frame[["area", "count"]], caption="A").shorthand


def test_text_holds_caption_rows_and_source(frame):
    table = Table(frame[["area", "count"]], caption="A caption", source="A source")
    assert table.text.splitlines() == [
        "A caption",
        "area | count",
        f"{HOSTILE} | 1,234",
        "B | 5",
        "C | 6",
        "Source: A source",
    ]
    data, metadata = table._repr_mimebundle_()
    assert data == {"text/html": table.html, "text/plain": table.plain}
    assert metadata == {}


def test_beside_a_table_stand_its_caption_and_a_digest_that_any_cell_changes(frame):
    shown, other = (
        Table(rows, caption="A caption") for rows in (frame[["area"]], frame[["area"]][::-1])
    )
    assert shown.plain.startswith("A caption\nFingerprint of the table: ")
    assert shown.plain != other.plain
    assert Table(frame[["area"]], caption="A caption", source="A source").plain != shown.plain


def test_no_rows_give_a_sentence(frame):
    table = Table(frame.iloc[:0], caption="A & B", columns=HEADINGS)
    assert table.html == '<p class="notice">A &amp; B: no figures are held.</p>'
    assert table.text == "A & B: no figures are held."


@pytest.mark.parametrize(
    "words", [{"columns": {"nothing": "Nothing"}}, {"decimals": {"value": "nothing"}}]
)
def test_a_column_that_is_not_there_is_named(frame, words):
    with pytest.raises(DataError, match="'nothing', which the rows do not have"):
        Table(frame, caption="A", **words)


def test_a_group_is_no_landmark():
    assert 'role="group"' in html_table(["A"], [["b"]], caption="C", role="group")


def test_limits_stand_in_the_cell_of_their_figure():
    rows = pd.DataFrame(
        {"name": ["a", "b", "c"], "value": [59.9, 3.0, None], "lower_ci": [56.8, None, None],
         "upper_ci": [62.94, None, None], "unit": "%"}
    )  # fmt: skip
    table = Table(rows, caption="A", columns=columns("name value lower_ci upper_ci unit"))
    assert list(table.headings.values()) == ["Indicator", "Value, 95% interval", "Unit"]
    assert [row[1] for row in table.rows] == ["59.9 (56.8 to 62.9)", "3.0", "[x]"]
    assert NO_INTERVALS in table.html
    assert '<td class="number">59.9 (56.8 to 62.9)</td>' in table.html
    known = Table(rows.iloc[:1], caption="A", columns=columns("name value lower_ci upper_ci"))
    assert NO_INTERVALS not in known.text


def test_without_any_limits_the_heading_promises_none():
    rows = pd.DataFrame({"name": ["a"], "slope": [1.0], "lower_ci": None, "upper_ci": None})
    table = Table(rows, caption="A", columns=columns("name slope lower_ci upper_ci"))
    assert list(table.headings.values()) == ["Indicator", "Change"]


def test_a_folded_table_says_what_is_inside_and_is_the_same_to_a_check():
    rows = pd.DataFrame({"name": ["a"], "value": [1.0]})
    open_, folded = (Table(rows, caption="A", folded=words) for words in ("", "One <figure>"))
    assert folded.html.startswith('<details class="fold"><summary>One &lt;figure&gt;</summary>')
    assert open_.html in folded.html
    assert open_.text == folded.text
