"""A folder laid out as the figures takes their place: what stays, comes and goes is said first."""

import shutil
from datetime import date

import pandas as pd
import pytest

from analysis.data import raw
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
    assert one.sentence == f"{WARDS}.parquet: rows that stay 1, new 1, gone 1."
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
    rows = bundle.rows("manifest.csv")
    bundle.write("manifest.csv", [{**row, "publisher": ""} for row in rows])
    found, unknown = read_bundle(bundle.folder, figures.folder)
    assert unknown == ["boundaries/new.geojson"]
    assert [one.path for one in found] == [f"{WARDS}.parquet"], "its form is that of wards"


def test_a_file_that_is_new_comes_with_the_origin_that_the_bundle_names(figures, bundle):
    bundle.write("boundaries/new.geojson", "{}")
    bundle.seal()
    found, unknown = read_bundle(bundle.folder, figures.folder)
    assert unknown == []
    accept_bundle(found, figures.folder, today=date(2026, 11, 29))
    entry = raw.read_manifest(figures.folder)["boundaries/new.geojson"]
    assert (entry["publisher"], entry["release"]) == ("Made-up Office", "First release")


def test_an_empty_folder_is_filled_from_a_bundle(bundle, tmp_path):
    """Every row is new, and the snapshot that is kept is the empty one."""
    bundle.seal()
    empty = tmp_path / "new" / "raw"
    carried, unknown = read_bundle(bundle.folder, empty)
    assert unknown == []
    (smoking,) = [one for one in carried if one.path == "indicators/smoking.csv"]
    assert smoking.sentence == "indicators/smoking.csv: rows that stay 0, new 4, gone 0."
    kept = accept_bundle(carried, empty, today=date(2026, 11, 29))
    assert list(kept.iterdir()) == []
    assert set(raw.read_manifest(empty)) == {
        path.replace(f"{WARDS}.csv", f"{WARDS}.parquet")
        for path in raw.read_manifest(bundle.folder)
    }


def test_files_that_nothing_describes_are_not_built_upon(bundle, tmp_path):
    bundle.seal()
    stray = tmp_path / "raw"
    stray.mkdir()
    (stray / "smoking.csv").write_text("a\n1\n")
    carried, _ = read_bundle(bundle.folder, stray)
    with pytest.raises(DataError, match=r"no manifest.csv but holds 1 file, such as smoking.csv"):
        accept_bundle(carried, stray, today=date(2026, 11, 29))
    assert [path.name for path in stray.iterdir()] == ["smoking.csv"]
