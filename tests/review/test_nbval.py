"""nbval over executed chapters: what differs is named, and its processes share one server."""

import json

import pytest

from analysis.errors import RunError
from analysis.review.nbval import verify_chapters
from analysis.runner import kernels
from analysis.runner.jobs import can_fork

pytestmark = pytest.mark.slow


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Give a function that writes a chapter of one cell: ``(name, source, shown)``."""
    # The cells import nothing, so their server need not load the libraries of chapters.
    monkeypatch.setattr(kernels, "preload_modules", list)
    monkeypatch.delenv(kernels.SERVER_VARIABLE, raising=False)

    def write_chapter(name: str, source: str, shown: str | None = None) -> None:
        said = {"name": "stdout", "output_type": "stream", "text": shown}
        cell = {
            "cell_type": "code",
            "execution_count": 1,
            "id": "only",
            "metadata": {},
            "outputs": [said] if shown else [],
            "source": source,
        }
        notebook = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
        path = tmp_path / "book" / f"{name}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(notebook))

    return write_chapter


@pytest.mark.skipif(not can_fork(), reason="kernels are forked on Linux only")
def test_the_kernels_of_every_process_come_from_one_server(write, tmp_path):
    source = "import os\nwith open({!r}, 'w') as file:\n    _ = file.write(str(os.getppid()))"
    files = [tmp_path / name for name in ("one", "other")]
    for file in files:
        write(f"yarm/{file.name}", source.format(str(file)))
    said = []
    found = verify_chapters(tmp_path / "book", tmp_path / "cache", jobs=2, say=said.append)
    assert (found.passed, found.failed) == (2, ())
    assert said == ["yarm: 2 of 2 cells as published"]
    assert len(list((tmp_path / "cache").glob("nbval-*.xml"))) == 2
    assert len({file.read_text() for file in files}) == 1


@pytest.mark.parametrize("kernel", [kernels.KERNEL_NAME, "python3"])
def test_a_cell_that_says_something_else_is_named(write, tmp_path, kernel):
    write("yarm/ward", "print(1 + 1)", "2\n")
    write("corby/gap", "print(1 + 1)", "3\n")
    said = []
    found = verify_chapters(
        tmp_path / "book", tmp_path / "cache", jobs=1, kernel=kernel, say=said.append
    )
    assert (found.cells, found.passed) == (2, 1)
    ((where, words),) = found.failed
    assert where == "corby/gap"
    assert words.startswith("Cell 0: ")
    assert said == ["corby: 0 of 1 cells as published", "yarm: 1 of 1 cells as published"]


def test_only_the_chapters_asked_for_are_run(write, tmp_path):
    write("yarm/ward", "print(1 + 1)", "2\n")
    write("corby/gap", "print(1 + 1)", "3\n")
    found = verify_chapters(
        tmp_path / "book", tmp_path / "cache", names=["yarm/ward"], say=lambda _: None
    )
    assert (found.cells, found.failed) == (1, ())


def test_a_book_without_chapters_says_what_to_do(tmp_path):
    with pytest.raises(RunError, match="Run `analysis run --all` first"):
        verify_chapters(tmp_path / "book", tmp_path / "cache")


def test_a_file_that_is_no_notebook_stops_with_what_nbval_said(write, tmp_path):
    write("yarm/ward", "pass")
    (tmp_path / "book" / "yarm" / "ward.ipynb").write_text("no notebook")
    with pytest.raises(RunError, match="nbval could not run: "):
        verify_chapters(tmp_path / "book", tmp_path / "cache")
