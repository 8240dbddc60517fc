"""Where the figures come from, for one area."""

from analysis.chapters.sources.findings import find_sources
from analysis.data.catalogue import read_catalogue


def test_every_indicator_is_listed_with_where_it_comes_from():
    found = find_sources("E06000004").set_index("indicator")
    catalogue = read_catalogue()
    assert list(found.index) == list(catalogue)
    for slug, about in catalogue.items():
        row = found.loc[slug]
        assert (row["publisher"], row["release"], row["licence"]) == (
            about.publisher,
            about.release,
            about.licence,
        )


def test_periods_are_those_of_the_area(figures):
    figures.seal()
    assert find_sources("E06000004")["periods"].tolist() == ["2022 up to 2023", "2023"]
    assert find_sources("E06000001")["periods"].tolist() == ["none for this area"] * 2
