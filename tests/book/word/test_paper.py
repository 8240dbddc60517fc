"""A paper as a Word document: what a screen reader, Word and the way back need of it."""

import json
import re
import zipfile
from itertools import pairwise

import docx
import pytest
from docx.oxml.ns import qn

from analysis.book.edition import read_edition
from analysis.book.word import pictures
from analysis.book.word.blocks import PICTURE, TABLE, Block, named, read_chapter
from analysis.book.word.document import read_properties
from analysis.book.word.notes import measure_of
from analysis.book.word.paper import ALL, BRIEF, Paper, export_paper
from analysis.claims.claim import claim_id
from analysis.data.params import load_localities
from analysis.errors import RunError
from intake.word.papers import ROOT, blank_png, sent

__all__ = ["sent"]
SLUG = "stockton-on-tees"
SVG = (
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 40 20' fill='var(--chart-text,#1d1d1d)'>"
)


@pytest.fixture(scope="module")
def blocks():
    return Paper(SLUG, load_localities()[SLUG], ALL, read_edition()).blocks


@pytest.fixture
def gaps(sent):
    """Give the chapter of gaps, which has pictures, tables, lists and sentences."""
    return sent(SLUG, scope="gap")


def test_whatever_the_chapters_claim_in_sentences_stands_in_the_paper(blocks):
    words = "\n".join(block.text for block in blocks)
    claimed = []
    for chapter in load_localities()[SLUG].chapters:
        path = ROOT / "book" / SLUG / f"{chapter}.ipynb"
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            for output in cell.get("outputs", ()):
                about = output.get("metadata", {}).get("text/markdown", {})
                claimed += [claim["text"] for claim in about.get("claims", ())]
    assert len(claimed) > 300
    assert [text for text in claimed if text.lower() not in words.lower()] == []


def test_each_claim_stands_with_the_words_that_make_it(blocks):
    claimed = [(block, claim) for block in blocks for claim in block.claims if block.kind != TABLE]
    apart = [one for one in claimed if one[1]["text"].lower() not in one[0].text.lower()]
    assert len(claimed) > 300
    assert len(apart) < len(claimed) / 10


def test_names_are_those_of_the_claims_and_fit_a_bookmark(blocks):
    keys = [block.key for block in blocks]
    assert len(keys) == len(set(keys))
    assert all(re.fullmatch(r"[a-z][a-z0-9_]{1,39}", key) for key in keys)
    claims = [
        {"indicator": "a", "area_code": "E", "period": "2023", "sex": "Persons", "rule": "level"}
    ]
    one = Block("text", "54.9", claims=tuple(claims))
    other = Block("text", "55.9 in the next edition", claims=tuple(claims))
    assert claim_id(claims[0]) == "a | E | 2023 | Persons | level"
    assert named([one])[0].key == named([other])[0].key
    assert [block.key[-2:] for block in named([one, other])][1] == "_2"


def test_headings_go_down_one_level_at_a_time(gaps):
    paragraphs = docx.Document(str(gaps)).paragraphs
    assert paragraphs[0].style.name == "Title"
    levels = [int(p.style.name[-1]) for p in paragraphs if p.style.name.startswith("Heading")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_pictures_have_alternative_texts_and_are_held_as_svg_and_png(gaps):
    document = docx.Document(str(gaps))
    drawn = [*document.element.body.iter(qn("wp:docPr"))]
    assert len(drawn) > 5
    assert all(20 < len(one.get("descr")) < 250 for one in drawn)
    with zipfile.ZipFile(gaps) as packed:
        charts = [name for name in packed.namelist() if name.endswith(".svg")]
        assert len(charts) == len(drawn)
        for name in charts:
            svg = packed.read(name).decode()
            assert "var(" not in svg
            assert re.match(r"<svg width='[\d.]+' height='[\d.]+' ", svg)
        assert packed.read("word/document.xml").count(b"svgBlip") == len(charts)


def test_tables_repeat_their_header_and_say_what_they_are(gaps):
    tables = docx.Document(str(gaps)).tables
    assert len(tables) > 4
    for table in tables:
        head, *rows = table.rows
        assert head._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:tblHeader")) is None for row in rows)
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))
        assert len({len(row.cells) for row in table.rows}) == 1


def test_it_says_its_language_title_edition_and_how_it_is_cited(gaps):
    document = docx.Document(str(gaps))
    assert document.core_properties.title == "Stockton-on-Tees, chapter gap"
    assert document.core_properties.language == "en-GB"
    languages = {one.get(qn("w:val")) for one in document.styles.element.iter(qn("w:lang"))}
    assert languages == {"en-GB"}
    texts = [one.text for one in document.paragraphs]
    assert any(text.startswith("Closing the Gap contributors (2026).") for text in texts)
    known = read_properties(document)
    assert known["Closing the Gap locality"] == SLUG
    assert all(len(value) < 256 for value in known.values())


def test_a_brief_holds_two_pictures_and_the_findings(sent):
    document = docx.Document(str(sent(SLUG)))
    assert len([*document.element.body.iter(qn("wp:docPr"))]) == 2
    assert document.paragraphs[0].text == "Stockton-on-Tees, in brief"


def test_without_the_executed_chapter_nothing_is_written(project):
    locality = load_localities()[SLUG]
    cited = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    (project / "CITATION.cff").write_text(cited, encoding="utf-8")
    with pytest.raises(RunError, match="There is no chapter glance of Stockton-on-Tees yet"):
        export_paper(SLUG, locality, BRIEF, drawn=blank_png)
    assert not (project / "_build").exists()


@pytest.mark.parametrize(
    ("rule", "measure"),
    [
        ("level: the 95% interval of the gap", "level"),
        ("as published", "level"),
        ("direction: a line", "trend"),
        ("absolute gap: first minus second", "absolute gap"),
        ("trend of the absolute gap: a line", "absolute gap"),
        ("trend of the relative gap (free school meals): a line", "relative gap"),
    ],
)
def test_what_a_claim_is_of_is_read_from_its_rule(rule, measure):
    assert measure_of({"rule": rule}) == measure


def test_a_drawing_alone_has_its_light_colours_and_its_size():
    drawn = pictures.alone(f"{SVG}</svg>")
    assert "width='40' height='20'" in drawn
    assert "fill='#1d1d1d'" in drawn
    with pytest.raises(RunError, match="has no size"):
        pictures.size_of("<svg>")


@pytest.mark.slow
def test_chromium_draws_each_chart_in_its_own_place():
    from io import BytesIO

    from PIL import Image

    red = f"{SVG}<rect width='40' height='20' fill='#ff0000'/></svg>"
    blue = red.replace("#ff0000", "#0000ff").replace("0 0 40 20", "0 0 40 10")
    found = [Image.open(BytesIO(png)).convert("RGB") for png in pictures.draw([red, blue])]
    assert [image.getpixel((300, 100)) for image in found] == [(255, 0, 0), (0, 0, 255)]
    assert [image.width for image in found] == [1280, 1280]
    assert found[0].height > found[1].height


def test_a_chapter_keeps_its_order_and_leaves_its_notes_to_the_paper():
    found = read_chapter(ROOT / "book" / SLUG / "glance.ipynb")
    assert found[0].style == "Heading 1"
    kinds = [block.kind for block in found]
    assert kinds.index(PICTURE) < 5
    assert not any("No local notes" in block.text for block in found)
