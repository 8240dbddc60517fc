"""What small areas say of a neighbourhood, its council and England: sums, rates and what lacks."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import nan
from typing import Any

import pandas as pd

from analysis.chapters.neighbourhood.within import find_children, find_middle_layer
from analysis.data.areas import get_area
from analysis.data.deprivation import EDITIONS, read_small_areas, read_wards
from analysis.data.lineage import rate_of
from analysis.data.neighbourhoods import whole_wards
from analysis.findings.level import Figure, figure_of, gap_beside, judge_level
from analysis.findings.neighbourhoods import Movement, find_movement
from analysis.findings.small_areas import EDITION, select_small_areas
from analysis.findings.wards import MEASURES, compare_editions
from analysis.formats import canonical
from analysis.statistics import suppress_small_counts

RATES = (
    ("Disabled residents", "disabled_residents", "residents", "no judgement"),
    ("Households deprived in at least one way", "households_deprived", "households", "low is good"),
)
"""Name, counted column, of how many, and whether more of it is good: of Census 2021."""
TENTHS = range(1, 11)
FIFTH = 2
AGES = {"Under 15": "under_15_percent", "65 or over": "aged_65_percent"}
OWN, COUNCIL, ENGLAND = "own", "council", "england"


@dataclass(frozen=True)
class Neighbourhood:
    """What the figures say of a neighbourhood; what is not held of it is in ``lacking``."""

    code: str
    name: str
    council: str
    council_code: str
    # As of a ward: each small area of 2021 in both editions of the index.
    small_areas: pd.DataFrame
    # The wards of 2024 that it lies in, by name.
    wards: tuple[str, ...]
    # ``decile, small_areas, people, percent, council_percent, england_percent``.
    tenths: pd.DataFrame
    # ``what, when, own, council, england``: shares of residents, which are no sample.
    people: pd.DataFrame
    # ``what, count, of, value, lower_ci, upper_ci``, the same of ``council`` and ``england``, the
    # gaps to each, absolute and relative, with their limits, and ``level`` beside England.
    rates: pd.DataFrame
    # ``name, unit, decimals, own, council, england``: the index's own indicators of health.
    health: pd.DataFrame
    # The wards of the council, the neighbourhood and England: ``area_name, period, role``, a rate.
    beside: pd.DataFrame
    movement: Movement
    middle: pd.DataFrame
    children: pd.DataFrame
    # What the figures do not hold of it, each in words.
    lacking: tuple[str, ...]


def find_neighbourhood(area_code: str, area_name: str) -> Neighbourhood:
    """Find what the figures say of a neighbourhood.

    Parameters
    ----------
    area_code : str
        Wards of 2024, middle-layer areas of 2011 or small areas of 2021, joined by +.
    area_name : str
        What it is called.

    Returns
    -------
    Neighbourhood
        Counts are sums over its small areas, and rates are worked out anew from them.

    Raises
    ------
    UnknownAreaError
        When a part is not held, lies in two of the others, or is of another council.
    """
    council = get_area(get_area(area_code).authority_code)
    england = read_small_areas(EDITION)
    whole = len(england) == EDITIONS[EDITION].small_areas_in_england
    rows = {
        OWN: select_small_areas(area_code),
        COUNCIL: select_small_areas(council.code),
        ENGLAND: england if whole else england.iloc[:0],
    }
    people = pd.DataFrame(
        [*_by_age(area_code, rows), *_by_place(rows)],
        columns=["what", "when", OWN, COUNCIL, ENGLAND],
    )
    middle, children = find_middle_layer(rows[OWN]), find_children(rows[OWN], area_name)
    return Neighbourhood(
        code=area_code,
        name=area_name,
        council=council.name,
        council_code=council.code,
        small_areas=compare_editions(rows[OWN]),
        wards=tuple(sorted(rows[OWN]["ward_name"].unique())),
        tenths=_tenths(rows),
        people=people,
        rates=find_rates(rows),
        health=_health(rows),
        beside=_beside(rows, area_name),
        movement=find_movement(area_code),
        middle=middle,
        children=children,
        lacking=tuple(_lacking(people, middle, children, whole=whole)),
    )


def _lacking(
    people: pd.DataFrame, middle: pd.DataFrame, children: pd.DataFrame, *, whole: bool
) -> Iterator[str]:
    if not people["what"].isin(list(AGES)).any():
        yield "residents by age, since its edge cuts wards of 2024"
    if middle.empty:
        yield "life expectancy by middle-layer area"
    if children.empty:
        yield "children in low-income families by ward"
    elif not children["whole"].any():
        yield "children in low-income families in all, since its edge cuts wards of 2021"
    if not whole:
        yield "all small areas of England, to compare with"


def _tenths(rows: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Share the residents out over England's tenths of small areas, 1 the most deprived."""
    own = rows[OWN].groupby("decile")["population"].agg(["size", "sum"]).reindex(TENTHS).fillna(0)
    shares = {name: _shares(part) for name, part in rows.items()}
    return pd.DataFrame({
        "decile": list(TENTHS),
        "small_areas": own["size"].astype(int).to_numpy(),
        "people": own["sum"].to_numpy(),
        "percent": shares[OWN],
        "council_percent": shares[COUNCIL],
        "england_percent": shares[ENGLAND],
    })  # fmt: skip


def _shares(rows: pd.DataFrame) -> list[float]:
    people = rows.groupby("decile")["population"].sum().reindex(TENTHS).fillna(0)
    total = float(people.sum())
    return [canonical(100 * float(one) / total) if total else nan for one in people]


def _by_place(rows: dict[str, pd.DataFrame]) -> Iterator[dict[str, Any]]:
    """Share the residents of mid-2022 who live in deprived and in rural small areas."""
    kinds = {
        "In the most deprived tenth of England": lambda part: part["decile"] == 1,
        "In the most deprived fifth of England": lambda part: part["decile"] <= FIFTH,
        "In rural small areas": lambda part: part["rural_urban"].str.startswith("Rural"),
    }
    for what, chosen in kinds.items():
        counts = {name: part.loc[chosen(part), "population"].sum() for name, part in rows.items()}
        totals = {name: float(part["population"].sum()) for name, part in rows.items()}
        yield {"what": what, "when": "mid-2022"} | _percent(counts, totals)


def _percent(counts: dict[str, Any], totals: dict[str, float]) -> dict[str, float]:
    return {
        name: canonical(100 * float(counts[name]) / total) if total else nan
        for name, total in totals.items()
    }


def _by_age(area_code: str, rows: dict[str, pd.DataFrame]) -> Iterator[dict[str, Any]]:
    """Share the residents of Census 2021 by age, from its wards: none where its edge cuts one."""
    wards, own = read_wards(EDITION), whole_wards(area_code)
    if not own:
        return
    inside = {
        OWN: wards[wards["ward_code"].isin(own)],
        COUNCIL: wards[wards["area_code"].isin(rows[COUNCIL]["area_code"].unique())],
        ENGLAND: wards if len(rows[ENGLAND]) else wards.iloc[:0],
    }
    totals = {name: float(part["residents"].sum()) for name, part in inside.items()}
    for what, column in AGES.items():
        counts = {
            name: (part[column] * part["residents"]).sum() / 100 for name, part in inside.items()
        }
        yield {"what": what, "when": "Census 2021"} | _percent(counts, totals)


def find_rates(rows: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Work out each rate of `RATES` anew from summed counts, and how it stands beside others.

    A count from 1 to 4 is hidden with its rate, and so is one from which the council's published
    total would give away such a count elsewhere.
    """
    return pd.DataFrame([_rate(rows, *about) for about in RATES])


def _rate(
    rows: dict[str, pd.DataFrame], what: str, counted: str, total: str, polarity: str
) -> dict[str, Any]:
    sums = pd.DataFrame({
        "count": [float(part[counted].sum()) for part in rows.values()],
        "denominator": [float(part[total].sum()) for part in rows.values()],
    }, index=list(rows))  # fmt: skip
    made = rate_of(sums, 100)
    hidden = _gives_away(sums["count"])
    if hidden:
        made.loc[OWN], sums.loc[OWN, "count"] = nan, nan
    own, *others = (figure_of(made.loc[name].to_dict()) for name in rows)
    row: dict[str, Any] = {
        "what": what,
        "count": sums["count"][OWN],
        "of": sums["denominator"][OWN],
        "indicator": counted.replace("_", "-"),
        "hidden": hidden,
        "polarity": polarity,
    } | own.columns()
    for name, other in zip((COUNCIL, ENGLAND), others, strict=True):
        row |= other.columns(f"{name}_value")
        for measure in ("absolute", "relative"):
            gap = gap_beside(own, other, measure) if own.known and other.known else Figure()
            row |= gap.columns(f"{name}_{measure}")
    return row | {"level": judge_level(figure_of(row, f"{ENGLAND}_absolute"), polarity)}


def _gives_away(counts: pd.Series) -> bool:
    """Whether a sum is small, or would give away a small count in the rest of its council."""
    table = pd.DataFrame({
        "count": [counts[OWN], counts[COUNCIL] - counts[OWN], counts[COUNCIL]],
        "is_total": [False, False, True],
        "is_published": [False, False, True],
        "sum": "",
    })  # fmt: skip
    shown = suppress_small_counts(
        table, within=[["sum"]], total=["is_total"], published="is_published"
    )
    return bool(shown["mark"].iloc[0])


def _health(rows: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Average the index's own indicators of health over residents, as it does for wards."""
    held = [one for one in MEASURES if one[0] in rows[OWN].columns]
    return pd.DataFrame([
        {"name": name, "unit": unit, "decimals": decimals}
        | {who: _mean(part, column) for who, part in rows.items()}
        for column, name, unit, decimals in held
    ])  # fmt: skip


def _mean(rows: pd.DataFrame, column: str) -> float:
    people = rows["population"]
    return canonical(float((rows[column] * people).sum() / people.sum())) if len(rows) else nan


def _beside(rows: dict[str, pd.DataFrame], name: str) -> pd.DataFrame:
    """Give the last rate of `RATES` for each ward of the council, the neighbourhood and England."""
    _, counted, total, _ = RATES[-1]
    wards = rows[COUNCIL].groupby(["ward_code", "ward_name"], as_index=False)[[counted, total]]
    sums = [wards.sum().rename(columns={"ward_name": "area_name"}).assign(role="")]
    for part, words, role in ((OWN, name, "area"), (ENGLAND, "England", "England")):
        if len(rows[part]):
            whole = rows[part][[counted, total]].sum().to_frame().T
            sums.append(whole.assign(area_name=words, role=role))
    table = pd.concat(sums, ignore_index=True)
    made = rate_of(table.rename(columns={counted: "count", total: "denominator"}), 100)
    return pd.concat([table[["area_name", "role"]], made], axis=1).assign(period="Census 2021")
