"""The design, read from the syntax trees: imports go one way, and each module has one job."""

import ast
import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[1] / "src" / "analysis"

# Each room may import those before it on this list, and its own modules. Statistics know nothing of
# the figures, so they stand before the data, whose counts are summed and turned into rates.
ROOMS = (
    "errors",
    "paths",
    "files",
    "formats",
    "statistics",
    "data",
    "findings",
    "claims",
    "charts",
    "chapters",
    "runner",
    "book",
    "editions",
    "intake",
    "commands",
    "cli",
)
IN_A_KERNEL = ROOMS[: ROOMS.index("chapters") + 1]
PICTURE = """\
data/raw ─► data ─► statistics ─► findings ─► claims · charts ─► chapters/<topic> ─► notebooks ─► book/<locality> ─► HTML, PDF, workbooks
   ▲ intake                                          params ─► runner ──────────────────┘             editions: verify, review, archive
"""  # noqa: E501
FOLDERS = {"data", "raw", "params", "notebooks", "book", "_build", ".cache"}
LONGEST_MODULE = 400
LONGEST_FUNCTION = 40
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "tools", "shared", "base"}

MODULES = sorted(SOURCE.rglob("*.py"))
NAMES = [path.relative_to(SOURCE).with_suffix("").as_posix() for path in MODULES]
BY_NAME = dict(zip(NAMES, MODULES, strict=True))


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def room_of(name: str) -> str:
    return name.split("/", maxsplit=1)[0]


def imported(name: str) -> Iterator[str]:
    """Name every module that a module imports, those inside functions too."""
    for node in ast.walk(tree_of(BY_NAME[name])):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name} imports relatively"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def rooms_imported(name: str) -> set[str]:
    """Name the rooms of the package that a module imports."""
    parts = (module.split(".") for module in imported(name))
    rooms = {room_of(part[1]) for part in parts if part[0] == "analysis" and len(part) > 1}
    return rooms & set(ROOMS)


def test_one_picture_shows_the_way_of_a_figure():
    root = SOURCE.parents[1]
    shown = "".join(f"    {line}\n" for line in PICTURE.splitlines())
    assert shown in (SOURCE / "__init__.py").read_text(encoding="utf-8")
    for page in ("README.md", "docs/architecture.md"):
        assert f"```text\n{PICTURE}```\n" in (root / page).read_text(encoding="utf-8"), page
    for room in ("data", "statistics", "findings", "claims", "charts", "chapters", "editions"):
        assert room in PICTURE


def test_every_module_has_a_place_in_the_design():
    assert {room_of(name) for name in NAMES} - {"__init__", "__main__"} <= set(ROOMS)


@pytest.mark.parametrize("name", [name for name in NAMES if room_of(name) in ROOMS])
def test_imports_go_one_way(name):
    assert rooms_imported(name) <= {*ROOMS[: ROOMS.index(room_of(name)) + 1]}


@pytest.mark.parametrize("name", [name for name in NAMES if room_of(name) == "statistics"])
def test_statistics_know_no_area_file_or_plot(name):
    assert rooms_imported(name) <= {"errors", "formats", "statistics"}
    outside = {module.split(".")[0] for module in imported(name)}
    assert not outside & {"matplotlib", "seaborn", "pathlib", "os", "papermill", "yaml"}


@pytest.mark.parametrize("name", [name for name in NAMES if room_of(name) in ("charts", "claims")])
def test_what_shows_never_reads_or_computes(name):
    """They quote the table of verdicts, and decide nothing."""
    assert rooms_imported(name) <= {"errors", "formats", "data", "findings", "claims", "charts"}


def test_only_the_runner_imports_papermill():
    for name in NAMES:
        packages = {module.split(".")[0] for module in imported(name)}
        if room_of(name) != "runner":
            assert not packages & {"papermill", "nbclient"}, name


def test_only_figures_draw():
    for name in NAMES:
        packages = {module.split(".")[0] for module in imported(name)}
        # The runner loads the drawing library once for all its children.
        if room_of(name) not in ("charts", "runner") and not name.endswith("/charts"):
            assert not packages & {"matplotlib", "seaborn", "afcharts"}, name


def test_no_stage_imports_itself_in_a_circle():
    """Within the package, modules can be put in an order in which each imports earlier ones."""
    graph = {
        name: {
            other
            for other in (
                module.removeprefix("analysis.").replace(".", "/") for module in imported(name)
            )
            if other in BY_NAME and other != name
        }
        for name in NAMES
        if not name.endswith("__init__")
    }
    left = dict(graph)
    while left:
        free = [name for name, needs in left.items() if not needs & set(left)]
        assert free, f"these import each other in a circle: {sorted(left)}"
        for name in free:
            del left[name]


def strings(path: Path) -> Iterator[tuple[int, str]]:
    """Give every string of a module that is no docstring, with its line."""
    tree = tree_of(path)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        text = getattr(node, "value", None) if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and id(node) not in docstrings:
            yield node.lineno, text


def joins_a_folder(path: Path) -> Iterator[tuple[int, str]]:
    """Find `something / "folder"` and `Path("folder")`, which build a path from a name."""
    for node in ast.walk(tree_of(path)):
        parts: list[ast.expr] = []
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            parts = [node.left, node.right]
        elif isinstance(node, ast.Call):
            called = node.func
            called_name = getattr(called, "id", getattr(called, "attr", ""))
            if called_name in ("Path", "joinpath", "PurePath"):
                parts = list(node.args)
        for part in parts:
            text = getattr(part, "value", None)
            if isinstance(text, str) and FOLDERS & set(re.split(r"[/\\]", text)):
                yield node.lineno, text


@pytest.mark.parametrize("name", [name for name in NAMES if name != "paths"])
def test_only_paths_knows_the_name_of_a_folder(name):
    found = list(joins_a_folder(BY_NAME[name]))
    assert not found, f"{name} builds a path from the name of a folder: {found}"


@pytest.mark.parametrize("name", NAMES)
def test_no_module_calls_anything_for_its_effect_when_it_is_imported(name):
    called = [node for node in tree_of(BY_NAME[name]).body if isinstance(node, ast.Expr)]
    assert not [node.lineno for node in called if isinstance(node.value, ast.Call)]


@pytest.mark.parametrize("name", NAMES)
def test_no_string_holds_a_path_of_a_machine(name):
    for line, text in strings(BY_NAME[name]):
        assert not re.search(r"(^|[\s\"'])/(home|work|root|Users|usr/local)/", text), (name, line)


@pytest.mark.parametrize("name", NAMES)
def test_no_module_has_a_name_that_says_nothing(name):
    assert not VAGUE & set(re.split(r"[/_]", name))


@pytest.mark.parametrize("name", NAMES)
def test_no_module_is_longer_than_a_reader_can_hold(name):
    lines = BY_NAME[name].read_text(encoding="utf-8").count("\n")
    assert lines <= LONGEST_MODULE, f"{name} has {lines} lines"


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Give every function with the lines of its body: a line an option makes none harder."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0]
            documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
            begin = (first.end_lineno or first.lineno) + 1 if documented else first.lineno
            yield node.name, (node.end_lineno or node.lineno) - begin + 1


@pytest.mark.parametrize("name", NAMES)
def test_no_function_is_longer_than_a_screen(name):
    long = {called: lines for called, lines in functions(BY_NAME[name]) if lines > LONGEST_FUNCTION}
    assert not long


@pytest.mark.parametrize("name", NAMES)
def test_errors_are_never_swallowed_and_checks_are_never_asserted(name):
    for node in ast.walk(tree_of(BY_NAME[name])):
        assert not isinstance(node, ast.Assert), f"{name} checks by assert, line {node.lineno}"
        if isinstance(node, ast.ExceptHandler):
            assert node.type is not None, f"{name} catches everything, line {node.lineno}"


def test_errors_are_children_of_one():
    tree = tree_of(SOURCE / "errors.py")
    classes = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
    assert set(classes) == {
        "AnalysisError",
        "ParameterError",
        "DataError",
        "UnknownAreaError",
        "RunError",
    }
    for name, node in classes.items():
        parent = node.bases[0].id
        assert parent == ("Exception" if name == "AnalysisError" else "AnalysisError")


# What may format a floating-point number beside `formats`: coordinates of drawings, ages and years
# (whole numbers), and how long a run took. None of them is a result.
FORMATTING = {
    "charts/svg",
    "charts/marks",
    "charts/axes",
    "charts/sheet",
    "charts/wall",
    "chapters/front/places_map",
    "charts/map_labels",
    "charts/small_area_map",
    "charts/wording",
    "intake/england",
    "intake/difference",
    "intake/geography",
    "intake/local",
    "data/mortality",
    "chapters/methods/sentences",
    "book/edition",
}
FLOAT_FORMAT = re.compile(r"[eEfFgG%]$")
# Written as they were published; a number that was worked out is canonical before it is written.
WRITING_FRAMES = {
    "book/open_data",
    "editions/ledgers",
    "editions/score",
    "intake/snapshot",
}
MAKING_TEXT = ("statistics", "runner", "commands", "cli", "editions")
JUDGING = {
    "compare",
    "compare_gap",
    "middle",
    "stretch",
    "quantiles",
    "expected_by_chance",
    "poisson_ratio_limits",
    "suppress_small_counts",
}


def calls(name: str) -> Iterator[tuple[ast.Call, str]]:
    for node in ast.walk(tree_of(BY_NAME[name])):
        if isinstance(node, ast.Call):
            yield node, getattr(node.func, "id", getattr(node.func, "attr", ""))


def test_only_the_canonical_functions_write_numbers_out():
    for name in NAMES:
        if name == "formats" or room_of(name) in (
            "statistics",
            "runner",
            "commands",
            "cli",
            "editions",
        ):
            continue
        used = {called for _, called in calls(name)}
        assert name in WRITING_FRAMES or not used & {"to_csv", "to_json", "to_string"}, name
        if name in FORMATTING:
            continue
        assert not used & {"round", "around", "rint", "format_float_positional"}, name
        for node in ast.walk(tree_of(BY_NAME[name])):
            if isinstance(node, ast.FormattedValue) and node.format_spec is not None:
                spec = ast.unparse(node.format_spec).strip("f'\"")
                assert not FLOAT_FORMAT.search(spec), f"{name} line {node.lineno} formats a number"


@pytest.mark.parametrize(
    "name", [n for n in NAMES if room_of(n) in ("data", "findings", "chapters", "intake")]
)
def test_what_leaves_the_statistics_is_canonical(name):
    """A finding takes a statistic only through `canonical`."""
    taken = {
        alias.asname or alias.name
        for node in ast.walk(tree_of(BY_NAME[name]))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("analysis.stat")
        for alias in node.names
        if alias.name.islower()
    } - JUDGING
    inside = {
        id(argument)
        for call, called in calls(name)
        if called == "canonical"
        for argument in ast.walk(call)
    }
    for call, called in calls(name):
        assert called not in taken or id(call) in inside, f"{name} line {call.lineno}: {called}"


def test_every_sort_is_stable_or_says_what_breaks_a_tie():
    for name in NAMES:
        for call, called in calls(name):
            assert called not in ("nlargest", "nsmallest"), name
            if called in ("sort_values", "argsort"):
                by = call.args[0] if call.args else None
                stable = any(key.arg == "kind" for key in call.keywords)
                keys = isinstance(by, ast.List | ast.Name) and called == "sort_values"
                assert stable or keys, f"{name} line {call.lineno}"


def test_no_slug_stands_in_a_module():
    """What the book says of an indicator stands in the catalogue and in `indicators.yml`."""
    catalogue = SOURCE.parents[1] / "data" / "raw" / "catalogue.csv"
    with catalogue.open(encoding="utf-8", newline="") as file:
        slugs = [row["indicator"] for row in csv.DictReader(file)]
    found = re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, slugs))})(?![\w-])")
    for name in NAMES:
        for node in ast.walk(tree_of(BY_NAME[name])):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert not found.search(node.value), (name, node.lineno, node.value)
