"""The same chapters on every processor, as far as this machine can pretend to be another."""

import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def processors():
    """Give the module that knows the settings."""
    sys.path.insert(0, str(BENCHMARKS))
    try:
        import processors
    finally:
        sys.path.remove(str(BENCHMARKS))
    return processors


def test_a_chapter_of_each_kind_is_the_same_bytes_under_every_setting(processors, capsys):
    able, unable = processors.settings()
    with capsys.disabled():
        print("\nTried:", ", ".join(able), "\nNot tried:", unable or "none left out")
    # Elsewhere there is less to take away, but one thread and two can always be tried.
    assert len(able) >= (5 if not unable else 2)
    chapters = processors.one_of_each_kind(processors.ROOT / "book")
    assert len(chapters) == len(list((processors.ROOT / "notebooks").glob("*.ipynb")))
    wrong = {
        name: done.stdout + done.stderr
        for name, _, done in processors.verify_under(chapters, able)
        if done.returncode
    }
    assert not wrong
