"""A folder laid out as the figures takes their place: what stays, comes and goes is said first."""

import shutil
from datetime import date

import pandas as pd
import pytest

from analysis.data.raw import locate, read_table
from analysis.errors import DataError
from analysis.intake.bundle import accept_bundle, as_form, read_bundle

WARDS = "deprivation/wards_2024_imd2025"


@pytest.fixture
def bundle(figures, tmp_path):
    """Give the figures of the fixture, with a table of wards, and a copy to change and seal."""
    figures.write(f"{WARDS}.csv", "ward24_code,lsoas\nE05000001,5\nE05000002,7\n")
    figures.seal()
    return type(figures)(shutil.copytree(figures.folder, tmp_path / "bundle"))


def test_a_table_of_wards_becomes_parquet_and_the_csv_goes(figures, bundle):
    (bundle.folder / f"{WARDS}.csv").unlink()
    table = pd.DataFrame({"ward24_code": ["E05000001", "E05000003"], "lsoas": [5, 9]})
    table.to_parquet(bundle.folder / f"{WARDS}.parquet", index=False)
    content = (bundle.folder / f"{WARDS}.parquet").read_bytes()
    bundle.seal()
    (one,), unknown = read_bundle(bundle.folder, figures.folder)
    assert unknown == []
    assert one.sentence == f"{WARDS}.parquet: 1 rows stay, 1 are new, 1 go."
    accept_bundle([one], figures.folder, today=date(2026, 11, 29))
    assert locate(WARDS) == f"{WARDS}.parquet"
    assert (figures.folder / f"{WARDS}.parquet").read_bytes() == content
    assert read_table(WARDS)["lsoas"].tolist() == [5, 9]
    assert not (figures.folder / f"{WARDS}.csv").exists()


def test_every_other_table_stays_csv_as_the_figures_have_it(figures, bundle):
    path = bundle.folder / "indicators" / "smoking.csv"
    table = pd.read_csv(path, dtype={"period": str})
    path.unlink()
    table.to_parquet(path.with_suffix(".parquet"), index=False)
    bundle.seal()
    found, _ = read_bundle(bundle.folder, figures.folder)
    assert [one.path for one in found] == [f"{WARDS}.parquet"], "smoking is the very same table"
    assert as_form(b"the very bytes", "a.csv", "a.csv") == b"the very bytes"


def test_a_file_that_is_not_the_bundles_is_refused(figures, bundle):
    bundle.seal()
    bundle.write("indicators/life.csv", "spoilt")
    with pytest.raises(DataError, match=r"life\.csv of the bundle is not the one of"):
        read_bundle(bundle.folder, figures.folder)


def test_a_file_that_nobody_is_known_to_publish_is_left(figures, bundle):
    bundle.write("boundaries/new.geojson", "{}")
    bundle.seal()
    found, unknown = read_bundle(bundle.folder, figures.folder)
    assert unknown == ["boundaries/new.geojson"]
    assert [one.path for one in found] == [f"{WARDS}.parquet"], "its form is that of wards"
