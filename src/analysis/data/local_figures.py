"""Figures that an analyst added and has not published, and of which areas each is."""

import hashlib

from analysis.data.areas import COUNTRY, REGION, extent_of, get_area
from analysis.data.catalogue import Indicator, read_catalogue, read_indicator
from analysis.data.raw import digest_of, locate, remembered

WIDE = (COUNTRY, REGION)
"""What others are compared with: figures of smaller areas beside theirs are about those."""


@remembered
def areas_of(slug: str) -> frozenset[str]:
    """Name the areas that an indicator is about, without those that it is compared with."""
    codes = frozenset(read_indicator(slug)["area_code"])
    return frozenset(code for code in codes if get_area(code).type not in WIDE) or codes


def indicators_for(area_code: str = "") -> list[Indicator]:
    """List the indicators that the pages of an area may show: local ones only where about it."""
    known = read_catalogue().values()
    if not any(one.local for one in known):
        return list(known)
    wide = not area_code or get_area(area_code).type in WIDE
    near = frozenset([area_code] if wide else extent_of(area_code))
    return [one for one in known if not one.local or near & areas_of(one.indicator)]


def local_digest(area_code: str) -> str:
    """Give what changes with the local figures about an area; empty where there are none."""
    own = [one for one in indicators_for(area_code) if one.local]
    files = [(one, digest_of(locate(f"indicators/{one.indicator}"))) for one in own]
    return hashlib.sha256(repr(files).encode()).hexdigest() if files else ""
