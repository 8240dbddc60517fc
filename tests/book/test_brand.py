"""Who publishes the book: what is refused, and where what is given appears."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from analysis import paths
from analysis.book.brand import DARK, LIGHT, Brand, contrast, put_brand, read_brand
from analysis.book.contents import frame_of
from analysis.book.edition import fill
from analysis.errors import ParameterError

ROOT = Path(__file__).resolve().parents[2]
LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>'
)


@pytest.fixture
def write(project):
    """Give a function that writes `params/brand.yml`."""

    def brand(text: str) -> None:
        (project / "params" / "brand.yml").write_text(text, encoding="utf-8")

    return brand


def test_the_project_itself_is_nobodys():
    assert read_brand() == Brand()


def test_a_project_without_the_file_is_nobodys(project):
    (project / "params" / "brand.yml").unlink()
    assert read_brand() == Brand()


def test_contrast_is_that_of_the_guidelines():
    """WCAG 2.2: black on white is 21 to 1; #777777 on white falls just short of 4.5 to 1."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") < 4.5 < contrast("#767676", "#ffffff")
    # By hand: red has the luminance 0.2126, so 1.05 / (0.2126 + 0.05) = 3.9985.
    assert contrast("#ff0000", "#ffffff") == pytest.approx(1.05 / 0.2626)
    assert contrast("#123456", "#abcdef") == contrast("#abcdef", "#123456")


def test_the_grounds_are_those_of_the_book():
    text = (ROOT / "book" / "_static" / "book.css").read_text(encoding="utf-8")
    for grounds, rule in ((LIGHT, r":root \{"), (DARK, r'html\[data-theme="dark"\] \{')):
        block = re.search(rf"^{rule}(.*?)^\}}", text, re.MULTILINE | re.DOTALL)[1]
        found = dict(re.findall(r"--(page|panel): (#\w+);", block))
        assert list(grounds.values()) == [found["page"], found["panel"]]
    assert "--mast-text: #ffffff" in text, "the words of the band are as white as the page"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('colour: "#ffdd00"', "has a contrast of 1.3 to 1 with the white page"),
        ('colour: "#757575"', "has a contrast of 4.2 to 1 with the panels of light pages"),
        ('colour_on_dark: "#12436d"', "Choose a lighter one."),
        ('colour: "navy"', 'write it as "#12436d".'),
        ('colour: "#fff"', "is not a colour that can be checked"),
        ("contact: call us", "is neither an e-mail address nor a page"),
        ('contact: "javascript:alert(1)"', "is neither an e-mail address nor a page"),
        ("logo: crest.svg", "a logo needs the name"),
        ("name: A\nlogo: crest.svg", "is not in params/brand. Put the file there."),
        ("name: A\nlogo: ../crest.svg", "is not a file's name that ends in .svg"),
        ("name: A\nlogo: crest.gif", "is not a file's name that ends in .svg"),
        ("name: A\nlogo: large.png", "has 200,001 bytes, and every page loads it"),
        ("color: red", "color is not a known key. Did you mean colour?"),
    ],
)
def test_what_cannot_be_published_is_refused_in_a_sentence(project, write, text, said):
    (project / "params" / "brand").mkdir(exist_ok=True)
    (project / "params" / "brand" / "large.png").write_bytes(b"x" * 200_001)
    write(text)
    with pytest.raises(ParameterError) as problem:
        read_brand()
    assert str(problem.value).startswith("params/brand.yml: ")
    assert said in str(problem.value)


def test_every_page_that_sphinx_does_not_make_carries_it(project, write, tmp_path):
    (project / "params" / "brand").mkdir(exist_ok=True)
    (project / "params" / "brand" / "crest.SVG").write_text(LOGO, encoding="utf-8")
    for name in ("masthead.html", "edition.html"):
        target = project / "book" / "_templates" / name
        target.parent.mkdir(exist_ok=True)
        target.write_bytes((ROOT / "book" / "_templates" / name).read_bytes())
    (project / "CITATION.cff").write_bytes((ROOT / "CITATION.cff").read_bytes())
    write(
        'name: "Borough of <A> & B"\nlogo: crest.SVG\ncolour: "#5a2b81"\n'
        'contact: health@borough.example\nlicence: "Words: CC BY 4.0."\n'
    )
    page = fill("beside.html", **frame_of(tmp_path), title="A page", body="")
    soup = BeautifulSoup(page, "html.parser")
    logo = soup.select_one(".masthead img")
    assert (logo["src"], logo["alt"]) == ("../_static/brand.svg", "Borough of <A> & B")
    footer = " ".join(soup.select_one("footer.edition").get_text().split())
    assert "Published by Borough of <A> & B. Contact: health@borough.example. Words: CC" in footer
    assert soup.select_one('footer a[href="mailto:health@borough.example"]')
    assert soup.select_one('link[href="../_static/brand.css"]')

    put_brand(paths.book_folder())
    static = paths.book_folder() / "_static"
    assert (static / "brand.svg").read_text(encoding="utf-8") == LOGO
    sheet = (static / "brand.css").read_text(encoding="utf-8")
    assert sheet.count("--mast: #5a2b81") == 2
    assert sheet.count("--link: #5a2b81") == 1
    assert "<A>" not in page


def test_a_name_alone_stands_in_words(project, write, tmp_path):
    (project / "CITATION.cff").write_bytes((ROOT / "CITATION.cff").read_bytes())
    write("name: Borough of A\n")
    assert frame_of(tmp_path)["brand"].picture == ""
    put_brand(paths.book_folder())
    assert list((paths.book_folder() / "_static").iterdir()) == []
