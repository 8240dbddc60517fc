"""The outline of England for maps: lower-tier authorities dissolved and simplified, once.

Run as ``python -m analysis.intake.england ltla21.geojson data/raw``, it writes the outline and its
row in the manifest. The same boundaries give the same bytes.
"""

import csv
import hashlib
import json
import sys
from pathlib import Path

from shapely import unary_union
from shapely.geometry import Polygon, mapping, shape
from shapely.geometry.base import BaseGeometry

from analysis.data.england import OUTLINE
from analysis.errors import DataError

# Degrees. Seams between neighbours of up to 400 m are closed; what is left out is narrower than a
# pixel of a map of England, and so are islands below two square kilometres.
SEAM, DETAIL, SMALLEST = 0.002, 0.008, 0.0003
SOURCE = {
    "publisher": "Office for National Statistics",
    "release": "England, dissolved and simplified for this book from lower tier local authorities, "
    "December 2021, generalised boundaries; contains National Statistics and Ordnance Survey data, "
    "Crown copyright and database right",
    "licence": "Open Government Licence v3.0",
}


def outline_england(authorities: bytes) -> bytes:
    """Dissolve the authorities of a GeoJSON file into one simplified outline, as GeoJSON."""
    try:
        features = json.loads(authorities)["features"]
        shapes: list[BaseGeometry] = [shape(one["geometry"]) for one in features]
    except (ValueError, KeyError, TypeError) as problem:
        raise DataError(
            f"The boundaries are not a GeoJSON collection of areas ({problem}). Give the file of "
            f"lower tier local authorities."
        ) from problem
    land = unary_union([one.buffer(SEAM, join_style="mitre") for one in shapes])
    land = land.buffer(-SEAM, join_style="mitre").simplify(DETAIL)
    kept = [Polygon(one.exterior) for one in getattr(land, "geoms", [land]) if one.area > SMALLEST]
    kept.sort(key=lambda one: one.area, reverse=True)
    coordinates = [[_rounded(one)] for one in kept]
    feature = {
        "type": "Feature",
        "properties": {"name": "England", "code": "E92000001"},
        "geometry": {"type": "MultiPolygon", "coordinates": coordinates},
    }
    return (json.dumps({"type": "FeatureCollection", "features": [feature]}) + "\n").encode()


def _rounded(one: Polygon) -> list[list[float]]:
    return [[round(x, 3), round(y, 3)] for x, y in mapping(one)["coordinates"][0]]


def write_england(authorities: Path, folder: Path) -> Path:
    """Write the outline into a folder of figures, with its row in the manifest."""
    content, path = outline_england(authorities.read_bytes()), folder / OUTLINE
    manifest = folder / "manifest.csv"
    with manifest.open(encoding="utf-8", newline="") as file:
        rows = {row["path"]: row for row in csv.DictReader(file)}
    digest = hashlib.sha256(content).hexdigest()
    rows[OUTLINE] = {"path": OUTLINE, "bytes": str(len(content)), "sha256": digest} | SOURCE
    path.write_bytes(content)
    with manifest.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[OUTLINE]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows[name] for name in sorted(rows))
    return path


if __name__ == "__main__":
    write_england(Path(sys.argv[1]), Path(sys.argv[2]))
