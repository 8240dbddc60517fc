"""Archives that are damaged, strange or foreign: one sentence, and nothing of them is run."""

import hashlib
import json
import zipfile
from pathlib import Path

import pytest

from analysis import paths
from analysis.book.edition import SUMS, sums_text, write_archive
from analysis.data.params import load_localities
from analysis.editions import verify
from analysis.editions.edition import analysis_in
from analysis.editions.seal import write_seal
from analysis.editions.verify import verify_archive, verify_built
from analysis.errors import RunError
from analysis.files import file_digest
from analysis.runner.cache import MANIFEST_VERSION, Cache, Record
from analysis.runner.tasks import chapter_tasks

A = hashlib.sha256(b"a\n").hexdigest()
FILES = {
    "book/yarm/ward.ipynb": "{}",
    "book/methods.md": "# Methods\n",
    "notebooks/ward.ipynb": "{}",
    "params/yarm.yml": "area_code: E05014884\n",
    "data/raw/a.csv": "a\n",
    "data/raw/manifest.csv": f"path,sha256\na.csv,{A}\n",
    "src/analysis/cli.py": "raise SystemExit('this must not run')\n",
    "manifest.json": json.dumps({"version": MANIFEST_VERSION}),
}


class Archive:
    """The files of an archive, which a test can change before it is packed."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.path = folder, folder.with_suffix(".zip")
        for name, text in FILES.items():
            self.write(name, text)
        write_seal(folder)

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def sum(self) -> "Archive":
        files = [path for path in sorted(self.folder.rglob("*")) if path.is_file()]
        names = {path.relative_to(self.folder).as_posix(): file_digest(path) for path in files}
        self.write(SUMS, sums_text(names))
        return self

    def pack(self) -> Path:
        with zipfile.ZipFile(self.path, "w") as made:
            for path in sorted(self.folder.rglob("*")):
                if path.is_file():
                    made.write(path, f"edition/{path.relative_to(self.folder).as_posix()}")
        return self.path


@pytest.fixture
def archive(project, tmp_path, monkeypatch):
    """An archive of foreign code, in a project where to run anything is a fault."""

    def never(*words, **given):
        raise AssertionError("something was run")

    monkeypatch.setattr(verify, "analysis_in", never)
    return Archive(tmp_path / "archive")


def refused(path, words):
    before = set(path.parent.rglob("*"))
    with pytest.raises(RunError, match=words) as problem:
        verify_archive(path, run_its_code=True, say=str, tell=str)
    assert str(problem.value).count("\n") == 0
    assert set(path.parent.rglob("*")) == before


def test_a_truncated_archive_is_one_sentence(archive):
    path = archive.sum().pack()
    path.write_bytes(path.read_bytes()[:-100])
    refused(path, "is not a whole zip file")


def test_an_encrypted_archive_is_one_sentence(archive):
    path = archive.sum().pack()
    content = bytearray(path.read_bytes())
    for head, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(head) + offset] |= 1
    path.write_bytes(content)
    refused(path, "encrypted")


def test_sums_that_name_absent_files_are_one_sentence(archive):
    archive.sum()
    (archive.folder / "book/methods.md").unlink()
    refused(archive.pack(), r"SHA256SUMS names book/methods\.md, which the archive does not hold")


def test_an_archive_without_sums_is_one_sentence(archive):
    refused(archive.pack(), "no SHA256SUMS")


@pytest.mark.parametrize("text", ['{"version": 2}', "{}", "no json", "[]"])
def test_a_run_manifest_of_another_version_is_one_sentence(archive, text):
    archive.write("manifest.json", text)
    refused(archive.sum().pack(), r"manifest\.json is of version (2|unknown), and this package")


def test_an_edition_manifest_of_another_version_is_one_sentence(archive):
    seal = paths.seal_file(archive.folder)
    archive.write(seal.name, seal.read_text().replace("version 1", "version 7", 1))
    refused(archive.sum().pack(), "of version 7, and this package reads version 1")


def test_what_is_not_there_is_one_sentence(archive):
    refused(archive.folder / "none.zip", "There is no file")


def test_foreign_code_is_not_run_unless_it_is_asked_for(archive):
    told = []
    report = verify_archive(archive.sum().pack(), say=str, tell=told.append)
    (words,) = told
    assert words.startswith("The code is unknown: ")
    assert [str(one) for one in report.faults] == [
        "archive.zip: Its chapters were not run again: their code, templates or pages are not "
        "those that are installed here. Install that version, or give --run-its-code to run them "
        "with their own code, if you trust it."
    ]
    assert report.chapters == ()


def test_what_is_asked_for_is_said_before_it_is_run(archive):
    told = []
    with pytest.raises(AssertionError, match="something was run"):
        verify_archive(archive.sum().pack(), run_its_code=True, say=str, tell=told.append)
    assert told[1] == "The archive's own code is run, without your variables."


def test_figures_that_are_not_those_of_the_manifest_are_not_read(archive):
    archive.write("data/raw/stray.csv", "a\n")
    report = verify_archive(archive.sum().pack(), run_its_code=True, say=str, tell=str)
    said = [str(one) for one in report.faults]
    assert said[0].endswith("not run again: its figures are not those of their manifest.")
    assert said[1] == "stray.csv: It is not in manifest.csv."


def test_a_file_that_sums_and_seal_find_is_named_once(archive):
    archive.sum()
    archive.write("book/methods.md", "other")
    report = verify_archive(archive.pack(), say=str, tell=str)
    assert [one.where for one in report.faults] == ["book/methods.md", "archive.zip"]


PROBE = """
import json, os, sys
def app():
    json.dump([dict(os.environ), sys.argv[1:], sys.path], open("said.json", "w"))
    if sys.argv[1] == "fail":
        sys.exit("FAILED: on purpose in " + os.getcwd())
"""


@pytest.fixture
def probe(tmp_path):
    """A package whose command says in which environment it was called."""
    root = tmp_path / "edition"
    (root / "src/analysis").mkdir(parents=True)
    (root / "src/analysis/__init__.py").write_text("")
    (root / "src/analysis/cli.py").write_text(PROBE)
    (root / "json.py").write_text("raise SystemExit('a module of the folder was imported')")
    return root


def test_code_is_run_without_the_variables_of_the_caller(probe, monkeypatch):
    monkeypatch.setenv("SECRET_TOKEN", "secret")
    monkeypatch.setenv("PYTHONSTARTUP", "elsewhere.py")
    analysis_in(probe, ["run"], code=probe / "src/analysis", data=probe)
    environment, words, found = json.loads((probe / "said.json").read_text())
    assert words == ["run"]
    assert not {"SECRET_TOKEN", "PYTHONSTARTUP", "PYTEST_CURRENT_TEST"} & environment.keys()
    assert environment["HOME"] not in (str(Path.home()), "")
    assert environment["ANALYSIS_ROOT"] == str(probe)
    assert not {"", str(probe)} & set(found)


def test_code_that_fails_says_why_without_a_path_of_the_machine(probe):
    with pytest.raises(RunError, match=r"cannot be made again: FAILED: on purpose in \.$"):
        analysis_in(probe, ["fail"], code=probe / "src/analysis", data=probe)


def test_a_book_that_was_not_built_is_one_sentence(project):
    with pytest.raises(RunError, match="no built book"):
        verify_built(say=str)


def test_chapters_that_a_run_left_otherwise_are_one_sentence(project):
    task = chapter_tasks(load_localities())[0]
    record = Record("", "", "", "", {}, {}, output="another")
    Cache(paths.cache_folder()).write(task, record)
    page = paths.build_folder() / "html" / "index.html"
    page.parent.mkdir(parents=True)
    page.write_text("front")
    with pytest.raises(RunError, match="is not as a run on this machine left it"):
        verify_built(say=str)


def test_the_archive_beside_a_built_book_holds_what_it_should(project):
    (project / "CITATION.cff").write_text("title: A\nversion: 1.2.3\nauthors: [{name: B}]\n")
    (project / "params" / "edition.yml").write_text("date: 2026-11-21\n")
    html, chapter = paths.build_folder() / "html", paths.book_folder() / "yarm" / "ward.ipynb"
    for path in (html / "index.html", chapter):
        path.parent.mkdir(parents=True)
        path.write_text("{}")
    write_seal(project)
    archive = write_archive(html)
    assert [*verify._archive_faults(html)] == []
    (html / "index.html").write_text("other")
    (found,) = verify._archive_faults(html)
    assert (found.where, found.words) == (
        archive.name,
        "2 files are not those of this edition, the first: SHA256SUMS.",
    )
    archive.unlink()
    assert [*verify._archive_faults(html)] == []
