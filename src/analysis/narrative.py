"""Findings to sentences: direction and comparison words only as the rules gave them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.figures.rounding import format_number, with_interval, with_unit
from analysis.findings.gaps import GapFinding
from analysis.findings.trends import TrendFinding
from analysis.findings.wards import WardFinding
from analysis.sources.deprivation import EDITIONS

UNKNOWN = "cannot be calculated"
SYMBOLS = {
    "better": "▲",
    "similar": "●",
    "worse": "▼",
    "higher": "△",
    "lower": "▽",
    "not compared": "",
}
_MARKUP = re.compile(r"([\\`*_\[\]<>&#|$~{}])")


@dataclass(frozen=True)
class Prose:
    """Sentences, as Markdown on a page and as plain text for a check.

    Parameters
    ----------
    paragraphs : tuple of str
        Plain sentences; nothing in them is markup.
    listed : bool
        Whether the paragraphs are points of a list.
    """

    paragraphs: tuple[str, ...]
    listed: bool = False

    def _repr_mimebundle_(
        self, include: Any = None, exclude: Any = None
    ) -> tuple[dict[str, str], dict[str, Any]]:
        plain = [_MARKUP.sub(r"\\\1", text) for text in self.paragraphs]
        markdown = "\n".join(f"- {text}" for text in plain) if self.listed else "\n\n".join(plain)
        return {"text/markdown": markdown, "text/plain": "\n\n".join(self.paragraphs)}, {}


def join_words(words: Sequence[str]) -> str:
    """Join words as they are said.

    >>> join_words(["a", "b", "c"]), join_words(["a"]), join_words([])
    ('a, b and c', 'a', 'none')
    """
    if not words:
        return "none"
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def describe_profile(profile: pd.DataFrame, area_name: str, comparator_name: str) -> Prose:
    """Say how many indicators are better, similar or worse, and what cannot be compared.

    Parameters
    ----------
    profile : DataFrame
        From `find_profile`.
    area_name, comparator_name : str
        As headings have them.

    Returns
    -------
    Prose
    """
    counts = profile["verdict"].value_counts()
    compared = [
        f"{counts[word]} {_are(counts[word])} {word}"
        for word in ("better", "similar", "worse")
        if word in counts
    ]
    judged = int(counts.reindex(["better", "similar", "worse"]).fillna(0).sum())
    unknown = int(profile["value"].isna().sum())
    without = int(((profile["verdict"] == "not compared") & profile["value"].notna()).sum())
    sentences = [
        f"Of the {judged} latest figures of {area_name} whose 95% interval allows a comparison "
        f"with {comparator_name}, {join_words(compared)}."
        if judged
        else f"No latest figure of {area_name} has an interval that allows a comparison."
    ]
    if without:
        sentences.append(
            f"Another {_count(without, 'figure')} {_are(without)} shown but not compared, because "
            f"the publisher gives no interval for {_it(without)} or no figure of "
            f"{comparator_name} for the same period."
        )
    if unknown:
        names = [
            name[:1].lower() + name[1:] for name in profile.loc[profile["value"].isna(), "name"]
        ]
        sentences.append(f"No figure is published for {area_name} on {join_words(names)}.")
    return Prose(tuple(sentences))


def headline_trend(finding: TrendFinding, area_name: str) -> str:
    """State what the latest figure is and in which direction it has gone.

    Parameters
    ----------
    finding : TrendFinding
        From `find_trend`.
    area_name : str
        As headings have it.

    Returns
    -------
    str
        One or more sentences: figure, interval, period, then direction with its span.
    """
    about = finding.indicator
    own = finding.series[(finding.series["role"] == "area") & finding.series["value"].notna()]
    if own.empty:
        return f"No figure on {_lower(about.name)} is published for {area_name}."
    last = own.groupby("sex", sort=True).tail(1)
    figures = [
        _figure(row.value, row.lower_ci, row.upper_ci, about.decimals, about.unit)
        + _for(row.sex, alone=len(last) == 1)
        for row in last.itertuples(index=False)
    ]
    periods = join_words(list(dict.fromkeys(last["period"])))
    return (
        f"{about.name} in {area_name}: {join_words(figures)} in {periods}. "
        f"{_directions(finding.directions)}"
    )


def _directions(directions: pd.DataFrame) -> str:
    """Say each direction once, with those to whom it applies."""
    said: dict[str, list[str]] = {}
    for row in directions.itertuples(index=False):
        direction, first_period = str(row.direction), str(row.first_period)
        words = f"{direction} since {first_period}"
        if direction == UNKNOWN:
            words = "the recent direction cannot be calculated"
        said.setdefault(words, []).append(str(row.sex))
    parts = [words + _for_all(sexes, len(directions)) for words, sexes in said.items()]
    return f"{_upper('; '.join(parts))}."


def headline_gap(finding: GapFinding) -> str:
    """State the latest absolute and relative gap, and what each has done.

    Parameters
    ----------
    finding : GapFinding
        From `find_gap`.

    Returns
    -------
    str
        For each sex: the absolute and the relative gap with their intervals where there are any,
        the period, and the direction word of each.
    """
    about = finding.indicator
    known = finding.gaps[finding.gaps["absolute"].notna()]
    if known.empty:
        return (
            f"No gap can be given in {_lower(about.name)}: {finding.first_name} and "
            f"{finding.second_name} have no figure for the same period."
        )
    last = known.groupby("sex", sort=True).tail(1)
    unit = gap_unit(about.unit)
    sizes, ratios = [], []
    for row in last.itertuples(index=False):
        limits = (row.absolute_lower_ci, row.absolute_upper_ci)
        sizes.append(_figure(row.absolute, *limits, about.decimals, unit) + _for(row.sex))
        limits = (row.relative_lower_ci, row.relative_upper_ci)
        ratios.append(_figure(row.relative, *limits, 2, "") + _for(row.sex))
    periods = join_words(list(dict.fromkeys(last["period"])))
    return (
        f"{about.name}, {finding.first_name} minus {finding.second_name}: {join_words(sizes)} in "
        f"{periods}. Ratio: {join_words(ratios)}. {_gap_directions(finding.trends)}"
    )


def _gap_directions(trends: pd.DataFrame) -> str:
    """Say what the absolute and the relative gap have done, each for whom."""
    sentences = []
    for measure, rows in trends.groupby("measure", sort=True):
        said: dict[str, list[str]] = {}
        for row in rows.itertuples(index=False):
            said.setdefault(str(row.direction), []).append(str(row.sex))
        parts = [words + _for_all(sexes, len(rows)) for words, sexes in said.items()]
        sentences.append(f"{measure} gap since {rows['first_period'].iloc[0]}: {'; '.join(parts)}")
    absolute, relative = (text.split(": ", 1)[1] for text in sentences)
    if absolute == relative:
        since = trends["first_period"].iloc[0]
        return f"Absolute and relative gap since {since}: {absolute}."
    return f"{_upper('. '.join(_upper(text) for text in sentences))}."


def describe_gap_rule() -> Prose:
    """Say how the direction words of a gap are decided."""
    return Prose(
        (
            "The gap is widening or narrowing where the 95% interval of its yearly change leaves "
            "out zero. There is no clear change where that interval is narrow: both ends under 1% "
            "of the first gap a year. Otherwise it is too uncertain to say.",
        )
    )


def describe_ward(finding: WardFinding) -> Prose:
    """Say where a ward stands on the deprivation index, in both editions.

    Parameters
    ----------
    finding : WardFinding
        From `find_ward`.

    Returns
    -------
    Prose
    """
    ward, total = finding.ward, EDITIONS[2025].wards_in_england
    place = int((finding.peers["rank"] < ward["rank"]).sum()) + 1
    sentences = [
        f"{finding.name} ranks {_whole(ward['rank'])} of the {_whole(total)} wards of England on "
        f"the Index of Multiple Deprivation 2025, where 1 is most deprived. It is in decile "
        f"{_whole(ward['decile'])} and is number {place} of the {len(finding.peers)} wards of "
        f"{finding.area_name}.",
        f"About {_whole(ward['population'])} people lived here in mid-2022; "
        f"{with_unit(ward['population_most_deprived_tenth_percent'], 1, '%')} of them in small "
        f"areas among the most deprived tenth of England, and "
        f"{with_unit(ward['population_most_deprived_fifth_percent'], 1, '%')} in the most "
        f"deprived fifth.",
        _earlier_wards(finding),
    ]
    return Prose(tuple(sentences))


def headline_ward(finding: WardFinding) -> str:
    """State a ward's rank in England and in its authority."""
    ward = finding.ward
    place = int((finding.peers["rank"] < ward["rank"]).sum()) + 1
    return (
        f"{finding.name} ranks {_whole(ward['rank'])} of {_whole(EDITIONS[2025].wards_in_england)} "
        f"wards in England and {place} of {len(finding.peers)} in {finding.area_name}, where 1 is "
        f"most deprived."
    )


def describe_wards(wards: pd.DataFrame, earlier: tuple[int, int], area_name: str) -> Prose:
    """Say how many wards are among England's most deprived, in both editions.

    Parameters
    ----------
    wards : DataFrame
        From `find_wards`.
    earlier : tuple of int
        From `count_most_deprived_2017`.
    area_name : str
        As headings have it.

    Returns
    -------
    Prose
    """
    if wards.empty:
        return Prose((f"The index has no wards for {area_name}.",))
    tenth = int((wards["decile"] == 1).sum())
    people = wards["population"] * wards["population_most_deprived_tenth_percent"] / 100
    share = 100 * people.sum() / wards["population"].sum()
    first = wards.iloc[0]
    return Prose(
        (
            f"{tenth} of the {len(wards)} wards of 2024 in {area_name} are among the most deprived "
            f"tenth of England's wards on the Index of Multiple Deprivation 2025. With the wards "
            f"of 2017 and the index of 2019 it was {earlier[0]} of {earlier[1]}.",
            f"{with_unit(share, 1, '%')} of residents live in small areas among the most deprived "
            f"tenth of England.",
            f"The most deprived ward is {first['ward_name']}, ranked {_whole(first['rank'])} of "
            f"{_whole(EDITIONS[2025].wards_in_england)} in England.",
        )
    )


def _earlier_wards(finding: WardFinding) -> str:
    total = EDITIONS[2019].wards_in_england
    columns = ["ward_name", "residents_percent", "rank", "decile"]
    parts = [
        f"{name} ({with_unit(share, 0, '%')} of residents; ranked {_whole(rank)} of "
        f"{_whole(total)}, decile {_whole(decile)})"
        for name, share, rank, decile in finding.lineage[columns].itertuples(index=False, name=None)
    ]
    return (
        f"In the edition of 2019, on the wards of 2017, its small areas belonged to "
        f"{join_words(parts)}. Ward boundaries changed since, so the two ranks are not one series."
    )


def _figure(value: Any, lower: Any, upper: Any, decimals: int, unit: str) -> str:
    return with_interval(value, lower, upper, decimals, unit).replace("-", "−")


def gap_unit(unit: str) -> str:
    """Name the unit of a difference: percentages differ by percentage points.

    >>> gap_unit("%"), gap_unit("score"), gap_unit("years")
    ('percentage points', 'points', 'years')
    """
    return {"%": "percentage points", "score": "points"}.get(unit, unit)


def _for(sex: Any, *, alone: bool = True) -> str:
    everyone = "" if alone else " for all persons"
    return {"Female": " for females", "Male": " for males"}.get(str(sex), everyone)


def _for_all(sexes: Sequence[str], of: int) -> str:
    """Name those to whom something applies, unless it is everyone there is."""
    names = {"Female": "females", "Male": "males", "Persons": "persons"}
    return "" if len(sexes) == of else f" for {join_words([names[sex] for sex in sexes])}"


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lower(name: str) -> str:
    return name if name[1:2].isupper() or name.startswith("NHS") else name[:1].lower() + name[1:]


def _whole(value: float) -> str:
    return format_number(float(value), 0)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def _it(number: int) -> str:
    return "it" if number == 1 else "them"
