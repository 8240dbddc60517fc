"""Adding local figures: rates worked out, small numbers hidden, kept apart or made public."""

import hashlib
import shutil
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.claims.words import count_of
from analysis.data.areas import get_area
from analysis.data.catalogue import ADDED, LOCAL, read_catalogue, read_indicator
from analysis.data.catalogue import COLUMNS as ABOUT_COLUMNS
from analysis.data.lineage import rate_of
from analysis.data.raw import MANIFEST
from analysis.data.readers import as_tidy
from analysis.data.tidy import COLUMNS, KEY, PER, check_tidy
from analysis.errors import DataError
from analysis.intake.additive import with_what_follows
from analysis.intake.local import ABOUT, Checked
from analysis.intake.snapshot import accept, as_csv, recover
from analysis.paths import added_folder, data_folder
from analysis.statistics.disclosure import suppress_small_counts

HIDDEN = "[c] hidden: a count under five, or one from which such a count could be worked out"
CATALOGUE = "catalogue.csv"
NEXT = ("--accept keeps them", "--publish --accept makes them public")
"""What is done with --accept, by whether they are to be published."""
Row = dict[str, str]
"""A row of the catalogue."""


def prepare(checked: Sequence[Checked], *, published: bool = False) -> dict[str, pd.DataFrame]:
    """Make tidy tables of checked files, one an indicator, with small numbers hidden.

    Counts under five are hidden with their rates, and so is what would give them away by
    subtraction in any way in which the table adds up, with what is public of it already.
    """
    for one in checked:
        if one.problems:
            raise DataError(
                f"{one.name} has {count_of(len(one.problems), 'problem')}; the first: "
                f"{one.problems[0]}"
            )
    data = pd.concat([one.data for one in checked], ignore_index=True)
    twice = data[data.duplicated(list(KEY), keep=False)]
    if len(twice):
        row = twice.iloc[0]
        same = (twice[list(KEY)] == row[list(KEY)]).all(axis="columns")
        files = [one.name for one in checked for _ in range(len(one.data))]
        both = " and ".join(dict.fromkeys(files[place] for place in twice.index[same]))
        raise DataError(
            f"Two of the files hold the same indicator, area, period, sex and group: {both}, "
            f"{row['indicator']} of {row['area_code']} for {row['period']}. Leave one of them out."
        )
    known = read_catalogue()
    for slug in data["indicator"].unique():
        if slug in known and not known[slug].added:
            raise DataError(f"{slug} is an indicator of the book already. Give yours another name.")
    data = _fill_in_rates(data)
    shown = data.assign(value_note=data["mark"]) if published else _hide(data)
    return {str(slug): _tidy(rows) for slug, rows in shown.groupby("indicator", sort=False)}


def describe(tables: Mapping[str, pd.DataFrame], *, publish: bool = False) -> list[str]:
    """Say of each indicator what comes in, what is hidden, and what is replaced or made public."""
    known, lines = read_catalogue(), []
    for slug, table in tables.items():
        notes = table["value_note"]
        ours, owners = int((notes == HIDDEN).sum()), int((~notes.isin(["", HIDDEN])).sum())
        said = f"{slug}: {count_of(len(table), 'row')}, {ours} of them hidden as small numbers"
        said += f", {owners} as their owner hid them" if owners else ""
        if slug in known:
            before = read_indicator(slug)
            gone = before.merge(table[list(KEY)], on=list(KEY), how="left", indicator=True)
            count = int((gone["_merge"] == "left_only").sum())
            there = count_of(len(before), "row")
            said += f"; in place of {there} there, {count} of which it does not hold"
        lines.append(said)
        if publish:
            shown = table[table["value"].notna() | table["count"].notna()]
            names = list(dict.fromkeys(shown["area_name"]))
            more = f" and {count_of(len(names) - 5, 'more area')}" if len(names) > 5 else ""
            periods = ", ".join(dict.fromkeys(shown["period"]))
            lines.append(
                f"{slug}: {count_of(len(shown), 'figure')} will be public, of "
                f"{', '.join(names[:5])}{more}, for {periods}"
            )
    return lines


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
    data = data.assign(public=False)
    public = [_public_rows(str(slug), data) for slug in data["indicator"].unique()]
    per = data["unit"].map(PER).fillna(0)
    # A rate and its denominator tell a count as well as the count does.
    told = np.floor(data["value"] * data["denominator"] / per.where(per > 0) + 0.5)
    both = pd.concat([data.assign(count=data["count"].fillna(told)), *public], ignore_index=True)
    whole, sums = with_what_follows(both)
    found = suppress_small_counts(whole, sums=sums, published="public", derived="derived")
    hidden = found["mark"].to_numpy()[: len(data)] != ""
    numbers = ["count", "value", "lower_ci", "upper_ci"]
    result = data.drop(columns="public")
    result.loc[hidden, numbers] = np.nan
    return result.assign(value_note=np.where(hidden, HIDDEN, data["mark"]))


def _public_rows(slug: str, data: pd.DataFrame) -> pd.DataFrame:
    """Give the rows of an indicator that were made public before, and are no longer in its file."""
    known = read_catalogue().get(slug)
    if known is None or known.local:
        return data.iloc[:0]
    before = read_indicator(slug)
    texts = [name for name in KEY if name in before]
    before = before.assign(**{name: before[name].fillna("") for name in texts}, public=True)
    there = set(data[list(KEY)].itertuples(index=False, name=None))
    keys = before[list(KEY)].itertuples(index=False, name=None)
    return before[np.array([key not in there for key in keys]) & before["count"].notna()]


def _tidy(rows: pd.DataFrame) -> pd.DataFrame:
    names = [name for name in COLUMNS if name in rows.columns and name != "indicator"]
    texts = rows[names].replace("", None)
    slug = str(rows["indicator"].iloc[0])
    types = {code: get_area(code).type for code in rows["area_code"].unique()}
    texts["area_type"] = rows["area_code"].map(types)
    table = as_tidy({str(name): texts[name] for name in texts}, indicator=slug)
    table = table.assign(value_note=rows["value_note"].to_numpy())
    return check_tidy(table, where=f"the local indicator {slug}", unit=str(rows["unit"].iloc[0]))


def add_local(
    tables: Mapping[str, pd.DataFrame],
    checked: Sequence[Checked],
    *,
    today: date,
    published: bool = False,
    publish: bool = False,
) -> list[str]:
    """Keep an analyst's indicators in a folder of their own, or move them into the committed ones.

    What is published leaves the folder of its own; of the committed figures a snapshot is kept.
    Says what was done.
    """
    data, own = data_folder(), added_folder(data_folder())
    recover(data)
    about = pd.concat([one.data for one in checked]).drop_duplicates("indicator")
    rows = [
        _row(one, tables[one["indicator"]], today, published) for one in about.to_dict("records")
    ]
    known = read_catalogue()
    if not publish:
        if public := [slug for slug in tables if slug in known and not known[slug].local]:
            raise DataError(
                f"{public[0]} is among the committed figures: analysis add --publish --accept "
                f"renews it there."
            )
        try:
            _begin(own)
        except OSError as problem:
            raise DataError(
                f"data/added cannot be written ({problem.strerror}); nothing was changed."
            ) from problem
        shutil.rmtree(_put(own, tables, rows, today))
        return ["Kept in data/added, which git ignores; only pages of these areas show it.",
                "An executed chapter that shows it is public once it is committed."]  # fmt: skip
    kept = _put(data, tables, rows, today)
    if any(slug in known and known[slug].local for slug in tables):
        shutil.rmtree(_put(own, {}, [], today, gone=[*tables]))
    return [f"Made public in data/raw; the old snapshot is kept as {kept.name}."]


def _begin(own: Path) -> None:
    """Make the folder of an analyst's own figures, with a catalogue of none."""
    recover(own)
    if (own / MANIFEST).is_file():
        return
    own.mkdir(parents=True, exist_ok=True)
    empty = as_csv(pd.DataFrame(columns=list(ABOUT_COLUMNS)))
    (own / CATALOGUE).write_bytes(empty)
    entry = {"path": CATALOGUE, "sha256": hashlib.sha256(empty).hexdigest()}
    (own / MANIFEST).write_bytes(as_csv(pd.DataFrame([entry])))


def _put(
    folder: Path,
    tables: Mapping[str, pd.DataFrame],
    rows: Sequence[Row],
    today: date,
    gone: Sequence[str] = (),
) -> Path:
    """Put tables into a folder of figures and take others out; give its snapshot of before."""
    changes = {f"indicators/{slug}.csv": as_csv(table) for slug, table in tables.items()}
    origin = ("publisher", "release", "licence")
    origins = {
        f"indicators/{row['indicator']}.csv": {name: row[name] for name in origin} for row in rows
    }
    kept = pd.read_csv(folder / CATALOGUE, dtype="str", keep_default_na=False)
    others = kept[~kept["indicator"].isin([*tables, *gone])]
    new = pd.DataFrame(rows, columns=kept.columns)
    changes[CATALOGUE] = as_csv(pd.concat([others, new], ignore_index=True))
    files = [f"indicators/{slug}.csv" for slug in gone]
    return accept(folder, changes, origins, today, files)


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
