"""Sentences: the word that the rule gave, the number of the file, and no markup from a name."""

from html.parser import HTMLParser

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.myst_role import myst_role_plugin

from analysis.chapters.front.findings import find_front
from analysis.chapters.front.sentences import describe_front
from analysis.chapters.gap.sentences import describe_gap_rule, describe_gap_size, headline_gap
from analysis.chapters.profile.sentences import describe_profile
from analysis.chapters.trend.sentences import headline_trend
from analysis.chapters.ward.sentences import describe_ward, lead_ward
from analysis.chapters.wards.sentences import describe_most_deprived
from analysis.claims.sentence import Prose
from analysis.claims.words import SYMBOLS
from analysis.data.areas import Places
from analysis.findings.gaps import find_free_meal_gaps, find_gap, find_slope_gap
from analysis.findings.neighbourhoods import find_most_deprived, find_wards_of
from analysis.findings.profile import find_profile
from analysis.findings.trends import find_trend
from analysis.findings.wards import find_ward

STOCKTON, ENGLAND = "E06000004", "E92000001"
SMOKING = "indicators/smoking.csv"
NAME = "Stockton-on-Tees"
PLACES = Places(STOCKTON, NAME)


@pytest.fixture
def series(figures):
    """Give a function that writes single years from 2010 of Stockton, and of England or not."""

    def write(own, england=(), *, half_width=0.05, polarity="low is good"):
        rows = []
        for code, name, values in ((STOCKTON, NAME, own), (ENGLAND, "England", england)):
            for year, value in enumerate(values, 2010):
                known = value is not None and half_width is not None
                limits = (value - half_width, value + half_width) if known else ("", "")
                rows.append(
                    figures.row(
                        area_code=code,
                        area_name=name,
                        period=str(year),
                        period_start=year,
                        period_end=year,
                        value="" if value is None else value,
                        lower_ci=limits[0],
                        upper_ci=limits[1],
                    )
                )
        figures.write(SMOKING, rows)
        catalogue = figures.rows("catalogue.csv")
        catalogue[0]["polarity"] = polarity
        figures.write("catalogue.csv", catalogue)
        figures.seal()

    return write


NINE = range(9)


@pytest.mark.parametrize(
    ("own", "half_width", "said", "unsaid"),
    [
        ([20 + n for n in NINE], 0.1, "worsening since 2010", ("improving", "no clear")),
        ([30 - n for n in NINE], 0.1, "improving since 2010", ("worsening", "no clear")),
        ([20.0] * 9, 0.1, "no clear change since 2010", ("improving", "worsening")),
        ([20 + n for n in NINE], 50, "no clear change since 2010", ("worsening",)),
        ([30 - n - n % 2 / 9 for n in NINE], None, "improving since 2010", ("worsening",)),
        ([20.0], 0.1, "direction not told: smoking", ("since", "worsening")),
        ([20.0, 25.0], 0.1, "direction not told: smoking", ("since", "worsening")),
    ],
    ids=["rise", "fall", "still", "wide", "no interval", "one period", "two periods"],
)
def test_the_direction_is_the_word_that_the_rule_gave(series, own, half_width, said, unsaid):
    series(own, half_width=half_width)
    headline = str(headline_trend(find_trend("smoking", PLACES), NAME))
    assert said in headline.lower()
    assert not any(word in headline.lower() for word in unsaid)
    assert headline.lower().startswith(said)
    assert ": smoking in Stockton-on-Tees, " in headline
    assert headline.endswith(".")


@pytest.mark.parametrize(
    ("polarity", "word"),
    [("low is good", "Worsening"), ("high is good", "Improving"), ("no judgement", "Rising")],
)
def test_the_direction_says_whether_it_is_good_where_the_polarity_does(series, polarity, word):
    series([20 + n for n in NINE], polarity=polarity)
    headline = str(headline_trend(find_trend("smoking", PLACES), NAME))
    assert headline.startswith(f"{word} since 2010: smoking in Stockton-on-Tees, ")


def test_what_the_years_of_covid_make_is_said_beside_the_direction(series):
    """Flat for ten years, then half a point more in 2020 to 2022: no step, and not without them."""
    flat = [10.15, 9.75, 10.1, 10.2, 9.7, 10.05, 10.25, 9.8, 10.15, 9.75]
    series([*flat, 11.1, 11.2, 10.7], half_width=1)
    headline = str(headline_trend(find_trend("smoking", PLACES), NAME))
    assert headline.startswith("Worsening since 2013: smoking in ")
    assert headline.endswith("Without the years of COVID-19: no clear change.")


def test_why_no_direction_is_told_stands_below_the_headline(series):
    series([20.0, 25.0], half_width=0.1)
    _, below = str(headline_trend(find_trend("smoking", PLACES), NAME)).split("\n")
    assert "There are fewer than three points (2)" in below


@pytest.mark.parametrize(
    ("own", "half_width", "figure"),
    [
        ([19.96], 0.5, "20.0% in 2010.\nThe 95% interval is 19.5% to 20.5%."),
        ([20.25], None, "20.3% in 2010."),  # half up, on decimal digits
        ([0.0], None, "0.0% in 2010."),
        ([21.0, None], 1, "21.0% in 2010.\nThe 95% interval is 20.0% to 22.0%."),
    ],
)
def test_the_figure_is_that_of_the_file_with_its_interval_and_period(
    series, own, half_width, figure
):
    series(own, half_width=half_width)
    said = str(headline_trend(find_trend("smoking", PLACES), NAME))
    assert figure in said
    assert ("interval" in said) == (half_width is not None)


def test_an_area_without_figures_is_said_to_have_none(series):
    series([], [20.0])
    assert str(headline_trend(find_trend("smoking", PLACES), NAME)) == (
        "We hold no figure on smoking in Stockton-on-Tees."
    )


@pytest.mark.parametrize(
    ("own", "england", "half_width", "words"),
    [
        ([22 + n for n in NINE], [20.0] * 9, 0.05, ["widening"]),
        ([32 - n for n in NINE], [20.0] * 9, 0.05, ["narrowing"]),
        ([18 - n for n in NINE], [20.0] * 9, 0.05, ["widening"]),
        ([25.0] * 9, [20.0] * 9, 0.05, ["cannot tell"]),
        ([16 + n for n in NINE], [20.0] * 9, 0.05, ["changed sides"]),
        ([40 - 2 * n for n in NINE], [20 - 1.5 * n for n in NINE], 0.05, ["narrowing", "widening"]),
        ([22 + n / 10 for n in NINE], [20.0] * 9, 8, ["cannot tell"]),
        ([25.0], [20.0], 1, ["cannot tell"]),
    ],
    ids=[
        *("widens", "narrows", "widens below", "still", "changes sides", "disagree", "uncertain"),
        "one period",
    ],
)
def test_absolute_and_relative_gap_have_their_own_words(series, own, england, half_width, words):
    series(own, england, half_width=half_width)
    headline = str(headline_gap(find_gap("smoking", PLACES)))
    assert "Stockton-on-Tees minus England" in headline
    assert "percentage points" in headline
    first = headline.partition(": the gap in smoking.\n")[0].lower()
    if len(words) == 1:
        said = "cannot tell which way" if words == ["cannot tell"] else words[0]
        assert first == f"{said} since 2010"
    else:
        assert first == f"{words[0]} as a difference, {words[1]} as a ratio, since 2010"
    others = {"widening", "narrowing", "changed sides", "cannot tell"} - set(words)
    assert not any(word in headline for word in others)


def test_the_size_of_the_gap_by_hand(series):
    """17.5 less 20 is -2.5 points and a ratio of 0.875; a minus sign, not a hyphen."""
    series([17.5], [20.0], half_width=None)
    headline = str(headline_gap(find_gap("smoking", PLACES)))
    assert "−2.5 percentage points in 2010" in headline
    assert headline.endswith("the ratio is 0.88 (no interval held).")


def test_a_gap_with_an_interval_does_not_say_that_none_is_held(series):
    """22 (21 to 23) less 20 (19 to 21): 2 within the root of two."""
    series([22.0], [20.0], half_width=1)
    gap = find_gap("smoking", PLACES)
    size, headline = describe_gap_size(gap), headline_gap(gap)
    assert "2.0 percentage points (95% CI 0.6 to 3.4)" in str(size)
    assert "2.0 percentage points in 2010" in str(headline)
    assert "no interval" not in f"{size} {headline}"
    (drawn,) = (one for one in headline.claims if one.text == "2.0 percentage points")
    assert [drawn.lower_ci, drawn.upper_ci] == pytest.approx([0.5858, 3.4142], abs=1e-3)


def test_the_card_of_a_place_says_size_before_direction():
    """Stockton's latest life expectancy is held without an interval, its gaps too."""
    (card,) = describe_front([find_front(STOCKTON, "2026-11-21")]).cards
    said = str(card.sentences[1])
    start = "Life expectancy at birth: Stockton-on-Tees minus England is −1.4 years for females"
    assert said.startswith(start)
    assert (
        "the ratio is 0.98 for females and 0.99 for males (no interval held). Cannot tell" in said
    )


def test_without_a_comparator_in_the_same_period_no_gap_is_given(series):
    series([20.0], [])
    assert str(headline_gap(find_gap("smoking", PLACES))) == (
        "No gap can be given in smoking: Stockton-on-Tees and England have no figure for the same "
        "period."
    )


@pytest.mark.parametrize(
    ("value", "polarity", "verdict"),
    [
        (25.0, "low is good", "worse"),
        (15.0, "low is good", "better"),
        (25.0, "high is good", "better"),
        (15.0, "high is good", "worse"),
        (20.0, "low is good", "similar"),
        (20.0, "high is good", "similar"),
    ],
)
def test_better_and_worse_turn_with_the_polarity(series, value, polarity, verdict):
    series([value], [20.0], half_width=1, polarity=polarity)
    first = describe_profile(find_profile(PLACES), PLACES).paragraphs[0]
    assert verdict in first
    assert not any(word in first for word in {"better", "worse", "similar"} - {verdict})


@pytest.mark.parametrize("value", [15.0, 25.0])
def test_without_judgement_nothing_is_better_or_worse(series, value):
    series([value], [20.0], half_width=1, polarity="no judgement")
    said = "\n".join(describe_profile(find_profile(PLACES), PLACES).paragraphs)
    assert not any(word in said for word in ("better", "worse", "similar"))


@pytest.mark.parametrize(("own", "england"), [([20.0], []), ([20.0, 21.0], [19.0])])
def test_a_missing_comparator_leaves_nothing_to_compare(series, own, england):
    series(own, england, half_width=1)
    said = describe_profile(find_profile(PLACES), PLACES).paragraphs
    assert said[0] == (
        "No latest figure of Stockton-on-Tees has an interval that allows a comparison."
    )
    assert any("cannot be compared" in one and "no figure of England" in one for one in said[1:])


def test_an_area_without_any_figure_hears_which_are_missing(figures):
    figures.seal()
    places = Places("E06000001", "Hartlepool")
    said = describe_profile(find_profile(places), places).paragraphs
    assert said[-1] == "We hold no figure of Hartlepool on life expectancy and smoking."


@pytest.fixture(scope="module")
def profile():
    return find_profile(PLACES)


def test_the_profile_counts_what_a_second_route_counts(profile):
    said = describe_profile(profile, PLACES).paragraphs[0]
    sexes = profile.groupby("indicator")["sex"].agg(set)
    alone = [
        row.sex != "Persons" or not {"Female", "Male"} <= sexes[row.indicator]
        for row in profile.itertuples()
    ]
    verdicts = list(profile.loc[alone, "verdict"])
    words = ("better", "similar", "worse", "higher", "lower")
    counts = {word: verdicts.count(word) for word in words}
    assert f"Of the {sum(counts.values())} latest figures" in said
    for word, count in counts.items():
        shown = f"{count} {'is' if count == 1 else 'are'} {word}" in said
        assert shown == (count > 0), word


def test_stocktons_wards_by_both_editions():
    """The published counts: ten of 27 wards of 2024, and nine of 26 of 2017."""
    wards = {edition: find_wards_of(STOCKTON, edition) for edition in (2019, 2025)}
    said = describe_most_deprived(find_most_deprived(STOCKTON), wards, PLACES).paragraphs
    assert any("wards of 2024 and the index of 2025, 10 of 27 wards are" in one for one in said)
    assert any("wards of 2017 and the index of 2019, 9 of 26 wards are" in one for one in said)


def test_small_areas_that_are_not_held_are_not_said_to_be_none(leave_out):
    leave_out("E06000001")
    nowhere = Places("E06000001", "Hartlepool")
    wards = {edition: find_wards_of("E06000001", edition) for edition in (2019, 2025)}
    said = describe_most_deprived(find_most_deprived("E06000001"), wards, nowhere).paragraphs
    assert said == ("The figures of this book hold no small areas of Hartlepool.",)


@pytest.mark.parametrize(
    ("deciles", "words"),
    [
        ([1], "the only ward is among"),
        ([2], "the only ward is not among"),
        ([3, 2], "none of 2 wards is among"),
        ([1, 4], "1 of 2 wards is among"),
        ([1, 1, 5], "2 of 3 wards are among"),
    ],
)
def test_number_and_verb_agree_in_what_is_said_of_wards(deciles, words):
    wards = {year: pd.DataFrame({"decile": deciles}) for year in (2019, 2025)}
    said = describe_most_deprived(find_most_deprived(STOCKTON), wards, PLACES).paragraphs
    assert sum(words in one for one in said) == 2


def test_a_wards_place_counts_from_the_most_deprived():
    wards = find_wards_of(STOCKTON, 2025)
    for place in (1, 27):
        row = wards.iloc[place - 1]
        headline = str(lead_ward(find_ward(row["ward_code"])).paragraphs[0])
        assert f"{place} of 27" in headline
        assert f"{row['rank']:,} of 6,784" in headline
        assert headline.startswith(str(row["ward_name"]))


def test_two_ranks_of_a_ward_are_never_one_series():
    said = " ".join(describe_ward(find_ward("E05014884")).paragraphs)
    assert "wards of 2017" in said
    assert "6,544 of 7,427" in said, "Yarm's rank in 2019, from the raw table"
    assert "not one series" in said


def test_every_claim_stands_in_its_sentence(profile):
    statements = [
        headline_trend(find_trend("healthy-life-expectancy-at-birth", PLACES), NAME),
        headline_gap(find_gap("year-6-obesity", PLACES)),
        *map(headline_gap, [find_slope_gap(STOCKTON), *find_free_meal_gaps(STOCKTON)]),
        *describe_ward(find_ward("E05014884")).sentences,
        *describe_profile(profile, PLACES).sentences[:1],
    ]
    for statement in statements:
        assert statement.claims, statement
        assert all(claim.text.lower() in statement.text.lower() for claim in statement.claims)


def test_the_rule_names_every_word_that_a_gap_can_have():
    said = describe_gap_rule().paragraphs[0]
    for word in ("widening", "narrowing", "changed sides", "cannot tell"):
        assert word in said


def test_each_verdict_has_a_sign_of_its_own():
    signs = [sign for word, sign in SYMBOLS.items() if word != "cannot compare"]
    assert len(set(signs)) == len(signs) == 5
    assert SYMBOLS["cannot compare"] == ""


class Page(HTMLParser):
    """The tags and the text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def render(markdown: str) -> Page:
    """Render as the book does: CommonMark with tables, strikethrough, mathematics and roles."""
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    return Page(parser.use(dollarmath_plugin).use(myst_role_plugin).render(markdown))


HOSTILE = (
    "<script>alert(1)</script>",
    "A & B",
    "*bold* and **more**",
    "a | b",
    "$x^2$ and $$y$$",
    "[link](http://example.org)",
    "![image](x.png)",
    "`code`",
    "{ref}`x`",
    "~~gone~~",
    "# heading",
    "- item",
    "+ item",
    "1. item",
    "1) item",
    "> quoted",
    "% comment",
    "--- ",
    "===",
    "&lt;b&gt;",
    "back\\slash \\* \\",
    "<http://example.org>",
    "_under_ __score__",
)


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("listed", [False, True])
def test_a_hostile_name_is_shown_as_it_is_and_is_no_markup(name, listed):
    data, _ = Prose(f"{name} ranks first.", f"First is {name}", listed=listed)._repr_mimebundle_()
    page = render(data["text/markdown"])
    assert set(page.tags) <= ({"ul", "li"} if listed else {"p"})
    shown = [line.strip() for line in page.text.splitlines() if line.strip()]
    assert shown == [f"{name} ranks first.".strip(), f"First is {name}".strip()]
    assert data["text/plain"] == f"{name} ranks first.\n\nFirst is {name}"


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_above_points_is_shown_as_it_is(name):
    data, _ = Prose("One point.", listed=True, about=name)._repr_mimebundle_()
    page = render(data["text/markdown"])
    assert set(page.tags) <= {"p", "strong", "ul", "li"}
    shown = [line.strip() for line in page.text.splitlines() if line.strip()]
    assert shown == [name.strip(), "One point."]
    assert data["text/plain"] == f"{name}\n\nOne point."


@given(st.text(alphabet="<>&*_|$`[]()!#~{}\\-+=.:;\"'ab1% ", min_size=1, max_size=30))
def test_no_run_of_signs_becomes_markup(text):
    words = f"{' '.join(text.split())}, as it is called".strip()
    page = render(Prose(words)._repr_mimebundle_()[0]["text/markdown"])
    assert page.tags == ["p"]
    assert page.text.strip() == words


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_of_an_area_is_escaped_in_its_sentences(series, name):
    series([20.0, 21.0], [19.0])
    places = Places(STOCKTON, name)
    prose = describe_profile(find_profile(places), places)
    page = render(prose._repr_mimebundle_()[0]["text/markdown"])
    assert set(page.tags) == {"p"}
    assert name.strip() in page.text


def test_a_hostile_name_of_a_ward_is_escaped_in_its_sentences(monkeypatch):
    from analysis.findings import wards

    hostile = "A & <b>B</b> | $5$"
    table = wards.read_wards(2025)
    table.loc[table["ward_code"] == "E05014884", "ward_name"] = hostile
    read = wards.read_wards
    monkeypatch.setattr(wards, "read_wards", lambda year: table if year == 2025 else read(year))
    # What a process found once it keeps.
    found = find_ward.__wrapped__("E05014884")
    page = render(describe_ward(found)._repr_mimebundle_()[0]["text/markdown"])
    assert set(page.tags) == {"p"}
    assert page.text.startswith(f"{hostile} is in decile ")


def test_the_table_of_verdicts_is_never_changed_by_describing_it(profile):
    kept = profile.copy()
    describe_profile(profile, PLACES)
    pd.testing.assert_frame_equal(profile, kept)
