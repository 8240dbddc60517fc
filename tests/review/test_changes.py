"""Two editions: what changed has the cause that was seeded, and the page says both."""

import json
import re
import shutil
import subprocess
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import pytest
from chapter_parts import PARAMETERS, SVG, chart, executed, prose, table

from analysis.errors import RunError
from analysis.review.causes import UNEXPLAINED
from analysis.review.changes import compare_editions
from analysis.review.edition import Edition, copy_inputs, open_edition
from analysis.review.page import review_page
from analysis.review.sign_off import read_sign_off, write_sign_off
from analysis.runner.canonical import canonical_text

NAME = "stockton-on-tees/smoking"
FILES = {
    "_config.yml": "title: A book\n",
    "params/stockton-on-tees.yml": "area_code: E06000004\n",
    "notebooks/smoking.ipynb": "{}",
    "src/analysis/statistics/gap.py": "ZERO = 0\n",
    "src/analysis/review/page.py": "X = 1\n",
    "requirements.lock": "pandas==3.0\n",
    "data/raw/catalogue.csv": "indicator\nadult-smoking\n",
    "data/raw/indicators/adult-smoking.csv": "area_code,period,value\nE06000004,2024,11.4\n",
    "data/raw/indicators/anxiety.csv": "area_code,period,value\nE06000004,2024,3.1\n",
    "data/raw/manifest.csv": "path,sha256\n",
}
READ = {"catalogue.csv": "", "indicators/adult-smoking.csv": ""}


def write(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def write_chapter(root: Path, name: str = NAME, **changes) -> None:
    write(root, f"book/{name}.ipynb", canonical_text(executed(**changes)))


def make(root: Path) -> Edition:
    for name, text in FILES.items():
        write(root, name, text)
    write(root, ".cache/manifest.json", json.dumps({"chapters": {NAME: {"files": READ}}}))
    write_chapter(root)
    return Edition(root, "last year")


@pytest.fixture
def before(tmp_path) -> Edition:
    return make(tmp_path / "before")


@pytest.fixture
def after(tmp_path) -> Edition:
    return make(tmp_path / "after")


def test_the_same_edition_has_no_change_and_the_same_hash(before, after):
    review = compare_editions(before, after)
    assert (review.chapters, review.new, review.gone, review.files) == ((), (), (), ())
    assert before.digest == after.digest


@pytest.mark.parametrize(
    ("name", "text", "cause"),
    [
        (
            "data/raw/indicators/adult-smoking.csv",
            "area_code,period,value\nE06000004,2024,11.5\n",
            "data: indicators/adult-smoking.csv",
        ),
        ("data/raw/catalogue.csv", "indicator\nother\n", "data: catalogue.csv"),
        ("src/analysis/statistics/gap.py", "ZERO = 1\n", "code: statistics/gap.py"),
        ("src/analysis/statistics/new.py", "", "code: statistics/new.py"),
        ("notebooks/smoking.ipynb", "{ }", "template: smoking.ipynb"),
        ("requirements.lock", "pandas==3.1\n", "packages: requirements.lock"),
        ("data/raw/indicators/anxiety.csv", "a file that the chapter does not read", UNEXPLAINED),
        ("src/analysis/review/page.py", "X = 2\n", UNEXPLAINED),
        ("notebooks/gap.ipynb", "{}", UNEXPLAINED),
    ],
)
def test_one_change_of_an_input_is_the_cause(before, after, name, text, cause):
    write(after.root, name, text)
    write_chapter(after.root, shown={"prose": prose(11.5)})
    (one,) = compare_editions(before, after).chapters
    assert str(one.causes) == cause
    assert {str(one.causes.of(change)) for change in one.changes} == {cause}
    if not name.startswith("src/analysis/review"):
        assert before.digest != after.digest


def test_a_parameter_is_the_cause(before, after):
    write_chapter(
        after.root,
        parameters=PARAMETERS | {"area_code": "E06000005"},
        shown={"prose": prose(11.5)},
    )
    (one,) = compare_editions(before, after).chapters
    assert str(one.causes) == "parameter: area_code"


def test_two_changes_are_both_named_and_a_number_keeps_those_it_can_have(before, after):
    for name in ("adult-smoking", "anxiety"):
        write(after.root, f"data/raw/indicators/{name}.csv", "value\n1\n")
    (after.root / ".cache" / "manifest.json").unlink()
    (before.root / ".cache" / "manifest.json").unlink()
    write_chapter(after.root, shown={"prose": prose(11.5)})
    (one,) = compare_editions(before, after).chapters
    assert one.causes.data == ("indicators/adult-smoking.csv", "indicators/anxiety.csv")
    number = next(change for change in one.changes if change.kind == "number")
    assert str(one.causes.of(number)) == "data: indicators/adult-smoking.csv"
    write(after.root, "requirements.lock", "pandas==3.1\n")
    (one,) = compare_editions(before, Edition(after.root, "this")).chapters
    assert str(one.causes.of(number)) == (
        "data: indicators/adult-smoking.csv; or packages: requirements.lock"
    )


def test_records_of_single_chapters_say_what_was_read(before, after):
    for edition in (before, after):
        (edition.root / ".cache" / "manifest.json").unlink()
        write(edition.root, f".cache/chapters/{NAME}.json", json.dumps({"files": READ}))
    assert before.files_read == {NAME: set(READ)}


def test_new_and_removed_chapters_and_figures_are_named(before, after):
    write_chapter(before.root, "yarm/ward")
    write_chapter(after.root, "corby/gap")
    write(after.root, "data/raw/indicators/happiness.csv", "period,value\n2023/24,1\n2024/25,2\n")
    (after.root / "data/raw/indicators/anxiety.csv").unlink()
    review = compare_editions(before, after)
    assert (review.new, review.gone) == (("corby/gap",), ("yarm/ward",))
    assert [(one.name, one.before, one.after) for one in review.files] == [
        ("indicators/anxiety.csv", "1 rows, last period 2024", "none"),
        ("indicators/happiness.csv", "none", "2 rows, last period 2024/25"),
    ]


class Page(HTMLParser):
    """Collect headings, alternatives, addresses and the stack of open elements."""

    VOID = frozenset({"meta", "img", "link", "br"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.levels: list[int] = []
        self.alts: list[str] = []
        self.addresses: list[str] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag not in self.VOID:
            self.open.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if tag == "img":
            self.alts.append(given.get("alt", ""))
        self.addresses += [given[name] for name in ("src", "href") if name in given]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.fixture
def page(before, after, tmp_path) -> str:
    write(after.root, "src/analysis/statistics/gap.py", "ZERO = 1\n")
    shown = {
        "prose": prose(11.5, "<b>similar</b> & same"),
        "chart": chart(11.5, SVG.replace("L9 9", "L9 8")),
        "table": table(None),
    }
    write_chapter(after.root, shown=shown)
    write_chapter(before.root, "yarm/ward")
    write_chapter(after.root, "yarm/ward", shown={"chart": chart(11.4, SVG.replace("12436D", "0"))})
    path = tmp_path / "sign-off.yml"
    write_sign_off(path, after.digest)
    return review_page(compare_editions(before, after), read_sign_off(path, after.digest))


def test_the_page_shows_each_kind_of_change_with_its_cause(page, after):
    assert "<p>Before: Smoking is 11.4%, higher.</p>" in page
    assert "<p>After: Smoking is 11.5%, &lt;b&gt;similar&lt;/b&gt; &amp; same.</p>" in page
    assert "rule word higher to similar" in page
    assert "<h2>Smoking: Stockton &amp; more</h2>" in page
    assert "Cause: code: statistics/gap.py." in page
    assert "<td>[x]</td><td>code: statistics/gap.py</td>" in page
    assert "<li>yarm/ward: Smoking, 2024 (%)</li>" in page
    assert f"<code>{after.digest}</code>" in page
    assert "○ Not yet signed." in page


def test_the_page_is_one_file_whole_and_accessible(page):
    read = Page(page)
    assert read.open == []
    assert read.levels[0] == 1
    assert read.levels.count(1) == 1
    steps = zip(read.levels, read.levels[1:], strict=False)
    assert all(later - earlier <= 1 for earlier, later in steps)
    assert read.alts
    assert all(read.alts)
    elsewhere = [one for one in read.addresses if not one.startswith("data:image/svg+xml;base64,")]
    assert set(elsewhere) <= {"#main-content", "../html/index.html"}
    assert "#main-content" in elsewhere
    assert "<script" not in page
    assert '<html lang="en-GB"' in page


def test_a_folder_and_an_archive_open_as_the_same_edition(before, tmp_path):
    archive = tmp_path / "edition-1.zip"
    with zipfile.ZipFile(archive, "w") as made:
        for path in sorted(before.root.rglob("*")):
            if path.is_file():
                made.write(path, f"top/{path.relative_to(before.root).as_posix()}")
    with open_edition(str(before.root)) as folder, open_edition(str(archive)) as unpacked:
        assert folder.digest == unpacked.digest == before.digest
        assert unpacked.name == "edition-1.zip"
        assert unpacked.root != before.root
    assert not unpacked.root.exists()
    assert before.root.exists()


def git(folder: Path, *words: str) -> None:
    found = shutil.which("git")
    if not found:
        pytest.skip("git is not installed")
    named = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.org"]
    subprocess.run([found, *named, *words], cwd=folder, check=True, capture_output=True)


def test_a_revision_opens_as_it_was_committed(before, monkeypatch):
    digest = before.digest
    git(before.root, "init", "-q")
    git(before.root, "add", "--all", ".")
    git(before.root, "commit", "-qm", "First edition")
    git(before.root, "tag", "v1")
    (before.root / "notebooks").mkdir(exist_ok=True)
    write(before.root, "requirements.lock", "pandas==9\n")
    monkeypatch.setenv("ANALYSIS_ROOT", str(before.root))
    with open_edition("v1") as opened:
        assert opened.digest == digest
    assert Edition(before.root, "now").digest != digest


@pytest.mark.parametrize("base", ["no-such-tag", "--output=stolen", "-v", "HEAD;true", ""])
def test_what_is_no_edition_is_named(before, monkeypatch, base):
    git(before.root, "init", "-q")
    monkeypatch.setenv("ANALYSIS_ROOT", str(before.root))
    monkeypatch.chdir(before.root / "params")
    there = {path for path in before.root.rglob("*") if ".git" not in path.parts}
    with pytest.raises(RunError), open_edition(base):
        pass
    assert {path for path in before.root.rglob("*") if ".git" not in path.parts} == there


def test_a_folder_without_chapters_is_no_edition(tmp_path):
    with pytest.raises(RunError, match="holds no edition"), open_edition(str(tmp_path)):
        pass


def test_inputs_are_copied_without_what_runs_left_behind(before, tmp_path):
    write(before.root, "_build/html/index.html", "built")
    copied = copy_inputs(before, tmp_path / "copy")
    assert not (copied / ".cache").exists()
    assert not (copied / "_build").exists()
    assert Edition(copied, "copy").digest == before.digest
