"""The World Health Organization's 21 summary measures of health inequality, side by side."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from functools import partial
from math import nan
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analysis.errors import DataError, ParameterError, nearest
from analysis.statistics import inequality_formulas as formulas
from analysis.statistics.inequality_formulas import Formula, Groups, Measurement, Need
from analysis.statistics.inputs import one_a_group

ORDER_UNUSED = "Takes no account of the order of the groups."
NEEDS_ORDER = "Not for an unordered dimension: it needs groups in order."
BAD_ERROR = "Group {} has a missing, zero or negative standard error, so there is no interval."


Dimension = Literal["ordered", "unordered", "either"]


class Measure(NamedTuple):
    """A summary measure: its name and formula, for which groups it is, and what it needs."""

    name: str
    formula: Formula
    dimension: Dimension
    kind: Literal["absolute", "relative"]
    needs: tuple[Need, ...] = ()


def _both(
    name: str, target: str, kind: Literal["absolute", "relative"], *needs: Need
) -> list[Measure]:
    """Name the plain and the weighted mean distance from a target."""
    return [
        Measure(
            f"{name} (weighted)" if weighted else name,
            partial(
                formulas.mean_distance,
                distance=formulas.Distance(target, weighted, kind == "relative"),
            ),
            "unordered",
            kind,
            needs,
        )
        for weighted in (False, True)
    ]


_MEAN = (formulas.POSITIVE_MEAN,)
_LINE = (formulas.FIVE_GROUPS,)
_ENDS = (formulas.FIVE_GROUPS, formulas.POSITIVE_END)

MEASURES: tuple[Measure, ...] = (
    Measure("difference", formulas.difference, "either", "absolute"),
    Measure("ratio", formulas.ratio, "either", "relative", (formulas.POSITIVE_PAIR,)),
    Measure("slope index of inequality", formulas.slope, "ordered", "absolute", _LINE),
    Measure("relative index of inequality", formulas.ratio_of_ends, "ordered", "relative", _ENDS),
    Measure("absolute concentration index", formulas.concentration, "ordered", "absolute"),
    Measure(
        "relative concentration index",
        formulas.relative_concentration,
        "ordered",
        "relative",
        _MEAN,
    ),
    Measure("between-group variance", formulas.variance, "unordered", "absolute"),
    Measure(
        "between-group standard deviation", formulas.standard_deviation, "unordered", "absolute"
    ),
    Measure("coefficient of variation", formulas.variation, "unordered", "relative", _MEAN),
    *_both("mean difference from mean", "mean", "absolute"),
    *_both("mean difference from best group", "best", "absolute"),
    *_both("mean difference from reference group", "reference", "absolute"),
    *_both("index of disparity", "mean", "relative", *_MEAN),
    Measure("Theil index", formulas.theil, "unordered", "relative", (formulas.NONE_NEGATIVE,)),
    Measure(
        "mean log deviation",
        formulas.log_deviation,
        "unordered",
        "relative",
        (formulas.ALL_POSITIVE,),
    ),
    Measure("population attributable risk", formulas.attributable_risk, "either", "absolute"),
    Measure(
        "population attributable fraction",
        formulas.attributable_fraction,
        "either",
        "relative",
        _MEAN,
    ),
)


def inequality_measures(
    value: ArrayLike,
    population: ArrayLike,
    *,
    standard_error: ArrayLike | None = None,
    ordered: bool = True,
    favourable: bool = True,
    reference: int | None = None,
    only: Collection[str] = (),
) -> pd.DataFrame:
    """Summarise the inequality between groups in the 21 measures of the World Health Organization.

    Parameters
    ----------
    value, population : array of n
        The indicator and the people in each group, **from the most to the least disadvantaged**
        when ordered.
    standard_error : array of n, optional
        Standard errors of the values, in their unit; groups are taken as independent.
    ordered : bool
        Whether the groups have a natural order (deciles) or none (areas, ethnic groups).
    favourable : bool
        Whether a high value is good: it decides the best group and the signs.
    reference : int, optional
        Position, from 0, of the reference group. By default the most advantaged group of an ordered
        dimension, the best of an unordered one.
    only : collection of str, optional
        The names of the measures that are wanted; all 21 by default.

    Returns
    -------
    DataFrame
        measure, value, standard_error, lower_ci, upper_ci, note; 21 rows, always in the same order.
        Errors and limits (95%) are on the measure's own scale. A measure that needs an order, of
        groups without one, or that has no value, is NaN with a note; one that leaves an order
        unused says so. Without standard errors there is no interval, save for the slope and
        relative index, whose limits then come from the scatter about the line (HC3).

    Raises
    ------
    DataError, ParameterError
        As in :func:`sii`, when `reference` is not the position of a group, and when `only` names
        what is none of the measures.

    Notes
    -----
    `analysis.statistics.inequality_formulas` says of each measure what it means, its unit, sign and
    source.

    Examples
    --------
    >>> table = inequality_measures([70, 74, 76, 79, 82], [10, 10, 10, 10, 10],
    ...     standard_error=[0.5] * 5)
    >>> table.loc[[0, 2], ["measure", "value", "standard_error"]].round(2)
                         measure  value  standard_error
    0                 difference   12.0            0.71
    2  slope index of inequality   14.5            0.79
    """
    names = [measure.name for measure in MEASURES]
    for unknown in sorted({*only}.difference(names)):
        raise ParameterError(f"No measure is called {unknown!r}.{nearest(unknown, names)}")
    given = {"value": value, "population": population, "standard_error": standard_error}
    arrays = one_a_group(given)
    error = arrays.get("standard_error")
    groups = Groups(arrays["value"], arrays["population"], error, ordered, favourable, -1)
    groups = replace(groups, reference=_reference(groups, reference))
    groups, error_note = _usable_errors(groups)
    fault = _fault(groups)
    rows: list[dict[str, Any]] = []
    for measure in [one for one in MEASURES if not only or one.name in only]:
        result = Measurement(nan, note=fault) if fault else _measure(measure, groups)
        if error_note and np.isfinite(result.value):
            result = Measurement(result.value, note=error_note)
        rows.append({"measure": measure.name, **result._asdict()})
    return pd.DataFrame(rows)


def group_contributions(value: ArrayLike, population: ArrayLike) -> pd.DataFrame:
    """Split the between-group variance and the Theil index into what each group adds.

    ``share`` of the people, ``variance`` p(y−μ)² in squared units, ``variance_percent`` of the sum,
    and ``theil`` 1000 p r ln r with r = y/μ, below zero where the group lies below the mean; all
    values and populations must be above zero. There is no interval: it describes the groups as they
    are.

    >>> parts = group_contributions([60.0, 70.0], [1, 1])
    >>> parts["variance"].tolist(), parts["variance_percent"].tolist()
    ([12.5, 12.5], [50.0, 50.0])
    """
    arrays = one_a_group({"value": value, "population": population})
    y, people = arrays["value"], arrays["population"]
    if not ((y > 0) & (people > 0) & np.isfinite(y) & np.isfinite(people)).all():
        raise DataError("Each group needs a value and a population above zero.")
    share = people / people.sum()
    mean = float(share @ y)
    variance = share * (y - mean) ** 2
    whole = float(variance.sum())
    ratio = y / mean
    return pd.DataFrame(
        {
            "share": share,
            "variance": variance,
            "variance_percent": 100 * variance / whole if whole else np.zeros(len(y)),
            "theil": 1000 * share * ratio * np.log(ratio),
        }
    )


def _reference(groups: Groups, reference: int | None) -> int:
    """Choose the most advantaged (last) group, or the best of those without an order."""
    value = groups.value
    if reference is not None:
        if not 0 <= reference < max(len(value), 1):
            raise ParameterError(
                f"reference={reference!r} is not the position of one of {len(value)} groups, "
                "from 0."
            )
        return reference
    if groups.ordered or not len(value) or not np.isfinite(value).all():
        return len(value) - 1
    return int(np.argmax(value) if groups.favourable else np.argmin(value))


def _fault(groups: Groups) -> str:
    """Say in a sentence why no measure can be given; empty when they can."""
    if len(groups.value) < 2:
        return (
            f"There are fewer than two groups ({len(groups.value)}), "
            "so there is nothing to compare."
        )
    for number in np.flatnonzero(~np.isfinite(groups.value)):
        return f"Group {number + 1} has a missing or infinite value."
    people = groups.population
    for number in np.flatnonzero(~(np.isfinite(people) & (people > 0))):
        return f"Group {number + 1} has a missing, zero or negative population."
    return ""


def _measure(measure: Measure, groups: Groups) -> Measurement:
    if not groups.ordered and measure.dimension == "ordered":
        return Measurement(nan, note=NEEDS_ORDER)
    for need in measure.needs:
        if not need.holds(groups):
            return Measurement(nan, note=need.fault)
    result = measure.formula(groups)
    if groups.ordered and measure.dimension == "unordered" and not result.note:
        return result._replace(note=ORDER_UNUSED)
    return result


def _usable_errors(groups: Groups) -> tuple[Groups, str]:
    """Set errors aside when one of them is missing or negative, and say so."""
    if groups.error is None:
        return groups, ""
    # One error of nought among others was not measured; all nought are known without error.
    least = groups.error > 0 if (groups.error > 0).any() else groups.error >= 0
    wrong = np.flatnonzero(~(np.isfinite(groups.error) & least))
    if not len(wrong):
        return groups, ""
    return replace(groups, error=None), BAD_ERROR.format(wrong[0] + 1)
