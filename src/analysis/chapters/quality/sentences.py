"""What is good and what is missing in the figures of an area, as findings."""

from collections.abc import Iterator

import pandas as pd

from analysis.chapters.quality.findings import BREAKDOWNS, NOT_KNOWN, YES, find_breakdowns
from analysis.claims.figure import Tally, agree
from analysis.claims.sentence import Prose, Sentence, join, names_in, state, tell
from analysis.data.areas import Places
from analysis.data.indicators import describe_indicator
from analysis.findings.movement import OLD_YEARS

MOST_NAMES = 8
WHERE_ANY = {
    "blank": "{number} [has|have] rows without a value: withheld, or not available{names}.",
    "absent": "{number} [has|have] no figure for a period for which {places.comparator_name} has "
    "one{names}.",
    "breaks": "{number} [has|have] a break in the series{names}.",
    "boundaries": "For {number} the boundaries or codes changed during the series{names}.",
}
"""What is said of the indicators that have something of a column."""
BY = {
    "sex": "for females and males",
    "age": "by age",
    "deprivation": "by deprivation or free school meals",
    "ward": "for wards",
}


def _tally(places: Places) -> Tally:
    return Tally(places.area_code, "counted from the files", period="all periods")


def describe_quality(quality: pd.DataFrame, places: Places) -> Prose:
    """Say how old, how sure and how complete the figures of an area are."""
    known, tally = quality[quality["figures"] > 0], _tally(places)
    if known.empty:
        return tell("We hold no figure of {places.area_name}.", places=places)
    every = tally.count(quality, "# indicator[|s]")
    # A whole is said as one: "all 61 indicators".
    number = tally.count(known) + " of " + every if len(known) < len(quality) else "All " + every
    first = state(
        agree("{number} [has|have] figures for {places.area_name}.", len(known)),
        number=number,
        places=places,
    )
    always = (
        (
            known[~known["latest_interval"]],
            "{number} [has|have] no interval for the latest figure, so chance cannot be told apart "
            "from a difference in one year.",
        ),
        (
            known[known["years_old"] > OLD_YEARS],
            "{number} [has|have] a latest figure that is more than five years old{names}.",
        ),
    )
    found = [(known[known[name].astype(bool)], template) for name, template in WHERE_ANY.items()]
    unknown = known[known["next_release"] == NOT_KNOWN]
    undated = known[known["released"] == NOT_KNOWN]
    found.append((undated, "For {number} the day of release was not found."))
    found.append((unknown, "For {number} the next release is not known."))
    said = [
        _say(tally, template, rows, places, whole=len(rows) == len(known))
        for rows, template in (*always, *(one for one in found if len(one[0])))
    ]
    return Prose(first, *said, *_absent(quality, places), listed=True)


def _say(
    tally: Tally, template: str, rows: pd.DataFrame, places: Places, *, whole: bool
) -> Sentence:
    number = "all # indicators" if whole else "# indicator[|s]" if len(rows) else "no indicators"
    said = {"number": tally.count(rows, number), "places": places, "names": _named(rows)}
    return state(agree(template, len(rows)), **said).capitalised()


def _absent(quality: pd.DataFrame, places: Places) -> list[Sentence]:
    without = quality[quality["figures"] == 0]
    if without.empty:
        return []
    return [
        state(
            "There is no figure at all for {places.area_name} on: {names}.",
            places=places,
            names=names_in(without["name"]),
        )
    ]


def describe_breakdowns(breakdowns: pd.DataFrame, places: Places) -> Prose:
    """Say what the figures of an area cannot show, because they are not broken down."""
    tally, said = _tally(places), []
    for name in BREAKDOWNS:
        there = breakdowns[breakdowns[name] == YES]
        said.append(
            state(
                agree("{number} of {all} [has|have] figures {by}{names}.", len(there)),
                number=tally.count(there, "#" if len(there) else "None"),
                all=tally.count(breakdowns),
                by=BY[name],
                names=_named(there) if len(there) < len(breakdowns) else "",
            )
        )
    return Prose(*said, listed=True)


def describe_holders(quality: pd.DataFrame, places: Places) -> Prose:
    """Say which publisher holds what is missing: an interval, or groups inside the area."""
    split = find_breakdowns(places).set_index("indicator")["deprivation"]
    known = quality[quality["figures"] > 0]
    known = known.assign(
        publisher=[describe_indicator(slug).publisher for slug in known["indicator"]],
        split=known["indicator"].map(split) == YES,
    )
    said = [
        sentence
        for publisher, rows in sorted(known.groupby("publisher"), key=lambda one: -len(one[1]))
        for sentence in _lacks(str(publisher), rows, places)
    ]
    if not said:
        return Prose("No figure here lacks an interval or groups by deprivation.")
    return Prose(*said, listed=True)


def _lacks(publisher: str, rows: pd.DataFrame, places: Places) -> Iterator[Sentence]:
    tally = _tally(places)
    columns = {
        "latest_interval": "an interval for the latest figure",
        "split": "groups by deprivation",
    }
    said = [
        tally.count(missing, f"# without {what}")
        for column, what in columns.items()
        if len(missing := rows[~rows[column].astype(bool)])
    ]
    if said:
        yield state(
            "{publisher}: of {all}, {said}.",
            publisher=publisher,
            all=tally.count(rows, "# indicator[|s]"),
            said=join(said),
        )


def _named(rows: pd.DataFrame) -> str:
    """Name some things after a colon; nothing where there are none or too many to read."""
    return f": {names_in(rows['name'])}" if 0 < len(rows) <= MOST_NAMES else ""
