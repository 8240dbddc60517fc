"""Figures by group of people: those of England by group, and the ethnic groups of authorities."""

import pandas as pd

from analysis.data.areas import get_area
from analysis.data.raw import remembered
from analysis.data.tidy import read_raw_table

GROUPS = "groups/england_by_group"
ETHNIC_GROUPS = "population/ethnic_groups_census_2021"
DEPRIVATION = "Deprivation"
KINDS = {
    "Ethnic groups": "Ethnic group",
    "Disability": "Disability",
    "Socioeconomic class": "Occupation",
    "Level of education": "Qualification",
    "Working status": "Work",
    "Sexuality - 4 categories": "Sexual orientation",
}
"""What people are grouped by, as the publisher has it and as the book does."""
BY_PLACE = {
    "LSOA11": "small areas, by where people live",
    "CCG": "commissioners of the health service",
    "District & UA": "districts and unitary authorities",
    "County & UA": "upper-tier authorities",
}
"""Of what the groups by deprivation are made, the finest first: groups of authorities mix people
of every kind."""
NOT_STATED = ("Unknown", "Not stated / invalid", "Other/unclassified")
_ORDER = (
    *("Most", "Second most", "Third more", "Fourth more", "Fifth more", "Average"),
    *("Fifth less", "Fourth less", "Third less", "Second least", "Least"),
)


@remembered
def read_groups() -> pd.DataFrame:
    """Read every indicator by group for England.

    ``kind`` is of `KINDS` or `DEPRIVATION`, and missing for everyone; ``made_of`` is of `BY_PLACE`
    for groups by deprivation, and ``place`` their order from the most deprived.
    """
    data = read_raw_table(GROUPS)
    types = data["category_type"].fillna("")
    deprived = types.str.contains("deprivation", regex=False)
    kind = types.map(KINDS).mask(deprived, DEPRIVATION)
    starts = {name: next((one for one in BY_PLACE if name.startswith(one)), "") for name in types}
    words = data["category"].str.partition(" deprived")[0]
    return data.assign(
        kind=kind,
        made_of=types.map(starts),
        place=words.map({word: place for place, word in enumerate(_ORDER)}),
    )


def read_ethnic_groups(area_code: str) -> pd.DataFrame:
    """Read the residents of an area by ethnic group, Census 2021: ``category, count, people``.

    Without rows where one of its members has none.
    """
    data, members = read_raw_table(ETHNIC_GROUPS), get_area(area_code).members
    own = data[data["area_code"].isin(members)]
    if own["area_code"].nunique() < len(members):
        return pd.DataFrame(columns=["category", "count", "people"])
    people = own.drop_duplicates("area_code")["denominator"].sum()
    counts = own.groupby("category", sort=False, as_index=False)["count"].sum()
    return counts.assign(people=people)
