"""How the rows of a local table add up: sexes, ages, groups, periods, and areas in areas."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from math import inf

import numpy as np
import pandas as pd

from analysis.data.areas import COUNTRY, ENGLAND, get_area, load_areas
from analysis.data.periods import parse_period

Sum = tuple[int, list[int]]
EVERYONE = "Persons"
MADE = "from and until "
"""How a band begins that follows from others, and that nobody wrote."""
# What a hidden count may be, where groups fill up their denominator but for hidden ones.
FEW = 4
_AGES = (
    (re.compile(r"(\d+)\s*(?:-|–|to)\s*(\d+)"), lambda a, b: (a, b + 1)),
    (re.compile(r"(?:under|<)\s*(\d+)"), lambda a: (0, a)),
    (re.compile(r"(?:over|>)\s*(\d+)"), lambda a: (a + 1, inf)),
    (re.compile(r"(\d+)\s*(?:\+|and over|and older|or over|plus)"), lambda a: (a, inf)),
    (re.compile(r"(\d+)"), lambda a: (a, a + 1)),
)


def read_ages(words: str) -> tuple[float, float] | None:
    """Read from which age until which an age band goes; None for words that name none.

    >>> read_ages("16-64 yrs"), read_ages("65+"), read_ages("All ages"), read_ages("adults")
    ((16, 65), (65, inf), (0, inf), None)
    """
    if words.startswith(MADE):
        return _made(words)
    plain = re.sub(r"\b(years?|yrs?|old|of age|aged?|ages)\b", "", words.lower()).strip(" .")
    if plain in ("", "all"):
        return 0, inf
    for pattern, span in _AGES:
        if found := pattern.fullmatch(re.sub(r"\s+", " ", plain)):
            return span(*(int(part) for part in found.groups()))
    return None


def _made(words: str) -> tuple[float, float]:
    low, high = words.removeprefix(MADE).split()
    return float(low), float(high)


def with_what_follows(data: pd.DataFrame) -> tuple[pd.DataFrame, list[Sum]]:
    """Give a table with the rows that follow from its own, marked ``derived``, and its sums."""
    data = data.assign(derived=False)
    for add in (_persons_of, _everyone_of):
        data = pd.concat([data, add(data)], ignore_index=True)
    for of in SPANS:
        data = pd.concat([data, _bands_between(data, of)], ignore_index=True)
    bands = [one for of in SPANS for one in _wider_bands(data, of)]
    return data, [*_sexes(data), *_groups(data), *bands, *_areas(data)]


def _alike(data: pd.DataFrame, *left_out: str) -> Iterator[list[int]]:
    """Give the rows that are alike in all but what is named, where there are several."""
    key = ["indicator", "period", "area_code", "sex", "age", "category_type", "category"]
    groups = data.groupby([name for name in key if name not in left_out], sort=False).indices
    yield from (np.asarray(rows).tolist() for rows in groups.values() if len(rows) > 1)


def _persons_of(data: pd.DataFrame) -> pd.DataFrame:
    """Make the rows of everyone where females and males have one and everyone has none."""
    sexes, counts = data["sex"].tolist(), data["count"].to_numpy()
    both = [rows for rows in _alike(data, "sex") if len(rows) == 2
            and EVERYONE not in {sexes[row] for row in rows}]  # fmt: skip
    made = data.iloc[[rows[0] for rows in both]]
    summed = [counts[rows].sum() for rows in both]
    return made.assign(sex=EVERYONE, count=np.array(summed, dtype=float), derived=True)


def _everyone_of(data: pd.DataFrame) -> pd.DataFrame:
    """Make the rows of everyone where groups share a denominator and come to it: that is shown."""
    kinds, counts = data["category_type"].tolist(), data["count"].to_numpy()
    people = data["denominator"].to_numpy()
    rows_like = []
    for rows in _alike(data, "category_type", "category") if any(kinds) else ():
        for kind in {kinds[row] for row in rows} - {""}:
            of_kind = [row for row in rows if kinds[row] == kind]
            hidden = int(np.isnan(counts[of_kind]).sum())
            left = people[of_kind[0]] - np.nansum(counts[of_kind])
            if len({*people[of_kind]}) == 1 and bool(hidden) <= left <= hidden * FEW:
                rows_like.append(of_kind[0])
    made = data.iloc[rows_like]
    made = made.assign(category_type="", category="", count=made["denominator"])
    return made.assign(public=True, derived=True)


def _sexes(data: pd.DataFrame) -> Iterator[Sum]:
    sexes = data["sex"].tolist()
    for rows in _alike(data, "sex"):
        total = [row for row in rows if sexes[row] == EVERYONE]
        yield from ((one, [row for row in rows if row not in total]) for one in total)


def _groups(data: pd.DataFrame) -> Iterator[Sum]:
    kinds = data["category_type"].tolist()
    if not any(kinds):
        return
    for rows in _alike(data, "category_type", "category"):
        total = [row for row in rows if not kinds[row]]
        for kind in {kinds[row] for row in rows} - {""}:
            yield from ((one, [row for row in rows if kinds[row] == kind]) for one in total)


def read_months(words: str) -> tuple[float, float] | None:
    """Read from which month until which a period goes, or one that was made here."""
    if words.startswith(MADE):
        return _made(words)
    period = parse_period(words)
    return period.begins, period.begins + period.months


SPANS: dict[str, Callable[[str], tuple[float, float] | None]] = {
    "age": read_ages,
    "period": read_months,
}
"""The columns that hold bands, which wider ones may add up, and how each is read."""


def _bands(
    data: pd.DataFrame, of: str
) -> Iterator[tuple[dict[int, tuple[float, float]], list[float]]]:
    """Give the bands of rows that are else alike, and the ends between which bands lie."""
    known = {words: SPANS[of](words) for words in data[of].unique()}
    apart = sorted(span for span in known.values() if span)
    if all(one[1] <= other[0] for one, other in pairwise(apart)):
        return
    words = data[of].tolist()
    for rows in _alike(data, of):
        spans = {row: span for row in rows if (span := known[words[row]])}
        yield spans, sorted({end for span in spans.values() for end in span})


def _bands_between(data: pd.DataFrame, of: str) -> pd.DataFrame:
    """Make the rows of the narrowest bands that follow from wider ones by subtraction."""
    counts, found, rows_like, followed = data["count"].to_numpy(), [], [], []
    for spans, ends in _bands(data, of):
        missing = [one for one in pairwise(ends) if one not in spans.values()]
        level = _levels(spans, counts) if missing else {}
        for low, high in missing:
            rows_like.append(next(iter(spans)))
            found.append(f"{MADE}{low} {high}")
            followed.append(level.get(high, np.nan) - level.get(low, np.nan))
    made = data.iloc[rows_like]
    return made.assign(**{of: found}, count=np.array(followed, dtype=float), derived=True)


def _levels(spans: dict[int, tuple[float, float]], counts: np.ndarray) -> dict[float, float]:
    """Count the people below each age, as far as bands that meet each other tell it."""
    level = {min(low for low, _ in spans.values()): 0.0}
    told = True
    while told:
        told = False
        for row, (low, high) in spans.items():
            if (low in level) != (high in level) and not np.isnan(counts[row]):
                known, sign = (low, 1) if low in level else (high, -1)
                level[high if sign > 0 else low] = level[known] + sign * counts[row]
                told = True
    return level


def _wider_bands(data: pd.DataFrame, of: str) -> Iterator[Sum]:
    for spans, ends in _bands(data, of):
        narrow = {one: row for one in pairwise(ends) for row, span in spans.items() if span == one}
        for row, (low, high) in spans.items():
            parts = [narrow[one] for one in pairwise(ends)
                     if low <= one[0] and one[1] <= high and one in narrow]  # fmt: skip
            if parts and parts != [row]:
                yield row, parts


def _areas(data: pd.DataFrame) -> Iterator[Sum]:
    """Give each area with those in it, of which nothing else in the table lies between."""
    codes = data["area_code"].tolist()
    around = {code: _around(code) for code in data["area_code"].unique()}
    around |= {member: [group, *around.get(member, [])] for group in around if "+" in group
               for member in get_area(group).members}  # fmt: skip
    for rows in _alike(data, "area_code"):
        row_of = {codes[row]: row for row in rows}
        parts: dict[int, list[int]] = {}
        for code, row in row_of.items():
            wider = next((row_of[one] for one in around[code] if one in row_of), None)
            if wider is not None:
                parts.setdefault(wider, []).append(row)
        yield from parts.items()


def _around(code: str) -> list[str]:
    """Name the areas that an area lies in, the nearest first."""
    area, areas = get_area(code), load_areas()
    now = areas.get(area.successor_code)
    names: Sequence[str] = (area.successor_code, area.authority_code,
                            now.authority_code if now else "", area.region_code)  # fmt: skip
    if area.authority_code in areas:
        names = (*names, areas[area.authority_code].region_code)
    wider = [one for one in dict.fromkeys(names) if one and one != code]
    return wider if area.type == COUNTRY else [*wider, ENGLAND]
