"""Adding local figures: rates worked out, small numbers hidden, and a new snapshot made."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.data.areas import get_area
from analysis.data.catalogue import ADDED, LOCAL, read_catalogue
from analysis.data.lineage import rate_of
from analysis.data.raw import locate
from analysis.data.readers import as_tidy
from analysis.data.tidy import COLUMNS, KEY, PER, check_tidy
from analysis.errors import DataError
from analysis.intake.local import ABOUT, Checked, check_folder
from analysis.intake.snapshot import accept, as_csv, read_words, recover
from analysis.paths import data_folder
from analysis.statistics.disclosure import suppress_small_counts

HIDDEN = "[c] hidden: a count under five, or one from which such a count could be worked out"
Row = dict[str, str]
"""A row of the catalogue."""


def prepare(checked: Sequence[Checked], *, published: bool = False) -> dict[str, pd.DataFrame]:
    """Make tidy tables of checked files, one an indicator, with small numbers hidden.

    Counts from 1 to 4 are hidden with their rates, and so is what would give them away by
    subtraction: sexes in a total, groups in everyone, wards in their authority.
    """
    for one in checked:
        if one.problems:
            raise DataError(
                f"{one.name} has {len(one.problems)} problems; the first: {one.problems[0]}"
            )
    data = pd.concat([one.data for one in checked], ignore_index=True)
    if data.duplicated(list(KEY)).any():
        raise DataError("Two of the files hold the same indicator, area, period, sex and group.")
    known = read_catalogue()
    for slug in data["indicator"].unique():
        if slug in known and not known[slug].added:
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
            made = rate_of(rows[able], per)
            result.loc[able, made.columns] = made.to_numpy()
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
    totals = ["sex_total", "group_total", "ward_total"]
    hidden = suppress_small_counts(marked, within=ways, total=totals)
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


def add_local(checked: Sequence[Checked], *, today: date, published: bool = False) -> Path:
    """Add indicators of an analyst to the figures as a new snapshot; the old one is kept."""
    recover(data_folder())
    tables = prepare(checked, published=published)
    about = pd.concat([one.data for one in checked]).drop_duplicates("indicator")
    rows = [
        _row(one, tables[one["indicator"]], today, published) for one in about.to_dict("records")
    ]
    changes = {f"indicators/{slug}.csv": as_csv(table) for slug, table in tables.items()}
    origin = ("publisher", "release", "licence")
    origins = {
        f"indicators/{row['indicator']}.csv": {name: row[name] for name in origin} for row in rows
    }
    changes[locate("catalogue")] = _catalogue(rows)
    return accept(data_folder(), changes, origins, today)


def _row(about: Mapping[Any, Any], table: pd.DataFrame, today: date, published: bool) -> Row:
    """Describe an indicator as the catalogue does; only what nobody published is called local."""
    periods = table.sort_values(["period_end", "period_start"])["period"]
    added = f"added {today.isoformat()}"
    local, public = ADDED
    origin = {"publisher": LOCAL, "release": f"{about['source']}, {added}", "licence": local}
    note = "Local figures; small numbers are hidden."
    if published:
        origin = {"publisher": str(about["source"]), "release": added, "licence": public}
        note = "Published figures, added by the analyst of this book."
    described = {name: str(about[name]) for name in ("indicator", *ABOUT) if name != "source"}
    ends = {"first_period": periods.iloc[0], "last_period": periods.iloc[-1]}
    limits = {"confidence_intervals": "worked out from counts"}
    return described | origin | ends | limits | {"decimals": "1", "note": note}


def _catalogue(rows: Sequence[Row]) -> bytes:
    """Write the catalogue with the rows of what is added in place of those it had."""
    kept = read_words(locate("catalogue"))
    new = pd.DataFrame(rows)[kept.columns]
    others = kept[~kept["indicator"].isin(new["indicator"])]
    return as_csv(pd.concat([others, new], ignore_index=True))


def take_local(
    folder: Path, *, today: date, accept: bool, published: bool, warn: Callable[[str], object]
) -> Iterator[str]:
    """Say what local figures hold, and with ``accept`` add them; none where any is wrong."""
    checked = check_folder(folder)
    for one in checked:
        for problem in one.problems:
            warn(f"{one.name}, {problem}")
    if any(one.problems for one in checked):
        raise DataError("Nothing was added: correct these rows and check again.")
    for slug, table in prepare(checked, published=published).items():
        hidden = int((table["value_note"] != "").sum())
        yield f"{slug}: {len(table)} rows, {hidden} of them hidden as small numbers"
    if accept:
        kept = add_local(checked, today=today, published=published)
        yield f"Added; the old snapshot is kept as {kept.name}."
    else:
        yield "Nothing was changed: analysis add --accept adds them."
