"""How long `analysis add` takes over a large file, and the memory that it needs.

The file is made here: counts by ward and authority of the North East, sex, age and year, which add
up in every way, one in twelve of them small. Run it with `python benchmarks/adding.py [ROWS]`.
"""

import csv
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import psutil

from analysis.data.areas import get_area, load_areas, load_wards
from analysis.intake.local import COLUMNS

ROOT = Path(__file__).resolve().parents[1]
REGION = "E12000001"
AGES = ("0-15", "16-64", "65+")
SEXES = ("Female", "Male")
ABOUT = {"name": "A measure", "unit": "%", "polarity": "low is good", "life_stage": "places"}
START = "from analysis.cli import app; app()"


def rows(most: int):
    """Give rows until there are enough: each ward, authority and the region, in every sum."""
    random = np.random.default_rng(1)
    given, year = 0, 2025
    authorities = [code for code, area in load_areas().items()
                   if area.region_code == REGION and load_wards(code)]  # fmt: skip
    while True:
        region = np.zeros((2, 3))
        for authority in authorities:
            whole = np.zeros((2, 3))
            for ward in load_wards(authority).values():
                counts = random.poisson(random.gamma(4, 8, (2, 3)))
                whole += counts
                yield from cells(ward.code, ward.name, year, counts)
            region += whole
            yield from cells(authority, get_area(authority).name, year, whole)
            given += 12 * (len(load_wards(authority)) + 1)
            if given > most:
                return
        yield from cells(REGION, get_area(REGION).name, year, region)
        year -= 1


def cells(code, name, year, counts):
    """Give an area's rows: both sexes and all, every age and all."""
    whole = np.pad(counts, ((0, 1), (0, 1)))
    whole[2, :3], whole[:2, 3] = counts.sum(axis=0), counts.sum(axis=1)
    whole[2, 3] = counts.sum()
    for sex, of_sex in zip((*SEXES, "Persons"), whole, strict=True):
        for age, count in zip((*AGES, ""), of_sex, strict=True):
            said = {"indicator": "large", "source": "Made up", "area_code": code}
            said |= {"area_name": name, "period": year, "sex": sex, "age": age}
            yield ABOUT | said | {"count": int(count), "denominator": 400_000}


def measure(most: int) -> None:
    """Time the command over the file, and watch its memory."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name in ("data/raw", "notebooks", "params", "book", "_config.yml"):
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).symlink_to(ROOT / name)
        (root / "data" / "local").mkdir()
        with (root / "data" / "local" / "large.csv").open("w", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS)
            writer.writeheader()
            writer.writerows(row for row, _ in zip(rows(most), range(most), strict=False))
        begin = time.monotonic()
        environment = os.environ | {"ANALYSIS_ROOT": folder}
        process = subprocess.Popen([sys.executable, "-c", START, "add"], env=environment)
        largest = 0
        while process.poll() is None:
            try:
                largest = max(largest, psutil.Process(process.pid).memory_info().rss)
            except psutil.Error:
                break
            time.sleep(0.02)
        print(f"{most:,} rows: {time.monotonic() - begin:.1f} s, {largest >> 20} MB")


if __name__ == "__main__":
    measure(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
