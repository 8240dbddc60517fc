"""Any authority from a clean clone: what the benchmark of places does, on a sample of each kind."""

import importlib
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]
BENCHMARKS = ROOT / "benchmarks"


def benchmark(name: str) -> ModuleType:
    """Load a benchmark; the one beside it, `runner`, is called as a folder of tests is."""
    tests = sys.modules.pop("runner", None)
    sys.path.insert(0, str(BENCHMARKS))
    try:
        return importlib.import_module(name)
    finally:
        sys.path.remove(str(BENCHMARKS))
        del sys.modules["runner"]
        if tests is not None:
            sys.modules["runner"] = tests


places = benchmark("places")


def test_there_are_449_authorities_of_both_tiers_each_drawn_once():
    """153 of the upper tier and 296 of the lower: 317, since most are of both."""
    assert len(places.places("upper")) == 153
    assert len(places.places("lower")) == 296
    everyone = places.places("both")
    drawn = places.draw(everyone, seed=1, sample=0)
    assert sorted(area.code for area in drawn) == sorted(area.code for area in everyone)
    assert len(drawn) == 317


def test_a_sample_has_each_kind_and_those_unlike_any_other():
    drawn = places.draw(places.places("both"), seed=1, sample=20)
    kinds = {area.type for area in drawn}
    assert kinds == {area.type for area in places.places("both")}
    assert {"E06000053", "E09000001"} <= {area.code for area in drawn}
    assert any(places.kind_of(area).endswith("of several") for area in drawn)


def test_shares_are_all_of_them_and_none_twice():
    drawn = places.draw(places.places("both"), seed=1, sample=23)
    shares = [places.share_of(drawn, f"{part}/4") for part in range(1, 5)]
    assert sorted(area.code for one in shares for area in one) == sorted(a.code for a in drawn)
    assert max(map(len, shares)) - min(map(len, shares)) <= 1
    for wrong in ("0/4", "5/4", "2", "a/b"):
        with pytest.raises(SystemExit, match="give the second of four as 2/4"):
            places.share_of(drawn, wrong)


def test_results_are_read_as_they_were_written(tmp_path):
    path = tmp_path / "places.csv"
    whole = places.Made("E06000017", "Rutland", "abc1234", 1.5, 20.0, (2.0, 9.0, 11.5))
    broken = places.Made("E10000016", "Kent", "abc1234", 2.0, 1.0, (2.0,), "new: Nothing, at all")
    assert places.read(path) == []
    places.write(path, [whole, broken])
    assert places.read(path) == [whole, broken]
    assert [*tmp_path.iterdir()] == [path]


@pytest.mark.slow
@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="a clone is made of a repository")
def test_twenty_places_are_made_from_a_clean_clone(tmp_path):
    """How long each takes depends on who else is at work: the benchmark says it by itself."""
    asked = ["--sample", "20", "--results", str(tmp_path / "places.csv")]
    done = subprocess.run(
        [sys.executable, str(BENCHMARKS / "places.py"), *asked],
        cwd=BENCHMARKS,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "20 of 20 places made, 0 failed" in done.stdout, done.stdout + done.stderr
