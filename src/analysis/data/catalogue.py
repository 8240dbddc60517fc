"""The bundle's indicators: the catalogue, and one tidy table each."""

from dataclasses import dataclass, fields
from difflib import get_close_matches

import pandas as pd

from analysis.data.checked import check_once
from analysis.data.raw import locate, read_table, remembered
from analysis.data.tidy import OPTIONAL, TEXT, check_columns, check_tidy, read_numbers
from analysis.errors import DataError


@dataclass(frozen=True, slots=True)
class Indicator:
    """What is known of an indicator before any figure: one row of the catalogue."""

    indicator: str
    name: str
    unit: str
    decimals: int
    polarity: str
    life_stage: str
    publisher: str
    release: str
    licence: str
    confidence_intervals: str
    first_period: str
    last_period: str
    note: str

    @property
    def source(self) -> str:
        """Publisher and release, as a chart names them."""
        return f"{self.publisher}, {self.release}"


LOCAL = "Local"
"""The publisher of figures that an analyst added."""
POLARITIES = ("high is good", "low is good", "no judgement")


@remembered
def read_catalogue() -> dict[str, Indicator]:
    """Read the catalogue."""
    names = [field.name for field in fields(Indicator)]
    text = [name for name in names if name != "decimals"]
    data = check_columns(read_table("catalogue", text=text), names, where="catalogue.csv")
    decimals = pd.to_numeric(data["decimals"], errors="coerce")
    for problem, wrong in (
        ("repeats an indicator", data["indicator"].duplicated()),
        ("has an unknown polarity", ~data["polarity"].isin(POLARITIES)),
        ("has decimals that are no whole number", ~((decimals >= 0) & (decimals % 1 == 0))),
    ):
        if wrong.any():
            row = int(wrong.to_numpy().argmax())
            raise DataError(f"catalogue.csv, row {row + 2}: {data['indicator'][row]} {problem}.")
    data["note"] = data["note"].fillna("")
    rows = data[names].itertuples(index=False, name=None)
    return {row[0]: Indicator(*row) for row in rows}


@remembered
def read_indicator(slug: str) -> pd.DataFrame:
    """Read one indicator's figures for every area that the bundle holds."""
    catalogue = read_catalogue()
    if slug not in catalogue:
        near = get_close_matches(slug, catalogue, n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise DataError(f"No indicator is called {slug}.{hint} The catalogue lists them all.")
    stem = f"indicators/{slug}"
    where, unit = locate(stem), catalogue[slug].unit
    data = read_numbers(read_table(stem, text=(*TEXT, *OPTIONAL)), where=where)

    def check() -> None:
        check_tidy(data, where=where, unit=unit)
        _refuse_strangers(data, slug, where)

    check_once(where, f"{slug}\0{unit}", check)
    return data


def _refuse_strangers(data: pd.DataFrame, slug: str, where: str) -> None:
    strange = data["indicator"] != slug
    if strange.any():
        row = int(strange.to_numpy().argmax())
        raise DataError(
            f"{where}, row {row + 2}: the row belongs to {data['indicator'].iloc[row]}, not to "
            f"{slug}."
        )
