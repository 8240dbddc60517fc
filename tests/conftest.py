"""Fixtures that several folders of tests share."""

import csv
import hashlib
import io
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import settings

from analysis.data.params import NOT_LOCALITIES
from analysis.data.tidy import COLUMNS

# The same examples on every run, so that a failure can be met again and a pass means the same.
settings.register_profile("reproducible", derandomize=True, deadline=None, max_examples=30)
settings.load_profile("reproducible")

# They hold fixtures and no examples, and several of them have one name.
collect_ignore_glob = ["conftest.py", "*/conftest.py"]
ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Give the folder of national figures beside the project, or skip where it is not."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the national figures, ../shared/data, are not beside this project")
    return folder


@pytest.fixture(scope="session")
def reference() -> Path:
    """Give the folder of numbers from outside, each file with its source at the top."""
    return ROOT / "tests" / "reference"


class Figures:
    """A folder of figures that a test can write, spoil and seal with a manifest."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, relative: str, rows: list[dict[str, object]] | str) -> Path:
        """Write a file, from its text or from its rows, without telling the manifest."""
        path = self.folder / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        if not isinstance(rows, str):
            text = io.StringIO()
            writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
            rows = text.getvalue()
        path.write_text(rows, encoding="utf-8")
        return path

    def rows(self, relative: str) -> list[dict[str, object]]:
        """Read the rows of a file as text."""
        with (self.folder / relative).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def seal(self) -> "Figures":
        """Write the manifest of every file that is there; do it before anything is read."""
        entries = [
            {
                "path": path.relative_to(self.folder).as_posix(),
                "bytes": path.stat().st_size,
                "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
                "publisher": "Made-up Office",
                "release": "First release",
                "licence": "Open Government Licence v3.0",
            }
            for path in sorted(self.folder.rglob("*.*"))
            if path.name != "manifest.csv"
        ]
        self.write("manifest.csv", entries)
        return self

    @staticmethod
    def row(**changes: object) -> dict[str, object]:
        """Give one row of a tidy file; what is not named is blank or about smoking in Stockton."""
        usual = {
            "indicator": "smoking",
            "area_code": "E06000004",
            "area_name": "Stockton-on-Tees",
            "area_type": "unitary authority",
            "period": "2023",
            "period_start": 2023,
            "period_end": 2023,
            "sex": "Persons",
        }
        unknown = set(changes) - set(COLUMNS)
        if unknown:
            raise TypeError(f"no such column: {unknown}")
        return dict.fromkeys(COLUMNS, "") | usual | changes


@pytest.fixture
def figures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Figures:
    """Give a small folder of figures, not yet sealed, that the package reads.

    | indicator | area             | period | sex     | value | interval  |
    |-----------|------------------|--------|---------|-------|-----------|
    | smoking   | Stockton-on-Tees | 2022   | Persons |  21.0 | 19 to 23  |
    | smoking   | Stockton-on-Tees | 2023   | Persons |  20.0 | 18 to 22  |
    | smoking   | England          | 2022   | Persons |  15.0 | 14 to 16  |
    | smoking   | England          | 2023   | Persons |  14.0 | 13 to 15  |
    | life      | Stockton-on-Tees | 2023   | Female  |  81.0 | none      |

    Smoking is a percentage, low is good; life is in years, high is good. The areas are England,
    the North East, Stockton-on-Tees, Hartlepool, Northumberland with its code of before 2013, and
    Corby, which became North Northamptonshire.
    """
    made = Figures(tmp_path / "figures")
    about = {"publisher": "Made-up Office", "release": "First release", "licence": "OGL"}
    dates = {"first_period": "2022", "last_period": "2023", "note": ""}
    made.write(
        "catalogue.csv",
        [
            {"indicator": slug, "name": name, "unit": unit, "decimals": 1, "polarity": polarity}
            | {"life_stage": stage, **about, "confidence_intervals": "published", **dates}
            for slug, name, unit, polarity, stage in (
                ("smoking", "Smoking", "%", "low is good", "healthy behaviours"),
                ("life", "Life expectancy", "years", "high is good", "overarching"),
            )
        ],
    )
    england = {"area_code": "E92000001", "area_name": "England", "area_type": "country"}
    before = {"period": "2022", "period_start": 2022, "period_end": 2022}
    made.write(
        "indicators/smoking.csv",
        [
            made.row(**before, value=21, lower_ci=19, upper_ci=23),
            made.row(value=20, lower_ci=18, upper_ci=22),
            made.row(**england, **before, value=15, lower_ci=14, upper_ci=16),
            made.row(**england, value=14, lower_ci=13, upper_ci=15),
        ],
    )
    made.write("indicators/life.csv", [made.row(indicator="life", sex="Female", value=81)])
    columns = ("area_code", "area_name", "area_type", "region_code", "upper_tier_code")
    areas = (
        ("E92000001", "England", "country", "", "", ""),
        ("E12000001", "North East", "region", "", "", ""),
        ("E06000004", "Stockton-on-Tees", "unitary authority", "E12000001", "E06000004", ""),
        ("E06000001", "Hartlepool", "unitary authority", "E12000001", "E06000001", ""),
        ("E06000057", "Northumberland", "unitary authority", "E12000001", "E06000057", ""),
        (
            "E06000048",
            "Northumberland (code to March 2013)",
            "unitary authority",
            "E12000001",
            "E06000048",
            "E06000057",
        ),
        ("E07000150", "Corby", "district", "E12000004", "E07000150", "E06000061"),
        ("E06000061", "North Northamptonshire", "unitary authority", "E12000004", "E06000061", ""),
        ("E12000004", "East Midlands", "region", "", "", ""),
    )
    made.write(
        "geography/areas.csv",
        [
            dict(zip(columns, row, strict=False)) | {"icb_name": "", "successor_code": row[-1]}
            for row in areas
        ],
    )
    monkeypatch.setenv("ANALYSIS_DATA", str(made.folder))
    return made


OF_AUTHORITY = ("ltla24_code", "ltla21_code")
"""The columns that name an authority in the tables of wards and small areas."""


@pytest.fixture
def leave_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Give what makes the real figures lack the wards and small areas of an authority."""

    def lack(code: str) -> Path:
        folder = tmp_path / "lacking"
        shutil.copytree(ROOT / "data" / "raw", folder, copy_function=os.symlink)
        for path in (folder / "deprivation").iterdir():
            table = pd.read_parquet(path)
            column = next(name for name in OF_AUTHORITY if name in table)
            path.unlink()
            table[table[column] != code].to_parquet(path, index=False)
        (folder / "manifest.csv").unlink()
        Figures(folder).seal()
        monkeypatch.setenv("ANALYSIS_DATA", str(folder))
        return folder

    return lack


@pytest.fixture
def leave_out_figures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Give what makes the real figures lack every row of an area in the tables of indicators."""

    def lack(code: str) -> Path:
        folder = tmp_path / "without"
        shutil.copytree(ROOT / "data" / "raw", folder, copy_function=os.symlink)
        for path in (folder / "indicators").iterdir():
            lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
            kept = [line for line in lines if f",{code}," not in line]
            path.unlink()
            path.write_text("".join(kept), encoding="utf-8")
        (folder / "manifest.csv").unlink()
        Figures(folder).seal()
        monkeypatch.setenv("ANALYSIS_DATA", str(folder))
        return folder

    return lack


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a copy of the project for commands to write into; its figures are the real ones.

    It holds `_config.yml`, the templates (linked), copies of what stands beside the parameter
    files, and two of those that name only their areas: Stockton-on-Tees and its ward Yarm.
    """
    root = tmp_path / "project"
    for folder in ("params", "book"):
        (root / folder).mkdir(parents=True)
    (root / "_config.yml").write_text("title: A copy\n", encoding="utf-8")
    (root / "notebooks").symlink_to(ROOT / "notebooks", target_is_directory=True)
    for beside in (ROOT / "params").iterdir():
        if beside.is_dir() or beside.stem in NOT_LOCALITIES:
            # A copy: what a test writes must not reach the project through a link.
            copy = shutil.copytree if beside.is_dir() else shutil.copyfile
            copy(beside, root / "params" / beside.name)
    for name, code in (("stockton-on-tees", "E06000004"), ("stockton-on-tees-yarm", "E05014884")):
        (root / "params" / f"{name}.yml").write_text(f"area_code: {code}\n", encoding="utf-8")
    monkeypatch.setenv("ANALYSIS_ROOT", str(root))
    monkeypatch.setenv("ANALYSIS_DATA", os.environ.get("ANALYSIS_DATA", str(ROOT / "data" / "raw")))
    return root
