"""Groups and former areas: sums by hand, rates that have none, and what a chart says of it."""

import math

import pytest

from analysis.data.areas import find_area, find_group, get_area
from analysis.data.indicators import explain_no_figure, select_series
from analysis.data.lineage import describe_lineage, parts_of
from analysis.errors import UnknownAreaError
from raw_tables import RAW

STOCKTON, HARTLEPOOL = "E06000004", "E06000001"
GROUP = f"{HARTLEPOOL}+{STOCKTON}"
SMOKING = "indicators/smoking.csv"


NAMES = {STOCKTON: "Stockton-on-Tees", HARTLEPOOL: "Hartlepool"}


def counted(figures, code, numbers, **other):
    row = dict(zip(("count", "denominator", "value"), numbers, strict=True))
    return figures.row(area_code=code, area_name=NAMES[code], **row, **other)


@pytest.fixture
def two(figures):
    """Give two boroughs with counts: 200 of 1,000 and 30 of 300."""
    figures.write(
        SMOKING,
        [
            counted(figures, STOCKTON, (200, 1000, 20)),
            counted(figures, HARTLEPOOL, (30, 300, 10)),
        ],
    )
    return figures


def test_a_groups_rate_is_its_summed_count_over_its_summed_denominator(two):
    two.seal()
    row = select_series("smoking", [GROUP]).iloc[0]
    assert (row["count"], row["denominator"]) == (230, 1300)
    assert row["value"] == pytest.approx(100 * 230 / 1300)
    assert row["value"] != pytest.approx(15), "the mean of the two rates"
    # Its counts are not said to be of people, so no interval is made of them.
    assert math.isnan(row["lower_ci"]) and math.isnan(row["upper_ci"])
    assert row["value_note"] == "summed from the counts of Hartlepool and Stockton-on-Tees"


def test_a_group_has_none_where_a_member_has_only_a_rate(two):
    rows = two.rows(SMOKING)
    rows[1] |= {"count": "", "denominator": ""}
    two.write(SMOKING, rows)
    two.seal()
    assert select_series("smoking", [GROUP]).empty
    said = "only rates are published for its parts, and rates cannot be added up"
    assert explain_no_figure("smoking", GROUP) == said
    assert explain_no_figure("smoking", STOCKTON) == ""


def test_a_group_has_none_where_a_member_is_suppressed(two):
    rows = two.rows(SMOKING)
    rows[1] |= {"value": ""}
    two.write(SMOKING, rows)
    two.seal()
    assert select_series("smoking", [GROUP]).empty


def test_a_rate_that_is_not_its_count_over_its_denominator_is_never_summed(two):
    """A weighted or age-standardised rate: 30 of 300 published as 14%."""
    rows = two.rows(SMOKING)
    rows[1] |= {"value": 14}
    two.write(SMOKING, rows)
    two.seal()
    assert select_series("smoking", [GROUP]).empty


def test_counts_rounded_to_five_still_agree_with_their_rate(two):
    """31.9 of 302 is 10.56%, published as 30 of 300."""
    rows = two.rows(SMOKING)
    rows[1] |= {"value": 10.56}
    two.write(SMOKING, rows)
    two.seal()
    assert select_series("smoking", [GROUP])["count"].tolist() == [230]


def test_only_the_periods_and_sexes_that_all_members_have_are_summed(two):
    more = {"period": "2022", "period_start": 2022, "period_end": 2022}
    extra = [
        counted(two, STOCKTON, (100, 1000, 10), **more),
        counted(two, HARTLEPOOL, (30, 300, 10), sex="Male"),
    ]
    two.write(SMOKING, [*two.rows(SMOKING), *extra])
    two.seal()
    series = select_series("smoking", [GROUP])
    assert series[["period", "sex"]].to_numpy().tolist() == [["2023", "Persons"]]


def test_a_series_says_which_figures_had_another_code(figures):
    old = {"area_code": "E06000048", "area_name": "Northumberland"}
    new = {"area_code": "E06000057", "area_name": "Northumberland"}
    early = {"period": "2010", "period_start": 2010, "period_end": 2010}
    figures.write(SMOKING, [figures.row(**old, **early, value=22), figures.row(**new, value=18)])
    figures.seal()
    series = select_series("smoking", ["E06000057"])
    assert series["value"].tolist() == [22, 18]
    assert describe_lineage(series).startswith(
        "Northumberland, 2010: published under the code E06000048."
    )


def test_figures_that_a_publisher_recast_or_does_not_have_are_said_to_be_so(figures):
    corby = {"area_code": "E06000061", "area_name": "North Northamptonshire"}
    early = {"period": "2015", "period_start": 2015, "period_end": 2015}
    figures.write(SMOKING, [figures.row(**corby, **early, value=22), figures.row(**corby, value=9)])
    catalogue = (figures.folder / "catalogue.csv").read_text()
    figures.write("catalogue.csv", catalogue.replace("2022,2023", "2015,2023"))
    figures.seal()
    series = select_series("smoking", ["E06000061"])
    assert "since April 2021: its earlier figures are as the publisher recast them" in (
        describe_lineage(series)
    )
    late = describe_lineage(series[series["period"] == "2023"])
    assert "not available before April 2021" in late


def test_a_series_that_began_later_for_everyone_lacks_nothing_because_of_boundaries(figures):
    """The catalogue's first period is 2022, after the area began in 2021."""
    corby = {"area_code": "E06000061", "area_name": "North Northamptonshire"}
    figures.write(SMOKING, [figures.row(**corby, value=9)])
    figures.seal()
    assert describe_lineage(select_series("smoking", ["E06000061"])) == ""


def test_a_series_of_an_area_that_never_changed_says_nothing(figures):
    figures.seal()
    assert describe_lineage(select_series("smoking", [STOCKTON])) == ""


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["Stockton-on-Tees"], "at least two areas"),
        (["Stockton-on-Tees", "E06000004"], "Stockton-on-Tees is named twice"),
        (["England", "Hartlepool"], "England is a country: a group is made of authorities"),
        (["North East", "Hartlepool"], "Hartlepool lies within North East: its people would be"),
        (["Corby", "North Northamptonshire"], "Corby lies within North Northamptonshire"),
        (["Hartlepol", "Stockton-on-Tees"], "Did you mean Hartlepool"),
        (["W06000015", "Hartlepool"], "an area of Wales"),
    ],
)
def test_a_group_that_cannot_be_is_refused_in_a_sentence(names, said):
    with pytest.raises(UnknownAreaError) as problem:
        find_group(names)
    assert said in str(problem.value)


def test_a_group_is_the_same_in_whatever_order_it_is_named():
    group = find_group(["West Northamptonshire", "North Northamptonshire"])
    assert group == find_group(["E06000061", "E06000062"]) == get_area("E06000061+E06000062")
    assert group.region_code == "E12000004"
    assert group.name == "Northamptonshire", "the county that it was"
    assert find_group(["Stockton-on-Tees", "Hartlepool"]).name == "Hartlepool and Stockton-on-Tees"


def test_former_districts_can_be_taken_together_by_name():
    group = find_group(["Corby", "Kettering"])
    assert group.members == ("E07000150", "E07000153")


def test_the_parts_of_an_authority_are_the_districts_that_it_took_over():
    north = {"E07000150", "E07000152", "E07000153", "E07000156"}
    west = {"E07000151", "E07000154", "E07000155"}
    assert set(parts_of("E06000061")[0]) == north
    assert parts_of(STOCKTON) == ()
    assert set(parts_of("E06000061+E06000062")[1]) == north | west


@pytest.mark.slow
def test_all_of_england_leads_to_areas_in_use():
    assert find_area("Gateshead").code == find_area("E08000020").code == "E08000037"
    assert find_area("Barnsley").code == find_area("E08000038").code == "E08000016"
    assert find_area("Cumbria").code == "E06000063+E06000064"
    assert find_area("West Somerset").code == "E06000066"
    assert find_area("Northamptonshire").name == "Northamptonshire"


@pytest.mark.slow
def test_northamptonshire_is_the_sum_of_its_seven_districts():
    import pandas as pd

    slug = "hypertension-prevalence-2019-20"
    rows = pd.read_csv(RAW / "indicators" / f"{slug}.csv")
    rows = rows[rows["area_code"].between("E07000150", "E07000156")]
    assert len(rows) == 7
    by_hand = 100 * rows["count"].sum() / rows["denominator"].sum()
    of_two = select_series(slug, ["E06000061+E06000062"])
    of_seven = select_series(slug, ["+".join(sorted(rows["area_code"]))])
    assert of_two["value"].tolist() == of_seven["value"].tolist() == [pytest.approx(by_hand)]
