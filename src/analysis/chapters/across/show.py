"""Across the localities: the authorities of the book side by side, and how to read its charts."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.chapters.across.charts import plot_tartan_rug
from analysis.chapters.across.findings import (
    Across,
    find_authority_funnel,
    find_ranked,
    find_rug,
    find_steepest,
)
from analysis.chapters.across.reading import (
    explain_funnel,
    explain_interval,
    explain_rug,
    explain_slope,
)
from analysis.chapters.across.sentences import (
    describe_alone,
    describe_authorities,
    describe_rug,
    headline_funnel,
    headline_ranked,
    headline_rug,
)
from analysis.chapters.gradients.show import draw_gradient
from analysis.charts.chart import Notice
from analysis.charts.funnel import plot_funnel
from analysis.charts.gallery import Gallery
from analysis.charts.ranked import plot_ranked
from analysis.claims.table import Table
from analysis.claims.words import SYMBOLS, for_sex, gap_unit, upper_first
from analysis.findings.gaps import MEASURES

LIMITS = {"lower_ci": "lower 95% limit", "upper_ci": "upper 95% limit"}
NUMBERS = ("value", "lower_ci", "upper_ci", "comparator_value", *MEASURES)
NO_INTERVALS = "No intervals are published for these figures, so none is compared."
NO_FIGURE = "no figure"
WORDS = (
    "The first word compares the latest figure with {comparator}'s by its 95% interval; the words "
    "after it say where the gap goes, by the rule on the methods page. A gap on an area's better "
    "side that narrows is a lead that shrinks."
)


def show_authorities(across: Across) -> Gallery:
    """Show three points on each authority; first that it is alone, where it is."""
    alone = (describe_alone(across),) if len(across.places) == 1 else ()
    return Gallery((*alone, *describe_authorities(across)))


def show_directions(across: Across) -> Table | Notice:
    """Show each headline gap in a row and each authority in a column, in words.

    Parameters
    ----------
    across : Across
        From `analysis.chapters.across.findings`.

    Returns
    -------
    Table or Notice
        A notice where no headline figure is published.
    """
    cells: dict[str, dict[str, str]] = {}
    for row in across.headlines.to_dict("records"):
        label = f"{row['name']}{for_sex(row['sex'])}"
        cells.setdefault(label, {})[row["area_code"]] = _gap_words(row)
    for row in across.inside.to_dict("records"):
        label = f"{row['name']}{for_sex(row['sex'])}, inside the area"
        cells.setdefault(label, {})[row["area_code"]] = f"gap {row['direction']}"
    if not cells:
        return Notice("No headline figure is published for these areas.")
    codes = [one.area_code for one in across.places]
    rows = [
        {"gap": label, **{code: found.get(code, NO_FIGURE) for code in codes}}
        for label, found in cells.items()
    ]
    return Table(
        pd.DataFrame(rows),
        caption="Headline gaps side by side: verdict on the latest figure, and where the gap goes",
        columns={"gap": "Gap", **{one.area_code: one.area_name for one in across.places}},
        notes=(WORDS.format(comparator=across.comparator_name),),
    )


def _gap_words(row: Mapping[Any, Any]) -> str:
    verdict = row["verdict"]
    level = f"{SYMBOLS[verdict]} {verdict}".strip()
    return f"{level}; {_moves(row, 'gap ')}"


def _moves(row: Mapping[Any, Any], whole: str = "") -> str:
    """Say where a gap goes, in one word where difference and ratio agree."""
    absolute, relative = (row[f"{measure}_direction"] for measure in MEASURES)
    if pd.isna(absolute):
        return "no gap"
    if absolute == relative:
        return f"{whole}{absolute}"
    return f"difference {absolute}, ratio {relative}"


def show_gap_sizes(across: Across) -> Gallery:
    """Show the latest figures and gaps of every authority, a table for each headline indicator."""
    slugs = across.headlines["indicator"].unique()
    return Gallery(
        tuple(_sizes(across.headlines[across.headlines["indicator"] == slug]) for slug in slugs)
    )


def _sizes(rows: pd.DataFrame) -> Table:
    """Lay out one indicator; a column of limits or of a single word is left out."""
    first = rows.iloc[0]
    unit, decimals = str(first["unit"]), int(first["decimals"])
    named = {
        "value": (f"Latest ({unit})", "Latest"),
        "absolute": (f"Difference ({gap_unit(unit)})", "Difference"),
        "relative": ("Ratio", "Ratio"),
    }
    columns = {"area_name": "Area", "sex": "Sex", "period": "Period"}
    for name, (heading, short) in named.items():
        prefix = "" if name == "value" else f"{name}_"
        columns[name] = heading
        columns |= {
            f"{prefix}{end}": f"{short}, {words}"
            for end, words in LIMITS.items()
            if rows[f"{prefix}{end}"].notna().any()
        }
        if name == "value":
            columns["comparator_value"] = str(first["comparator_name"])
    columns["where"] = "Where the gap goes"
    for name in ("sex", "period"):
        if len(rows[name].unique()) == 1:
            columns.pop(name)
    where = pd.Series([_moves(row) for row in rows.to_dict("records")], index=rows.index)
    period = f", {first['period']}" if len(rows["period"].unique()) == 1 else ""
    return Table(
        rows.sort_values("sex", kind="stable").assign(where=where),
        caption=f"{first['name']}, area by area{period}",
        columns=columns,
        decimals={
            name: 2 if name.startswith("relative") else decimals
            for name in columns
            if name.startswith(NUMBERS)
        },
        notes=() if rows["lower_ci"].notna().any() else (NO_INTERVALS,),
        source=str(first["source"]),
    )


def show_inside(across: Across) -> Table | Notice:
    """Show the slope index inside each authority, and what it has done a year."""
    if across.inside.empty:
        return Notice(
            "No slope index of inequality in life expectancy is published for these areas."
        )
    rows = across.inside
    return Table(
        rows.sort_values("sex", kind="stable").assign(whole=rows["decimals"] - 1),
        caption=f"{rows['name'].iloc[0]}, area by area, {rows['period'].iloc[0]}",
        columns={
            "area_name": "Area",
            "sex": "Sex",
            "value": f"Latest ({rows['unit'].iloc[0]})",
            "direction": "The gap is",
            "slope": "Change a year",
            "lower_ci": "Change, lower 95% limit",
            "upper_ci": "Change, upper 95% limit",
            "first_period": "Since",
        },
        decimals={"value": "whole"} | dict.fromkeys(("slope", "lower_ci", "upper_ci"), "decimals"),
        notes=("No intervals are published for the index: the scatter of the series decides.",),
        source=str(rows["source"].iloc[0]),
    )


def show_rug(across: Across) -> Gallery:
    """Show every comparison in a grid, and how many chance alone would flag."""
    rug = find_rug(across)
    if rug.compared.empty:
        return Gallery((describe_rug(rug, across),))
    chart = plot_tartan_rug(
        rug.cells.assign(name=rug.cells["label"]),
        comparator_name=across.comparator_name,
        title=headline_rug(rug, across),
        source="the publishers that the page on data sources names",
        figure_id="across-rug",
    )
    return Gallery((chart, describe_rug(rug, across), explain_rug(rug)))


def show_ranked(across: Across) -> Gallery:
    """Show the first headline indicators with intervals among the areas' neighbours."""
    found = find_ranked(across)
    charts = [
        plot_ranked(
            one.rows,
            measure=f"{one.indicator.name}{for_sex(one.sex)}",
            unit=one.indicator.unit,
            decimals=one.indicator.decimals,
            title=headline_ranked(one),
            source=one.indicator.source,
            figure_id=f"across-{one.indicator.indicator}-{one.sex.lower()}",
        )
        for one in found
    ]
    return Gallery((explain_interval(found), *charts))


def show_funnel(across: Across) -> Gallery | Notice:
    """Show the ratio of deaths of every area held among the limits of chance."""
    example = find_authority_funnel(across)
    if example is None:
        return Notice("Deaths by age are held for none of these areas, so there is no funnel.")
    chart = plot_funnel(
        example.result,
        measure=f"{upper_first(example.measure)} ({example.unit})",
        unit="",
        decimals=example.decimals,
        size_words="Expected deaths",
        highlight=[one.area_name for one in across.places],
        period=example.period,
        title=headline_funnel(example, across),
        source=example.source,
        figure_id="across-funnel",
    )
    return Gallery((chart, explain_funnel(example, across)))


def show_slope(across: Across) -> Gallery | Notice:
    """Show how to read a slope index, where it is largest."""
    finding = find_steepest(across)
    if finding is None:
        return Notice("Life expectancy by deprivation tenth is held for none of these areas.")
    return Gallery((draw_gradient(finding), explain_slope(finding)))
