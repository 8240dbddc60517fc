"""Papermill's own command with this project's headings: ``papermill --engine analysis``.

Papermill puts values into code only, so a heading would go on naming the template's own area.
Papermill loads this by its entry point, while it is itself still being imported.
"""

import ast
import contextlib
from typing import Any

from papermill.engines import NBClientEngine

from analysis.runner.template import INJECTED_TAG, PARAMETERS_TAG, fill_headings, tags_of


class HeadedEngine(NBClientEngine):
    """Papermill's usual engine, which first puts the parameters' values into the headings."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> Any:
        """Fill the headings, then execute the cells in an ordinary kernel."""
        fill_headings(nb_man.nb, values_of(nb_man.nb))
        return super().execute_managed_notebook(nb_man, kernel_name, **options)


def values_of(notebook: Any) -> dict[str, Any]:
    """Read what the cells of parameters assign: the template's own, then those given."""
    found: dict[str, Any] = {}
    for cell in notebook["cells"]:
        if {PARAMETERS_TAG, INJECTED_TAG} & set(tags_of(cell)):
            for line in ast.parse(cell["source"]).body:
                if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name):
                    with contextlib.suppress(ValueError):
                        found[line.targets[0].id] = ast.literal_eval(line.value)
    return found
