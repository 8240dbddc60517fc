"""What nearly every chapter reads, read before there is a chapter."""

from analysis.data.deprivation import EDITIONS, read_small_areas, read_wards
from analysis.data.indicators import area_indicators, read_series
from analysis.data.raw import forget_files_read


def read_ahead() -> None:
    """Read the figures, so that processes forked from this one find them in memory."""
    for about in area_indicators():
        read_series(about.indicator)
    for edition in EDITIONS:
        read_small_areas(edition)
        read_wards(edition)
    forget_files_read()
