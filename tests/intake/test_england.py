"""The outline of England: made once from lower-tier authorities, and always the same."""

import csv
import hashlib
import json

import pytest
from shapely.geometry import shape

from analysis import paths
from analysis.data.england import OUTLINE, read_england
from analysis.data.likeness import OUTLINES
from analysis.errors import DataError
from analysis.intake.england import outline_england, write_england

RAW = paths.data_folder() / OUTLINE


def square(west: float, south: float, size: float) -> dict:
    east, north = west + size, south + size
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]}}


def collection(*features) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def outlined(content: bytes):
    (feature,) = json.loads(content)["features"]
    return shape(feature["geometry"])


def test_what_is_held_is_what_the_boundaries_give():
    """Provenance: the same command on the same file gives the same bytes."""
    boundaries = paths.data_folder() / OUTLINES
    assert outline_england(boundaries.read_bytes()) == RAW.read_bytes()


def test_it_has_the_size_and_the_corners_of_england():
    """England has 130,300 square kilometres, from 49.9 to 55.8 north and 6.3 west to 1.8 east."""
    england = read_england()
    assert england.is_valid
    assert [round(end, 1) for end in england.bounds] == [-6.3, 49.9, 1.8, 55.8]
    # A degree of latitude is 111.2 km; one of longitude in the middle of England 0.607 of that.
    assert england.area * 111.2**2 * 0.607 == pytest.approx(130_300, rel=0.01)


def test_neighbours_become_one_and_an_islet_is_left_out():
    """Two squares of a degree with a seam of 100 m; an islet of a hundredth of a degree."""
    land = outlined(outline_england(collection(
        square(0, 50, 1), square(1.001, 50, 1), square(5, 50, 0.01))))  # fmt: skip
    assert len(land.geoms) == 1
    assert land.bounds == (0, 50, 2.001, 51)
    assert land.area == pytest.approx(2.001)


@pytest.mark.parametrize("content", [b"not json", b"{}", b'{"features": [1]}'])
def test_what_are_no_boundaries_is_refused(content):
    with pytest.raises(DataError, match="not a GeoJSON collection of areas"):
        outline_england(content)


def test_it_is_written_with_its_row_of_the_manifest(figures, tmp_path):
    figures.seal()
    source = tmp_path / "ltla21.geojson"
    source.write_bytes(collection(square(0, 50, 1)))
    (figures.folder / "boundaries").mkdir(exist_ok=True)
    path = write_england(source, figures.folder)
    with (figures.folder / "manifest.csv").open(encoding="utf-8", newline="") as file:
        (row,) = [one for one in csv.DictReader(file) if one["path"] == OUTLINE]
    assert row["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert row["release"].startswith("England, dissolved")
    assert read_england().bounds == (0, 50, 1, 51)


def test_figures_without_an_outline_have_none(figures):
    figures.seal()
    assert read_england() is None
