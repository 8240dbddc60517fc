"""Whose code an edition carries: what is installed, a version of the project, or unknown."""

import shutil
import subprocess

import pytest

from analysis import paths
from analysis.editions.edition import find_origin, is_code

FILES = {
    "src/analysis/paths.py": "ROOT = 1\n",
    "src/analysis/data.csv": "a\n",
    "notebooks/ward.ipynb": "{}",
    "_config.yml": "title: A book\n",
    "book/methods.md": "# Methods\n",
    "book/_templates/place.html": "<p>\n",
}


def write(root, files):
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def git(folder, *words):
    found = shutil.which("git")
    if not found:
        pytest.skip("git is not installed")
    named = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.org"]
    done = subprocess.run([found, *named, *words], cwd=folder, check=True, capture_output=True)
    return done.stdout.decode().strip()


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """A project whose package is the one that is installed."""
    root = write(tmp_path / "project", FILES)
    monkeypatch.setenv("ANALYSIS_ROOT", str(root))
    monkeypatch.setattr(paths, "__file__", str(root / "src/analysis/paths.py"))
    return root


@pytest.fixture
def archived(tmp_path):
    return write(tmp_path / "archive", FILES)


def test_the_installed_code_is_known_without_a_repository(installed, archived):
    origin = find_origin(archived)
    assert origin.installed
    assert "as it is installed here, at no revision" in origin.words


def test_a_tag_and_a_revision_are_named(installed, archived):
    git(installed, "init", "-q")
    git(installed, "add", "--all", ".")
    git(installed, "commit", "-qm", "First edition")
    git(installed, "tag", "v1.0.0")
    assert "as it is installed here, at v1.0.0." in find_origin(archived).words
    write(installed, {"src/analysis/paths.py": "ROOT = 2\n"})
    git(installed, "commit", "-qam", "Another")
    old = find_origin(archived)
    assert (old.installed, old.own) == (False, True)
    assert old.words == (
        "The code is this project's own, at v1.0.0, and not what is installed here."
    )
    write(archived, {"src/analysis/paths.py": "ROOT = 2\n"})
    revision = git(installed, "rev-parse", "HEAD")[:12]
    assert f"at revision {revision}." in find_origin(archived).words


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("change", ["altered", "removed"])
def test_code_that_nobody_knows_is_named(installed, archived, name, change):
    if change == "altered":
        (archived / name).write_text("other")
    else:
        (archived / name).unlink()
    origin = find_origin(archived)
    assert not (origin.installed or origin.own)
    assert origin.words == f"The code is unknown: {name} is not as it is installed here."


def test_code_that_is_new_is_unknown(installed, archived):
    write(archived, {"src/analysis/extra.py": "import os\n"})
    assert "src/analysis/extra.py is not as it is" in find_origin(archived).words


def test_chapters_styles_and_parameters_are_no_code():
    for name in ("book/yarm/ward.ipynb", "book/_static/book.css", "book/_toc.yml", "params/a.yml"):
        assert not is_code(name)
    assert not is_code("src/analysis/__pycache__/a.pyc")
