"""What the health services of an area do, in sentences: checks, maternity, treatment."""

import pandas as pd

from analysis.chapters.core20plus5.services import Checks, find_treatment
from analysis.claims.claim import PUBLISHED
from analysis.claims.figure import Row, beside, claim_figure, claim_words, numbers_of
from analysis.claims.sentence import Prose, Sentence, join, state, tell
from analysis.claims.words import gap_unit, lower_first
from analysis.data.areas import ENGLAND, Places
from analysis.data.catalogue import describe_measure, measures_of
from analysis.data.health_services import CHECKS, MATERNITY, ROUNDED, TREATMENT
from analysis.data.raw import locate
from analysis.data.tidy import rows_of
from analysis.findings.verdicts import LEVEL_RULE
from analysis.formats import format_number

FROM_COUNTS = "count over denominator; limits worked out here (Wilson)"


def describe_checks(checks: Checks, places: Places) -> Prose:
    """Say whose checks these are, the latest quarter beside England, and where they go."""
    slug = checks.measured.about.indicator
    (row,) = rows_of(checks.latest[checks.latest["indicator"] == slug])
    row |= {"sources": (locate(CHECKS),)}
    return Prose(
        _whose(checks, row, places), _latest(row), _course(checks, row), *_by_check(checks)
    )


def headline_checks(checks: Checks) -> Sentence:
    """Name whose checks are drawn."""
    row = rows_of(checks.latest)[0] | {"sources": (locate(CHECKS),)}
    name = claim_words(checks.name, row, rule="as the file names whom it serves")
    return "Checks of people with severe mental illness, " + name


def _whose(checks: Checks, row: Row, places: Places) -> Sentence:
    name = claim_words(checks.name, row, rule="as the file names whom it serves")
    extent = f" It serves {checks.extent}." if checks.extent else ""
    before = f" Before it, the file names {join(checks.earlier)}; their quarters are not joined on."
    return state(
        "The checks of people with severe mental illness are published by commissioner. For "
        "{places.area_name} that is {name}.{extent}{before}",
        places=places,
        name=name,
        extent=extent,
        before=claim_words(before, row, rule="as the file names whom it serves")
        if checks.earlier
        else "",
    )


def _latest(row: Row) -> Sentence:
    other = beside(row, ENGLAND)
    shown = {name: format_number(row[name], 0) for name in ("count", "denominator")}
    return state(
        "In the year to the end of {period}, {count} of {people} people had all of the checks, "
        "which is {figure}, against {england} in England: {level}.",
        period=claim_words(str(row["period"]), row, rule=PUBLISHED),
        count=claim_words(shown["count"], row, rule=PUBLISHED),
        people=claim_words(shown["denominator"], row, rule=PUBLISHED),
        figure=claim_figure(row, 1, "%", rule=FROM_COUNTS),
        england=claim_figure(other, 1, "%", rule=FROM_COUNTS),
        level=claim_words(row["level"], row, rule=f"level: {LEVEL_RULE}"),
    )


def _course(checks: Checks, row: Row) -> Sentence:
    move = checks.measured.move
    line = {**row, "value": move.trend.slope, "lower_ci": move.trend.lower_ci}
    line |= {"upper_ci": move.trend.upper_ci}
    line |= {"period": f"{move.first_period} up to {move.last_period}"}
    unit = gap_unit(checks.measured.about.unit)
    return state(
        "Its figure over {span} is {word}: {slope} a year.",
        span=claim_words(str(line["period"]), line, rule=move.method),
        word=claim_words(move.word, line, rule=f"direction: {move.method}"),
        slope=claim_figure(line, 1, unit, rule=f"linear trend: {move.method}"),
    )


def _by_check(checks: Checks) -> list[Sentence]:
    """Name the check that fewest had."""
    slug = checks.measured.about.indicator
    rows = checks.latest[(checks.latest["indicator"] != slug) & checks.latest["value"].notna()]
    return [
        state(
            "The check that fewest had is {name}, {figure}.",
            name=lower_first(str(row["name"])),
            figure=claim_figure(row | {"sources": (locate(CHECKS),)}, 1, "%", rule=FROM_COUNTS),
        )
        for row in rows_of(rows.sort_values("value", kind="stable").head(1))
    ]


def describe_maternity(rows: pd.DataFrame, places: Places) -> Prose:
    """Say of the system and trusts of an area how many women have continuity of carer."""
    (planned,) = measures_of("continuity planned")
    own = rows[(rows["indicator"] == planned) & rows["category"].isna()] if len(rows) else rows
    if own.empty:
        return tell(
            "No maternity system or trust in these figures is known to serve {places.area_name}.",
            places=places,
        )
    said = (_planned(row | {"sources": (locate(MATERNITY),)}) for row in rows_of(own))
    return Prose(*said, listed=True)


def _planned(row: Row) -> Sentence:
    if pd.isna(row["value"]):
        return state("{row[whose]}: no figure is published for this month.", row=row)
    rule = f"as published; {ROUNDED}"
    return state(
        "{row[whose]}: {figure} of women were put on a plan for continuity of carer by {weeks}, "
        "{count} of {people}, {period}.",
        row=row,
        figure=claim_figure(row, 1, "%", rule=rule),
        weeks=claim_words("28 weeks", row, rule=rule),
        count=claim_words(format_number(row["count"], 0), row, rule=rule),
        people=claim_words(format_number(row["denominator"], 0), row, rule=rule),
        period=claim_words(str(row["period"]), row, rule=rule),
    )


def describe_treatment(places: Places) -> Prose:
    """Say how far apart the ends of England are in treatment, which is no figure of the area."""
    (slug,) = measures_of("treated to threshold")
    found = find_treatment()
    rows = rows_of(found[found["indicator"] == slug].sort_values("group", kind="stable"))
    most, least = (row | {"sources": (locate(TREATMENT),)} for row in (rows[0], rows[-1]))
    about = describe_measure(slug)
    return Prose(
        state(
            "In England, {most} of people with high blood pressure in the most deprived fifth are "
            "treated to the threshold, and {least} in the least deprived. The gap is {gap}, or "
            "{ratio}. It is not known for {places.area_name}.",
            most=claim_figure(most, 1, "%", rule=f"{most['category']}: {PUBLISHED}"),
            least=claim_figure(least, 1, "%", rule=f"{least['category']}: {PUBLISHED}"),
            gap=claim_figure(
                numbers_of(most, "absolute"),
                1,
                gap_unit(about.unit),
                rule="most less least deprived fifth, variances added",
            ),
            ratio=claim_figure(
                numbers_of(most, "relative"), 2, "times", rule="most over least deprived fifth"
            ),
            places=places,
        )
    )
