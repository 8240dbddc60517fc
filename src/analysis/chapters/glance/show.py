"""At a glance: one page with the findings that matter, ranked by rule."""

import pandas as pd

from analysis.chapters.glance import sentences as words
from analysis.chapters.glance.charts import plot_gap_ladder
from analysis.chapters.glance.findings import Glance
from analysis.charts.chart import Chart, Gallery, Notice
from analysis.charts.spine import plot_spine
from analysis.claims.sentence import Prose
from analysis.data.areas import Places
from analysis.findings.verdicts import Verdict

MOST_FINDINGS = 4
MOST_CHANGES = 3
MOST_COMPARED = 5
MOST_LEADS = 2
MOST_RUNGS = 10

show_rule = words.describe_rule
show_inside = words.describe_inside


def show_ladder(glance: Glance, places: Places) -> Chart | Notice:
    """Show the widest gaps to the area's disadvantage as a ladder."""
    rows = [row.compared for row in glance.worst[:MOST_RUNGS]]
    return plot_gap_ladder(
        pd.DataFrame([_rung(row) for row in rows], columns=[*RUNG]),
        area_name=places.area_name,
        comparator_name=places.comparator_name,
        title=words.headline_ladder(rows, places),
        source="named for each indicator in the area profile",
        figure_id="gap-ladder",
    )


RUNG = (
    *("name", "unit", "decimals", "sex", "period", "value", "comparator_value", "size"),
    *("size_lower", "size_upper", "direction"),
)


def _rung(row: Verdict) -> dict[str, object]:
    about, gap = row.indicator, row.absolute
    ends = sorted(row.in_steps(end) for end in (gap.lower_ci, gap.upper_ci))
    said = (about.name, about.unit, about.decimals, row.sex, row.period)
    numbers = (row.figure.value, row.beside.value, row.size, *ends)
    return dict(zip(RUNG, (*said, *numbers, row.gap.word), strict=True))


def show_findings(glance: Glance, places: Places) -> Prose:
    """Show the widest gaps to the area's disadvantage."""
    return words.describe_findings(glance, places, MOST_FINDINGS)


def show_leads(glance: Glance, places: Places) -> Prose:
    """Show where the area is clearly better."""
    return words.describe_leads(glance, places, MOST_LEADS)


def show_compared(glance: Glance, places: Places) -> Chart | Notice:
    """Show the figures furthest from the comparator's, with their intervals."""
    rows = glance.compared
    furthest = rows[:MOST_COMPARED]
    return plot_spine(
        pd.DataFrame([_mark(row) for row in furthest], columns=[*_COLUMNS]),
        area_name=places.area_name,
        comparator_name=places.comparator_name,
        scale_words=f"the {len(furthest)} furthest from {places.comparator_name}, "
        "in standard deviations between authorities",
        title=words.headline_compared(rows, places),
        source="named for each indicator in the area profile",
        figure_id="compared",
    )


_COLUMNS = (
    *("name", "unit", "decimals", "polarity", "sex", "period", "value", "lower_ci", "upper_ci"),
    *("comparator_value", "verdict", "position", "position_lower", "position_upper"),
)


def _mark(row: Verdict) -> dict[str, object]:
    """Place one figure: better, or higher where neither side is, to the right, in steps."""
    row = row.compared
    about, gap = row.indicator, row.absolute
    side = -1 if row.adverse else 1
    ends = sorted(side * row.in_steps(end) for end in (gap.lower_ci, gap.upper_ci))
    numbers = (row.figure.value, row.figure.lower_ci, row.figure.upper_ci, row.beside.value)
    place = (side * row.size, *ends)
    words_ = (about.name, about.unit, about.decimals, about.polarity, row.sex, row.period)
    return dict(zip(_COLUMNS, (*words_, *numbers, row.level, *place), strict=True))


def show_unknown(glance: Glance, places: Places) -> Gallery:
    """Show how much cannot be judged and why, its names folded away."""
    names = words.name_unknown(glance, places)
    return Gallery((words.describe_unknown(glance, places), *([names] if names.sentences else [])))


def show_better(glance: Glance, places: Places) -> Prose:
    """Show what is clearly getting better."""
    return words.describe_changes(glance, places, MOST_CHANGES, good=True)


def show_worse(glance: Glance, places: Places) -> Prose:
    """Show what is clearly getting worse."""
    return words.describe_changes(glance, places, MOST_CHANGES, good=False)
