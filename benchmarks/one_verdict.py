"""No two pages may disagree on a fact: one word and one number for each, wherever it is said.

    python benchmarks/one_verdict.py [FOLDER]

reads the claims of every executed chapter below a folder, by default those of the book.
"""

import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from math import nan
from pathlib import Path

from analysis.claims.claim import Claim, read_claims
from analysis.claims.figure import WITHOUT_COVID
from analysis.findings.vocabulary import (
    CANNOT_COMPARE,
    CANNOT_TELL,
    DIRECTIONS,
    FAST_ENOUGH,
    GAP_WORDS,
    LEVELS,
    NARROWING,
    NO_GAP,
    PACES,
    TOO_SLOW,
    WIDENING,
)

ROOT = Path(__file__).resolve().parents[1]
OTHER_WORDS = {
    "direction not told": CANNOT_TELL,
    "cannot be told": CANNOT_TELL,
    "cannot be compared": CANNOT_COMPARE,
    "not to be compared": CANNOT_COMPARE,
    "closing too slowly": TOO_SLOW,
    "closing fast enough": FAST_ENOUGH,
    "has started to reduce": NARROWING,
    "has not levelled off": WIDENING,
}
"""How some sentences say a word of the vocabulary."""
KINDS = {
    "level": LEVELS,
    "direction": DIRECTIONS,
    "trend of the absolute gap": GAP_WORDS,
    "trend of the relative gap": GAP_WORDS,
    f"direction{WITHOUT_COVID}": DIRECTIONS,
    f"trend of the absolute gap{WITHOUT_COVID}": GAP_WORDS,
    f"trend of the relative gap{WITHOUT_COVID}": GAP_WORDS,
    "pace": (*PACES, NO_GAP),
    "as published": (),
    "absolute gap": (),
    "relative gap": (),
}
"""The kinds of rule, each with the words that it may give; the last three give numbers alone."""
SAME = {"linear trend": "direction"}
COUNTED_BY_FRAMEWORK = "framework-"
COUNTED = ("all indicators", "all indicators of work", "all gaps", "the life course")
"""What counts are of: a page may count parts of it, so a count is told by its words."""
Fact = tuple[str, ...]


def kind_of(claim: Claim) -> str:
    """Give the kind of rule behind a claim."""
    kind = re.split(r"[:,]| \(", claim.rule)[0]
    return SAME.get(kind, kind)


def word_of(claim: Claim) -> str:
    """Give the word of the vocabulary that stands first in the words of a claim."""
    words = {word: word for word in KINDS[kind_of(claim)]} | OTHER_WORDS
    text = claim.text.lower()
    places = {
        word: found.start()
        for word in words
        if (found := re.search(rf"\b{re.escape(word)}\b", text))
    }
    return words[min(places, key=lambda word: (places[word], -len(word)))] if places else ""


def fact_of(claim: Claim) -> Fact:
    """Name what a claim is about; a count is of what its words say."""
    counted = re.sub(r"[\d,.]+|\b(?:is|are)\b", "", claim.text).strip()
    counts = claim.indicator in COUNTED or claim.indicator.startswith(COUNTED_BY_FRAMEWORK)
    of = counted if counts else ""
    inside = "free school meals" if "(free school meals)" in claim.rule else ""
    return kind_of(claim), claim.indicator, claim.area_code, claim.sex, claim.period, of, inside


def contradictions(pages: Mapping[str, Iterable[Claim]]) -> list[str]:
    """Give the facts of which two claims have another word or another number."""
    words: dict[Fact, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    numbers: dict[Fact, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for page, claims in pages.items():
        for claim in claims:
            if kind_of(claim) in KINDS and not _is_whole(claim):
                fact = fact_of(claim)
                held = claim.value, claim.lower_ci, claim.upper_ci
                unit = claim.rule.partition(":")[0]
                numbers[*fact, unit][" ".join(map(repr, held))].add(page)
                if said := word_of(claim):
                    words[fact][said].add(page)
    for found in numbers.values():
        _without_bare(found)
    return [
        f"{fact}: {dict(found)}"
        for said in (words, numbers)
        for fact, found in said.items()
        if len(found) > 1 and not _counts_parts(fact, found)
    ]


def _without_bare(found: dict[str, set[str]]) -> None:
    """Leave out a number without its limits where it stands elsewhere with them."""
    bare = [number for number in found if number.endswith(" nan nan")]
    for number in bare:
        value = number.removesuffix("nan nan")
        if any(other.startswith(value) and other != number for other in found):
            del found[number]


def _is_whole(claim: Claim) -> bool:
    """Whether a claim counts without a word: its sentence alone says what."""
    return claim.indicator in COUNTED and not word_of(claim)


def _counts_parts(fact: Fact, found: Mapping[str, set[str]]) -> bool:
    """Whether the numbers are one page's counts of several parts of the same whole."""
    return fact[1] in COUNTED and len(set.union(*found.values())) == 1


def executed_claims(path: Path) -> Iterator[Claim]:
    """Give every claim that an executed chapter carries beside its outputs."""
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        for output in cell.get("outputs", ()):
            for about in output.get("metadata", {}).values():
                for record in read_claims(about) if isinstance(about, dict) else ():
                    given = {
                        name: nan if value is None else value for name, value in record.items()
                    }
                    yield Claim(**given | {"sources": tuple(given["sources"])})


def contradictions_below(folder: Path) -> list[str]:
    """Give the contradictions among all executed chapters of a folder.

    Ranks of several earlier wards stand under the code of the ward that they make up.
    """
    return contradictions(
        {
            str(path.relative_to(folder)): [
                one
                for one in executed_claims(path)
                if not one.indicator.startswith("index-of-multiple")
            ]
            for path in sorted(folder.glob("*/*.ipynb"))
        }
    )


if __name__ == "__main__":
    found = contradictions_below(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "book")
    print(*found, f"{len(found)} contradictions", sep="\n")
    sys.exit(bool(found))
