"""What a download would change in the figures at hand."""

from dataclasses import dataclass, field

import pandas as pd

from analysis.data.tidy import KEY

CLOSE = 1e-9
SHOWN = 5


@dataclass(frozen=True)
class Difference:
    """The present figures of one indicator beside those of a download."""

    indicator: str
    # ``area_name, period, sex, before, after`` of values that changed.
    revised: pd.DataFrame
    # What is new or gone, in words, and the names of it.
    lists: dict[str, list[str]] = field(default_factory=dict)
    refined: int = 0
    blanked: int = 0
    definition: str = ""

    @property
    def nothing(self) -> bool:
        """Whether the publisher has just what the figures have."""
        numbers = len(self.revised) + self.refined + self.blanked
        return not (any(self.lists.values()) or numbers or self.definition)

    def sentences(self) -> list[str]:
        """Say it, the most serious first."""
        if self.nothing:
            return ["nothing has changed."]
        said = [self.definition] if self.definition else []
        for what, names in self.lists.items():
            if names:
                more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
                said.append(f"{len(names)} {what}: {', '.join(names[:SHOWN])}{more}.")
        if self.blanked:
            said.append(f"{self.blanked} figures that were published are blank now.")
        if len(self.revised):
            said.append(f"{len(self.revised)} revised values, such as {self._largest()}.")
        if self.refined:
            said.append(f"{self.refined} values as before, but given to more decimals.")
        return said

    def _largest(self) -> str:
        change = (self.revised["after"] - self.revised["before"]).abs()
        row = self.revised.iloc[int(change.to_numpy().argmax())]
        return (
            f"{row['area_name']}, {row['period']}, {row['sex']}: "
            f"{row['before']:g} before, {row['after']:g} now"
        )


def compare(
    before: pd.DataFrame,
    after: pd.DataFrame,
    *,
    indicator: str,
    definition: str = "",
    decimals: int | None = None,
) -> Difference:
    """Compare the present rows of an indicator with those of a download."""
    both = before.merge(after, on=list(KEY[1:]), how="inner", suffixes=("_before", "_after"))
    known = both["value_before"].notna()
    off = (both["value_after"] - both["value_before"]).abs()
    change = off > CLOSE
    refined = pd.Series(data=False, index=both.index)
    if decimals is not None:
        rounded = both["value_before"].sub(both["value_before"].round(decimals)).abs() <= CLOSE
        refined = change & rounded & (off <= 0.5 * 10.0**-decimals + CLOSE)
    columns = ["area_name_before", "period", "sex", "value_before", "value_after"]
    revised = both.loc[known & change & ~refined, columns].set_axis(
        ["area_name", "period", "sex", "before", "after"], axis=1
    )
    return Difference(
        indicator=indicator,
        revised=revised,
        lists={
            "areas that the publisher no longer has": _missing(before, after, "area_code"),
            "periods that the publisher no longer has": _missing(before, after, "period"),
            "new periods": _missing(after, before, "period"),
            "new areas": _missing(after, before, "area_code"),
        },
        refined=int((known & refined).sum()),
        blanked=int((known & both["value_after"].isna()).sum()),
        definition=" ".join(filter(None, (definition, _changed_ages(before, after)))),
    )


def _missing(these: pd.DataFrame, those: pd.DataFrame, column: str) -> list[str]:
    return sorted(set(these[column].dropna()) - set(those[column].dropna()))


def _changed_ages(before: pd.DataFrame, after: pd.DataFrame) -> str:
    first, second = (set(data["age"].dropna()) for data in (before, after))
    if first == second or not first:
        return ""
    return (
        f"The definition changed: the ages were {', '.join(sorted(first))} and are "
        f"{', '.join(sorted(second)) or 'not given'}."
    )
