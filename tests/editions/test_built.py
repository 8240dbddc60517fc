"""A built edition: damage to pages, files and archive is caught with words that name it."""

import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from analysis.claims.claim import claim_id

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


def test_an_archive_is_certified_and_the_certificate_checked(built, tmp_path):
    (archive,) = (built / "_build").glob("edition-*.zip")
    key, copy = tmp_path / "mine.pem", tmp_path / archive.name
    copy.write_bytes(archive.read_bytes())
    for words in (
        ("certify", "--new-key", str(key)),
        ("certify", str(copy), "--key", str(key)),
        ("verify", "--certificate", str(tmp_path / f"{archive.stem}.certificate.json"),
         "--signed-by", f"{key}.pub", str(copy)),
    ):  # fmt: skip
        done = small_edition.analysis(built, *words)
        assert done.returncode == 0, done.stdout + done.stderr
    assert "Differences: none." in done.stdout
    assert "The signature is whole" in done.stdout


@pytest.mark.parametrize("name", damages_built.DAMAGES)
def test_every_damage_is_named(at_home, name):
    _, words = damages_built.DAMAGES[name]
    found = damages_built.found(name, at_home)
    assert any(words in one for one in found), found


def test_an_archive_with_a_false_page_and_a_false_claim_is_found_out(built, tmp_path):
    top = damages_built.unpack(built, tmp_path / "archive")
    gap, ward = (top / "book" / f"{name}.ipynb" for name in (damages_built.GAP, damages_built.WARD))
    notebook = json.loads(gap.read_text())
    shown = [o for cell in notebook["cells"] for o in cell.get("outputs", [])]
    described = next(o["metadata"]["image/svg+xml"] for o in shown if "image/svg+xml" in o["data"])
    claim = described["claims"][0]
    claim["value"] += 0.001
    gap.write_text(json.dumps(notebook))
    ward.write_text(re.sub("#12436d", "#801650", ward.read_text(), flags=re.IGNORECASE))
    page = f"html/{damages_built.GAP}.html"
    damages_built.resealed(damages_built.altered(page, r"\d\.\d years", "99.9 years"))(top)
    done = small_edition.analysis(built, "verify", str(zipped(top, tmp_path / "false.zip")))
    assert done.returncode == 1
    assert f"{damages_built.GAP}: Cell " in done.stderr
    assert claim_id(claim) in done.stderr
    assert f"{damages_built.WARD}: Only the look differs" in done.stderr
    assert f"{page}: " in done.stderr
    assert "99.9 years" in done.stderr


def zipped(folder: Path, path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as made:
        for file in sorted(folder.rglob("*")):
            made.write(file, f"edition/{file.relative_to(folder).as_posix()}")
    return path


def test_foreign_code_is_run_only_when_asked_for_and_then_by_itself(built, tmp_path):
    top = damages_built.unpack(built, tmp_path / "archive")
    code = top / "src" / "analysis" / "errors.py"
    code.write_text(code.read_text() + "# Another remark.\n")
    damages_built.resealed(lambda root: None)(top)
    path = str(zipped(top, tmp_path / "foreign.zip"))
    done = small_edition.analysis(built, "verify", path)
    assert done.returncode == 1
    assert "src/analysis/errors.py is not as it is installed here" in done.stdout
    assert "Its chapters were not run again" in done.stderr
    done = small_edition.analysis(built, "verify", path, "--run-its-code")
    assert "The archive's own code is run, without your variables." in done.stdout
    # Its book names the code that made it, and that was not this.
    names = {line.split(": ")[0] for line in done.stderr.splitlines()}
    assert names == {"html/data/v1/manifest.json", "html/provenance/index.html"}


def test_the_manifest_of_the_edition_is_read_by_sha256sum(built):
    command = ["sha256sum", "--check", "--quiet", "edition.sha256"]
    done = subprocess.run(command, cwd=built, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
