"""The walk of one value: every function on the page hands it on, in the order of the page."""

import csv
import re
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import pandas as pd

from analysis.chapters.glance.findings import find_glance
from analysis.chapters.glance.show import show_findings
from analysis.data import columns
from analysis.data.areas import Places
from analysis.data.raw import forget
from analysis.findings.level import Figure
from analysis.findings.verdicts import Verdict

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "analysis"
PAGE = (ROOT / "docs" / "walk.md").read_text(encoding="utf-8")
HOP = re.compile(r"^\| (\d+) \| `([\w/.]+)` \| `(\w+)` \|", re.MULTILINE)
MOST_HOPS = 22
RAW = ROOT / "data/raw/indicators/healthy-life-expectancy-at-birth.csv"
STOCKTON = Places("E06000004", "Stockton-on-Tees", edition_date="2026-11-21")


def raw_value() -> str:
    """Read the value from its row, without the package."""
    with RAW.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if (row["area_code"], row["sex"], row["period"]) == (
                "E06000004",
                "Female",
                "2022 to 2024",
            ):
                return row["value"]
    raise AssertionError("the row is gone")


def holds(thing: Any, text: str) -> bool:
    """Whether what a function gives has the value in it, as a number or as words."""
    number = float(text)
    known = {
        bytes: lambda: text.encode() in thing,
        str: lambda: text in thing,
        float: lambda: thing == number,
        pd.DataFrame: lambda: "value" in thing and (pd.to_numeric(thing["value"]) == number).any(),
        dict: lambda: any(holds(part, text) for part in thing.values()),
        (list, tuple): lambda: any(holds(part, text) for part in thing),
        Verdict: lambda: holds(thing.figure, text),
        Figure: lambda: thing.value == number,
    }
    for kind, found in known.items():
        if isinstance(thing, kind):
            return bool(found())
    return text in str(getattr(thing, "text", ""))


def test_the_value_passes_the_functions_of_the_page_in_their_order(monkeypatch, tmp_path):
    # As for the first who reads: no columnar copy is held.
    monkeypatch.setattr(columns, "cache_folder", lambda: tmp_path)
    hops = [(file, name) for _, file, name in HOP.findall(PAGE)]
    value, passed = raw_value(), []

    def watch(frame: FrameType, event: str, result: Any) -> None:
        code = frame.f_code
        hop = (code.co_filename.removeprefix(f"{SOURCE}/"), code.co_name)
        if event == "return" and hop in hops and hop not in passed:
            sys.setprofile(None)
            if holds(result, value):
                passed.append(hop)
            sys.setprofile(watch)

    forget()
    try:
        sys.setprofile(watch)
        said = show_findings(find_glance(STOCKTON), STOCKTON)
    finally:
        sys.setprofile(None)
    assert passed == hops
    assert any(f"{value} years (95% CI" in str(sentence) for sentence in said.sentences)


def test_the_walk_is_short_and_numbered():
    numbers = [int(number) for number, _, _ in HOP.findall(PAGE)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) <= MOST_HOPS
