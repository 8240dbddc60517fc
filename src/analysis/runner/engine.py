"""Papermill's own command with this project's headings: ``papermill --engine analysis``.

Papermill puts values into code only, so a heading would go on naming the template's own area.
Papermill loads this by its entry point, while it is itself still being imported.
"""

import ast
import contextlib
from typing import Any

from analysis.runner.template import INJECTED_TAG, PARAMETERS_TAG, fill_headings, tags_of


def _usual() -> Any:
    """Give papermill's own engine; papermill is whole only once this module has been loaded."""
    from papermill.engines import NBClientEngine  # noqa: PLC0415

    return NBClientEngine


class HeadedEngine:
    """Papermill's usual engine, which first puts the parameters' values into the headings."""

    nb_kernel_name = staticmethod(lambda *given: _usual().nb_kernel_name(*given))
    nb_language = staticmethod(lambda *given: _usual().nb_language(*given))

    @staticmethod
    def execute_notebook(notebook: Any, kernel_name: str, **options: Any) -> Any:
        """Fill the headings, then execute the cells in an ordinary kernel."""
        fill_headings(notebook, values_of(notebook))
        return _usual().execute_notebook(notebook, kernel_name, **options)


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
