"""What a worked example holds: its figures, its result, and why there is none."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import pandas as pd

from analysis.data.areas import get_area, is_renamed, load_areas
from analysis.data.lineage import parts_of
from analysis.data.raw import locate, source_of


@dataclass(frozen=True)
class WorkedExample:
    """One statistic worked in an area's own figures."""

    measure: str
    area_name: str
    period: str
    unit: str
    decimals: int
    stems: tuple[str, ...]
    inputs: pd.DataFrame = field(default_factory=pd.DataFrame)
    # A row a result: ``area_code, area_name, sex, value, lower_ci, upper_ci, method, note`` and
    # what else tells rows apart.
    result: pd.DataFrame = field(default_factory=pd.DataFrame)
    parts: tuple[str, ...] = ()
    reason: str = ""

    @property
    def source(self) -> str:
        """Publishers and releases of the raw tables."""
        return "; ".join(dict.fromkeys(name for stem in self.stems if (name := source_of(stem))))

    @property
    def files(self) -> tuple[str, ...]:
        """The raw files, by their path below the data folder."""
        return tuple(locate(stem) for stem in self.stems)

    @property
    def methods(self) -> tuple[str, ...]:
        """The methods of the results, each once."""
        return tuple(dict.fromkeys(word for word in self.result.get("method", ()) if word))

    @property
    def notes(self) -> tuple[str, ...]:
        """Why single results are missing, each reason once."""
        return tuple(dict.fromkeys(word for word in self.result.get("note", ()) if word))


def held_members(code: str, held: Collection[str]) -> tuple[str, ...]:
    """Name the codes in a raw table whose populations make up an area."""
    former = load_areas().values()
    renamed = [area.code for area in former if area.successor_code == code and is_renamed(area)]
    choices = ((code,), *((old,) for old in renamed), *parts_of(code))
    return next((parts for parts in choices if all(part in held for part in parts)), ())


def former_names(code: str, members: Sequence[str]) -> tuple[str, ...]:
    """Name the former areas that make up an area; nothing for the same place under any code."""
    names = tuple(get_area(member).name for member in members)
    return () if names == (get_area(code).name,) else names


def by_sex(rows: pd.DataFrame, key: Sequence[str], values: Sequence[str]) -> pd.DataFrame:
    """Lay both sexes side by side, as ``value_female`` and ``value_male``, in order of the key.

    >>> rows = pd.DataFrame({"age": [0, 0], "sex": ["Male", "Female"], "deaths": [2, 1]})
    >>> by_sex(rows, ["age"], ["deaths"]).to_dict("list")
    {'age': [0], 'deaths_female': [1], 'deaths_male': [2]}
    """
    parts = [
        own.set_index(list(key))[list(values)].add_suffix(f"_{str(sex).lower()}")
        for sex, own in rows.groupby("sex", sort=True)
    ]
    if not parts:
        return rows[list(key)]
    return pd.concat(parts, axis=1).sort_index().reset_index()
