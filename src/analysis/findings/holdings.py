"""What the folder of figures holds of each indicator: periods, intervals and kinds of area."""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from analysis.data.areas import COUNTRY
from analysis.data.catalogue import Indicator, read_catalogue
from analysis.data.indicators import read_series
from analysis.errors import DataError, nearest

NOTHING = "no figure"


@dataclass(frozen=True, slots=True)
class Holding:
    """What is held of one indicator."""

    indicator: Indicator
    periods: str
    intervals: str
    areas: str

    def lines(self) -> tuple[str, str]:
        """Say it in two lines, which begin with the name that parameters use."""
        one = self.indicator
        local = "local, not public" if one.local else ""
        held = "; ".join(filter(None, (local, self.periods, self.intervals, self.areas)))
        return f"{one.indicator}: {one.name} ({one.unit})", f"    {held}"


def find_holdings(words: str = "") -> Iterator[Holding]:
    """Find the indicators whose slug, name or stage of life holds every word."""
    catalogue = read_catalogue()
    wanted = words.lower().split()
    found = [
        one
        for one in catalogue.values()
        if all(word in f"{one.indicator} {one.name} {one.life_stage}".lower() for word in wanted)
    ]
    if not found:
        hint = nearest(words, catalogue)
        raise DataError(f'No indicator has "{words}" in its name.{hint}')
    return (hold(one, read_series(one.indicator)) for one in found)


def hold(indicator: Indicator, series: pd.DataFrame) -> Holding:
    """Say what a series holds of everyone, breakdowns left aside."""
    known = series[series["value"].notna()]
    if known.empty:
        return Holding(indicator, NOTHING, "", "")
    in_time = known.sort_values(["last_year", "first_year"], kind="stable")["period"]
    first, last = in_time.iloc[0], in_time.iloc[-1]
    periods = first if first == last else f"{first} until {last}"
    both = int(known[["lower_ci", "upper_ci"]].notna().all(axis=1).sum())
    share = {len(known): "each", 0: "none"}.get(both, f"{both:,} of them")
    figures = "figure" if len(known) == 1 else "figures"
    kinds = known.drop_duplicates("area_code")["area_type"].value_counts(sort=False)
    areas = [_counted(int(count), str(kind)) for kind, count in kinds.items() if kind != COUNTRY]
    areas = [*(["England"] if COUNTRY in kinds else []), *sorted(areas)]
    return Holding(
        indicator,
        periods,
        f"{len(known):,} {figures}, {share} with a published interval",
        ", ".join(areas),
    )


def _counted(count: int, kind: str) -> str:
    """Count areas of a kind.

    >>> _counted(1, "region"), _counted(5, "county"), _counted(2, "metropolitan district")
    ('1 region', '5 counties', '2 metropolitan districts')
    """
    plural = f"{kind.removesuffix('y')}ies" if kind.endswith("y") else f"{kind}s"
    return f"{count:,} {kind if count == 1 else plural}"
