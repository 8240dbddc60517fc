"""Every indicator of an area in a table: its latest figure, what stands beside it, its verdicts."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from analysis.data.areas import Places
from analysis.data.indicators import select_latest, select_series
from analysis.data.raw import remembered
from analysis.data.tidy import rows_of
from analysis.findings.level import Figure, figure_of, from_exact
from analysis.findings.verdicts import ENDS, GROUPS, LEVEL, Verdict, find_verdicts
from analysis.formats import canonical
from analysis.statistics import absolute_gap

ABOUT = ("indicator", "name", "unit", "decimals", "polarity", "life_stage", "source", "note")
NUMBERS = ("value", "lower_ci", "upper_ci")
COLUMNS = (
    *(ABOUT[:-2]),
    *("sex", "period", "period_start", "period_end", *NUMBERS),
    *(f"comparator_{name}" for name in NUMBERS),
    *("gap", "gap_lower_ci", "gap_upper_ci"),
    *(f"region_{name}" for name in NUMBERS),
    *("value_note", "verdict", "compared_in", "verdict_rule"),
    *("direction", "direction_method"),
    *("counted", "old", "kept", "note", "source"),
)


def find_profile(places: Places, slugs: Sequence[str] | None = None) -> pd.DataFrame:
    """Lay out the table of verdicts, with what else a page shows of each figure.

    Parameters
    ----------
    places : Places
        The area and what is shown beside it.
    slugs : sequence of str, optional
        Only these indicators; all by default.

    Returns
    -------
    DataFrame
        `COLUMNS`, a row an indicator and sex, in the order of the life course. ``verdict`` is the
        level (of the period in ``compared_in``, where that is not the latest) and ``direction`` the
        area's own, in the words of `findings.vocabulary`; ``value_note`` as `select_series` has it.
        An indicator without a figure for the area has one row, its value missing and the
        reason in ``note``.
    """
    rows = [
        _row(verdict, places)
        for verdict in find_verdicts(places)
        if verdict.between != GROUPS and (slugs is None or verdict.indicator.indicator in slugs)
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def gaps_beside(figures: Sequence[Figure], others: Sequence[Figure]) -> list[Figure]:
    """Give the absolute gap of each figure to the other in its place, as `gap_beside` of one.

    >>> gaps_beside([Figure(4.0, 3.0, 5.0), Figure(4.0)], [Figure(1.0), Figure(1.0)])
    [Figure(value=3.0, lower_ci=2.0, upper_ci=4.0), Figure(value=3.0, lower_ci=nan, upper_ci=nan)]
    """
    sides = [[one.value for one in side] for side in (figures, others)]
    limits = [
        ([one.lower_ci for one in side], [one.upper_ci for one in side])
        for side in (figures, others)
    ]
    table = canonical(absolute_gap(*sides, first_limits=limits[0], second_limits=limits[1]))
    return [
        from_exact(figure, other.value)[0] if figure.has_limits and not gap.has_limits else gap
        for figure, other, gap in zip(figures, others, map(figure_of, rows_of(table)), strict=True)
    ]


def _row(verdict: Verdict, places: Places) -> dict[str, Any]:
    about = {name: getattr(verdict.indicator, name) for name in ABOUT}
    # The slope index is itself a gap, so its direction is that of a gap.
    move = verdict.gap if verdict.between == ENDS else verdict.direction
    row = about | {
        "sex": verdict.sex,
        "period": verdict.period or None,
        "verdict": verdict.level,
        "compared_in": verdict.earlier.period if verdict.earlier else "",
        "verdict_rule": verdict.level_rule,
        "direction": move.word,
        "direction_method": move.method,
        "counted": verdict.counted,
        "old": verdict.old,
        "kept": LEVEL in verdict.kept,
    }
    if not verdict.figure.known:
        return row | {"note": "no figure is held for this area"}
    return (
        row
        | verdict.figure.columns()
        | verdict.beside.columns("comparator_value")
        | verdict.compared.absolute.columns("gap")
        | _as_published(verdict, places)
    )


def _as_published(verdict: Verdict, places: Places) -> dict[str, Any]:
    """Give what the file says of the same figure, and the region's."""
    beside = (places.comparator_code, places.region_code)
    codes = tuple(dict.fromkeys(filter(None, (places.area_code, *beside))))
    found = _latest_rows(verdict.indicator.indicator, codes)
    own, comparator, region = (
        found.get((code, verdict.sex, verdict.period), {}) for code in (places.area_code, *beside)
    )
    known = {name: own[name] for name in ("period_start", "period_end", "value_note")}
    known |= figure_of(region).columns("region_value")
    if verdict.between == ENDS and places.comparator_code != places.area_code:
        # Its other end is nought: what stands beside it is the comparator's own index.
        known |= figure_of(comparator).columns("comparator_value")
    return known


@remembered
def _latest_rows(slug: str, codes: tuple[str, ...]) -> dict[tuple[str, str, str], dict[str, Any]]:
    """Give the rows of `select_latest` of the first area, by area, sex and period."""
    rows = rows_of(select_latest(select_series(slug, codes), codes[0]))
    return {(row["area_code"], row["sex"], row["period"]): row for row in rows}
