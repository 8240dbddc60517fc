"""Markdown cells may name a parameter, so that a heading can say which place it is about."""

import re
from collections.abc import Mapping
from typing import Any

from analysis.claims.prose import escape_markdown
from analysis.errors import RunError

NAMED = re.compile(r"\{\{ *(\w+) *\}\}")


def fill_headings(notebook: dict[str, Any], parameters: Mapping[str, Any]) -> dict[str, Any]:
    r"""Put the values of parameters where Markdown cells name them.

    >>> cell = {"cell_type": "markdown", "source": "# Gaps: {{ area_name }}"}
    >>> fill_headings({"cells": [cell]}, {"area_name": "A & B"})["cells"][0]["source"]
    '# Gaps: A \\& B'
    """

    def value(found: re.Match[str]) -> str:
        if found[1] not in parameters:
            raise RunError(
                f"A Markdown cell names {found[1]}, which is not among the parameters: "
                f"{', '.join(parameters)}."
            )
        return escape_markdown(str(parameters[found[1]]))

    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            cell["source"] = NAMED.sub(value, cell["source"])
    return notebook
