"""The latest absolute and relative gap, and what each has done."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.claims.claim import Statement, claim_figure, claim_words, join, rows_of, state
from analysis.claims.prose import Prose
from analysis.claims.words import for_sex, for_sexes, gap_unit, lower_first, upper_first
from analysis.findings.gaps import GapFinding

ABSOLUTE = "first minus second, variances added"
RELATIVE = "first over second, variances of the logarithms added"
SAID = {"too uncertain": "too uncertain to say"}


def headline_gap(finding: GapFinding) -> Statement:
    """State the latest absolute and relative gap, and what each has done."""
    about = finding.indicator
    known = finding.gaps[finding.gaps["absolute"].notna()]
    if known.empty:
        return state(
            "No gap can be given in {name}: {first} and {second} have no figure for the same "
            "period.",
            name=lower_first(about.name),
            first=finding.first_name,
            second=finding.second_name,
        )
    rows = rows_of(known.groupby("sex", sort=True).tail(1))
    alone = len(rows) == 1
    sizes = [_size(finding, row, "absolute", about.decimals, alone=alone) for row in rows]
    ratios = [_size(finding, row, "relative", 2, alone=alone) for row in rows]
    return state(
        "{directions}: the gap in {name}. {First} minus {second} is {sizes} in {periods}, a ratio "
        "of {ratios}.",
        name=lower_first(about.name),
        First=upper_first(finding.first_name),
        sizes=join(sizes),
        ratios=join(ratios),
        periods=join(list(dict.fromkeys(str(row["period"]) for row in rows))),
        directions=describe_gap_directions(finding),
        second=finding.second_name,
    )


def _size(
    finding: GapFinding, row: Mapping[str, Any], measure: str, decimals: int, *, alone: bool
) -> Statement:
    gap = {
        "indicator": finding.indicator.indicator,
        "area_code": finding.area_code,
        "period": row["period"],
        "sex": row["sex"],
        "value": row[measure],
        "lower_ci": row[f"{measure}_lower_ci"],
        "upper_ci": row[f"{measure}_upper_ci"],
    }
    unit = gap_unit(finding.indicator.unit) if measure == "absolute" else ""
    rule = ABSOLUTE if measure == "absolute" else RELATIVE
    return state(
        "{figure}{whom}",
        figure=claim_figure(gap, decimals, unit, rule=f"{measure} gap: {rule}"),
        whom=for_sex(str(row["sex"]), alone=alone),
    )


def describe_gap_directions(finding: GapFinding) -> Statement:
    """Say what the absolute and the relative gap have done, each for whom."""
    measures = finding.trends.groupby("measure", sort=True)
    absolute, relative = (_clause(finding, rows) for _, rows in measures)
    since = str(finding.trends["first_period"].iloc[0])
    if absolute == relative:
        both = Statement(absolute, [*absolute.claims, *relative.claims])
        template = "{both} since {since}, as a difference and as a ratio"
        said = state(template, both=both, since=since)
    else:
        said = state(
            "{absolute} as a difference, {relative} as a ratio, since {since}",
            absolute=absolute,
            relative=relative,
            since=since,
        )
    return Statement(upper_first(said), said.claims)


def _clause(finding: GapFinding, rows: pd.DataFrame) -> Statement:
    said: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows_of(rows):
        said.setdefault(str(row["direction"]), []).append(row)
    parts = []
    for word, those in said.items():
        claims = [claim for row in those for claim in _direction(finding, word, row).claims]
        whom = for_sexes([str(row["sex"]) for row in those], len(rows))
        parts.append(Statement(f"{SAID.get(word, word)}{whom}", claims))
    return join(parts, by="; ", last="; ")


def _direction(finding: GapFinding, word: str, row: Mapping[str, Any]) -> Statement:
    decided = {
        **row,
        "indicator": finding.indicator.indicator,
        "area_code": finding.area_code,
        "period": f"{row['first_period']} up to {row['last_period']}",
        "value": row["slope"],
    }
    return claim_words(word, decided, rule=f"trend of the {row['measure']} gap: {row['method']}")


def describe_gap_rule() -> Prose:
    """Say how the direction words of a gap are decided."""
    return Prose(
        (
            "The gap is widening or narrowing where the 95% interval of its yearly change leaves "
            "out zero. There is no clear change where that interval is narrow: both ends under 1% "
            "of the first gap a year. Otherwise it is too uncertain to say.",
        )
    )
