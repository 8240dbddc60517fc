"""Sentences as a page shows them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from analysis.figures.fingerprint import claims_fingerprint
from analysis.narrative.claims import claims_of

CLAIMS_WORDS = "Fingerprint of the claims"

_MARKUP = re.compile(r"([\\`*_\[\]<>&#|$~{}])")
# What makes a list, a rule or a comment of a line, where it begins one.
_BEGINNING = re.compile(r"^(?:(?=[-+=%:])|(\d+)(?=[.)](?:\s|$)))")


@dataclass(frozen=True)
class Prose:
    """Sentences, as Markdown on a page and as plain text for a check.

    Parameters
    ----------
    paragraphs : sequence of str
        Statements or plain words; nothing in them is markup.
    listed : bool
        Whether the paragraphs are points of a list.
    """

    paragraphs: Sequence[str]
    listed: bool = False

    def _repr_mimebundle_(
        self, include: Any = None, exclude: Any = None
    ) -> tuple[dict[str, str], dict[str, Any]]:
        plain = [_escape(text) for text in self.paragraphs]
        markdown = "\n".join(f"- {text}" for text in plain) if self.listed else "\n\n".join(plain)
        claims = [claim.record() for claim in claims_of(self.paragraphs)]
        checked = list(self.paragraphs)
        if claims:
            checked.append(f"{CLAIMS_WORDS}: {claims_fingerprint(claims)}")
        return {
            "text/markdown": markdown,
            "text/plain": "\n\n".join(checked),
        }, ({"text/markdown": {"claims": claims}} if claims else {})


def _escape(text: str) -> str:
    return _BEGINNING.sub(r"\1\\", _MARKUP.sub(r"\\\1", text))
