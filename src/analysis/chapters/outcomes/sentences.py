"""What a framework asks for and the figures do not have."""

from collections.abc import Mapping, Sequence
from typing import Any

from analysis.chapters.outcomes.findings import FrameworkFinding
from analysis.claims.claim import Statement, claim_words, join, rows_of, state
from analysis.claims.prose import Prose
from analysis.claims.words import count_of, lower_first
from analysis.data.areas import Places
from analysis.data.raw import locate


def describe_outcomes(finding: FrameworkFinding, places: Places) -> Prose:
    """Say how much of a framework the figures cover, and name what they do not."""
    coverage = finding.coverage
    domains, bare = len(coverage), len(finding.unmeasured)
    known = finding.figures.dropna(subset=["value"])
    sentences = [
        state(
            "{title}: {measured} have at least one figure for {area}, from {indicators}.",
            title=finding.framework.title,
            measured=_claim(finding, places, f"{domains - bare} of {count_of(domains, 'domain')}"),
            area=places.area_name,
            indicators=_claim(
                finding, places, count_of(int(known["indicator"].nunique()), "indicator")
            ),
        )
    ]
    if bare:
        names = [lower_first(str(name)) for name in finding.unmeasured["domain"]]
        sentences.append(
            state(
                "Without any figure: {names}.",
                names=_claim(finding, places, join(names, by="; ", last="; "), bare),
            )
        )
    without = coverage[(coverage["with_figures"] > 0) & (coverage["by_group"] == 0)]
    if len(without):
        sentences.append(
            state(
                "{number} can be followed for the area as a whole, but not by group inside it: "
                "{names}.",
                number=_claim(finding, places, f"{count_of(len(without), 'domain')}"),
                names=join(
                    list(dict.fromkeys(lower_first(str(name)) for name in without["domain"])),
                    by="; ",
                    last="; ",
                ),
            )
        )
    return Prose(tuple(sentences))


def describe_missing(findings: Sequence[FrameworkFinding], places: Places) -> Prose:
    """List what the frameworks ask for and no published figure here measures, domain by domain."""
    own = findings[0]
    lacking: dict[str, list[str]] = {}
    for row in rows_of(own.coverage):
        lacking.setdefault(str(row["domain"]), []).extend(_lacking(row))
    said = [
        state(
            "{domain}: {missing}.",
            domain=_text(own, places, domain),
            missing=_text(own, places, "; ".join(dict.fromkeys(things))),
        )
        for domain, things in lacking.items()
        if things
    ]
    if not said:
        return Prose((state("Everything that the framework asks for has an indicator here."),))
    return Prose(tuple(said), listed=True)


def _lacking(row: Mapping[str, Any]) -> list[str]:
    named, without = (
        [lower_first(name) for name in str(row[column]).split("; ") if name]
        for column in ("missing", "without_figures")
    )
    return [*named, *(f"no figure for this area of {name}" for name in without)]


def _text(finding: FrameworkFinding, places: Places, text: str) -> Statement:
    return _claim(finding, places, text, float(len(finding.coverage)))


def _claim(
    finding: FrameworkFinding, places: Places, text: str, value: float | None = None
) -> Statement:
    slugs = dict.fromkeys(finding.figures["indicator"])
    row = {
        "indicator": f"framework-{finding.framework.slug}",
        "area_code": places.area_code,
        "period": "latest of each",
        "value": float(text.split(maxsplit=1)[0]) if value is None else value,
        "sources": (
            f"params/frameworks/{finding.framework.slug}.yml",
            *(locate(f"indicators/{slug}") for slug in slugs),
        ),
    }
    return claim_words(text, row, rule="indicators mapped to the framework that have a figure")
