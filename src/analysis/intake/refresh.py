"""From the publishers to what a download would change, and on acceptance to a new snapshot."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path

import pandas as pd

from analysis import paths
from analysis.data.raw import locate, read_manifest
from analysis.errors import DataError
from analysis.intake.difference import Renewal
from analysis.intake.download import Downloader, fetch_file
from analysis.intake.features import ask_for_pages
from analysis.intake.geography import renew_geography
from analysis.intake.publishers import Publishers, Series, read_publishers
from analysis.intake.series import renew_index, renew_indicator
from analysis.intake.snapshot import accept, as_csv, held, read_words, recover

NAMES = "publisher_names.csv"
"""What publishers call their indicators, so that a change of definition shows."""
Listener = Callable[[str, int, int], None]


def list_questions(names: Sequence[str] = (), publishers: Publishers | None = None) -> list[str]:
    """Say what would be asked of whom, without asking."""
    known = publishers or read_publishers()
    asked = [
        f"{name}: {address}"
        for name, series in known.choose(tuple(names)).items()
        for address in known.addresses(series)
    ]
    by_hand = {} if names else known.found_by_hand
    asked += (f"{name}: by hand, from {where}" for name, where in by_hand.items())
    how = "What is renewed by hand comes in by analysis fetch --bundle FOLDER --accept."
    return [*asked, how] if by_hand else asked


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
    chosen = known.choose(tuple(names))
    if not held("catalogue"):
        raise DataError(
            "The figures have no catalogue.csv, which says what each indicator is. Begin with a "
            "folder that holds it and the tables that are renewed by hand, laid out as data/raw "
            "with a manifest.csv: analysis fetch --bundle FOLDER --accept."
        )
    renewals, failures = [], {}
    folder = paths.downloads_folder() / today.isoformat()
    for name, series in chosen.items():
        ask = downloader or Downloader()
        ask.pause = known.publishers[series.publisher].pause
        ask.parts = paths.downloads_folder() / "broken-off"
        asking = _Asking(name, folder, ask, series, tell, len(known.addresses(series)))
        try:
            renewals += _renew(name, series, known, asking)
        except DataError as problem:
            failures[name] = str(problem)
            # What cannot be read is fetched anew next time.
            for file in asking.files:
                (folder / file).unlink(missing_ok=True)
    return renewals, failures


@dataclass
class _Asking:
    """The questions that one series takes; each file is named by its address.

    So series that share a file ask for it once.
    """

    name: str
    folder: Path
    ask: Downloader
    series: Series
    tell: Listener
    total: int
    files: list[str] = field(default_factory=list)

    def __call__(self, address: str) -> bytes:
        file = f"{hashlib.sha256(address.encode()).hexdigest()[:16]}.csv"
        self.files.append(file)
        part = f", file {len(self.files)} of {self.total}" if self.total > 1 else ""
        if self.series.layers:
            part = f", page {len(self.files)}"
        self.ask.tell = partial(self.tell, f"{self.name}{part}")
        return fetch_file(address, self.folder, file, self.ask, self.series.sha256)


def _renew(name: str, series: Series, known: Publishers, asking: _Asking) -> list[Renewal]:
    publisher = known.publishers[series.publisher].name
    addresses = known.addresses(series)
    if series.publisher == "geography":
        where = f"{series.publisher}, {name}"
        layers = [ask_for_pages(one, asking, where=where) for one in addresses]
        return renew_geography(name, series, layers, publisher)
    files = [asking(address) for address in addresses]
    if series.publisher == "indices":
        return [renew_index(name, series, files, publisher)]
    return [renew_indicator(name, series, files, publisher, _names().get(name, ""))]


def _names() -> dict[str, str]:
    """Read what publishers called their indicators when they were last accepted."""
    if not held(NAMES.removesuffix(".csv")):
        return {}
    return dict(read_words(NAMES).itertuples(index=False, name=None))


def settle(
    renewals: Sequence[Renewal], names: Sequence[str], *, accepted: bool, today: date
) -> Iterator[str]:
    """Accept renewals where that is wanted, and say what came of them.

    What would lose something is held back, unless its series was asked for by name.
    """
    losing = (one.name for one in renewals if one.difference.loses)
    held = [name for name in dict.fromkeys(losing) if name not in names]
    taken = [one for one in renewals if not accepted or one.name not in held]
    news = len({one.name for one in taken if not one.difference.nothing})
    if not accepted:
        said = "analysis fetch --accept makes a new snapshot of them." if news else ""
        yield f"{news} series have news; nothing was changed. {said}".strip()
    elif kept := accept_renewals(taken, today=today):
        yield f"{news} series renewed; the old snapshot is kept as {kept.name}."
    else:
        yield "Nothing was changed." if held else "Nothing has changed."
    for name in held:
        yield (
            f"{name} would lose what the book holds, so it is taken only by its name: "
            f"analysis fetch {name} --accept"
        )


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
    series = one.release or series
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
