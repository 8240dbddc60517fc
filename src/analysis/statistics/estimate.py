"""One number with its interval, the method that gave it, and why it is missing if it is."""

from dataclasses import dataclass
from math import nan


@dataclass(frozen=True, slots=True)
class Estimate:
    """A statistic that never travels without its interval.

    Parameters
    ----------
    value : float
        The point estimate, in the unit that the function documents; NaN when suppressed.
    lower_ci, upper_ci : float
        Its 95% limits, in the same unit; NaN where none can be had.
    method : str
        How the interval was found, or why there is none.
    note : str
        Why the value is missing; empty when it is not.

    Examples
    --------
    >>> Estimate(4.2, 3.1, 5.3, method="normal")
    Estimate(value=4.2, lower_ci=3.1, upper_ci=5.3, method='normal', note='')
    >>> Estimate.suppressed("fewer than five groups").note
    'fewer than five groups'
    """

    value: float
    lower_ci: float = nan
    upper_ci: float = nan
    method: str = ""
    note: str = ""

    @classmethod
    def suppressed(cls, note: str, method: str = "") -> "Estimate":
        """Give a missing result that carries its reason."""
        return cls(nan, nan, nan, method=method, note=note)
