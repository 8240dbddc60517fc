"""Sections of which nothing is held: left out of a page, and said together at its end, once."""

from docutils import nodes
from sphinx.application import Sphinx

from analysis.charts.output import NOTICE

LAST = "So what?"
"""The section that closes a page: what is left out is said before it."""
OUTPUT, EMPTY_TABLE = "cell_output", '<p class="notice">'


def leave_out(_: Sphinx, doctree: nodes.document) -> None:
    """Take out each section that shows notices alone, and what a notice says a second time."""
    empty = [one for one in doctree.findall(nodes.section) if _only_notices(one)]
    titles = [one[0].astext() for one in empty]
    reasons = [words for one in empty for output in _outputs(one) if (words := _words(output))]
    for section in empty:
        section.parent.remove(section)
    heard: set[str] = set()
    for output in _outputs(doctree):
        words = _words(output)
        if words and words in heard:
            output.parent.remove(output)
        heard.add(words)
    if titles:
        said = f"Left out of this page, since nothing of it is held here: {'; '.join(titles)}."
        more = [reason for reason in dict.fromkeys(reasons) if reason not in heard]
        end = nodes.paragraph("", " ".join((said, *more)), classes=[NOTICE])
        top = next(doctree.findall(nodes.section), doctree)
        sections = ((n, one) for n, one in enumerate(top) if isinstance(one, nodes.section))
        last = (n for n, one in sections if one[0].astext() == LAST)
        top.insert(next(last, len(top)), end)


def _only_notices(section: nodes.Element) -> bool:
    """Whether all that the cells of a section show are notices, one at least."""
    shown = _outputs(section)
    return bool(shown) and all(_is_notice(one) for one in shown)


def _outputs(node: nodes.Element) -> list[nodes.Element]:
    """List what cells show, in every form that it has."""
    cells = [one for one in node.findall(nodes.container) if OUTPUT in one["classes"]]
    return [one for cell in cells for one in cell.children if isinstance(one, nodes.Element)]


def _is_notice(output: nodes.Element) -> bool:
    """Whether an output stands in the place of something; a table without rows does too."""
    tables = (one.astext().startswith(EMPTY_TABLE) for one in output.findall(nodes.raw))
    return bool(_words(output)) or any(tables)


def _words(output: nodes.Element) -> str:
    """Give what a notice says; empty for anything else."""
    said = (one for one in output.findall(nodes.paragraph) if NOTICE in one["classes"])
    return " ".join(one.astext() for one in said)
