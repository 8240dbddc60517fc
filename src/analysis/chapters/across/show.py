"""Across the localities: the authorities of the book side by side, and how to read its charts."""

from collections.abc import Sequence

import pandas as pd

from analysis.chapters.across import sentences as words
from analysis.chapters.across.charts import plot_tartan_rug
from analysis.chapters.across.findings import (
    Across,
    Ranked,
    find_authority_funnel,
    find_ranked,
    find_rug,
    find_steepest,
)
from analysis.chapters.gradients.show import draw_gradient
from analysis.charts.chart import Chart, Gallery, Notice
from analysis.charts.funnel import plot_funnel
from analysis.charts.sorted_dots import plot_sorted_dots
from analysis.claims.figure import Row
from analysis.claims.sentence import Prose
from analysis.claims.table import Table, columns, together, with_limits
from analysis.claims.words import count_of, for_sex, gap_unit, signed, upper_first
from analysis.data.tidy import rows_of
from analysis.findings.gaps import MEASURES

NO_INTERVALS = "We hold no interval for these figures, so none is compared."
NO_FIGURE = "no figure"
WORDS = (
    "The first word compares the latest figure with {comparator}'s by the interval of the gap; "
    "the words after it say where the gap goes, by the rule on the methods page. A gap on an "
    "area's better side that narrows is a lead that shrinks."
)


def show_authorities(across: Across) -> Gallery:
    """Show three points on each authority."""
    return Gallery(words.describe_authorities(across))


def show_gaps(across: Across) -> Gallery | Notice:
    """Show where the headline gaps stand and go, how large they are, and those inside each area."""
    if across.headlines.empty and across.inside.empty:
        return Notice("We hold no headline figure of these areas.")
    groups = across.headlines.groupby("indicator", sort=False)
    sizes = [_sizes(rows) for _, rows in groups]
    inside = [] if across.inside.empty else [_inside(across.inside)]
    return Gallery((_directions(across), *sizes, *inside))


def _directions(across: Across) -> Table:
    """Lay out each headline gap in a row and each authority in a column, in words."""
    cells: dict[str, dict[str, str]] = {}
    for row in rows_of(across.headlines):
        words = f"{signed(row['verdict'])}; {_moves(row, 'gap ')}"
        cells.setdefault(f"{row['name']}{for_sex(row['sex'])}", {})[row["area_code"]] = words
    for row in rows_of(across.inside):
        label = f"{row['name']}{for_sex(row['sex'])}, inside the area"
        cells.setdefault(label, {})[row["area_code"]] = f"gap {row['direction']}"
    names = {one.area_code: one.area_name for one in across.places}
    nothing = dict.fromkeys(names, NO_FIGURE)
    return Table(
        pd.DataFrame([{"gap": label} | nothing | found for label, found in cells.items()]),
        caption="Headline gaps side by side: verdict on the latest figure, and where the gap goes",
        columns={"gap": "Gap"} | names,
        folded=f"Level and direction: {count_of(len(cells), 'headline gap')}",
        notes=(WORDS.format(comparator=across.comparator_name),),
    )


def _moves(row: Row, whole: str = "") -> str:
    """Say where a gap goes, in one word where difference and ratio agree."""
    absolute, relative = (row[f"{measure}_direction"] for measure in MEASURES)
    if pd.isna(absolute):
        return "no gap"
    if absolute == relative:
        return f"{whole}{absolute}"
    return f"difference {absolute}, ratio {relative}"


def _sizes(rows: pd.DataFrame) -> Table:
    """Lay out one indicator; a column of limits or of a single word is left out."""
    first = rows.iloc[0]
    unit, decimals = str(first["unit"]), int(first["decimals"])
    words = [name for name in ("sex", "period") if len(rows[name].unique()) > 1]
    rows = rows.sort_values("sex", kind="stable")
    ends = {f"value_{end}": rows[end] for end in ("lower_ci", "upper_ci")}
    rows = rows.assign(where=[_moves(row) for row in rows_of(rows)], **ends)
    rows["area_name"] = together(rows, " ".join(["area_name", *words]))
    numbers = (
        with_limits("value", f"Latest ({unit})", "Latest")
        | {"comparator_value": str(first["comparator_name"])}
        | with_limits("absolute", f"Difference ({gap_unit(unit)})", "Difference")
        | with_limits("relative", "Ratio")
    )
    numbers = {
        name: heading
        for name, heading in numbers.items()
        if not name.endswith("_ci") or rows[name].notna().any()
    }
    one_period = "" if "period" in words else f", {first['period']}"
    return Table(
        rows,
        caption=f"{first['name']}, area by area{one_period}",
        columns=columns("area_name") | numbers | {"where": "Where the gap goes"},
        decimals={name: 2 if name.startswith("relative") else decimals for name in numbers},
        notes=() if rows["lower_ci"].notna().any() else (NO_INTERVALS,),
        folded=f"{first['name']}: {count_of(len(rows), 'latest gap')}",
        source=str(first["source"]),
    )


def _inside(rows: pd.DataFrame) -> Table:
    """Lay out the slope index inside each authority, and what it has done a year."""
    return Table(
        rows.sort_values("sex", kind="stable").assign(whole=rows["decimals"] - 1),
        caption=f"{rows['name'].iloc[0]}, area by area, {rows['period'].iloc[0]}",
        columns=columns(
            "area_name sex value direction slope slope_lower_ci slope_upper_ci first_period",
            value=f"Latest ({rows['unit'].iloc[0]})",
            direction="The gap is",
            slope="Change a year",
            slope_lower_ci="Change, lower 95% limit",
            slope_upper_ci="Change, upper 95% limit",
            first_period="Since",
        ),
        decimals={"value": "whole"},
        notes="We hold no interval for the index: the scatter of the series decides.",
        folded=f"Slope index inside each area: {count_of(len(rows), 'figure')}",
        source=str(rows["source"].iloc[0]),
    )


def show_rug(across: Across) -> Gallery:
    """Show every comparison in a grid, and how many chance alone would flag."""
    rug = find_rug(across)
    if rug.compared.empty:
        return Gallery((words.describe_rug(rug, across),))
    chart = plot_tartan_rug(
        rug.cells.assign(name=rug.cells["label"]),
        comparator_name=across.comparator_name,
        title=words.headline_rug(rug, across),
        source="the publishers that the page on data sources names",
        figure_id="across-rug",
    )
    chart = _explained(chart, words.explain_rug(rug))
    return Gallery((words.describe_rug(rug, across), chart)).folded


def show_places(across: Across) -> Gallery:
    """Show the first headline indicator in every authority held; first that one is alone."""
    alone = (words.describe_alone(across),) if len(across.places) < 2 else ()
    found = find_ranked(across)
    return Gallery((*alone, *(_draw_places(one, found) for one in found[:1])))


def show_other_places(across: Across) -> Gallery | Notice:
    """Show the other headline indicators, each folded away under its finding."""
    found = find_ranked(across)[1:]
    if not found:
        return Notice("No other headline figure is held for these areas.")
    return Gallery(tuple(_draw_places(one) for one in found)).folded


def _draw_places(one: Ranked, explained: Sequence[Ranked] = ()) -> Chart | Notice:
    """Draw one, explained by the first interval of some."""
    chart = plot_sorted_dots(
        one.rows,
        measure=f"{one.indicator.name}{for_sex(one.sex)}",
        unit=one.indicator.unit,
        decimals=one.indicator.decimals,
        polarity=one.indicator.polarity,
        title=words.headline_ranked(one),
        source=one.indicator.source,
        figure_id=f"across-{one.indicator.indicator}-{one.sex.lower()}",
    )
    return _explained(chart, words.explain_interval(explained)) if explained else chart


def _explained(chart: Chart | Notice, example: Prose) -> Chart | Notice:
    return chart.explained(example) if isinstance(chart, Chart) else chart


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
        title=words.headline_funnel(example, across),
        source=example.source,
        figure_id="across-funnel",
    )
    return Gallery((_explained(chart, words.explain_funnel(example, across)),)).folded


def show_slope(across: Across) -> Gallery | Notice:
    """Show how to read a slope index, where it is largest."""
    finding = find_steepest(across)
    if finding is None:
        return Notice("Life expectancy by deprivation tenth is held for none of these areas.")
    chart = draw_gradient(finding)
    return Gallery((_explained(chart, words.explain_slope(finding)),)).folded
