"""What a chart says, in a few letters: the drawing as drawn, and the words beside it."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from analysis.charts.drawing import drawn_content

LENGTH = 16


def drawing_fingerprint(svg: str, described: Mapping[str, Any]) -> str:
    """Digest a drawing and the words, table and claims that a page shows with it.

    Parameters
    ----------
    svg : str
        The image.
    described : mapping
        The chart's metadata: title, alternative text, table and so on.

    Returns
    -------
    str
        Sixteen letters. Colours, exchanged consistently, widths and the size of the image leave it
        alone; whatever else is drawn, hidden or said otherwise does not. It is made from what
        stands in the notebook alone, so that a check needs to run nothing.

    Examples
    --------
    >>> blue = '<svg><path d="M0 0L9 9" stroke="blue"/></svg>'
    >>> drawing_fingerprint(blue, {}) == drawing_fingerprint(blue.replace("blue", "red"), {})
    True
    >>> drawing_fingerprint(blue, {}) == drawing_fingerprint(blue.replace("9 9", "9 8"), {})
    False
    """
    said = json.dumps(described, sort_keys=True, ensure_ascii=False)
    content = [drawn_content(svg), said]
    return hashlib.sha256("\n".join(content).encode()).hexdigest()[:LENGTH]


def look_fingerprint(svg: str) -> str:
    """Digest an image whole, with its colours and size: what only its look changes, changes this.

    >>> look_fingerprint("<svg/>") == look_fingerprint('<svg width="4"/>')
    False
    """
    return hashlib.sha256(svg.encode()).hexdigest()[:LENGTH]
