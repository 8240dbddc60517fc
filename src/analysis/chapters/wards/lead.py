"""What is said first of the wards of an authority."""

from collections.abc import Iterator

from analysis.chapters.ward.sentences import claim_deprivation
from analysis.claims.sentence import Prose, Sentence, join, state
from analysis.data.tidy import rows_of
from analysis.findings.wards import WardsBeside
from analysis.formats import format_number


def describe_lead(found: WardsBeside) -> Prose:
    """Say which ward is most deprived, and which of those beside it is least like it."""
    if found.wards.empty:
        return Prose(f"The figures of this book hold no wards of 2024 of {found.area_name}.")
    return Prose(join(_said(found), by=" ", last=" "))


def _said(found: WardsBeside) -> Iterator[Sentence | str]:
    (first,) = rows_of(found.wards.head(1))
    if len(found.wards) == 1:
        yield state(
            "{first[ward_name]} is the only ward of {area} that the figures hold; it ranks {rank} "
            "in England.",
            first=first,
            area=found.area_name,
            rank=claim_rank(first),
        )
        return
    yield state(
        "{first[ward_name]} is the most deprived ward of {area}: it ranks {rank} in England, where "
        "{one} is most deprived.",
        first=first,
        area=found.area_name,
        rank=claim_rank(first),
        one=claim_rank(first, "1"),
    )
    yield from _beside(found, str(first["ward_code"]))


def _beside(found: WardsBeside, ward_code: str) -> Iterator[Sentence | str]:
    if not found.outlines.shapes:
        yield "No outlines of its small areas are held, so we cannot say which wards are beside it."
        return
    other = rows_of(found.unlike(ward_code))
    if not other:
        yield "No other ward that the figures hold is beside it."
    for row in other:
        yield state(
            "Of the wards beside it, {row[ward_name]} is least like it: it ranks {rank}.",
            row=row,
            rank=claim_rank(row),
        )


def claim_rank(row: dict[str, object], text: str = "") -> Sentence:
    """Claim a ward's rank among the wards of England."""
    rank = float(str(row["rank"]))
    said = text or format_number(rank, 0)
    return claim_deprivation(2025, str(row["ward_code"]), said, rank, of="wards")
