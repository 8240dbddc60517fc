"""Middle-layer areas and wards: how far apart their people's health and children's lives are."""

from collections.abc import Sequence

import pandas as pd

from analysis.charts.area_map import Classes, plot_area_map
from analysis.charts.chart import Chart, Gallery, Notice
from analysis.charts.rows import plot_ranked
from analysis.claims.figure import claim_figure, claim_words, subject
from analysis.claims.sentence import Prose, Sentence, state
from analysis.claims.table import Table, columns
from analysis.claims.words import for_sex, gap_unit, lower_first
from analysis.data.areas import Places
from analysis.data.catalogue import describe_measure, measures_of
from analysis.data.neighbourhoods import CHILDREN, MIDDLE
from analysis.data.raw import locate, source_of
from analysis.findings.middle_areas import MiddleAreas, find_children, find_middle_areas
from analysis.findings.outlines import Outlines, find_middle_outlines
from analysis.formats import canonical, format_number, with_unit

NO_INTERVALS = (
    "These figures have no intervals, so the order of areas that are close may be chance."
)
BANDS = 5
HIGHEST_LESS_LOWEST = "the highest of the areas less the lowest"


def show_middle_areas(places: Places) -> Gallery | Notice:
    """Show how far apart the middle-layer areas of an authority are, and their life expectancy."""
    found = find_middle_areas(places.area_code)
    if not found:
        return Notice(
            f"The figures of this book hold too few middle-layer areas of {places.area_name}."
        )
    shown = measures_of("life expectancy of middle-layer areas")
    life = [one for one in found if one.about.indicator in shown]
    outlines = find_middle_outlines(places.area_code)
    drawn = [chart for one in life for chart in (_map(one, outlines, places), _strip(one, places))]
    return Gallery((_describe(life, places), *drawn, _tabulate(found, places))).folded


def _numbered(one: MiddleAreas) -> pd.DataFrame:
    """Give the areas from the highest value, those without a figure last."""
    ordered = one.rows.sort_values(["value", "area_name"], ascending=[False, True])
    return ordered.reset_index(drop=True)


def _map(one: MiddleAreas, outlines: Outlines, places: Places) -> Chart | Notice:
    about, whom, rows = one.about, for_sex(one.sex), _numbered(one)
    absent = sorted(set(outlines.shapes) - set(rows["area_name"]))
    rows = pd.concat([rows, pd.DataFrame({"area_name": absent})], ignore_index=True)
    bands, words = equal_bands(rows["value"], about.decimals)
    return plot_area_map(
        pd.DataFrame({
            "name": rows["area_name"],
            "value": rows["value"],
            "class": bands,
            "shape": rows["area_name"].map(dict(outlines.shapes)),
            "named": rows["value"].notna(),
        }),
        measure=f"{about.name}{whom}",
        heading=f"Value ({about.unit})",
        place=places.area_name,
        noun="middle-layer area",
        classes=Classes(words, "Shortest lives", "Longest lives"),
        first="1 the longest lives",
        decimals=about.decimals,
        period=one.period,
        reading="A darker area is one of shorter lives; each shade spans an equal number of years.",
        title=f"{about.name}{whom} by middle-layer area of {places.area_name}",
        source=source_of(MIDDLE),
        figure_id=f"middle-layer-map-{one.sex.lower()}",
    )  # fmt: skip


def equal_bands(values: pd.Series, decimals: int) -> tuple[pd.Series, list[str]]:
    """Sort values into five bands of one width, the lowest first, and give where these end."""
    low, high = values.min(), values.max()
    width = canonical(float(high - low)) / BANDS
    bands = ((values - low) / width if width else values * 0).floordiv(1).clip(upper=BANDS - 1)
    ends = (canonical(low + width * number) for number in range(BANDS + 1))
    return bands, [format_number(end, decimals) for end in ends]


def _describe(found: Sequence[MiddleAreas], places: Places) -> Prose:
    return Prose(*(_range(one, places) for one in found), listed=True)


def _range(one: MiddleAreas, places: Places) -> Sentence:
    about, (lowest, highest) = one.about, one.ends
    row = subject(about.indicator, places.area_code, one.period, one.range, locate(MIDDLE))
    row |= {"sex": one.sex}
    ends = [row | {name: end[name] for name in ("value", "area_code")} for end in (lowest, highest)]
    low, high = (claim_figure(end, about.decimals, about.unit) for end in ends)
    slope = one.measures[one.measures["measure"] == "slope index"].to_dict("records")[0]
    return state(
        "{name}{whom}, {period}: from {low} in {lowest} to {high} in {highest}, {range} apart, "
        "over {areas}{withheld}. From the most to the least deprived end the line through them "
        "rises by {slope}.",
        name=about.name,
        whom=for_sex(one.sex),
        period=claim_words(one.period, ends[0], rule="as published"),
        low=low,
        lowest=claim_words(lowest["area_name"], ends[0], rule="as published"),
        high=high,
        highest=claim_words(highest["area_name"], ends[1], rule="as published"),
        range=claim_figure(row, about.decimals, gap_unit(about.unit), rule=HIGHEST_LESS_LOWEST),
        areas=claim_words(f"{len(one.rows)} areas", row, rule="counted"),
        withheld=" (" + claim_words(f"{one.withheld} without a figure", row, rule="counted") + ")"
        if one.withheld
        else "",
        slope=claim_figure(row | {name: slope[name] for name in ("value", "lower_ci", "upper_ci")},
                           about.decimals, gap_unit(about.unit), rule=slope["method"]),
    )  # fmt: skip


def _strip(one: MiddleAreas, places: Places) -> Chart | Notice:
    about, whom = one.about, for_sex(one.sex)
    rows = _numbered(one)
    names = [f"{place} {name}" for place, name in enumerate(rows["area_name"], start=1)]
    return plot_ranked(
        rows.assign(area_name=names, period=one.period, role=""),
        measure=f"{about.name}{whom}",
        unit=about.unit,
        decimals=about.decimals,
        title=f"{about.name}{whom}, middle-layer areas of {places.area_name}",
        source=source_of(MIDDLE),
        figure_id=f"middle-layer-areas-{one.sex.lower()}",
    )


def _tabulate(found: Sequence[MiddleAreas], places: Places) -> Table:
    rows = []
    for one in found:
        lowest, highest = one.ends
        ends = {
            name: f"{with_unit(end['value'], one.about.decimals, '')}, {end['area_name']}"
            for name, end in (("lowest", lowest), ("highest", highest))
        }
        slope = one.measures[one.measures["measure"] == "slope index"].to_dict("records")[0]
        rows.append(
            {"label": f"{one.about.name}{for_sex(one.sex)} ({one.about.unit})"}
            | {"areas": len(one.rows), **ends, "range": one.range}
            | {"slope": slope["value"], "slope_lower_ci": slope["lower_ci"]}
            | {"slope_upper_ci": slope["upper_ci"], "decimals": one.about.decimals}
        )
    return Table(
        pd.DataFrame(rows),
        caption=f"How far apart the middle-layer areas of {places.area_name} are",
        folded="The table: how far apart these areas are on every measure",
        columns=columns(
            "label areas lowest highest range slope slope_lower_ci slope_upper_ci",
            label="Measure",
            slope="Line, least less most deprived",
            slope_lower_ci="Line, lower 95% limit",
            slope_upper_ci="Line, upper 95% limit",
        ),
        decimals={"areas": 0} | dict.fromkeys(("range", "slope_lower_ci", "slope_upper_ci"), 1),
        notes="Areas of 2011 of about 7,000 people. Deprivation is that of their small areas in "
        "the index of 2019, weighted by residents. " + NO_INTERVALS + " The limits of the line "
        "come from the scatter about it.",
        source=source_of(MIDDLE),
    )


def show_children(places: Places) -> Table | Notice:
    """Show children in low-income families by ward of 2021, year by year."""
    rows, (slug,) = find_children(places.area_code), measures_of("children by ward")
    name = describe_measure(slug).name
    if rows.empty:
        return Notice(
            f"The figures of this book hold no wards of {places.area_name} with "
            f"{lower_first(name)}."
        )
    years = [column for column in rows.columns if column != "ward_name"][::-2][::-1]
    return Table(
        rows,
        caption=f"{name}, by ward of 2021 of {places.area_name} (%)",
        folded="The table: every ward, every second year",
        columns=columns("ward_name") | {year: year for year in years},
        decimals=dict.fromkeys(years, 1),
        notes="Counts are estimates and have no intervals. They were calibrated earlier than the "
        "series of the whole authority, so the two are never joined.",
        source=source_of(CHILDREN),
    )
