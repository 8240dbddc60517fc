"""From the publishers to what a download would change, and on acceptance to a new snapshot."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from itertools import repeat
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import paths
from analysis.data.areas import COUNTRY, DISTRICT, REGION, read_areas
from analysis.data.catalogue import read_catalogue, read_indicator
from analysis.data.raw import locate, read_manifest, read_table
from analysis.data.readers import (
    read_explore_education,
    read_fingertips,
    read_indices,
    read_nomis,
    read_ons,
)
from analysis.data.tidy import KEY, check_tidy
from analysis.errors import DataError
from analysis.intake.download import Downloader, fetch_file
from analysis.intake.publishers import Publishers, Series, read_publishers
from analysis.intake.snapshot import accept, as_csv, read_words, recover

NAMES = "publisher_names.csv"
"""What publishers call their indicators, so that a change of definition shows."""
KINDS = {
    **{"E06": "unitary authority", "E07": DISTRICT, "E08": "metropolitan district"},
    **{"E09": "london borough", "E10": "county", "E12": REGION, "E92": COUNTRY},
}
"""The kind of an area by how its code begins (register of geographic codes)."""
REVISED = ["area_name", "period", "sex", "before", "after"]
CLOSE = 1e-9
SHOWN = 5
Listener = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Difference:
    """The present figures of one indicator beside those of a download."""

    # Values that changed, with the columns `REVISED`.
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
    return Difference(
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


@dataclass(frozen=True)
class Renewal:
    """One series as the publisher has it now."""

    name: str
    path: str
    content: bytes
    difference: Difference
    official: str
    publisher: str
    number: int = 0
    # The first and the last period of an indicator.
    ends: tuple[str, ...] = ()


def list_questions(names: Sequence[str] = (), publishers: Publishers | None = None) -> list[str]:
    """Say what would be asked of whom, without asking."""
    known = publishers or read_publishers()
    asked = [
        f"{name}: {address}"
        for name, series in known.choose(tuple(names)).items()
        for address in known.addresses(series)
    ]
    by_hand = {} if names else known.found_by_hand
    return [*asked, *(f"{name}: by hand, from {where}" for name, where in by_hand.items())]


def fetch_all(
    names: Sequence[str] = (),
    *,
    today: date,
    publishers: Publishers | None = None,
    downloader: Downloader | None = None,
    tell: Listener = lambda name, done, total: None,
) -> tuple[list[Renewal], dict[str, str]]:
    """Fetch every series and compare it with the figures at hand; nothing is changed."""
    recover(paths.data_folder())
    known = publishers or read_publishers()
    renewals, failures = [], {}
    for name, series in known.choose(tuple(names)).items():
        ask = downloader or Downloader()
        ask.pause = known.publishers[series.publisher].pause
        ask.parts = paths.downloads_folder() / "broken-off"
        folder = paths.downloads_folder() / today.isoformat()
        # Named by its address: series that share a file ask for it once.
        cached = {
            address: f"{hashlib.sha256(address.encode()).hexdigest()[:16]}.csv"
            for address in known.addresses(series)
        }
        try:
            files = []
            for number, (address, file) in enumerate(cached.items(), start=1):
                label = name if len(cached) == 1 else f"{name}, file {number} of {len(cached)}"
                ask.tell = partial(tell, label)
                files.append(fetch_file(address, folder, file, ask, series.sha256))
            renew = _renew_index if series.publisher == "indices" else _renew_indicator
            renewals.append(renew(name, series, files, known.publishers[series.publisher].name))
        except DataError as problem:
            failures[name] = str(problem)
            # What cannot be read is fetched anew next time.
            for file in cached.values():
                (folder / file).unlink(missing_ok=True)
    return renewals, failures


def _renew_indicator(name: str, series: Series, files: list[bytes], publisher: str) -> Renewal:
    about = read_catalogue()[name]
    before = read_indicator(name)
    parts, names = zip(*(_read(name, series, content) for content in files), strict=True)
    after = pd.concat(parts, ignore_index=True)
    after = _of_known_kinds(after[after["sex"].notna()])
    after = _like(after, before, series).drop_duplicates(ignore_index=True)
    if not set(after["area_code"]) & set(before["area_code"]):
        raise DataError(f"{name}: the publisher's file holds none of the areas of these figures.")
    path = locate(f"indicators/{name}")
    check_tidy(after, where=f"the new {path}", unit=about.unit)
    official = names[0]
    recorded = _names().get(name, "")
    changed = (
        f'The definition changed: the publisher called it "{recorded}" and calls it "{official}".'
        if recorded and official and recorded != official
        else ""
    )
    return Renewal(
        name,
        path,
        _as_bytes(after, path),
        compare(before, after, definition=changed, decimals=about.decimals),
        official,
        publisher,
        series.number,
        tuple(after.sort_values(["period_end", "period_start"])["period"].iloc[[0, -1]]),
    )


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
    types = read_areas().set_index("area_code")["area_type"]
    listed = data["area_code"].map(types[~types.index.duplicated()])
    return data.assign(area_type=listed.fillna(kinds))[kinds.notna()]


def _like(after: pd.DataFrame, before: pd.DataFrame, series: Series) -> pd.DataFrame:
    """Keep the ages, sexes and breakdowns that the figures are about, and their kinds of area."""
    types = before["category_type"].dropna().unique()
    after = after[after["category"].isna() | after["category_type"].isin(list(types))]
    if series.age:
        after = after[after["age"].isna() | (after["age"] == series.age)]
    ages = before["age"].unique()
    if before["age"].isna().all() or (series.age and len(ages) == 1):
        after = after.assign(age=ages[0])
    kinds = before.drop_duplicates("area_code").set_index("area_code")[["area_name", "area_type"]]
    for column in kinds.columns:
        known = after["area_code"].map(kinds[column])
        after = after.assign(**{column: known.fillna(after[column])})
    sexes = list(before["sex"].unique())
    after = after[after["sex"].isin(sexes)]
    columns = [name for name in before.columns if name in after.columns]
    if series.earlier:
        kept = before[~before["period"].isin(after["period"])]
        after = pd.concat([kept[columns], after[columns]], ignore_index=True)
    return after[columns].astype({name: before[name].dtype for name in ("age", "category_type")})


def _renew_index(name: str, series: Series, files: list[bytes], publisher: str) -> Renewal:
    """Put the publisher's scores into the table of small areas, whose other columns stay."""
    path = locate(name)
    before = read_table(name)
    new = read_indices(files[0], edition=series.edition, where=f"indices, {name}")
    code = str(new.columns[0])
    gone = _missing(before, new, code)
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


def _names() -> dict[str, str]:
    """Read what publishers called their indicators when they were last accepted."""
    if NAMES not in read_manifest(paths.data_folder()):
        return {}
    return dict(read_words(NAMES).itertuples(index=False, name=None))


def accept_renewals(renewals: Sequence[Renewal], *, today: date) -> Path | None:
    """Accept what was fetched: a new snapshot, its date and hashes, and the old one kept."""
    folder = paths.data_folder()
    news = [one for one in renewals if not one.difference.nothing]
    if not news:
        return None
    changes = {one.path: one.content for one in news}
    manifest = read_manifest(folder)
    about = {one.path: _described(one, manifest.get(one.path, {}), today) for one in news}
    changes[locate("catalogue")] = _catalogue(news, about)
    names = _names() | {one.name: one.official for one in renewals if one.official}
    listed = pd.DataFrame(sorted(names.items()), columns=["indicator", "publisher_name"])
    changes[NAMES] = as_csv(listed)
    own = {"publisher": "Closing the Gap", "release": "Names as publishers word them"}
    about[NAMES] = own | {"licence": "Open Government Licence v3.0"}
    return accept(folder, changes, about, today)


def _described(one: Renewal, entry: dict[str, str], today: date) -> dict[str, str]:
    day = f"{today.day} {today:%B %Y}"
    series = f"Fingertips indicator {one.number}" if one.number else one.official or one.name
    return {
        "publisher": one.publisher,
        "release": f"{series}, retrieved {day}",
        "licence": entry.get("licence") or "Open Government Licence v3.0",
    }


def _catalogue(news: Sequence[Renewal], about: dict[str, dict[str, str]]) -> bytes:
    """Write the catalogue with the new releases and the ends of each renewed series."""
    table = read_words(locate("catalogue")).set_index("indicator", drop=False)
    for one in news:
        if one.ends:
            renewed = (about[one.path]["release"], *one.ends)
            table.loc[one.name, ["release", "first_period", "last_period"]] = renewed
    return as_csv(table)


def conclude(
    renewals: Sequence[Renewal], *, accept: bool, today: date, everything: bool
) -> Iterator[str]:
    """Say what has changed, and with ``accept`` make a new snapshot of it."""
    yield from (f"{one.name}: {' '.join(one.difference.sentences())}" for one in renewals)
    news = sum(not one.difference.nothing for one in renewals)
    if not accept:
        said = "analysis fetch --accept makes a new snapshot of them." if news else ""
        yield f"{news} series have news; nothing was changed. {said}".strip()
    elif kept := accept_renewals(renewals, today=today):
        yield f"{news} series renewed; the old snapshot is kept as {kept.name}."
    else:
        yield "Nothing has changed."
    if everything:
        yield (
            "Other series are renewed by hand: analysis fetch --dry-run says where each is found."
        )
