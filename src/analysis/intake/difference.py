"""What a download would change: what is new, revised, left out or recast, in sentences."""

from dataclasses import dataclass, field

import pandas as pd

from analysis.claims.words import count_of
from analysis.data.areas import load_areas
from analysis.data.tidy import KEY

REVISED = ["area_name", "period", "sex", "before", "after"]
CLOSE = 1e-9
SHOWN = 5
RECAST = 0.5
"""From which share of its values a series that is revised is one that was recast."""
GONE = "that the publisher no longer has"
"""How the names of lists end that say what a publisher left out."""


@dataclass(frozen=True)
class Difference:
    """The present figures of one series beside those of a download."""

    # Values that changed, with the columns `REVISED`.
    revised: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=REVISED))
    # What is new or gone, in words, and the names of it.
    lists: dict[str, list[str]] = field(default_factory=dict)
    refined: int = 0
    blanked: int = 0
    definition: str = ""
    # How many values both have.
    shared: int = 0
    # Which areas' figures stand under another's code now, in a sentence.
    recast: str = ""

    @property
    def nothing(self) -> bool:
        """Whether the publisher has just what the figures have."""
        numbers = len(self.revised) + self.refined + self.blanked
        return not (any(self.lists.values()) or numbers or self.definition)

    @property
    def loses(self) -> bool:
        """Whether something would be lost or mean another thing: left out, blanked or recast."""
        gone = any(names for what, names in self.lists.items() if what.endswith(GONE))
        return bool(gone or self.blanked or self.definition or self._was_recast)

    @property
    def _was_recast(self) -> bool:
        return self.shared > SHOWN and len(self.revised) >= RECAST * self.shared

    def sentences(self) -> list[str]:
        """Say it, the most serious first."""
        if self.nothing:
            return ["nothing has changed."]
        said = [one for one in (self.definition, self.recast) if one]
        for what, names in self.lists.items():
            if names:
                more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
                said.append(f"{len(names)} {what}: {', '.join(names[:SHOWN])}{more}.")
        if self.blanked:
            said.append(f"Now blank, though published before: {count_of(self.blanked, 'figure')}.")
        if self._was_recast:
            said.append(f"The series was recast: {len(self.revised)} of {self.shared} values.")
        if len(self.revised):
            said.append(
                f"{count_of(len(self.revised), 'revised value')}, such as {self._largest()}."
            )
        if self.refined:
            said.append(f"{count_of(self.refined, 'value')} as before, but given to more decimals.")
        return said

    def _largest(self) -> str:
        change = (self.revised["after"] - self.revised["before"]).abs()
        row = self.revised.iloc[int(change.to_numpy().argmax())]
        return (
            f"{row['area_name']}, {row['period']}, {row['sex']}: "
            f"{row['before']:g} before, {row['after']:g} now"
        )


@dataclass(frozen=True)
class Renewal:
    """One series as the publisher has it now."""

    name: str
    path: str
    content: bytes
    difference: Difference
    official: str = ""
    publisher: str = ""
    number: int = 0
    # The first and the last period of an indicator.
    ends: tuple[str, ...] = ()
    # What the manifest calls it, where that is neither a number nor an official name.
    release: str = ""


def compare(
    before: pd.DataFrame, after: pd.DataFrame, *, definition: str, decimals: int
) -> Difference:
    """Compare the present rows of an indicator with those of a download."""
    both = before.merge(after, on=list(KEY[1:]), how="inner", suffixes=("_before", "_after"))
    known = both["value_before"].notna()
    off = (both["value_after"] - both["value_before"]).abs()
    change = off > CLOSE
    rounded = both["value_before"].sub(both["value_before"].round(decimals)).abs() <= CLOSE
    refined = change & rounded & (off <= 0.5 * 10.0**-decimals + CLOSE)
    columns = ["area_name_before", "period", "sex", "value_before", "value_after"]
    revised = both.loc[known & change & ~refined, columns].set_axis(REVISED, axis=1)
    gone = missing(before, after, "area_code")
    return Difference(
        revised=revised,
        lists={
            f"areas {GONE}": gone,
            f"periods {GONE}": missing(before, after, "period"),
            "new periods": missing(after, before, "period"),
            "new areas": missing(after, before, "area_code"),
        },
        refined=int((known & refined).sum()),
        blanked=int((known & both["value_after"].isna()).sum()),
        definition=" ".join(filter(None, (definition, _changed_ages(before, after)))),
        shared=int((known & both["value_after"].notna()).sum()),
        recast=_recast(gone, set(after["area_code"])),
    )


def missing(these: pd.DataFrame, those: pd.DataFrame, column: str) -> list[str]:
    """Name what only the first of two tables has in a column."""
    return sorted(set(these[column].dropna()) - set(those[column].dropna()))


def _recast(gone: list[str], present: set[str]) -> str:
    """Say which areas gave way to the one that took over from them."""
    areas = load_areas() if gone else {}
    pairs = [(areas[code], areas[code].successor_code) for code in gone if code in areas]
    said = [
        f"{old.name} ({old.code}) to {areas[new].name} ({new})"
        for old, new in pairs
        if new in present
    ]
    more = f" and {len(said) - SHOWN} more" if len(said) > SHOWN else ""
    return f"Recast to new areas: {', '.join(said[:SHOWN])}{more}." if said else ""


def _changed_ages(before: pd.DataFrame, after: pd.DataFrame) -> str:
    first, second = (set(data["age"].dropna()) for data in (before, after))
    if first == second or not first:
        return ""
    return (
        f"The definition changed: the ages were {', '.join(sorted(first))} and are "
        f"{', '.join(sorted(second)) or 'not given'}."
    )
