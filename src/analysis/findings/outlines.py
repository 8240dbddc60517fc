"""Outlines of wards, middle-layer areas, districts and authorities, most from small areas."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd
from shapely import STRtree, get_parts, unary_union
from shapely.geometry import Polygon, shape
from shapely.geometry.base import BaseGeometry

from analysis.data.areas import Area
from analysis.data.deprivation import read_small_area_boundaries, read_small_area_lineage
from analysis.data.districts import read_district_boundaries
from analysis.data.raw import remembered
from analysis.findings.neighbourhoods import former_districts, select_edition

# A hole of fewer square degrees, some hectares, is a seam and no land.
SLIT = 2e-6


@dataclass(frozen=True, eq=False)
class Outlines:
    """The outlines of the parts of an authority, by code or name."""

    shapes: Mapping[str, BaseGeometry]
    # How many small areas of 2011 are now in more than one part: each is drawn whole, in the part
    # in which most of its people live.
    shared: int = 0
    # What the outlines are, as a sentence.
    note: str = ""

    @cached_property
    def adjoining(self) -> dict[str, frozenset[str]]:
        """The parts that share a length of border with each; a corner alone is none."""
        names, shapes = [*self.shapes], [*self.shapes.values()]
        beside: dict[str, set[str]] = {name: set() for name in names}
        if not shapes:
            return {}
        for one, other in STRtree(shapes).query(shapes, predicate="intersects").T.tolist():
            if one < other and shapes[one].intersection(shapes[other]).length:
                beside[names[one]].add(names[other])
                beside[names[other]].add(names[one])
        return {name: frozenset(found) for name, found in beside.items()}


@remembered
def find_ward_outlines(area_code: str) -> Outlines:
    """Find the outline of each ward of 2024, by its code."""
    own = outlined(select_edition(area_code, 2025), 2025)
    people = own.groupby(["outline", "ward_code"], as_index=False)[["population"]].sum()
    ordered = people.sort_values(["population", "ward_code"], ascending=[False, True])
    chosen = ordered.drop_duplicates("outline")
    shared = int(people["outline"].value_counts().gt(1).sum())
    return Outlines(_dissolve(chosen, "ward_code"), shared)


def find_middle_outlines(area_code: str) -> Outlines:
    """Find the outline of each middle-layer area of 2011, by its name."""
    own = outlined(select_edition(area_code, 2019), 2019)
    return Outlines(_dissolve(own.assign(middle=own["small_area_name"].str[:-1]), "middle"))


def find_district_outlines(area_code: str, districts: Sequence[Area]) -> Outlines:
    """Find the outline of each district, by its code.

    They are those of authorities of 2021; a district that ended before is dissolved from the small
    areas of 2011 that were numbered in its name.
    """
    held = read_district_boundaries([one.code for one in districts])
    if held:
        shapes = {code: shape(outline) for code, outline in held.items()}
        return Outlines(shapes, note="The outlines are those of 2021.")
    own = outlined(select_edition(area_code, 2019), 2019)
    named = _dissolve(own.assign(district=former_districts(own, 2019)), "district")
    shapes = {one.code: _filled(named[one.name]) for one in districts if one.name in named}
    return Outlines(shapes, note="The outlines are dissolved from small areas of 2011.")


def _filled(outline: BaseGeometry) -> BaseGeometry:
    """Close slits where the outlines of two small areas do not quite meet."""
    parts = get_parts(outline)
    holes = [[hole for hole in part.interiors if Polygon(hole).area > SLIT] for part in parts]
    closed = zip(parts, holes, strict=True)
    return unary_union([Polygon(part.exterior, kept) for part, kept in closed])


def find_authority_outline(area_code: str) -> BaseGeometry | None:
    """Find the outline of an authority; none where no small area of it is outlined."""
    own = outlined(select_edition(area_code, 2025), 2025)
    return _dissolve(own.assign(whole=""), "whole").get("")


def outlined(small_areas: pd.DataFrame, edition: int) -> pd.DataFrame:
    """Keep the small areas whose ``outline`` of 2011 is held: an area of today has its parent's.

    One that was merged has a row for each of its parents.
    """
    codes = small_areas.assign(outline=small_areas["small_area_code"])
    if edition == 2025:
        parents = {"small_area_2021": "small_area_code", "small_area_2011": "outline"}
        lineage = read_small_area_lineage().rename(columns=parents)[[*parents.values()]]
        lineage = lineage[lineage["small_area_code"].isin(small_areas["small_area_code"])]
        codes = small_areas.merge(lineage, on="small_area_code", how="left")
    held = read_small_area_boundaries(codes["outline"].dropna())
    return codes[codes["outline"].isin(list(held))]


def _dissolve(rows: pd.DataFrame, column: str) -> dict[str, BaseGeometry]:
    held = read_small_area_boundaries(rows["outline"])
    return {
        str(name): unary_union([shape(held[code]) for code in part["outline"].unique()])
        for name, part in rows.groupby(column)
    }
