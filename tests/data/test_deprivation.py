"""The deprivation index: both editions in one shape, and the counts that issue by issue are known.

The counts of wards in the most deprived tenth are those that the data's own notes publish:
nine of Stockton-on-Tees' wards of 2017 with the index of 2019, ten of 2024 with that of 2025.
"""

import pandas as pd
import pytest
import yaml

from analysis.data.deprivation import EDITIONS, read_small_areas, read_wards
from analysis.data.raw import locate
from analysis.data.tidy import TABLES
from analysis.errors import DataError
from raw_tables import rows_of

STOCKTON = "E06000004"
BOTH = pytest.mark.parametrize("edition", [2019, 2025])


@pytest.mark.parametrize(("edition", "wards", "expected"), [(2019, 26, 9), (2025, 27, 10)])
def test_back_test_wards_of_stockton_in_the_most_deprived_tenth(edition, wards, expected):
    data = read_wards(edition)
    own = data[data["area_code"] == STOCKTON]
    assert len(own) == wards
    assert (own["decile"] == 1).sum() == expected


@BOTH
def test_the_decile_of_a_ward_follows_from_its_rank(edition):
    """A second route: ten equal parts of the ranks of all wards of England."""
    data = read_wards(edition)
    total = EDITIONS[edition].wards_in_england
    tenth = ((data["rank"] - 1) * 10 // total + 1).astype(int)
    assert (tenth == data["decile"]).mean() > 0.99
    assert ((tenth - data["decile"]).abs() <= 1).all()


@BOTH
def test_the_decile_of_a_small_area_follows_from_its_rank(edition):
    data = read_small_areas(edition)
    total = EDITIONS[edition].small_areas_in_england
    tenth = ((data["rank"] - 1) * 10 // total + 1).astype(int)
    assert ((tenth - data["decile"]).abs() <= 1).all()
    assert (tenth == data["decile"]).mean() > 0.99


@BOTH
@pytest.mark.parametrize("level", ["small_areas", "wards"])
def test_only_the_names_of_columns_change(edition, level):
    chosen = EDITIONS[edition]
    read = {"small_areas": read_small_areas, "wards": read_wards}[level](edition)
    tables = yaml.safe_load(TABLES.read_text(encoding="utf-8"))
    named = tables[getattr(chosen, level)]["columns"].items()
    columns = {theirs: ours or theirs for theirs, ours in named}
    rows = rows_of(getattr(chosen, level))
    assert list(read.columns) == list(columns.values())
    assert len(read) == len(rows)
    for theirs, ours in columns.items():
        for written, value in zip((row[theirs] for row in rows), read[ours], strict=True):
            if written == "":
                assert pd.isna(value)
            else:
                assert written == str(value) or float(written) == value


def test_both_editions_share_what_is_compared():
    shared = {"area_code", "score", "rank", "decile", "health_decile", "mental_health"}
    assert shared <= set(read_small_areas(2019)) & set(read_small_areas(2025))
    assert {"ward_code", "ward_name", "rank", "decile"} <= set(read_wards(2019)) & set(
        read_wards(2025)
    )


def test_every_ward_is_made_of_whole_small_areas():
    """Two tables agree: the small areas and people that the ward table counts."""
    small = read_small_areas(2025).groupby("ward_code")
    wards = read_wards(2025).set_index("ward_code")
    assert (small.size().reindex(wards.index) == wards["small_areas"]).all()
    assert (small["population"].sum().reindex(wards.index) == wards["population"]).all()
    scored = small.apply(
        lambda rows: (rows["score"] * rows["population"]).sum() / rows["population"].sum(),
        include_groups=False,
    )
    assert (scored.reindex(wards.index) - wards["score"]).abs().max() < 0.001


@pytest.fixture
def wards(figures):
    """Give the ward table of Stockton-on-Tees in a small folder, to spoil and seal."""
    stem = EDITIONS[2025].wards
    kept = [dict(row) for row in rows_of(stem) if row["ltla24_code"] == STOCKTON]

    def spoilt(number: int, **cells: str):
        kept[number - 2] |= cells
        figures.write(f"{stem}.csv", kept)
        figures.seal()
        return f"{stem}.csv, row {number}"

    return spoilt


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"imd_rank_among_english_wards": "0"}, "the rank 0 is not between 1 and 6784."),
        ({"imd_rank_among_english_wards": "6785"}, "the rank 6785 is not between 1 and 6784."),
        ({"imd_decile_among_english_wards": "11"}, "the decile 11 is not between 1 and 10."),
        ({"imd_decile_among_english_wards": ""}, "the decile nan is not between 1 and 10."),
        (
            {"imd_rank_among_english_wards": "first"},
            'the imd_rank_among_english_wards "first" is not a number.',
        ),
        ({"ward24_code": "E05014863"}, "E05014863 repeats an earlier row."),
    ],
)
def test_a_fault_in_the_ward_table_stops_with_file_row_and_reason(wards, cells, said):
    where = wards(20, **cells)
    with pytest.raises(DataError) as problem:
        read_wards(2025)
    assert str(problem.value) == f"{where}: {said}"


def test_a_missing_column_is_named(figures):
    stem = EDITIONS[2019].wards
    rows = [{k: v for k, v in row.items() if k != "lsoas"} for row in rows_of(stem)[:3]]
    figures.write(f"{stem}.csv", rows)
    figures.seal()
    with pytest.raises(DataError, match=f"{stem}.csv has no column lsoas"):
        read_wards(2019)


def test_the_national_tables_are_whole():
    """Every ward and small area of England."""
    for edition, chosen in EDITIONS.items():
        assert locate(chosen.wards).endswith(".parquet")
        wards, small = read_wards(edition), read_small_areas(edition)
        assert len(wards) == chosen.wards_in_england
        assert len(small) == chosen.small_areas_in_england
        for ranked in (wards, small):
            assert (ranked["rank"].rank(method="min") == ranked["rank"]).all()
