"""Sentences as a page shows them, as Markdown in which nothing that a name holds is markup."""

from typing import Any

from analysis.claims.claim import claims_fingerprint
from analysis.claims.markdown import escape_markdown
from analysis.claims.sentence import Said, Sentence, claims_of, state

CLAIMS_WORDS = "Fingerprint of the claims"


class Prose:
    """Sentences, as Markdown on a page and as plain text for a check."""

    def __init__(self, *said: Said, listed: bool = False, about: str = "") -> None:
        self.sentences = tuple(one if isinstance(one, Sentence) else Sentence(one) for one in said)
        self.listed = listed
        self.about = about

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The sentences as text."""
        return tuple(map(str, self.sentences))

    def _repr_mimebundle_(
        self, include: Any = None, exclude: Any = None
    ) -> tuple[dict[str, str], dict[str, Any]]:
        plain = [escape_markdown(text) for text in self.paragraphs]
        markdown = "\n".join(f"- {text}" for text in plain) if self.listed else "\n\n".join(plain)
        if self.about:
            markdown = f"**{escape_markdown(self.about.strip())}**\n\n{markdown}"
        checked = [self.about, *self.paragraphs] if self.about else [*self.paragraphs]
        claims = [claim.record() for claim in claims_of(self.sentences)]
        if claims:
            checked.append(f"{CLAIMS_WORDS}: {claims_fingerprint(claims)}")
        return {
            "text/markdown": markdown,
            "text/plain": "\n\n".join(checked),
        }, ({"text/markdown": {"claims": claims}} if claims else {})


def tell(template: str, /, **parts: Any) -> Prose:
    """Say one sentence by itself."""
    return Prose(state(template, **parts))
