"""Who lives among the most deprived, how small areas moved, and what plans published of them."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from analysis.chapters.wards.published import PublishedComparison
from analysis.claims.claim import Statement, claim_words, join, rows_of, state
from analysis.claims.prose import Prose
from analysis.claims.words import count_of
from analysis.data.areas import Places
from analysis.data.deprivation import EDITIONS
from analysis.data.raw import locate
from analysis.findings.neighbourhoods import LESS, MORE, SAME, UNKNOWN, WARD_YEARS, Movement
from analysis.formats import format_number, with_unit

COUNTED = "counted from the small areas of the index"
COUNTED_WARDS = "counted from the wards of the index"
NOT_HELD = "The figures of this book hold no small areas of {area}."
YEARS = (2025, 2019)


def describe_most_deprived(
    people: pd.DataFrame, wards: Mapping[int, pd.DataFrame], places: Places
) -> Prose:
    """Say how many people and wards are among England's most deprived, in both editions."""
    if people.empty:
        return Prose((state(NOT_HELD, area=places.area_name),))
    firsts = {row["edition"]: row for row in rows_of(people.drop_duplicates("edition"))}
    return Prose(
        (
            *(_people(firsts[year], year, places) for year in YEARS),
            *(_wards(wards[year], year, places) for year in YEARS),
            *_most_deprived_ward(wards[2025]),
        )
    )


def _people(row: Mapping[str, Any], year: int, places: Places) -> Statement:
    def said(column: str, text: str) -> Statement:
        return _claim(year, places.area_code, text, float(row[column]), COUNTED)

    def share(name: str) -> Statement:
        people = row[f"people_{name}"]
        number = format_number(people, 0) if people else "no"
        percent = with_unit(row[f"{name}_percent"], 1, "%")
        return said(f"people_{name}", f"{number} people ({percent})")

    return state(
        "On the {index}, {fifth} in {area} live in small areas among the most deprived fifth of "
        "England, which the health service calls its {core} population, and {tenth} in the most "
        "deprived tenth. The people counted are {basis}.",
        index=said("people", f"index of {year}"),
        fifth=share("fifth"),
        tenth=share("tenth"),
        core=said("people_fifth", "Core20"),
        area=places.area_name,
        basis=said("people", str(row["basis"])),
    )


def _wards(wards: pd.DataFrame, year: int, places: Places) -> Statement:
    tenth = int((wards["decile"] == 1).sum())

    def said(text: str) -> Statement:
        return _claim(year, places.area_code, text, tenth, COUNTED_WARDS, of="wards")

    if wards.empty:
        return state(
            "The figures hold no wards of it for the index of {year}.", year=said(str(year))
        )
    return state(
        "With the {boundaries}, {number} among the most deprived tenth of England's wards.",
        boundaries=said(f"wards of {WARD_YEARS[year]} and the index of {year}"),
        number=said(f"{tenth} of {count_of(len(wards), 'ward')} {'is' if tenth == 1 else 'are'}"),
    )


def _most_deprived_ward(wards: pd.DataFrame) -> list[Statement]:
    if wards.empty:
        return []
    first = wards.iloc[0]
    total = EDITIONS[2025].wards_in_england
    text = f"{format_number(first['rank'], 0)} of {format_number(total, 0)}"
    return [
        state(
            "The most deprived ward is {name}, ranked {rank} in England.",
            name=str(first["ward_name"]),
            rank=_claim(
                2025,
                str(first["ward_code"]),
                text,
                float(first["rank"]),
                "as published",
                of="wards",
            ),
        )
    ]


def describe_movement(movement: Movement, places: Places) -> Prose:
    """Say how many small areas changed their decile between the editions, with the caution."""
    total = len(movement.small_areas)
    if not total:
        return Prose((state(NOT_HELD, area=places.area_name),))

    def said(text: str, value: float) -> Statement:
        rule = "decile of the small area in one edition against its parent's in the other"
        return _claim(2025, places.area_code, text, value, rule)

    def moved(word: str) -> Statement:
        return said(f"{movement.count(word):,}", movement.count(word))

    sentences = [
        state(
            "Of {total} of today, {more} are in a more deprived decile on the {late} index than "
            "the small area that they came from was on the {early} index, {less} in a less "
            "deprived one and {same} in the same.",
            total=said(count_of(total, "small area"), total),
            more=moved(MORE),
            less=moved(LESS),
            same=moved(SAME),
            late=said("2025", total),
            early=said("2019", total),
        ),
        state(
            "{entered} entered the most deprived tenth of England and {left} left it.",
            entered=said(f"{len(movement.entered):,}", len(movement.entered)),
            left=said(f"{len(movement.left):,}", len(movement.left)),
        ),
    ]
    if movement.count(UNKNOWN):
        sentences.append(
            state(
                "{number} merged from small areas of different deciles, so not compared.",
                number=said(
                    f"{movement.count(UNKNOWN):,} {_was(movement.count(UNKNOWN))}",
                    movement.count(UNKNOWN),
                ),
            )
        )
    return Prose(tuple(sentences))


def _was(number: int) -> str:
    return "was" if number == 1 else "were"


def describe_groups(groups: pd.DataFrame, places: Places, *, kind: str) -> Prose:
    """Say what share of each kind of place lives in the most deprived fifth."""
    latest = groups[groups["edition"] == 2025]
    if groups.empty:
        return Prose((state(NOT_HELD, area=places.area_name),))
    if latest["group"].nunique() < 2:
        return Prose(
            (
                state(
                    "By {kind}, all small areas of {area} are of one group, {only}, so there is "
                    "nothing to compare within it.",
                    area=places.area_name,
                    only=join([str(name) for name in latest["group"]]),
                    kind=kind,
                ),
            )
        )
    ordered = latest.sort_values("fifth_percent", ascending=False, kind="stable")
    parts = [
        _claim(
            2025,
            places.area_code,
            f"{row['group']} {with_unit(row['fifth_percent'], 1, '%')} "
            f"({format_number(row['people_fifth'], 0)} people)",
            row["fifth_percent"],
            COUNTED,
        )
        for row in rows_of(ordered)
    ]
    return Prose(
        (
            state(
                "Share of residents of {when} who live in the most deprived fifth of England on "
                "the latest index: {parts}.",
                when=_claim(2025, places.area_code, "mid-2022", float(len(ordered)), COUNTED),
                parts=join(parts),
            ),
        )
    )


def describe_published(found: Sequence[PublishedComparison], places: Places) -> Prose:
    """Set what a plan published beside what these figures give, with the reason."""
    if not found:
        return Prose(
            (
                state(
                    "No published statement about the neighbourhoods of {area} is set beside "
                    "these figures.",
                    area=places.area_name,
                ),
            )
        )
    return Prose(tuple(_comparison(one, places) for one in found))


def _comparison(one: PublishedComparison, places: Places) -> Statement:
    claimed = {
        "indicator": "published-by-the-plan",
        "area_code": places.area_code,
        "period": one.source,
        "value": one.value,
        "sources": (one.source,),
    }
    published = claim_words(
        f"{format_number(one.value, 0)} {one.unit}", claimed, rule="as the plan published"
    )
    given = [
        _claim(
            2025 if "2025" in row["basis"] else 2019,
            places.area_code,
            f"{format_number(row['value'], 0)} ({row['basis']})",
            row["value"],
            COUNTED,
        )
        for row in rows_of(one.given)
    ]
    if not given:
        return state(
            "{statement}: {source} gives {published}. {verdict}: {reason}",
            statement=one.statement,
            source=one.source,
            published=published,
            verdict=one.verdict.capitalize(),
            reason=one.reason,
        )
    by = [str(row["basis"]) for row in rows_of(one.given) if row["value"] == one.value]
    words = f"{one.verdict.capitalize()}{' by: ' + ', '.join(by) if by else ''}"
    return state(
        "{statement}: {source} gives {published}; these figures give {given}. {verdict}. {reason}",
        statement=one.statement,
        source=one.source,
        published=published,
        given=join(given),
        verdict=claim_words(words, claimed, rule="equal to one of the numbers counted"),
        reason=one.reason,
    )


def _claim(
    year: int, code: str, text: str, value: float, rule: str, *, of: str = "small_areas"
) -> Statement:
    row: dict[str, Any] = {
        "indicator": f"index-of-multiple-deprivation-{year}",
        "area_code": code,
        "period": str(year),
        "value": value,
        "sources": (locate(getattr(EDITIONS[year], of)),),
    }
    return claim_words(text, row, rule=rule)
