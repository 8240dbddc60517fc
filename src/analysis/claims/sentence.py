"""Sentences: words together with the claims that stand behind them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from string import Formatter
from typing import Any

from analysis.claims.claim import Claim, claims_fingerprint, record_claims
from analysis.claims.words import escape_markdown, for_sexes, lower_first, upper_first
from analysis.errors import DataError

CLAIMS_WORDS = "Fingerprint of the claims"


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words with the claims behind them, which its operations keep; text only at the very end."""

    text: str
    claims: tuple[Claim, ...] = ()

    def __str__(self) -> str:
        return self.text

    def __add__(self, more: "Sentence | str") -> "Sentence":
        return Sentence(f"{self}{more}", claims_of((self, more)))

    def __radd__(self, before: str) -> "Sentence":
        return Sentence(f"{before}{self}", self.claims)

    def capitalised(self) -> "Sentence":
        """Begin with a capital."""
        return Sentence(upper_first(self.text), self.claims)


Said = Sentence | str


class _Filler(Formatter):
    def format_field(self, value: Any, format_spec: str) -> str:
        """Write a part; a number must have become text by `analysis.formats` before."""
        if isinstance(value, float):
            raise DataError(f"The number {value!r} stands in a sentence as it was worked out.")
        return format(value, format_spec)


def state(template: str, /, **parts: Any) -> Sentence:
    """Fill a template, keeping the claims behind its parts."""
    if any(letter.isdigit() for letter in template.replace("95%", "")):
        raise DataError(f'The template "{template}" holds a number that is bound to no figure.')
    return Sentence(_Filler().format(template, **parts), claims_of(parts.values()))


def claims_of(parts: Iterable[Any]) -> tuple[Claim, ...]:
    """Gather the claims behind several texts, in their order."""
    return tuple(claim for part in parts for claim in getattr(part, "claims", ()))


def join(parts: Iterable[Said], *, by: str = ", ", last: str = " and ") -> Sentence:
    """Join texts as they are said, keeping the claims behind them."""
    *most, end = parts = [*parts] or ["none"]
    text = f"{by.join(map(str, most))}{last}{end}" if most else str(end)
    return Sentence(text, claims_of(parts))


def listed(parts: Iterable[Said]) -> Sentence:
    """Join what has commas of its own."""
    return join(parts, by="; ", last="; ")


def names_in(names: Iterable[Any], *, by: str = "; ", last: str = "; ") -> Sentence:
    """Join names as they stand inside a sentence."""
    return join([lower_first(str(name)) for name in names], by=by, last=last)


def once(alike: Iterable[Sentence]) -> Sentence:
    """Say once what several sentences say alike, with the claims of all."""
    said = [*alike]
    return Sentence(said[0].text, claims_of(said))


def headline(first: Said, *more: Said) -> Sentence:
    """Put below a headline, after the break of a line, what a page says only once it is open."""
    below = [one for one in more if str(one)]
    said = join([first])
    return said + "\n" + join(below, by=" ", last=" ") if below else said


def once_by_sex(
    rows: Sequence[Any], say: Callable[[Any], Sentence], *, of: int | None = None
) -> Sentence:
    """Say of each row what is said of it, alike things once with the sexes that they apply to.

    Those `of` whom they are some are the rows themselves unless it is said.
    """
    said: dict[str, list[tuple[Sentence, str]]] = {}
    for row in rows:
        sentence = say(row)
        said.setdefault(sentence.text, []).append((sentence, str(row["sex"])))
    return listed(
        once(sentence for sentence, _ in alike)
        + for_sexes([sex for _, sex in alike], of or len(rows))
        for alike in said.values()
    )


class Prose:
    """Sentences, as Markdown on a page and as plain text for a check.

    Those that are `folded` stand on the page as these words, and open. Words that are `links` lead
    to their addresses.
    """

    def __init__(
        self,
        *said: Said,
        listed: bool = False,
        about: str = "",
        folded: str = "",
        links: Mapping[str, str] | None = None,
    ) -> None:
        self.folded = folded
        self.links = links or {}
        self.sentences = tuple(Sentence(str(one), claims_of([one])) for one in said)
        self.listed = listed
        self.about = about

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The sentences as text."""
        return tuple(map(str, self.sentences))

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
        plain = [escape_markdown(text) for text in self.paragraphs]
        markdown = "\n".join(f"- {text}" for text in plain) if self.listed else "\n\n".join(plain)
        for words, address in self.links.items():
            markdown = markdown.replace(
                escape_markdown(words), f"[{escape_markdown(words)}]({address})"
            )
        if self.about:
            markdown = f"**{escape_markdown(self.about.strip())}**\n\n{markdown}"
        if self.folded:
            summary = f'<details class="fold"><summary>{escape(self.folded)}</summary>'
            markdown = f"{summary}\n\n{markdown}\n\n</details>"
        checked = [*filter(None, [self.about]), *self.paragraphs]
        recorded = record_claims(claims_of(self.sentences))
        if recorded:
            checked.append(f"{CLAIMS_WORDS}: {claims_fingerprint(recorded)}")
        data = {"text/markdown": markdown, "text/plain": "\n\n".join(checked)}
        return data, {"text/markdown": recorded} if recorded else {}


def tell(template: str, /, **parts: Any) -> Prose:
    """Say one sentence by itself."""
    return Prose(state(template, **parts))
