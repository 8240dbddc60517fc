"""A plan as published: its themes, actions and due times, and what has been noted since."""

import re
from calendar import monthrange
from datetime import date as Day
from itertools import count
from typing import Any, Literal

from pydantic import Field, model_validator

from analysis.data.documents.reading import Document, Slugs, Text, read_document
from analysis.errors import ParameterError

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
DONE = "done"
Status = Literal["not started", "under way", "done", "stopped", "replaced"]


class Note(Document):
    """One local note of progress; it names a role, never a person."""

    status: Status  # how far the action is
    date: Day  # the day of the note
    note: str = ""  # what was done or not, in a sentence
    by: str  # the role that says so


class Action(Document):
    """One action of a plan."""

    action: Text  # what is to be done, in our words
    measured: str = ""  # how the plan says it will be measured
    responsible: tuple[str, ...] = ()  # roles and organisations
    due: str = ""  # when, as published
    indicators: Slugs = ()  # slugs of figures that would show it
    progress: tuple[Note, ...] = ()  # local notes, in any order

    @model_validator(mode="after")
    def _has_a_time_or_says_ongoing(self) -> "Action":
        if self.due and self.due_date is None and "ongoing" not in self.due.lower():
            raise ParameterError(
                f'the due time "{self.due}" is not understood. Write a month, season or year with '
                'its number, such as Spring 2023 or 2023/24, or "Ongoing".'
            )
        return self

    @property
    def due_date(self) -> Day | None:
        """The last day that the published time can mean."""
        return due_date(self.due)

    def latest(self, on: Day) -> Note | None:
        """Give the latest note by a day; the first in the file among notes of one day."""
        known = (note for note in self.progress if note.date <= on)
        return max(known, key=lambda note: note.date, default=None)


class Theme(Document):
    """A theme of a plan with its actions."""

    theme: Text
    actions: tuple[Action, ...] = Field(min_length=1)


class Plan(Document):
    """A published plan."""

    slug: str  # the file's name
    title: Text  # as published
    document: Text  # who published it, what and when
    goal: str = ""  # the outcome that the plan is judged by, in our words
    commitments: tuple[str, ...] = ()  # what was publicly committed to
    commitments_source: str = ""  # where the commitments were published
    notes: tuple[str, ...] = ()  # what a reader must know of the text
    themes: tuple[Theme, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _commitments_have_a_source(self) -> "Plan":
        if self.commitments and not self.commitments_source:
            raise ParameterError("commitments need a commitments_source.")
        return self

    def brief(self) -> dict[str, Any]:
        """Give its title, goal and the times of its actions, which stand by their numbers only."""
        numbers = count(1)
        times = {"due", "progress"}

        def numbered(one: Action) -> dict[str, Any]:
            dumped = one.model_dump(mode="json", include=times, exclude_defaults=True)
            return {"action": str(next(numbers)), **dumped}

        themes = [
            {"theme": one.theme, "actions": [*map(numbered, one.actions)]} for one in self.themes
        ]
        named = {"slug", "title", "document", "goal"}
        return self.model_dump(include=named) | {"themes": themes}


def read_plan(slug: str) -> Plan:
    """Read a plan from `params/plans`."""
    return read_document(Plan, "plans", slug, "plan")


def due_date(words: str) -> Day | None:
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
    named += [Day(2000 + int(end), 3, 31) for _, end in _FINANCIAL.findall(rest)]
    rest = _FINANCIAL.sub(" ", rest)
    named += [Day(int(year), 12, 31) for year in _CALENDAR.findall(rest)]
    return max(named, default=None)


def _month(name: str) -> int:
    word = name.lower()
    return _SEASONS.get(word) or _MONTHS.index(word[:3]) + 1


def _month_end(year: int, month: int) -> Day:
    """Give the last day of a month; the fourteenth is the next year's February."""
    year, month = year + (month > 12), (month - 1) % 12 + 1
    return Day(year, month, monthrange(year, month)[1])
