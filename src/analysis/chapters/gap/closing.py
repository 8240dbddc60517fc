"""The picture that leads the gap chapter: which gaps close."""

from collections.abc import Sequence

import pandas as pd

from analysis.chapters.gap.charts import plot_closing
from analysis.chapters.gap.findings import Followed, find_followed
from analysis.chapters.gap.sentences import headline_closing
from analysis.charts.chart import Chart, Notice
from analysis.claims.verdict import name_of
from analysis.claims.words import gap_unit
from analysis.data.areas import Places
from analysis.findings.verdicts import COMPARATOR, GROUPS


def show_closing(slugs: Sequence[str], places: Places, target_year: int) -> Chart | Notice:
    """Show which gaps close, as arrows from the first value of each to the latest.

    Parameters
    ----------
    slugs : sequence of str
        Indicators whose gap to the comparator is followed, besides those inside the area.
    places : Places
        The area and its comparator.
    target_year : int
        As `show_required_rates` has it.
    """
    followed = find_followed(slugs, places, target_year)
    rows = [_closing_row(one, places) for one in followed if one.to_close]
    return plot_closing(
        pd.DataFrame(rows, columns=[*CLOSING_ROW]),
        area_name=places.area_name,
        target_year=target_year,
        title=headline_closing(followed, places),
        source="named for each indicator in the area profile",
        figure_id="closing",
    )


CLOSING_ROW = (
    *("label", "unit", "decimals", "direction", "first_period", "period"),
    *("first", "latest", "lower_ci", "upper_ci", "half"),
)


def _closing_row(one: Followed, places: Places) -> dict[str, object]:
    row = one.verdict
    whose = {COMPARATOR: f" (to {places.comparator_name})", GROUPS: " (by free school meals)"}
    return {
        "label": name_of(row) + whose.get(row.between, ""),
        "unit": gap_unit(row.indicator.unit),
        "decimals": row.indicator.decimals,
        "direction": row.gap.word,
        "first_period": row.gap.first_period,
        "period": row.period,
        **one.sizes,
    }
