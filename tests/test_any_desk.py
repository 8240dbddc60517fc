"""The project on any desk: without make, in any folder, on any system that Python runs on."""

import ast
import os
import re
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from analysis.runner.processes import FORKED, METHOD_VARIABLE

ROOT = Path(__file__).resolve().parents[1]
SOURCES = [ROOT / "make.py", *sorted((ROOT / "src").rglob("*.py"))]
# What Windows has not. Where one is used, it is asked for first, or its absence is caught.
POSIX_MODULES = {"fcntl", "grp", "posix", "pwd", "resource", "termios"}
POSIX_CALLS = {
    *("fork", "geteuid", "getuid", "killpg", "mkfifo", "sched_getaffinity", "setsid"),
    *("pthread_sigmask", "SIGKILL"),
}
FORK_PATH = {"end_process", "ctrl_c_held", "become_clean", "lead_group"}
FORK_PATH |= {"end_with_parent", "default_jobs"}
ASKED_FOR_FIRST = {"install_chromium", "sandbox_options", "working"}
# The preview forks too, where it can.
FORKED_PREVIEW = {"libraries", "__init__", "end", "forks", "answer_in_fork"}
# `python make.py` in a folder with spaces and accents, as people name theirs.
AWKWARD = "Santé & Größe 2026"


@pytest.fixture(scope="module")
def make() -> dict:
    return runpy.run_path(str(ROOT / "make.py"))


def test_make_is_a_skin_over_one_file_of_the_standard_library(make):
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    listed = re.search(r"^TARGETS := (.*)$", text, re.MULTILINE)[1].split()
    assert listed == list(make["TARGETS"])
    assert re.findall(r"^\t(.*)$", text, re.MULTILINE) == ["@$(PYTHON) make.py $@"]
    tree = ast.parse((ROOT / "make.py").read_text(encoding="utf-8"))
    names = {
        name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [node.module] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names]
        )
    }
    assert names <= sys.stdlib_module_names


def test_every_target_says_what_it_does(make, capsys):
    assert make["main"]([]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in shown] == list(make["TARGETS"])
    assert all(len(line.split()) > 2 for line in shown)


@pytest.mark.parametrize(
    ("name", "said"),
    [("bok", "Did you mean book?"), ("xyz", "python make.py help lists them.")],
)
def test_an_unknown_target_is_a_sentence(make, capsys, name, said):
    assert make["main"](["lint", name]) == 2
    assert capsys.readouterr().err == f"There is no target {name}. {said}\n"


def test_the_exit_code_is_that_of_what_failed(make, monkeypatch):
    def fail() -> None:
        subprocess.run([sys.executable, "-c", "raise SystemExit(3)"], check=True)

    monkeypatch.setitem(make["TARGETS"], "lint", fail)
    assert make["main"](["lint", "types"]) == 3


def test_the_environment_follows_from_lock_package_and_place(make, tmp_path, monkeypatch):
    space = make["digest"].__globals__
    for name in ("requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    monkeypatch.setitem(space, "ROOT", tmp_path)
    first = make["digest"]()
    assert first == make["digest"]()
    (tmp_path / "requirements.lock").write_text("numpy==1\n", encoding="ascii")
    assert make["digest"]() != first
    moved = tmp_path / AWKWARD
    moved.mkdir()
    for name in ("requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, moved)
    monkeypatch.setitem(space, "ROOT", moved)
    assert make["digest"]() != first, "what is linked stands elsewhere"


def test_an_old_python_is_refused_in_a_sentence(make, monkeypatch, capsys):
    monkeypatch.setitem(make["make_ready"].__globals__, "OLDEST", (9, 9))
    assert make["main"](["lint"]) == 1
    assert "or later is needed, this is" in capsys.readouterr().err


def test_nothing_is_asked_of_the_system_that_only_posix_has():
    for path in SOURCES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                assert not {alias.name for alias in node.names} & POSIX_MODULES, path
        used = {
            function.name
            for function in ast.walk(tree)
            if isinstance(function, ast.FunctionDef)
            for node in ast.walk(function)
            if isinstance(node, ast.Attribute) and node.attr in POSIX_CALLS
        }
        allowed = {"processes.py": FORK_PATH, "preview_worker.py": FORKED_PREVIEW}
        assert used <= allowed.get(path.name, ASKED_FOR_FIRST), path


def test_every_text_has_its_encoding_and_its_ends_of_lines():
    """What Windows would guess differently: cp1252, and two bytes at the end of a line."""
    calls = [
        (node, {word.arg for word in node.keywords}, f"{path.name}:{node.lineno}")
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    ]
    assert len(calls) > 1000
    for node, given, where in calls:
        name = node.func.attr
        mode = "".join(str(arg.value) for arg in node.args if isinstance(arg, ast.Constant))
        if name == "write_text" or (name == "open" and mode in ("w", "a", "x")):
            assert {"encoding", "newline"} <= given, where
        if name == "read_text":
            assert "encoding" in given, where
        if name in ("run", "Popen", "check_output"):
            assert not given & {"text", "universal_newlines"}, where


def test_lines_end_the_same_way_where_git_is_told_otherwise(tmp_path):
    """As on Windows: with `core.autocrlf` on, no text file and no figure changes by a byte."""
    source, there = tmp_path / "source", tmp_path / AWKWARD
    source.mkdir()
    shutil.copy(ROOT / ".gitattributes", source)
    texts = ("make.py", "Makefile", "requirements.lock", "_config.yml", "data/raw/manifest.csv")
    for name in (*texts, "docs/book.png"):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, source / name)
    git(source, "init", "-q")
    git(source, "add", "-A")
    git(source, "-c", "user.name=a", "-c", "user.email=a@b.example", "commit", "-q", "-m", "a")
    git(tmp_path, "clone", "-q", "-c", "core.autocrlf=true", str(source), str(there))
    for name in (*texts, "docs/book.png"):
        assert (there / name).read_bytes() == (ROOT / name).read_bytes(), name


def git(folder: Path, *words: str) -> None:
    subprocess.run([shutil.which("git"), *words], cwd=folder, check=True, capture_output=True)


@pytest.fixture(scope="module")
def awkward(tmp_path_factory) -> Path:
    """Give a copy of the project, with its own code, in a folder with spaces and accents."""
    root = tmp_path_factory.mktemp("desk") / AWKWARD
    for name in ("benchmarks", "data", "notebooks", "params", "src"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    (root / "book").mkdir()
    for name in ("_config.yml", "requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, root)
    return root


def analysis(root: Path, *words: str, **variables: str) -> subprocess.CompletedProcess:
    given = {key: value for key, value in os.environ.items() if not key.startswith("ANALYSIS_")}
    given |= {"PYTHONPATH": str(root / "src"), **variables}
    command = [sys.executable, "-c", "from analysis.cli import app; app()", *words]
    return subprocess.run(command, cwd=root, env=given, capture_output=True, check=False)


@pytest.mark.slow
def test_a_chapter_has_the_same_bytes_in_any_folder_forked_or_spawned(awkward):
    made = {}
    # A drive's letter brings a colon, which nothing may take for the end of a scheme or a path.
    figures = awkward.parent / "D:" / "Zahlen für alle"
    shutil.copytree(awkward / "data" / "raw", figures)
    for method, options in ((FORKED, ()), ("spawn", ()), ("spawn", ("--data", str(figures)))):
        chapter = ("run", "stockton-on-tees", "--chapter", "trend", "--force")
        done = analysis(awkward, *options, *chapter, **{METHOD_VARIABLE: method})
        assert done.returncode == 0, done.stderr.decode()
        made[method, options] = (awkward / "book/stockton-on-tees/trend.ipynb").read_bytes()
    assert len(set(made.values())) == 1
    assert AWKWARD.encode() not in next(iter(made.values()))


@pytest.mark.slow
def test_a_checkout_with_ends_of_lines_of_windows_makes_the_same_chapter(awkward, tmp_path):
    """Whatever a person or an editor turned: parameters, templates, code; never the figures."""
    chapter = ("run", "stockton-on-tees", "--chapter", "trend", "--force")
    done = analysis(awkward, *chapter)
    assert done.returncode == 0, done.stderr.decode()
    root = tmp_path / "crlf"
    shutil.copytree(awkward, root)
    turned = 0
    for path in (*root.rglob("*.py"), *root.rglob("*.yml"), *(root / "notebooks").iterdir()):
        content = path.read_bytes()
        if b"\r\n" not in content:
            path.write_bytes(content.replace(b"\n", b"\r\n"))
            turned += 1
    assert turned > 300
    done = analysis(root, *chapter)
    assert done.returncode == 0, done.stderr.decode()
    made = "book/stockton-on-tees/trend.ipynb"
    assert (root / made).read_bytes() == (awkward / made).read_bytes()


@pytest.mark.parametrize("command", ["areas north", "check stockton-on-tees", "--help"])
def test_a_console_that_knows_few_letters_is_written_to(awkward, command):
    """Pipes on Windows take cp1252: what it lacks is replaced, and the command ends well."""
    done = analysis(awkward, *command.split(), PYTHONIOENCODING="cp1252", PYTHONUTF8="0")
    assert done.returncode == 0, done.stderr.decode("cp1252")


def test_conda_gets_what_pip_accepts(tmp_path):
    """As conda does: the pip lines become a requirements file beside the environment's."""
    given = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    [lines] = [one["pip"] for one in given["dependencies"] if isinstance(one, dict)]
    shutil.copy(ROOT / "requirements.lock", tmp_path)
    wanted = tmp_path / "condaenv.requirements.txt"
    wanted.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    # Whatever the lock pins is installed here, so pip resolves and downloads nothing.
    command = [sys.executable, "-m", "pip", "install", "--dry-run", "--no-index"]
    done = subprocess.run(
        [*command, "--requirement", str(wanted)], cwd=tmp_path, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    assert b"Would install" not in done.stdout
