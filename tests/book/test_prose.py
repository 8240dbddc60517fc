"""Sentences on a page: their sources and rules one click away, and nothing of them markup."""

import json
import subprocess
import sys

import nbformat
import pytest

from analysis.book.prose import disclosure
from analysis.book.provenance import claim_lines
from analysis.claims.claim import Claim
from analysis.claims.sentence import Prose, Sentence

SUMMARY = "Sources and rules of these sentences"
CLAIM = Claim(
    "smoking", "E06000004", "2023", "Persons", 20.0, 18.0, 22.0,
    text="20% <b>", rule="as published & so on", sources=("indicators/smoking.csv",),
)  # fmt: skip


class OwnHtml:
    """Shows HTML that claims, as the cards of the front page do."""

    def _repr_mimebundle_(self):
        data = {"text/html": "<p>One in five smokes.</p>", "text/plain": "One in five smokes."}
        return data, {"text/html": {"claims": [CLAIM.record()]}}


def notebook(*shown: Prose | OwnHtml) -> nbformat.NotebookNode:
    cells = [nbformat.v4.new_markdown_cell("# A page", id="title")]
    for place, item in enumerate(shown):
        data, metadata = item._repr_mimebundle_()
        cell = nbformat.v4.new_code_cell("shown", id=f"cell-{place}")
        cell.outputs = [
            nbformat.v4.new_output("execute_result", data, metadata=metadata, execution_count=1)
        ]
        cells.append(cell)
    made = nbformat.v4.new_notebook(cells=cells)
    made.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    made.metadata.language_info = {"name": "python", "pygments_lexer": "ipython3"}
    return nbformat.from_dict(json.loads(json.dumps(made)))


@pytest.fixture(scope="module", params=[False, True], ids=["alone", "with its pages"])
def page(request, tmp_path_factory):
    """Build a page with a sentence that claims and one that does not, in a small book."""
    folder = tmp_path_factory.mktemp("book")
    (folder / "conf.py").write_text("extensions = ['myst_nb']\nnb_execution_mode = 'off'\n")
    said = Prose(Sentence("Smoking is 20%.", (CLAIM,)))
    shown = notebook(said, Prose("No number here."), OwnHtml())
    nbformat.write(shown, folder / "index.ipynb")
    if request.param:
        (folder / "england").mkdir()
        for name in ("methods", "england/sources"):
            (folder / f"{name}.md").write_text(f"---\norphan: true\n---\n# {name}\n")
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "-b", "html", ".", "_build"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return request.param, (folder / "_build" / "index.html").read_text(encoding="utf-8")


@pytest.mark.slow
def test_sentences_that_claim_have_one_disclosure_and_others_none(page):
    _, html = page
    assert html.count('<details class="claims">') == html.count("</details>") == 2
    assert html.index("Smoking is 20%.") < html.index(SUMMARY) < html.index("No number here.")
    assert html.index("One in five smokes.") < html.rindex(SUMMARY)
    assert "as published &amp; so on" in html
    assert "indicators/smoking.csv" in html


@pytest.mark.slow
def test_it_links_the_pages_of_sources_and_methods_that_the_book_has(page):
    has_pages, html = page
    assert ('href="methods.html"' in html) == has_pages
    assert ('href="england/sources.html"' in html) == has_pages
    if has_pages:
        begin = html.index('<details class="claims">')
        inside = html[begin : html.index("</details>", begin)]
        assert "Data sources" in inside
        assert "Methods" in inside


def test_a_claim_is_escaped():
    assert "<b>" not in disclosure([CLAIM.record()])
    assert "20% &lt;b&gt;" in disclosure([CLAIM.record()])


def test_a_claim_that_is_made_twice_is_listed_once():
    assert disclosure([CLAIM.record(), CLAIM.record()]).count("<li>") == 1


def test_many_files_are_counted_after_the_first_three():
    many = CLAIM.record() | {"sources": [f"indicators/{n}.csv" for n in "abcde"]}
    assert disclosure([many]).count("<code>") == 3
    assert "and 2 more" in disclosure([many])


def test_without_claims_there_is_no_list():
    assert claim_lines([]) == []
    assert "<ul>" not in disclosure([])


def test_the_disclosure_links_the_pages_that_it_is_given():
    html = disclosure([CLAIM.record()], [("../methods.html", "Methods")])
    assert html.startswith('<details class="claims"><summary>')
    assert '<a class="reference internal" href="../methods.html">' in html
    assert html.endswith("</details>")
    assert "More" not in disclosure([CLAIM.record()])


def test_a_claim_has_its_words_its_rule_and_its_files():
    plain = {"text": "3.9%", "rule": "as published", "sources": []}
    assert "<li><q>3.9%</q>: as published.</li>" in disclosure([plain])
    named = disclosure([plain | {"sources": ["Plan", "a.csv"]}])
    address = "raw:a.csv%7C%7C%7C%7C"
    files = f'<code>Plan</code>, <a href="{address}"><code>a.csv</code></a>'
    assert f"as published. {files}</li>" in named
