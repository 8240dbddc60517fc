"""A directive that shows the results of a simulation as a table, from the file that holds them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from analysis import paths
from analysis.claims.table import Table
from analysis.errors import DataError

COLUMNS = {
    "case": "Case",
    "method": "Method",
    "points": "Points",
    "share": "Share found",
    "monte_carlo_error": "Error",
    "target": "Has to be",
}
SHARES = ("share", "monte_carlo_error")


class SimulationTable(SphinxDirective):
    """``{simulation-table} file`` with the family of rows as its content."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Read the file, note that the page depends on it, and give the table."""
        path = paths.results_folder() / self.arguments[0]
        self.env.note_dependency(str(path))
        family = " ".join(self.content).strip()
        try:
            table = simulation_table(path, family)
        except DataError as problem:
            raise self.error(str(problem)) from problem
        return [nodes.raw("", table.html, format="html")]


def simulation_table(path: Path, family: str) -> Table:
    """Lay out one family of results."""
    try:
        data = pd.read_csv(path)
    except (OSError, ValueError) as problem:
        raise DataError(
            f"The results {path.name} cannot be read. Run `python benchmarks/coverage.py` to "
            f"write them."
        ) from problem
    absent = [name for name in ("family", "repetitions", *COLUMNS) if name not in data.columns]
    if absent:
        raise DataError(f"The results {path.name} have no column {absent[0]}.")
    rows = data[data["family"] == family]
    if rows.empty:
        known = "; ".join(data["family"].unique())
        raise DataError(f"{path.name} has no family {family!r}. It has: {known}.")
    fewest, most = rows["repetitions"].min(), rows["repetitions"].max()
    tried = f"{fewest:,}" if fewest == most else f"{fewest:,} to {most:,}"
    return Table(
        rows,
        caption=family[:1].upper() + family[1:],
        columns=COLUMNS,
        decimals=dict.fromkeys(SHARES, 3),
        notes=(
            f"Each row is {tried} simulations; beside the share found is the error of the "
            f"simulation.",
        ),
        source=f"this project's benchmarks/coverage.py ({path.name})",
    )


def setup(app: Sphinx) -> Mapping[str, Any]:
    """Tell Sphinx of the directive."""
    app.add_directive("simulation-table", SimulationTable)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
