"""Damages to what surrounds the chapters, to the built book and to archives, and what finds them.

Each is made in a copy of the part that it concerns, of what `small_edition.build` made.
"""

import re
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl

from analysis import paths
from analysis.book.edition import SUMS, sums_text
from analysis.editions.edition import Edition, find_origin
from analysis.editions.report import Finding
from analysis.editions.seal import figure_faults, seal_faults, sealed_files, sum_faults
from analysis.editions.shown import shown_faults
from analysis.editions.verify import differences
from analysis.files import file_digest

Damage = Callable[[Path], object]
GAP, WARD = "stockton-on-tees/gap", "stockton-on-tees-yarm/ward"
HEALTHY = "data/raw/indicators/healthy-life-expectancy-at-birth.csv"


def altered(name: str, old: str = "", new: str = " ") -> Damage:
    """Replace the first match of a pattern in a file, or add to its end."""

    def damage(root: Path) -> None:
        path = root / name
        text = path.read_text(encoding="utf-8")
        changed = re.sub(old, new, text, count=1) if old else text + new
        assert changed != text, f"{name} nowhere says {old}"
        path.write_text(changed, encoding="utf-8")

    return damage


def added(name: str, text: str = "Stray.\n") -> Damage:
    def damage(root: Path) -> None:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")

    return damage


def removed(name: str) -> Damage:
    return lambda root: (root / name).unlink()


def moved_mark(html: Path) -> None:
    """Move a mark in the first drawing of a page."""
    page = (html / f"{GAP}.html").read_text(encoding="utf-8")
    drawing = re.search(r'src="\.\./(_images/[^"]+\.svg)"', page)
    assert drawing
    altered(drawing[1], r'(<path [^>]*d="M ?)\d+(\.\d+)?', r"\g<1>1")(html)


def other_cell(html: Path) -> None:
    path = next((html / "downloads").glob("*.xlsx"))
    book = openpyxl.load_workbook(path)
    cells = (cell for row in book["Series"].iter_rows(min_row=9) for cell in row)
    cell = next(one for one in cells if isinstance(one.value, float))
    cell.value += 1
    book.save(path)


def resealed(damage: Damage) -> Damage:
    """Make the archive's sums agree with the damage, so that only making it again can tell."""

    def both(root: Path) -> None:
        damage(root)
        files = (path for path in sorted(root.rglob("*")) if path.is_file())
        names = {path.relative_to(root).as_posix(): file_digest(path) for path in files}
        names.pop(SUMS)
        (root / SUMS).write_text(sums_text(names), encoding="utf-8")
        seal = paths.seal_file(root)
        head = seal.read_text(encoding="utf-8").splitlines()[0]
        seal.write_text(f"{head}\n{sums_text(sealed_files(root))}", encoding="utf-8")

    return both


# Each with what the message has to name.
SEALED: dict[str, tuple[Damage, str]] = {
    "a hand-written page altered": (altered("book/methods.md"), "book/methods.md: It is not as"),
    "a hand-written page added": (
        added("book/guides/more.md"),
        "book/guides/more.md: The edition's",
    ),
    "a hand-written page removed": (removed("book/glossary.md"), "book/glossary.md: It is missing"),
    "a style sheet altered": (
        altered("book/_static/book.css", new=".chart-image { display: none }"),
        "book/_static/book.css: It is not as",
    ),
    "a script altered": (altered("book/_static/book.js", new="hide()"), "book/_static/book.js"),
    "a template of pages altered": (
        altered("book/_templates/edition.html"),
        "book/_templates/edition.html",
    ),
    "the contents altered": (
        altered("book/_toc.yml", r"stockton-on-tees/gap", "x"),
        "book/_toc.yml",
    ),
    "a locality added": (
        added("params/corby.yml", "area_code: E06000061\n"),
        "params/corby.yml: The",
    ),
    "a locality removed": (
        removed("params/stockton-on-tees-yarm.yml"),
        "params/stockton-on-tees-yarm.yml: It is missing",
    ),
    "a target altered": (altered("params/targets.yml"), "params/targets.yml"),
    "a plan altered": (
        altered("params/plans/stockton-on-tees.yml"),
        "params/plans/stockton-on-tees.yml",
    ),
    "a framework altered": (
        altered("params/frameworks/marmot.yml"),
        "params/frameworks/marmot.yml",
    ),
    "a commentary added": (added("params/commentary/yarm.yml"), "params/commentary/yarm.yml"),
    "what nbval leaves out altered": (
        altered("nbval.cfg", new="[all]\nregex: .*\nreplace: x\n"),
        "nbval.cfg: It is not as",
    ),
    "the lock altered": (altered("requirements.lock", r"==\d", "==9"), "requirements.lock"),
    "a result of simulations altered": (
        altered("benchmarks/results/coverage.csv", r"0\.9", "0.8"),
        "benchmarks/results/coverage.csv",
    ),
    "the settings altered": (altered("_config.yml", "off", "force"), "_config.yml"),
    "the changelog altered": (altered("CHANGELOG.md"), "CHANGELOG.md"),
    "the manifest of figures altered": (altered("data/raw/manifest.csv"), "data/raw/manifest.csv"),
}
BUILT: dict[str, tuple[Damage, str]] = {
    "a number of a page": (altered(f"{GAP}.html", r"\d\.\d years", "99.9 years"), "99.9 years"),
    "a sentence of a page removed": (altered(f"{WARD}.html", r"<p>[^<]+\.</p>", ""), "it lacks"),
    "a sentence of a page added": (
        altered(f"{WARD}.html", "</h1>", "</h1><p>All is well.</p>"),
        "All is well.",
    ),
    "a chart of a page moved": (moved_mark, "is drawn otherwise"),
    "a text alternative altered": (
        altered("stockton-on-tees/gap.html", r'alt="Line', 'alt="Flat line'),
        "Flat line",
    ),
    "the name of another place": (altered("index.html", "Stockton-on-Tees", "Corby"), "Corby"),
    "a script in a page": (
        altered("glossary.html", "</main>", "<script>x()</script></main>"),
        "x()",
    ),
    "a style sheet of the built book": (
        altered("_static/book.css", new="svg { opacity: 0 }"),
        "_static/book.css: Line",
    ),
    "a number of the ledger": (
        altered("data/v1/claims.csv", r"(\d)\.\d,", r"\1.77,"),
        "column value",
    ),
    "a number of the open data": (
        altered("data/v1/adult-smoking.csv", r"\d\.\d", "9.99"),
        "data/v1/adult-smoking.csv: Line",
    ),
    "a number of a workbook": (other_cell, "Sheet Series, cell"),
    "a raw row behind a sentence": (
        altered(
            "provenance/indicators-healthy-life-expectancy-at-birth.html", r">\d\d\.\d+<", ">1<"
        ),
        "provenance/indicators-healthy-life-expectancy-at-birth.html",
    ),
    "a stray page": (added("stockton-on-tees/more.html"), "more.html: No chapter or page makes it"),
    "a page taken away": (removed(f"{WARD}.html"), f"{WARD}.html: The built book lacks it"),
}
ARCHIVED: dict[str, tuple[Damage, str]] = {
    "a page of an archive": (altered(f"html/{GAP}.html", r"\d\.\d years", "99.9 years"), SUMS),
    "a page of an archive, resealed": (
        resealed(altered(f"html/{GAP}.html", r"\d\.\d years", "99.9 years")),
        "99.9 years",
    ),
    "a chapter of an archive, resealed": (
        resealed(altered(f"book/{GAP}.ipynb", r"\d\.\d years", "99.9 years")),
        f"{GAP}: ",
    ),
    "a raw file of an archive": (altered(HEALTHY, r"\.\d+,", ".999,"), HEALTHY.split("raw/")[1]),
    "the sums of an archive": (altered(SUMS, r"\b[0-9a-f]{4}", "0000"), "Its bytes are not those"),
    "a stray module in an archive": (
        added("json.py", "import os\n"),
        "json.py: SHA256SUMS does not",
    ),
    "the code of an archive, resealed": (
        resealed(altered("src/analysis/statistics/gap_trend.py")),
        "src/analysis/statistics/gap_trend.py is not",
    ),
    "a template of an archive, resealed": (
        resealed(altered("notebooks/gap.ipynb", "two kinds", "three kinds")),
        "notebooks/gap.ipynb is",
    ),
}
DAMAGES = {**SEALED, **BUILT, **ARCHIVED}


def unpack(root: Path, folder: Path) -> Path:
    """Unpack the archive of a built edition."""
    (archive,) = paths.build_folder(root).glob("edition-*.zip")
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(folder)
    (top,) = folder.iterdir()
    return top


def archive_faults(root: Path, clean: Path) -> Iterator[Finding]:
    """Do as verifying an archive does; the sound archive stands for the one that is made again."""
    yield from sum_faults(root)
    yield from seal_faults(root)
    yield from figure_faults(paths.data_folder(root))
    origin = find_origin(root)
    if not origin.installed:
        yield Finding("archive", origin.words)
        return
    yield from differences(Edition(root, "published").chapters, Edition(clean, "again"))
    yield from shown_faults(root / "html", clean / "html")


def found(name: str, root: Path) -> list[str]:
    """Damage a copy of the part that a damage concerns, and say what is found in it."""
    damage, _ = DAMAGES[name]
    with tempfile.TemporaryDirectory() as made:
        copy = Path(made) / "copy"
        html = paths.build_folder(root) / "html"
        if name in BUILT:
            shutil.copytree(html, copy)
            damage(copy)
            faults = shown_faults(copy, html)
        elif name in SEALED:
            ignored = shutil.ignore_patterns("_build", ".*", "src", "indicators*")
            shutil.copytree(root, copy, ignore=ignored)
            damage(copy)
            faults = seal_faults(copy)
        else:
            copy, clean = unpack(root, copy), unpack(root, Path(made) / "clean")
            damage(copy)
            faults = list(archive_faults(copy, clean))
    return [str(one) for one in faults]
