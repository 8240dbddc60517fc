"""Figures, words and counts in sentences, each with its claim."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import nan
from typing import Any

import pandas as pd

from analysis.claims.claim import NUMBERS, PUBLISHED, Claim
from analysis.claims.sentence import Sentence, join
from analysis.claims.words import for_sex
from analysis.data.raw import locate
from analysis.formats import limits_said, with_interval, with_unit

Row = Mapping[str, Any]
BENCHMARK = "level: the 95% interval of the gap, with the errors of both figures"
NO_LIMITS = {"lower_ci": nan, "upper_ci": nan}


def claim_figure(row: Row, decimals: int, unit: str, *, rule: str = PUBLISHED) -> Sentence:
    """Write a number with its unit and interval, and claim it."""
    limits = (row.get("lower_ci", nan), row.get("upper_ci", nan))
    text = with_interval(row["value"], *limits, int(decimals), unit).replace("-", "−")
    return claim_words(text, row, rule=rule)


def claim_number(row: Row, decimals: int, unit: str, *, rule: str = PUBLISHED) -> Sentence:
    """Write a number with its unit, and claim it with its interval, which is drawn beside it."""
    text = with_unit(row["value"], int(decimals), unit).replace("-", "−")
    return claim_words(text, row, rule=rule)


def say_limits(rows: Iterable[Row], decimals: int, unit: str, *, rule: str = PUBLISHED) -> Sentence:
    """Say the intervals of numbers that stand before, each for whom, as far as any is held."""
    said, every = [], [*rows]
    for row in every:
        limits = (row.get("lower_ci", nan), row.get("upper_ci", nan))
        text = limits_said(row["value"], *limits, int(decimals), unit).replace("-", "−")
        if text:
            whom = for_sex(str(row.get("sex", "Persons")), alone=len(every) == 1)
            said.append(claim_words(text, row, rule=rule) + whom)
    return "The 95% interval is " + join(said) + "." if said else Sentence("")


def claim_words(text: str, row: Row, *, rule: str) -> Sentence:
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
    return Sentence(text, (claim,))


def subject(
    indicator: str, area_code: str, period: str, value: float = nan, *sources: str
) -> dict[str, Any]:
    """Name what words are of that stand in no row of figures."""
    about = {"indicator": indicator, "area_code": area_code, "period": period}
    return about | {"value": value, "sources": sources}


def numbers_of(row: Row, name: str) -> dict[str, Any]:
    """Put another of a row's numbers, with its limits, in the place of its value."""
    limits = {end: row.get(f"{name}_{end}", nan) for end in ("lower_ci", "upper_ci")}
    return {**row, "value": row[name], **limits}


def beside(row: Row, area_code: str) -> dict[str, Any]:
    """Give the comparator's figure that stands in the same row."""
    numbers = {name: row[f"comparator_{name}"] for name in NUMBERS}
    return {**row, **numbers, "area_code": area_code}


WITHOUT_COVID = " without the years of COVID-19"
"""How the rule ends of a word that is told without them: another fact than the trend's own."""


def claim_move(word: str, row: Row, rule: str) -> Sentence:
    """Claim the word of a trend, with the slope and interval that decided it."""
    ends = ("lower_ci", "upper_ci")
    limits = {end: row[name if (name := f"slope_{end}") in row else end] for end in ends}
    span = f"{row['first_period']} up to {row['last_period']}"
    decided = {**row, **limits, "value": row["slope"], "period": span}
    return claim_words(word, decided, rule=f"{rule}: {row['method']}")


def agree(text: str, number: int) -> str:
    """Write a number into words that agree with it.

    >>> agree("# ward[|s] [is|are] worse", 1), agree("# ward[|s] [is|are] worse", 3)
    ('1 ward is worse', '3 wards are worse')
    """
    chosen = re.sub(r"\[([^][|]*)\|([^][|]*)\]", r"\1" if number == 1 else r"\2", text)
    return chosen.replace("#", f"{number:,}")


@dataclass(frozen=True)
class Tally:
    """Counts of rows, each claimed with the files of the indicators that it counts."""

    area_code: str = ""
    """Where empty, the areas of the rows counted."""
    rule: str = BENCHMARK
    indicator: str = "all indicators"
    period: str = "latest of each"
    files: tuple[str, ...] = ()
    """What is counted beside indicators."""

    def count(
        self, rows: pd.DataFrame, words: str = "#", *, value: float | None = None, rule: str = ""
    ) -> Sentence:
        """Say how many rows there are, or, word for word, another number worked out from them."""
        slugs = [slug for slug in rows["indicator"].unique() if slug]
        files = [*self.files, *(locate(f"indicators/{slug}") for slug in slugs)]
        area_code = self.area_code or ", ".join(rows["area_code"].unique())
        number = len(rows) if value is None else value
        about = (self.indicator, area_code, self.period, number)
        counted = subject(*about, *(files or [locate("catalogue")]))
        text = agree(words, len(rows)) if value is None else words
        return claim_words(text, counted, rule=rule or self.rule)

    def each(
        self, rows: pd.DataFrame, column: str, words: Mapping[str, str] | Iterable[str]
    ) -> Sentence:
        """Say how many rows have each of some words, those that none has left out."""
        said = words if isinstance(words, Mapping) else {w: f"# [is|are] {w}" for w in words}
        return join(
            self.count(those, text)
            for word, text in said.items()
            if len(those := rows[rows[column] == word])
        )
