"""The chapter of who is affected: England's gaps by group, and the groups of the area."""

from collections.abc import Sequence

import pandas as pd

from analysis.chapters.groups.findings import (
    MEASURES,
    GroupFinding,
    find_groups,
    find_sizes,
    find_ungrouped,
)
from analysis.chapters.groups.sentences import (
    describe_groups,
    describe_sizes,
    find_widest,
    headline_ends,
    headline_groups,
)
from analysis.charts.chart import Chart, Gallery, Notice
from analysis.charts.rows import plot_ranked
from analysis.claims.sentence import Prose
from analysis.claims.table import Table, columns, together
from analysis.claims.words import count_of, lower_first
from analysis.data.areas import ENGLAND, Places
from analysis.data.groups import ETHNIC_GROUPS, GROUPS
from analysis.data.raw import remembered, source_of
from analysis.findings.small_areas import STEM

NOT_HELD = "No figure of England by group of people is held."
ENDS = ("", "_lower_ci", "_upper_ci")


def describe() -> Prose:
    """Say which gap of England is the widest for each kind of group."""
    return describe_groups(find_groups(), find_ungrouped())


def show_sizes(places: Places) -> Gallery:
    """Show how many people of an area belong to each group that is counted."""
    sizes = find_sizes(places)
    said = describe_sizes(sizes, places)
    if sizes.empty:
        return Gallery((said,))
    table = Table(
        sizes,
        caption=f"People of {places.area_name} by group, Census 2021",
        columns=columns("kind group count percent", count="People", percent="Share (%)"),
        decimals={"percent": 1},
        folded=f"The table: people of {places.area_name} by group, {len(sizes)} groups",
        notes="The groups overlap. Figures by group are England's, in the parts that follow.",
        source="; ".join(filter(None, map(source_of, (ETHNIC_GROUPS, STEM)))),
    )
    return Gallery((said, table))


@remembered
def show_lead() -> Chart | Notice:
    """Show the widest gap of England by each kind of group, as ranked dots of ratios."""
    found = find_groups()
    if not found:
        return Notice(NOT_HELD)
    widest = find_widest(found)
    return plot_ranked(
        pd.DataFrame({
            "area_name": [f"{one.kind}: {lower_first(one.about.name)}" for one in widest],
            "period": [one.period for one in widest],
            "value": [one.relative.value for one in widest],
            "lower_ci": [one.relative.lower_ci for one in widest],
            "upper_ci": [one.relative.upper_ci for one in widest],
        }),
        measure="Widest gap by each kind of group, England",
        unit="times",
        decimals=2,
        noun="gap",
        title=headline_groups(found),
        source=source_of(GROUPS),
        figure_id="widest-gaps",
    )  # fmt: skip


@remembered
def show_kind(kind: str) -> Gallery | Notice:
    """Show every indicator of England by one kind of group, as ranked dots, folded away."""
    found = [one for one in find_groups() if one.kind == kind]
    if not found:
        return Notice(f"No figure of England by {kind.lower()} is held.")
    return Gallery(tuple(_dots(one) for one in found)).folded


def _dots(one: GroupFinding) -> Chart | Notice:
    about, england = one.about, one.england
    numbers = {"value": england.value, "lower_ci": england.lower_ci, "upper_ci": england.upper_ci}
    whole = pd.DataFrame([{"area_name": "England", "role": "England", **numbers}])
    rows = one.rows.assign(area_name=one.rows["category"], role="")
    rows = pd.concat([rows, whole] if england.known else [rows]).assign(period=one.period)
    return plot_ranked(
        rows,
        measure=about.name,
        unit=about.unit,
        decimals=about.decimals,
        noun="group",
        title=headline_ends(one),
        source=source_of(GROUPS),
        figure_id=f"{about.indicator}-by-{one.kind.lower().replace(' ', '-')}",
    )


def show_gaps() -> Table | Notice:
    """Show the gap between the ends of England's groups, of every indicator and kind."""
    found = find_groups()
    if not found:
        return Notice(NOT_HELD)
    rows = pd.DataFrame([_row(one) for one in found])
    return Table(
        rows.assign(label=together(rows, "name period")),
        caption="Gaps between groups in England, the worst or most deprived group beside the best "
        "or least deprived",
        columns=columns(
            "label kind first second absolute absolute_lower_ci absolute_upper_ci relative "
            "relative_lower_ci relative_upper_ci",
            label="Indicator, period",
            absolute="Difference",
            relative="Ratio",
            **{f"absolute_{end}_ci": f"Difference, {end} 95% limit" for end in ("lower", "upper")},
            **{f"relative_{end}_ci": f"Ratio, {end} 95% limit" for end in ("lower", "upper")},
        ),
        folded=f"The table: {count_of(len(found), 'gap')} with their intervals",
        decimals={f"absolute{end}": 1 for end in ENDS} | {f"relative{end}": 2 for end in ENDS},
        notes="Of groups without order the ends are the highest and the lowest, so that part of a "
        "gap is chance. " + _made_of(found),
        source=source_of(GROUPS),
    )


def _made_of(found: Sequence[GroupFinding]) -> str:
    """Say of what groups by deprivation are made."""
    names: dict[str, list[str]] = {}
    for one in found:
        if one.made_of:
            names.setdefault(one.made_of, []).append(one.about.name)
    return " ".join(f"Groups by deprivation are of {of}: {'; '.join(names[of])}." for of in names)


def _row(one: GroupFinding) -> dict[str, object]:
    row: dict[str, object] = {"name": one.about.name, "kind": one.kind, "period": one.period}
    row |= {"first": one.first, "second": one.second, "indicator": one.about.indicator}
    for name in ("absolute", "relative"):
        figure = getattr(one, name)
        row |= {name: figure.value, f"{name}_lower_ci": figure.lower_ci}
        row |= {f"{name}_upper_ci": figure.upper_ci}
    return row


def show_measures() -> Table | Notice:
    """Show the measures of inequality between groups that have no order."""
    rows = [
        {"kind": one.kind, "name": one.about.name, "measure": measure, "area_code": ENGLAND}
        | {"value": figure.value, "lower_ci": figure.lower_ci, "upper_ci": figure.upper_ci}
        for one in find_groups()
        for measure, figure in one.measures.items()
        if measure in MEASURES
    ]
    if not rows:
        return Notice("So no measure of all groups can be given.")
    return Table(
        pd.DataFrame(rows),
        caption="Measures of inequality between groups without order, England",
        columns=columns("kind name measure value lower_ci upper_ci"),
        folded=f"The table: {count_of(len(rows), 'measure')} of all groups at once",
        decimals=dict.fromkeys(("value", "lower_ci", "upper_ci"), 1),
        notes="Each group counts the same, as their sizes are not published. The mean difference "
        "is in the indicator's unit; the index of disparity is in per cent of the mean.",
        source=source_of(GROUPS),
    )
