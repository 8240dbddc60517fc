"""The picture that leads the gap chapter: which gaps close."""

from collections.abc import Sequence

import pandas as pd

from analysis.chapters.gap.charts import plot_closing
from analysis.chapters.gap.findings import ABSOLUTE, RELATIVE, Followed, find_followed
from analysis.chapters.gap.sentences import headline_closing
from analysis.charts.chart import Chart, Gallery, Notice, choice
from analysis.claims.verdict import name_of
from analysis.claims.words import gap_unit
from analysis.data.areas import Places
from analysis.findings.verdicts import COMPARATOR, GROUPS

DIFFERENCES, RATIOS = "differences", "ratios"
UNIT_OF_SHARE = "% worse"


def show_closing(slugs: Sequence[str], places: Places, target_year: int) -> Gallery:
    """Show which gaps close, as arrows from the first value of each to the latest.

    Parameters
    ----------
    slugs : sequence of str
        Indicators whose gap to the comparator is followed, besides those inside the area.
    places : Places
        The area and its comparator.
    target_year : int
        As `show_required_rates` has it.

    Returns
    -------
    Gallery
        The gaps as differences and as ratios, of which the reader chooses one.
    """
    followed = find_followed(slugs, places, target_year)
    charts = {
        words: _closing(followed, places, target_year, measure)
        for words, measure in ((DIFFERENCES, ABSOLUTE), (RATIOS, RELATIVE))
    }
    drawn = {words: one for words, one in charts.items() if isinstance(one, Chart)}
    return choice("closing", "Gaps as", drawn or {DIFFERENCES: charts[DIFFERENCES]})


def _closing(
    followed: Sequence[Followed], places: Places, target_year: int, measure: str
) -> Chart | Notice:
    rows = [_closing_row(one, places, measure) for one in followed if one.to_close(measure)]
    return plot_closing(
        pd.DataFrame(rows, columns=[*CLOSING_ROW]),
        area_name=places.area_name,
        target_year=target_year,
        as_ratio=measure == RELATIVE,
        title=headline_closing(followed, places, measure),
        source="named for each indicator in the area profile",
        figure_id="closing" if measure == ABSOLUTE else "closing-relative",
    )


CLOSING_ROW = (
    *("label", "unit", "decimals", "direction", "first_period", "period"),
    *("first", "latest", "lower_ci", "upper_ci", "half"),
)


def _closing_row(one: Followed, places: Places, measure: str) -> dict[str, object]:
    row, move = one.verdict, one.move(measure)
    whose = {COMPARATOR: f" (to {places.comparator_name})", GROUPS: " (by free school meals)"}
    absolute = measure == ABSOLUTE
    return {
        "label": name_of(row) + whose.get(row.between, ""),
        "unit": gap_unit(row.indicator.unit) if absolute else UNIT_OF_SHARE,
        "decimals": row.indicator.decimals if absolute else 1,
        "direction": move.word,
        "first_period": move.first_period,
        "period": row.period,
        **(one.sizes if absolute else one.shares),
    }
