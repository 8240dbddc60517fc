"""The edition's manifest: what is altered, missing or stray is named, and archives are summed."""

import shutil
import subprocess

import pytest

from analysis import paths
from analysis.book.edition import SUMS, read_sums, sums_text
from analysis.editions.report import Finding
from analysis.editions.seal import ALTERED, LACKING, STRAY, seal_faults, sum_faults, write_seal
from analysis.errors import RunError
from analysis.files import file_digest

FILES = {
    "_config.yml": "title: A book\n",
    "requirements.lock": "pandas==3\n",
    "CHANGELOG.md": "# Changes\n",
    "book/_toc.yml": "format: jb-book\n",
    "book/methods.md": "# Methods\n",
    "book/guides/a.md": "# A guide\n",
    "book/_static/book.css": "p {}\n",
    "book/_templates/place.html": "<p>{{ name }}</p>\n",
    "book/yarm/ward.ipynb": "{}",
    "params/yarm.yml": "area_code: E05014884\n",
    "params/plans/yarm.yml": "plan: none\n",
    "notebooks/ward.ipynb": "{}",
    "benchmarks/results/coverage.csv": "a\n1\n",
    "data/raw/manifest.csv": "path,sha256\n",
}


@pytest.fixture
def sealed(tmp_path):
    """An edition of small files, sealed."""
    root = tmp_path / "edition"
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    assert write_seal(root)
    return root


def test_a_sealed_edition_has_no_fault_and_is_not_written_again(sealed):
    assert seal_faults(sealed) == []
    before = paths.seal_file(sealed).stat().st_mtime_ns
    assert not write_seal(sealed)
    assert paths.seal_file(sealed).stat().st_mtime_ns == before


def test_the_manifest_is_what_sha256sum_checks(sealed):
    program = shutil.which("sha256sum")
    if program is None:
        pytest.skip("sha256sum is not installed")
    command = [program, "--check", "--strict", paths.seal_file(sealed).name]
    assert subprocess.run(command, cwd=sealed, check=False, capture_output=True).returncode == 0
    (sealed / "book/methods.md").write_text("# Other methods\n")
    assert subprocess.run(command, cwd=sealed, check=False, capture_output=True).returncode == 1


@pytest.mark.parametrize("name", FILES)
def test_whatever_is_sealed_is_held(sealed, name):
    where = "yarm/ward" if name == "book/yarm/ward.ipynb" else name
    path = sealed / name
    path.write_text(FILES[name] + " ")
    assert seal_faults(sealed) == [Finding(where, ALTERED)]
    path.unlink()
    assert seal_faults(sealed) == [Finding(where, LACKING)]
    path.write_text(FILES[name])
    assert seal_faults(sealed) == []


@pytest.mark.parametrize(
    "name", ["book/extra.md", "book/_static/x.js", "params/corby.yml", "params/commentary/a.yml"]
)
def test_what_is_stray_is_named(sealed, name):
    (sealed / name).parent.mkdir(exist_ok=True)
    (sealed / name).write_text("stray")
    assert seal_faults(sealed) == [Finding(name, STRAY)]


def test_what_editors_and_python_leave_is_no_stray(sealed):
    (sealed / "book/.ipynb_checkpoints").mkdir()
    (sealed / "book/.ipynb_checkpoints/a.md").write_text("")
    (sealed / "params/.yarm.yml.swp").write_text("")
    assert seal_faults(sealed) == []


def test_an_edition_without_a_manifest_says_how_to_seal_it(sealed):
    paths.seal_file(sealed).unlink()
    (found,) = seal_faults(sealed)
    assert found.where == "edition.sha256"
    assert "Run `analysis build` to seal it" in found.words


@pytest.mark.parametrize(
    ("head", "words"),
    [
        ("# The edition's manifest, version 2: ", "of version 2, and this package reads version 1"),
        ("# Something else", "without a version"),
        ("", "without a version"),
    ],
)
def test_a_manifest_of_another_version_is_one_sentence(sealed, head, words):
    path = paths.seal_file(sealed)
    _, rest = path.read_text().split("\n", 1)
    path.write_text(f"{head}\n{rest}")
    with pytest.raises(RunError, match=words):
        seal_faults(sealed)


@pytest.mark.parametrize("line", ["nonsense", "abc  a.md", f"{'0' * 64}  book/methods.md"])
def test_a_line_that_is_no_sum_or_comes_twice_is_named(sealed, line):
    path = paths.seal_file(sealed)
    path.write_text(path.read_text() + line + "\n")
    with pytest.raises(RunError, match=r"Line 16 of edition\.sha256 should be the sha256"):
        seal_faults(sealed)


def test_sums_are_read_as_they_were_written():
    given = {"a b/c.md": "0" * 64, "ä.csv": "f" * 64}
    assert read_sums("# A remark\n" + sums_text(given), "x") == given


def summed(root):
    """Write the list of an archive's sums."""
    files = [path for path in root.rglob("*") if path.is_file()]
    names = {path.relative_to(root).as_posix(): file_digest(path) for path in files}
    (root / SUMS).write_text(sums_text(names))
    return root


def test_an_archive_is_held_against_its_sums_both_ways(sealed):
    summed(sealed)
    assert sum_faults(sealed) == []
    (sealed / "book/methods.md").write_text("other")
    (sealed / "stray.py").write_text("stray")
    assert sum_faults(sealed) == [
        Finding("book/methods.md", "Its bytes are not those of SHA256SUMS."),
        Finding("stray.py", "SHA256SUMS does not name it."),
    ]


def test_sums_that_name_absent_files_are_one_sentence(sealed):
    summed(sealed)
    (sealed / "book/methods.md").unlink()
    (sealed / "_config.yml").unlink()
    with pytest.raises(RunError, match=r"names _config\.yml and 1 more, which the archive"):
        sum_faults(sealed)


def test_an_archive_without_sums_is_none(sealed):
    with pytest.raises(RunError, match="no SHA256SUMS"):
        sum_faults(sealed)
