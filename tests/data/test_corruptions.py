"""Faults that a publisher, not a disk, would make: the manifest agrees with the file.

Nothing but the contract of the columns can notice them. Each is in a real file, at a random row.
"""

import csv
import hashlib
import io
import itertools
import random
import shutil
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.data.areas import read_areas
from analysis.data.catalogue import read_catalogue, read_indicator
from analysis.data.deprivation import read_small_areas
from analysis.data.tidy import COLUMNS
from analysis.errors import AnalysisError, DataError

RAW = Path(__file__).resolve().parents[2] / "data" / "raw"
Rows = list[dict[str, str]]


def text_among_numbers(rows: Rows, n: int) -> None:
    rows[n]["value"] = "about 20"


def infinite(rows: Rows, n: int) -> None:
    rows[n]["value"] = "inf"


def negative_count(rows: Rows, n: int) -> None:
    rows[n]["count"] = "-1"


def unknown_sex(rows: Rows, n: int) -> None:
    rows[n]["sex"] = "Both"


def repeated_row(rows: Rows, n: int) -> None:
    rows.append(dict(rows[n]))


def no_area(rows: Rows, n: int) -> None:
    rows[n]["area_code"] = ""


def no_period(rows: Rows, n: int) -> None:
    rows[n]["period"] = ""


def another_year(rows: Rows, n: int) -> None:
    rows[n]["period_end"] = str(int(float(rows[n]["period_end"])) + 1)


def odd_period(rows: Rows, n: int) -> None:
    rows[n]["period"] = "the year before last"


def outside_interval(rows: Rows, n: int) -> None:
    rows[n] |= {"value": "50", "lower_ci": "51", "upper_ci": "52"}


def half_an_interval(rows: Rows, n: int) -> None:
    rows[n] |= {"lower_ci": "", "upper_ci": "99999999"}


def stranger(rows: Rows, n: int) -> None:
    rows[n]["indicator"] = "another-indicator"


def no_column(rows: Rows, n: int) -> None:
    column = COLUMNS[n % len(COLUMNS)]
    for row in rows:
        del row[column]


def new_column(rows: Rows, n: int) -> None:
    for row in rows:
        row["rate"] = "1"


FAULTS = (
    text_among_numbers,
    infinite,
    negative_count,
    unknown_sex,
    repeated_row,
    no_area,
    no_period,
    another_year,
    odd_period,
    outside_interval,
    half_an_interval,
    stranger,
    no_column,
    new_column,
)


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Path:
    return Path(shutil.copytree(RAW, tmp_path_factory.mktemp("copy") / "raw"))


def seal(folder: Path, relative: str, content: bytes) -> None:
    """Write a file, and let the manifest agree with it."""
    (folder / relative).write_bytes(content)
    manifest = folder / "manifest.csv"
    with manifest.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if row["path"] == relative:
            row["sha256"] = hashlib.sha256(content).hexdigest()
    manifest.write_text(as_text(rows), encoding="utf-8")


def as_text(rows: Rows) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


SEEDS = [pytest.param(n, marks=[pytest.mark.slow] if n >= 28 else []) for n in range(200)]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_fault_in_a_real_file_is_named_though_the_manifest_agrees(copy, monkeypatch, seed):
    rng = random.Random(seed)  # noqa: S311
    fault = FAULTS[seed % len(FAULTS)]
    relative = rng.choice(sorted(p.relative_to(RAW).as_posix() for p in RAW.glob("indicators/*")))
    content = (RAW / relative).read_bytes()
    rows = list(csv.DictReader(io.StringIO(content.decode())))
    fault(rows, rng.randrange(len(rows)))
    monkeypatch.setenv("ANALYSIS_DATA", str(copy))
    seal(copy, relative, as_text(rows).encode())
    try:
        with pytest.raises(DataError, match=relative):
            read_indicator(Path(relative).stem)
    finally:
        seal(copy, relative, content)
    assert len(read_indicator(Path(relative).stem)) > 0


CELLS = st.sampled_from(
    ["", "0", "-1", "1e999", "nan", "NA", "20,5", "[c]", '"', "'", "\x00", "=1+1", "é", "2023/24"]
)


READERS = {
    "indicators/smoking.csv": lambda: read_indicator("smoking"),
    "catalogue.csv": read_catalogue,
    "geography/areas.csv": read_areas,
}
FOLDERS = itertools.count()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=80)
@given(st.data())
def test_whatever_a_file_holds_the_reader_reads_it_or_names_it(figures, monkeypatch, data):
    """No fault of a file is anything but one plain sentence of this package."""
    folder = figures.folder.with_name(f"spoilt-{next(FOLDERS)}")
    shutil.copytree(figures.folder, folder)
    relative = data.draw(st.sampled_from(sorted(READERS)))
    rows = list(csv.reader(io.StringIO((folder / relative).read_text(encoding="utf-8"))))
    for _ in range(data.draw(st.integers(1, 4))):
        row = data.draw(st.integers(0, len(rows) - 1))
        column = data.draw(st.integers(0, len(rows[row]) - 1))
        rows[row][column] = data.draw(CELLS | st.text(max_size=5))
    if data.draw(st.booleans()):
        rows[-1] = rows[-1][: data.draw(st.integers(0, len(rows[-1])))]
    text = "\n".join(",".join(row) for row in rows)
    (folder / relative).write_bytes(text.encode("utf-8", "surrogatepass"))
    type(figures)(folder).seal()
    monkeypatch.setenv("ANALYSIS_DATA", str(folder))
    try:
        READERS[relative]()
    except AnalysisError as problem:
        assert str(problem)


def test_small_areas_without_a_column_are_named(copy, monkeypatch):
    relative = "deprivation/imd2019_lsoa11.parquet"
    content = (RAW / relative).read_bytes()
    table = pd.read_parquet(io.BytesIO(content))
    monkeypatch.setenv("ANALYSIS_DATA", str(copy))
    seal(copy, relative, table.drop(columns=table.columns[0]).to_parquet(index=False))
    try:
        with pytest.raises(DataError, match="imd2019_lsoa11"):
            read_small_areas(2019)
    finally:
        seal(copy, relative, content)
