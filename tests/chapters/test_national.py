"""England by deprivation tenth: order, second routes, and parts that add up."""

import numpy as np
import pytest

from analysis.chapters.national.findings import (
    find_ages,
    find_contributions,
    find_measures,
    find_national_gap,
    find_national_gradient,
    find_national_slope,
    find_obesity_gradients,
    find_obesity_slopes,
    merge_ages,
    read_tenths,
)
from analysis.chapters.national.sentences import headline_ages, headline_national_slope
from analysis.data.indicators import slug_of
from analysis.data.mortality import CHILD_OBESITY, read_child_obesity_by_decile
from analysis.errors import DataError
from analysis.statistics.inequality_measures import group_contributions
from raw_tables import rows_of

LIFE = slug_of("life expectancy by national tenth")
HEALTHY = slug_of("healthy life expectancy by national tenth")


@pytest.mark.parametrize("slug", [LIFE, HEALTHY])
def test_tenths_are_numbers_in_order(slug):
    rows = read_tenths(slug)
    for _, own in rows.groupby(["sex", "period"]):
        assert own["decile"].tolist() == list(range(1, 11))


@pytest.mark.parametrize("slug", [LIFE, HEALTHY])
def test_the_gap_is_first_tenth_minus_tenth_tenth_by_hand(slug):
    raw = {
        (row["sex"], row["period"], row["category"]): float(row["value"])
        for row in rows_of(f"indicators/{slug}.csv")
    }
    gaps = find_national_gap(slug).gaps
    assert len(gaps) == len({key[:2] for key in raw})
    for row in gaps.itertuples(index=False):
        first, last = raw[row.sex, row.period, "1"], raw[row.sex, row.period, "10"]
        assert row.absolute == pytest.approx(first - last)
        assert row.relative == pytest.approx(first / last)


def test_the_slope_beside_a_plain_weighted_regression():
    rows = read_tenths(LIFE)
    latest = find_national_slope(LIFE).indices.groupby("sex").tail(1).set_index("sex")
    for sex in ("Female", "Male"):
        own = rows[(rows["sex"] == sex) & (rows["last_year"] == rows["last_year"].max())]
        share = own["population"] / own["population"].sum()
        rank = share.cumsum() - share / 2
        slope, start = np.polyfit(rank, own["value"], 1, w=np.sqrt(share))
        assert latest.loc[sex, "value"] == pytest.approx(slope)
        assert latest.loc[sex, "rii"] == pytest.approx((start + slope) / start)


def test_the_difference_and_the_ratio_of_the_measures_are_those_of_the_ends():
    measures = find_measures(LIFE).set_index(["sex", "measure"])
    gaps = find_national_gap(LIFE).gaps
    for sex, own in gaps.groupby("sex"):
        latest = own.iloc[-1]
        assert measures.loc[(sex, "difference"), "latest"] == pytest.approx(-latest["absolute"])
        assert measures.loc[(sex, "ratio"), "latest"] == pytest.approx(1 / latest["relative"])


def test_the_parts_add_up_to_the_measures():
    measures = find_measures(LIFE).set_index(["sex", "measure"])["latest"]
    for sex, own in find_contributions(LIFE).groupby("sex"):
        assert own["variance_percent"].sum() == pytest.approx(100)
        assert own["theil"].sum() == pytest.approx(measures[sex, "Theil index"])
        deviation = measures[sex, "between-group standard deviation"]
        assert np.sqrt(own["variance"].sum()) == pytest.approx(deviation)


def test_a_group_without_a_value_has_no_contribution():
    with pytest.raises(DataError, match="above zero"):
        group_contributions([1.0, 0.0], [1, 1])
    with pytest.raises(DataError, match="population has 1 numbers"):
        group_contributions([1.0, 2.0], [1])


def test_equal_groups_add_nothing():
    assert group_contributions([5.0, 5.0], [1, 3])["variance_percent"].tolist() == [0.0, 0.0]


def test_ages_add_up_to_the_gap_before_and_after_they_are_joined():
    for table in (find_ages(), merge_ages(find_ages())):
        for _, own in table.groupby(["sex", "period"]):
            assert own["contribution"].sum() == pytest.approx(own["gap"].iloc[0])


def test_the_least_deprived_live_longer_before_the_limit():
    assert (find_ages()["gap"] > 0).all()


def test_obesity_is_as_published_with_its_interval():
    published = {
        (row["school_year"], int(row["deprivation_decile"])): row
        for row in rows_of(f"{CHILD_OBESITY}.csv")
        if row["year"] == "2017/18"
    }
    for finding in find_obesity_gradients("England"):
        school_year = finding.name.removesuffix(" obesity")
        for row in finding.groups.itertuples(index=False):
            source = published[school_year, row.group]
            assert row.value == float(source["value"])
            assert (row.lower_ci, row.upper_ci) == (
                float(source["lower_ci"]),
                float(source["upper_ci"]),
            )


def test_the_slopes_of_obesity_hold_every_year_of_the_file():
    slopes = find_obesity_slopes()
    years = {(row["school_year"], row["year"]) for row in rows_of(f"{CHILD_OBESITY}.csv")}
    assert set(zip(slopes["school_year"], slopes["period"], strict=True)) == years
    assert (slopes["sii_lower_ci"] < slopes["sii"]).all()


def test_a_repeated_row_of_obesity_is_refused(figures):
    row = {"year": "2017/18", "school_year": "Year 6", "area_code": "E92000001"}
    row |= {"deprivation_decile": 1, "denominator": 10, "count": 2, "value": 20}
    row |= {"lower_ci": 5, "upper_ci": 50, "se": 12}
    figures.write(f"{CHILD_OBESITY}.csv", [row, row])
    figures.seal()
    with pytest.raises(DataError, match="child_obesity"):
        read_child_obesity_by_decile()


def test_headlines_claim_their_numbers():
    ages = merge_ages(find_ages())
    latest = ages[ages["period"] == ages["period"].max()]
    for said in (headline_national_slope(find_national_slope(LIFE)), headline_ages(latest)):
        left = str(said).replace("95%", "")
        for claim in sorted(said.claims, key=lambda claim: -len(claim.text)):
            left = left.replace(claim.text, "", 1)
        for label in (*latest["part"], latest["period"].iloc[0], "2013 to 2015", "2022 to 2024"):
            left = left.replace(label, "")
        assert not any(letter.isdigit() for letter in left)


def test_the_gradient_names_the_country_it_is_given():
    assert find_national_gradient(LIFE, "All England").area_name == "All England"
