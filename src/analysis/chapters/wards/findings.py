"""What a plan published about neighbourhoods, beside what these figures give."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.data.deprivation import EDITIONS
from analysis.findings.middle_areas import find_male_gap
from analysis.findings.neighbourhoods import (
    WARD_YEARS,
    count_in_most_deprived,
    find_most_deprived,
    find_wards_of,
)
from analysis.formats import canonical


@dataclass(frozen=True)
class PublishedComparison:
    """A figure that a plan published, beside what these figures give."""

    statement: str
    unit: str
    source: str
    value: float
    # What these figures give: ``edition, basis, value``; empty where they cannot say.
    given: pd.DataFrame
    # ``"reproduced"``, ``"not reproduced"`` or ``"not measurable from these figures"``.
    verdict: str
    reason: str


STATEMENTS = {
    "residents-in-the-most-deprived-fifth": (
        "Residents in England's most deprived fifth of small areas",
        "people",
        "The plan names neither the edition of the index nor the population that it counted.",
    ),
    "wards-in-the-most-deprived-tenth": (
        "Wards among the most deprived tenth of England's wards",
        "wards",
        "The number depends on the ward boundaries and the edition of the index.",
    ),
    "gap-in-male-life-expectancy-between-wards": (
        "Gap in male life expectancy between the wards at its two ends",
        "years",
        "These areas are larger than wards, so that their ends lie closer together; the plan "
        "names neither the wards nor the years, and the figures of small places swing by chance.",
    ),
}
"""What a published figure is of, its unit, and why ours may differ."""


def compare_published(
    published: Sequence[Mapping[str, Any]], area_code: str
) -> list[PublishedComparison]:
    """Set what a plan published about neighbourhoods beside what these figures give."""
    return [
        _compare(one, list(one.get("together") or [area_code]))
        for one in published
        if one["figure"] in STATEMENTS
    ]


def _compare(one: Mapping[str, Any], codes: list[str]) -> PublishedComparison:
    figure, value = str(one["figure"]), float(one["value"])
    statement, unit, reason = STATEMENTS[figure]
    given = pd.DataFrame(_given(figure, codes), columns=["edition", "basis", "value"])
    verdict = "not measurable from these figures"
    if len(given):
        verdict = "reproduced" if (given["value"] == value).any() else "not reproduced"
    return PublishedComparison(statement, unit, str(one["source"]), value, given, verdict, reason)


def _given(figure: str, codes: list[str]) -> list[tuple[int, str, float]]:
    if figure == "residents-in-the-most-deprived-fifth":
        counts = pd.concat([find_most_deprived(code) for code in codes])
        sums = counts.groupby(["edition", "basis"], sort=False)["people_fifth"].sum()
        return [
            (year, f"Index of {year}, {basis}", float(sums[year, basis]))
            for year, basis in sums.index
        ]
    if figure == "wards-in-the-most-deprived-tenth":
        return [
            (
                year,
                f"Index of {year}, wards of {WARD_YEARS[year]}",
                float(sum(count_in_most_deprived(find_wards_of(code, year)) for code in codes)),
            )
            for year in EDITIONS
        ]
    found = [one for code in codes if (one := find_male_gap(code))]
    if figure != "gap-in-male-life-expectancy-between-wards" or len(found) != len(codes):
        return []
    rows = pd.concat([one.rows for one in found])
    basis = f"{len(rows)} middle-layer areas of about 7,000 people, {found[0].period}"
    return [(0, basis, canonical(float(rows["value"].max() - rows["value"].min())))]
