"""What nearly every chapter reads and finds, read and found before there is a chapter."""

from analysis.data.areas import Places, get_area
from analysis.data.catalogue import read_indicator
from analysis.data.deprivation import (
    EDITIONS,
    read_small_area_lineage,
    read_small_areas,
    read_wards,
)
from analysis.data.health_services import read_checks, read_maternity
from analysis.data.indicators import area_indicators, read_figures
from analysis.data.neighbourhoods import read_children_by_ward, read_middle_areas
from analysis.findings.districts import find_districts
from analysis.findings.outlines import find_ward_outlines
from analysis.findings.profile import find_profile
from analysis.findings.wards import find_authority_small_areas


def read_ahead() -> None:
    """Read the figures, for processes forked from this one."""
    for about in area_indicators():
        read_indicator(about.indicator)
        read_figures(about.indicator)
    for edition in EDITIONS:
        read_small_areas(edition)
        read_wards(edition)
    read_small_area_lineage()


def decide_ahead(places: Places) -> None:
    """Decide what is found of a place, and read what its services count."""
    find_profile(places)
    find_districts(places)
    read_checks()
    read_maternity()


def outline_ahead(area_code: str) -> None:
    """Outline the wards and small areas of a place, and read what is held of all of them."""
    find_ward_outlines(area_code)
    find_authority_small_areas(area_code)
    read_middle_areas()
    read_children_by_ward()
    # Whose each ward is, which is asked of all at once.
    get_area(str(read_wards(max(EDITIONS))["ward_code"].iloc[0]))
