"""How well the book has called it, in sentences with their counts."""

from collections.abc import Iterable, Iterator, Mapping

import pandas as pd

from analysis.chapters.record.findings import (
    AHEAD,
    RIVALS,
    Call,
    find_better,
    find_calls,
    of_places,
    sources_of,
)
from analysis.claims.figure import claim_figure, claim_number, claim_words, subject
from analysis.claims.sentence import Prose, Sentence, join, state
from analysis.data.areas import ENGLAND
from analysis.data.documents.record import Record
from analysis.data.indicators import describe_indicator
from analysis.findings.forecasts import ABSOLUTE, BOOK, FIGURE, OUTLOOK
from analysis.findings.hindcasts import PACE
from analysis.findings.vocabulary import FAST_ENOUGH, NARROWING, TOO_SLOW
from analysis.formats import format_number
from analysis.statistics import Estimate

RULE = "hindcast: said from the figures up to a year, held against the figure of a later year"
BY_INDICATOR = f"{RULE}; each indicator a cluster, limits by t"
WORDS = {3: "three", 5: "five", 1: "one"}
ANEW = "The command analysis score, with its option for hindcasts, makes it"
NO_RECORD = f"No record of hindcasts has been made yet. {ANEW}."
THINGS = {ABSOLUTE: "gap", FIGURE: "figure", PACE: "gap"}
SAID = {TOO_SLOW: "closing too slowly", FAST_ENOUGH: "closing fast enough"}
CAME = {
    "narrowing": "had narrowed",
    "widening": "had widened",
    "improving": "were better",
    "worsening": "were worse",
    "too slow": "had not halved",
    "going the wrong way": "had not halved",
    "fast enough": "had halved",
}
"""What makes a word right, as it is said."""
SCORED = {"brier": "the Brier score", "score": "the score of intervals"}


def in_years(years: int) -> str:
    """Write a number of years in words.

    >>> in_years(5), in_years(1)
    ('five years', 'one year')
    """
    return f"{WORDS[years]} year{'s' if years > 1 else ''}"


def _claim(record: Record, text: str, found: Estimate, rule: str = RULE) -> Sentence:
    row = subject("all gaps", ENGLAND, "every year", found.value, *sources_of(record))
    limits = {"lower_ci": found.lower_ci, "upper_ci": found.upper_ci}
    return claim_words(text, row | limits, rule=rule)


def _count(record: Record, number: int, words: str = "") -> Sentence:
    return _claim(record, f"{number:,}{words}", Estimate(float(number)))


def _per_cent(record: Record, found: Estimate, *, limits: bool = True) -> Sentence:
    row = subject("all gaps", ENGLAND, "every year", 100 * found.value, *sources_of(record))
    ends = {end: 100 * getattr(found, end) for end in ("lower_ci", "upper_ci")}
    return (claim_figure if limits else claim_number)(row | ends, 0, "%", rule=BY_INDICATOR)


def say_call(record: Record, call: Call) -> Sentence:
    """Say how often a word was right."""
    thing = f"{THINGS[call.measure]}{'s' if call.said != 1 else ''}"
    word = SAID.get(call.word, call.word)
    return state(
        "Of {said}, {right} {years} later.",
        said=_count(record, call.said, f" {thing} called {word}"),
        right=_count(record, call.right, f" {CAME[call.word]}"),
        years=in_years(call.years),
    )


def describe_lead(record: Record | None) -> Prose:
    """Say how often gaps called narrowing went on, and what such a word may be read as."""
    if record is None:
        return Prose(NO_RECORD)
    calls = find_calls(record)
    lead = _lead(calls)
    said = say_call(record, lead) if lead else "No gap was called narrowing at any earlier year."
    return Prose(said, _meaning(calls))


def _lead(calls: Iterable[Call]) -> Call | None:
    return next((one for one in calls if (one.word, one.years) == (NARROWING, AHEAD)), None)


def _meaning(calls: Iterable[Call]) -> str:
    lead = [one for one in calls if one.years == AHEAD and one.measure == ABSOLUTE]
    if lead and all(one.share.lower_ci > 0.5 for one in lead):
        return "A word on where a gap goes has so far told something of the years after it."
    return (
        "So a word on where a gap goes tells what the figures did up to then. It is no forecast of "
        "the years after."
    )


def headline(record: Record, calibration: pd.DataFrame) -> Sentence:
    """Say how often gaps went on that were said most surely to narrow."""
    own = calibration[calibration["method"] == BOOK]
    if own.empty:
        return Sentence("No probability of a narrower gap can be scored yet.")
    row = own.iloc[-1]
    ends = {end: row[end] / 100 for end in ("lower_ci", "upper_ci")}
    return state(
        "Of gaps said to narrow with a probability of {said}, {came} did",
        said=_claim(record, f"{format_number(row['said'], 0)}%", Estimate(row["said"])),
        came=_per_cent(record, Estimate(row["value"] / 100, **ends), limits=False),
    )


def describe_places(record: Record, names: Mapping[str, str]) -> Prose:
    """Say how often gaps called narrowing went on in some places, and which have no record."""
    rows = of_places(record, names)
    called = rows[rows["word"] == NARROWING]
    lacking = [name for code, name in names.items() if code not in set(rows["area_code"])]
    said: list[Sentence | str] = []
    if called["known"].sum():
        known, came = (
            _count(record, int(called[name].sum()), words)
            for name, words in (("known", " gaps called narrowing"), ("came", " had narrowed"))
        )
        said.append(
            state(
                "In the places of this book, of {known}, {came} {years} later.",
                known=known,
                came=came,
                years=in_years(AHEAD),
            )
        )
    if lacking:
        said.append(
            f"No record is held of {join(lacking)}: hindcasts are of upper-tier authorities as "
            "they are today."
        )
    return Prose(*(said or ["No gap of the places of this book was called narrowing."]))


def describe_calls(record: Record, calls: list[Call]) -> Prose:
    """Say what the words were worth, each with its share and interval."""
    said = [
        say_call(record, one)
        + " That is "
        + _per_cent(record, one.share)
        + (f"; {even}." if (even := _beside_even(one)) else ".")
        for one in calls
        if one.years == AHEAD
    ]
    return Prose(*said, listed=True)


def _beside_even(call: Call) -> str:
    """Hold the share of a word of direction against even odds."""
    if call.measure == PACE:
        return ""
    if call.share.lower_ci > 0.5:
        return "more often than even odds"
    if call.share.upper_ci < 0.5:
        return "less often than even odds"
    return "this cannot be told from even odds"


def describe_coverage(record: Record, gaps: pd.DataFrame, figures: pd.DataFrame) -> Prose:
    """Say how often the intervals for later gaps and figures held them."""
    return Prose(
        state(
            "An interval for a later gap should hold it 95% of the time. The book's held it in "
            "{shares}.",
            shares=_coverage(record, gaps),
        ),
        state(
            "For a later figure of the place itself: {shares}.", shares=_coverage(record, figures)
        ),
    )


def _coverage(record: Record, rivals: pd.DataFrame) -> Sentence:
    own = rivals[rivals["method"] == BOOK]
    return join(
        (
            _per_cent(record, _estimate(row, "coverage")) + f" {in_years(int(row['years']))} ahead"
            for _, row in own.iterrows()
        ),
        by="; ",
        last="; ",
    )


def describe_rivals(record: Record, rivals: pd.DataFrame) -> Prose:
    """Say where a rival is better than the book, and where its own line is as a forecast."""
    said = [one for name in SCORED for one in _beside(record, rivals, name)]
    own = find_better(rivals, "brier", (OUTLOOK,))
    if len(own):
        said.append(
            state(
                "The book's own line, carried on to the later figure, has a better Brier score "
                "than the probability it prints: {scores}.",
                scores=_scores(record, rivals, own, "brier"),
            )
        )
    return Prose(*said, listed=True)


def _beside(record: Record, rivals: pd.DataFrame, name: str) -> Iterator[Sentence]:
    better, what = find_better(rivals, name, RIVALS), SCORED[name]
    if better.empty:
        yield state("By {what} no rival is better than the book beyond chance.", what=what)
    for method, rows in better.groupby("method", sort=False):
        yield state(
            "The {method} is better than the book by {what}: {scores}.",
            method=method,
            what=what,
            scores=_scores(record, rivals, rows, name),
        )


def _scores(record: Record, rivals: pd.DataFrame, rows: pd.DataFrame, name: str) -> Sentence:
    """Give both scores at the most years ahead, and all years ahead where it is so."""
    row = rows[rows["years"] == rows["years"].max()].iloc[0]
    own = rivals[(rivals["method"] == BOOK) & (rivals["years"] == row["years"])].iloc[0]
    other, book = (
        _claim(record, format_number(one[name], 2), _estimate(one, name), BY_INDICATOR)
        for one in (row, own)
    )
    most, *others = sorted((int(one) for one in rows["years"]), reverse=True)
    also = f". So it is at {join(in_years(one) for one in sorted(others))}" if others else ""
    return other + " beside " + book + f" {in_years(most)} ahead{also}"


def _estimate(row: pd.Series, name: str) -> Estimate:
    return Estimate(row[name], row[f"{name}_lower_ci"], row[f"{name}_upper_ci"])


def describe_age(record: Record) -> Prose | None:
    """Say that the record is older than the figures or the method; nothing where it is not."""
    changed = record.older_than
    if not changed:
        return None
    named = [describe_indicator(one).name if one in record.figures else one for one in changed]
    return Prose(
        state(
            "This record is older than the book: since it was made {what} changed. {how} anew.",
            what=join(named),
            how=ANEW,
        )
    )
