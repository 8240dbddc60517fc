"""How to read each kind of chart: a few words that a page shows beside the drawing."""

from collections.abc import Mapping

import pandas as pd

from analysis.charts.frame import has_intervals
from analysis.charts.wording import break_notes, lower_first

NO_INTERVALS = "No intervals are published, so a small difference may be chance."


def read_series(
    rows: pd.DataFrame, breaks: Mapping[float, str], *, neighbours: bool = False
) -> str:
    """Say what the marks of a line chart are, and what its intervals allow.

    Parameters
    ----------
    rows : pandas.DataFrame
        The rows whose intervals are drawn.
    breaks : mapping of float to str
        The first year of each new definition, with its label.
    neighbours : bool
        Whether thin grey lines are drawn too.

    Returns
    -------
    str
        Plain sentences.

    Examples
    --------
    >>> rows = pd.DataFrame({"lower_ci": [1.0], "upper_ci": [2.0]})
    >>> read_series(rows, {})
    'Each mark is one period. Shaded bands and thin bars are 95% intervals: the wider, the less
    sure.'
    """
    grey = "Thin grey lines are the neighbours." if neighbours else ""
    drawn = "Shaded bands and thin bars are 95% intervals: the wider, the less sure."
    said = drawn if has_intervals(rows) else NO_INTERVALS
    return _joined("Each mark is one period.", grey, said, *break_notes(breaks))


def read_gap(rows: pd.DataFrame, breaks: Mapping[float, str]) -> str:
    """Say where no gap is, and what the intervals allow.

    >>> rows = pd.DataFrame({"gap": ["absolute"], "lower_ci": [None], "upper_ci": [None]})
    >>> read_gap(rows, {})
    'The nearer to “No gap”, the smaller the gap. No intervals are published, so a small difference
    may be chance.'
    """
    both = "Above is the difference, below the ratio." if len(set(rows["gap"])) > 1 else ""
    said = (
        "Where the 95% interval, a band or thin bar, holds “No gap”, the gap may be chance."
        if has_intervals(rows)
        else NO_INTERVALS
    )
    near = "The nearer to “No gap”, the smaller the gap."
    return _joined(both, near, said, *break_notes(breaks))


def read_slope_index(rows: pd.DataFrame, breaks: Mapping[float, str]) -> str:
    """Say what nought would mean, and what the intervals allow."""
    return _joined(
        "At 0 the most and the least deprived ends would be alike; the further from it, the "
        "wider the gap.",
        read_series(rows, breaks),
    )


def read_gradient(rows: pd.DataFrame, *, noun: str, fitted: bool) -> str:
    """Say what a dot and the line are.

    >>> rows = pd.DataFrame({"lower_ci": [None], "upper_ci": [None]})
    >>> read_gradient(rows, noun="decile", fitted=False)[:64]
    'Each dot is one decile, from the most deprived on the left. No i'
    """
    line = "The steeper the broken line, the wider the gap." if fitted else ""
    said = "Thin bars are 95% intervals." if has_intervals(rows) else NO_INTERVALS
    return _joined(f"Each dot is one {noun}, from the most deprived on the left.", line, said)


def read_ranked(rows: pd.DataFrame) -> str:
    """Say what the order is worth."""
    return (
        "Thin lines are 95% intervals: where two overlap, the order of the areas may be chance."
        if has_intervals(rows)
        else "No intervals are published, so the order of areas that are close may be chance."
    )


def read_spine(comparator_name: str) -> str:
    """Say what the middle line and the sides are."""
    return (
        f"The upright line is {comparator_name}. A mark further from it is further from "
        f"{comparator_name}: worse to the left, better to the right. Where its 95% interval "
        "reaches the line, the figure counts as similar."
    )


def read_verdicts(comparator_name: str) -> str:
    """Say what the symbols rest on."""
    return (
        f"The symbol sets each figure against {comparator_name}: it is better or worse only where "
        f"its 95% interval leaves {comparator_name} out. A dash means that no interval is "
        "published."
    )


def read_decomposition(advantaged: str) -> str:
    """Say what the side of a bar means.

    >>> read_decomposition("England")[:55]
    'A bar to the right adds to the gap in favour of England'
    """
    return (
        f"A bar to the right adds to the gap in favour of {advantaged}, a bar to the left takes "
        "from it."
    )


def read_funnel(comparator_name: str) -> str:
    """Say what the curves are."""
    return (
        f"Each mark is an area, larger ones to the right; the level line is {comparator_name}. "
        "Between the outer curves a difference may be chance; beyond them it hardly can."
    )


def read_strip(low_end: str) -> str:
    """Say what a dot is, and which end is which.

    >>> read_strip("Most deprived")
    'Each dot is one ward, and the diamond is this one. The left end means most deprived.'
    """
    side = f"The left end means {lower_first(low_end)}." if low_end else ""
    return _joined("Each dot is one ward, and the diamond is this one.", side)


def read_map(*, close: bool) -> str:
    """Say what the shades are."""
    mark = "The number is the decile" if close else "A dot marks decile 1"
    return f"A darker area is more deprived. {mark}: 1 is most deprived, 10 least."


def read_small_multiples(comparator_name: str) -> str:
    """Say that heights cannot be set side by side."""
    return (
        "Every small chart has a scale of its own: compare how lines run, and how far the area is "
        f"from {comparator_name}, not their heights from chart to chart."
    )


def read_pyramid(comparator_name: str) -> str:
    """Say which side is which; the name is empty where no outline is drawn."""
    outline = f"The outline is {comparator_name}." if comparator_name else ""
    return _joined("Females to the left, males to the right, the youngest at the foot.", outline)


def _joined(*sentences: str) -> str:
    return " ".join(sentence for sentence in sentences if sentence)
