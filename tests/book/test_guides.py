"""The README and the guides of the book: each is run as written, in a copy of the project."""

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command

from analysis.cli import app
from analysis.data.chapters import chapter_names
from analysis.data.params import NOT_LOCALITIES

ROOT = Path(__file__).resolve().parents[2]
GUIDES = sorted((ROOT / "book" / "guides").glob("*.md"))
# A book of these chapters is quick to make, and the guides' commands touch each of them.
FEW = ("profile", "trend", "gap", "wards")
README = ROOT / "README.md"
# Whoever makes the environment takes it in use; the tests' own is in use already.
ACTIVATE = "source .venv/bin/activate\n"
WRITTEN = [README, ROOT / "CONTRIBUTING.md", ROOT / "docs" / "architecture.md", *GUIDES]
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def commands(guide: Path) -> list[str]:
    return BLOCK.findall(guide.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def copied(tmp_path_factory) -> Path:
    """Give a copy of the project with one authority and the pages of the country, already run."""
    root = tmp_path_factory.mktemp("guides") / "project"
    ignored = shutil.ignore_patterns("__pycache__", "*.egg-info")
    for name in ("benchmarks", "book", "data", "notebooks", "params", "src"):
        shutil.copytree(ROOT / name, root / name, ignore=ignored)
    for name in (
        "_config.yml",
        "requirements.lock",
        "pyproject.toml",
        "CITATION.cff",
        "CHANGELOG.md",
    ):
        shutil.copy(ROOT / name, root / name)
    shutil.rmtree(root / "data" / "local", ignore_errors=True)
    shutil.rmtree(root / "data" / "snapshots", ignore_errors=True)
    for name in set(chapter_names("authority")) - set(FEW):
        (root / "notebooks" / f"{name}.ipynb").unlink()
    shutil.rmtree(root / "book" / "stockton-on-tees")
    kept = {"brand", "england", "stockton-on-tees", *NOT_LOCALITIES}
    for path in (root / "params").glob("*.yml"):
        if path.stem not in kept:
            path.unlink()
    # Districts have pages without a file of their own: only chapters that are asked for may stand.
    for folder in {path.parent for path in (root / "book").glob("*/*.ipynb")}:
        if folder.name not in kept:
            shutil.rmtree(folder)
    run(root, "analysis run --all")
    run(root, "git init -q && git add -A && git commit -q -m 'An edition'")
    return root


def run(root: Path, script: str) -> subprocess.CompletedProcess:
    """Run what a reader would type, with the copy's own code and figures."""
    if script.startswith("analysis preview"):
        return look(root, script)
    done = subprocess.run(
        typed(script),
        cwd=root,
        env=surroundings(root),
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, f"{script}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done


def look(root: Path, script: str) -> subprocess.CompletedProcess:
    """Look at a preview as soon as its first page is there, and end it as a reader does."""
    with subprocess.Popen(
        typed(f"exec {script.strip()} --port 0"),
        cwd=root,
        env=surroundings(root),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        # A test that runs in the background ignores Ctrl-C, and so would what it starts.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509
    ) as serving:
        said = []
        for line in serving.stdout:
            said.append(line)
            if "First page: " in line:
                break
        # A terminal sends Ctrl-C to every process of the command.
        os.killpg(serving.pid, signal.SIGINT)
        said += serving.stdout
        assert serving.wait(timeout=60) == 0, f"{script}\n{''.join(said)[-3000:]}"
    assert "First page: " in "".join(said), said
    return subprocess.CompletedProcess(script, 0, "".join(said), "")


def typed(script: str) -> list[str]:
    return [shutil.which("bash"), "-eu", "-c", script]


def surroundings(root: Path) -> dict[str, str]:
    given = {
        **os.environ,
        "ANALYSIS_ROOT": str(root),
        "PYTHONPATH": str(root / "src"),
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    }
    given.pop("ANALYSIS_DATA", None)
    names = {
        f"GIT_{who}_{what}": f"a@{who}.example"
        for who in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    }
    return given | names


def test_each_guide_has_commands_and_one_title():
    assert [guide.stem for guide in GUIDES] == [
        "a-new-chapter",
        "a-new-indicator",
        "edit-in-word",
        "publish",
        "review-an-edition",
        "your-area",
        "your-own-data",
    ]
    for guide in GUIDES:
        prose = BLOCK.sub("", guide.read_text(encoding="utf-8"))
        assert len(re.findall(r"^# ", prose, re.MULTILINE)) == 1
        assert commands(guide)


def said_of_analysis() -> list[tuple[str, list[str]]]:
    """Name every command line that is written anywhere, with where it stands."""
    found = []
    for page in WRITTEN:
        text = page.read_text(encoding="utf-8")
        lines = [line for block in BLOCK.findall(text) for line in block.splitlines()]
        lines += re.findall(r"`(analysis [^`]*)`", text)
        for line in lines:
            words = shlex.split(line, comments=True)
            if words[:1] == ["analysis"]:
                found.append((page.name, words[1:]))
    return found


def test_every_command_that_is_written_is_one_and_has_its_options():
    known = get_command(app)
    own = {option for one in known.params for option in one.opts}
    assert len(said_of_analysis()) > 40
    for page, words in said_of_analysis():
        options = [word for word in words if word.startswith("--")]
        named = [word for word in words if word in known.commands]
        assert named or words == ["--help"] or set(options) <= own, (page, words)
        there = {o for name in named[:1] for p in known.commands[name].params for o in p.opts}
        no = {
            o for name in named[:1] for p in known.commands[name].params for o in p.secondary_opts
        }
        assert set(options) <= own | there | no | {"--help"}, (page, words)


@pytest.mark.slow
def test_four_steps_from_the_readme_make_other_places_with_their_wards(copied, tmp_path):
    """Two towns, a city with a page for each ward that is held, and the towns together."""
    root = tmp_path / "project"
    shutil.copytree(copied, root, symlinks=True)
    [steps] = [block for block in BLOCK.findall(README.read_text("utf-8")) if ACTIVATE in block]
    *before, build = steps.removeprefix(ACTIVATE).strip().splitlines()
    for place in ("hartlepool", "middlesbrough", "leicester"):
        script = "\n".join(before).replace("gateshead", place)
        script = script.replace("new leicester", "new leicester --wards")
        run(root, script)
    run(root, 'analysis new hartlepool middlesbrough --name "Tees mouth"')
    made = [path.stem for path in (root / "params").glob("leicester*.yml")]
    run(root, f"analysis run tees-mouth {' '.join(made)}")
    assert "The book is" in run(root, build).stdout
    for place in ("hartlepool", "middlesbrough", "leicester", "tees-mouth"):
        page = root / "_build" / "html" / place / "gap.html"
        assert "Gaps: " in page.read_text(encoding="utf-8")
    for ward in set(made) - {"leicester"}:
        assert (root / "_build" / "html" / ward / "ward.html").is_file()


# A county of districts, a city whose wards are held, two towns together, and the two smallest.
PLACES = {
    "kent": ("kent", "E10000016", "Kent", "new kent"),
    "leicester": ("leicester", "E06000016", "Leicester", "new leicester --wards"),
    "two towns": (
        *("tees-mouth", "E06000002", "Middlesbrough"),
        'new hartlepool middlesbrough --name "Tees mouth"',
    ),
    "isles of scilly": ("isles-of-scilly", "E06000053", "Isles of Scilly", "new scilly"),
    "city of london": ("city-of-london", "E09000001", "City of London", 'new "City of London"'),
}
# One after the other in one project; the last builds what all have made.
IN_TURN = ("your-own-data", "a-new-indicator", "a-new-chapter", "review-an-edition", "publish")


@pytest.mark.slow
@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_the_guides_do_for_every_kind_of_place(place, copied, tmp_path):
    """Each command of the guides, with the place's name and code for those that they show."""
    slug, code, name, new = place
    root = tmp_path / "project"
    shutil.copytree(copied, root, symlinks=True)
    # Its place is taken: what the guides add, they add to every authority of the book.
    (root / "params" / "stockton-on-tees.yml").unlink()
    shutil.rmtree(root / "book" / "stockton-on-tees")
    steps = [f"analysis areas {slug.split('-')[0]}", f"analysis {new}", f"analysis check {slug}"]
    for script in (*steps, f"analysis run {slug}", "analysis run --all"):
        run(root, script)
    guides = {guide.stem: guide for guide in GUIDES}
    for guide in IN_TURN:
        for script in commands(guides[guide]):
            theirs = script.replace("stockton-on-tees", slug).replace("E06000004", code)
            done = run(root, theirs.replace("Stockton-on-Tees", name))
        # Each guide begins from an edition that is whole: the country's pages too.
        run(root, "analysis run --all")
    assert "The book is" in done.stdout
    page = (root / "_build" / "html" / slug / "profile.html").read_text(encoding="utf-8")
    assert "Homes that are warm enough" in page


@pytest.mark.slow
def test_the_guides_do_for_a_neighbourhood(copied, tmp_path):
    """Three wards of a council, as the README and its guide make them, edited, reviewed, built."""
    root, slug = tmp_path / "project", "north-bank"
    shutil.copytree(copied, root, symlinks=True)
    guides = {guide.stem: commands(guide) for guide in GUIDES}
    [new] = [script for script in guides["your-area"] if "North bank" in script]
    for script in (new, f"analysis check {slug}", f"analysis run {slug}"):
        run(root, script)
    for guide in ("edit-in-word", "review-an-edition", "publish"):
        for script in guides[guide]:
            # Its one chapter is of small areas: it shows what is said there of the place.
            theirs = script.replace("stockton-on-tees", slug)
            done = run(root, theirs.replace("--chapter gap", "--chapter neighbourhood"))
    assert "The book is" in done.stdout
    page = (root / "_build" / "html" / slug / "neighbourhood.html").read_text(encoding="utf-8")
    assert "North bank" in page


@pytest.mark.slow
@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.stem)
def test_a_guide_runs_as_it_is_written(guide, copied, tmp_path):
    root = tmp_path / "project"
    shutil.copytree(copied, root, symlinks=True)
    said = [run(root, script).stdout for script in commands(guide)]
    expected = {
        "your-area": "The book is",
        "your-own-data": "stockton-on-tees/profile",
        "a-new-indicator": "fingertips.phe.org.uk",
        "a-new-chapter": "stockton-on-tees/smoking",
        "review-an-edition": "",
        "publish": "The book is",
    }
    assert expected[guide.stem] in "".join(said)
