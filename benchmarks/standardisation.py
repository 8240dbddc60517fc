"""Time and memory of standardised rates and life tables, as ratios measured in one run.

Run with `python benchmarks/standardisation.py`. Where PHStatsMethods can be imported, its
directly standardised rates are timed on fewer groups and its cost a group multiplied up; the
output says so.
"""

import contextlib
import gc
import importlib.util
import io
import resource
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from analysis.statistics import dsr, life_table
from analysis.statistics.standardisation import standard_weights

GROUPS = 100_000
THEIR_GROUPS = 300
LIFE_TABLES = 2_000
NINETEEN = np.arange(0, 95, 5)
TWENTY = np.array([0, 1, *range(5, 95, 5)])
LABELS = [f"{start}-{start + 4}" for start in NINETEEN[:-1]] + ["90+"]


def made_up_groups(groups: int) -> pd.DataFrame:
    """Give counts and populations of areas in 19 age bands, the same on every run."""
    random = np.random.default_rng(2014)
    people = random.integers(500, 5000, groups * 19)
    return pd.DataFrame(
        {
            "area_code": np.repeat([f"E{number:08d}" for number in range(groups)], 19),
            "age_start": np.tile(NINETEEN, groups),
            "age_band": np.tile(LABELS, groups),
            "count": random.poisson(people * 0.01) + 1,
            "denominator": people,
        }
    )


def made_up_deaths(groups: int) -> pd.DataFrame:
    """Give deaths and populations of areas in 20 age bands, the same on every run."""
    random = np.random.default_rng(2014)
    people = random.integers(2000, 9000, groups * 20)
    rates = np.tile(np.linspace(0.0005, 0.2, 20), groups)
    return pd.DataFrame(
        {
            "area_code": np.repeat(np.arange(groups), 20),
            "age_start": np.tile(TWENTY, groups),
            "deaths": np.minimum(random.poisson(people * rates), people),
            "population": people,
        }
    )


def seconds(*works: Callable[[], Any], rounds: int = 5) -> list[float]:
    """Give the median time of each work, taken in turns so that a busy spell hits them all."""
    times: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for work, taken in zip(works, times, strict=True):
            gc.collect()
            start = time.perf_counter()
            work()
            taken.append(time.perf_counter() - start)
    return [float(np.median(taken)) for taken in times]


def their_ways() -> dict[str, Callable[[], Any]]:
    """Give two calls of PHStatsMethods: with its own standard, and with it already joined."""
    from PHStatsMethods import ph_dsr  # noqa: PLC0415  (optional, so not at the top)

    rows = made_up_groups(THEIR_GROUPS)
    joined = rows.assign(standard=rows["age_band"].map(dict(zip(LABELS, _esp(), strict=True))))

    def joining() -> None:
        # It prints how bands were joined, which would drown the figures.
        with contextlib.redirect_stdout(io.StringIO()):
            ph_dsr(rows.copy(), "count", "denominator", "age_band", group_cols="area_code")

    def already_joined() -> None:
        columns = ("count", "denominator", "standard")
        ph_dsr(joined.copy(), *columns, group_cols="area_code", euro_standard_pops=False)

    return {"joining its own standard": joining, "standard already joined": already_joined}


def _esp() -> list[int]:
    return [int(weight) for weight in standard_weights(NINETEEN)]


def peak_memory() -> float:
    """Give the most memory that this process has held, in MB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024**2 if sys.platform == "darwin" else 1024)


def main() -> None:
    rows, deaths = made_up_groups(GROUPS), made_up_deaths(LIFE_TABLES)
    installed = importlib.util.find_spec("PHStatsMethods") is not None
    theirs = their_ways() if installed else {}
    before = peak_memory()
    ours, tables, *their_times = seconds(
        lambda: dsr(rows, by="area_code"),
        lambda: life_table(deaths, by="area_code"),
        *theirs.values(),
    )
    print(f"Directly standardised rates, {GROUPS:,} groups of 19 bands: {ours:.3f} s")
    print(f"Life tables, {LIFE_TABLES:,} areas of 20 bands: {tables:.3f} s (must be under 1 s)")
    print(f"Peak memory: {peak_memory():.0f} MB, {before:.0f} MB before any statistic (under 1 GB)")
    if not installed:
        print("PHStatsMethods is not installed, so no ratio: install the extra `dev`")
    for name, taken in zip(theirs, their_times, strict=True):
        each = taken / THEIR_GROUPS
        print(
            f"PHStatsMethods, {name}: {each * 1000:.3f} ms a group on {THEIR_GROUPS} groups; "
            f"multiplied up to {GROUPS:,} groups {each * GROUPS:.1f} s, "
            f"{each * GROUPS / ours:.0f} times ours (must be at least 50)"
        )


if __name__ == "__main__":
    main()
