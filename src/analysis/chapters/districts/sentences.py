"""Which districts of an authority lie apart, stage by stage, and what is not published for them."""

from collections.abc import Sequence

import pandas as pd

from analysis.claims.figure import Row, Tally, claim_figure
from analysis.claims.sentence import Prose, Sentence, join, names_in, state
from analysis.claims.verdict import SIZES
from analysis.claims.words import count_of, for_sex, gap_unit, lower_first
from analysis.data.catalogue import Indicator
from analysis.data.tidy import rows_of
from analysis.findings.districts import Districts, Strip
from analysis.findings.vocabulary import BETTER, CANNOT_COMPARE, HIGHER, LOWER, SIMILAR, WORSE

APART = SIZES["absolute"]
CHOSEN = (
    "Of the indicators published for districts, it is the one in which the highest and the lowest "
    "lie most clearly apart; recent ones on which a judgement is made come first."
)

COUNTED = "counted: indicators of the catalogue without a figure"


def describe_lead(found: Districts) -> Prose:
    """Say in what the districts lie furthest apart, by how much, and since when they are former."""
    strip = found.lead
    if strip is None:
        return Prose(nothing_held(found), *_former(found))
    return Prose(_ends(strip), _apart(strip), *_former(found))


def nothing_held(found: Districts) -> Sentence:
    """Say that there are no districts, or no figures of them."""
    name = found.places.area_name
    if not found.districts:
        return state("{name} has no districts, today's or former.", name=name)
    return state("We hold no figure of more than one district of {name}.", name=name)


def headline_lead(strip: Strip) -> Sentence:
    """Say which district has the highest figure and which the lowest."""
    first, *_, last = strip.rows["area_name"]
    return state("{name}: highest in {first}, lowest in {last}.", name=title_of(strip),
                 first=first, last=last)  # fmt: skip


def title_of(strip: Strip) -> str:
    """Name what is measured, and of whom."""
    return f"{strip.indicator.name}{for_sex(strip.sex)}"


def _ends(strip: Strip) -> Sentence:
    highest, *_, lowest = rows_of(strip.rows)
    return state(
        "{name}, {period}: {high} in {highest}, and {low} in {lowest}.",
        name=title_of(strip),
        high=say(strip, highest),
        highest=highest["area_name"],
        low=say(strip, lowest),
        lowest=lowest["area_name"],
        period=strip.period,
    )


def say(strip: Strip, row: Row) -> Sentence:
    """Write the figure of one district."""
    return claim_figure(_row(strip, row), strip.indicator.decimals, strip.indicator.unit)


def _row(strip: Strip, row: Row) -> dict[str, object]:
    about = {"indicator": strip.indicator.indicator, "sex": strip.sex, "period": strip.period}
    return {**row, **about}


def _apart(strip: Strip) -> Sentence:
    apart, first = strip.apart, rows_of(strip.rows)[0]
    row = {**_row(strip, first), **apart.columns()}
    about = strip.indicator
    return state(
        "They are {gap} apart, which is {more} chance could explain. {chosen}",
        gap=claim_figure(row, about.decimals, gap_unit(about.unit), rule=APART),
        more="more than" if apart.clear else "no more than",
        chosen=CHOSEN,
    )


def _former(found: Districts) -> list[Sentence]:
    """Say that the districts are no authorities today, and of when their figures are."""
    if not found.ended:
        return []
    in_time = sorted(found.strips, key=lambda strip: (strip.closes, strip.period))
    said = state(
        "{names} ceased to be authorities in April {year}, when {name} took over from them.",
        names=join(one.name for one in found.districts),
        year=str(found.ended),
        name=found.places.area_name,
    )
    return [said + say_span("Their", [strip.period for strip in in_time])] if in_time else [said]


def say_span(whose: str, periods: Sequence[str]) -> Sentence:
    """Say from which period to which latest figures reach."""
    first, last = periods[0], periods[-1]
    if first == last:
        return state(" {whose} latest figures are of {first}.", whose=whose, first=first)
    return state(" {whose} latest figures are of {first} up to {last}.", whose=whose, first=first,
                 last=last)  # fmt: skip


def headline_stage(rows: pd.DataFrame, stage: str, comparator: str) -> Sentence:
    """Say of a stage of life how many figures of districts are worse or better, and where most.

    `rows` are figures of districts with ``indicator, strip, area_code, area_name, verdict``, the
    highest of each strip first.
    """
    tally, compared = Tally(), rows[rows["verdict"] != CANNOT_COMPARE]
    if compared.empty:
        first = rows.iloc[0]
        return state("{stage}: {name} highest in {first}; {all} without an interval to compare.",
                     stage=stage, name=lower_first(first["strip"]), first=first["area_name"],
                     all=tally.count(rows, "# figure[|s]"))  # fmt: skip
    for word in (WORSE, BETTER, HIGHER, LOWER):
        found = compared[compared["verdict"] == word]
        if len(found):
            return state(
                "{stage}: {number} of {all} {word} than {comparator}{most}.",
                stage=stage,
                number=tally.count(found),
                all=tally.count(compared, "# figure[|s] [is|are]"),
                word=tally.count(found, word),
                comparator=comparator,
                most=_most(found, tally),
            )
    return state("{stage}: {all} {word} to {comparator}.", stage=stage,
                 word=tally.count(compared, SIMILAR),
                 all=tally.count(compared, "# figure[|s] [is|are]"),
                 comparator=comparator)  # fmt: skip


def say_missing(strips: Sequence[Strip]) -> str:
    """Name the districts that are not in a strip: their latest figure is of another period."""
    said = [f"{title_of(one)}: {join(one.missing)}" for one in strips if one.missing]
    return f"Without a figure of the same period: {'; '.join(said)}." if said else ""


def _most(rows: pd.DataFrame, tally: Tally) -> Sentence | str:
    """Name the district with the most of them, where one has."""
    counts = rows["area_name"].value_counts().sort_index().sort_values(
        ascending=False, kind="stable"
    )  # fmt: skip
    name = str(counts.index[0])
    if len(counts) == 1:
        return state(", {all} in {name}", name=name, all="each" if len(rows) > 1 else "the one")
    if counts.iloc[0] == counts.iloc[1]:
        return ""
    own = rows[rows["area_name"] == name]
    return state(", {most} in {name}", name=name, most=tally.count(own, "# of them"))


def describe_absent(found: Districts) -> Prose:
    """Say once what authorities have and these districts have not, its names folded away."""
    if not found.districts:
        return Prose(nothing_held(found))
    absent, whom = found.absent, f"any district of {found.places.area_name}"
    counted = Tally(found.places.area_code, COUNTED)
    reasons = (
        ("We hold no figure of {whom} on {number}: {names}.", absent.not_held),
        (
            "Of {whom} we hold {number} only in periods of another length than the latest release "
            "has, so that they are not shown: {names}.",
            absent.other_periods,
        ),
    )
    said = [
        state(
            template,
            whom=whom,
            names=names_in([one.name for one in listed]),
            number=counted.count(absent_rows(listed), "# indicator[|s] of this book"),
        )
        for template, listed in reasons
        if listed
    ]
    if not said:
        return Prose(f"We hold every indicator of this book for {whom}.")
    total = len(absent.not_held) + len(absent.other_periods)
    return Prose(*said, folded=f"Not shown: {count_of(total, 'indicator')} of this book")


def absent_rows(listed: Sequence[Indicator]) -> pd.DataFrame:
    """Give indicators as rows that are counted from the catalogue, since they have no figure."""
    return pd.DataFrame({"indicator": [""] * len(listed)})
