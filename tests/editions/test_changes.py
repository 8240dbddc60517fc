"""Two editions: what changed has the cause that was seeded, and the page says both."""

import itertools
import json
import re
import shutil
import subprocess
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import pytest
from chapter_parts import PARAMETERS, SVG, chart, executed, prose, table
from typer.testing import CliRunner

from analysis.cli import app
from analysis.editions import changes
from analysis.editions.causes import UNEXPLAINED, UNTOLD, Made
from analysis.editions.changes import compare_editions
from analysis.editions.chapter import read_chapter
from analysis.editions.edition import Edition, Origin, copy_edition, open_edition
from analysis.editions.page import read_sign_off, review_page, write_page, write_sign_off
from analysis.errors import RunError
from analysis.runner.canonical import canonical_text

NAME = "stockton-on-tees/smoking"
FILES = {
    "_config.yml": "title: A book\n",
    "params/stockton-on-tees.yml": "area_code: E06000004\n",
    "notebooks/smoking.ipynb": "{}",
    "src/analysis/statistics/gap.py": "ZERO = 0\n",
    "src/analysis/editions/page.py": "X = 1\n",
    "requirements.lock": "pandas==3.0\n",
    "data/raw/catalogue.csv": "indicator\nadult-smoking\n",
    "data/raw/indicators/adult-smoking.csv": "area_code,period,value\nE06000004,2024,11.4\n",
    "data/raw/indicators/anxiety.csv": "area_code,period,value\nE06000004,2024,3.1\n",
    "data/raw/manifest.csv": "path,sha256,release\ncatalogue.csv,1,2024\n",
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
    assert review.lines() == ["Nothing changed: last year says the same as last year."]
    assert before.digest == after.digest


NEW = {
    "data": ("data/raw/indicators/adult-smoking.csv", "area_code,period,value\nE06000004,2024,9\n"),
    "parameter": ("params/stockton-on-tees.yml", "area_code: E06000005\n"),
    "template": ("notebooks/smoking.ipynb", "{ }"),
    "code": ("src/analysis/statistics/gap.py", "ZERO = 1\n"),
}
NAMED = {
    "data": "data: indicators/adult-smoking.csv",
    "parameter": "parameter: area_name",
    "template": "template: smoking.ipynb",
    "code": "code: statistics/gap.py",
}


def what_comes_of(kinds, *, edited=False):
    """Give a small world: each kind decides one thing by itself, and two one thing together."""
    value = {0: 10.1, 1: 10.2, 2: 10.3}[len(kinds & {"data", "code"})]
    shown = {
        "chart": chart(11.5 if "data" in kinds else 11.4),
        "table": table(11.5 if "code" in kinds else 11.4),
        "prose": (prose(value), prose(1.0, "similar" if "template" in kinds else "higher")),
    }
    if edited:
        shown["table"] = table(99.9)
    place = "Elsewhere" if "parameter" in kinds else PARAMETERS["area_name"]
    return json.loads(
        canonical_text(executed(shown=shown, parameters=PARAMETERS | {"area_name": place}))
    )


def seed(before, after, kinds, **options):
    """Make two editions that differ in these kinds; gives what makes their chapters again."""
    write(before.root, f"book/{NAME}.ipynb", json.dumps(what_comes_of(frozenset())))
    write(after.root, f"book/{NAME}.ipynb", json.dumps(what_comes_of(kinds, **options)))
    for kind in kinds:
        write(after.root, *NEW[kind])
    tried = []

    def make(some, names):
        assert some not in tried, "the same trial twice"
        tried.append(some)
        text = json.dumps(what_comes_of(some))
        write(after.root, "trial.ipynb", text)
        return {
            name: Made(read_chapter(after.root / "trial.ipynb"), frozenset(READ)) for name in names
        }

    return make, tried


def causes_by_cell(review):
    (one,) = review.chapters
    return {(change.cell, change.kind): one.cause_of(change) for change in one.changes}, one


MIXTURES = [frozenset(some) for size in (1, 2, 3, 4) for some in itertools.combinations(NEW, size)]


@pytest.mark.parametrize("kinds", MIXTURES, ids=lambda kinds: "+".join(sorted(kinds)))
def test_each_change_has_the_least_kinds_that_make_it(before, after, kinds):
    make, tried = seed(before, after, kinds)
    review = compare_editions(before, after, make=make, say=str)
    found, one = causes_by_cell(review)
    places = {"data": "chart", "code": "table", "parameter": "injected-parameters"}
    for kind in kinds & places.keys():
        assert {cause for (cell, _), cause in found.items() if cell == places[kind]} == {
            NAMED[kind]
        }
    if "template" in kinds:
        assert found["prose", "meaning"] == NAMED["template"]
    both = f"{NAMED['data']} together with {NAMED['code']}"
    if {"data", "code"} <= kinds:
        assert found["prose", "number"] == both
    elif kinds & {"data", "code"}:
        (alone,) = kinds & {"data", "code"}
        assert found["prose", "number"] == NAMED[alone]
    assert all(NAMED[kind] in one.cause for kind in kinds)
    assert len(tried) <= 2 ** len(kinds)


def test_two_kinds_that_each_make_a_change_alone_are_alternatives(before, after):
    both = frozenset({"data", "code"})
    make, tried = seed(before, after, both)

    def either(some, names):
        tried.clear()
        return make(some and both, names)

    found, _ = causes_by_cell(compare_editions(before, after, make=either, say=str))
    assert set(found.values()) == {f"{NAMED['data']}; or {NAMED['code']}"}


def test_an_edited_chapter_comes_of_nothing_and_what_is_new_keeps_its_cause(before, after):
    make, _ = seed(before, after, frozenset({"data"}), edited=True)
    found, _ = causes_by_cell(compare_editions(before, after, make=make, say=str))
    assert found["table", "number"] == UNEXPLAINED
    assert found["chart", "number"] == NAMED["data"]


def test_an_edited_base_is_not_put_down_to_what_is_new(before, after):
    make, _ = seed(before, after, frozenset({"code"}))
    write(before.root, f"book/{NAME}.ipynb", json.dumps(what_comes_of(frozenset(), edited=True)))
    write(after.root, f"book/{NAME}.ipynb", json.dumps(what_comes_of(frozenset())))
    found, _ = causes_by_cell(compare_editions(before, after, make=make, say=str))
    assert set(found.values()) == {UNEXPLAINED}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("data/raw/indicators/anxiety.csv", "a file that the chapter does not read"),
        ("src/analysis/editions/page.py", "X = 2\n"),
        ("notebooks/gap.ipynb", "{}"),
        ("params/corby.yml", "area_code: E06000061\n"),
    ],
)
def test_what_the_chapter_was_not_made_from_is_no_cause_and_needs_no_trial(
    before, after, name, text
):
    _, tried = seed(before, after, frozenset(), edited=True)
    write(after.root, name, text)
    review = compare_editions(before, after, make=lambda *_: tried.append(1), say=str)
    assert {*causes_by_cell(review)[0].values()} == {UNEXPLAINED}
    assert tried == []


def test_packages_are_the_cause_of_what_nothing_else_makes(before, after):
    make, _ = seed(before, after, frozenset({"data"}), edited=True)
    write(after.root, "requirements.lock", "pandas==3.1\n")
    found, _ = causes_by_cell(compare_editions(before, after, make=make, say=str))
    assert found["table", "number"] == "packages: requirements.lock"
    assert found["chart", "number"] == NAMED["data"]


def test_a_chapter_that_cannot_be_made_again_is_said_to_be_so(before, after):
    seed(before, after, frozenset({"data", "code"}))
    found, _ = causes_by_cell(compare_editions(before, after, make=lambda *_: {}, say=str))
    assert set(found.values()) == {f"{UNTOLD}: {NAMED['data']}; or {NAMED['code']}"}


def test_code_of_an_archive_that_is_not_this_projects_is_not_run(before, after):
    make, tried = seed(before, after, frozenset({"data", "code"}))
    foreign = Edition(before.root, "edition.zip", archived=True)
    # What is tried is the newer code with the older figures, and with the newer ones.
    with_code = lambda some, names: make(some | {"code"}, names)  # noqa: E731
    review = compare_editions(foreign, after, make=with_code, say=str)
    found, _ = causes_by_cell(review)
    assert found["table", "number"] == NAMED["code"]
    assert found["chart", "number"] == NAMED["data"]
    assert "edition.zip are not those of this project, so they were not run" in review.lines()[-1]
    assert tried == [frozenset({"code"}), frozenset({"code", "data"})]


def test_code_of_an_archive_that_is_this_projects_is_run(before, after, monkeypatch):
    make, tried = seed(before, after, frozenset({"code"}))
    monkeypatch.setattr(changes, "find_origin", lambda root: Origin("Ours, at v1.", own=True))
    archived = Edition(before.root, "edition.zip", archived=True)
    review = compare_editions(archived, after, make=make, say=str)
    found, _ = causes_by_cell(review)
    assert found["table", "number"] == NAMED["code"]
    assert review.note == ""
    assert tried == [frozenset(), frozenset({"code"})]


def test_the_release_of_a_file_is_part_of_its_figures(before, after):
    _, _ = seed(before, after, frozenset(), edited=True)
    write(after.root, "data/raw/manifest.csv", "path,sha256,release\ncatalogue.csv,1,2025\n")
    review = compare_editions(before, after, make=lambda *_: {}, say=str)
    assert [(one.name, one.rows) for one in review.files] == [("catalogue.csv", ())]
    assert (review.files[0].before, review.files[0].after) == ("1 row; 2024", "1 row; 2025")
    assert review.chapters[0].inputs == {"data": ("catalogue.csv",)}


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
        ("indicators/anxiety.csv", "1 row, last period 2024", "none"),
        ("indicators/happiness.csv", "none", "2 rows, last period 2024/25"),
    ]
    assert [one.counted for one in review.files] == ["1 row is gone", "2 rows are new"]
    assert review.lines() == ["corby/gap: a new chapter", "yarm/ward: a removed chapter"]


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
    write_chapter(
        after.root, "yarm/ward", shown={"chart": chart(11.4, SVG.replace("12436D", "801650"))}
    )
    path = tmp_path / "sign-off.yml"
    write_sign_off(path, after.digest)

    def make(some, names):
        edition = after if some else before
        return {name: Made(edition.read(name), frozenset(READ)) for name in names}

    review = compare_editions(before, after, make=make, say=str)
    return review_page(review, read_sign_off(path, after.digest))


def test_the_page_shows_each_kind_of_change_with_its_cause(page, after):
    assert "<p>Before: Smoking is 11.4%, higher.</p>" in page
    assert "<p>After: Smoking is 11.5%, &lt;b&gt;similar&lt;/b&gt; &amp; same.</p>" in page
    assert "rule word higher to similar" in page
    assert "<h2>Smoking: Stockton &amp; more</h2>" in page
    assert "Cause: code: statistics/gap.py." in page
    assert "<td>[x]</td><td>code: statistics/gap.py</td>" in page
    assert "<li>yarm/ward: Smoking, 2024 (%) " in page
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


def test_an_edition_is_copied_without_what_runs_left_behind(before, tmp_path):
    write(before.root, "_build/html/index.html", "built")
    copied = copy_edition(before.root, tmp_path / "copy")
    assert not (copied / ".cache").exists()
    assert not (copied / "_build").exists()
    assert not (copied / "data/raw/indicators").exists()
    copy = Edition(copied, "copy")
    assert (copy.code, copy.parameters) == (before.code, before.parameters)
    assert copy.chapters.keys() == before.chapters.keys()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no JSON",
        "[]",
        "{}",
        '{"cells": [{}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}',
        '{"cells": [{"source": "x"}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}',
        '{"cells": 3, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}',
    ],
)
def test_a_chapter_that_is_no_notebook_is_named(before, after, text):
    write(before.root, f"book/{NAME}.ipynb", text)
    with pytest.raises(RunError, match=r"smoking.* is (no|not a readable) notebook"):
        compare_editions(before, after, say=str)


def test_an_output_that_is_none_is_named(before, after):
    chapter = json.loads(canonical_text(executed()))
    chapter["cells"][-1]["outputs"] = [{"output_type": "display_data", "data": 3}]
    write(before.root, f"book/{NAME}.ipynb", json.dumps(chapter))
    with pytest.raises(RunError, match=f"{NAME}.ipynb is not a readable notebook"):
        compare_editions(before, after, say=str)


@pytest.mark.parametrize("kept", [0.2, 0.5, 0.9, 0.999])
def test_a_truncated_archive_is_named_and_nothing_is_left(before, tmp_path, kept, monkeypatch):
    whole = tmp_path / "whole.zip"
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as made:
        for path in sorted(before.root.rglob("*.*")):
            if path.is_file():
                made.write(path, path.relative_to(before.root).as_posix())
    archive = tmp_path / "edition.zip"
    archive.write_bytes(whole.read_bytes()[: int(whole.stat().st_size * kept)])
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "made"))
    (tmp_path / "made").mkdir()
    wanted = r"edition\.zip is not a whole zip file"
    with pytest.raises(RunError, match=wanted), open_edition(str(archive)):
        pass
    assert list((tmp_path / "made").iterdir()) == []


def test_an_edition_without_executed_chapters_is_none(before):
    (before.root / f"book/{NAME}.ipynb").unlink()
    wanted = "none of its chapters has been executed"
    with pytest.raises(RunError, match=wanted), open_edition(str(before.root)):
        pass


def test_the_command_says_in_one_line_that_nothing_changed(before, monkeypatch):
    git(before.root, "init", "-q")
    git(before.root, "add", "--all", ".")
    git(before.root, "commit", "-qm", "First edition")
    monkeypatch.setenv("ANALYSIS_ROOT", str(before.root))
    done = CliRunner().invoke(app, ["review", "HEAD"])
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines()[0] == "Nothing changed: this edition says the same as HEAD."
    page = (before.root / "_build/review/index.html").read_text(encoding="utf-8")
    assert "<p>Nothing changed: this edition says the same as HEAD.</p>" in page


@pytest.mark.parametrize("base", ["no-such-tag", "params", "_config.yml"])
def test_the_command_leaves_with_one_sentence_and_1(before, monkeypatch, base):
    monkeypatch.setenv("ANALYSIS_ROOT", str(before.root))
    monkeypatch.chdir(before.root)
    done = CliRunner().invoke(app, ["review", base])
    assert done.exit_code == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("Error: ")
    assert not (before.root / "_build").exists()


def test_rows_that_are_too_many_for_the_page_stand_beside_it(before, after, tmp_path, monkeypatch):
    name = "indicators/anxiety.csv"
    rows = "".join(f"E{number},2024,{number}\n" for number in range(30))
    write(after.root, f"data/raw/{name}", "area_code,period,value\n" + rows)
    monkeypatch.setenv("ANALYSIS_ROOT", str(after.root))
    stale = after.root / "_build/review/rows/old.csv"
    write(after.root, "_build/review/rows/old.csv", "an earlier review's")
    sign_off = tmp_path / "sign-off.yml"
    write_sign_off(sign_off, after.digest)
    path = write_page(compare_editions(before, after), read_sign_off(sign_off, after.digest))
    page = path.read_text(encoding="utf-8")
    assert "<summary>indicators/anxiety.csv: 30 rows are new, 1 row is gone</summary>" in page
    (address,) = re.findall(r'href="(rows/[^"]+)"', page)
    assert f'<a href="{address}">Every difference of {name} (CSV, 2 KB)</a>' in page
    assert page.count("<td>the row came</td>") == 19
    assert len((path.parent / address).read_text(encoding="utf-8").splitlines()) == 32
    assert not stale.exists()
