"""Where each clinical area stands against its targets, and what cannot be measured."""

from collections.abc import Mapping
from typing import Any

from analysis.chapters.core20plus5.findings import UNKNOWN, ClinicalFinding, Core20Plus5, Trajectory
from analysis.claims.claim import (
    PUBLISHED,
    Statement,
    claim_figure,
    claim_words,
    join,
    rows_of,
    state,
)
from analysis.claims.prose import Prose
from analysis.claims.words import gap_unit
from analysis.data.areas import Places
from analysis.data.indicators import describe_indicator
from analysis.formats import format_number, with_unit

TARGETS_FILE = "params/targets.yml"


def describe_groups_at_risk(finding: Core20Plus5, places: Places) -> Prose:
    """Say whether counts of the PLUS groups are published for an area."""
    groups = finding.groups
    if groups.empty:
        return Prose(
            (
                state(
                    "No document in this book publishes counts of the groups at risk for {area}. "
                    "They are chosen by each care system.",
                    area=places.area_name,
                ),
            )
        )
    return Prose(
        (
            state(
                "{document} names {number}. The counts are of the whole care system, of different "
                "years, and overlap: they cannot be added up.",
                document=_cite(places, str(groups["document"].iloc[0]), float(len(groups))),
                number=_cite(places, f"{len(groups)} groups at risk", float(len(groups))),
            ),
        )
    )


def describe_clinical(finding: Core20Plus5, places: Places) -> Prose:
    """Say of each measure what it started from, what it is, and what it should reach."""
    return Prose(tuple(_measure(one, places) for one in finding.clinical), listed=True)


def _measure(one: ClinicalFinding, places: Places) -> Statement:
    parts = [
        state("{area}, {measure}", area=one.about.clinical_area, measure=_label(one, places)),
        _baselines(one, places),
        *_beside(one, places),
        *(_target(one, path, places) for path in one.trajectories),
    ]
    if not one.trajectories:
        parts.append(state("no target is published for it"))
    first, *others = parts
    return state("{first}: {others}.", first=first, others=join(others, by="; ", last="; "))


def _beside(one: ClinicalFinding, places: Places) -> list[Statement]:
    """Say the figures that are of the same condition, where none is the measure itself."""
    if one.about.measured_by:
        return []
    return [
        state(
            "{name} here is {figure} in {period}, against {other} in {comparator}",
            name=str(row["name"])[:1].lower() + str(row["name"])[1:].replace(":", ","),
            figure=_figure(row, places.area_code, ""),
            period=str(row["period"]),
            other=_figure(row, places.comparator_code, "comparator_"),
            comparator=places.comparator_name,
        )
        for row in rows_of(one.figures[one.figures["value"].notna()])
    ]


def _figure(row: Mapping[str, Any], code: str, prefix: str) -> Statement:
    numbers = {name: row[f"{prefix}{name}"] for name in ("value", "lower_ci", "upper_ci")}
    summed = not prefix and str(row["value_note"]).startswith("summed")
    rule = row["value_note"] if summed else PUBLISHED
    figure = {**row, **numbers, "area_code": code}
    return claim_figure(figure, row["decimals"], row["unit"], rule=rule)


def _label(one: ClinicalFinding, places: Places) -> Statement:
    text = one.about.measure[:1].lower() + one.about.measure[1:]
    return _cite(places, text, float("nan"))


def _baselines(one: ClinicalFinding, places: Places) -> Statement:
    if not one.about.baselines:
        return state("no baseline is published for {area}", area=places.area_name)
    said = [
        _cite(
            places,
            f"{with_unit(base.value, 1 if base.value % 1 else 0, base.unit)} in {base.when}"
            + (f" ({base.what})" if base.what else ""),
            base.value,
        )
        for base in one.about.baselines
    ]
    return state("the baseline was {said}", said=join(said))


def _target(one: ClinicalFinding, path: Trajectory, places: Places) -> Statement:
    aim = path.target
    target = _cite(places, f"{with_unit(aim.value, 0, aim.unit)}, {aim.published}", aim.value)
    if path.verdict == UNKNOWN:
        return state("the target was {target}, and no figure here measures it", target=target)
    about = describe_indicator(one.about.measured_by)
    row = {
        "indicator": about.indicator,
        "area_code": places.area_code,
        "period": path.period,
        "value": path.latest,
        "lower_ci": path.lower_ci,
        "upper_ci": path.upper_ci,
    }
    slope = {
        **row,
        "period": path.span,
        "value": path.slope,
        "lower_ci": path.slope_lower_ci,
        "upper_ci": path.slope_upper_ci,
    }
    unit = gap_unit(about.unit)
    return state(
        "the latest figure is {latest} in {period}; the target is {target}. That needs {required} "
        "a year, and the change over {span} has been {slope} a year: {verdict}",
        latest=claim_figure(row, about.decimals, about.unit),
        period=path.period,
        target=target,
        required=claim_words(
            f"{format_number(path.required, 1)} {unit}".replace("-", "−"),
            {**row, "value": path.required},
            rule="target minus latest figure, over the years between",
        ),
        span=path.span,
        slope=claim_figure(slope, 1, unit, rule=f"linear trend: {path.method}"),
        verdict=claim_words(
            path.verdict, slope, rule="interval of the yearly change against what is needed"
        ),
    )


def describe_not_measurable(finding: Core20Plus5, places: Places) -> Prose:
    """List what no published figure here can show, measure by measure."""
    return Prose(
        tuple(
            state(
                "{area}: {reason}",
                area=one.about.measure,
                reason=_cite(places, one.about.not_measurable, float("nan")),
            )
            for one in finding.clinical
        ),
        listed=True,
    )


def _cite(places: Places, text: str, value: float) -> Statement:
    row = {
        "indicator": "core20plus5-targets",
        "area_code": places.area_code,
        "period": "as published",
        "value": value,
        "sources": (TARGETS_FILE,),
    }
    return claim_words(text, row, rule="as the document published it")
