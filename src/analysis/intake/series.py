"""One series as its publisher has it now, read and held against the figures at hand."""

from itertools import repeat
from typing import Any

import pandas as pd

from analysis.data.areas import read_areas
from analysis.data.catalogue import read_catalogue, read_indicator
from analysis.data.raw import read_table
from analysis.data.readers import (
    read_explore_education,
    read_fingertips,
    read_indices,
    read_nomis,
    read_ons,
)
from analysis.data.tidy import COLUMNS, check_tidy
from analysis.errors import DataError
from analysis.intake.difference import CLOSE, REVISED, Difference, Renewal, compare, missing
from analysis.intake.geography import AREAS, KINDS
from analysis.intake.publishers import Series
from analysis.intake.snapshot import as_csv, held, path_of


def renew_indicator(
    name: str, series: Series, files: list[bytes], publisher: str, recorded: str
) -> Renewal:
    """Compare an indicator's figures, if any are held, with what its publisher answered.

    `recorded` is what the publisher called it when it was last accepted.
    """
    about = read_catalogue()[name]
    parts, names = zip(*(_read(name, series, content) for content in files), strict=True)
    after = pd.concat(parts, ignore_index=True)
    after = _of_known_kinds(after[after["sex"].notna()])
    if about.unit == "%":
        # A survey's interval is as wide on both sides, also where no percentage can be.
        after[["lower_ci", "upper_ci"]] = after[["lower_ci", "upper_ci"]].clip(0, 100)
    path = path_of(f"indicators/{name}")
    before = read_indicator(name) if held(f"indicators/{name}") else None
    if before is None:
        after = _of_its_age(after[after["category"].isna()], series)[[*COLUMNS]]
    else:
        after = _like(after, before, series)
    after = after.drop_duplicates(ignore_index=True)
    if after.empty or (before is not None and not {*after["area_code"]} & {*before["area_code"]}):
        raise DataError(f"{name}: the publisher's file holds none of the areas of these figures.")
    check_tidy(after, where=f"the new {path}", unit=about.unit)
    ends = tuple(after.sort_values(["period_end", "period_start"])["period"].iloc[[0, -1]])
    changed = (
        f'The definition changed: the publisher called it "{recorded}" and calls it "{names[0]}".'
        if recorded and names[0] and recorded != names[0]
        else ""
    )
    difference = (
        _first_of(after)
        if before is None
        else compare(before, after, definition=changed, decimals=about.decimals)
    )
    content = _as_bytes(after, path)
    return Renewal(name, path, content, difference, names[0], publisher, series.number, ends)


def _first_of(after: pd.DataFrame) -> Difference:
    """Say what comes where nothing was held."""
    periods, areas = (sorted(after[column].unique()) for column in ("period", "area_code"))
    return Difference(lists={"new periods": periods, "new areas": areas})


def _read(name: str, series: Series, content: bytes) -> tuple[pd.DataFrame, str]:
    given: dict[str, Any] = {"indicator": name, "where": f"{series.publisher}, {name}"}
    if series.publisher == "fingertips":
        return read_fingertips(content, number=series.number, **given)
    if series.publisher == "nomis":
        return read_nomis(content, age=series.age, **given)
    if series.publisher == "ons":
        return read_ons(content, age=series.age, filters=series.filters, **given)
    given |= {"measure": series.measure, "filters": series.filters, "years": series.years}
    return read_explore_education(content, **given)


def _of_known_kinds(data: pd.DataFrame) -> pd.DataFrame:
    """Keep every area of England of a kind that the book knows, also one that is new to it."""
    kinds = data["area_code"].astype(str).str[:3].map(KINDS)
    if held(AREAS):
        types = read_areas().set_index("area_code")["area_type"]
        listed = data["area_code"].map(types[~types.index.duplicated()])
        return data.assign(area_type=kinds.where(listed.isna(), listed))[kinds.notna()]
    return data.assign(area_type=kinds)[kinds.notna()]


def _of_its_age(data: pd.DataFrame, series: Series) -> pd.DataFrame:
    """Keep the age group that is asked for."""
    return data[data["age"].isna() | (data["age"] == series.age)] if series.age else data


def _like(after: pd.DataFrame, before: pd.DataFrame, series: Series) -> pd.DataFrame:
    """Keep the ages, sexes and breakdowns that the figures are about, and their kinds of area."""
    types = before["category_type"].dropna().unique()
    after = after[after["category"].isna() | after["category_type"].isin(list(types))]
    after = _of_its_age(after, series)
    ages = before["age"].unique()
    if before["age"].isna().all() or (series.age and len(ages) == 1):
        after = after.assign(age=ages[0])
    kinds = before.drop_duplicates("area_code").set_index("area_code")[["area_name", "area_type"]]
    for column in kinds.columns:
        known = after["area_code"].map(kinds[column])
        after = after.assign(**{column: after[column].where(known.isna(), known)})
    sexes = list(before["sex"].unique())
    after = after[after["sex"].isin(sexes)]
    columns = [name for name in before.columns if name in after.columns]
    if series.earlier:
        kept = before[~before["period"].isin(after["period"])]
        after = pd.concat([kept[columns], after[columns]], ignore_index=True)
    return after[columns].astype({name: before[name].dtype for name in ("age", "category_type")})


def renew_index(name: str, series: Series, files: list[bytes], publisher: str) -> Renewal:
    """Put the publisher's scores into the table of small areas, whose other columns stay."""
    path = held(name)
    if not path:
        raise DataError(
            f"{name} is not held. The publisher's file gives its scores; lay its other columns "
            f"out first, as those of the other tables that are renewed by hand."
        )
    before = read_table(name)
    new = read_indices(files[0], edition=series.edition, where=f"indices, {name}")
    code = str(new.columns[0])
    gone = missing(before, new, code)
    if gone:
        raise DataError(
            f"{name}: the publisher's file lacks {len(gone)} small areas, such as {gone[0]}."
        )
    values = new.set_index(code)
    after = before.assign(**{str(name): before[code].map(values[name]) for name in values})
    after = after.astype({column: before[column].dtype for column in values})
    scores = before["imd_score"], after["imd_score"]
    rows = zip(before[code], repeat(str(series.edition)), repeat("Persons"), *scores, strict=False)
    revised = pd.DataFrame(rows, columns=REVISED)
    revised = revised[revised["before"].sub(revised["after"]).abs() > CLOSE]
    return Renewal(name, path, _as_bytes(after, path), Difference(revised), "", publisher)


def _as_bytes(data: pd.DataFrame, path: str) -> bytes:
    return data.to_parquet(index=False) if path.endswith(".parquet") else as_csv(data)
