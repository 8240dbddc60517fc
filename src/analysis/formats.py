"""Canonical numbers, and how they are written: the one place where results become text.

The last bits of a result depend on the processor: its vector instructions, the order in which a
sum is taken, the library that inverts a matrix. What is recorded, compared, decided on or shown is
therefore the canonical form of the result, which has none of those bits.
"""

import dataclasses
from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from math import isfinite
from typing import Any, TypeVar

import numpy as np
import pandas as pd

NOT_AVAILABLE = "[x]"
ATTACHED_UNITS = ("%",)
LEADING_UNITS = ("£",)
# What a number is measured against, and not what it counts.
SCALES = ("England 100", "rate of the index", "mean score")

SIGNIFICANT = 8
"""Twelve digits would be crossed by one pair of machines in three, eight by one in 30,000."""
LOWER, UPPER = "lower_ci", "upper_ci"
Result = TypeVar("Result")


def canonical_numbers(*numbers: float) -> tuple[float, ...]:
    """Keep eight significant digits of the largest of some numbers, such as a value and its limits.

    >>> canonical_numbers(0.1 + 0.2)
    (0.3,)
    >>> canonical_numbers(-3.5e-17, -0.0712345678, 0.0712345678)
    (0.0, -0.071234568, 0.071234568)
    """
    # Lists, since it is asked half a million times and a generator takes a third longer.
    largest = max([abs(number) for number in numbers if isfinite(number)], default=0.0)
    exponent = int(f"{largest:.{SIGNIFICANT - 1}e}".partition("e")[2])
    place = SIGNIFICANT - 1 - exponent
    return tuple(
        [
            round(float(number), place) + 0.0 if isfinite(number) else float(number)
            for number in numbers
        ]
    )


def canonical(result: Result) -> Result:
    """Give the canonical form of a result of `analysis.statistics`, by `canonical_numbers`.

    Columns or fields ``x, x_lower_ci, x_upper_ci`` (or ``value`` or ``slope`` with ``lower_ci,
    upper_ci``) are rounded together, as are the rows of a tuple of arrays; every other number is by
    itself, and what is none is left alone.

    >>> canonical(pd.DataFrame({"value": [1e-17], "lower_ci": [-0.5], "upper_ci": [0.5]}))
       value  lower_ci  upper_ci
    0    0.0      -0.5       0.5
    """
    if isinstance(result, float):
        return canonical_numbers(result)[0]  # type: ignore[return-value]
    if isinstance(result, np.ndarray | tuple):
        return _row_by_row(result)  # type: ignore[return-value]
    if isinstance(result, pd.Series):
        return pd.Series(canonical(result.to_numpy()), result.index, name=result.name)  # type: ignore[return-value]
    if isinstance(result, pd.DataFrame):
        columns = {
            str(name): column.tolist()
            for name, column in result.items()
            if column.dtype == np.float64
        }
        for group in _together([*columns]):
            rows = zip(*(columns[name] for name in group), strict=True)
            rounded = [canonical_numbers(*row) for row in rows]
            columns |= {name: [row[n] for row in rounded] for n, name in enumerate(group)}
        return result.assign(**columns)
    if not dataclasses.is_dataclass(result):
        return result
    given = {field.name: getattr(result, field.name) for field in dataclasses.fields(result)}
    new: dict[str, Any] = {
        name: canonical(part) for name, part in given.items() if dataclasses.is_dataclass(part)
    }
    for group in _together([name for name, part in given.items() if isinstance(part, float)]):
        numbers = canonical_numbers(*(given[name] for name in group))
        new.update(zip(group, numbers, strict=True))
    return dataclasses.replace(result, **new)  # type: ignore[type-var]


def _row_by_row(result: np.ndarray | tuple[np.ndarray, ...]) -> np.ndarray | tuple[np.ndarray, ...]:
    columns = result if isinstance(result, tuple) else (result.ravel(),)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    rounded = np.array([canonical_numbers(*row) for row in rows], dtype=float)
    found = tuple(rounded.reshape(-1, len(columns)).T.copy())
    return found if isinstance(result, tuple) else found[0].reshape(result.shape)


def _together(names: Sequence[str]) -> Iterator[list[str]]:
    """Group a value with its limits; what has none stands alone."""
    left = dict.fromkeys(names)
    for lower in [name for name in names if name.endswith(LOWER)]:
        stem = lower.removesuffix(LOWER)
        value = next(
            (n for n in (stem.rstrip("_"), f"{stem}value", f"{stem}gap", f"{stem}slope")
             if n in left), None,
        )  # fmt: skip
        group = [name for name in (value, lower, f"{stem}{UPPER}") if name in left]
        for name in group:
            del left[str(name)]
        yield [str(name) for name in group]
    yield from ([name] for name in left)


def format_number(value: float | None, decimals: int) -> str:
    """Write a number with a fixed number of decimals, halves rounded away from nought.

    Rounding works on the decimal digits of the canonical number, as a reader with the raw file
    would do it, and not on its binary neighbour.

    >>> format_number(2.675, 2), format_number(1234567, 0), format_number(-0.04, 1)
    ('2.68', '1,234,567', '0.0')
    >>> format_number(float("nan"), 1)
    '[x]'
    """
    if value is None or not isfinite(value):
        return NOT_AVAILABLE
    exact = _half_up(value, decimals)
    return f"{abs(exact) if exact.is_zero() else exact:,}"


def round_half_up(value: float, decimals: int) -> float:
    """Round a canonical number at a decimal place, before the point where it is negative.

    >>> round_half_up(1.0049999999999999, 2), round_half_up(1345.0, -1)
    (1.01, 1350.0)
    """
    return float(_half_up(value, decimals)) if isfinite(value) else value


def _half_up(value: float, decimals: int) -> Decimal:
    exact = Decimal(repr(canonical_numbers(value)[0]))
    return exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def with_unit(value: float | None, decimals: int, unit: str) -> str:
    """Write a number with its unit, which is as the catalogue has it.

    >>> with_unit(23.14, 1, "%"), with_unit(81.5, 1, "years"), with_unit(-612, 0, "£")
    ('23.1%', '81.5 years', '-£612')
    >>> with_unit(121, 0, "England 100"), with_unit(7.46, 2, "mean score 0 to 10")
    ('121 (England 100)', '7.46 (mean score 0 to 10)')
    """
    number = format_number(value, decimals)
    if number == NOT_AVAILABLE or not unit:
        return number
    if unit in LEADING_UNITS:
        return f"-{unit}{number[1:]}" if number.startswith("-") else f"{unit}{number}"
    if unit.startswith(SCALES):
        return f"{number} ({unit})"
    joint = "" if unit.startswith(ATTACHED_UNITS) else " "
    return f"{number}{joint}{unit}"


def name_with_unit(name: str, unit: str) -> str:
    """Name an indicator with a unit that is too long to stand beside each of its figures.

    >>> name_with_unit("Infant mortality", "per 1,000 live births")
    'Infant mortality (per 1,000 live births)'
    >>> name_with_unit("Smoking", "%"), name_with_unit("Attainment 8 score", "score")
    ('Smoking', 'Attainment 8 score')
    """
    short = unit.startswith(ATTACHED_UNITS) or unit in LEADING_UNITS
    return name if short or unit in name else f"{name} ({unit})"


def name_with_sex(name: str, sex: str) -> str:
    """Name an indicator with whom a figure is of, where that is not everyone.

    >>> name_with_sex("Smoking", "Female"), name_with_sex("Smoking", "Persons")
    ('Smoking, females', 'Smoking')
    """
    return name + {"Female": ", females", "Male": ", males"}.get(sex, "")


def with_interval(
    value: float | None, lower: float | None, upper: float | None, decimals: int, unit: str
) -> str:
    """Write a number with its 95% confidence interval where there is one.

    >>> with_interval(3.9, 3.7, 4.1, 1, "%")
    '3.9% (95% CI 3.7% to 4.1%)'
    >>> with_interval(3.9, None, None, 1, "%")
    '3.9%'
    >>> with_interval(-3e-18, -0.5, 0.5, 1, "%")
    '0.0% (95% CI -0.5% to 0.5%)'
    >>> with_interval(121, 114, 129, 0, "England 100")
    '121 (95% CI 114 to 129; England 100)'
    """
    if value is not None and lower is not None and upper is not None:
        value, lower, upper = canonical_numbers(value, lower, upper)
    said = with_unit(value, decimals, unit)
    limits = limits_said(value, lower, upper, decimals, unit)
    if not limits:
        return said
    if unit.startswith(SCALES):
        return f"{format_number(value, decimals)} (95% CI {limits}; {unit})"
    return f"{said} (95% CI {limits})"


def limits_said(
    value: float | None, lower: float | None, upper: float | None, decimals: int, unit: str
) -> str:
    """Write the interval of a number; nothing where it has none.

    >>> limits_said(3.9, 3.7, 4.1, 1, "%")
    '3.7% to 4.1%'
    """
    if value is not None and lower is not None and upper is not None:
        value, lower, upper = canonical_numbers(value, lower, upper)
    if NOT_AVAILABLE in (format_number(end, decimals) for end in (value, lower, upper)):
        return ""
    short = unit if unit.startswith(ATTACHED_UNITS) or unit in LEADING_UNITS else ""
    return f"{with_unit(lower, decimals, short)} to {with_unit(upper, decimals, short)}"
