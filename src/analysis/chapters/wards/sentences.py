"""Who lives among the most deprived, how small areas moved, and what plans published of them."""

from collections.abc import Iterator, Mapping, Sequence
from math import isfinite

import pandas as pd

from analysis.chapters.ward.sentences import claim_deprivation
from analysis.chapters.wards.findings import PublishedComparison
from analysis.charts.chart import Notice
from analysis.claims.figure import Row, agree, claim_figure, claim_words, subject
from analysis.claims.sentence import Prose, Sentence, join, state, tell
from analysis.data.areas import Places
from analysis.data.catalogue import measures_of
from analysis.data.neighbourhoods import MIDDLE
from analysis.data.raw import locate
from analysis.data.tidy import rows_of
from analysis.findings.clustering import ClusteringFinding
from analysis.findings.neighbourhoods import LESS, MORE, SAME, UNKNOWN, WARD_YEARS, Movement
from analysis.findings.small_areas import PERIOD, STEM
from analysis.formats import format_number, with_unit

COUNTED = "counted from the small areas of the index"
HIGHEST_LESS_LOWEST = "the highest of the areas less the lowest"
COUNTED_WARDS = "counted from the wards of the index"
MOVED = "decile of the small area in one edition against its parent's in the other"
NOT_HELD = "The figures of this book hold no small areas of {places.area_name}."
YEARS = (2025, 2019)
CLUSTERED = 0.05


def describe_most_deprived(
    people: pd.DataFrame, wards: Mapping[int, pd.DataFrame], places: Places
) -> Prose:
    """Say how many people and wards are among England's most deprived, in both editions."""
    if people.empty:
        return tell(NOT_HELD, places=places)
    firsts = {row["edition"]: row for row in rows_of(people.drop_duplicates("edition"))}
    return Prose(
        *(_people(firsts[year], year, places) for year in YEARS),
        *(_wards(wards[year], year, places) for year in YEARS),
    )


def _people(row: Row, year: int, places: Places) -> Sentence:
    def said(column: str, text: str) -> Sentence:
        return _claim(year, places, text, row[column])

    def share(name: str) -> Sentence:
        people = row[f"people_{name}"]
        number = format_number(people, 0) if people else "no"
        percent = with_unit(row[f"{name}_percent"], 1, "%")
        return said(f"people_{name}", f"{number} people ({percent})")

    # What the two editions count is said with the first.
    template = (
        "On the {index}, {fifth} in {places.area_name} live in small areas among the most deprived "
        "fifth of England, which the health service calls its {core} population, and {tenth} in "
        "the most deprived tenth. The people counted are {basis}."
        if year == YEARS[0]
        else "On the {index}, with {basis}: {fifth} in the most deprived fifth, and {tenth} in the "
        "most deprived tenth."
    )
    return state(
        template,
        index=said("people", f"index of {year}"),
        fifth=share("fifth"),
        tenth=share("tenth"),
        core=said("people_fifth", "Core20"),
        places=places,
        basis=said("people", str(row["basis"])),
    )


def _wards(wards: pd.DataFrame, year: int, places: Places) -> Sentence:
    tenth = int((wards["decile"] == 1).sum())

    def said(text: str) -> Sentence:
        return _claim(year, places, text, tenth, COUNTED_WARDS, of="wards")

    if wards.empty:
        return "The figures hold no wards of it for the index of " + said(str(year)) + "."
    some = f"{tenth} of # wards {'is' if tenth == 1 else 'are'}" if tenth else "none of # wards is"
    only = "the only ward is" if tenth else "the only ward is not"
    number = agree(f"[{only}|{some}]", len(wards))
    return state(
        "With the {boundaries}, {number} among the most deprived tenth of England's wards.",
        boundaries=said(f"wards of {WARD_YEARS[year]} and the index of {year}"),
        number=said(number),
    )


def describe_movement(movement: Movement, places: Places) -> Prose:
    """Say how many small areas changed their decile between the editions, with the caution."""
    total, unknown = len(movement.small_areas), movement.count(UNKNOWN)
    if not total:
        return tell(NOT_HELD, places=places)

    def said(text: str, value: int) -> Sentence:
        return _claim(2025, places, agree(text, value), value, MOVED)

    sentences = [
        state(
            "Of {total} of today, {more} are in a more deprived decile on the {late} index than "
            "the small area that they came from was on the {early} index, {less} in a less "
            "deprived one and {same} in the same.",
            total=said("# small area[|s]", total),
            more=said("#", movement.count(MORE)),
            less=said("#", movement.count(LESS)),
            same=said("#", movement.count(SAME)),
            late=said("2025", total),
            early=said("2019", total),
        ),
        state(
            "{entered} entered the most deprived tenth of England and {left} left it.",
            entered=said("#", len(movement.entered)),
            left=said("#", len(movement.left)),
        ),
    ]
    if movement.irregular:
        number = said("# ha[s|ve]", movement.irregular)
        sentences.append(number + " boundaries that changed irregularly, so not compared.")
    if unknown := unknown - movement.irregular:
        number = said("# [was|were]", unknown)
        sentences.append(number + " merged from small areas of different deciles, so not compared.")
    return Prose(*sentences)


def describe_groups(groups: pd.DataFrame, places: Places, *, kind: str) -> Prose:
    """Say what share of each kind of place lives in the most deprived fifth."""
    latest = groups[groups["edition"] == 2025]
    if groups.empty:
        return tell(NOT_HELD, places=places)
    if latest["group"].nunique() < 2:
        return tell(
            "By {kind}, all small areas of {places.area_name} are of one group, {only}, so "
            "there is nothing to compare within it.",
            places=places,
            only=join(latest["group"]),
            kind=kind,
        )
    ordered = latest.sort_values("fifth_percent", ascending=False, kind="stable")
    parts = [
        _claim(
            2025,
            places,
            f"{row['group']} {with_unit(row['fifth_percent'], 1, '%')} "
            f"({format_number(row['people_fifth'], 0)} people)",
            row["fifth_percent"],
        )
        for row in rows_of(ordered)
    ]
    return tell(
        "Share of residents of {when} who live in the most deprived fifth of England on "
        "the latest index: {parts}.",
        when=_claim(2025, places, "mid-2022", len(ordered)),
        parts=join(parts),
    )


def say_named_elsewhere(groups: pd.DataFrame, places: Places) -> Iterator[Prose]:
    """Say which small areas of today took their names from no district of the earlier edition."""
    for row in rows_of(groups):
        number = int(row["small_areas"])
        words = agree("# small area[|s] of today [is|are] named after", number)
        yield tell(
            "{number} {name} and left out of this comparison.",
            number=_claim(2025, places, words, number),
            name=str(row["group"]),
        )


def describe_published(found: Sequence[PublishedComparison], places: Places) -> Prose:
    """Set what a plan published beside what these figures give, with the reason."""
    if not found:
        return tell(
            "No published statement about the neighbourhoods of {places.area_name} is set "
            "beside these figures.",
            places=places,
        )
    return Prose(*(_comparison(one, places) for one in found))


def _comparison(one: PublishedComparison, places: Places) -> Sentence:
    about = ("published-by-the-plan", places.area_code, one.source)
    claimed = subject(*about, one.value, one.source)
    text = f"{format_number(one.value, 0)} {one.unit}"
    published = claim_words(text, claimed, rule="as the plan published")
    verdict, given = one.verdict.capitalize(), rows_of(one.given)
    if not given:
        return state(
            "{one.statement}: {one.source} gives {published}. {verdict}: {one.reason}",
            one=one,
            published=published,
            verdict=verdict,
        )
    by = [row["basis"] for row in given if row["value"] == one.value]
    words = f"{verdict}{' by: ' + ', '.join(by) if by else ''}"
    return state(
        "{one.statement}: {one.source} gives {published}; these figures give {given}. {verdict}. "
        "{one.reason}",
        one=one,
        published=published,
        given=join(_given(row, places) for row in given),
        verdict=claim_words(words, claimed, rule="equal to one of the numbers counted"),
    )


def _given(row: Row, places: Places) -> Sentence:
    """Write a number of ours; without an edition of the index it is of middle-layer areas."""
    digits, year = int(not row["edition"]), row["edition"]
    text = f"{format_number(row['value'], digits)} ({row['basis']})"
    if year:
        return _claim(year, places, text, row["value"])
    (slug,) = measures_of("life expectancy of middle-layer areas")
    about = (slug, places.area_code, "as the file has it", row["value"])
    return claim_words(text, subject(*about, locate(MIDDLE)), rule=HIGHEST_LESS_LOWEST)


def _claim(
    year: int,
    places: Places,
    text: str,
    value: float,
    rule: str = COUNTED,
    *,
    of: str = "small_areas",
) -> Sentence:
    return claim_deprivation(year, places.area_code, text, value, rule, of=of)


def describe_clustering(finding: ClusteringFinding, places: Places) -> Prose | Notice:
    """Say whether deprived small areas lie side by side."""
    if not isfinite(finding.value):
        return Notice(finding.note)
    clear = finding.p_value < CLUSTERED
    row = subject("deprivation-2025", places.area_code, PERIOD, finding.value, locate(STEM))
    rule = "Moran's I of the scores of small areas, 999 seeded arrangements"
    return tell(
        "Deprivation {word} in {places.area_name}: small areas {alike} those beside them (Moran's "
        "I {value}, where chance would give about {expected}).",
        word=claim_words("clusters" if clear else "does not clearly cluster", row, rule=rule),
        alike="are like" if clear else "are no more like than chance makes them to",
        places=places,
        value=claim_figure(row, 2, "", rule=rule),
        expected=claim_figure(row | {"value": finding.expected}, 2, "", rule=rule),
    )
