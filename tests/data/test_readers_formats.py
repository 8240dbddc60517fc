"""A slice of the national bundle, written as each publisher writes it, and read back the same."""

import csv
import io
from collections.abc import Iterable

import pandas as pd
import pytest

from analysis.data.readers import (
    FINGERTIPS,
    NOMIS,
    read_explore_education,
    read_fingertips,
    read_indices,
    read_nomis,
    read_ons,
)
from analysis.data.readers import INDICES as EDITIONS
from analysis.errors import DataError

KEY = ["area_code", "period", "sex"]
NUMBERS = ["value", "lower_ci", "upper_ci"]


def write(columns: Iterable[str], rows: list[dict[str, object]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(columns), restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def plain(number: float) -> object:
    return "" if pd.isna(number) else repr(float(number))


@pytest.fixture
def of(shared_data):
    def read(slug: str) -> pd.DataFrame:
        rows = pd.read_parquet(shared_data / "national" / "indicators" / f"{slug}.parquet")
        return rows[rows["category"].isna()].groupby("period").head(40).reset_index(drop=True)

    return read


def assert_same(read: pd.DataFrame, bundle: pd.DataFrame) -> None:
    both = bundle.merge(read, on=KEY, suffixes=("", "_read"))
    assert len(both) == len(bundle) == len(read)
    for name in NUMBERS:
        pd.testing.assert_series_equal(both[name], both[f"{name}_read"], check_names=False)
    assert both["period_start"].eq(both["period_start_read"]).all()
    assert both["period_end"].eq(both["period_end_read"]).all()


def test_fingertips(of):
    bundle = of("year-6-obesity")
    rows = [
        {"Indicator ID": 1, "Indicator Name": "x", "Area Code": row["area_code"]}
        | {"Area Name": row["area_name"], "Area Type": "County & UA", "Sex": row["sex"]}
        | {"Time period": row["period"].replace(" to 20", " - "), "Value": plain(row["value"])}
        | {"Lower CI 95.0 limit": plain(row["lower_ci"])}
        | {"Upper CI 95.0 limit": plain(row["upper_ci"])}
        for row in bundle.to_dict("records")
    ]
    assert_same(read_fingertips(write(FINGERTIPS, rows), indicator="x", number=1)[0], bundle)


def test_nomis(of):
    bundle = of("employment-rate").dropna(subset=["value"])
    bundle = bundle.assign(
        lower_ci=bundle["value"] - 3.0, upper_ci=bundle["value"] + 3.0
    ).reset_index(drop=True)
    rows = [
        {"DATE_NAME": f"Jan {row['period']}-Dec {row['period']}", "VARIABLE_NAME": "rate"}
        | {"GEOGRAPHY_CODE": row["area_code"], "GEOGRAPHY_NAME": row["area_name"]}
        | {"GEOGRAPHY_TYPE": "x", "MEASURES_NAME": measure, "OBS_VALUE": plain(number)}
        for row in bundle.to_dict("records")
        for measure, number in (("Variable", row["value"]), ("Confidence", 3.0))
    ]
    assert_same(read_nomis(write(NOMIS, rows), indicator="x")[0], bundle)


def test_ons(of):
    bundle = of("healthy-life-expectancy-at-birth")
    columns = ["v4_2", "Lower CI", "Upper CI", "Time", "administrative-geography", "Geography"]
    rows = [
        {"v4_2": plain(row["value"]), "Lower CI": plain(row["lower_ci"])}
        | {"Upper CI": plain(row["upper_ci"]), "Time": row["period"].replace(" to 20", "-")}
        | {"administrative-geography": row["area_code"], "Geography": row["area_name"]}
        | {"Sex": row["sex"]}
        for row in bundle.to_dict("records")
    ]
    assert_same(read_ons(write([*columns, "Sex"], rows), indicator="x")[0], bundle)


def test_explore_education(of):
    bundle = of("persistent-absence")
    bundle = bundle[bundle["area_code"].str.startswith(("E06", "E08", "E09", "E10"))]
    bundle = bundle.reset_index(drop=True)
    columns = (
        "time_period time_identifier geographic_level country_code country_name region_code "
        "region_name new_la_code la_name percent"
    )
    rows = [
        {"time_period": row["period"].replace("/", ""), "time_identifier": "Academic year"}
        | {"geographic_level": "Local authority"}
        | {"new_la_code": row["area_code"], "la_name": row["area_name"]}
        | {"percent": plain(row["value"]) or "c"}
        for row in bundle.to_dict("records")
    ]
    content = write(columns.split(), rows)
    read, _ = read_explore_education(content, indicator="x", measure="percent", filters={})
    assert_same(read, bundle)


@pytest.mark.parametrize(("edition", "file"), [(2019, "imd2019_lsoa11"), (2025, "imd2025_lsoa21")])
def test_indices(shared_data, edition, file):
    """Of 2019, 26 pairs of small areas share a score, and so a rank."""
    table = pd.read_parquet(shared_data / "national" / "deprivation" / f"{file}.parquet")
    names = EDITIONS[edition]
    own = table[list(names.values())]
    content = own.rename(columns={ours: theirs for theirs, ours in names.items()})
    read = read_indices(content.to_csv(index=False).encode(), edition=edition)
    pd.testing.assert_frame_equal(read, own, check_dtype=False)


def test_a_rank_is_shared_only_with_a_score():
    heads = ",".join(EDITIONS[2019])
    same = f"{heads}\nE01000001,45.996,2852,1\nE01000002,45.996,2852,1\n"
    assert len(read_indices(same.encode(), edition=2019)) == 2
    with pytest.raises(DataError, match="rank 2852 stands there twice, with different scores"):
        read_indices(same.replace("2,45.996", "2,45.9").encode(), edition=2019)
    with pytest.raises(DataError, match="small area E01000001 stands there twice"):
        read_indices(same.replace("E01000002", "E01000001").encode(), edition=2019)
