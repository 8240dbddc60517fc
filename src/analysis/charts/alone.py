"""A chart in a notebook that is run by itself: title, picture with its words, and source.

Jupyter and nbconvert show a bare SVG without alternative text, and know nothing of the words that
the book's pages put around it.
"""

import base64
import os
from html import escape

from IPython import get_ipython

# The book's chapters run in a shell of their own; nbval's kernels, which repeat them, under pytest.
ORDINARY_SHELL = "ZMQInteractiveShell"
UNDER_PYTEST = "PYTEST_VERSION"


def is_alone() -> bool:
    """Say whether a person, or a tool of Jupyter, runs the notebook."""
    ordinary = type(get_ipython()).__name__ == ORDINARY_SHELL
    return ordinary and UNDER_PYTEST not in os.environ


def figure_alone(svg: str, *, alt: str, title: str, subtitle: str, source: str) -> str:
    """Write a chart with its words as one piece of HTML, which asks for no other file."""
    drawn = base64.b64encode(svg.encode()).decode("ascii")
    said = [f"<strong>{escape(title)}</strong>", escape(subtitle)]
    below = f"<p>Source: {escape(source)}</p>" if source else ""
    return (
        f"<figure><figcaption>{'<br>'.join(filter(None, said))}</figcaption>"
        f'<img alt="{escape(alt, quote=True)}" src="data:image/svg+xml;base64,{drawn}" '
        f'style="max-width: 48rem; width: 100%">{below}</figure>'
    )
