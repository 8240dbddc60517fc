"""Areas, lookups of small areas and outlines, renewed from the Open Geography Portal."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from analysis.data.areas import COUNTRY, DISTRICT, ENGLAND, REGION
from analysis.data.boundary_changes import SUCCESSORS
from analysis.data.england import OUTLINE
from analysis.data.likeness import OUTLINES
from analysis.data.raw import read_bytes, read_table
from analysis.errors import DataError
from analysis.intake.difference import GONE, Difference, Renewal, missing
from analysis.intake.england import SOURCE, outline_england
from analysis.intake.features import Feature, read_features
from analysis.intake.publishers import Series
from analysis.intake.snapshot import as_csv, held, path_of

AREAS = "geography/areas"
AREA = (
    *("area_code", "area_name", "area_type", "region_code", "upper_tier_code", "icb_name"),
    "successor_code",
)
AREA_FIELDS = (
    ("area_code", "area_name", "region_code", "region_name"),
    ("area_code", "county_code", "county_name"),
)
"""What is read of the two layers that the table of areas is made of."""
KINDS = {
    **{"E06": "unitary authority", "E07": DISTRICT, "E08": "metropolitan district"},
    **{"E09": "london borough", "E10": "county", "E12": REGION, "E92": COUNTRY},
}
"""The kind of an area by how its code begins (register of geographic codes)."""
COUNTY = "E10"
RIGHTS = (
    "; contains National Statistics and Ordnance Survey data, Crown copyright and database right"
)
FIGURES = 3
"""Decimals of a degree: about 100 metres."""
Fields = Mapping[str, str]


def renew_geography(
    name: str, series: Series, layers: list[list[bytes]], publisher: str
) -> list[Renewal]:
    """Compare what a table of geography holds with the publisher's layers."""
    where = f"{series.publisher}, {name}"
    release = f"{' and '.join(series.layers)} of the Open Geography Portal"
    if series.outlines:
        found = _renew_outlines(name, series.fields, layers[0], where)
    elif name == AREAS:
        found = [_renew_areas(name, series.fields, layers, where)]
    else:
        found = [_renew_lookup(name, series.fields, layers[0], where)]
    release += RIGHTS if series.outlines else ""
    return [replace(one, publisher=publisher, release=one.release or release) for one in found]


def _renew_outlines(name: str, fields: Fields, pages: list[bytes], where: str) -> list[Renewal]:
    path, code = f"{name}.geojson", next(iter(fields.values()))
    label = list(fields.values())[-1]
    features = read_features(pages, fields, where=where, outlined=True)
    new = {one[code]: _feature(one, code, where) for one in _once(features, code, where)}
    old: dict[str, Any] = {}
    if held(name):
        before = json.loads(read_bytes(path))["features"]
        old = {one["properties"][code]: _feature(_flat(one), code, path) for one in before}
    named = {key: one["properties"][label] for key, one in (old | new).items()}
    changed = [key for key in old if key in new and old[key] != new[key]]
    lists = {
        f"outlines {GONE}": sorted(named[key] for key in set(old) - set(new)),
        "new outlines": sorted(named[key] for key in set(new) - set(old)),
        "outlines that changed": sorted(named[key] for key in changed),
    }
    lines = ",\n".join(json.dumps(new[key]) for key in sorted(new))
    content = f'{{\n"type": "FeatureCollection",\n"features": [\n{lines}\n]\n}}\n'.encode()
    found = Renewal(name, path, content, Difference(lists=lists))
    stem = OUTLINE.removesuffix(".geojson")
    if path != OUTLINES or (found.difference.nothing and held(stem)):
        return [found]
    made = Difference(lists={"outline of England": ["made anew from these"]})
    england = outline_england(content)
    return [found, Renewal(name, OUTLINE, england, made, release=SOURCE["release"])]


def _flat(feature: Feature) -> Feature:
    return {**feature["properties"], "geometry": feature["geometry"]}


def _feature(one: Feature, code: str, where: str) -> Feature:
    """Give an outline as GeoJSON, of several parts and to `FIGURES` decimals."""
    shape = one["geometry"]
    if not shape or shape.get("type") not in ("Polygon", "MultiPolygon"):
        raise DataError(f"{where}: {one[code]} has no outline.")
    parts = shape["coordinates"]
    parts = [parts] if shape["type"] == "Polygon" else parts
    rounded = [
        [[[round(x, FIGURES), round(y, FIGURES)] for x, y, *_ in ring] for ring in part]
        for part in parts
    ]
    about = {name: value for name, value in one.items() if name != "geometry"}
    return {
        "type": "Feature",
        "properties": about,
        "geometry": {"type": "MultiPolygon", "coordinates": rounded},
    }


def _once(features: list[Feature], code: str, where: str) -> list[Feature]:
    """Refuse an answer whose pages overlap."""
    seen: set[str] = set()
    for one in features:
        if one[code] in seen:
            raise DataError(f"{where}: {one[code]} stands in the answer twice. Try again later.")
        seen.add(one[code])
    return features


def _renew_lookup(name: str, fields: Fields, pages: list[bytes], where: str) -> Renewal:
    rows = read_features(pages, fields, where=where)
    columns = list(fields.values())
    new = pd.DataFrame(rows, columns=columns).sort_values(columns, ignore_index=True)
    twice = new[new.duplicated()]
    if len(twice):
        code = str(twice.iloc[0, 0])
        raise DataError(f"{where}: {code} stands in the answer twice. Try again later.")
    path = path_of(name)
    old = read_table(name, text=columns) if held(name) else new.iloc[:0]
    mine, theirs = (set(data[columns].itertuples(index=False, name=None)) for data in (old, new))
    said = {
        f"rows {GONE}": sorted(" ".join(row) for row in mine - theirs),
        "new rows": sorted(" ".join(row) for row in theirs - mine),
    }
    content = new.to_parquet(index=False) if path.endswith(".parquet") else as_csv(new)
    return Renewal(name, path, content, Difference(lists=said))


def _renew_areas(name: str, fields: Fields, layers: list[list[bytes]], where: str) -> Renewal:
    """Bring the table of areas up to date; who has gone stays in it, as figures name them still."""
    new = _areas_of(fields, layers, where)
    empty = pd.DataFrame(columns=[*AREA], dtype="str")
    old = read_table(name, text=AREA).fillna("") if held(name) else empty
    present = {SUCCESSORS.get(code, code) for code in new["area_code"]} | set(new["area_code"])
    alive = old[(old["successor_code"] == "") & ~old["area_code"].isin([*SUCCESSORS])]
    alive = alive[alive["area_code"].str[:3].isin([*KINDS])]
    gone = alive.loc[~alive["area_code"].isin(present) & (alive["region_code"] != ""), "area_code"]
    both = old.merge(new, on="area_code", suffixes=("", "_new"))
    lists = {f"areas {GONE}": sorted(gone), "new areas": missing(new, old, "area_code")}
    for column, words in (
        ("area_name", "areas with another name"),
        ("region_code", "areas in another region"),
        ("upper_tier_code", "areas in another county"),
    ):
        other = both[both[column] != both[f"{column}_new"]]
        lists[words] = [
            f"{row['area_code']} ({row[column] or 'none'} before, {row[f'{column}_new']} now)"
            for row in other.to_dict("records")
        ]
    return Renewal(name, path_of(name), _joined(old, new), Difference(lists=lists))


def _joined(old: pd.DataFrame, new: pd.DataFrame) -> bytes:
    """Put the publisher's names, regions and counties into the table, and its new areas."""
    table = old.set_index("area_code", drop=False)
    fresh = new.set_index("area_code", drop=False)
    known = table.index.intersection(fresh.index)
    renewed = ["area_name", "region_code", "upper_tier_code"]
    table.loc[known, renewed] = fresh.loc[known, renewed]
    more = fresh[~fresh.index.isin(table.index)].reindex(columns=[*AREA], fill_value="")
    whole = pd.concat([table, more], ignore_index=True).sort_values("area_code", kind="stable")
    return as_csv(whole[[*AREA]])


def _areas_of(fields: Fields, layers: list[list[bytes]], where: str) -> pd.DataFrame:
    """Make the table of today's areas from the lookups of districts to regions and to counties."""

    def of(*ours: str) -> dict[str, str]:
        return {theirs: mine for theirs, mine in fields.items() if mine in ours}

    districts, counties = AREA_FIELDS
    to_region = _once(read_features(layers[0], of(*districts), where=where), "area_code", where)
    to_county = read_features(layers[1], of(*counties), where=where)
    # The same lookup names metropolitan counties and halves of London, which publish nothing.
    above = {one["area_code"]: one for one in to_county if one["county_code"].startswith(COUNTY)}
    rows = {ENGLAND: (ENGLAND, "England", "", "")}
    for one in to_region:
        code, region = one["area_code"], one["region_code"]
        rows[region] = (region, one["region_name"], "", "")
        upper = above[code]["county_code"] if code in above else code
        if code in above:
            rows[upper] = (upper, above[code]["county_name"], region, upper)
        elif KINDS[code[:3]] == DISTRICT:
            raise DataError(f"{where}: the district {one['area_name']} ({code}) has no county.")
        rows[code] = (code, one["area_name"], region, upper)
    columns = ["area_code", "area_name", "region_code", "upper_tier_code"]
    table = pd.DataFrame(rows.values(), columns=columns)
    return table.assign(area_type=table["area_code"].str[:3].map(KINDS))
