"""Prints go on beside other work: a fault is a sentence, and nothing half-written is left."""

import time
from datetime import date

import pytest

from analysis.book.edition import Edition
from analysis.book.printing import CHROMIUM_VARIABLE, printing
from analysis.errors import RunError

EDITION = Edition("1.2.3", date(2026, 11, 21), "A book", "Its authors")
WRITE = 'for one in "$@"; do case "$one" in --print-to-pdf=*) {} > "${{one#*=}}";; esac; done\n'
WHOLE = WRITE.format("echo '/CreationDate (D:20261130021530)'")
HALF = WRITE.format("echo half") + "echo Out of paper >&2\nexit 1\n"


@pytest.fixture
def chromium(tmp_path, monkeypatch):
    """Give what puts a script in the place of Chromium."""

    def put(script):
        path = tmp_path / "chromium"
        path.write_text(f"#!/bin/sh\n{script}")
        path.chmod(0o755)
        monkeypatch.setenv(CHROMIUM_VARIABLE, str(path))

    return put


@pytest.fixture
def html(tmp_path):
    folder = tmp_path / "html"
    folder.mkdir()
    return folder


def test_each_print_carries_the_day_of_the_edition(html, chromium):
    chromium(WHOLE)
    targets = [html / "downloads" / f"{name}.pdf" for name in "abc"]
    with printing() as printer:
        made = [printer(html, "<p>", EDITION, target) for target in targets]
        assert [one.result() for one in made] == targets
    assert {one.read_bytes() for one in targets} == {b"/CreationDate (D:20261121000000)\n"}
    assert [path.name for path in html.iterdir()] == ["downloads"]


def test_what_is_half_printed_is_left_out_and_its_reason_is_said(html, chromium):
    chromium(HALF)
    with printing() as printer:
        made = printer(html, "<p>", EDITION, html / "a.pdf")
        with pytest.raises(RunError, match=r"did not print print-a: Out of paper\. Install it"):
            made.result()
    assert not list(html.iterdir())


@pytest.mark.parametrize("kind", [KeyboardInterrupt, RunError])
def test_nothing_prints_on_after_an_interruption_or_a_fault_here(html, chromium, kind):
    chromium("exec sleep 600\n")
    begin = time.monotonic()
    with pytest.raises(kind), printing() as printer:
        made = [printer(html, "<p>", EDITION, html / f"{name}.pdf") for name in "abc"]
        while not list(html.glob(".print-*")):
            time.sleep(0.01)
        raise kind
    assert time.monotonic() - begin < 60
    assert all(one.done() for one in made)
    assert not list(html.iterdir())
