"""A built edition: damage to pages, files and archive is caught with words that name it."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "benchmarks"))
import damages_built  # noqa: E402
import small_edition  # noqa: E402

sys.path.remove(str(ROOT / "benchmarks"))
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A small edition with its built book, workbooks and archive."""
    return small_edition.build(small_edition.make(tmp_path_factory.mktemp("built") / "edition"))


@pytest.fixture(scope="module")
def at_home(built):
    """Stand in the small edition, whose code is that of the project."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ANALYSIS_ROOT", str(built))
        patch.delenv("ANALYSIS_DATA", raising=False)
        yield built


def test_the_sound_book_and_archive_have_no_fault(built):
    done = small_edition.analysis(built, "verify", "--built")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "6 chapters, 0 faults" in done.stdout
    (archive,) = (built / "_build").glob("edition-*.zip")
    done = small_edition.analysis(built, "verify", str(archive))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "The code is this project's own, as it is installed here" in done.stdout
    assert "6 chapters, 0 faults" in done.stdout


@pytest.mark.parametrize("name", damages_built.DAMAGES)
def test_every_damage_is_named(at_home, name):
    _, words = damages_built.DAMAGES[name]
    found = damages_built.found(name, at_home)
    assert any(words in one for one in found), found


def test_an_archive_with_a_false_page_and_a_false_chapter_is_found_out(built, tmp_path):
    top = damages_built.unpack(built, tmp_path / "archive")
    for name in ("html/{}.html", "book/{}.ipynb"):
        damage = damages_built.altered(
            name.format(damages_built.GAP), r"\d\.\d years", "99.9 years"
        )
        damages_built.resealed(damage)(top)
    path = tmp_path / "false.zip"
    with zipfile.ZipFile(path, "w") as made:
        for file in sorted(top.rglob("*")):
            made.write(file, f"edition/{file.relative_to(top).as_posix()}")
    done = small_edition.analysis(built, "verify", str(path))
    assert done.returncode == 1
    assert f"{damages_built.GAP}: " in done.stderr
    assert f"html/{damages_built.GAP}.html: " in done.stderr
    assert "99.9 years" in done.stderr


def test_the_manifest_of_the_edition_is_read_by_sha256sum(built):
    command = ["sha256sum", "--check", "--quiet", "edition.sha256"]
    done = subprocess.run(command, cwd=built, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
