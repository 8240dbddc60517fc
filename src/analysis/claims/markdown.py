"""Words as Markdown shows them; a plan of a run needs it too, and no table."""

import re

_SPECIAL = re.compile(r"([\\`*_\[\]<>&#|$~{}])")
# What makes a list, a rule or a comment of a line, where it begins one.
_BEGINNING = re.compile(r"^(?:(?=[-+=%:])|(\d+)(?=[.)](?:\s|$)))")


def escape_markdown(text: str) -> str:
    r"""Write words so that Markdown shows them as they are.

    >>> escape_markdown("A & B <script> {{ x }}")
    'A \\& B \\<script\\> \\{\\{ x \\}\\}'
    >>> escape_markdown("1. first"), escape_markdown("- dash")
    ('1\\. first', '\\- dash')
    """
    return _BEGINNING.sub(r"\1\\", _SPECIAL.sub(r"\\\1", text))
