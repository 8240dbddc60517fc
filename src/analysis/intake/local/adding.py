"""Adding local figures: rates worked out, small numbers hidden, and a new snapshot made."""

import io
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.data.areas import get_area
from analysis.data.catalogue import LOCAL, read_catalogue
from analysis.data.raw import locate, read_bytes
from analysis.data.readers.publisher_csv import as_tidy
from analysis.data.tidy import COLUMNS, PER, check_tidy
from analysis.errors import DataError
from analysis.formats import canonical
from analysis.intake.fetch.snapshot import accept, recover
from analysis.intake.local.checking import KEY, Checked
from analysis.intake.local.template import ABOUT
from analysis.paths import data_folder
from analysis.statistics import crude_rate, proportion
from analysis.statistics.disclosure import suppress_small_counts

HIDDEN = "[c] hidden: a count under five, or one from which such a count could be worked out"
LICENCE = "Local figures: the licence is their owner's"


def prepare(checked: Sequence[Checked], *, published: bool = False) -> dict[str, pd.DataFrame]:
    """Make tidy tables of checked files, one an indicator, with small numbers hidden.

    Slug to tidy rows with ``value_note``. Counts from 1 to 4 are hidden with their rates, and so is
    what would give them away by subtraction: sexes in a total, groups in everyone, wards in their
    authority.
    """
    for one in checked:
        if one.problems:
            raise DataError(
                f"{one.name} has {len(one.problems)} problems; the first: {one.problems[0]}"
            )
    data = pd.concat([one.data for one in checked], ignore_index=True)
    if data.duplicated(KEY).any():
        raise DataError("Two of the files hold the same indicator, area, period, sex and group.")
    known = read_catalogue()
    for slug in data["indicator"].unique():
        if slug in known and known[slug].licence != LICENCE:
            raise DataError(f"{slug} is an indicator of the book already. Give yours another name.")
    data = _fill_in_rates(data)
    # Without a total, parts give nothing away; with one, all three ways of adding up are held.
    shown = data if published else _hide(data)
    return {str(slug): _tidy(rows) for slug, rows in shown.groupby("indicator", sort=False)}


def _fill_in_rates(data: pd.DataFrame) -> pd.DataFrame:
    parts = []
    for unit, rows in data.groupby("unit", sort=False):
        per = PER.get(str(unit), 0)
        result = rows.copy()
        able = rows[["count", "denominator"]].notna().all(axis=1) & rows["lower_ci"].isna()
        if per and able.any():
            rate = proportion if per == 100 else crude_rate
            made = canonical(rate(rows.loc[able, "count"], rows.loc[able, "denominator"], per=per))
            for name in ("value", "lower_ci", "upper_ci"):
                result.loc[able, name] = made[name].to_numpy()
        parts.append(result)
    return pd.concat(parts).sort_index()


def _hide(data: pd.DataFrame) -> pd.DataFrame:
    """Hide small counts and what gives them away, in each way in which rows add up."""
    areas = {code: get_area(code) for code in data["area_code"].unique()}
    is_ward = data["area_code"].map(lambda code: areas[code].type == "ward")
    marked = data.assign(
        authority=data["area_code"].map(lambda code: areas[code].authority_code or code),
        sex_total=(data["sex"] == "Persons").astype("object"),
        group_total=(data["category"] == "").astype("object"),
        ward_total=(~is_ward).astype("object"),
    )
    same = ["indicator", "period", "age"]
    ways = [
        [*same, "area_code", "category_type", "category"],
        [*same, "area_code", "sex"],
        [*same, "authority", "sex", "category_type", "category"],
    ]
    # A table with several kinds of groups has a total for each kind: each kind is held alone.
    kinds = [kind for kind in marked["category_type"].unique() if kind] or [""]
    for kind in kinds:
        own = marked["category_type"].isin(["", kind])
        marked.loc[own, "group_total"] = marked.loc[own, "category"] == ""
    hidden = suppress_small_counts(
        marked, within=ways, total=["sex_total", "group_total", "ward_total"]
    )
    note = np.where(hidden["mark"] != "", HIDDEN, "")
    return hidden[data.columns].assign(value_note=note)


def _tidy(rows: pd.DataFrame) -> pd.DataFrame:
    names = [name for name in COLUMNS if name in rows.columns and name != "indicator"]
    texts = rows[names].replace("", None)
    slug = str(rows["indicator"].iloc[0])
    table = as_tidy({str(name): texts[name] for name in names}, indicator=slug)
    notes = rows.get("value_note", pd.Series("", index=rows.index))
    table = table.assign(value_note=notes.to_numpy())
    return check_tidy(table, where=f"the local indicator {slug}", unit=str(rows["unit"].iloc[0]))


def add_local(
    checked: Sequence[Checked], *, today: date, published: bool = False
) -> tuple[list[str], Path]:
    """Add local indicators to the figures as a new snapshot; the old one is kept."""
    recover(data_folder())
    tables = prepare(checked, published=published)
    about = pd.concat([one.data for one in checked]).drop_duplicates("indicator")
    described = {str(row["indicator"]): row for row in about.to_dict("records")}
    changes: dict[str, bytes] = {}
    origins: dict[str, Mapping[str, str]] = {}
    for slug, table in tables.items():
        path = f"indicators/{slug}.csv"
        changes[path] = table.to_csv(index=False, lineterminator="\n").encode()
        release = f"{described[slug]['source']}, added {today.isoformat()}"
        origins[path] = {"publisher": LOCAL, "release": release, "licence": LICENCE}
    changes[locate("catalogue")] = _catalogue(tables, described, today)
    return list(tables), accept(data_folder(), changes, origins, today)


def _catalogue(
    tables: Mapping[str, pd.DataFrame], described: Mapping[str, Mapping[Any, Any]], today: date
) -> bytes:
    kept = pd.read_csv(
        io.BytesIO(read_bytes(locate("catalogue"))), dtype="str", keep_default_na=False
    )
    rows = []
    for slug, table in tables.items():
        ordered = table.sort_values(["period_end", "period_start"])["period"]
        rows.append(
            {name: str(described[slug][name]) for name in ABOUT if name != "source"}
            | {"indicator": slug, "decimals": "1", "publisher": LOCAL, "licence": LICENCE}
            | {"release": f"{described[slug]['source']}, added {today.isoformat()}"}
            | {"confidence_intervals": "worked out from counts"}
            | {"first_period": ordered.iloc[0], "last_period": ordered.iloc[-1]}
            | {"note": "Local figures; small numbers are hidden."}
        )
    others = kept[~kept["indicator"].isin(list(tables))]
    both = pd.concat([others, pd.DataFrame(rows)[kept.columns]], ignore_index=True)
    return both.to_csv(index=False, lineterminator="\n").encode()
