"""Who lives in a neighbourhood, how deprived it is, and what the figures do not hold of it."""

from collections.abc import Iterator

import pandas as pd

from analysis.chapters.neighbourhood.findings import ENGLAND, FIFTH, Neighbourhood
from analysis.chapters.ward.sentences import claim_deprivation
from analysis.claims.figure import BENCHMARK, Row, claim_figure, claim_words, numbers_of, subject
from analysis.claims.sentence import Prose, Sentence, join, names_in, state
from analysis.claims.words import for_sex
from analysis.data.neighbourhoods import MIDDLE
from analysis.data.raw import locate
from analysis.data.tidy import rows_of
from analysis.findings.small_areas import EDITION, STEM
from analysis.findings.vocabulary import BETTER, CANNOT_COMPARE, HIGHER, LOWER, SIMILAR, WORSE
from analysis.formats import format_number, with_unit

SUMMED = "summed over its small areas"
MOST = 6
"""More wards than these are counted, not named."""
COMPUTED = "computed here from counts"
BESIDE = {word: f"{word} than" for word in (WORSE, BETTER, HIGHER, LOWER)} | {SIMILAR: "similar to"}


def lead_neighbourhood(found: Neighbourhood) -> Prose:
    """Say what share of its people live in England's most deprived fifth."""
    tenths = found.tenths[found.tenths["decile"] <= FIFTH]
    own, council = (float(tenths[name].sum()) for name in ("percent", "council_percent"))
    return Prose(
        state(
            "{own} of the people of {found.name} live in England's most deprived fifth of small "
            "areas; {council} in {found.council}.",
            own=_deprived(found.code, own),
            council=_deprived(found.council_code, council),
            found=found,
        )
    )


def _deprived(code: str, percent: float) -> Sentence:
    return claim_deprivation(
        EDITION, code, with_unit(percent, 1, "%"), percent, SUMMED, of="small_areas"
    )


def describe_people(found: Neighbourhood) -> Prose:
    """Say how many live there, in which wards, and how its rates stand beside England's."""
    people, areas = float(found.tenths["people"].sum()), len(found.small_areas)
    return Prose(
        state(
            "{people} people lived in {found.name} in {when}, in {areas} of {wards}"
            "{found.council}.",
            people=_counted(found, format_number(people, 0), people),
            when=_counted(found, "mid-2022", people),
            areas=_counted(found, f"{areas} small areas", areas),
            wards=_wards(found),
            found=found,
        ),
        *(_rate(row, found) for row in rows_of(found.rates)),
    )


def _wards(found: Neighbourhood) -> str:
    return f"{join(found.wards)}, " if len(found.wards) <= MOST else ""


def _counted(found: Neighbourhood, text: str, value: float) -> Sentence:
    return claim_deprivation(EDITION, found.code, text, value, SUMMED, of="small_areas")


def _rate(row: Row, found: Neighbourhood) -> Sentence:
    if row["hidden"]:
        return state(
            "{what}: not shown, since a small number could be worked out from it.",
            what=row["what"],
        )
    about = subject(row["indicator"], found.code, "Census 2021", row["value"], locate(STEM))
    own = {**row, **about}
    said = state(
        "{what}: {own} in {when}",
        what=row["what"],
        own=claim_figure(own, 1, "%", rule=f"{SUMMED}, interval by Wilson's method"),
        when=claim_words("Census 2021", own, rule="as published"),
    )
    if row["level"] == CANNOT_COMPARE:
        return said + "."
    absolute, relative = (numbers_of(own, f"{ENGLAND}_{one}") for one in ("absolute", "relative"))
    return said + state(
        ", {level} England's: the gap is {absolute} and the ratio {relative}.",
        level=claim_words(BESIDE[row["level"]], absolute, rule=BENCHMARK),
        absolute=claim_figure(absolute, 1, "percentage points", rule=COMPUTED),
        relative=claim_figure(relative, 2, "", rule=COMPUTED),
    )


def describe_middle(found: Neighbourhood) -> Prose:
    """Say between what its middle-layer areas' life expectancies lie; nothing without two."""
    life = found.middle[found.middle["unit"] == "years"]
    return Prose(*_ranges(life)) if len(life["area_name"].unique()) > 1 else Prose()


def _ranges(life: pd.DataFrame) -> Iterator[Sentence]:
    for sex, rows in life.groupby("sex"):
        ordered = rows.sort_values(["value", "area_name"], kind="stable")
        ends = rows_of(ordered.iloc[[0, -1]])
        low, high = (row | {"sources": (locate(MIDDLE),)} for row in ends)
        yield state(
            "{name}{whom}, {period}: from {low} in {lowest} to {high} in {highest}. We hold no "
            "intervals, so the order of areas that are close may be chance.",
            name=low["name"],
            whom=for_sex(str(sex)),
            period=claim_words(str(low["period"]), low, rule="as published"),
            low=claim_figure(low, 1, "years"),
            lowest=claim_words(str(low["area_name"]), low, rule="as published"),
            high=claim_figure(high, 1, "years"),
            highest=claim_words(str(high["area_name"]), high, rule="as published"),
        )


def describe_lacking(found: Neighbourhood) -> Prose:
    """Say once what is not held of the neighbourhood."""
    said = [
        state(
            "The book's other figures are published for whole councils: they stand on the pages "
            "of {council}.",
            council=found.council,
        )
    ]
    if found.lacking:
        said.insert(0, state("Not held for {name}: {what}.", name=found.name,
                             what=names_in(found.lacking)))  # fmt: skip
    return Prose(*said)
