"""The World Health Organization's 21 summary measures of health inequality, side by side."""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analysis.statistics.entropy_measures import mean_log_deviation, theil_index
from analysis.statistics.impact_measures import (
    population_attributable_fraction,
    population_attributable_risk,
)
from analysis.statistics.inequality_groups import (
    Groups,
    Measurement,
    groups_fault,
    no_measurement,
    read_inequality_groups,
)
from analysis.statistics.mean_difference_measures import (
    index_of_disparity,
    mean_difference_from_best,
    mean_difference_from_mean,
    mean_difference_from_reference,
)
from analysis.statistics.ordered_measures import (
    absolute_concentration_index,
    relative_concentration_index,
    relative_index_of_inequality,
    slope_index_of_inequality,
)
from analysis.statistics.pairwise_measures import difference, ratio
from analysis.statistics.variance_measures import (
    between_group_standard_deviation,
    between_group_variance,
    coefficient_of_variation,
)

ORDER_UNUSED = "Takes no account of the order of the groups."
BAD_ERROR = "Group {} has a missing or negative standard error, so there is no interval."


class Measure(NamedTuple):
    """A summary measure: what it is called, what computes it, and what it is for."""

    name: str
    compute: Callable[[Groups], Measurement]
    ordered: bool
    unordered: bool
    relative: bool
    weighted: bool


def _both(name: str, compute: Callable[..., Measurement], *, relative: bool) -> list[Measure]:
    """Name the plain and the weighted form of one measure."""
    return [
        Measure(name, partial(compute, weighted=False), False, True, relative, False),
        Measure(f"{name} (weighted)", partial(compute, weighted=True), False, True, relative, True),
    ]


MEASURES: tuple[Measure, ...] = (
    Measure("difference", difference, True, True, False, False),
    Measure("ratio", ratio, True, True, True, False),
    Measure("slope index of inequality", slope_index_of_inequality, True, False, False, True),
    Measure("relative index of inequality", relative_index_of_inequality, True, False, True, True),
    Measure("absolute concentration index", absolute_concentration_index, True, False, False, True),
    Measure("relative concentration index", relative_concentration_index, True, False, True, True),
    Measure("between-group variance", between_group_variance, False, True, False, True),
    Measure(
        "between-group standard deviation",
        between_group_standard_deviation,
        False,
        True,
        False,
        True,
    ),
    Measure("coefficient of variation", coefficient_of_variation, False, True, True, True),
    *_both("mean difference from mean", mean_difference_from_mean, relative=False),
    *_both("mean difference from best group", mean_difference_from_best, relative=False),
    *_both("mean difference from reference group", mean_difference_from_reference, relative=False),
    *_both("index of disparity", index_of_disparity, relative=True),
    Measure("Theil index", theil_index, False, True, True, True),
    Measure("mean log deviation", mean_log_deviation, False, True, True, True),
    Measure("population attributable risk", population_attributable_risk, True, True, False, True),
    Measure(
        "population attributable fraction", population_attributable_fraction, True, True, True, True
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

    Each measure's own function says what it means, its unit, its sign and its source.

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
    Schlotheuber A, Hosseinpoor AR (2022). Summary measures of health inequality: a review of
    existing measures and their application. Int J Environ Res Public Health 19:3697.

    Examples
    --------
    >>> table = inequality_measures([70, 74, 76, 79, 82], [10, 10, 10, 10, 10],
    ...     standard_error=[0.5] * 5)
    >>> table.loc[[0, 2], ["measure", "value", "standard_error"]].round(2)
                         measure  value  standard_error
    0                 difference   12.0            0.71
    2  slope index of inequality   14.5            0.79
    """
    groups = read_inequality_groups(
        value,
        population,
        standard_error=standard_error,
        ordered=ordered,
        favourable=favourable,
        reference=reference,
    )
    groups, error_note = _usable_errors(groups)
    fault = groups_fault(groups)
    rows: list[dict[str, Any]] = []
    for measure in MEASURES:
        result = no_measurement(fault) if fault else _measure(measure, groups)
        if error_note and np.isfinite(result.value):
            result = Measurement(result.value, note=error_note)
        rows.append({"measure": measure.name, **result._asdict()})
    return pd.DataFrame(rows)


def _measure(measure: Measure, groups: Groups) -> Measurement:
    if not groups.ordered and not measure.unordered:
        return no_measurement("Not for an unordered dimension: it needs groups in order.")
    result = measure.compute(groups)
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
    without = Groups(
        groups.value, groups.population, None, groups.ordered, groups.favourable, groups.reference
    )
    return without, BAD_ERROR.format(wrong[0] + 1)
