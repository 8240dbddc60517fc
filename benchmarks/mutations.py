"""Damage a small edition on purpose and count what `analysis verify` catches.

    python benchmarks/mutations.py [--clean N]

Prints caught/total, and the false alarms over N clean runs, spread over the settings of
`processors.py`. Nothing of the project is touched.
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
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from typing import Any

import damages_built
import processors
import small_edition
from analysis import paths
from analysis.charts.drawing import drawing_fingerprint
from analysis.charts.output import DRAWING_WORDS, SVG_MIME
from analysis.claims.claim import claims_fingerprint
from analysis.claims.sentence import CLAIMS_WORDS
from analysis.data.params import load_localities
from analysis.editions.edition import Edition
from analysis.editions.seal import figure_faults
from analysis.editions.verify import check_chapter, differences, run_again, strays
from analysis.errors import AnalysisError
from analysis.runner.canonical import joined, json_text, lines
from analysis.runner.tasks import chapter_tasks

GAP = Path("book/stockton-on-tees/gap.ipynb")
PROFILE = Path("book/stockton-on-tees/profile.ipynb")
WARD = Path("book/stockton-on-tees-yarm/ward.ipynb")
PUBLISHED = Path("data/raw/indicators/healthy-life-expectancy-at-birth.csv")
Notebook = dict[str, Any]


@contextmanager
def edited(path: Path) -> Iterator[Notebook]:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    yield notebook
    # As the runner writes it, so that the damage is all that differs.
    path.write_text(json_text(notebook) + "\n", encoding="utf-8")


def outputs(notebook: Notebook, mime: str) -> list[dict[str, Any]]:
    found = [o for cell in notebook["cells"] for o in cell.get("outputs", [])]
    return [output for output in found if mime in output.get("data", {})]


def change_svg(
    change: Callable[[str], str], *, reseal: bool = False, chart: int = 1
) -> Callable[[Path], None]:
    """Change a drawing; resealed, its own fingerprint agrees with it, so only a rerun can tell."""

    def mutate(root: Path) -> None:
        with edited(root / GAP) as notebook:
            output = outputs(notebook, SVG_MIME)[chart]
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
    plain = joined(output["data"]["text/plain"])
    digest = claims_fingerprint(output["metadata"]["text/markdown"])
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
    code = [n for n, cell in enumerate(cells) if "hide-input" in cell["metadata"].get("tags", ())]
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


def change_file(change: Callable[[Notebook], object]) -> Callable[[Path], None]:
    def mutate(root: Path) -> None:
        with edited(root / GAP) as notebook:
            change(notebook)

    return mutate


def replace_file(text: str, path: Path = GAP) -> Callable[[Path], None]:
    return lambda root: (root / path).write_text(text, encoding="utf-8") and None


def switch_off(tag: str = "", comment: str = "") -> Callable[[Path], None]:
    """Change a number in a cell that asks not to be compared."""

    def mutate(root: Path) -> None:
        change_words(WARD, HTML[0], NUMBER, "9.9", HTML)(root)
        with edited(root / WARD) as notebook:
            cell = next(one for one in notebook["cells"] if one["id"] == "measures")
            if tag:
                cell["metadata"]["tags"].append(tag)
            cell["source"] = [*([f"{comment}\n"] if comment else []), *cell["source"]]

    return mutate


def swell(notebook: Notebook) -> None:
    outputs(notebook, SVG_MIME)[0]["data"]["text/plain"] = "0" * 100_000_000


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


def put(old: str, new: str) -> Callable[[str], str]:
    return lambda svg: re.sub(old, new, svg, count=1)


def swap(one: str, other: str) -> Callable[[str], str]:
    return lambda svg: svg.replace(one, "\0").replace(other, one).replace("\0", other)


def swap_order(svg: str) -> str:
    first, second = re.findall(r'<g data-series="Absolute gap \(\w+\)">.*?</g></g>', svg)
    return swap(first, second)(svg)


# A drawing of two lines with marks, and the first of them: of males, its third mark and its words.
LINES = 9
LINE, POINT = r'(\(Male\)"><path )(d="\S+)', r'(x="68.3" y="110")'
HIDDEN = {
    "display": 'display="none"',
    "visibility": 'style="visibility:hidden"',
    "opacity": 'opacity="0.01"',
    "opacity of fill and line": 'style="fill-opacity:0;stroke-opacity:0"',
    "no fill and no line": 'style="fill:none;stroke:none"',
    "white": 'fill="#ffffff" stroke="#ffffff"',
    "a width of nought": 'fill="none" stroke-width="0"',
    "a clip": 'clip-path="circle(0)"',
    "a mask": 'mask="url(#none)"',
}
DRAWN: dict[str, Callable[[str], str]] = {
    "move a line": put(LINE, r'\1d="M40.9 60 '),
    "move a line by an attribute": put(LINE, r'\1transform="translate(0 -40)" \2'),
    "move a line by its style": put(r'(\(Male\)"><path .*?style=")', r"\1translate:0 -40px;"),
    "move a series by its group": put(r'(\(Male\)")>', r'\1 transform="translate(0 -9)">'),
    "move a mark": put(POINT, 'x="68.3" y="90"'),
    **{f"hide a mark by {how}": put(POINT, rf"\1 {words}") for how, words in HIDDEN.items()},
    "swap the marks of two series": swap('x="40.9" y="92.3"', 'x="40.9" y="95.1"'),
    "swap the names of two series": swap("gap (Female)", "gap (Male)"),
    "swap the colours of two lines alone": swap(
        "stroke:#f46a25;stroke-width:1.4", "stroke:#12436d;stroke-width:1.4"
    ),
    "one colour for two series": lambda svg: svg.replace("#f46a25", "#12436d"),
    "all but one colour for two series": lambda svg: svg.replace("#f46a25", "#12436f"),
    "swap the labels of two series": swap(">Female<", ">Male<"),
    "a label": put(">No gap<", ">A gap<"),
    "a label too small to read": put('(<text )(x="327.6")', r'\1font-size="0.1" \2'),
    "a number of an axis": put(">-1.0<", ">-1.5<"),
    "dash a line": put(r'(\(Male\)"><path .*?style=")', r"\1stroke-dasharray:1,90;"),
    "another shape for a mark": put(r'(\(Male\)">.*?href="#s\w{6})1', r"\g<1>2"),
    "another shape for all marks": put("0-3.8-3.8 0z", "0-3.8z"),
    "the order of two series": swap_order,
    "crop a drawing": put('viewBox="0 0 380 ', 'viewBox="190 0 190 '),
    "cover a drawing": put("</svg>", '<path d="M0 0l380 0 0 386-380 0z" fill="#ffffff"/></svg>'),
    "a link in a drawing": put(
        "(<g data-series.*?</g></g>)", r'<a href="https://x.example">\1</a>'
    ),
    "a picture in a drawing": put("</svg>", '<image href="x.png" width="9" height="9"/></svg>'),
    "a script in a drawing": put("</svg>", "<script>1</script></svg>"),
    "a style sheet in a drawing": put("</defs>", "</defs><style>use{display:none}</style>"),
    "a comment in a drawing": put("</defs>", "</defs><!-- -->"),
}
SEX_ROW = r"^(healthy-life-expectancy-at-birth,E06000004,.*2022 to 2024.*?,)(\d\d)(\.\d+)"
BLANK = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"></svg>'
VERDICT = r"higher|lower|worse|better"
NUMBER = r"(\d\.\d)(?=</td>)"
HTML = ("text/html",)
PROSE = ("text/markdown", "text/plain")
MUTATIONS: dict[str, Callable[[Path], None]] = {
    "blank an image": change_svg(lambda svg: BLANK),
    "blank an image, resealed": change_svg(lambda svg: BLANK, reseal=True),
    "drop a series": change_svg(drop_series),
    "drop a series, resealed": change_svg(drop_series, reseal=True),
    "drop a limit of confidence, resealed": change_svg(
        put(r'(\(Female\)"><g [^>]*>)<path [^>]*>', r"\1"), reseal=True
    ),
    **{
        f"{name}, resealed": change_svg(change, reseal=True, chart=LINES)
        for name, change in DRAWN.items()
    },
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
    "a tag against comparing": switch_off("nbval-ignore-output"),
    "a tag against running": switch_off("nbval-skip"),
    "a comment against comparing": switch_off(comment="# NBVAL_IGNORE_OUTPUT"),
    "a setting of a cell": change_cells(lambda cells: cells[0]["metadata"].update(editable=True)),
    "a setting of the page": change_file(
        lambda notebook: notebook["metadata"].update(mystnb={"remove_code_outputs": True})
    ),
    "a key of the file": change_file(lambda notebook: notebook.update(by="hand")),
    "another version of the format": change_file(lambda notebook: notebook.update(nbformat=3)),
    "another minor version": change_file(lambda notebook: notebook.update(nbformat_minor=4)),
    "no notebook": replace_file("no notebook"),
    "JSON of another shape": replace_file('{"cells": {}}'),
    "an output of 100 MB": change_file(swell),
    "a stray chapter": replace_file("{}", Path("book/stockton-on-tees/stray.ipynb")),
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
    "two colours exchanged": change_svg(swap("#12436d", "#f46a25"), chart=LINES),
    "a width": change_svg(put("stroke-width:1.4", "stroke-width:2"), chart=LINES),
    "a resolution": change_svg(lambda svg: svg.replace("<svg ", '<svg width="900" height="9" ', 1)),
}


def verify(again: Path | None = None) -> tuple[list[str], list[str]]:
    """Do as `analysis verify` does, but make chapters again only where nothing shows at rest.

    Gives the faults and the cosmetic changes. Given a folder of chapters that were made again,
    those are compared: nothing that they are made of has been damaged then.
    """
    try:
        tasks = chapter_tasks(load_localities())
        findings = [*figure_faults(paths.data_folder()), *strays(tasks, tasks)]
        findings += [one for task in tasks for one in check_chapter(task)]
        if not findings:
            with tempfile.TemporaryDirectory() as made:
                findings += [] if again else run_again(tasks, Path(made), jobs=1)
                published = {task.name: task.output for task in tasks}
                findings += differences(published, Edition(again or Path(made), "again"))
    except AnalysisError as error:
        # The command stops with this sentence: nothing was run or compared.
        return [str(error)], []
    faults = [str(one) for one in findings if not one.cosmetic]
    return faults, [str(one) for one in findings if one.cosmetic]


def files_of(root: Path) -> set[Path]:
    return {path for part in ("book", "data") for path in (root / part).rglob("*.*")}


def damaged(root: Path, mutate: Callable[[Path], None], again: Path) -> tuple[list[str], list[str]]:
    """Damage the edition, verify what was damaged, and put it back as it was."""
    kept = {path: path.read_bytes() for path in files_of(root)}
    try:
        mutate(root)
        touched = [path for path, content in kept.items() if path.read_bytes() != content]
        return verify(
            again if all(path.is_relative_to(root / "book") for path in touched) else None
        )
    finally:
        for path in {p for part in ("book", "data") for p in (root / part).rglob("*.*")} - set(
            kept
        ):
            path.unlink()
        for path, content in kept.items():
            if path.read_bytes() != content:
                path.write_bytes(content)


def measure(root: Path, clean: int, again: Path) -> int:
    run_again(chapter_tasks(load_localities()), again, jobs=1)
    caught = 0
    for name, mutate in MUTATIONS.items():
        faults, _ = damaged(root, mutate, again)
        caught += bool(faults)
        print(
            f"{'caught' if faults else 'MISSED':<7} {name}: {(faults or [''])[0][:160]}", flush=True
        )
    # An edition without pages has no archive to damage.
    others = damages_built.DAMAGES if paths.build_folder(root).is_dir() else {}
    for name, (_, words) in others.items():
        named = [one for one in damages_built.found(name, root) if words in one]
        caught += bool(named)
        said = (named or [""])[0][:160]
        print(f"{'caught' if named else 'MISSED':<7} {name}: {said}", flush=True)
    quiet = 0
    for name, mutate in COSMETIC.items():
        faults, looks = damaged(root, mutate, again)
        quiet += bool(looks) and not faults
        print(f"{'cosmetic' if looks and not faults else 'WRONG':<9} {name}: {looks or faults}")
    alarms = sum(false_alarms(root, clean))
    damages = len(MUTATIONS) + len(others)
    print(f"{caught} of {damages} damages caught")
    print(f"{quiet} of {len(COSMETIC)} cosmetic changes reported as cosmetic")
    print(f"{alarms} false alarms in {clean} clean runs")
    return int(caught < damages or quiet < len(COSMETIC) or alarms > 0)


def false_alarms(root: Path, runs: int) -> Iterator[bool]:
    """Verify the sound edition again and again, each time as on another processor."""
    able, _ = processors.settings()
    for number, (name, variables) in zip(range(runs), cycle(able.items()), strict=False):
        ((_, _, done),) = processors.verify_under([], {name: variables}, root)
        if done.returncode:
            print(f"ALARM {number + 1}, {name}: {done.stderr[:300]}")
        yield bool(done.returncode)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clean", type=int, default=1, help="clean runs")
    parser.add_argument("--edition", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.edition:
        os.chdir(given.edition)
        with tempfile.TemporaryDirectory(prefix="again-") as again:
            return measure(given.edition, given.clean, Path(again))
    with tempfile.TemporaryDirectory(prefix="mutations-") as folder:
        root = small_edition.build(small_edition.make(Path(folder) / "edition"))
        words = [sys.executable, __file__, "--edition", str(root), "--clean", str(given.clean)]
        return subprocess.run(words, env=small_edition.environment(root), check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
