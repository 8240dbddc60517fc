"""Numbers as they are written: one rounding for charts, tables and alternative texts."""

from decimal import ROUND_HALF_UP, Decimal
from math import isfinite

NOT_AVAILABLE = "[x]"
ATTACHED_UNITS = ("%",)
LEADING_UNITS = ("£",)
# What a number is measured against, and not what it counts.
SCALES = ("England 100", "rate of the index", "mean score")


def format_number(value: float | None, decimals: int) -> str:
    """Write a number with a fixed number of decimals, halves rounded away from nought.

    Rounding works on the decimal digits of the number, as a reader with the raw file would do
    it, and not on its binary neighbour.

    Parameters
    ----------
    value : float or None
        The number; None, NaN and infinities are not available.
    decimals : int
        How many digits follow the point.

    Returns
    -------
    str
        Digits with thousands separated by commas, or ``[x]``.

    Examples
    --------
    >>> format_number(2.675, 2), format_number(1234567, 0), format_number(-0.04, 1)
    ('2.68', '1,234,567', '0.0')
    >>> format_number(float("nan"), 1)
    '[x]'
    """
    if value is None or not isfinite(value):
        return NOT_AVAILABLE
    exact = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return f"{abs(exact) if exact.is_zero() else exact:,}"


def with_unit(value: float | None, decimals: int, unit: str) -> str:
    """Write a number with its unit.

    Parameters
    ----------
    value : float or None
        The number.
    decimals : int
        How many digits follow the point.
    unit : str
        As the catalogue has it: ``%``, ``years``, ``per 100,000``, ``£`` …

    Returns
    -------
    str
        The number and the unit as they are said.

    Examples
    --------
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


def with_interval(
    value: float | None, lower: float | None, upper: float | None, decimals: int, unit: str
) -> str:
    """Write a number with its 95% confidence interval where there is one.

    Examples
    --------
    >>> with_interval(3.9, 3.7, 4.1, 1, "%")
    '3.9% (95% CI 3.7% to 4.1%)'
    >>> with_interval(3.9, None, None, 1, "%")
    '3.9%'
    >>> with_interval(121, 114, 129, 0, "England 100")
    '121 (95% CI 114 to 129; England 100)'
    """
    said = with_unit(value, decimals, unit)
    ends = [format_number(end, decimals) for end in (lower, upper)]
    if NOT_AVAILABLE in ends or said == NOT_AVAILABLE:
        return said
    short = unit if unit.startswith(ATTACHED_UNITS) or unit in LEADING_UNITS else ""
    low, high = (with_unit(end, decimals, short) for end in (lower, upper))
    if unit.startswith(SCALES):
        return f"{format_number(value, decimals)} (95% CI {low} to {high}; {unit})"
    return f"{said} (95% CI {low} to {high})"
