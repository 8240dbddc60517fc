"""What a chart says, in a few letters: the drawing without its colours, and the words beside it."""

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

LENGTH = 16
# Names within a drawing are made from its content, so a new colour renames them.
COSMETIC = re.compile(
    r'\s(?:style|fill|stroke|stroke-[a-z]+|opacity|fill-opacity|id|class|xlink:href|href)="[^"]*"'
)
SIZE = re.compile(r'^(<svg[^>]*?)\s(?:width|height)="[^"]*"')


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
        Sixteen letters. Colours and the size of the image leave it alone; a moved point, a
        dropped line, another label, number or claim does not. It is made from what stands in the
        notebook alone, so that a check needs to run nothing.

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


def drawn_content(svg: str) -> str:
    """Give what an SVG draws, without its colours, sizes and names.

    >>> drawn_content('<svg width="4"><path id="a" d="M0 0" fill="red"/></svg>')
    '<svg><path d="M0 0"/></svg>'
    """
    text = COSMETIC.sub("", svg)
    while SIZE.search(text):
        text = SIZE.sub(r"\1", text)
    return text
