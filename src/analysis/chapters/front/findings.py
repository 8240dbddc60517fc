"""What the front page says of each place: its gaps, and how it compares."""

from dataclasses import dataclass

import pandas as pd

from analysis.data.areas import Places, get_area
from analysis.data.indicators import area_indicators, slug_of
from analysis.findings.gaps import GapFinding, find_gap, find_slope_gap
from analysis.findings.profile import find_profile


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
        find_profile(places, [one.indicator for one in area_indicators()]),
    )
