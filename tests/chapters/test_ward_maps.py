"""What leads the pages of wards: of one ward, of sixty, and of wards without outlines."""

import re

import pandas as pd
import pytest
from shapely import box

from analysis.chapters.ward.beside import WardsBesideTable
from analysis.chapters.ward.sentences import describe_ward, lead_ward
from analysis.chapters.ward.show import show_map, show_measures, show_place, show_small_areas
from analysis.chapters.wards.compare import LINES, WardComparison
from analysis.chapters.wards.lead import describe_lead
from analysis.chapters.wards.map_show import compare_wards, find_wards, show_ward_map
from analysis.chapters.wards.middle_show import show_middle_areas
from analysis.charts.chart import Chart, Notice
from analysis.data.areas import Places
from analysis.data.deprivation import read_wards
from analysis.findings.outlines import Outlines
from analysis.findings.wards import MEASURES, WardsBeside, find_ward
from raw_tables import rows_of

STOCKTON = Places("E06000004", "Stockton-on-Tees")
LONG = "Cadeby, Carlton and Market Bosworth with Shackerstone and so on"


@pytest.fixture(scope="module")
def stockton() -> WardsBeside:
    return find_wards(STOCKTON)


def said(prose) -> str:
    return " ".join(map(str, prose.paragraphs))


def made(count: int, *, outlines: bool = True) -> WardsBeside:
    """Give so many of Stockton's wards, the last of a long name, in a row from west to east."""
    wards = find_wards(STOCKTON).wards
    wards = pd.concat([wards] * (count // len(wards) + 1)).head(count).reset_index(drop=True)
    codes = [f"E{number}" for number in range(count)]
    names = [f"Ward {number}" for number in range(count - 1)]
    wards = wards.assign(ward_code=codes, ward_name=[*names, LONG], rank=range(1, count + 1))
    squares = {code: box(number, 52, number + 1, 53) for number, code in enumerate(codes)}
    return WardsBeside("Here", wards, Outlines(squares if outlines else {}))


def test_the_most_deprived_ward_and_one_beside_it_are_named_with_their_ranks(stockton):
    """By the table of wards: Newtown ranks 14 and Grangefield 2,136."""
    words = said(describe_lead(stockton))
    assert words.startswith("Newtown is the most deprived ward of Stockton-on-Tees")
    assert "ranks 14 in England" in words
    assert "Grangefield is least like it: it ranks 2,136" in words


def test_the_values_compared_are_those_of_the_table(stockton):
    """By a second route: the published table, read without the package."""
    published = {row["ward24_code"]: row for row in rows_of("deprivation/wards_2024_imd2025")}
    lines = {line[0]: line[1:] for line in compare_wards(stockton).lines}
    columns = {
        "Rank in England, 1 most deprived": ("imd_rank_among_english_wards", "{:,.0f}"),
        "People, mid-2022": ("population", "{:,.0f}"),
        "Disabled residents, Census 2021": ("pct_disabled_census2021", "{:.1f}%"),
        "People in England's most deprived tenth": ("pct_pop_in_10pc_most_deprived", "{:.1f}%"),
    }
    for name, (column, form) in columns.items():
        codes = stockton.wards["ward_code"]
        assert lines[name] == [form.format(float(published[code][column])) for code in codes]


def test_without_a_script_two_wards_are_shown_and_the_boxes_are_not(stockton):
    html = compare_wards(stockton).html
    assert '<p class="compare-choose" hidden>' in html
    heads = re.findall(r'<th scope="col"( hidden)?><a href="ward:[^"]*">([^<]*)</a>', html)
    assert len(heads) == 27
    assert [name for hidden, name in heads if not hidden] == ["Newtown", "Grangefield"]
    assert len(re.findall(r"<td>", html)) == 2 * len(LINES)
    assert len(re.findall(r"<option", html)) == 2 * 27


def test_a_name_in_the_comparison_is_only_ever_text(stockton):
    wards = stockton.wards.assign(ward_name="<script>")
    pair = tuple(wards["ward_code"].iloc[:2])
    assert "<script" not in WardComparison(wards, pair).html


def test_one_ward_is_a_page_and_a_sentence():
    only = made(1)
    assert said(describe_lead(only)).startswith(f"{LONG} is the only ward of Here")
    assert all(isinstance(one, Chart) for one in show_ward_map(only).items)
    assert "nothing to compare" in compare_wards(only).text
    assert "No ward that the figures hold is beside it" not in said(describe_lead(only))


def test_sixty_wards_are_all_on_the_map_in_the_order_and_in_the_comparison():
    many = made(60)
    drawn, order = show_ward_map(many).items
    assert len(drawn.data) == len(order.data) == 60
    assert compare_wards(many).html.count(LONG) == 3
    assert "Ward 1 is least like it" in said(describe_lead(many))


def test_more_than_forty_wards_in_order_are_folded():
    assert not show_ward_map(made(40)).items[1].folded
    assert show_ward_map(made(41)).items[1].folded


def test_wards_without_outlines_say_so_and_are_still_in_order():
    bare = made(5, outlines=False)
    assert "cannot say which wards are beside it" in said(describe_lead(bare))
    drawn, order = show_ward_map(bare).items
    assert isinstance(drawn, Notice)
    assert isinstance(order, Chart)
    assert isinstance(compare_wards(bare), WardComparison)


def test_no_wards_are_a_sentence(leave_out):
    leave_out("E06000001")
    none = find_wards(Places("E06000001", "Hartlepool"))
    assert (
        said(describe_lead(none)) == "The figures of this book hold no wards of 2024 of Hartlepool."
    )
    assert isinstance(show_ward_map(none), Notice)


def test_a_ward_stands_first_and_those_beside_it_lead_to_their_pages(stockton):
    ropner = stockton.wards.set_index("ward_name").loc["Ropner", "ward_code"]
    table = WardsBesideTable(stockton, ropner)
    names = re.findall(r'<th scope="row">(?:<a href="ward:(E\d+)">)?([^<]*)', table.html)
    assert names[0] == ("", "Ropner")
    assert {code for code, _ in names[1:]} == stockton.outlines.adjoining[ropner]
    ranks = stockton.beside(ropner)["rank"]
    assert ranks.is_monotonic_increasing


def test_a_ward_without_an_outline_or_without_neighbours_says_so():
    assert (
        "so we cannot say which wards are beside it"
        in WardsBesideTable(made(3, outlines=False), "E0").html
    )
    assert "No ward that the figures hold is beside" in WardsBesideTable(made(1), "E0").html


@pytest.mark.parametrize(("ward", "area"), [("Abbey", "Leicester"), ("Tillingham", "Maldon")])
def test_a_ward_of_any_authority_has_its_page(shared_data, monkeypatch, ward, area):
    """Of Leicester, without outlines, and of Maldon, of a single small area."""
    monkeypatch.setenv("ANALYSIS_DATA", str(shared_data / "national"))
    wards = read_wards(2025)
    code = wards.loc[(wards["ward_name"] == ward) & (wards["area_name"] == area), "ward_code"]
    finding = find_ward(code.iloc[0])
    drawn, beside = show_place(finding).items
    assert isinstance(drawn, Notice)
    assert "No outline of" in beside.html
    assert "No outlines of small areas" in str(show_map(finding).text)


def test_the_map_of_lives_names_the_area_whose_figure_is_withheld():
    female, _, male, strip = show_middle_areas(STOCKTON).items[1:5]
    assert "No figure is held" not in female.reading
    withheld = re.search(r"No figure is held for (Stockton-on-Tees \d+), drawn", male.reading)[1]
    assert withheld not in "".join(strip.data["Area"])
    shown = male.data.set_index("Middle-layer area")["Value (years)"]
    assert shown.isna().sum() == 1
    assert shown.dropna().is_monotonic_decreasing


def test_a_ward_of_one_small_area_has_every_part_of_its_page():
    """Tenterden North of Ashford: Ashford 004A is the whole of it."""
    finding = find_ward("E05011771")
    assert len(finding.small_areas) == 1
    (row,) = show_small_areas(finding).rows
    assert row[0].startswith("Ashford ")
    assert isinstance(show_map(finding), Chart | Notice)
    assert len(show_measures(finding).rows) == len(MEASURES)
    assert "Tenterden North" in said(lead_ward(finding))
    assert all(text and "nan" not in text for text in describe_ward(finding).paragraphs)
