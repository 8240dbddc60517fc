"""How well the book has called it: its record of hindcasts, beside three plain rivals."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from analysis.chapters.record import sentences as words
from analysis.chapters.record.charts import plot_calibration
from analysis.chapters.record.findings import (
    AHEAD,
    find_by_indicator,
    find_by_place,
    find_calibration,
    find_calls,
    find_rivals,
)
from analysis.charts.chart import Gallery, Notice
from analysis.claims.table import Table, columns, together, with_limits
from analysis.data.documents.record import Record, read_record
from analysis.findings.forecasts import ABSOLUTE, FIGURE

SOURCE = "the record of hindcasts, from the publishers on the page of data sources"
show_lead = words.describe_lead
SAME_SHOCKS = (
    "The intervals take only the indicators as independent: the areas of one share its years."
)
ABOUT_SCORES = (
    "Brier score: the mean square of what was said less what came; even odds have 0.25, and less "
    "is better. Score of intervals: their width and a fine for misses, in standard deviations "
    "between authorities; less is better. The last value gives even odds to every direction, and "
    "the five-point rule no interval.",
    SAME_SHOCKS,
)


def find_record(record: str) -> Record | None:
    """Read the record of hindcasts.

    Parameters
    ----------
    record : str
        The sha256 that seals it; empty for the record that is there.

    Returns
    -------
    Record or None
        None where none has been made yet.
    """
    return read_record(record)


def show_called(record: Record | None) -> Gallery | Notice:
    """Show what was said with which probability against what came, and if the record is old."""
    if record is None:
        return Notice(words.NO_RECORD)
    calibration = find_calibration(record)
    chart = plot_calibration(
        calibration,
        event="A gap narrows",
        period=f"{words.in_years(AHEAD)} ahead, all authorities",
        title=words.headline(record, calibration),
        source=SOURCE,
        figure_id="record-calibration",
    )
    age = words.describe_age(record)
    return Gallery((chart, *([age] if age else [])))


def show_calls(record: Record | None) -> Gallery | Notice:
    """Show how often each word was right, and at every number of years ahead."""
    if record is None:
        return Notice(words.NO_RECORD)
    calls = find_calls(record)
    rows = [
        {"word": f"{one.measure}: {one.word}", "years": one.years, "said": one.said}
        | {"right": one.right, "share": 100 * one.share.value}
        | {f"share_{end}": 100 * getattr(one.share, end) for end in ("lower_ci", "upper_ci")}
        for one in calls
    ]
    table = Table(
        pd.DataFrame(rows),
        caption="How often each word was right, by years ahead",
        columns=columns("word years said right", years="Years ahead", right="Came as said")
        | with_limits("share", "Share (%)"),
        decimals={"share": 0, "share_lower_ci": 0, "share_upper_ci": 0},
        notes=SAME_SHOCKS,
        source=SOURCE,
        folded="Each word at one, three and five years ahead",
    )
    found = find_by_indicator(record)
    found = found.assign(name=together(found, "name first last", "{} ({} up to {})"))
    return Gallery((words.describe_calls(record, calls), table, _tabulate(found, "indicator")))


def show_places(
    record: Record | None, authorities: Sequence[Mapping[str, Any]]
) -> Gallery | Notice:
    """Show how often words on gaps were right in the places of the book, and in all England.

    Parameters
    ----------
    record : Record or None
        From `find_record`.
    authorities : sequence of mapping
        The chapter's parameter of that name: codes and names.

    Returns
    -------
    Gallery or Notice
    """
    if record is None:
        return Notice(words.NO_RECORD)
    names = {str(one["area_code"]): str(one["area_name"]) for one in authorities}
    said = words.describe_places(record, names)
    return Gallery((said, _tabulate(find_by_place(record, names), "place")))


def _tabulate(rows: pd.DataFrame, what: str) -> Table:
    return Table(
        rows,
        caption=f"The record by {what}, {words.in_years(AHEAD)} ahead",
        columns=columns(
            "name number narrowing widening coverage brier",
            name=what.capitalize(),
            number="Forecasts",
            narrowing="Called narrowing: did",
            widening="Called widening: did",
            coverage="Intervals that held (%)",
            brier="Brier score",
        ),
        decimals={"coverage": 0, "brier": 2},
        notes=f"One {what} has no interval of its own: its years share one history.",
        source=SOURCE,
        folded=f"{what.capitalize()} by {what}",
    )


def show_coverage(record: Record | None) -> Gallery | Notice:
    """Show how often intervals held what came, for each method and number of years ahead."""
    if record is None:
        return Notice(words.NO_RECORD)
    tables = (find_rivals(record, measure) for measure in (ABSOLUTE, FIGURE))
    return Gallery((words.describe_coverage(record, *tables),))


def show_rivals(record: Record | None) -> Gallery | Notice:
    """Show the book beside the rivals: where one is better, and every score."""
    if record is None:
        return Notice(words.NO_RECORD)
    rivals = find_rivals(record, ABSOLUTE)
    tables = [
        _rivals_table(find_rivals(record, measure), measure) for measure in (ABSOLUTE, FIGURE)
    ]
    return Gallery((words.describe_rivals(record, rivals), *tables))


def _rivals_table(rivals: pd.DataFrame, measure: str) -> Table:
    per_cent = {
        name: 100 * rivals[name] for name in ("coverage", "coverage_lower_ci", "coverage_upper_ci")
    }
    return Table(
        rivals.assign(**per_cent),
        caption=f"The book and its rivals on where each {measure} goes",
        columns=columns(
            "method years number", method="Method", years="Years ahead", number="Forecasts"
        )
        | with_limits("brier", "Brier score")
        | with_limits("coverage", "Intervals that held (%)")
        | with_limits("score", "Score of intervals"),
        decimals={
            **{f"{name}{end}": 2 for name in ("brier", "score")
               for end in ("", "_lower_ci", "_upper_ci")},
            **{f"coverage{end}": 0 for end in ("", "_lower_ci", "_upper_ci")},
        },
        notes=ABOUT_SCORES,
        source=SOURCE,
        folded="The table: every score of the book and its rivals"
        if measure == ABSOLUTE
        else f"The same for every {measure}",
    )  # fmt: skip
