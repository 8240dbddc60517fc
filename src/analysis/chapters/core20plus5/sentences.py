"""Where each clinical area stands against its targets, and what cannot be measured."""

from math import isfinite, nan
from typing import Any

from analysis.chapters.core20plus5.findings import REACHED, ClinicalFinding, Core20Plus5, Trajectory
from analysis.chapters.core20plus5.services import Measured
from analysis.claims.claim import PUBLISHED
from analysis.claims.figure import Row, beside, claim_figure, claim_words, subject
from analysis.claims.sentence import Prose, Sentence, join, listed, state, tell
from analysis.claims.words import gap_unit, lower_first
from analysis.data.areas import Places
from analysis.data.tidy import rows_of
from analysis.formats import format_number, with_unit

TARGETS_FILE = "params/targets.yml"
REQUIRED = "interval of the yearly change against what is needed"


def describe_groups_at_risk(finding: Core20Plus5, places: Places) -> Prose:
    """Say whether counts of the PLUS groups are published for an area."""
    groups = finding.groups
    if groups.empty:
        return tell(
            "No document in this book publishes counts of the groups at risk for "
            "{places.area_name}. They are chosen by each care system.",
            places=places,
        )
    return tell(
        "{document} names {number}. The counts are of the whole care system, of different "
        "years, and overlap: they cannot be added up.",
        document=_cite(places, str(groups["document"].iloc[0]), len(groups)),
        number=_cite(places, f"{len(groups)} groups at risk", len(groups)),
    )


def describe_clinical(finding: Core20Plus5, places: Places) -> Prose:
    """Say of each measure what it started from, what it is, and what it should reach."""
    said = (_measure(one, places) for one in finding.clinical)
    return Prose(*said, listed=True, folded="Measure by measure: from what, to what, by when")


def _measure(one: ClinicalFinding, places: Places) -> Sentence:
    measure = _cite(places, one.about.measure[:1].lower() + one.about.measure[1:])
    parts = [
        _baselines(one, places),
        *_beside(one, places),
        *_latest(one),
        *(_target(one, path, places) for path in one.trajectories),
    ]
    if not one.trajectories:
        parts.append(state("no target is published for it"))
    return state("{area}, {measure}: {parts}.", area=one.about.clinical_area, measure=measure,
                 parts=listed(parts))  # fmt: skip


def _beside(one: ClinicalFinding, places: Places) -> list[Sentence]:
    """Say the figures that are of the same condition, where none is the measure itself."""
    if one.about.measured_by or (one.about.service and one.measured):
        return []
    return [
        state(
            "{name} here is {figure} in {row[period]}, against {other} in {places.comparator_name}",
            name=str(row["name"])[:1].lower() + str(row["name"])[1:].replace(":", ","),
            figure=_figure(row | {"area_code": places.area_code}),
            other=claim_figure(beside(row, places.comparator_code), row["decimals"], row["unit"]),
            row=row,
            places=places,
        )
        for row in rows_of(one.figures[one.figures["value"].notna()])
    ]


def _figure(row: Row) -> Sentence:
    summed = str(row["value_note"]).startswith("summed")
    rule = row["value_note"] if summed else PUBLISHED
    return claim_figure(row, row["decimals"], row["unit"], rule=rule)


def _baselines(one: ClinicalFinding, places: Places) -> Sentence:
    if not one.about.baselines:
        return state("no baseline is published for {places.area_name}", places=places)
    said = [
        _cite(
            places,
            f"{with_unit(base.value, 1 if base.value % 1 else 0, base.unit)} in {base.when}"
            + (f" ({base.what})" if base.what else ""),
            base.value,
        )
        for base in one.about.baselines
    ]
    return "the baseline was " + join(said)


def _latest(one: ClinicalFinding) -> list[Sentence]:
    """Say the latest figure of what measures it, once for all targets."""
    measured = one.measured
    if measured is None or not one.trajectories:
        return []
    return [
        state(
            "the latest figure is {latest} in {measured.period}{whose}",
            latest=claim_figure(_row(measured), measured.about.decimals, measured.about.unit),
            measured=measured,
            whose=" (" + claim_words(measured.whose, _row(measured), rule=PUBLISHED) + ")"
            if measured.whose
            else "",
        )
    ]


def _row(measured: Measured) -> dict[str, Any]:
    figure, about = measured.figure, measured.about.indicator
    row = subject(about, measured.area_code, measured.period, figure.value, *measured.sources)
    return row | {"lower_ci": figure.lower_ci, "upper_ci": figure.upper_ci}


def _target(one: ClinicalFinding, path: Trajectory, places: Places) -> Sentence:
    aim, measured = path.target, one.measured
    target = _cite(places, f"{with_unit(aim.value, 0, aim.unit)}, {aim.published}", aim.value)
    if measured is None:
        return "the target was " + target + ", and no figure here measures it"
    row, unit = _row(measured), gap_unit(measured.about.unit)
    verdict = claim_words(path.verdict, row, rule=REQUIRED)
    if path.verdict == REACHED or not isfinite(path.required):
        return state("the target is {target}: {verdict}", target=target, verdict=verdict)
    if not isfinite(path.slope):
        return state(
            "the target is {target}: {verdict}, as {why}",
            target=target,
            verdict=verdict,
            why=claim_words(lower_first(path.method), row, rule=REQUIRED),
        )
    slope = row | {"period": path.span, "value": path.slope}
    slope |= {"lower_ci": path.slope_lower_ci, "upper_ci": path.slope_upper_ci}
    return state(
        "the target is {target}. That needs {required} a year, and the change over {path.span} has "
        "been {slope} a year: {verdict}",
        target=target,
        required=claim_words(
            f"{format_number(path.required, 1)} {unit}".replace("-", "−"),
            row | {"value": path.required},
            rule="target minus the line at the latest period, over the years between",
        ),
        slope=claim_figure(slope, 1, unit, rule=f"linear trend: {path.method}"),
        verdict=claim_words(path.verdict, slope, rule=REQUIRED),
        path=path,
    )


def describe_not_measurable(finding: Core20Plus5, places: Places) -> Prose:
    """List what no published figure here can show, measure by measure."""
    said = (
        f"{one.about.measure}: " + _cite(places, one.about.not_measurable)
        for one in finding.clinical
    )
    return Prose(*said, listed=True, folded="What no published figure here shows")


def _cite(places: Places, text: str, value: float = nan) -> Sentence:
    row = subject("core20plus5-targets", places.area_code, "as published", value, TARGETS_FILE)
    return claim_words(text, row, rule="as the document published it")
