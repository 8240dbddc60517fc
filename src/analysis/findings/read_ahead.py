"""What nearly every chapter reads, read before there is a chapter."""

from analysis.indicators import area_indicators, undivided_series
from analysis.sources.deprivation import EDITIONS, read_small_areas, read_wards
from analysis.sources.raw import forget_files_read


def read_ahead() -> None:
    """Read the figures, so that processes forked from this one find them in memory.

    They do not count as read by this process: each of the others counts what it asks for.

    Raises
    ------
    DataError
        When a file breaks its contract; the chapter that needs it will say so too.
    """
    for about in area_indicators():
        undivided_series(about.indicator)
    for edition in EDITIONS:
        read_small_areas(edition)
        read_wards(edition)
    forget_files_read()
