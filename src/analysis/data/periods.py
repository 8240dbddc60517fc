"""Periods as publishers write them: which months each label means, and what the book calls them."""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from analysis.errors import DataError

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
APRIL, SEPTEMBER = 4, 9
YEAR = 12
LONGEST = 20 * YEAR
EARLIEST, LATEST = 1800, 2199
CUMULATIVE = "cumulative"
"""The kind of a series whose periods begin together and end one after the other."""
_DASH = r"\s*(?:-|–|—|\bto\b)\s*"
_MONTH = (
    r"(Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|"
    r"Sep(?:t|tember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)


@dataclass(frozen=True, slots=True)
class Period:
    """A published period: the months that it truly covers, and its label in the book."""

    # Such as ``"2014 to 2016"``, ``"2023/24"``, ``"2019/20 Q2 - 2020/21 Q1"``.
    label: str
    # calendar, financial, school, quarter, month, rolling (other whole years) or survey (the rest).
    kind: str
    # The first month, counted from January of the year 0, and how many there are; with a fraction
    # where it begins or ends within a month.
    begins: float
    months: float
    # The first and last year that the label names. A financial or school year is named by the
    # calendar year in which it begins, so that no two overlap.
    first_year: int
    last_year: int
    # The calendar year in which it ends, as the tidy table has it.
    end_year: int

    @property
    def opens(self) -> float:
        """When it begins, in years: April 2023 is 2023.25."""
        return self.begins // YEAR + self.begins % YEAR / YEAR

    @property
    def closes(self) -> float:
        """When it ends, in years."""
        return self.opens + self.years

    @property
    def years(self) -> float:
        """How many years it covers."""
        return self.months / YEAR


@lru_cache(maxsize=10_000)
def parse_period(label: str) -> Period:
    """Read a publisher's period label.

    >>> parse_period("2014 - 16").label, parse_period("2006/07 - 08/09").label
    ('2014 to 2016', '2006/07-08/09')
    >>> parse_period("Aug 2006 - Jul 2007").opens, parse_period("2019/20 Q2 - 2020/21 Q1").years
    (2006.5833333333333, 1.0)
    """
    plain = " ".join(str(label).split())
    for pattern, read in _FORMS:
        found = re.fullmatch(pattern, plain, re.IGNORECASE)
        period = read(*found.groups()) if found else None
        if period is None or not EARLIEST <= period.first_year <= period.last_year <= LATEST:
            continue
        if 0 < period.months <= LONGEST:
            return period
    raise DataError(
        f'The period "{label}" is not understood. Write a year ("2023"), years ("2014 to 2016"), '
        f'a financial or school year ("2023/24"), several of them ("2013/14-15/16"), quarters '
        f'("2023/24 Q1") or months ("Apr 2020 to Mar 2021").'
    )


def add_of_period(data: pd.DataFrame, **parts: str) -> pd.DataFrame:
    """Add what each period's label says: a new column for each named part of a `Period`."""
    periods = {label: parse_period(label) for label in data["period"].unique()}
    known = {
        column: {label: getattr(period, part) for label, period in periods.items()}
        for column, part in parts.items()
    }
    return data.assign(**{column: data["period"].map(said) for column, said in known.items()})


def is_cumulative(opens: np.ndarray, closes: np.ndarray) -> bool:
    """Whether the periods of a series contain one another: they begin together and end apart.

    >>> is_cumulative(np.array([2021.25, 2021.25]), np.array([2021.5, 2021.75]))
    True
    >>> is_cumulative(np.array([2021.25, 2021.5]), np.array([2022.25, 2022.5]))
    False
    """
    return len({*opens.tolist()}) == 1 and len({*closes.tolist()}) > 1


def _later(first: int, short: str) -> int:
    """Give the year that two digits mean after another: 98 and 00 are 1998 and 2000."""
    if len(short) == 4:
        return int(short)
    return first // 100 * 100 + int(short) + (100 if int(short) < first % 100 else 0)


def _calendar(first: str, last: str = "") -> Period | None:
    begin = int(first)
    end = _later(begin, last) if last else begin
    label = f"{begin}" if end == begin else f"{begin} to {end}"
    return Period(label, "calendar", begin * YEAR, (end - begin + 1) * YEAR, begin, end, end)


def _closed_up(first: str, last: str) -> Period | None:
    """Read 2022-23, a financial year, and 1998-00, calendar ones."""
    following = len(last) == 2 and (int(first) + 1) % 100 == int(last)
    return _split(first, last) if following else _calendar(first, last)


def _split(first: str, second: str, kind: str = "financial") -> Period | None:
    """Read 2023/24: from April, or from September where it is a school's."""
    if _later(int(first), second) != int(first) + 1:
        return None
    return _years(int(first), int(first), kind)


def _several(first: str, second: str, third: str, fourth: str) -> Period | None:
    begin = int(first)
    last = _later(begin, third)
    wrong = _later(begin, second) != begin + 1 or _later(last, fourth) != last + 1
    return None if wrong else _years(begin, last, "financial")


def _years(first: int, last: int, kind: str) -> Period:
    begins = first * YEAR + (SEPTEMBER if kind == "school" else APRIL) - 1
    label = f"{first}/{(first + 1) % 100:02}"
    if last > first:
        label += f"-{last % 100:02}/{(last + 1) % 100:02}"
    return Period(label, kind, begins, (last - first + 1) * YEAR, first, last, last + 1)


def _school(first: str, second: str) -> Period | None:
    return _split(first, second, "school")


def _financial_quarters(*parts: str) -> Period | None:
    named = [parts[at : at + 3] for at in range(0, len(parts), 3)]
    names = [(int(year), then, int(quarter)) for year, then, quarter in named]
    if any(_later(year, then) != year + 1 for year, then, _ in names):
        return None
    return _quarters(names, APRIL - 1, [f"{y}/{(y + 1) % 100:02} Q{q}" for y, _, q in names])


def _calendar_quarters(first: str, begin: str, last: str = "", end: str = "") -> Period | None:
    names = [(int(first), "", int(begin)), *([(int(last), "", int(end))] if last else [])]
    return _quarters(names, 0, [f"{year} Q{quarter}" for year, _, quarter in names])


def _quarters(names: list[tuple[int, str, int]], later: int, labels: list[str]) -> Period:
    (first, _, begin), (last, _, end) = names[0], names[-1]
    begins = first * YEAR + later + (begin - 1) * 3
    months = last * YEAR + later + end * 3 - begins
    kind = "quarter" if months == 3 else "rolling" if months % YEAR == 0 else "survey"
    return Period(" - ".join(labels), kind, begins, months, first, last, last)


def _months(first: str, begin_year: str, last: str = "", end_year: str = "") -> Period | None:
    return _days("", first, begin_year, "", last or first, end_year or begin_year)


def _days(*parts: str | None) -> Period | None:
    """Read two of day, month and year: the first day and the last, or blank for all the month."""
    (begin, first, begin_year), (end, last, end_year) = parts[:3], parts[3:]
    begins = int(str(begin_year)) * YEAR + _month(str(first))
    ends = int(str(end_year)) * YEAR + _month(str(last))
    in_first, in_last = (monthrange(at // YEAR, at % YEAR + 1)[1] for at in (begins, ends))
    day, until = int(begin or 1), int(end or in_last)
    if not (0 < day <= in_first and 0 < until <= in_last):
        return None
    if day == 1 and until == in_last:
        return _span_of(begins, ends - begins + 1)
    opens, closes = begins + (day - 1) / in_first, ends + until / in_last
    names = [f"{number} {MONTHS[at % YEAR]} {at // YEAR}".removeprefix("0 ")
             for number, at in ((int(begin or 0), begins), (int(end or 0), ends))]  # fmt: skip
    years = (begins // YEAR, ends // YEAR, ends // YEAR)
    return Period(" to ".join(names), "survey", opens, closes - opens, *years)


def _span_of(begins: int, months: int) -> Period:
    """Describe months by the name that the book has for them."""
    year, month, last = begins // YEAR, begins % YEAR, begins + months - 1
    whole = months % YEAR == 0
    final = year + months // YEAR - 1
    if whole and month == 0:
        return _calendar(str(year), str(final))  # type: ignore[return-value]
    if whole and month == APRIL - 1:
        return _years(year, final, "financial")
    if whole and month == SEPTEMBER - 1:
        return _years(year, final, "school")
    kind = {1: "month", 3: "quarter"}.get(months, "rolling" if whole else "survey")
    names = [f"{MONTHS[one % YEAR]} {one // YEAR}" for one in dict.fromkeys([begins, last])]
    end = last // YEAR
    return Period(" to ".join(names), kind, begins, months, year, final if whole else end, end)


def _month(name: str) -> int:
    return MONTHS.index(name[:3].title())


def _same_year(first: str, last: str, year: str) -> Period | None:
    return _months(first, year, last, year)


def _year_ending(day: str | None, month: str, year: str) -> Period | None:
    ends = int(year) * YEAR + _month(month)
    whole = int(day or 0) in (0, monthrange(int(year), ends % YEAR + 1)[1])
    return _span_of(ends - YEAR + 1, YEAR) if whole else None


_FORMS: tuple[tuple[str, Callable[..., Period | None]], ...] = (
    (r"(\d{4})", _calendar),
    (r"(\d{4})[-–—](\d{2})", _closed_up),
    (rf"(\d{{4}}){_DASH}(\d{{4}}|\d{{2}})", _calendar),
    (r"(?:financial year |fy ?|tax year )?(\d{4})/(\d{4}|\d{2})", _split),
    (r"(?:academic year |school year |ay ?)(\d{4})/(\d{4}|\d{2})", _school),
    (r"(\d{4})/(\d{2}) (?:academic|school) year", _school),
    (r"(\d{4})(\d{2})", _school),
    (rf"(\d{{4}})/(\d{{2}}){_DASH}(\d{{4}}|\d{{2}})/(\d{{2}})", _several),
    (r"(\d{4})/(\d{2}) Q([1-4])", _financial_quarters),
    (rf"(\d{{4}})/(\d{{2}}) Q([1-4]){_DASH}(\d{{4}})/(\d{{2}}) Q([1-4])", _financial_quarters),
    (rf"(\d{{4}})/(\d{{2}}) Q([1-4]){_DASH}Q([1-4])",
     lambda year, then, first, last: _financial_quarters(year, then, first, year, then, last)),
    (r"Q([1-4]) (\d{4})/(\d{2})",
     lambda quarter, year, then: _financial_quarters(year, then, quarter)),
    (rf"Q([1-4]) (\d{{4}})/(\d{{2}}){_DASH}Q([1-4]) (\d{{4}})/(\d{{2}})",
     lambda first, year, then, last, *end: _financial_quarters(year, then, first, *end, last)),
    (r"(\d{4}) Q([1-4])", _calendar_quarters),
    (rf"(\d{{4}}) Q([1-4]){_DASH}Q([1-4])",
     lambda year, first, last: _calendar_quarters(year, first, year, last)),
    (rf"(\d{{4}}) Q([1-4]){_DASH}(\d{{4}}) Q([1-4])", _calendar_quarters),
    (r"Q([1-4]) (\d{4})", lambda quarter, year: _calendar_quarters(year, quarter)),
    (rf"{_MONTH} (\d{{4}})", _months),
    (rf"(\d{{4}}) {_MONTH}", lambda year, month: _months(month, year)),
    (rf"{_MONTH}{_DASH}{_MONTH} (\d{{4}})", _same_year),
    (rf"(\d{{4}}) {_MONTH}{_DASH}{_MONTH}",
     lambda year, first, last: _same_year(first, last, year)),
    (rf"(?:(\d{{1,2}}) )?{_MONTH} (\d{{4}}){_DASH}(?:(\d{{1,2}}) )?{_MONTH} (\d{{4}})", _days),
    (rf"(\d{{4}}) {_MONTH}(?: (\d{{1,2}}))?{_DASH}(\d{{4}}) {_MONTH}(?: (\d{{1,2}}))?",
     lambda *parts: _days(*parts[2::-1], *parts[:2:-1])),
    (rf"(?:year ending|year to|12 months to|12 months ending) (?:(\d+) )?{_MONTH} (\d{{4}})",
     _year_ending),
)  # fmt: skip
"""How publishers write periods, each form with how it is read."""
