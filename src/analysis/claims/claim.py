"""Claims: every number and comparison word of a sentence, bound to what it says and its source."""

import hashlib
import json
from dataclasses import asdict, dataclass
from math import isnan, nan
from typing import Any

from analysis.formats import canonical_numbers

PUBLISHED = "as published"
FINGERPRINT_LENGTH = 16
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
        for name, number in zip(
            NUMBERS, canonical_numbers(*map(self.__getattribute__, NUMBERS)), strict=True
        ):
            object.__setattr__(self, name, number)

    @property
    def id(self) -> str:
        """What is claimed, by what rule: the same in every edition that claims it."""
        return " | ".join((self.indicator, self.area_code, self.period, self.sex, self.rule))

    def record(self) -> dict[str, Any]:
        """Give the claim as plain values, missing numbers as None."""
        fields = asdict(self) | {"sources": list(self.sources)}
        return {"id": self.id} | {
            name: None if isinstance(value, float) and isnan(value) else value
            for name, value in fields.items()
        }


def claims_fingerprint(claims: list[dict[str, Any]]) -> str:
    """Digest the claims behind sentences, as a check compares them."""
    text = json.dumps(claims, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:FINGERPRINT_LENGTH]
