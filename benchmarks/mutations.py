"""Damage a small edition on purpose and count what `analysis verify` catches.

    python benchmarks/mutations.py [--clean N]

Prints caught/total, and the false alarms over N clean runs. Nothing of the project is touched.
"""

import argparse
import csv
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from analysis.runner.workers import use_warm_kernels

import small_edition
from analysis import paths
from analysis.claims.claim import claims_fingerprint
from analysis.claims.prose import CLAIMS_WORDS
from analysis.data.params import load_localities
from analysis.errors import AnalysisError
from analysis.figures.chart import DRAWING_WORDS, SVG_MIME
from analysis.figures.fingerprint import drawing_fingerprint
from analysis.review.nbval import verify_chapters
from analysis.review.verify import check_chapter, figure_faults
from analysis.runner.canonical import joined, lines
from analysis.runner.chapters import chapter_tasks

GAP = Path("book/stockton-on-tees/gap.ipynb")
PROFILE = Path("book/stockton-on-tees/profile.ipynb")
WARD = Path("book/stockton-on-tees-yarm/ward.ipynb")
PUBLISHED = Path("data/raw/indicators/healthy-life-expectancy-at-birth.csv")
Notebook = dict[str, Any]


@contextmanager
def edited(path: Path) -> Iterator[Notebook]:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    yield notebook
    text = json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8")


def outputs(notebook: Notebook, mime: str) -> list[dict[str, Any]]:
    found = [o for cell in notebook["cells"] for o in cell.get("outputs", [])]
    return [output for output in found if mime in output.get("data", {})]


def change_svg(change: Callable[[str], str], *, reseal: bool = False) -> Callable[[Path], None]:
    """Change a drawing; resealed, its own fingerprint agrees with it, so only a rerun can tell."""

    def mutate(root: Path) -> None:
        with edited(root / GAP) as notebook:
            output = outputs(notebook, SVG_MIME)[1]
            svg = joined(output["data"][SVG_MIME])
            new = change(svg)
            assert new != svg
            output["data"][SVG_MIME] = lines(new)
            if reseal:
                seal_chart(output)

    return mutate


def seal_chart(output: dict[str, Any]) -> None:
    data = output["data"]
    digest = drawing_fingerprint(joined(data[SVG_MIME]), output["metadata"][SVG_MIME])
    plain = re.sub(rf"({DRAWING_WORDS}: )\w+", rf"\g<1>{digest}", joined(data["text/plain"]))
    data["text/plain"] = lines(plain)


def seal_prose(output: dict[str, Any]) -> None:
    claims = output["metadata"]["text/markdown"]["claims"]
    plain = joined(output["data"]["text/plain"])
    digest = claims_fingerprint(claims)
    output["data"]["text/plain"] = lines(
        re.sub(rf"({CLAIMS_WORDS}: )\w+", rf"\g<1>{digest}", plain)
    )


def change_words(path: Path, mime: str, old: str, new: str, only: tuple[str, ...]) -> Any:
    """Change a text in some forms of the first output that holds it in the named form."""

    def mutate(root: Path) -> None:
        with edited(root / path) as notebook:
            for output in outputs(notebook, mime):
                if re.search(old, joined(output["data"][mime])):
                    for form in only:
                        text = joined(output["data"][form])
                        output["data"][form] = lines(re.sub(old, new, text, count=1))
                    return
        raise AssertionError(f"{path} nowhere says {old}")

    return mutate


def change_claim(change: Callable[[list[Any]], object], *, reseal: bool) -> Callable[[Path], None]:
    def mutate(root: Path) -> None:
        with edited(root / PROFILE) as notebook:
            output = next(
                one
                for one in outputs(notebook, "text/markdown")
                if one["metadata"].get("text/markdown", {}).get("claims")
            )
            change(output["metadata"]["text/markdown"]["claims"])
            if reseal:
                seal_prose(output)

    return mutate


def change_title(*, reseal: bool) -> Callable[[Path], None]:
    def mutate(root: Path) -> None:
        with edited(root / GAP) as notebook:
            output = outputs(notebook, SVG_MIME)[0]
            output["metadata"][SVG_MIME]["title"] += " All is well."
            if reseal:
                seal_chart(output)

    return mutate


def shift_year(root: Path) -> None:
    with edited(root / GAP) as notebook:
        for output in outputs(notebook, SVG_MIME):
            described = output["metadata"][SVG_MIME]
            for row in described["table"]["rows"]:
                row[:] = [re.sub(r"^20(\d\d)$", lambda y: f"20{int(y[1]) + 1:02}", c) for c in row]
            seal_chart(output)
        text = json.dumps(notebook)
    assert "2026" in text


def swap_areas(root: Path) -> None:
    """Exchange the names of two areas everywhere in a chapter's outputs, and seal every chart."""
    with edited(root / GAP) as notebook:
        for cell in notebook["cells"]:
            for output in cell.get("outputs", []):
                text = json.dumps(output)
                text = text.replace("Stockton-on-Tees", "\0").replace("England", "Stockton-on-Tees")
                output.clear()
                output.update(json.loads(text.replace("\0", "England").replace("\\u0000", "x")))
                if SVG_MIME in output.get("data", {}):
                    seal_chart(output)


def change_cells(change: Callable[[list[dict[str, Any]]], object]) -> Callable[[Path], None]:
    def mutate(root: Path) -> None:
        with edited(root / GAP) as notebook:
            change(notebook["cells"])

    return mutate


def strip(cells: list[dict[str, Any]]) -> None:
    for cell in cells:
        if cell["cell_type"] == "code":
            cell |= {"outputs": [], "execution_count": None}


def reorder(cells: list[dict[str, Any]]) -> None:
    code = [n for n, cell in enumerate(cells) if cell["metadata"].get("tags") == ["hide-input"]]
    one, other = code[0], code[1]
    cells[one], cells[other] = cells[other], cells[one]
    number = 0
    for cell in cells:
        if cell["cell_type"] == "code":
            number += 1
            cell["execution_count"] = number
            for output in cell["outputs"]:
                if "execution_count" in output:
                    output["execution_count"] = number


def inject(cells: list[dict[str, Any]]) -> None:
    cell = next(one for one in cells if one["id"] == "injected-parameters")
    cell["source"] = lines(joined(cell["source"]).replace("E06000004", "E06000005", 1))


def hide(cells: list[dict[str, Any]]) -> None:
    cells[-1]["metadata"]["tags"] = ["remove-cell"]


def change_figures(relative: Path, old: str, new: str, *, reseal: bool) -> Callable[[Path], None]:
    """Change a raw file; resealed, the manifest agrees with it, so only a rerun can tell."""

    def mutate(root: Path) -> None:
        path = root / relative
        text = path.read_text(encoding="utf-8")
        changed = re.sub(old, new, text, count=1, flags=re.MULTILINE)
        assert changed != text, f"{relative} nowhere says {old}"
        path.write_text(changed, encoding="utf-8")
        if reseal:
            seal_figures(root / "data" / "raw", path)

    return mutate


def seal_figures(folder: Path, path: Path) -> None:
    manifest = folder / "manifest.csv"
    with manifest.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if row["path"] == path.relative_to(folder).as_posix():
            content = path.read_bytes()
            row |= {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
    with manifest.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def drop_series(svg: str) -> str:
    drawn = re.findall(r"<path [^>]*d=\"[^\"]{60,}\"[^>]*/>", svg)
    return svg.replace(max(drawn, key=len), "", 1)


SEX_ROW = r"^(healthy-life-expectancy-at-birth,E06000004,.*2022 to 2024.*?,)(\d\d)(\.\d+)"
BLANK = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"></svg>'
VERDICT = r"higher|lower|worse|better"
NUMBER = r"(\d\.\d)(?=</td>)"
HTML = ("text/html",)
BOTH = ("text/html", "text/plain")
PROSE = ("text/markdown", "text/plain")
MUTATIONS: dict[str, Callable[[Path], None]] = {
    "blank an image": change_svg(lambda svg: BLANK),
    "blank an image, resealed": change_svg(lambda svg: BLANK, reseal=True),
    "drop a series": change_svg(drop_series),
    "drop a series, resealed": change_svg(drop_series, reseal=True),
    "shift a year, resealed": shift_year,
    "swap two areas, resealed": swap_areas,
    "change a number of a table, as shown": change_words(WARD, HTML[0], NUMBER, "9.9", HTML),
    "edit a sentence": change_words(PROFILE, PROSE[0], VERDICT, "similar", PROSE),
    "edit a sentence, as shown": change_words(PROFILE, PROSE[0], r"\d", "9", PROSE[:1]),
    "edit a chart title": change_title(reseal=False),
    "edit a chart title, resealed": change_title(reseal=True),
    "remove a claim": change_claim(lambda claims: claims.pop(), reseal=False),
    "remove a claim, resealed": change_claim(lambda claims: claims.pop(), reseal=True),
    "third decimal of a claim, resealed": change_claim(
        lambda claims: claims[0].update(value=claims[0]["value"] + 0.001), reseal=True
    ),
    "strip outputs": change_cells(strip),
    "re-order cells": change_cells(reorder),
    "remove a cell": change_cells(lambda cells: cells.pop()),
    "hide a cell": change_cells(hide),
    "alter a parameter": change_cells(inject),
    "third decimal of a raw value": change_figures(
        PUBLISHED, SEX_ROW, r"\g<1>\2\g<3>1", reseal=False
    ),
    "a raw value, resealed": change_figures(
        PUBLISHED, SEX_ROW, lambda m: f"{m[1]}{m[2]}.999", reseal=True
    ),
    "flip a polarity": change_figures(
        Path("data/raw/catalogue.csv"), r"(^year-6-obesity.*)low is good", r"\1high is good",
        reseal=False,
    ),
    "flip a polarity, resealed": change_figures(
        Path("data/raw/catalogue.csv"), r"(^year-6-obesity.*)low is good", r"\1high is good",
        reseal=True,
    ),
    "a byte of a raw file": change_figures(
        Path("data/raw/indicators/anxiety.csv"), r"E06000001", "E06000002", reseal=False
    ),
}  # fmt: skip
COSMETIC = {
    "a colour": change_svg(lambda svg: re.sub("#12436d", "#801650", svg, flags=re.IGNORECASE)),
    "a resolution": change_svg(lambda svg: svg.replace("<svg ", '<svg width="900" height="9" ', 1)),
}


def verify(root: Path, names: Collection[str] = ()) -> tuple[list[str], list[str]]:
    """Do as `analysis verify` does, but run cells again only where nothing shows at rest.

    Gives the faults and the cosmetic changes. Only the named chapters run again, or all of them.
    """
    try:
        tasks = chapter_tasks(load_localities())
    except AnalysisError as error:
        # The command stops with this sentence: the parameters cannot be held against the figures.
        return [str(error)], []
    findings = [*figure_faults(paths.data_folder())]
    findings += [one for task in tasks for one in check_chapter(task)]
    faults = [str(one) for one in findings if not one.cosmetic]
    looks = [str(one) for one in findings if one.cosmetic]
    if not faults:
        result = verify_chapters(
            root / "book", root / ".cache", jobs=1, names=names, say=lambda _: None
        )
        faults += [f"{where}: {words}" for where, words in result.failed]
    return faults, looks


def damaged(root: Path, mutate: Callable[[Path], None]) -> tuple[list[str], list[str]]:
    """Damage the edition, verify what was damaged, and put it back as it was."""
    kept = {p: p.read_bytes() for part in ("book", "data") for p in (root / part).rglob("*.*")}
    try:
        mutate(root)
        touched = [path for path, content in kept.items() if path.read_bytes() != content]
        chapters = [f"{one.parent.name}/{one.stem}" for one in touched if one.suffix == ".ipynb"]
        return verify(root, chapters if len(chapters) == len(touched) else ())
    finally:
        for path, content in kept.items():
            if path.read_bytes() != content:
                path.write_bytes(content)


def measure(root: Path, clean: int) -> int:
    use_warm_kernels()
    caught = 0
    for name, mutate in MUTATIONS.items():
        faults, _ = damaged(root, mutate)
        caught += bool(faults)
        print(
            f"{'caught' if faults else 'MISSED':<7} {name}: {(faults or [''])[0][:110]}", flush=True
        )
    quiet = 0
    for name, mutate in COSMETIC.items():
        faults, looks = damaged(root, mutate)
        quiet += bool(looks) and not faults
        print(f"{'cosmetic' if looks and not faults else 'WRONG':<9} {name}: {looks or faults}")
    alarms = sum(bool(verify(root)[0]) for _ in range(clean))
    print(f"{caught} of {len(MUTATIONS)} mutations caught")
    print(f"{quiet} of {len(COSMETIC)} cosmetic changes reported as cosmetic")
    print(f"{alarms} false alarms in {clean} clean runs")
    return int(caught < len(MUTATIONS) or quiet < len(COSMETIC) or alarms > 0)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clean", type=int, default=1, help="clean runs")
    parser.add_argument("--edition", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.edition:
        os.chdir(given.edition)
        return measure(given.edition, given.clean)
    with tempfile.TemporaryDirectory(prefix="mutations-") as folder:
        root = small_edition.make(Path(folder) / "edition")
        words = [sys.executable, __file__, "--edition", str(root), "--clean", str(given.clean)]
        return subprocess.run(words, env=small_edition.environment(root), check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
