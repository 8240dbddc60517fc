"""What the plans of the book promise, beside what the figures say."""

from analysis.chapters.promises.findings import Promises
from analysis.chapters.promises.sentences import describe_goals, describe_promises
from analysis.charts.chart import Notice
from analysis.charts.gallery import Gallery
from analysis.claims.prose import Prose
from analysis.claims.table import Table
from analysis.claims.words import day_of, lower_first
from analysis.data.documents.published import Baseline
from analysis.formats import with_unit

NUMBERS = ("first", "first_lower_ci", "first_upper_ci", "latest", "lower_ci", "upper_ci")


def describe(promises: Promises) -> Prose:
    """Say how many targets are reached or on course, and how many actions are overdue."""
    return describe_promises(promises)


def show_targets(promises: Promises) -> Table | Notice:
    """Show each published target with its baseline, the latest figure and the verdict.

    Parameters
    ----------
    promises : Promises
        From `analysis.chapters.promises.findings`.

    Returns
    -------
    Table or Notice
        A notice where no target is on record.
    """
    rows = promises.targets
    if rows.empty:
        return Notice("There is no published target to set beside a figure here.")
    return Table(
        rows.assign(
            baseline=["; ".join(map(_baseline, each)) or "[z]" for each in rows["baselines"]],
            due=[day_of(day) for day in rows["due"]],
        ),
        caption="Published targets, area by area, and where they stand",
        columns={
            "measure": "Measure",
            "area_name": "Area",
            "verdict": "Verdict",
            "baseline": "Baseline, as published",
            "latest": "Latest",
            "lower_ci": "Lower 95% limit",
            "upper_ci": "Upper 95% limit",
            "period": "Period",
            "target": "Target",
            "unit": "Unit",
            "due": "Due by",
            "required": "Change needed a year",
            "slope": "Change so far a year",
            "slope_lower_ci": "Change, lower 95% limit",
            "slope_upper_ci": "Change, upper 95% limit",
            "document": "Document",
        },
        decimals={"target": 0},
        missing="[x]",
        notes=("The verdict is that of each area's chapter on the most deprived fifth: the "
               "interval of the yearly change against the change that is needed.",),
    )  # fmt: skip


def _baseline(one: Baseline) -> str:
    number = with_unit(one.value, int(one.value % 1 != 0), one.unit)
    return f"{number}, {one.when}" + (f" ({one.what})" if one.what else "")


def show_goals(promises: Promises) -> Gallery | Notice:
    """Show what each plan wants, and whether the gap in healthy life expectancy has closed.

    Parameters
    ----------
    promises : Promises
        From `analysis.chapters.promises.findings`.

    Returns
    -------
    Gallery or Notice
        A notice where no plan is tracked, or no gap can be followed.
    """
    rows = promises.goals
    if rows.empty:
        return Notice("No goal of a plan can be set beside a series here.")
    table = Table(
        rows,
        caption=f"Gap to the comparator of each area with a plan: "
        f"{lower_first(str(rows['name'].iloc[0]))} ({rows['unit'].iloc[0]})",
        columns={
            "area_name": "Area",
            "sex": "Sex",
            "first_period": "From",
            "first": "Gap then",
            "first_lower_ci": "Then, lower 95% limit",
            "first_upper_ci": "Then, upper 95% limit",
            "period": "To",
            "latest": "Gap now",
            "lower_ci": "Now, lower 95% limit",
            "upper_ci": "Now, upper 95% limit",
            "direction": "The difference is",
            "relative_direction": "The ratio is",
        },
        decimals=dict.fromkeys(NUMBERS, "decimals"),
        notes=(
            "The gap is the area minus its comparator. Healthy life expectancy inside an authority "
            "is not published, so a goal about an area's own communities cannot be followed by it.",
        ),
    )
    return Gallery((describe_goals(promises), table))
