"""The World Health Organization's 21 summary measures of health inequality, side by side."""

from collections.abc import Callable
from dataclasses import replace
from math import nan
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analysis.errors import DataError, ParameterError
from analysis.statistics import inequality_formulas as formulas
from analysis.statistics.inequality_formulas import Formula, Groups, Measurement
from analysis.statistics.inputs import one_a_group

ORDER_UNUSED = "Takes no account of the order of the groups."
NEEDS_ORDER = "Not for an unordered dimension: it needs groups in order."
BAD_ERROR = "Group {} has a missing or negative standard error, so there is no interval."


class Measure(NamedTuple):
    """A summary measure: its name and formula, what it can be used for, and why it has no value."""

    name: str
    formula: Formula
    ordered: bool = False
    unordered: bool = True
    relative: bool = False
    fault: Callable[[Groups], str] = lambda groups: ""


def _both(
    name: str, target: Callable[..., Any], *, percent: bool = False, **kinds: Any
) -> tuple[Measure, Measure]:
    """Name the plain and the weighted form of one measure."""
    plain, weighted = (
        formulas.mean_distance(target, weighted=weighted, percent=percent)
        for weighted in (False, True)
    )
    return Measure(name, plain, **kinds), Measure(f"{name} (weighted)", weighted, **kinds)


_OF_MEAN = {"relative": True, "fault": formulas.needs_positive_mean}
_IN_ORDER = {"ordered": True, "unordered": False}
_LINE = {**_IN_ORDER, "fault": formulas.needs_line}
_ENDS = {**_IN_ORDER, "relative": True, "fault": formulas.needs_positive_end}
_PAIR = {"ordered": True, "relative": True, "fault": formulas.needs_positive_pair}
_SHARES = {"relative": True, "fault": formulas.needs_no_negative}
_LOGS = {"relative": True, "fault": formulas.needs_positive_values}

MEASURES: tuple[Measure, ...] = (
    Measure("difference", formulas.difference, ordered=True),
    Measure("ratio", formulas.ratio, **_PAIR),
    Measure("slope index of inequality", formulas.slope_index_of_inequality, **_LINE),
    Measure("relative index of inequality", formulas.relative_index_of_inequality, **_ENDS),
    Measure("absolute concentration index", formulas.absolute_concentration_index, **_IN_ORDER),
    Measure(
        "relative concentration index",
        formulas.relative_concentration_index,
        **{**_IN_ORDER, **_OF_MEAN},
    ),
    Measure("between-group variance", formulas.between_group_variance),
    Measure("between-group standard deviation", formulas.between_group_standard_deviation),
    Measure("coefficient of variation", formulas.coefficient_of_variation, **_OF_MEAN),
    *_both("mean difference from mean", formulas.from_the_mean),
    *_both("mean difference from best group", formulas.from_the_best),
    *_both("mean difference from reference group", formulas.from_the_reference),
    *_both("index of disparity", formulas.from_the_mean, percent=True, **_OF_MEAN),
    Measure("Theil index", formulas.theil_index, **_SHARES),
    Measure("mean log deviation", formulas.mean_log_deviation, **_LOGS),
    Measure("population attributable risk", formulas.population_attributable_risk, ordered=True),
    Measure(
        "population attributable fraction",
        formulas.population_attributable_fraction,
        ordered=True,
        **_OF_MEAN,
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
) -> pd.DataFrame:
    """Summarise the inequality between groups in the 21 measures of the World Health Organization.

    Parameters
    ----------
    value : array of n
        The indicator in each group, **from the most to the least disadvantaged** when ordered.
    population : array of n
        People in each group.
    standard_error : array of n, optional
        Standard errors of the values, in their unit; groups are taken as independent.
    ordered : bool
        Whether the groups have a natural order (deciles) or none (areas, ethnic groups).
    favourable : bool
        Whether a high value is good. It decides the best group, the sign of the difference and
        of what is attributable.
    reference : int, optional
        Position, from 0, of the group that others are measured against in the mean difference
        from the reference group and in the attributable risk and fraction. By default the most
        advantaged group of an ordered dimension, the best of an unordered one.

    Returns
    -------
    DataFrame
        measure, value, standard_error, lower_ci, upper_ci, note; 21 rows, always in the same
        order. Errors and limits (95%) are on the scale of the measure itself. A measure that
        needs an order, of groups that have none, or that has no value, is NaN with a note; one
        that leaves the order of ordered groups unused says so; without standard errors
        there is a value but no interval, save for the slope and relative index, whose limits
        then come from the scatter about the line (HC3).

    Raises
    ------
    DataError
        When the arrays differ in length or are not numbers.
    ParameterError
        When `reference` is not the position of a group.

    Notes
    -----
    `analysis.statistics.inequality_formulas` says of each measure what it means, its unit, its
    sign and its source.

    Examples
    --------
    >>> table = inequality_measures([70, 74, 76, 79, 82], [10, 10, 10, 10, 10],
    ...     standard_error=[0.5] * 5)
    >>> table.loc[[0, 2], ["measure", "value", "standard_error"]].round(2)
                         measure  value  standard_error
    0                 difference   12.0            0.71
    2  slope index of inequality   14.5            0.79
    """
    given = {"value": value, "population": population, "standard_error": standard_error}
    arrays = one_a_group(given)
    groups = Groups(
        *(arrays["value"], arrays["population"], arrays.get("standard_error")),
        *(ordered, favourable, -1),
    )
    groups = replace(groups, reference=_reference(groups, reference))
    groups, error_note = _usable_errors(groups)
    fault = _fault(groups)
    rows: list[dict[str, Any]] = []
    for measure in MEASURES:
        result = Measurement(nan, note=fault) if fault else _measure(measure, groups)
        if error_note and np.isfinite(result.value):
            result = Measurement(result.value, note=error_note)
        rows.append({"measure": measure.name, **result._asdict()})
    return pd.DataFrame(rows)


def group_contributions(value: ArrayLike, population: ArrayLike) -> pd.DataFrame:
    """Split the between-group variance and the Theil index into what each group adds.

    Parameters
    ----------
    value : array of n
        The indicator in each group, above zero.
    population : array of n
        People in each group.

    Returns
    -------
    DataFrame
        ``share`` (of the people), ``variance`` (p(y−μ)², in squared units), ``variance_percent``
        (of the sum) and ``theil`` (1000 p r ln r with r = y/μ; below zero where the group lies
        below the mean). ``variance`` and ``theil`` add up to the two measures of
        :func:`inequality_measures`. There is no interval: it describes the groups as they are.

    Raises
    ------
    DataError
        When a number is missing, or a value or population is not above zero.

    Examples
    --------
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
    if not groups.ordered and not measure.unordered:
        return Measurement(nan, note=NEEDS_ORDER)
    if fault := measure.fault(groups):
        return Measurement(nan, note=fault)
    result = measure.formula(groups)
    if groups.ordered and not measure.ordered and not result.note:
        return result._replace(note=ORDER_UNUSED)
    return result


def _usable_errors(groups: Groups) -> tuple[Groups, str]:
    """Set errors aside when one of them is missing or negative, and say so."""
    if groups.error is None:
        return groups, ""
    wrong = np.flatnonzero(~(np.isfinite(groups.error) & (groups.error >= 0)))
    if not len(wrong):
        return groups, ""
    return replace(groups, error=None), BAD_ERROR.format(wrong[0] + 1)
