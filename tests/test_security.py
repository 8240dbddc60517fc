"""Parameters run nothing, no path leaves the project, nothing secret is published."""

import ast
import json
import re
import runpy
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from analysis.claims.sentence import Prose
from analysis.data.documents.reading import read_plain_yaml
from analysis.data.params import Locality, load_localities, read_locality, validate_locality
from analysis.errors import AnalysisError, ParameterError
from analysis.runner.execution import LiteralTranslator
from analysis.runner.tasks import Task, check_literal

ROOT = Path(__file__).resolve().parents[1]
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)


@pytest.mark.parametrize(
    "tag",
    [
        "!!python/object/apply:os.system ['touch {made}']",
        "!!python/object/apply:subprocess.check_output [['touch', '{made}']]",
        "!!python/object/new:builtins.exec [\"open('{made}', 'w')\"]",
        "!!python/name:os.system",
        "!!python/module:os",
    ],
)
def test_no_document_can_run_code(tmp_path, tag):
    made = tmp_path / "made"
    path = tmp_path / "yarm.yml"
    path.write_text(f"area_code: {tag.format(made=made)}\n")
    with pytest.raises(ParameterError, match="yarm"):
        read_plain_yaml(path, "params/yarm.yml")
    with pytest.raises(ParameterError):
        read_locality(path)
    assert not made.exists()


@given(PLAIN)
def test_a_value_is_injected_as_a_literal_or_refused(value):
    try:
        checked = check_literal(value, "value")
    except ParameterError:
        return
    source = LiteralTranslator.codify({"given": checked})
    comment, *_ = source.splitlines()
    (assignment,) = ast.parse(source).body
    assert comment.startswith("#")
    assert isinstance(assignment, ast.Assign)
    assert ast.literal_eval(assignment.value) == checked
    banned = (ast.Call, ast.Attribute, ast.Name, ast.Lambda, ast.JoinedStr)
    assert not any(isinstance(node, banned) for node in ast.walk(assignment.value))


@pytest.mark.parametrize("value", [object(), print, {1: "a"}, b"bytes", {"a"}, float("nan")])
def test_what_is_no_plain_value_is_refused(value):
    with pytest.raises(ParameterError, match="not plain data"):
        check_literal(value, "value")


KEYS = st.sampled_from([*Locality.model_fields, "area", "chaptrs", ""]) | st.text(max_size=6)
VALUES = PLAIN | st.sampled_from(["E06000004", "Yarm", "gap", "stockton-on-tees", "../../etc"])


@given(st.dictionaries(KEYS, VALUES, max_size=5), st.booleans())
def test_whatever_a_parameter_file_holds_it_is_a_locality_or_named(given_values, with_area):
    values = given_values | ({"area_code": "E06000004"} if with_area else {})
    try:
        made = validate_locality(values, "params/fuzz.yml")
    except AnalysisError as problem:
        assert "params/fuzz.yml" in str(problem)
    else:
        assert made.area.code


@given(st.text(max_size=60))
def test_whatever_the_bytes_a_parameter_file_is_read_or_named(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("fuzz") / "yarm.yml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        read_locality(path)
    except AnalysisError as problem:
        assert "params/yarm.yml" in str(problem)


@given(st.lists(st.text(min_size=1, max_size=25), min_size=1, max_size=3), st.booleans())
def test_whatever_a_name_holds_a_page_shows_its_letters_and_no_markup(names, listed):
    """Rendered as Markdown with HTML on, words come out as they went in, and nothing else does."""
    paragraphs = [" ".join(f"At {name} it is so.".split()) for name in names]
    paragraphs = ["".join(c for c in text if c.isprintable()) for text in paragraphs]
    data, _ = Prose(*paragraphs, listed=listed)._repr_mimebundle_()
    tokens = MarkdownIt("commonmark", {"html": True}).parse(data["text/markdown"])
    inline = [child for token in tokens for child in token.children or ()]
    assert {child.type for child in inline} <= {"text", "text_special", "softbreak"}
    shown = "".join(child.content for child in inline)
    assert shown.split() == "".join(paragraphs).split() or shown == "".join(paragraphs)


OUTSIDE = ("../x", "../../etc/passwd", "/etc/passwd", "a/b", "a\\b", ".", "..", "C:x", "x\0y", "")


@pytest.mark.parametrize("name", OUTSIDE[:-1])
@pytest.mark.parametrize("key", ["plan", "framework", "commentary"])
def test_no_document_outside_its_folder_is_read(key, name):
    with pytest.raises(ParameterError):
        validate_locality({"area_code": "E06000004", key: name}, "params/x.yml")


@pytest.mark.parametrize("name", OUTSIDE)
def test_no_chapter_is_written_outside_the_book(name):
    for locality, chapter in ((name, "gap"), ("yarm", name)):
        with pytest.raises(ParameterError, match="cannot be a file name"):
            Task(locality, chapter, ROOT / "notebooks" / "gap.ipynb", ROOT / "x.ipynb", {})


@pytest.mark.parametrize("name", ["..", "A B", "é", "a_b", "-a"])
def test_no_parameter_file_has_a_name_that_is_no_slug(tmp_path, name):
    path = tmp_path / f"{name}.yml"
    path.write_text("area_code: E06000004\n")
    with pytest.raises(ParameterError):
        load_localities(tmp_path)


def committed() -> list[Path]:
    git = shutil.which("git")
    if not git or not (ROOT / ".git").exists():
        pytest.skip("not a checkout")
    done = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    paths = (ROOT / name for name in done.stdout.decode().split("\0") if name)
    return [path for path in paths if path.is_file()]


SECRETS = re.compile(
    rb"-----BEGIN [A-Z ]*PRIVATE KEY|AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{30,}|"
    rb"xox[abp]-[0-9A-Za-z-]{10,}|eyJ[A-Za-z0-9_-]{15,}\.eyJ|"
    rb"(?i:(?:password|secret|api[_-]?key|token)\s*[=:]\s*[\"'][^\"'\s{}]{8,}[\"'])"
)
MACHINE = re.compile(rb"(?<![\w.])/(?:home|root|Users)/[a-z][\w-]*/|[A-Z]:\\\\Users")


def test_nothing_secret_is_committed():
    found = [path.name for path in committed() if SECRETS.search(path.read_bytes())]
    assert [name for name in found if name != Path(__file__).name] == []


def test_no_executed_chapter_or_page_names_a_machine():
    pages = [path for path in committed() if path.is_relative_to(ROOT / "book")]
    assert [path.name for path in pages if MACHINE.search(path.read_bytes())] == []


LOCK = ROOT / "requirements.lock"


def pinned() -> list[str]:
    text = LOCK.read_text(encoding="utf-8").replace("\\\n", " ")
    lines = (line.strip() for line in text.splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def test_every_package_is_pinned_with_hashes_and_no_registry_is_named():
    lines = pinned()
    assert lines
    for line in lines:
        assert re.match(r"[a-z0-9][a-z0-9.-]*==[\w.+!]+", line), line
        assert re.findall(r"--hash=sha256:[0-9a-f]{64}\b", line), line
    text = LOCK.read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"(?m)^\s*-", text.replace("    --hash", "")), "an option in the lock"


def test_every_dependency_of_the_project_is_in_the_lock():
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = {
        re.split(r"[\[<>=!~; ]", one)[0].lower().replace("_", "-")
        for one in [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    }
    locked = {re.split(r"==", line)[0] for line in pinned()}
    assert needed <= locked


def test_what_is_installed_comes_by_its_hash():
    make = runpy.run_path(str(ROOT / "make.py"))
    assert {"--require-hashes", "--no-deps", "requirements.lock"} <= set(make["LOCKED"])
    assert {"--no-deps", "--no-build-isolation"} <= set(make["LINKED"])
    text = (ROOT / "make.py").read_text(encoding="utf-8")
    assert text.count('"install"') == 2, "pip and apt-get, each once"


def test_documents_of_the_project_are_plain():
    for path in sorted((ROOT / "params").rglob("*.yml")):
        text = path.read_text(encoding="utf-8")
        assert "!!" not in text, path.name
        json.dumps(yaml.safe_load(text), default=str)
