"""The reader of Fingertips downloads, on the publisher's genuine files and on spoilt ones."""

import csv

import pandas as pd
import pytest

from analysis.data.readers import read_fingertips
from analysis.data.tidy import check_tidy
from analysis.errors import DataError

CARE_USERS = "social-contact-care-users"


@pytest.fixture(scope="module")
def genuine(shared_data):
    """Give the publisher's two files."""
    folder = shared_data / "fixtures" / "fingertips"
    return {
        "county": (folder / "indicators-CountyUA.data.csv").read_bytes(),
        "district": (folder / "indicators-DistrictUApre419.data.csv").read_bytes(),
    }


def test_the_genuine_file_is_read_row_for_row(genuine):
    data, name = read_fingertips(genuine["county"], indicator=CARE_USERS, number=90280)
    rows = [
        row
        for row in csv.DictReader(genuine["county"].decode("utf-8-sig").splitlines())
        if row["Indicator ID"] == "90280"
    ]
    assert name == rows[0]["Indicator Name"]
    unique = {tuple(row.values()) for row in rows if row["Area Code"].startswith("E")}
    assert len(data) == len(unique)
    plain = data[data["category"].isna() & (data["age"] == "18+ yrs")]
    row = plain[(plain["area_code"] == "E06000001") & (plain["period"] == "2018/19")].iloc[0]
    assert (row["count"], row["denominator"], row["value"]) == (1040, 1930, 53.9)
    assert (row["lower_ci"], row["upper_ci"]) == (50.2, 57.6)
    assert (row["period_start"], row["period_end"]) == (2018, 2019)
    check_tidy(plain[plain["sex"] == "Persons"].reset_index(drop=True), where="x", unit="%")


def test_it_gives_the_figures_that_the_bundle_took_from_it(genuine, shared_data):
    """Two routes from the same publisher: this reader, and the bundle made by others."""
    data, _ = read_fingertips(genuine["county"], indicator=CARE_USERS, number=90280)
    data = data[data["category"].isna() & (data["sex"] == "Persons") & (data["age"] == "18+ yrs")]
    bundle = pd.read_parquet(shared_data / "national" / "indicators" / f"{CARE_USERS}.parquet")
    key = ["area_code", "period"]
    both = bundle.merge(data, on=key, suffixes=("", "_read")).dropna(subset=["value"])
    assert len(both) > 1000
    for column in ("value", "denominator"):
        pd.testing.assert_series_equal(
            both[column], both[f"{column}_read"], check_names=False, rtol=1e-6
        )


@pytest.mark.parametrize("column", ["Area Code", "Area Name", "Time period", "Value"])
def test_a_renamed_column_is_named(genuine, column):
    header, rest = genuine["county"].split(b"\n", 1)
    names = header.decode("utf-8-sig").strip().split(",")
    names[names.index(column)] = f"New {column}"
    with pytest.raises(DataError, match=f"no longer has the column {column}"):
        read_fingertips(",".join(names).encode() + b"\n" + rest, indicator=CARE_USERS, number=90280)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda c: b"<!DOCTYPE html><title>Sorry</title>", "a web page or a message"),
        (lambda c: b'{"error": "busy"}', "a web page or a message"),
        (lambda c: c[: len(c) // 2], "ends in the middle of row|ends without the end of its last"),
        (lambda c: c.split(b"\n")[0] + b"\n", "holds no rows"),
        (lambda c: b"", "holds no rows"),
        (lambda c: b"\xff\xfe\x00", "is no text"),
        (lambda c: c.replace(b",41.9,", b",4l.9,", 1), 'row 2: the Value "4l.9" is not a number'),
    ],
)
def test_a_file_that_is_not_whole_is_refused(genuine, spoil, said):
    with pytest.raises(DataError, match=said):
        read_fingertips(spoil(genuine["county"]), indicator=CARE_USERS, number=90280)


def test_an_indicator_that_is_not_there_is_said(genuine):
    with pytest.raises(DataError, match="does not hold indicator 1"):
        read_fingertips(genuine["district"], indicator="x", number=1)


def test_every_indicator_of_both_files_can_be_read(genuine):
    for content in genuine.values():
        rows = csv.DictReader(content.decode("utf-8-sig").splitlines())
        for number in {int(row["Indicator ID"]) for row in rows}:
            data, name = read_fingertips(content, indicator="x", number=number)
            assert name
            assert data["area_code"].str.startswith("E").all()
