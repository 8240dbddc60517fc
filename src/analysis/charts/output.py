"""What pages read of charts in a notebook, without what draws them: it takes long to load."""

from collections.abc import Mapping
from typing import Any

from analysis.formats import NOT_AVAILABLE, format_number

SVG_MIME = "image/svg+xml"
DRAWING_WORDS = "Fingerprint of the drawing and its words"
LOOK_WORDS = "Fingerprint of the look"
NOTICE = "notice"
"""How an output, and its paragraph on a page, say that they stand in the place of something."""
HTML_MIME = "text/html"
DATA_COLUMNS = (
    *("Indicator", "Area", "Period", "Value", "Lower 95% limit", "Upper 95% limit"),
    *("Unit", "Source", "Link"),
)
NUMBERS = ("value", "lower_ci", "upper_ci")
"""Of each line in the data, in this order; limits only where any are held."""


def wall_rows(held: Mapping[str, Any], link: str) -> list[list[str]]:
    """Give the data of a wall as rows of text under `DATA_COLUMNS`; `link` leads to each by key."""
    rows = []
    for key, one in held["series"].items():
        for place, _, *numbers in one["lines"]:
            for period, *found in zip(one["periods"], *numbers, strict=True):
                texts = [format_number(number, one["decimals"]) for number in found]
                if found[0] is not None:
                    texts += [NOT_AVAILABLE] * (len(NUMBERS) - len(texts))
                    area = held["areas"][place]
                    about = [one["unit"], one["source"], f"{link}-{key}"]
                    rows.append([one["name"], area, period, *texts, *about])
    return rows
