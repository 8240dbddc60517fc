"""The life course in sentences: against the comparator, and between the ends of the area."""

import pandas as pd

from analysis.chapters.profile.sentences import say_sides
from analysis.claims.claim import PUBLISHED
from analysis.claims.figure import Row, Tally, claim_figure, claim_words, numbers_of
from analysis.claims.sentence import Prose, Sentence, headline, listed, names_in, state, tell
from analysis.claims.words import for_sex, gap_unit, upper_first
from analysis.data.areas import Places
from analysis.data.tidy import rows_of
from analysis.findings.vocabulary import BETTER, CANNOT_COMPARE, JUDGED, SIMILAR, WORSE

DIFFERENCE = "most less least deprived, variances added"
CLEAR = "the 95% interval of the difference leaves out zero"


def headline_life_course(rows: pd.DataFrame, places: Places) -> Sentence:
    """State how many figures along the life course are better, similar and worse."""
    known = rows[rows["value"].notna()]
    judged = known["verdict"].isin(JUDGED)
    words = known["verdict"].where(judged, CANNOT_COMPARE)
    tally = _tally(places)
    known = known.assign(verdict=words)
    others = [word for word in JUDGED if word not in (WORSE, BETTER)]
    counts = {word: f"# [is|are] {word}" for word in others}
    counts |= {CANNOT_COMPARE: "# cannot be compared"}
    first = state(
        "Along the life course, {places.area_name} is {sides}.",
        places=places,
        sides=say_sides(known, places, tally),
    )
    rest = known[known["verdict"].isin(counts)]
    return headline(first, tally.each(rest, "verdict", counts) + "." if len(rest) else "")


def _tally(places: Places) -> Tally:
    return Tally(places.area_code, indicator="the life course")


def describe_life_course(rows: pd.DataFrame, places: Places) -> Prose:
    """Say at each stage of life what is better and what is worse, and what is not known."""
    sentences = []
    for stage, group in rows.groupby("stage", sort=False):
        parts = [
            _on(those, word, places)
            for word in (BETTER, WORSE)
            if len(those := group[group["verdict"] == word])
        ]
        missing = group[group["value"].isna()]
        sentences.append(
            state(
                "{stage}: {words}.{gone}",
                stage=upper_first(str(stage)),
                words=listed(parts) if parts else _nothing_apart(group, places),
                gone=f" No figure: {_names(missing)}." if len(missing) else "",
            )
        )
    return Prose(*sentences, listed=True)


def _on(rows: pd.DataFrame, word: str, places: Places) -> Sentence:
    return _tally(places).count(rows, word) + f" on {_names(rows)}"


def _nothing_apart(group: pd.DataFrame, places: Places) -> Sentence:
    """Say whether nothing is apart because it is similar, or because nothing can be compared."""
    similar = group[group["verdict"] == SIMILAR]
    if similar.empty:
        return Sentence("no figure has an interval, so none is compared")
    return _on(similar, SIMILAR, places) + "; nothing else has an interval to compare"


def _names(rows: pd.DataFrame) -> Sentence:
    return names_in(rows["name"], by=", ", last=" and ")


def describe_ends(ends: pd.DataFrame, area_name: str) -> Prose:
    """Say how far the most and the least deprived of an area lie apart."""
    if ends.empty:
        return tell("We hold no breakdown by deprivation inside {area}.", area=area_name)
    known = ends["absolute_lower_ci"].notna()
    sentences = [_end(row) for row in rows_of(ends[known])]
    if not known.all():
        sentences.append(
            state(
                "We hold no interval for {names}, so the table shows both ends without a verdict.",
                names=_names(ends[~known].drop_duplicates("name")),
            )
        )
    return Prose(*sentences)


def _end(row: Row) -> Sentence:
    clear = not row["absolute_lower_ci"] <= 0 <= row["absolute_upper_ci"]
    word = ("lower" if row["absolute"] < 0 else "higher") if clear else "not clearly different"
    sources = {**row, "sources": (row["source_file"],)}
    most, least, gap, ratio = (
        numbers_of(sources, name) for name in ("most", "least", "absolute", "relative")
    )
    return state(
        "{row[name]} in {row[area_name]} in {row[period]}{whom}: {most} in the most deprived "
        "tenth, {least} in the least deprived: {word}. The gap is {gap}, the ratio {ratio}.",
        row=row,
        whom=for_sex(row["sex"]),
        most=claim_figure(most, row["decimals"], row["unit"], rule=f"{PUBLISHED}, most deprived"),
        least=claim_figure(
            least, row["decimals"], row["unit"], rule=f"{PUBLISHED}, least deprived"
        ),
        word=claim_words(word, gap, rule=CLEAR),
        gap=claim_figure(gap, row["decimals"], gap_unit(row["unit"]), rule=DIFFERENCE),
        ratio=claim_figure(ratio, 2, "", rule="most over least deprived"),
    )
