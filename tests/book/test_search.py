"""What search knows of a page and of a place."""

import json

import pytest

from analysis.book import search
from analysis.book.contents import Link, Part
from analysis.book.search import article_of, former_names, read_page, read_synonyms
from analysis.errors import DataError

PART = Part("Stockton-on-Tees", "E06000004", (Link("stockton-on-tees/gap", "Gaps"),), ())
PAGE = """<article class="bd-article"><section id="gaps"><h1>Gaps: Stockton-on-Tees</h1>
<p>The gap is wide.</p><script>no words</script>
<section id="inside"><h2>Inside the place</h2><p>Ends lie far apart.</p>
<details class="claims"><summary>Sources</summary><ul><li>raw rows</li></ul></details>
<figure class="chart" id="figure-closing"><p class="chart-title">None is closing</p>
<p class="chart-subtitle">Healthy life expectancy, years</p><svg><text>axis</text></svg></figure>
<div class="found" id="find-smoking" data-indicator="Smoking"></div>
<table><tr><th scope="row">Screen for cancer</th><td>1.2</td></tr></table>
</section></section></article>"""


@pytest.fixture
def entries(tmp_path):
    page = tmp_path / "gap.html"
    page.write_text(f"<nav>Other pages</nav>{PAGE}<footer>Edition</footer>", encoding="utf-8")
    return read_page(article_of(page), "stockton-on-tees/gap", PART)


def test_a_page_is_known_by_its_title_place_sections_figures_and_indicators(entries):
    assert (entries["title"], entries["place"]) == ("Gaps", "Stockton-on-Tees")
    whole, figure, indicator, section = entries["parts"]
    assert figure["figure"] == "Healthy life expectancy, years"
    assert (figure["heading"], figure["at"]) == ("None is closing", "figure-closing")
    assert (indicator["figure"], indicator["at"]) == ("Smoking", "find-smoking")
    assert whole["text"] == "The gap is wide."
    assert (section["heading"], section["at"]) == ("Inside the place", "inside")
    assert section["text"] == "Ends lie far apart. Screen for cancer"


def test_code_drawings_cells_and_sources_are_not_searched(entries):
    said = json.dumps(entries)
    for hidden in ("no words", "axis", "1.2", "raw rows"):
        assert hidden not in said


def test_a_place_has_the_names_and_codes_of_what_it_took_the_place_of():
    names = former_names("E06000061")
    assert {"E06000061", "Corby", "E07000150", "Northamptonshire"} <= {*names}
    assert "Daventry" not in names
    assert "E06000048" in former_names("E06000057")


def test_a_word_stands_in_one_group_of_synonyms(tmp_path, monkeypatch):
    (tmp_path / "synonyms.yml").write_text("- [men, males]\n- [boys, males]\n")
    monkeypatch.setattr(search, "files", lambda _: tmp_path)
    read_synonyms.cache_clear()
    with pytest.raises(DataError, match="'males' stands in two groups"):
        read_synonyms()
    read_synonyms.cache_clear()
    monkeypatch.undo()
    assert ["hle", "healthy life expectancy"] in read_synonyms()
