"""What nearly every chapter reads, read before there is a chapter."""

from collections.abc import Iterable, Sequence

from analysis.data.areas import Places
from analysis.data.deprivation import EDITIONS, read_small_areas, read_wards
from analysis.data.indicators import area_indicators, read_series
from analysis.data.raw import forget_files_read
from analysis.findings.verdicts import find_verdicts


def read_ahead(places: Iterable[Sequence[str]] = ()) -> None:
    """Read the figures and decide the verdicts of places, for processes forked from this one."""
    try:
        for about in area_indicators():
            read_series(about.indicator)
        for edition in EDITIONS:
            read_small_areas(edition)
            read_wards(edition)
        for area_code, area_name, comparator_code, edition_date in places:
            find_verdicts(Places(area_code, area_name, comparator_code, edition_date=edition_date))
    finally:
        # Also where something cannot be read: a chapter counts what it reads itself.
        forget_files_read()
