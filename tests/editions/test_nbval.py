"""The route by nbval: its file leaves nothing out, and `make nbval` runs a chapter of each kind."""

import re
import runpy
from pathlib import Path

from nbval.plugin import get_sanitize_patterns

from analysis.data.chapters import chapter_names

ROOT = Path(__file__).resolve().parents[2]


def test_nothing_is_left_out_of_the_comparison():
    assert get_sanitize_patterns((ROOT / "nbval.cfg").read_text(encoding="utf-8")) == []


def test_the_command_of_the_readme_names_the_file_and_a_chapter():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    found = re.search(r"`pytest --nbval --nbval-sanitize-with (\S+) (\S+)`", text)
    assert all((ROOT / name).is_file() for name in found.groups())


def test_one_chapter_of_each_kind_is_run():
    folders = runpy.run_path(str(ROOT / "make.py"))["KINDS"]
    paths = [ROOT / name for name in folders]
    found = [path.stem for one in paths for path in ([one] if one.suffix else one.glob("*.ipynb"))]
    executed = {path.stem for path in (ROOT / "book").glob("*/*.ipynb")}
    # A neighbourhood is made where it is asked for: the book has none.
    assert sorted(found) == sorted(executed)
    assert executed | {"neighbourhood"} == set(chapter_names())
