"""Readers of Nomis, the Office for National Statistics, education and deprivation files."""

import gzip
import math

import pytest

from analysis.data.readers import (
    read_answer,
    read_explore_education,
    read_indices,
    read_nomis,
    read_ons,
)
from analysis.errors import DataError

NOMIS = """DATE_NAME,GEOGRAPHY_CODE,GEOGRAPHY_NAME,GEOGRAPHY_TYPE,VARIABLE_NAME,MEASURES_NAME,OBS_VALUE
Jan 2023-Dec 2023,E06000004,Stockton-on-Tees,unitary,Employment rate - aged 16-64,Variable,73.2
Jan 2023-Dec 2023,E06000004,Stockton-on-Tees,unitary,Employment rate - aged 16-64,Confidence,3.1
Jan 2023-Dec 2023,E06000001,Hartlepool,unitary,Employment rate - aged 16-64,Variable,-
Jan 2023-Dec 2023,E06000001,Hartlepool,unitary,Employment rate - aged 16-64,Numerator,36000
Apr 2022-Mar 2023,E06000004,Stockton-on-Tees,unitary,Employment rate - aged 16-64,Variable,70
"""
ONS = """v4_2,Data Marking,Lower CI,Upper CI,two-year-intervals,Time,administrative-geography,Geography,sex,Sex,agegroups,AgeGroups
79.1,,78.6,79.6,2021-23,2021-23,E06000004,Stockton-on-Tees,male,Male,birth,Birth
62.0,,,,2021-23,2021-23,E06000004,Stockton-on-Tees,male,Male,20,20
78.0,,,,2021-23,2021-23,W06000015,Cardiff,male,Male,birth,Birth
"""
EDUCATION = """time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,old_la_code,new_la_code,la_name,fsm,percent
202324,Academic year,National,E92000001,England,,,,,,Eligible,41.2
202324,Academic year,Regional,E92000001,England,E12000001,North East,,,,Eligible,40.0
202324,Academic year,Local authority,E92000001,England,E12000001,North East,808,E06000004,Stockton-on-Tees,Eligible,c
202324,Academic year,Local authority,E92000001,England,E12000001,North East,808,E06000004,Stockton-on-Tees,Total,30
202324,Academic year,School,E92000001,England,,,,,,Eligible,1
"""
INDICES = (
    "LSOA code (2021),LSOA name (2021),Index of Multiple Deprivation (IMD) Score,"
    "Index of Multiple Deprivation (IMD) Rank (where 1 is most deprived),"
    "Index of Multiple Deprivation (IMD) Decile (where 1 is most deprived 10% of LSOAs)\n"
    'E01000001,City of London 001A,8.742,"26,525",8\nE01000002,City of London 001B,5,31000,10\n'
)


WELLBEING = """v4_3,Data Marking,Lower limit,Upper limit,yyyy-yy,Time,administrative-geography,Geography,measure-of-wellbeing,MeasureOfWellbeing,wellbeing-estimate,Estimate
7.29,,7.02,7.55,2022-23,2022-23,E06000004,Stockton-on-Tees,happiness,Happiness,average-mean,Average (mean)
8.10,,5.00,11.2,2022-23,2022-23,E06000004,Stockton-on-Tees,happiness,Happiness,poor,Poor
7.50,,7.30,7.70,2022-23,2022-23,E06000004,Stockton-on-Tees,life-satisfaction,Life satisfaction,average-mean,Average (mean)
,x,,,1999-00,1999-00,E09000001,City of London,happiness,Happiness,average-mean,Average (mean)
"""


def test_nomis_refuses_the_first_page_of_an_answer():
    """Nomis ends an answer at 25,000 rows; RECORD_COUNT says how many there are."""
    head, *rows = NOMIS.splitlines()
    counted = "\n".join([f"{head},RECORD_COUNT", *(f"{row},5" for row in rows), ""])
    assert len(read_nomis(counted.encode(), indicator="x")[0]) == 2
    with pytest.raises(DataError, match=r"holds 4 of 5 rows\. Ask for fewer years"):
        read_nomis("\n".join([*counted.splitlines()[:-1], ""]).encode(), indicator="x")


def test_ons_gives_the_group_that_is_wanted_with_its_limits():
    wanted = {"MeasureOfWellbeing": "Happiness", "wellbeing-estimate": "average-mean"}
    data, _ = read_ons(WELLBEING.encode(), indicator="happiness", filters=wanted)
    assert data[["period", "sex"]].to_numpy().tolist() == [
        ["2022/23", "Persons"],
        ["1999/00", "Persons"],
    ]
    assert data[["value", "lower_ci", "upper_ci"]].iloc[0].tolist() == [7.29, 7.02, 7.55]
    assert data["period_end"].tolist() == [2023, 2000]
    assert math.isnan(data["value"].iloc[1])
    with pytest.raises(DataError, match="The publisher's groups have new names"):
        read_ons(WELLBEING.encode(), indicator="x", filters=wanted | {"Estimate": "Median"})
    with pytest.raises(DataError, match="no longer has the column Feeling"):
        read_ons(WELLBEING.encode(), indicator="x", filters={"Feeling": "Happiness"})


def test_education_may_be_zipped_and_may_lack_regions():
    chosen = {"measure": "percent", "filters": {"fsm": "Eligible"}}
    lines = [row for row in EDUCATION.splitlines() if ",Regional," not in row]
    bare = "\n".join([*lines, ""]).replace("region_code,region_name,", "")
    bare = bare.replace("England,E12000001,North East,", "England,").replace(
        "England,,,,", "England,,"
    )
    zipped = gzip.compress(bare.encode())
    data, _ = read_explore_education(zipped, indicator="gld", **chosen)
    assert data["area_code"].tolist() == ["E92000001", "E06000004"]
    with pytest.raises(DataError, match="zipped and does not unpack whole"):
        read_explore_education(zipped[:-9], indicator="gld", **chosen)
    renamed = EDUCATION.replace("region_code", "region")
    with pytest.raises(DataError, match="the regional rows have no column region_code"):
        read_explore_education(renamed.encode(), indicator="gld", **chosen)


def test_nomis_gives_value_and_interval_and_leaves_out_other_years():
    data, name = read_nomis(NOMIS.encode(), indicator="employment-rate", age="16-64 yrs")
    assert name == "Employment rate - aged 16-64"
    own = data[data["area_code"] == "E06000004"].iloc[0]
    assert own["period"] == "2023"
    assert own[["value", "lower_ci", "upper_ci"]].tolist() == pytest.approx([73.2, 70.1, 76.3])
    other = data[data["area_code"] == "E06000001"].iloc[0]
    assert other["count"] == 36000
    assert math.isnan(other["value"])
    assert len(data) == 2


def test_two_variables_of_nomis_are_refused_and_never_averaged():
    """A query without a variable answers with a row of each."""
    rows = [
        "DATE_NAME,GEOGRAPHY_CODE,GEOGRAPHY_NAME,GEOGRAPHY_TYPE,VARIABLE_NAME,MEASURES_NAME,OBS_VALUE",
        *(f"Jan 2023-Dec 2023,E06000004,Stockton-on-Tees,district,{name},Variable,{value}"
          for name, value in (("Employment rate", 70), ("Unemployment rate", 5))),
    ]  # fmt: skip
    with pytest.raises(DataError) as problem:
        read_nomis("\n".join([*rows, ""]).encode(), indicator="work")
    assert str(problem.value) == (
        "Nomis, row 3: Stockton-on-Tees has Variable of 2023 twice, of Unemployment rate among "
        "others. Ask for one variable in params/publishers.yml."
    )


@pytest.mark.parametrize("part", ["Autumn term", "Week 12", "January", "Tax year Q1"])
def test_a_part_of_a_school_year_is_not_the_year(part):
    """The identifiers are those of the publisher's own list."""
    rows = [
        "time_period,time_identifier,geographic_level,country_code,country_name,new_la_code,"
        "la_name,sex,v",
        "202324,Academic year,Local authority,E92000001,England,E06000004,Stockton,Total,20.1",
        f"202425,{part},Local authority,E92000001,England,E06000004,Stockton,Total,17.0",
    ]
    content = "\n".join([*rows, ""]).encode()
    about = {"indicator": "x", "measure": "v"}
    with pytest.raises(DataError, match=f"{part} 202425 is a part of a year, not a year"):
        read_explore_education(content, filters={"sex": "Total"}, **about)
    chosen = {"sex": "Total", "time_identifier": "Academic year"}
    data, _ = read_explore_education(content, filters=chosen, **about)
    assert data[["period", "value"]].to_numpy().tolist() == [["2023/24", 20.1]]


@pytest.mark.parametrize(
    ("label", "period"),
    [("1998-00", "1998 to 2000"), ("2001-03", "2001 to 2003"), ("2022", "2022")],
)
def test_ons_years_end_in_their_own_century(label, period):
    content = f"v4_0,Time,administrative-geography,Geography,Sex\n79.1,{label},E06000004,S,Male\n"
    assert read_ons(content.encode(), indicator="x")[0]["period"].tolist() == [period]


def test_a_blank_row_inside_a_file_is_named():
    """A blank row at the end is none; inside, a row was lost."""
    names = ",".join(INDICES[2025])
    rows = [names, "E01000001,1,2,3", ",,,", "E01000002,2,3,4"]
    with pytest.raises(DataError, match="row 3 is blank, and others follow"):
        read_indices("\n".join([*rows, ""]).encode(), edition=2025)
    assert len(read_indices("\n".join([*rows[:2], ",,,", ""]).encode(), edition=2025)) == 1


def test_ons_gives_the_age_that_is_wanted_in_england():
    data, _ = read_ons(ONS.encode(), indicator="life", age="Birth")
    assert data[["area_code", "period", "sex"]].to_numpy().tolist() == [
        ["E06000004", "2021 to 2023", "Male"]
    ]
    assert data[["value", "lower_ci", "upper_ci"]].to_numpy().tolist() == [[79.1, 78.6, 79.6]]
    with pytest.raises(
        DataError, match="no row has Death in the column AgeGroups; it has Birth, 20"
    ):
        read_ons(ONS.encode(), indicator="life", age="Death")
    with pytest.raises(DataError, match="the first column is data, not the observations"):
        read_ons(ONS.replace("v4_2", "data").encode(), indicator="life")


def test_education_keeps_its_shorthand_as_missing():
    chosen = {"measure": "percent", "filters": {"fsm": "Eligible"}}
    data, _ = read_explore_education(EDUCATION.encode(), indicator="gld", **chosen)
    assert data["area_code"].tolist() == ["E92000001", "E12000001", "E06000004"]
    assert data["period"].unique().tolist() == ["2023/24"]
    assert data["value"].tolist()[:2] == [41.2, 40.0]
    assert math.isnan(data["value"].iloc[2])
    ending, _ = read_explore_education(
        EDUCATION.encode(), indicator="gld", years="ending", **chosen
    )
    assert ending["period"].unique().tolist() == ["2024"]
    with pytest.raises(DataError, match="The publisher's groups have new names"):
        read_explore_education(
            EDUCATION.encode(), indicator="gld", measure="percent", filters={"fsm": "Yes"}
        )


def test_indices_are_read_and_a_rank_stands_once():
    data = read_indices(INDICES.encode(), edition=2025)
    assert data["imd_rank"].tolist() == [26525, 31000]
    assert data["imd_decile"].tolist() == [8, 10]
    with pytest.raises(DataError, match="the rank 31000"):
        read_indices(INDICES.replace('"26,525"', "31000").encode(), edition=2025)


def test_an_answer_is_whole_or_refused():
    good = b"a,b\n1,2\n"
    assert read_answer(good, ("a",), where="x")["b"].tolist() == ["2"]
    for content, said in (
        (b"a,b\n1,2\n3", "ends in the middle of row 3"),
        (b"a,b\n1\n3,4\n", "has another length in row 2"),
        (b"a,b\n1,2", "ends without the end of its last row"),
    ):
        with pytest.raises(DataError, match=said):
            read_answer(content, ("a",), where="x")
