"""Every indicator of the book with its latest figures: a row a place and sex."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.data.areas import Places
from analysis.data.catalogue import Indicator
from analysis.data.indicators import describe_indicator
from analysis.findings.profile import find_profile


@dataclass(frozen=True)
class IndicatorFigures:
    """One indicator: rows of `find_profile` of every place, with ``area_name``."""

    indicator: Indicator
    comparator_name: str
    rows: pd.DataFrame


def find_figures(
    authorities: Sequence[Mapping[str, Any]], edition_date: str
) -> tuple[IndicatorFigures, ...]:
    """Find the latest figures of every indicator, in the order of the life course.

    Parameters
    ----------
    authorities : sequence of mapping
        The places of the book: ``area_code, area_name, comparator_code`` of each.
    edition_date : str
        The day that the age of figures is counted to, as YYYY-MM-DD.

    Returns
    -------
    tuple of IndicatorFigures
        One an indicator and comparator, as the table of verdicts decides its rows. A place without
        a figure has a row whose figure is missing.
    """
    places = [
        Places(
            one["area_code"], one["area_name"], one["comparator_code"], edition_date=edition_date
        )
        for one in authorities
    ]
    frames = [
        find_profile(one).assign(area_name=one.area_name, comparator_name=one.comparator_name)
        for one in places
    ]
    if not frames:
        return ()
    rows = pd.concat(frames, ignore_index=True)
    return tuple(
        IndicatorFigures(describe_indicator(str(slug)), str(comparator), part)
        for (slug, comparator), part in rows.groupby(["indicator", "comparator_name"], sort=False)
    )
