"""The record of hindcasts made anew, and ledgers of forecasts held against what came."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

import pandas as pd

from analysis import paths
from analysis.data.areas import COUNTRY, WITHIN_COUNCILS
from analysis.data.documents.record import (
    ABOUT,
    BY_AREA,
    BY_INDICATOR,
    figures_digest,
    method_digest,
    read_record,
)
from analysis.data.indicators import area_indicators
from analysis.data.params import Locality
from analysis.editions.ledgers import read_ledgers
from analysis.errors import DataError
from analysis.files import write_json, write_whole
from analysis.findings import scores
from analysis.findings.forecasts import ABSOLUTE, BOOK
from analysis.findings.hindcasts import hindcast
from analysis.findings.ledger import RECAST, STATES, WITHDRAWN, Held, hold_ledger
from analysis.formats import with_interval
from analysis.runner.processes import default_jobs

Say = Callable[[str], None]
NOT_SCORED = (WITHDRAWN, RECAST)


def renew_record(*, jobs: int | None = None, force: bool = False, say: Say = print) -> bool:
    """Make the record of hindcasts anew where figures or method have changed; whether it was."""
    if not force and _stands():
        return False
    slugs = [one.indicator for one in area_indicators()]
    begun = get_context("spawn")
    parts: dict[str, tuple[pd.DataFrame, pd.DataFrame]] = {}
    with ProcessPoolExecutor(jobs or default_jobs(), mp_context=begun) as pool:
        for slug, part in zip(slugs, pool.map(_tally, slugs), strict=True):
            say(f"Looking back: {len(parts) + 1} of {len(slugs)} indicators")
            parts[slug] = part
    parts = {slug: part for slug, part in parts.items() if len(part[0])}
    tables = {
        BY_INDICATOR: pd.concat([one for one, _ in parts.values()], ignore_index=True),
        BY_AREA: scores.add_up(pd.concat([two for _, two in parts.values()]), scores.BY_AREA),
    }
    texts = {name: table.to_csv(index=False, lineterminator="\n") for name, table in tables.items()}
    folder = paths.results_folder()
    for name, text in texts.items():
        write_whole(folder / name, text)
    sums = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in texts.items()}
    figures = {slug: figures_digest(slug) for slug in sorted(parts)}
    about = {"figures": figures, "method": method_digest(), "tables": sums}
    write_json(folder / ABOUT, about)
    return True


def _stands() -> bool:
    """Whether the record is whole, and of these figures and this method."""
    try:
        record = read_record()
    except DataError:
        return False
    return record is not None and not record.older_than


def _tally(slug: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    return scores.tally(hindcast(slug))


def score_lines(localities: Mapping[str, Locality]) -> Iterator[str]:
    """Say how each edition's forecasts did for some places, and how hindcasts did."""
    places = [one for one in localities.values() if one.area.type not in WITHIN_COUNCILS]
    ledgers = read_ledgers()
    if not ledgers:
        yield "No edition has written a ledger of forecasts yet: `analysis build` writes one."
    for version, ledger in ledgers.items():
        own = ledger[ledger["area_code"].isin([one.area_code for one in places])]
        yield from _ledger_lines(version, hold_ledger(own))
        for one in places:
            yield from _of_place(one, own)
    record = read_record()
    if record is None:
        yield "No record of hindcasts yet: `analysis score --hindcasts` makes it."
        return
    if record.older_than:
        yield f"The record of hindcasts is older than {', '.join(record.older_than)}."
    yield from _of_places(places, record.by_area)
    yield from _hindcast_lines(record.by_indicator)


def _of_places(places: list[Locality], rows: pd.DataFrame) -> Iterator[str]:
    """Say how hindcasts did in each place and in all of them, and which have none."""
    for one in places:
        yield from _scored(f"{one.area_name}, hindcasts", rows[rows["area_code"] == one.area_code])
    own = rows[rows["area_code"].isin([one.area_code for one in places])]
    held = set(own["area_code"])
    if len(held) > 1:
        yield from _scored("These places together, hindcasts", own)
    lacking = [
        one.area_name for one in places if one.area_code not in held and one.area.type != COUNTRY
    ]
    if lacking:
        yield f"No hindcasts of {'; '.join(lacking)}: they are of upper-tier authorities of today."


def _ledger_lines(version: str, held: Held) -> Iterator[str]:
    """Say what has become of an edition's forecasts, all together and by indicator and band."""
    states = held.rows["state"].value_counts()
    counts = "; ".join(f"{int(states.get(state, 0)):,} {state}" for state in STATES)
    yield f"Edition {version}, {len(held.rows):,} forecasts: {counts}."
    lost = held.rows[held.rows["state"].isin(NOT_SCORED)]
    for (slug, state), rows in lost.groupby(["indicator", "state"], sort=True):
        yield f"  {slug!s}: not scored, {state!s} ({len(rows)})"
    scored = scores.score_cases(held.cases)
    for measure, rows in scored.groupby("measure", sort=True):
        yield from _scored(f"Edition {version}, {measure}", rows)
        for slug, own in rows.groupby("indicator", sort=True):
            yield from _scored(f"  {slug!s}", own)
        yield from _bands(rows)


def _of_place(one: Locality, ledger: pd.DataFrame) -> Iterator[str]:
    """Say how the forecasts of one place did, where any can be scored."""
    cases = hold_ledger(ledger[ledger["area_code"] == one.area_code]).cases
    yield from _scored(one.area_name, scores.score_cases(cases))


def _hindcast_lines(table: pd.DataFrame) -> Iterator[str]:
    """Say how hindcasts did in all England: each method by measure and years, then indicators."""
    for (measure, years, method), rows in table.groupby(["measure", "years", "method"], sort=True):
        yield from _scored(f"All England, {measure}, {_ahead(years)}, {method}", rows)
    own = table[(table["method"] == BOOK) & (table["measure"] == ABSOLUTE)]
    for (slug, years), rows in own.groupby(["indicator", "years"], sort=True):
        yield from _scored(f"{slug}, {_ahead(years)}", rows)
    yield from _bands(own)


def _ahead(years: Any) -> str:
    return f"{years} year{'s' if years > 1 else ''} ahead"


def _scored(name: str, rows: pd.DataFrame) -> Iterator[str]:
    """Say of some cases how many came, their Brier score and how many intervals held."""
    known, intervals = int(rows["known"].sum()), int(rows["intervals"].sum())
    if not known:
        return
    said = [f"{int(rows['came'].sum()):,} of {known:,} came"]
    if rows["said"].ne(0).any():
        said.append(f"Brier score {_mean(rows, 'squared', 'known', 3)}")
    if intervals:
        held = _mean(rows.assign(inside=100 * rows["inside"]), "inside", "intervals", 1)
        said.append(f"of {intervals:,} intervals {held} per cent held")
    yield f"{name}: {'; '.join(said)}"


def _mean(rows: pd.DataFrame, part: str, whole: str, digits: int) -> str:
    """Write a mean, with its interval where there are several indicators to take it from."""
    found = scores.share(rows.assign(indicator=rows.get("indicator", "")), part, whole)
    return with_interval(found.value, found.lower_ci, found.upper_ci, digits, "")


def _bands(rows: pd.DataFrame) -> Iterator[str]:
    """Say for each band of probability what was said on average, and what came."""
    told = rows[(rows["band"] > 0) & (rows["known"] > 0)]
    for band, own in told.groupby("band", sort=True):
        said, came = (
            _mean(own.assign(per_cent=100 * own[name]), "per_cent", "known", 0)
            for name in ("said", "came")
        )
        number = int(own["known"].sum())
        yield f"  band {band}: {said} per cent said, {came} came, {number:,} forecasts"
