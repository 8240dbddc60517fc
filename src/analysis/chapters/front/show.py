"""The front page: where the places are, and what is found in each."""

from collections.abc import Sequence

from analysis.chapters.front.findings import find_front
from analysis.chapters.front.places_map import PlacesMap
from analysis.chapters.front.sentences import Cards, describe_front
from analysis.data.areas import get_area
from analysis.data.england import read_england
from analysis.findings.outlines import find_authority_outline


def show_places(codes: Sequence[str]) -> PlacesMap:
    """Show where the places of the book are, each a link to its part.

    Parameters
    ----------
    codes : sequence of str
        The places, in the order of their list.
    """
    places = [(code, get_area(code).name) for code in codes]
    return PlacesMap(places, [find_authority_outline(code) for code in codes], read_england())


def describe(codes: Sequence[str], edition_date: str) -> Cards:
    """Say what is found in each place."""
    return describe_front([find_front(code, edition_date) for code in codes])
