"""What a framework asks for and the figures do not have."""

from collections.abc import Sequence

import pandas as pd

from analysis.chapters.outcomes.findings import FrameworkFinding
from analysis.chapters.profile.sentences import say_sides
from analysis.claims.figure import Row, Tally, agree, claim_words, subject
from analysis.claims.sentence import Prose, Sentence, headline, names_in, state
from analysis.claims.words import lower_first
from analysis.data.areas import Places
from analysis.data.raw import locate
from analysis.data.tidy import rows_of

NO_FRAMEWORK = "The parameters name no framework."


def headline_outcomes(
    finding: FrameworkFinding, compared: pd.DataFrame, places: Places
) -> Sentence:
    """Say in how many of the framework's figures the area is worse and better, and what is held."""
    whole = len(finding.coverage)
    measured = whole - len(finding.unmeasured)
    said = agree(f"{measured} of # domain[|s]", whole)
    tally = Tally(places.area_code, indicator=f"framework-{finding.framework.slug}")
    held = state(
        "{measured} of the framework can be followed with at least one figure.",
        measured=_claim(finding, places, said, measured),
    )
    if compared.empty:
        return headline(state("None of the framework's figures has an interval to compare."), held)
    sides = say_sides(compared, places, tally)
    first = "In the outcomes framework, {places.area_name} is {sides}."
    return headline(state(first, places=places, sides=sides), held)


def describe_outcomes(finding: FrameworkFinding, places: Places) -> Prose:
    """Say how much of a framework the figures cover, and name what they do not."""
    coverage, bare = finding.coverage, finding.unmeasured
    measured = len(coverage) - len(bare)
    known = finding.figures.dropna(subset=["value"])["indicator"].nunique()
    sentences = [
        state(
            "{finding.framework.title}: {measured} have at least one figure for "
            "{places.area_name}, from {indicators}.",
            finding=finding,
            measured=_claim(
                finding, places, agree(f"{measured} of # domain[|s]", len(coverage)), measured
            ),
            places=places,
            indicators=_claim(finding, places, agree("# indicator[|s]", known), known),
        )
    ]
    if len(bare):
        names = _claim(finding, places, str(names_in(bare["domain"])), len(bare))
        sentences.append("Without any figure: " + names + ".")
    without = coverage[(coverage["with_figures"] > 0) & (coverage["by_group"] == 0)]
    if len(without):
        number = agree("# domain[|s]", len(without))
        sentences.append(
            state(
                "{number} can be followed for the area as a whole, but not by group inside it: "
                "{names}.",
                number=_claim(finding, places, number, len(without)),
                names=names_in(without["domain"].unique()),
            )
        )
    return Prose(*sentences)


def describe_missing(findings: Sequence[FrameworkFinding], places: Places) -> Prose:
    """List what the frameworks ask for and no published figure here measures, domain by domain."""
    if not findings:
        return Prose(NO_FRAMEWORK)
    own, lacking = findings[0], dict[str, list[str]]()
    for row in rows_of(own.coverage):
        lacking.setdefault(str(row["domain"]), []).extend(_lacking(row))
    said = [
        state("{domain}: {missing}.", domain=domain, missing=_claim_lack(own, places, things))
        for domain, things in lacking.items()
        if things
    ]
    if not said:
        return Prose("Everything that the framework asks for has an indicator here.")
    return Prose(*said, listed=True)


def _claim_lack(finding: FrameworkFinding, places: Places, things: Sequence[str]) -> Sentence:
    """Claim what has no figure: it stands in the framework, and not in the catalogue."""
    slug, named = finding.framework.slug, list(dict.fromkeys(things))
    files = (f"params/frameworks/{slug}.yml", locate("catalogue"))
    about = subject(f"framework-{slug}", places.area_code, "latest of each", len(named), *files)
    return claim_words("; ".join(named), about, rule="asked for by the framework, without a figure")


def _lacking(row: Row) -> list[str]:
    named, without = (
        [lower_first(name) for name in str(row[column]).split("; ") if name]
        for column in ("missing", "without_figures")
    )
    return [*named, *(f"no figure for this area of {name}" for name in without)]


def _claim(finding: FrameworkFinding, places: Places, text: str, value: float) -> Sentence:
    slug = finding.framework.slug
    tally = Tally(
        places.area_code,
        "indicators mapped to the framework that have a figure",
        f"framework-{slug}",
        files=(f"params/frameworks/{slug}.yml",),
    )
    return tally.count(finding.figures, text, value=value)
