"""The project's top folder is found from anywhere inside it, or the error says what to do."""

from pathlib import Path

import pytest

from analysis import paths
from analysis.errors import AnalysisError


@pytest.fixture(autouse=True)
def no_choice(monkeypatch):
    monkeypatch.delenv("ANALYSIS_ROOT", raising=False)
    monkeypatch.delenv("ANALYSIS_DATA", raising=False)


@pytest.fixture
def somewhere(tmp_path) -> Path:
    root = tmp_path / "somewhere"
    (root / "notebooks" / "deep").mkdir(parents=True)
    (root / "_config.yml").touch()
    return root


def test_the_project_is_the_nearest_folder_upwards(somewhere):
    inner = somewhere / "notebooks" / "deep"
    assert paths.project_root(inner) == somewhere.resolve()
    assert paths.project_root(somewhere) == somewhere.resolve()


def test_it_begins_where_the_command_is_given(somewhere, monkeypatch):
    monkeypatch.chdir(somewhere / "notebooks")
    assert paths.project_root() == somewhere.resolve()


def test_the_environment_names_another_project(somewhere, tmp_path, monkeypatch):
    monkeypatch.setenv("ANALYSIS_ROOT", str(somewhere))
    assert paths.project_root(tmp_path) == somewhere.resolve()


def test_outside_a_project_the_error_says_what_to_do(tmp_path):
    with pytest.raises(AnalysisError) as problem:
        paths.project_root(tmp_path)
    assert str(tmp_path) in str(problem.value)
    assert "Run the command inside the project" in str(problem.value)
    assert "ANALYSIS_ROOT" in str(problem.value)


@pytest.mark.parametrize("missing", ["_config.yml", "notebooks"])
def test_half_a_project_is_none(tmp_path, missing):
    (tmp_path / "_config.yml").touch()
    (tmp_path / "notebooks").mkdir()
    gone = tmp_path / missing
    gone.rmdir() if gone.is_dir() else gone.unlink()
    with pytest.raises(AnalysisError, match="No analysis project"):
        paths.project_root(tmp_path)


def test_every_folder_lies_in_the_project(somewhere, monkeypatch):
    monkeypatch.chdir(somewhere)
    folders = {
        paths.data_folder(): "data/raw",
        paths.params_folder(): "params",
        paths.notebooks_folder(): "notebooks",
        paths.book_folder(): "book",
        paths.build_folder(): "_build",
        paths.cache_folder(): ".cache",
    }
    assert {path.relative_to(somewhere.resolve()).as_posix() for path in folders} == set(
        folders.values()
    )


def test_another_folder_of_figures_needs_no_project(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ANALYSIS_DATA", "figures/../mine")
    assert paths.data_folder() == (tmp_path / "mine").resolve()
