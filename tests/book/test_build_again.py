"""A build that goes on from the last one gives the bytes of one that begins anew."""

import json
import shutil
from pathlib import Path

import pytest

from analysis import paths
from analysis.book.build import build_html
from analysis.book.contents import FRONT
from analysis.errors import RunError

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
ABOUT = {"metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def notebook(*cells):
    about = {"cell_type": "markdown", "metadata": {}}
    return json.dumps(
        {
            "cells": [about | {"id": f"c{n}", "source": text} for n, text in enumerate(cells)],
            **ABOUT,
        }
    )


@pytest.fixture
def book(project):
    """A book of a front page and two others, each of which leads to the other."""
    folder = paths.book_folder()
    for name in ("_config.yml", "CITATION.cff", "requirements.lock"):
        shutil.copyfile(ROOT / name, project / name)
    for name in ("_templates", "_static"):
        shutil.copytree(ROOT / "book" / name, folder / name)
    (folder / "england").mkdir()
    (folder / f"{FRONT}.ipynb").write_text(notebook("# Front", "[One](one.md)"))
    (folder / "one.md").write_text("# One\n\n## Part\n\nWords. {doc}`two`\n")
    (folder / "two.ipynb").write_text(notebook("# Two", "Words. {doc}`one`"))
    pages = "chapters:\n- file: one\n- file: two\n"
    (folder / "_toc.yml").write_text(f"format: jb-book\nroot: {FRONT}\n{pages}")
    return folder


def built():
    html = build_html(lambda _: None).parent
    return {
        path.relative_to(html).as_posix(): path.read_bytes()
        for path in html.rglob("*")
        if path.is_file()
    }


CHANGES = {
    "a sentence": {"two.ipynb": notebook("# Two", "Other words. {doc}`one`")},
    "a title that another page shows": {"one.md": "# Another\n\n## Part\n\nWords. {doc}`two`\n"},
    "a page more": {
        "three.md": "# Three\n",
        "_toc.yml": f"format: jb-book\nroot: {FRONT}\nchapters:\n"
        "- file: one\n- file: two\n- file: three\n",
    },
    "nothing": {},
}


def test_pages_after_a_change_are_those_of_a_build_from_the_beginning(book):
    built()
    for what, files in CHANGES.items():
        for name, text in files.items():
            (book / name).write_text(text)
        again = built()
        shutil.rmtree(paths.build_folder())
        whole = built()
        assert again.keys() == whole.keys(), what
        assert [name for name in whole if again[name] != whole[name]] == [], what
    assert "Other words" in whole["two.html"].decode()


def test_what_is_wrong_is_said_until_it_is_put_right(book):
    good = built()
    (book / "one.md").write_text("# One\n\n## Part\n\n[nowhere](nowhere.md) {doc}`two`\n")
    for _ in range(2):
        with pytest.raises(RunError, match="nowhere"):
            build_html(lambda _: None)
    # A page that is right does not hide the one that is not.
    (book / "two.ipynb").write_text(notebook("# Two", "Also this. {doc}`one`"))
    with pytest.raises(RunError, match="nowhere"):
        build_html(lambda _: None)
    (book / "one.md").write_text("# One\n\n## Part\n\nWords. {doc}`two`\n")
    (book / "two.ipynb").write_text(notebook("# Two", "Words. {doc}`one`"))
    assert built() == good


def test_a_link_to_a_heading_that_went_is_said_though_its_page_is_the_same(book):
    (book / "two.ipynb").write_text(notebook("# Two", "{ref}`part`"))
    (book / "one.md").write_text("# One\n\n(part)=\n## Part\n\nWords.\n")
    built()
    (book / "one.md").write_text("# One\n\n## Part\n\nWords.\n")
    with pytest.raises(RunError, match="part"):
        build_html(lambda _: None)
