"""What the plans of the book promise, beside what the figures say."""

from analysis.chapters.promises.findings import Promises
from analysis.chapters.promises.sentences import describe_goals, describe_promises
from analysis.charts.chart import Gallery, Notice
from analysis.claims.table import Table, columns
from analysis.claims.words import day_of, lower_first
from analysis.data.documents.published import Baseline
from analysis.formats import with_unit

NUMBERS = ("first", "first_lower_ci", "first_upper_ci", "latest")

describe = describe_promises


def show_targets(promises: Promises) -> Table | Notice:
    """Show each published target with its baseline, the latest figure and the verdict.

    A notice where no target is on record.
    """
    rows = promises.targets
    if rows.empty:
        return Notice("There is no published target to set beside a figure here.")
    return Table(
        rows.assign(
            baseline=["; ".join(map(_baseline, each)) or "[z]" for each in rows["baselines"]],
            due=[day_of(day) for day in rows["due"]]
        ),
        caption="Published targets, area by area, and where they stand",
        columns=columns(
            "measure area_name verdict baseline latest lower_ci upper_ci period target unit due "
            "required slope slope_lower_ci slope_upper_ci document",
            verdict="Verdict",
            baseline="Baseline, as published",
            latest="Latest",
            target="Target",
            due="Due by",
            required="Change needed a year",
            slope="Change so far a year"
        ),
        decimals={"target": 0},
        notes=("The verdict is that of each area's chapter on the most deprived fifth: the "
               "interval of the yearly change against the change that is needed.",)
    )  # fmt: skip


def _baseline(one: Baseline) -> str:
    number = with_unit(one.value, int(one.value % 1 != 0), one.unit)
    return f"{number}, {one.when}" + (f" ({one.what})" if one.what else "")


def show_goals(promises: Promises) -> Gallery | Notice:
    """Show what each plan wants, and whether the gap in healthy life expectancy has closed.

    A notice where no plan is tracked, or no gap can be followed.
    """
    rows = promises.goals
    if rows.empty:
        return Notice("No goal of a plan can be set beside a series here.")
    table = Table(
        rows.assign(last_period=rows["period"]),
        caption=f"Gap to the comparator of each area with a plan: "
        f"{lower_first(str(rows['name'].iloc[0]))} ({rows['unit'].iloc[0]})",
        columns=columns(
            "area_name sex first_period first first_lower_ci first_upper_ci last_period latest "
            "lower_ci upper_ci direction relative_direction",
            first="Gap then",
            first_lower_ci="Then, lower 95% limit",
            first_upper_ci="Then, upper 95% limit",
            latest="Gap now",
            lower_ci="Now, lower 95% limit",
            upper_ci="Now, upper 95% limit",
            direction="The difference is",
            relative_direction="The ratio is",
        ),
        decimals=dict.fromkeys(NUMBERS, "decimals"),
        notes="The gap is the area minus its comparator. Healthy life expectancy inside an "
        "authority is not published, so a goal about an area's own communities cannot be followed "
        "by it.",
    )
    return Gallery((describe_goals(promises), table))
