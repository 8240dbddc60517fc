"""Reading a template: its cells, its declared parameters, and whether each one is used."""

import ast
import contextlib
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.claims.words import escape_markdown
from analysis.errors import ParameterError, RunError, nearest

PARAMETERS_TAG = "parameters"
INJECTED_TAG = "injected-parameters"
# A Markdown cell may name a parameter, so that a heading can say which place it is about. What
# stands between the marks is shown where nobody fills it in: a template that is opened by itself.
NAMED = re.compile(r"\{\{ *(\w+) *\}\}|<!-- (\w+) -->.*?<!-- -->")
CHECKED_TAG = "nbval-check-output"
SWITCH_TAGS = frozenset(("raises-exception", "skip-execution"))
SWITCH_WORDS = re.compile(r"(?:nbval|pytest.validate)[-_]\w[-\w]*", re.IGNORECASE)
COMMENT = re.compile(r"^[ \t]*#[# \t]*(\S+)[ \t]*$", re.MULTILINE)


@dataclass(frozen=True)
class Template:
    """A parameterised notebook."""

    path: Path
    text: str
    digest: str
    notebook: dict[str, Any]
    # What its ``parameters`` cell declares, with the default of each.
    parameters: Mapping[str, Any]


def read_template(path: Path) -> Template:
    """Read a template and the parameters that it declares."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise RunError(f"The template {path} cannot be read: {error.strerror}.") from error
    try:
        text = raw.decode("utf-8")
        notebook = json.loads(text)
    except ValueError as error:
        raise RunError(
            f"The template {path} is not a notebook: {error}. Restore it from version control."
        ) from error
    check_structure(notebook, path)
    return Template(
        path=path,
        text=text,
        digest=hashlib.sha256(raw).hexdigest(),
        notebook=notebook,
        parameters=declared_parameters(notebook, path),
    )


def check_structure(notebook: Any, path: Path) -> None:
    """Refuse what is valid JSON and still no notebook of format 4."""
    if not isinstance(notebook, dict) or notebook.get("nbformat") != 4:
        raise RunError(f"The template {path} is not a notebook of format 4.")
    cells = notebook.get("cells")
    if not isinstance(cells, list):
        raise RunError(f"The template {path} has no list of cells.")
    seen: set[str] = set()
    for number, cell in enumerate(cells, start=1):
        if not isinstance(cell, dict) or cell.get("cell_type") not in ("code", "markdown", "raw"):
            raise RunError(f"Cell {number} of the template {path} has no known cell type.")
        if not isinstance(cell.get("source"), (str, list)):
            raise RunError(f"Cell {number} of the template {path} has no source.")
        name = cell.get("id")
        if name is not None and (not isinstance(name, str) or name in seen):
            raise RunError(f"Cell {number} of the template {path} has no id of its own: {name!r}.")
        seen.add(name or "")


def validate_template(template: Template) -> None:
    """Refuse a template that breaks the schema of notebooks, or switches a check off."""
    import nbformat  # noqa: PLC0415

    try:
        nbformat.validate(nbformat.from_dict(template.notebook), relax_add_props=False)
    except nbformat.ValidationError as error:
        raise RunError(
            f"The template {template.path} is not a valid notebook: {str(error).splitlines()[0]}"
        ) from error
    for number, cell in enumerate(template.notebook["cells"], start=1):
        for switch in switches(cell):
            name = cell.get("id", number)
            raise RunError(f"Cell {name} of the template {template.path} has {switch}. Remove it.")


def switches(cell: Mapping[str, Any]) -> list[str]:
    """Name the tags and comments that keep a cell from being executed or compared."""
    found = [f"the tag {tag}" for tag in tags_of(cell) if tag.lower() in SWITCH_TAGS]
    for kind, words in (("tag", tags_of(cell)), ("comment", COMMENT.findall(source_of(cell)))):
        for word in words:
            if SWITCH_WORDS.fullmatch(word) and word.lower().replace("_", "-") != CHECKED_TAG:
                found.append(f"the {kind} {word}")
    return [f"{one}, which switches its check off" for one in found]


def source_of(cell: Mapping[str, Any]) -> str:
    """Give the source of a cell as one text."""
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def tags_of(cell: Mapping[str, Any]) -> list[str]:
    """Give the tags of a cell."""
    return list(cell.get("metadata", {}).get("tags", []))


def declared_parameters(notebook: Mapping[str, Any], path: Path) -> dict[str, Any]:
    """Parse what the cell tagged ``parameters`` declares, with the default of each."""
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    cells = [cell for cell in code if PARAMETERS_TAG in tags_of(cell)]
    if len(cells) != 1:
        raise ParameterError(
            f"The template {path} needs one code cell tagged {PARAMETERS_TAG!r} and has "
            f"{len(cells)}: add the tag to the cell that declares its parameters."
        )
    try:
        tree = ast.parse(source_of(cells[0]))
    except SyntaxError as error:
        raise RunError(
            f"The cell {PARAMETERS_TAG} of {path} is not Python: {error.msg} in line "
            f"{error.lineno}."
        ) from error
    found: dict[str, Any] = {}
    for statement in tree.body:
        name, default = assignment(statement, path)
        if name in found:
            raise ParameterError(f"The template {path} declares the parameter {name} twice.")
        found[name] = default
    return found


def assignment(statement: ast.stmt, path: Path) -> tuple[str, Any]:
    """Read ``name = literal`` or ``name: type = literal``."""
    match statement:
        case (
            ast.Assign(targets=[ast.Name(id=name)], value=ast.expr() as value)
            | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
        ):
            with contextlib.suppress(ValueError):
                return name, ast.literal_eval(value)
    raise ParameterError(
        f"Line {statement.lineno} of the parameters cell of {path} is not a parameter: write "
        "name = value with a literal value and a comment that says what it is."
    )


def check_parameters(template: Template, given: Mapping[str, Any]) -> None:
    """Refuse a parameter that the template does not declare."""
    known = list(template.parameters)
    for name in given:
        if name not in known:
            near = nearest(name, known).strip().replace("Did", "did")
            hint = near or f"it has {', '.join(known) or 'none'}."
            raise ParameterError(f"The template {template.path} has no parameter {name}: {hint}")


def fill_headings(notebook: dict[str, Any], parameters: Mapping[str, Any]) -> dict[str, Any]:
    r"""Put the values of parameters where Markdown cells name them.

    >>> cell = {"cell_type": "markdown", "source": "# Gaps: <!-- area_name -->Yarm<!-- -->"}
    >>> fill_headings({"cells": [cell]}, {"area_name": "A & B"})["cells"][0]["source"]
    '# Gaps: A \\& B'
    """

    def value(found: re.Match[str]) -> str:
        name = found[1] or found[2]
        if name not in parameters:
            raise RunError(
                f"A Markdown cell names {name}, which is not among the parameters: "
                f"{', '.join(parameters)}."
            )
        return escape_markdown(str(parameters[name]))

    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            cell["source"] = NAMED.sub(value, cell["source"])
    return notebook
