"""Run a chapter's template in this process, and give what its cells show."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from analysis.charts.gallery import Gallery
from analysis.claims.sentence import Sentence, claims_of
from analysis.data.params import Locality

ROOT = Path(__file__).resolve().parents[2]


def shown(chapter: str, locality: Locality) -> Iterator[tuple[str, Any]]:
    """Give each thing that a template shows for a locality, with the id of its cell."""
    text = (ROOT / "notebooks" / f"{chapter}.ipynb").read_text(encoding="utf-8")
    names: dict[str, Any] = {}
    for cell in json.loads(text)["cells"]:
        if cell["cell_type"] != "code":
            continue
        source = "".join(cell["source"])
        tree = ast.parse(source)
        last = tree.body[-1] if tree.body else None
        if not isinstance(last, ast.Expr):
            exec(compile(tree, cell["id"], "exec"), names)  # noqa: S102
        else:
            tree.body.pop()
            exec(compile(tree, cell["id"], "exec"), names)  # noqa: S102
            value = eval(compile(ast.Expression(last.value), cell["id"], "eval"), names)  # noqa: S307
            yield from ((cell["id"], item) for item in flat(value))
        if "parameters" in cell["metadata"].get("tags", ()):
            declared = [name for name in names if not name.startswith("__")]
            names |= locality.values(declared)


def flat(value: Any) -> Iterator[Any]:
    if isinstance(value, Gallery):
        for item in value.items:
            yield from flat(item)
    else:
        yield value


def sentences_of(item: Any) -> list[Sentence]:
    """Give the generated sentences of a thing that is shown: prose, notices, titles of charts."""
    for name in ("sentences", "text", "title"):
        if hasattr(item, name):
            said = getattr(item, name)
            return [*said] if isinstance(said, tuple) else [Sentence(str(said), claims_of([said]))]
    return []
