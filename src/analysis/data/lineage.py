"""Boundary lineage: figures under former codes, for former areas, or summed from parts."""

from collections.abc import Container, Sequence
from math import fsum
from typing import Any

import numpy as np
import pandas as pd

from analysis.data.areas import DISTRICT, JOINER, divided_county, get_area, is_renamed, load_areas
from analysis.data.boundary_changes import CHANGED_IN
from analysis.data.catalogue import read_catalogue
from analysis.data.periods import parse_period
from analysis.data.raw import remembered
from analysis.data.tidy import per_of
from analysis.formats import canonical

PERIOD = ["period", "period_start", "period_end", "first_year", "last_year", "period_kind"]
PERIOD += ["opens", "closes"]
KEY = [*PERIOD, "sex", "age"]
SUMMED = "summed from the counts of"
ROUNDED_TO = 5
"""Publishers round survey counts to the nearest five."""


def carry_over(data: pd.DataFrame, area_codes: Sequence[str]) -> pd.DataFrame:
    """Give the rows of some areas: their own, else those of a former code, else sums of parts.

    ``value_note`` says which, and is empty for their own.
    """
    former = {code: _former(code) for code in area_codes}
    sums = {code: parts_of(code) for code in area_codes}
    others = [old for codes in former.values() for old in codes]
    others += [part for sets in sums.values() for parts in sets for part in parts]
    found = [data[data["area_code"].isin(area_codes)]]
    if others:
        data = data[data["area_code"].isin([*area_codes, *others])]
    for code in area_codes:
        name = get_area(code).name
        for old, note in former[code].items():
            rows = data[data["area_code"] == old]
            found.append(rows.assign(area_code=code, area_name=name, value_note=note))
        found += [aggregate_group(data, parts, code) for parts in sums[code]]
    found = [rows for rows in found if len(rows)] or found[:1]
    if len(found) == 1:
        return found[0]
    # A blank stands behind a figure, so that it hides none.
    both = pd.concat(found, ignore_index=True).sort_values("value", key=pd.isna, kind="stable")
    return both[~both.duplicated(["area_code", "period", "sex", "age"])]


def others_of(code: str, held: Container[str]) -> tuple[str, ...]:
    """Name the areas whose figures may stand for an area's: former ones, parts if all are held."""
    former = [old for old in _former(code) if old in held]
    whole = [parts for parts in parts_of(code) if all(part in held for part in parts)]
    return tuple(dict.fromkeys([*former, *(part for parts in whole for part in parts)]))


@remembered
def _former(code: str) -> dict[str, str]:
    """Name the codes under which the same place was published, with what a chart says of them."""
    renamed = {
        old: f"published under the code {old}"
        for old, area in load_areas().items()
        if area.successor_code == code and is_renamed(area)
    }
    county = divided_county(code)
    whole = f"published for the former county of {get_area(county).name}" if county else ""
    return renamed | ({county: whole} if county else {})


@remembered
def parts_of(code: str) -> tuple[tuple[str, ...], ...]:
    """Name the sets of areas that add up to one, the most direct first."""
    members = get_area(code).members
    if len(members) > 1:
        former = [_former_parts(member) or (member,) for member in members]
        return tuple(dict.fromkeys((members, tuple(sum(former, ())))))
    sets = (_former_parts(code), _districts(code))
    # Some of them were themselves put together a few years before.
    before = (tuple(old for part in one for old in _former_parts(part) or (part,)) for one in sets)
    return tuple(one for one in dict.fromkeys((*sets, *before)) if len(one) > 1)


def _former_parts(code: str) -> tuple[str, ...]:
    areas = load_areas().values()
    return tuple(sorted(a.code for a in areas if a.successor_code == code and not is_renamed(a)))


def _districts(code: str) -> tuple[str, ...]:
    areas = load_areas().values()
    return tuple(sorted(a.code for a in areas if a.authority_code == code and a.type == DISTRICT))


def aggregate_group(data: pd.DataFrame, members: Sequence[str], code: str) -> pd.DataFrame:
    """Sum the counts of several areas and recompute their rate; rates are never averaged."""
    about = read_catalogue()[str(data["indicator"].iloc[0])] if len(data) else None
    per = per_of(about.unit) if about else 0
    if not per or about is None:
        return data.iloc[:0]
    count, denominator, value = (
        data[name].to_numpy() for name in ("count", "denominator", "value")
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        share = count / denominator
        rounding = per * (ROUNDED_TO / 2) * (1 + share) / denominator
        shown = 0.5 * 10.0**-about.decimals
        near = np.abs(per * share - value) <= rounding + shown
    whole = _whole_periods(data, near, members)
    area = get_area(code)
    names = [get_area(member).name for member in members]
    summed = data.take([rows[0] for rows in whole])
    summed.index = pd.RangeIndex(len(summed))
    summed = summed.assign(
        area_code=code,
        area_name=area.name,
        area_type=area.type,
        count=[fsum(count[rows]) for rows in whole],
        denominator=[fsum(denominator[rows]) for rows in whole],
        lower_ci=np.nan,
        upper_ci=np.nan,
        computed=False,
        value_note=f"{SUMMED} {', '.join(names[:-1])} and {names[-1]}",
        source_row=0,
    )
    return summed.assign(value=rate_of(summed, per)["value"])[data.columns]


def _whole_periods(data: pd.DataFrame, near: np.ndarray, members: Sequence[str]) -> list[list[int]]:
    """Give the rows of each period in which every part has one that is near its rate."""
    held: dict[tuple[Any, ...], list[int]] = {}
    codes, keys = data["area_code"].to_numpy(), [data[name].to_numpy() for name in KEY]
    for row in np.flatnonzero(near & np.isin(codes, [*members])).tolist():
        held.setdefault(tuple([column[row] for column in keys]), []).append(row)
    return [rows for rows in held.values() if len({*codes[rows]}) == len(members)]


def rate_of(counted: pd.DataFrame, per: int) -> pd.DataFrame:
    """Work out the rate of counts and denominators: its value and 95% limits."""
    # A command with nothing to do works nothing out, and does without the statistics.
    from analysis.statistics import crude_rate, proportion  # noqa: PLC0415

    rate = proportion if per == 100 else crude_rate
    made = canonical(rate(counted["count"], counted["denominator"], per=per))
    return made[["value", "lower_ci", "upper_ci"]]


def describe_lineage(series: pd.DataFrame) -> str:
    """Say which figures of a series were published for other codes or boundaries."""
    sentences = []
    about = read_catalogue()[str(series["indicator"].iloc[0])] if len(series) else None
    published = parse_period(about.first_period).first_year if about else 0
    for (code, name), notes in _periods_by_note(series).items():
        for note, periods in notes.items():
            if not note:
                continue
            (first, _), (last, _) = periods[0], periods[-1]
            span = first if first == last else f"{first} up to {last}"
            # The note names the members of a group, whose page has a name that the rows lack.
            whose = "Together" if JOINER in code and note.startswith(SUMMED) else name
            sentences.append(f"{whose}, {span}: {note}.")
        began = CHANGED_IN.get(code, 0)
        own = [year for _, year in notes.get("", ())]
        if began and own and min(own) < began:
            sentences.append(
                f"{name} has had its present code or boundaries since April {began}: its earlier "
                f"figures are as the publisher recast them."
            )
        elif began > published and min(year for one in notes.values() for _, year in one) >= began:
            sentences.append(
                f"{name}: not available before April {began}, when it took its present code or "
                f"boundaries."
            )
    return " ".join(sentences)


def _periods_by_note(
    series: pd.DataFrame,
) -> dict[tuple[str, str], dict[str, list[tuple[str, int]]]]:
    """Give the period and first year of each known figure, by area and by what is said of it."""
    found: dict[tuple[str, str], dict[str, list[tuple[str, int]]]] = {}
    known = series["value"].notna().to_numpy()
    names = ("area_code", "area_name", "value_note", "period", "first_year")
    columns = (series[name].to_numpy()[known].tolist() for name in names)
    for code, name, note, *period in zip(*columns, strict=True):
        found.setdefault((code, name), {}).setdefault(note, []).append((period[0], period[1]))
    return found
