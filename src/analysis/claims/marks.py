"""Marks in the place of long words that many rows of a table share."""

from collections.abc import Iterable


def marked(words: Iterable[str]) -> tuple[list[str], str]:
    """Give each row's mark, and what the marks stand for; in cells, rows would be ten lines high.

    ``"[1]"`` and so on in order of first appearance, and ``"[1] words; [2] other words"``.

    >>> marked(["Census", "", "Survey", "Census"])
    (['[1]', '', '[2]', '[1]'], '[1] Census; [2] Survey')
    """
    listed = list(words)
    marks = {text: f"[{n}]" for n, text in enumerate(filter(None, dict.fromkeys(listed)), start=1)}
    return [marks.get(text, "") for text in listed], "; ".join(
        f"{mark} {text}" for text, mark in marks.items()
    )
