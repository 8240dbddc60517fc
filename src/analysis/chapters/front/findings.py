"""What the front page says of each place: its gaps, how it compares, and where it lies."""

from dataclasses import dataclass

import pandas as pd
from shapely import unary_union
from shapely.geometry import MultiPolygon, Polygon, shape
from shapely.geometry.base import BaseGeometry

from analysis.data.areas import Places, get_area
from analysis.data.indicators import slug_of
from analysis.findings.gaps import GapFinding, find_gap, find_slope_gap
from analysis.findings.profile import find_profile
from analysis.findings.wards import find_authority_small_areas

# About a metre: closes the seams between neighbouring small areas.
SEAM = 1e-5


@dataclass(frozen=True)
class FrontFinding:
    """What is known of one place at a glance."""

    places: Places
    inside: GapFinding
    against: GapFinding
    profile: pd.DataFrame


def find_front(area_code: str, edition_date: str) -> FrontFinding:
    """Find what the front page says of one place."""
    places = Places(area_code, get_area(area_code).name, edition_date=edition_date)
    return FrontFinding(
        places,
        find_slope_gap(area_code, edition_date),
        find_gap(slug_of("life expectancy"), places),
        find_profile(places),
    )


def find_outline(area_code: str) -> MultiPolygon | None:
    """Find the outline of an authority: its small areas of 2011 as one shape."""
    pieces = [shape(one["geometry"]) for one in find_authority_small_areas(area_code)]
    if not pieces:
        return None
    whole: BaseGeometry = unary_union([piece.buffer(SEAM) for piece in pieces]).buffer(-SEAM)
    parts = [whole] if isinstance(whole, Polygon) else list(getattr(whole, "geoms", []))
    return MultiPolygon([Polygon(part.exterior) for part in parts if isinstance(part, Polygon)])
