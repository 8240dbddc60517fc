"""The outline of England, on which places are shown."""

import json

from shapely.geometry import MultiPolygon, shape

from analysis.data.raw import read_bytes, read_manifest
from analysis.paths import data_folder

OUTLINE = "boundaries/england_outline.geojson"


def read_england() -> MultiPolygon | None:
    """Read the outline of England; none where a bundle of figures has none."""
    if OUTLINE not in read_manifest(data_folder()):
        return None
    (feature,) = json.loads(read_bytes(OUTLINE))["features"]
    return MultiPolygon(shape(feature["geometry"]))
