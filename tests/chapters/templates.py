"""Make a chapter's calls in this process as its template has them, and give what its cells show.

A template holds imports, literals, names and calls alone, so that reading it is enough: no text of
a notebook is executed as code.
"""

import ast
import importlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from analysis.charts.chart import Gallery
from analysis.claims.sentence import Sentence, claims_of
from analysis.data.params import Locality

ROOT = Path(__file__).resolve().parents[2]
Names = dict[str, Any]


def shown(chapter: str, locality: Locality) -> Iterator[tuple[str, Any]]:
    """Give each thing that a template shows for a locality, with the id of its cell."""
    text = (ROOT / "notebooks" / f"{chapter}.ipynb").read_text(encoding="utf-8")
    names: Names = {}
    for cell in json.loads(text)["cells"]:
        if cell["cell_type"] != "code":
            continue
        for statement in ast.parse("".join(cell["source"])).body:
            if isinstance(statement, ast.Expr):
                value = value_of(statement.value, names)
                yield from ((cell["id"], item) for item in flat(value))
            elif isinstance(statement, ast.ImportFrom):
                module = importlib.import_module(str(statement.module))
                given = {one.asname or one.name: one.name for one in statement.names}
                names |= {name: getattr(module, own) for name, own in given.items()}
            else:
                names[assigned(statement)] = value_of(statement.value, names)
        if "parameters" in cell["metadata"].get("tags", ()):
            names |= locality.values(names)


def assigned(statement: ast.stmt) -> str:
    """Give the one name that a statement sets."""
    if not isinstance(statement, ast.Assign) or not isinstance(statement.targets[0], ast.Name):
        raise ValueError(f"a template does not hold {ast.unparse(statement)}")
    return statement.targets[0].id


def value_of(node: ast.expr, names: Names) -> Any:
    """Give the value of what stands in a template: a name, a literal, a part of one, or a call."""
    match node:
        case ast.Name(name):
            return names[name]
        case ast.Attribute(owner, name):
            return getattr(value_of(owner, names), name)
        case ast.Call(function, arguments, keywords):
            given = {str(one.arg): value_of(one.value, names) for one in keywords}
            return value_of(function, names)(*elements(arguments, names), **given)
        case ast.List(members):
            return elements(members, names)
        case ast.Tuple(members):
            return tuple(elements(members, names))
    return ast.literal_eval(node)


def elements(nodes: list[ast.expr], names: Names) -> list[Any]:
    found: list[Any] = []
    for node in nodes:
        if isinstance(node, ast.Starred):
            found += value_of(node.value, names)
        else:
            found.append(value_of(node, names))
    return found


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
