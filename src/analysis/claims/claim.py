"""Claims: every number and comparison word of a sentence, bound to what it says and its source."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from math import isnan, nan
from typing import Any

import pandas as pd

from analysis.data.raw import locate
from analysis.errors import DataError
from analysis.formats import canonical_numbers, with_interval

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


class Statement(str):
    """Words together with the claims that stand behind them."""

    claims: tuple[Claim, ...]
    __slots__ = ("claims",)

    def __new__(cls, text: str, claims: Sequence[Claim] = ()) -> "Statement":
        """Bind claims to words."""
        statement = super().__new__(cls, text)
        statement.claims = tuple(claims)
        return statement


def state(template: str, /, **parts: str) -> Statement:
    """Fill a template, keeping the claims behind its parts.

    >>> claim = Claim("smoking", "E06000004", "2024", "Persons", 11.4, text="11.4%")
    >>> said = state("Smoking is {figure} in {place}.", figure=Statement("11.4%", [claim]),
    ...              place="Stockton")
    >>> said, said.claims[0].id
    ('Smoking is 11.4% in Stockton.', 'smoking | E06000004 | 2024 | Persons | as published')
    """
    if any(letter.isdigit() for letter in template.replace("95%", "")):
        raise DataError(f'The template "{template}" holds a number that is bound to no figure.')
    return Statement(template.format(**parts), claims_of(parts.values()))


def claims_of(parts: Any) -> list[Claim]:
    """Gather the claims behind several texts, in their order."""
    return [claim for part in parts for claim in getattr(part, "claims", ())]


def join(parts: Sequence[str], *, by: str = ", ", last: str = " and ") -> Statement:
    """Join texts as they are said, keeping the claims behind them.

    >>> join(["a", "b", "c"]), join(["a"]), join([])
    ('a, b and c', 'a', 'none')
    """
    if not parts:
        return Statement("none")
    *most, end = parts
    return Statement(f"{by.join(most)}{last}{end}" if most else end, claims_of(parts))


def rows_of(data: pd.DataFrame) -> list[dict[str, Any]]:
    """Give the rows of a table, each by the names of its columns."""
    return [{str(name): value for name, value in row.items()} for row in data.to_dict("records")]


def claim_figure(
    row: Mapping[str, Any], decimals: int, unit: str, *, rule: str = PUBLISHED
) -> Statement:
    """Write a number with its unit and interval, and claim it."""
    limits = (row.get("lower_ci", nan), row.get("upper_ci", nan))
    text = with_interval(row["value"], *limits, decimals, unit).replace("-", "−")
    return claim_words(text, row, rule=rule)


def claim_words(text: str, row: Mapping[str, Any], *, rule: str) -> Statement:
    """Claim words that a rule decided, with the numbers that it decided by."""
    slug = str(row["indicator"])
    claim = Claim(
        indicator=slug,
        area_code=str(row["area_code"]),
        period=str(row["period"]),
        sex=str(row.get("sex", "Persons")),
        value=float(row["value"]),
        lower_ci=float(row.get("lower_ci", nan)),
        upper_ci=float(row.get("upper_ci", nan)),
        rule=rule,
        text=text,
        sources=tuple(row.get("sources") or (locate(f"indicators/{slug}"),)),
    )
    return Statement(text, (claim,))


def claims_fingerprint(claims: list[dict[str, Any]]) -> str:
    """Digest the claims behind sentences, as a check compares them."""
    text = json.dumps(claims, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:FINGERPRINT_LENGTH]
