"""The record of hindcasts read as findings: words that came true, coverage, and the rivals."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from analysis.data.documents.record import Record
from analysis.data.indicators import describe_indicator
from analysis.data.raw import cached, locate
from analysis.findings.forecasts import (
    ABSOLUTE,
    BOOK,
    FIGURE,
    LAST,
    METHODS,
    OUTLOOK,
    RECENT,
    STRAIGHT,
)
from analysis.findings.hindcasts import HORIZONS, PACE
from analysis.findings.scores import difference, share
from analysis.findings.vocabulary import (
    FAST_ENOUGH,
    IMPROVING,
    NARROWING,
    TOO_SLOW,
    WIDENING,
    WORSENING,
    WRONG_WAY,
)
from analysis.formats import canonical
from analysis.statistics import Estimate

AHEAD = HORIZONS[-1]
"""Years ahead that the page leads with."""
DRAWN = (BOOK, OUTLOOK, STRAIGHT, RECENT)
"""The last value gives even odds to everything, which is one point and no line."""
RIVALS = (LAST, STRAIGHT, RECENT)
CALLS = {
    ABSOLUTE: (NARROWING, WIDENING),
    FIGURE: (IMPROVING, WORSENING),
    PACE: (FAST_ENOUGH, TOO_SLOW, WRONG_WAY),
}
AGAINST = (WIDENING, WORSENING, TOO_SLOW, WRONG_WAY)
"""Words that are right where the event does not come."""
ENDS = ("lower_ci", "upper_ci")
SCORES = {
    "brier": ("squared", "known"),
    "coverage": ("inside", "intervals"),
    "score": ("score", "intervals"),
}


@dataclass(frozen=True)
class Call:
    """A word at some years ahead: how often it was said, and how often it was right."""

    measure: str
    word: str
    years: int
    said: int
    right: int
    share: Estimate


def share_of(rows: pd.DataFrame, part: str, whole: str = "known") -> Estimate:
    """Give a share of cases, its limits held inside what a share can be."""
    found = share(rows, part, whole)
    return replace(found, lower_ci=max(found.lower_ci, 0.0), upper_ci=min(found.upper_ci, 1.0))


def sources_of(record: Record) -> tuple[str, ...]:
    """Name the raw files that the record was made from."""
    return tuple(locate(f"indicators/{slug}") for slug in record.figures)


def find_calls(record: Record) -> list[Call]:
    """Find how often each word of the book was right, at each number of years ahead."""
    own = record.by_indicator[record.by_indicator["method"] == BOOK]
    calls = [
        _call(own, measure, word, years)
        for measure, words in CALLS.items()
        for word in words
        for years in HORIZONS
    ]
    return [one for one in calls if one.said]


def _call(own: pd.DataFrame, measure: str, word: str, years: int) -> Call:
    kept = (own["measure"] == measure) & (own["word"] == word) & (own["years"] == years)
    rows = own[kept]
    right = rows["known"] - rows["came"] if word in AGAINST else rows["came"]
    found = share_of(rows.assign(right=right), "right")
    return Call(measure, word, years, int(rows["known"].sum()), int(right.sum()), found)


def find_calibration(record: Record) -> pd.DataFrame:
    """Find what was said in each band of probability of a narrower gap, and how often it came.

    ``method, band, number, said, value, lower_ci, upper_ci``, in per cent.
    """
    rows = record.by_indicator
    rows = rows[(rows["measure"] == ABSOLUTE) & (rows["years"] == AHEAD) & (rows["band"] > 0)]
    found = []
    for method in DRAWN:
        for band, own in rows[rows["method"] == method].groupby("band", sort=True):
            came = share_of(own, "came")
            said = share(own, "said").value
            about = {"method": method, "band": band, "number": int(own["known"].sum())}
            numbers = (said, came.value, came.lower_ci, came.upper_ci)
            per_cent = (canonical(100 * one) for one in numbers)
            found.append(about | dict(zip(("said", "value", *ENDS), per_cent, strict=True)))
    return pd.DataFrame(found)


@cached
def find_rivals(record: Record, measure: str = ABSOLUTE) -> pd.DataFrame:
    """Find each method's scores at each number of years ahead, and the book's less its own.

    ``method, years, number`` and for each of `SCORES` the mean with its limits, and ``_less``: the
    book's mean less the method's, with limits.
    """
    rows = record.by_indicator[record.by_indicator["measure"] == measure]
    found = []
    for method in METHODS:
        for years in HORIZONS:
            both = rows[rows["years"] == years]
            own = both[both["method"] == method]
            row = {"method": method, "years": years, "number": int(own["known"].sum())}
            for name, (part, whole) in SCORES.items():
                known = own[whole].sum() > 0
                mean = share_of if name == "coverage" else share
                row |= _laid(name, mean(own, part, whole) if known else Estimate.suppressed(""))
                less = difference(both, method, part, whole) if known else Estimate.suppressed("")
                row |= _laid(f"{name}_less", less)
            found.append(row)
    return pd.DataFrame(found)


def _laid(name: str, found: Estimate) -> dict[str, float]:
    limits = {f"{name}_{end}": getattr(found, end) for end in ENDS}
    return {name: found.value, **limits}


def find_better(rivals: pd.DataFrame, name: str, methods: tuple[str, ...]) -> pd.DataFrame:
    """Find where another method's score is smaller than the book's by more than chance makes it."""
    smaller = rivals[f"{name}_less_lower_ci"] > 0
    return rivals[rivals["method"].isin(methods) & smaller]


def find_by_indicator(record: Record) -> pd.DataFrame:
    """Find for each indicator how often the book's words on gaps were right, and its coverage."""
    found = []
    for slug, own in _of_the_book(record).groupby("indicator", sort=True):
        about = describe_indicator(str(slug))
        span = {"name": about.name, "first": about.first_period, "last": about.last_period}
        found.append(span | _tallied(own))
    return pd.DataFrame(found)


def _of_the_book(record: Record) -> pd.DataFrame:
    rows = record.by_indicator
    lead = (rows["measure"] == ABSOLUTE) & (rows["years"] == AHEAD)
    return rows[lead & (rows["method"] == BOOK)]


def _tallied(own: pd.DataFrame) -> dict[str, object]:
    """Count how often the words on gaps were right in some cases, and score these."""
    counts: dict[str, object] = {}
    for word in CALLS[ABSOLUTE]:
        known, came = own.loc[own["word"] == word, ["known", "came"]].sum()
        counts[word] = f"{known - came if word in AGAINST else came:,} of {known:,}"
    return counts | {
        "number": int(own["known"].sum()),
        "coverage": 100 * share(own, "inside", "intervals").value,
        "brier": share(own, "squared").value,
    }


def find_by_place(record: Record, names: Mapping[str, str]) -> pd.DataFrame:
    """Find how often the book's words on gaps were right in some places, by code, and in England.

    ``name, narrowing, widening, number, coverage, brier``: a row a place that has a record, then
    all of them where they are several, and every authority.
    """
    places = of_places(record, names)
    rows = [
        {"name": names[str(code)]} | _tallied(own)
        for code, own in places.groupby("area_code", sort=False)
    ]
    if len(rows) > 1:
        rows.append({"name": "These places together"} | _tallied(places))
    return pd.DataFrame([*rows, {"name": "All England"} | _tallied(_of_the_book(record))])


def of_places(record: Record, names: Collection[str]) -> pd.DataFrame:
    """Give the record of some places at the years that the page leads with."""
    rows = record.by_area
    # One history stands behind all that is said of a place, so that its sums have no interval.
    return rows[rows["area_code"].isin([*names]) & (rows["years"] == AHEAD)].assign(indicator="")
