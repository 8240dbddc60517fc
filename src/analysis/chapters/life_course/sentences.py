"""The life course in sentences: against the comparator, and between the ends of the area."""

from typing import Any

import pandas as pd

from analysis.claims.claim import Statement, claim_figure, claim_words, join, rows_of, state
from analysis.claims.prose import Prose
from analysis.claims.words import for_sex, gap_unit, lower_first, upper_first
from analysis.data.areas import Places
from analysis.data.raw import locate

JUDGED = ("better", "similar", "worse")
BENCHMARK = "benchmark: the comparator and the 95% interval"
DIFFERENCE = "most less least deprived, variances added"
CLEAR = "the 95% interval of the difference leaves out zero"


def headline_life_course(rows: pd.DataFrame, places: Places) -> Statement:
    """State how many figures along the life course are better, similar and worse."""
    known = rows[rows["value"].notna()]
    counts = [
        _claim(known[known["verdict"] == word], places, f"{number} {word}")
        for word in JUDGED
        if (number := int((known["verdict"] == word).sum()))
    ]
    without = known[~known["verdict"].isin(JUDGED)]
    if len(without):
        counts.append(_claim(without, places, f"{len(without)} not compared"))
    return state(
        "Along the life course in {area}, against {comparator}: {counts}.",
        area=places.area_name,
        comparator=places.comparator_name,
        counts=join(counts),
    )


def _claim(rows: pd.DataFrame, places: Places, text: str) -> Statement:
    counted = {
        "indicator": "the life course",
        "area_code": places.area_code,
        "period": "latest of each",
        "value": len(rows),
        "sources": tuple(locate(f"indicators/{slug}") for slug in rows["indicator"].unique()),
    }
    return claim_words(text, counted, rule=BENCHMARK)


def describe_life_course(rows: pd.DataFrame, places: Places) -> Prose:
    """Say at each stage of life what is better and what is worse, and what is not known."""
    sentences = []
    for stage, group in rows.groupby("stage", sort=False):
        parts = [
            state("{word} on {names}", word=_claim(those, places, word), names=_names(those))
            for word in ("better", "worse")
            if len(those := group[group["verdict"] == word])
        ]
        words = join(parts, by="; ", last="; ") if parts else _nothing_apart(group, places)
        missing = group[group["value"].isna()]
        gone = f" No figure: {_names(missing)}." if len(missing) else ""
        sentences.append(
            state("{stage}: {words}.{gone}", stage=upper_first(str(stage)), words=words, gone=gone)
        )
    return Prose(tuple(sentences), listed=True)


def _nothing_apart(group: pd.DataFrame, places: Places) -> Statement:
    """Say whether nothing is apart because it is similar, or because nothing can be compared."""
    similar = group[group["verdict"] == "similar"]
    if similar.empty:
        return Statement("no figure has an interval, so none is compared")
    return state(
        "{word} on {names}; nothing else has an interval to compare",
        word=_claim(similar, places, "similar"),
        names=_names(similar),
    )


def _names(rows: pd.DataFrame) -> str:
    return str(join([lower_first(str(name)) for name in rows["name"]]))


def describe_ends(ends: pd.DataFrame, area_name: str) -> Prose:
    """Say how far the most and the least deprived of an area lie apart."""
    if ends.empty:
        nothing = "No breakdown by deprivation is published inside {area}."
        return Prose((state(nothing, area=area_name),))
    known = ends[ends["absolute_lower_ci"].notna()]
    sentences = [_end(row) for row in rows_of(known)]
    without = ends[ends["absolute_lower_ci"].isna()]
    if len(without):
        names = join([lower_first(name) for name in without["name"].unique()])
        sentences.append(
            state(
                "No interval is published for {names}, so the table shows both ends without a "
                "verdict.",
                names=names,
            )
        )
    return Prose(tuple(sentences))


def _end(row: dict[str, Any]) -> Statement:
    clear = not row["absolute_lower_ci"] <= 0 <= row["absolute_upper_ci"]
    word = ("lower" if row["absolute"] < 0 else "higher") if clear else "not clearly different"
    gap = claim_figure(
        _part(row, "absolute"), row["decimals"], gap_unit(row["unit"]), rule=DIFFERENCE
    )
    return state(
        "{name} in {area} in {period}{whom}: {most} in the most deprived tenth, {least} in the "
        "least deprived: {word}, a gap of {gap}, a ratio of {ratio}.",
        name=row["name"],
        area=row["area_name"],
        period=row["period"],
        whom=for_sex(row["sex"]),
        most=claim_figure(_part(row, "most"), row["decimals"], row["unit"]),
        least=claim_figure(_part(row, "least"), row["decimals"], row["unit"]),
        word=claim_words(word, _part(row, "absolute"), rule=CLEAR),
        gap=gap,
        ratio=claim_figure(_part(row, "relative"), 2, "", rule="most over least deprived"),
    )


def _part(row: dict[str, Any], name: str) -> dict[str, Any]:
    return row | {
        "value": row[name],
        "lower_ci": row[f"{name}_lower_ci"],
        "upper_ci": row[f"{name}_upper_ci"],
        "sources": (row["source_file"],),
    }
