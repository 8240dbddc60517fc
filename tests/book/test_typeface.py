"""The files of the book's type: small, the same each time, under our name, with their licences."""

import re
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from analysis.book.typeface import LETTERS, SYMBOLS, file_name, write_type
from analysis.charts.typeface import FACES, FAMILY

ROOT = Path(__file__).resolve().parents[2]
# Space, letters with all accents of a European name, and what stands in sentences about figures.
WORDS = "Ynys Môn Łódź Čapek Ægir Straße 0123456789 £12.5 – 95% “a” ‘b’ … ≥ ≤ − × ½ ² € →"


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    target = tmp_path_factory.mktemp("site") / "type"
    write_type(target)
    return target


def test_a_page_needs_fewer_than_50_kb_of_type(folder):
    assert sum(path.stat().st_size for path in folder.glob("*.woff")) < 50_000


@pytest.mark.parametrize("face", FACES)
def test_a_face_holds_what_is_asked_and_bears_no_reserved_name(folder, face):
    font = TTFont(folder / file_name(*face), lazy=False)
    letters = set(font.getBestCmap())
    assert letters <= set(LETTERS if face[0] == FAMILY else SYMBOLS)
    assert set(map(ord, WORDS if face[0] == FAMILY else "●○▲▼△▽◆↗↘")) <= letters
    named = [str(one) for one in font["name"].names if one.nameID not in (0, 7, 13, 14)]
    assert not [name for name in named if "Source" in name or "DejaVu" in name]


@pytest.mark.parametrize("face", FACES)
def test_a_face_has_the_widths_that_drawings_are_measured_with(folder, face):
    served, measured = (
        TTFont(folder / file_name(*face), lazy=False),
        TTFont(FACES[face], lazy=False),
    )
    for code, name in served.getBestCmap().items():
        original = measured["hmtx"][measured.getBestCmap()[code]][0]
        assert served["hmtx"][name][0] == original
    assert served["head"].unitsPerEm == measured["head"].unitsPerEm


def test_written_again_it_is_the_same(folder, tmp_path):
    write_type(tmp_path / "type")
    for path in folder.iterdir():
        assert (tmp_path / "type" / path.name).read_bytes() == path.read_bytes()


def test_the_licences_stand_beside(folder):
    texts = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.txt")}
    assert "SIL OPEN FONT LICENSE" in texts["book-sans-licence.txt"]
    assert "Bitstream Vera" in texts["book-symbols-licence.txt"]


def test_the_style_sheets_ask_for_these_files_and_no_others(folder):
    css = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "book/_static").glob("*.css")
    )
    asked = set(re.findall(r'url\("type/([^"]+)"\)', css))
    assert asked == {path.name for path in folder.glob("*.woff")}
    for family, weight in FACES:
        block = next(one for one in css.split("@font-face")[1:] if file_name(family, weight) in one)
        assert f'font-family: "{family}"' in block
        assert f"font-weight: {weight}" in block
