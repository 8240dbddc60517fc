"""What the process that chapters are forked from loads; it can only import, so importing works."""

import contextlib
import gc
import importlib
import os
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

from analysis.data.areas import Places, is_authority, load_areas
from analysis.data.catalogue import read_catalogue
from analysis.data.groups import KINDS
from analysis.data.indicators import slug_of
from analysis.data.raw import forget_files_read
from analysis.findings.read_ahead import decide_ahead, outline_ahead, read_ahead
from analysis.runner.execution import execute_job
from analysis.runner.processes import WARM_VARIABLE
from analysis.runner.tasks import Job, Place
from analysis.runner.template import PARAMETERS_TAG

LIBRARIES = (
    *("pandas", "statsmodels.regression.linear_model"),
    *("matplotlib.pyplot", "matplotlib.backends.backend_svg"),
)
NOT_IN_CHAPTERS = ("book", "cli", "commands", "editions", "intake", "runner")
# What figures are written with, in every order.
NUMBERS = tuple(map("".join, product("0123456789 ,.:/%£-–−()\xa0", repeat=2)))
# What the keys and labels of many charts say.
KEYS = (
    "● area\xa0\xa0\xa0◆ area, no interval held\xa0\xa0\xa0○ England",
    "▲ better\xa0\xa0\xa0● similar\xa0\xa0\xa0▼ worse\xa0\xa0\xa0▸▸ beyond the scale\xa0\xa0\xa0◂◂",
    "△ higher\xa0\xa0\xa0▽ lower\xa0\xa0\xa0– cannot compare",
    "Decile 1: most deprived, Persons, Female & Male (England) (yes) (tenth) (part) ← →",
    "Mortality, Prevalence, Excess, Violence, Ages, Above, Overall, Yearly, Fair, Rates, Eligible",
    "NHS North East ICB, 2024/25 Q1, Q2, Q3, Q4 (model) (● ○) = ▲ ▼ known pupils, growth",
)
# What costs most when it is done for the first time.
REHEARSED = """
import io, pandas
from IPython.display import display
from matplotlib.figure import Figure
frame = pandas.read_csv(io.StringIO("area,value\\na,1.5\\nb,2.5\\n"))
display(frame.groupby("area")["value"].mean().to_frame())
figure = Figure()
axes = figure.subplots()
axes.plot([0, 1], [0, 1], marker="o", label="a")
axes.set_title("a")
axes.legend()
figure.savefig(io.BytesIO(), format="svg")
frame
"""


def chapter_modules() -> list[str]:
    """Name what chapters import: the libraries and every module of the package that computes."""
    package = Path(__file__).parents[1]
    own = []
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package).with_suffix("").parts
        if parts[0] not in NOT_IN_CHAPTERS and parts[-1] != "__init__":
            own.append(".".join((package.name, *parts)))
    return [*LIBRARIES, *own]


def load_modules(more: Sequence[str] = ()) -> None:
    """Load what chapters import; what cannot be loaded is left to the chapter that needs it."""
    for name in (*chapter_modules(), *more):
        with contextlib.suppress(Exception):
            importlib.import_module(name)


def ask_ahead() -> None:
    """Find what many pages of a place ask alike, and measure the words of many drawings."""
    # A module that is broken is left to its chapter.
    from analysis.chapters.national.findings import find_national_gap  # noqa: PLC0415
    from analysis.chapters.so_what.england import TENTHS  # noqa: PLC0415
    from analysis.charts.typeface import measure_ahead  # noqa: PLC0415

    find_national_gap(slug_of(TENTHS))
    measure_ahead([*NUMBERS, *KEYS, *_names()])


def _names() -> Iterator[str]:
    """Name what drawings are about."""
    for about in read_catalogue().values():
        yield from (about.name, about.unit)
    yield from (area.name for area in load_areas().values() if is_authority(area))


@contextlib.contextmanager
def made_to_stay() -> Iterator[None]:
    """Look for nothing that may go within: all stays for the processes forked from this one.

    Whatever fails is left to the chapter that needs it, to say why.
    """
    gc.disable()
    with contextlib.suppress(Exception):
        yield
    # A chapter counts what it reads itself.
    forget_files_read()
    gc.freeze()
    gc.enable()
    # What a chapter makes is mostly kept until it ends, and looking through it often finds nothing.
    gc.set_threshold(50_000, 20, 100)


def warm_up(*, shared: bool) -> None:
    """Load, read and rehearse; more is read for chapters of places that they share with others."""
    with made_to_stay():
        load_modules()
        with contextlib.suppress(Exception):
            read_ahead()
            if shared:
                ask_ahead()
        rehearse()


def rehearse() -> None:
    """Execute a chapter that shows what costs most when it is done for the first time."""
    cells = [new_code_cell("", id="none", metadata={"tags": [PARAMETERS_TAG]})]
    text = nbformat.writes(new_notebook(cells=[*cells, new_code_cell(REHEARSED, id="all")]))
    execute_job(Job("server/rehearsal", text, {}, os.curdir), lambda _: None)


def find_ahead(places: Sequence[Place], *, quotes: bool) -> None:
    """Find of some places what chapters that quote verdicts need, or what the others do."""
    with made_to_stay():
        for code, name, other, on in places:
            if quotes:
                decide_ahead(Places(code, name, other, edition_date=on))
            else:
                outline_ahead(code)
        if len(places) > 1 and not quotes:
            draw_ahead()


def draw_ahead() -> None:
    """Draw what the pages of several places show alike."""
    from analysis.chapters.groups import show as groups  # noqa: PLC0415

    for kind in KINDS.values():
        groups.show_kind(kind)
    groups.show_lead()


if WARM_VARIABLE in os.environ:
    warm_up(shared=bool(os.environ.pop(WARM_VARIABLE)))
