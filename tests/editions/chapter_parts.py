"""A sound executed chapter of one chart, one table and one paragraph, made by hand."""

from typing import Any

import pandas as pd

from analysis.charts.chart import Chart
from analysis.claims.claim import Claim
from analysis.claims.sentence import Prose, Sentence, state
from analysis.claims.table import Table
from analysis.runner.canonical import INJECTED_METADATA

PARAMETERS = {"area_code": "E06000004", "area_name": "Stockton & more"}
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'
    '<path d="M0 0L9 9" stroke="#12436D"/><text>England</text></svg>'
)
SOURCES = ("indicators/adult-smoking.csv",)


def claim(value: float, text: str) -> Sentence:
    said = Claim("adult-smoking", "E06000004", "2024", "Persons", value, text=text, sources=SOURCES)
    return Sentence(text, (said,))


def chart(value: float = 11.4, svg: str = SVG, subtitle: str = "Smoking, 2024 (%)") -> Chart:
    rows = pd.DataFrame({"Area": ["Here", "England"], "Value (%)": [value, 10.4]})
    title = state("Smoking is {figure} here.", figure=claim(value, f"{value}%"))
    alt = f"Dot chart of smoking, {value}%."
    decimals = {"Value (%)": 1}
    return Chart(svg, "dot chart", title, subtitle, alt, "Long.", rows, decimals)


def table(value: object = 11.4) -> Table:
    rows = pd.DataFrame({"Area": ["Here", "England"], "Value (%)": [value, 10.4]})
    return Table(rows, caption="Smoking, 2024")


def prose(value: float = 11.4, word: str = "higher") -> Prose:
    words = state("Smoking is {figure}, {word}.", figure=claim(value, f"{value}%"), word=word)
    return Prose(words)


TEMPLATE_CELLS = [
    {
        "cell_type": "markdown",
        "id": "title",
        "metadata": {},
        "source": "# Smoking: {{ area_name }}",
    },
    {
        "cell_type": "code",
        "id": "parameters",
        "metadata": {"tags": ["parameters", "remove-cell"]},
        "source": 'area_code = ""  # the area\narea_name = ""  # its name',
    },
    {
        "cell_type": "code",
        "id": "imports",
        "metadata": {"tags": ["remove-cell"]},
        "source": "from analysis.chapters.smoking import show",
    },
    *(
        {
            "cell_type": "code",
            "id": name,
            "metadata": {"tags": ["hide-input", "nbval-check-output"]},
            "source": f"show_{name}(area_code)",
        }
        for name in ("chart", "table", "prose")
    ),
]


def output(shown: Any) -> dict[str, Any]:
    data, metadata = shown._repr_mimebundle_()
    return {"output_type": "display_data", "data": data, "metadata": metadata}


def executed(*, shown: dict[str, Any] | None = None, parameters: Any = None) -> dict[str, Any]:
    """Give an executed chapter as it is written, read back."""
    given = {"chart": chart(), "table": table(), "prose": prose()} | (shown or {})
    cells: list[dict[str, Any]] = []
    for cell in TEMPLATE_CELLS:
        one = {**cell, "metadata": dict(cell["metadata"])}
        if one["cell_type"] == "code":
            items = given.get(one["id"], ())
            items = items if isinstance(items, tuple) else (items,)
            outputs = [output(item) for item in items]
            one |= {"execution_count": 1, "outputs": outputs}
        else:
            one["source"] = r"# Smoking: Stockton \& more"
        cells.append(one)
        if one["id"] == "parameters":
            values = (parameters or PARAMETERS).items()
            source = "\n".join(f"{name} = {value!r}" for name, value in values)
            cells.append(
                {
                    "cell_type": "code",
                    "id": "injected-parameters",
                    "metadata": INJECTED_METADATA,
                    "source": source,
                    "execution_count": 1,
                    "outputs": [],
                }
            )
    return {"cells": cells, "metadata": {}}
