"""When an action was due, as published and as a date, by one stated rule."""

import re
from calendar import monthrange
from datetime import date

RULE = (
    "A month ends on its last day; spring ends on the last day of May, summer of August, autumn of "
    "November and winter of February; a financial year ends on 31 March and a calendar year on "
    "31 December. Of two times the later counts. Work that is only said to be ongoing has no date."
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SEASONS = {"spring": 5, "summer": 8, "autumn": 11, "winter": 14}
_NAMED = re.compile(
    rf"\b({'|'.join((*_SEASONS, *_MONTHS))})[a-z]*[\s-]+(?:20)?(\d\d)(?:/\d\d)?\b", re.IGNORECASE
)
_FINANCIAL = re.compile(r"\b20(\d\d)/(\d\d)\b")
_CALENDAR = re.compile(r"\b(20\d\d)\b")


def due_date(words: str) -> date | None:
    """Turn a published due time into the last day that it can mean.

    >>> due_date("Spring 2023"), due_date("Winter 2023/Spring 2024")
    (datetime.date(2023, 5, 31), datetime.date(2024, 5, 31))
    >>> due_date("2023/24 and ongoing"), due_date("Sept 2022"), due_date("Jun-22")
    (datetime.date(2024, 3, 31), datetime.date(2022, 9, 30), datetime.date(2022, 6, 30))
    >>> due_date("Winter 2023"), due_date("2024-2025"), due_date("Ongoing")
    (datetime.date(2024, 2, 29), datetime.date(2025, 12, 31), None)
    """
    named = [_month_end(2000 + int(year), _month(name)) for name, year in _NAMED.findall(words)]
    rest = _NAMED.sub(" ", words)
    named += [date(2000 + int(end), 3, 31) for _, end in _FINANCIAL.findall(rest)]
    rest = _FINANCIAL.sub(" ", rest)
    named += [date(int(year), 12, 31) for year in _CALENDAR.findall(rest)]
    return max(named, default=None)


def _month(name: str) -> int:
    word = name.lower()
    return _SEASONS.get(word) or _MONTHS.index(word[:3]) + 1


def _month_end(year: int, month: int) -> date:
    """Give the last day of a month; the fourteenth is the next year's February."""
    year, month = year + (month > 12), (month - 1) % 12 + 1
    return date(year, month, monthrange(year, month)[1])
