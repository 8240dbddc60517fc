"""The wards of an authority on a map, beside their order, and two of them side by side."""

from dataclasses import replace

import pandas as pd

from analysis.chapters.wards.compare import WardComparison
from analysis.charts.area_map import Classes, plot_area_map
from analysis.charts.chart import Chart, Gallery, Notice
from analysis.charts.rows import plot_ranked
from analysis.charts.small_area_map import CLASSES
from analysis.data.areas import Places
from analysis.data.deprivation import EDITIONS
from analysis.data.raw import source_of
from analysis.findings.wards import WardsBeside, find_wards_beside

# More are folded away, so that the page can be read to its end.
MOST_ROWS = 40
LATEST = EDITIONS[2025]
INDEX = "Index of Multiple Deprivation 2025"
VINTAGE = f"{INDEX}, wards of 2024"
DECILES = Classes(
    [f"{low} and {high}" for low, high in CLASSES],
    "Decile 1: most deprived",
    "10: least deprived",
)


def find_wards(places: Places) -> WardsBeside:
    """Find the wards of an authority and which of them lie side by side.

    Parameters
    ----------
    places : Places
        The authority.

    Returns
    -------
    WardsBeside
    """
    return find_wards_beside(places.area_code, places.area_name)


def show_ward_map(found: WardsBeside) -> Gallery | Notice:
    """Show the wards on a map, and beside it in the order of their deprivation."""
    if found.wards.empty:
        return Notice("Without wards there is no map of them and no order.")
    return Gallery((draw_wards(found), _rank(found)))


def draw_wards(found: WardsBeside, ward_code: str = "") -> Chart | Notice:
    """Draw the wards by decile; with a ward, that one and those beside it by name or number."""
    wards, area_name = found.wards, found.area_name
    own = wards["ward_code"] == ward_code
    beside = wards["ward_code"].isin(found.outlines.adjoining.get(ward_code, ()))
    name = wards.loc[own, "ward_name"].to_list()
    title = f"{name[0]} and the wards beside it" if name else f"The wards of {area_name}"
    shared = found.outlines.shared
    return plot_area_map(
        pd.DataFrame({
            "name": wards["ward_name"],
            "value": wards["rank"],
            "class": (wards["decile"] - 1) // 2,
            "shape": wards["ward_code"].map(dict(found.outlines.shapes)),
            "marked": own,
            "named": (own | beside) if ward_code else True,
        }),
        measure=INDEX,
        heading="Rank among the wards of England",
        place=area_name,
        noun="ward",
        classes=DECILES,
        first="1 the most deprived",
        period="wards of 2024 by decile among England's wards",
        reading="A darker ward is more deprived. The outlines are dissolved from small areas of "
        "2011" + (", each drawn whole in the ward where most of its people live." if shared
                  else "."),
        title=title,
        source=source_of(LATEST.wards),
        figure_id="ward-map",
    )  # fmt: skip


def _rank(found: WardsBeside) -> Chart | Notice:
    wards = found.wards
    numbered = zip(range(1, len(wards) + 1), wards["ward_name"], strict=True)
    chart = plot_ranked(
        pd.DataFrame({
            "area_name": [f"{number} {name}" for number, name in numbered],
            "period": VINTAGE,
            "value": wards["score"],
        }),
        measure="Deprivation score",
        unit="",
        noun="ward",
        title="From the most to the least deprived ward",
        source=source_of(LATEST.wards),
        figure_id="wards-in-order",
    )  # fmt: skip
    if isinstance(chart, Chart) and len(wards) > MOST_ROWS:
        return replace(chart, folded=True)
    return chart


def compare_wards(found: WardsBeside) -> WardComparison | Notice:
    """Set two wards side by side on every measure: at first the most deprived and one beside it."""
    wards = found.wards
    if len(wards) < 2:
        return Notice("With fewer than two wards there is nothing to compare.")
    first = wards["ward_code"].iloc[0]
    beside = found.unlike(first)["ward_code"].to_list()
    return WardComparison(wards, (first, beside[0] if beside else wards["ward_code"].iloc[1]))
