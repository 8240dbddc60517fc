"""The chapter of districts: on a map, in order, and a strip for each published indicator."""

from dataclasses import replace

import pandas as pd

from analysis.chapters.districts import sentences as words
from analysis.chapters.districts.charts import plot_district_strips
from analysis.chapters.profile.show import STAGES
from analysis.chapters.wards.middle_show import BANDS, equal_bands
from analysis.charts.area_map import Classes, plot_area_map
from analysis.charts.chart import Chart, Gallery, Notice
from analysis.charts.rows import plot_ranked
from analysis.charts.wording import joined
from analysis.claims.sentence import Said
from analysis.findings import districts
from analysis.findings.districts import Districts, Strip
from analysis.findings.level import Figure
from analysis.findings.vocabulary import CANNOT_COMPARE

find_districts = districts.find_districts
describe_lead = words.describe_lead
describe_absent = words.describe_absent


def show_lead(found: Districts) -> Gallery | Notice:
    """Show the districts on a map and in order, in what sets them most clearly apart.

    Parameters
    ----------
    found : Districts
        From `find_districts`.
    """
    if found.lead is None:
        return Notice("Without figures of districts there is no map of them and no order.")
    return Gallery((draw_districts(found), _rank(found, found.lead)))


def draw_districts(found: Districts, area_code: str = "", title: Said = "") -> Chart | Notice:
    """Draw the districts by the leading indicator; with a district, it and those beside it.

    The title is the finding, which says where the ends are unless it is given.
    """
    strip, name = found.lead, found.places.area_name
    if strip is None:
        return Notice(words.nothing_held(found))
    rows = _mapped(found, strip)
    bands, ends = equal_bands(rows["value"], strip.indicator.decimals)
    adverse_low = strip.indicator.polarity == "high is good"
    own = rows["area_code"] == area_code
    beside = rows["area_code"].isin(found.outlines.adjoining.get(area_code, ()))
    shades = ("Lowest", "Highest") if adverse_low else ("Highest", "Lowest")
    return plot_area_map(
        rows.assign(**{
            "name": rows["area_name"],
            "class": bands if adverse_low else BANDS - 1 - bands,
            "shape": rows["area_code"].map(dict(found.outlines.shapes)),
            "marked": own,
            "named": (own | beside) if area_code else True,
        }),
        measure=words.title_of(strip),
        heading=f"Value ({strip.indicator.unit})",
        place=name,
        noun="district",
        classes=Classes(ends if adverse_low else ends[::-1], *shades),
        first="1 the highest",
        decimals=strip.indicator.decimals,
        period=strip.period,
        reading=f"Each shade spans an equal range, the darkest the {shades[0].lower()} figures. "
        + found.outlines.note,
        title=title or words.headline_lead(strip),
        source=strip.indicator.source,
        figure_id="district-map",
    )  # fmt: skip


def _mapped(found: Districts, strip: Strip) -> pd.DataFrame:
    """Give the districts in the order of their figures, those without one last."""
    absent = [{"area_code": one.code, "area_name": one.name} for one in found.districts
              if one.name in strip.missing]  # fmt: skip
    rows = pd.concat([strip.rows, pd.DataFrame(absent)], ignore_index=True)
    return rows[["area_code", "area_name", "value"]]


def _rank(found: Districts, strip: Strip) -> Chart | Notice:
    about, places = strip.indicator, found.places
    numbered = enumerate(strip.rows["area_name"], start=1)
    rows = strip.rows.assign(area_name=[f"{n} {name}" for n, name in numbered], role="")
    others = [
        {"area_name": name, "role": role, **figure.columns()}
        for name, role, figure in (
            (places.area_name, "whole", strip.whole),
            (places.comparator_name, "England", strip.comparator),
        )
        if figure.known
    ]
    return plot_ranked(
        pd.concat([rows, pd.DataFrame(others)], ignore_index=True).assign(period=strip.period),
        measure=words.title_of(strip),
        unit=about.unit,
        decimals=about.decimals,
        noun="district",
        title=f"{words.title_of(strip)}, from the highest district to the lowest",
        source=about.source,
        figure_id="districts-in-order",
    )


def show_strips(found: Districts) -> Gallery:
    """Show a strip for each indicator that is published for districts, by stage of life.

    How to read them is said once. A stage without a judgement is folded away, unless all are.

    Parameters
    ----------
    found : Districts
        From `find_districts`.
    """
    stages: dict[str, list[Strip]] = {}
    for strip in found.strips:
        stages.setdefault(strip.indicator.life_stage, []).append(strip)
    judged = [stage for stage, strips in stages.items() if _is_judged(found, strips)] or [*stages]
    charts: list[Chart | Notice] = []
    for stage, strips in stages.items():
        chart, absent = _stage(found, stage, strips), words.say_missing(strips)
        if isinstance(chart, Chart):
            reading = joined(str(chart.reading) if stage == judged[0] else "", absent)
            chart = replace(chart, reading=reading, folded=stage not in judged)
        charts.append(chart)
    return Gallery(tuple(charts))


def _is_judged(found: Districts, strips: list[Strip]) -> bool:
    return any(level != CANNOT_COMPARE for strip in strips for level in found.levels(strip))


def _stage(found: Districts, stage: str, strips: list[Strip]) -> Chart | Notice:
    rows = pd.concat([_rows(found, strip) for strip in strips], ignore_index=True)
    own, place = rows[rows["role"] == "district"], found.places.area_name
    return plot_district_strips(
        rows,
        place=place,
        comparator=found.places.comparator_name,
        title=words.headline_stage(own, STAGES.get(stage, stage), found.places.comparator_name),
        source="; ".join(dict.fromkeys(strip.indicator.source for strip in strips)),
        figure_id=f"districts-{stage.replace(' ', '-')}",
    )


def _rows(found: Districts, strip: Strip) -> pd.DataFrame:
    """Give the marks of a strip and its lines."""
    about, places = strip.indicator, found.places
    marks = strip.rows.assign(role="district", verdict=found.levels(strip))
    sides: tuple[tuple[str, str, Figure], ...] = (
        (places.area_name, "whole", strip.whole),
        (places.comparator_name, "comparator", strip.comparator),
    )
    lines = [{"area_name": name, "role": role, **figure.columns()} for name, role, figure in sides]
    return pd.concat([marks, pd.DataFrame(lines)], ignore_index=True).assign(
        indicator=about.indicator,
        strip=words.title_of(strip),
        unit=about.unit,
        decimals=about.decimals,
        period=strip.period,
    )
