"""The preview: what is served, what is told to open pages, and what is asked of the worker."""

import contextlib
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from io import StringIO

import pytest
from watchfiles import Change

from analysis import paths
from analysis.book.code import PACKAGE
from analysis.book.preview import Preview, Sources
from analysis.book.preview_server import HEARTBEAT, Stage, served
from analysis.book.preview_steps import take_step
from analysis.book.preview_worker import forks, pass_on, sentence
from analysis.errors import ParameterError, RunError
from analysis.runner.processes import METHOD_VARIABLE

PAGE = "<!doctype html><html><body><p>{words}</p></body></html>"


@pytest.fixture
def html(tmp_path):
    folder = tmp_path / "html"
    (folder / "_static").mkdir(parents=True)
    (folder / "_static" / "book.css").write_text("p { color: red }")
    (folder / "a").mkdir()
    (folder / "a" / "gap.html").write_text(PAGE.format(words="Before"))
    (tmp_path / "secret.html").write_text("secret")
    return folder


@pytest.fixture
def stage(html):
    return Stage(html)


@pytest.fixture
def port(stage):
    with served(stage, 0) as address:
        yield int(address.rstrip("/").rpartition(":")[2])


def get(port, path, host="127.0.0.1"):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.putrequest("GET", path, skip_host=True)
    connection.putheader("Host", f"{host}:{port}")
    connection.endheaders()
    return connection.getresponse()


class Browser:
    """An open page, told what happens."""

    def __init__(self, port, page):
        text = get(port, f"/{page}").read().decode()
        self.text, version = text, text.partition('data-version="')[2][:16]
        self.events = get(port, f"/.preview/events?page={page}&version={version}")

    def told(self):
        while True:
            line = self.events.readline().decode()
            if line.startswith("data: "):
                return json.loads(line.removeprefix("data: "))


def test_a_page_has_the_script_only_while_it_is_served(port, html):
    said = get(port, "/a/gap.html")
    assert said.status == 200
    assert b"/.preview/script.js" in said.read()
    assert said.headers["Cache-Control"] == "no-store"
    assert "preview" not in (html / "a" / "gap.html").read_text()
    assert b"EventSource" in get(port, "/.preview/script.js").read()


def test_a_page_is_loaded_again_when_it_or_its_style_is_another(port, html, stage):
    browser = Browser(port, "a/gap.html")
    assert browser.told() == {"fault": "", "busy": "", "new": False}
    (html / "a" / "gap.html").write_text(PAGE.format(words="After"))
    stage.tell(busy="")
    assert browser.told()["new"]
    browser = Browser(port, "a/gap.html")
    assert "After" in browser.text
    assert not browser.told()["new"]
    (html / "_static" / "book.css").write_text("p { color: blue }")
    stage.tell(busy="")
    assert browser.told()["new"]


def test_a_fault_is_told_at_once_and_the_old_page_stays(port, stage):
    browser = Browser(port, "a/gap.html")
    browser.told()
    begin = time.monotonic()
    stage.tell(fault="Cell show of a/gap: no such figure.")
    assert browser.told() == {"fault": stage.fault, "busy": "", "new": False}
    assert time.monotonic() - begin < HEARTBEAT
    assert b"Before" in get(port, "/a/gap.html").read()


def test_a_browser_that_is_closed_is_forgotten_and_the_rest_is_served(port, stage, capfd):
    closed, other = Browser(port, "a/gap.html"), Browser(port, "index.html")
    closed.told(), other.told()
    assert stage.open_pages == ["index.html", "a/gap.html"]
    closed.events.close()
    deadline = time.monotonic() + 4 * HEARTBEAT + 5
    while "a/gap.html" in stage.open_pages and time.monotonic() < deadline:
        stage.tell(busy="work")
        time.sleep(0.05)
    assert stage.open_pages == ["index.html"]
    assert other.told()["busy"] == "work"
    assert capfd.readouterr().err == ""


def test_only_this_machine_and_only_the_book_is_served(port):
    assert get(port, "/a/gap.html", host="evil.example").status == 403
    assert get(port, "/../secret.html").status == 404
    assert get(port, "/%2e%2e/secret.html").status == 404
    assert get(port, "/a").status in (301, 404)
    assert get(port, "/_static/").status == 404
    assert get(port, "/_static/book.css").status == 200


def test_before_there_is_a_book_the_page_says_so(tmp_path):
    stage = Stage(tmp_path / "none")
    with served(stage, 0) as address:
        said = get(int(address.rstrip("/").rpartition(":")[2]), "/")
        assert said.status == 404
        text = said.read()
    assert b"first time" in text
    assert b"/.preview/script.js" in text


def test_a_port_in_use_is_a_sentence(stage):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = taken.getsockname()[1]
        with pytest.raises(RunError, match=f"port {number}.*in use.*--port"), served(stage, number):
            pass


def test_the_preview_s_own_files_do_not_wake_it(project):
    counts = Sources()
    book = paths.book_folder()
    for made in (book / "a" / "gap.ipynb", book / "_toc.yml", PACKAGE / "__pycache__" / "a.pyc"):
        assert not counts(Change.modified, str(made)), made
    for written in (
        paths.notebooks_folder() / "gap.ipynb",
        paths.params_folder() / "a.yml",
        book / "methods.md",
        PACKAGE / "charts" / "trend.py",
    ):
        assert counts(Change.modified, str(written)), written


@pytest.fixture
def asked():
    return []


@pytest.fixture
def now(project, stage, asked):
    said = []
    return Preview(stage, asked.append, said.append, "a", "", waiting=False)


def saved(now, *names):
    now.saved({paths.project_root() / name for name in names})


def test_open_pages_are_made_first_and_the_others_after_them(now, stage, asked):
    stage.open_pages = ["a/gap.html"]
    saved(now, "params/a.yml")
    assert asked[-1]["open"] == ["a/gap"]
    assert not asked[-1]["others"]
    assert asked[-1]["pages"]
    now.answered({"built": True, "others": False, "first": "a/gap"})
    now.answered({"left": True})
    now.answered({"done": True})
    assert asked[-1]["others"]
    now.answered({"done": True})
    assert len(asked) == 2
    assert not now.busy


def test_the_rest_of_a_book_is_owed_until_it_is_there(now, asked):
    saved(now, "params/a.yml")
    now.answered({"built": True, "others": False, "first": "a/gap"})
    # Left off after its page was put there: search and the rows behind it are still to be made.
    now.answered({"done": True})
    saved(now, "notebooks/gap.ipynb")
    assert asked[-1]["pages"]
    # Saved while the book is finished: that page is to be built whatever is finished now.
    saved(now, "book/methods.md")
    now.answered({"whole": True})
    now.answered({"done": True})
    assert asked[-1]["pages"]
    now.answered({"whole": True})
    now.answered({"done": True})
    assert not now.pages


def test_the_address_is_said_once_the_place_is_known(project, stage):
    said = []
    here = Preview(stage, lambda _: None, said.append, "a", "", address="http://here/")
    with pytest.raises(ParameterError, match="no locality"):
        here.answered({"refused": 'The book has no locality "b".'})
    assert said == []
    for _ in range(2):
        here.answered({"begun": True})
    assert said == ["The book is at http://here/ (Ctrl-C ends the preview)"]


def test_until_there_is_a_page_each_step_is_said_once(now, stage):
    said = []
    now.say = said.append
    for words in ("reading sources... [ 50%] a", "reading sources... [100%] b", "writing data"):
        now.answered({"making": words})
    assert said == ["Reading sources …", "Writing data …"]
    assert stage.busy == "Writing data …"
    now.answered({"built": True, "others": False, "first": "a/gap"})
    now.answered({"making": "reading sources... [100%] b"})
    assert stage.busy == ""


def test_wrong_parameters_are_shown_also_before_the_first_page(project, monkeypatch):
    # A step says how the processes below its own are made; those of other tests are not.
    monkeypatch.setenv(METHOD_VARIABLE, "fork")
    (project / "params" / "stockton-on-tees.yml").write_text("area_code: Atlantis\n")
    told = []
    request = {"locality": "", "chapter": "", "first": True, "open": [], "others": False}
    before = signal.getsignal(signal.SIGINT)
    try:
        take_step(request, told.append)
    finally:
        signal.signal(signal.SIGINT, before)
    assert [one.keys() for one in told] == [{"begun", "fault"}]
    assert "Atlantis" in told[0]["fault"]


def test_a_changed_module_is_loaded_anew_once(now, asked):
    now.saved({PACKAGE / "charts" / "trend.py"})
    assert asked[-1]["fresh"]
    now.answered({"done": True})
    saved(now, "notebooks/gap.ipynb")
    assert not asked[-1]["fresh"]


def test_what_is_saved_in_the_middle_stops_what_is_run_and_is_made_next(now, asked, monkeypatch):
    stopped = []
    monkeypatch.setattr("os.kill", lambda pid, sign: stopped.append(pid))
    saved(now, "params/a.yml")
    saved(now, "notebooks/gap.ipynb")
    assert len(asked) == 1
    # Its process had not said its number yet.
    assert stopped == []
    now.answered({"pid": 12})
    assert stopped == [12]
    now.answered({"done": True})
    assert len(asked) == 2
    # The pages of the first change are still to be made.
    assert asked[-1]["pages"]


def test_a_fault_stays_until_the_next_save(now, stage, asked):
    saved(now, "notebooks/gap.ipynb")
    now.answered({"fault": "a/gap: no such figure"})
    now.answered({"done": True})
    assert stage.fault == "a/gap: no such figure"
    saved(now, "notebooks/gap.ipynb")
    now.answered({"built": True, "others": False, "first": "a/gap"})
    now.answered({"done": True})
    assert stage.fault == ""


def test_a_place_that_the_book_does_not_have_ends_the_preview(now):
    with pytest.raises(ParameterError, match="no locality"):
        now.answered({"refused": 'The book has no locality "b".'})


def test_where_nothing_can_be_forked_a_new_process_answers(monkeypatch):
    monkeypatch.setenv("ANALYSIS_START_METHOD", "spawn")
    assert not forks()
    request = {"locality": "nowhere", "chapter": "", "first": True, "open": [], "others": False}
    answers = StringIO()
    pass_on(json.dumps(request | {"pages": False, "fresh": False}) + "\n", answers)
    told = [json.loads(line) for line in answers.getvalue().splitlines()]
    assert 'no locality "nowhere"' in told[1]["refused"]
    assert told[-1] == {"done": True}


def test_a_fault_of_a_module_is_named_with_its_line(tmp_path):
    path = PACKAGE / "charts" / "half.py"
    try:
        compile("one = 1\ndef half(:\n", str(path), "exec")
    except SyntaxError as problem:
        said = sentence(problem)
    assert said.startswith("analysis/charts/half.py, line 2: it is not Python (")
    try:
        paths.walk_up(None)
    except Exception as problem:
        said = sentence(problem)
    assert said.startswith("analysis/paths.py, line ")
    assert "NoneType" in said
    assert sentence(RunError("A sentence.")) == "A sentence."
    assert sys.exception() is None


ROOT = PACKAGE.parents[1]


@pytest.fixture
def copy(tmp_path):
    """Give a copy of the project, its package included, without the pages of wards."""
    root = tmp_path / "project"
    ignored = shutil.ignore_patterns("__pycache__", "stockton-on-tees-*")
    for folder in ("book", "params", "notebooks", "src", "benchmarks/results"):
        shutil.copytree(ROOT / folder, root / folder, ignore=ignored)
    for name in ("_config.yml", "requirements.lock", "CITATION.cff"):
        shutil.copyfile(ROOT / name, root / name)
    return root


@contextlib.contextmanager
def previewed(root, *arguments):
    """Start the command on a copy; gives its process, and a function that waits for some words."""
    command = [sys.executable, "-u", "-c", "from analysis.cli import app; app()", "preview"]
    told = {
        "ANALYSIS_ROOT": str(root),
        "ANALYSIS_DATA": str(ROOT / "data" / "raw"),
        "PYTHONPATH": str(root / "src"),
    }
    with subprocess.Popen(
        [*command, *arguments, "--port", "0"],
        stdout=subprocess.PIPE,
        encoding="utf-8",
        cwd=root,
        env=os.environ | told,
    ) as process:

        def wait_for(words):
            lines = []
            for line in process.stdout:
                lines.append(line)
                if words in line:
                    return line
            raise AssertionError(f"never said {words!r}: {lines}")

        try:
            yield process, wait_for
        finally:
            process.kill()


def told_until(browser, holds):
    now = browser.told()
    while not holds(now):
        now = browser.told()
    return now


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes cannot be forked here")
def test_what_is_saved_is_on_the_page_whatever_was_wrong_before(copy):
    template, module = (
        copy / "notebooks" / "plan.ipynb",
        copy / "src" / "analysis" / "chapters" / "plan" / "show.py",
    )
    good, code, page = template.read_text(), module.read_text(), "stockton-on-tees/plan.html"
    with previewed(copy, "stockton-on-tees", "--chapter", "plan") as (process, wait_for):
        port = int(wait_for("The book is at").partition("127.0.0.1:")[2].partition("/")[0])
        wait_for("The page is there")
        browser = Browser(port, page)
        old = browser.text
        # Saved half-way: the sentence stands on the page, which is the old one.
        template.write_text(good[: len(good) // 2])
        assert "is not a notebook" in told_until(browser, lambda now: now["fault"])["fault"]
        assert get(port, f"/{page}").read().decode() == old
        template.write_text(good.replace("# Plan", "# Plan again").replace('"# ', '"# New: ', 1))
        told_until(browser, lambda now: now["new"])
        browser = Browser(port, page)
        assert "New: " in browser.text
        told_until(browser, lambda now: not now["fault"])
        # No Python: the file and the line.
        module.write_text(f"{code}\ndef half(:\n")
        line = len(code.splitlines()) + 2
        said = told_until(browser, lambda now: now["fault"])["fault"]
        assert "SyntaxError" in said or "it is not Python" in said
        assert f"line {line}" in said
        module.write_text(code)
        told_until(browser, lambda now: not now["fault"] and not now["busy"])
        # Ctrl-C in the middle of a run: what is there is whole.
        template.write_text(good)
        wait_for("notebooks/plan.ipynb saved")
        process.send_signal(signal.SIGINT)
        wait_for("The preview has ended")
        assert process.wait(timeout=60) == 0
    assert list(copy.rglob("*.unfinished")) == []
    json.loads((copy / "book" / "stockton-on-tees" / "plan.ipynb").read_text())
    assert "preview" not in (copy / "_build" / "html" / page).read_text()


@pytest.mark.slow
def test_a_place_that_is_not_there_ends_with_a_sentence(copy, capfd):
    with previewed(copy, "atlantis") as (process, _):
        assert process.wait(timeout=300) == 1
    assert 'The book has no locality "atlantis"' in capfd.readouterr().err
