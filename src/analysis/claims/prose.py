"""Sentences as a page shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from analysis.claims.claim import claims_fingerprint, claims_of
from analysis.claims.markdown import escape_markdown

CLAIMS_WORDS = "Fingerprint of the claims"


@dataclass(frozen=True)
class Prose:
    """Sentences, as Markdown on a page and as plain text for a check."""

    paragraphs: Sequence[str]
    listed: bool = False
    about: str = ""

    def _repr_mimebundle_(
        self, include: Any = None, exclude: Any = None
    ) -> tuple[dict[str, str], dict[str, Any]]:
        plain = [escape_markdown(text) for text in self.paragraphs]
        markdown = "\n".join(f"- {text}" for text in plain) if self.listed else "\n\n".join(plain)
        if self.about:
            markdown = f"**{escape_markdown(self.about.strip())}**\n\n{markdown}"
        claims = [claim.record() for claim in claims_of(self.paragraphs)]
        checked = [self.about, *self.paragraphs] if self.about else list(self.paragraphs)
        if claims:
            checked.append(f"{CLAIMS_WORDS}: {claims_fingerprint(claims)}")
        return {
            "text/markdown": markdown,
            "text/plain": "\n\n".join(checked),
        }, ({"text/markdown": {"claims": claims}} if claims else {})
