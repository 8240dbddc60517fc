"""Claims: every number and comparison word of a sentence, bound to what it says and its source."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from math import isnan, nan
from typing import Any

from analysis.errors import DataError
from analysis.formats import canonical_numbers

PUBLISHED = "as published"
NAMED_BY = ("indicator", "area_code", "period", "sex", "rule")
NUMBERS = ("value", "lower_ci", "upper_ci")


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that a sentence says of the figures: a row of the claim ledger."""

    indicator: str
    area_code: str
    period: str
    sex: str
    value: float
    lower_ci: float = nan
    upper_ci: float = nan
    rule: str = PUBLISHED
    text: str = ""
    sources: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        numbers = canonical_numbers(self.value, self.lower_ci, self.upper_ci)
        for name, number in zip(NUMBERS, numbers, strict=True):
            object.__setattr__(self, name, number)

    @property
    def id(self) -> str:
        """What is claimed, by what rule: the same in every edition that claims it."""
        return claim_id(asdict(self))

    def record(self) -> dict[str, Any]:
        """Give the claim as plain values, missing numbers as None."""
        fields = asdict(self) | {"sources": list(self.sources)}
        absent = {name: None for name in NUMBERS if isnan(fields[name])}
        return fields | absent


def record_claims(claims: Iterable[Claim]) -> dict[str, Any]:
    """Lay claims out beside an output: each file is named once, and what is missing left out.

    >>> smoked = Claim("smoking", "E06000004", "2024", "Persons", 11.4, sources=("a.csv",))
    >>> recorded = record_claims([smoked, smoked])
    >>> recorded["files"], recorded["claims"][1]["sources"], "lower_ci" in recorded["claims"][1]
    (['a.csv'], [0], False)
    """
    records = [claim.record() for claim in claims]
    places: dict[str, int] = {}
    lean = [
        {name: part for name, part in record.items() if part is not None}
        | {"sources": [places.setdefault(file, len(places)) for file in record["sources"]]}
        for record in records
    ]
    return {"claims": lean, "files": [*places]} if lean else {}


def read_claims(described: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give the claims beside an output whole again; those of older editions are whole."""
    files = described.get("files", ())
    try:
        return [
            dict.fromkeys(NUMBERS)
            | claim
            | {"sources": [files[one] if isinstance(one, int) else one
                           for one in claim.get("sources", ())]}
            for claim in described.get("claims", ())
        ]  # fmt: skip
    except IndexError as problem:
        raise DataError(
            f"A claim points to a file that is not among the {len(files)} named beside it. Run "
            "the chapter again."
        ) from problem


def claim_id(record: Mapping[str, Any]) -> str:
    """Name a recorded claim by what it says and its rule."""
    return " | ".join(record[name] for name in NAMED_BY)


def digest(text: str) -> str:
    """Digest a text in sixteen letters, as a check compares it."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def claims_fingerprint(recorded: Mapping[str, Any]) -> str:
    """Digest the claims behind sentences, as they are recorded."""
    return digest(json.dumps(recorded, sort_keys=True, ensure_ascii=False))
