"""The gap chapter: inside the area, and between the area and its comparator."""

from collections.abc import Sequence
from math import expm1, isfinite, nan

import pandas as pd

from analysis.chapters.gap.findings import Followed, find_beside, find_followed
from analysis.chapters.gap.sentences import (
    describe_cost,
    describe_required_rates,
    headline_gap,
    headline_slope,
    lacking_gaps,
)
from analysis.chapters.national.charts import plot_slope_index_over_time
from analysis.chapters.trend.show import breaks_of, draw
from analysis.charts.chart import Chart, Gallery, Notice
from analysis.charts.inequality import plot_gap_over_time
from analysis.claims.table import Table, columns, together, with_limits
from analysis.claims.verdict import name_of
from analysis.claims.words import gap_unit, marked
from analysis.data.areas import Places
from analysis.data.indicators import slug_of
from analysis.data.mortality import DEATHS_2014
from analysis.data.raw import source_of
from analysis.findings.cost import find_cost
from analysis.findings.gaps import (
    MEASURES,
    GapFinding,
    find_free_meal_gaps,
    find_gap,
    find_slope_gap,
)
from analysis.findings.trends import find_trend
from analysis.findings.verdicts import COMPARATOR, ENDS, Verdict, find_verdicts
from analysis.findings.vocabulary import NO_GAP
from analysis.formats import (
    NOT_AVAILABLE,
    canonical,
    canonical_numbers,
    format_number,
    with_interval,
    with_unit,
)
from analysis.statistics import Pace


def show_slope_index(places: Places) -> Gallery:
    """Show the published slope index of inequality in life expectancy; a notice without one.

    Parameters
    ----------
    places : Places
        The area and what stands beside it.
    """
    finding = find_trend(slug_of("slope index"), places)
    slope = find_slope_gap(places.area_code, places.edition_date)
    headline = headline_slope(slope, places.area_name)
    if finding.series[finding.series["role"] == "area"].empty:
        return Gallery((Notice(headline),))
    return Gallery((draw(plot_slope_index_over_time, finding.series, finding, headline),)).folded


def show_gaps(slugs: Sequence[str], places: Places) -> Gallery:
    """Show the gap between an area and its comparator, a chart or notice an indicator.

    Parameters
    ----------
    slugs : sequence of str
        Indicators.
    places : Places
        The gap is the area minus its comparator, and the area over its comparator.
    """
    return _draw_gaps([find_gap(slug, places) for slug in slugs], "gap")


def show_free_meal_gaps(places: Places) -> Gallery:
    """Show the gaps between children eligible for free school meals and others in an area."""
    found = find_free_meal_gaps(places.area_code, places.edition_date)
    return _draw_gaps(found, "free-meal-gap")


def _draw_gaps(found: Sequence[GapFinding], kind: str) -> Gallery:
    """Draw each gap that is known, and say once of which none is."""
    drawn = [draw_gap(one, kind) for one in found if not one.known.empty]
    lacking = [one for one in found if one.known.empty]
    notices = [Notice(lacking_gaps(lacking))] if lacking else []
    return Gallery((*drawn, *notices)).folded


def show_gap_trends(slugs: Sequence[str], places: Places) -> Table:
    """Show what the gaps inside the area and to its comparator have done, with the intervals.

    Parameters
    ----------
    slugs : sequence of str
        Indicators whose gap to the comparator is shown, besides those inside the area.
    places : Places
        The area and its comparator.
    """
    inside = [row for row in find_verdicts(places) if row.between != COMPARATOR]
    caption = f"Yearly change of the gaps of {places.area_name}"
    rows = [
        _trend_row(row, measure)
        for row in (*inside, *find_beside(slugs, places))
        for measure in (MEASURES if row.between != ENDS else MEASURES[:1])
    ]
    marks, methods = marked(str(row["method"]) for row in rows)
    data = pd.DataFrame(rows, columns=[*TREND_COLUMNS]).assign(mark=marks)
    return Table(
        data.assign(
            label=together(data, "name between"),
            measure=together(data, "measure unit mark", "{} ({}) {}"),
            periods=pd.Series(
                together(data, "first_period last_period", "{} up to {}"), dtype="str"
            ).where(data["last_period"] != ""),
        ),
        caption=caption,
        columns=columns(
            "label measure direction slope lower_ci upper_ci periods chance",
            label="Gap",
            measure="Measured as",
            direction="Direction",
            chance="Chance that it rises (%); least change that would show",
        ),
        folded=f"{caption}: {len(rows)} trends with their intervals",
        notes=(
            "The change is of the first minus the second, so a gap below nought that widens has a "
            "change below nought. The relative gap's change is in per cent of the ratio.",
            *([f"Method, or why there is none: {methods}."] if methods else []),
        ),
    )


def _trend_row(row: Verdict, measure: str) -> dict[str, object]:
    move = row.gap if measure == "absolute" else row.ratio
    numbers: tuple[float, ...] = (move.trend.slope, move.trend.lower_ci, move.trend.upper_ci)
    unit, detectable = gap_unit(row.indicator.unit), canonical(move.trend.detectable)
    digits = row.indicator.decimals + 1
    if measure == "relative":
        numbers = canonical_numbers(*(100 * expm1(number) for number in numbers))
        unit, detectable = "% of the ratio", canonical(100 * expm1(detectable))
    return {
        "name": name_of(row),
        "between": " and ".join(row.names),
        "measure": measure,
        "direction": move.word,
        **dict(zip(("slope", "lower_ci", "upper_ci"), numbers, strict=True)),
        "unit": f"{unit} a year",
        "decimals": digits,
        "first_period": move.first_period,
        "last_period": move.last_period,
        "chance": _chance_words(canonical(100 * move.trend.probability_up), detectable, digits),
        "method": move.method,
    }


def _chance_words(chance: float, detectable: float, digits: int) -> str:
    numbers = ((chance, 0), (detectable, digits))
    known = [format_number(number, places) for number, places in numbers if isfinite(number)]
    return "; ".join(known) or NOT_AVAILABLE


TREND_COLUMNS = (
    *("name", "between", "measure", "direction", "slope", "lower_ci", "upper_ci", "unit"),
    *("decimals", "first_period", "last_period", "chance", "method"),
)


def show_cost(places: Places) -> Gallery:
    """Show what the gap in death rates costs in deaths and years of life.

    Parameters
    ----------
    places : Places
        The area.
    """
    cost = find_cost(places)
    if cost.reason:
        return Gallery((Notice(cost.reason),))
    said = describe_cost(cost, places)
    fraction = with_limits("fraction", "Share of all (%)", "Share")
    rows = cost.rows.assign(what=together(cost.rows, "what sex"))
    table = Table(
        rows,
        caption=f"Deaths and years of life in excess, {places.area_name}, {cost.period}",
        columns=columns(
            "what reference count expected value lower_ci upper_ci",
            what="What is counted, under 75",
            reference="At the rates of",
            count="Observed",
            expected="Expected",
            value="In excess",
        )
        | fraction,
        decimals=dict.fromkeys(("count", "expected", "value", "lower_ci", "upper_ci"), 0)
        | dict.fromkeys(fraction, 1),
        folded=f"The table: deaths and years of life in excess, {len(rows)} comparisons",
        notes="Observed less expected; limits by Dobson for the observed and the delta method for "
        "the reference. The share is the population attributable fraction.",
        source=source_of(DEATHS_2014),
    )
    return Gallery((said, table))


def show_whose(slugs: Sequence[str], places: Places, target_year: int) -> Table | Notice:
    """Show whose movement each gap is: the area's own, or its comparator's.

    Parameters
    ----------
    slugs : sequence of str
        Indicators.
    places : Places
        The area and its comparator.
    target_year : int
        As `show_required_rates` has it.
    """
    followed = find_followed(slugs, places, target_year)
    split = [one for one in followed if one.verdict.between != ENDS and one.sides is not None]
    rows = [_whose_row(one) for one in split]
    if not rows:
        return Notice(f"No gap of {places.area_name} has a line that could be split.")
    return Table(
        pd.DataFrame(rows),
        caption="Whose movement it is: yearly change of each side over the same periods",
        columns=columns(
            "name sex direction first_words second_words unit",
            direction="The gap is",
            first_words="First side",
            second_words="Second side",
            unit="Unit of the change",
        ),
        folded=f"The table: the change of each side of {len(rows)} gaps",
        notes="The change of the gap is that of the first side less that of the second. A side "
        "moves by more than chance only where its 95% interval leaves out nought.",
    )


def _whose_row(one: Followed) -> dict[str, object]:
    row, sides = one.verdict, one.sides or ()
    digits = row.indicator.decimals + 1
    words = []
    for name, trend in zip(row.names, sides, strict=True):
        change = with_interval(trend.slope, trend.lower_ci, trend.upper_ci, digits, "")
        words.append(f"{name}: {change}")
    return {
        "name": row.indicator.name,
        "sex": row.sex,
        "direction": row.gap.word,
        "first_words": words[0],
        "second_words": words[1],
        "unit": f"{gap_unit(row.indicator.unit)} a year",
    }


def show_required_rates(slugs: Sequence[str], places: Places, target_year: int) -> Gallery:
    """Show the yearly change that would halve each gap in time, beside what the trend delivers.

    Parameters
    ----------
    slugs : sequence of str
        Indicators whose gap to the comparator is followed, besides those inside the area.
    places : Places
        The area and its comparator.
    target_year : int
        The year by which half of each gap is to be closed.
    """
    followed = find_followed(slugs, places, target_year)
    said = describe_required_rates(followed, places, target_year)
    return Gallery((said, _rate_table(followed, target_year)))


def _rate_table(followed: Sequence[Followed], target_year: int) -> Table:
    numbers = ("expected_gap", "expected_lower_ci", "expected_upper_ci")
    finer = ("required", "slope", "lower_ci", "upper_ci")
    rows = pd.DataFrame(map(_rate_row, followed), columns=[*RATE_COLUMNS])
    return Table(
        rows.assign(
            finer=rows["decimals"] + 1,
            label=together(rows, "name between period"),
        ),
        caption=f"Yearly change needed to halve each gap by {target_year}, and the trend so far",
        columns=columns(
            "label gap required slope lower_ci upper_ci expected_gap expected_lower_ci "
            "expected_upper_ci verdict",
            label="Gap",
            gap="Size by its line, and half",
            required="Change needed a year",
            slope="Change so far a year",
            expected_gap=f"Gap in {target_year} if it goes on",
            verdict="Verdict",
        ),
        decimals=dict.fromkeys(numbers, "decimals") | dict.fromkeys(finer, "finer"),
        missing="[z]",
        folded=f"The table: what would halve each of {len(rows)} gaps by {target_year}",
        notes="Going the wrong way: the whole 95% interval of the change so far makes the gap "
        "grow. Too slow: all of it falls short of what is needed. Fast enough: all of it is "
        "enough. Otherwise the figures cannot tell.",
    )


def _rate_row(one: Followed) -> dict[str, object]:
    row, found, trend = one.verdict, one.pace, one.verdict.gap.trend
    no_gap, digits = found.verdict == NO_GAP, row.indicator.decimals
    needed = {
        name: nan if no_gap else getattr(found, name)
        for name in ("required", "expected_gap", "expected_lower_ci", "expected_upper_ci")
    }
    return {
        "name": name_of(row),
        "gap": _size_words(found, digits, gap_unit(row.indicator.unit)),
        "slope": trend.slope,
        "lower_ci": trend.lower_ci,
        "upper_ci": trend.upper_ci,
        "verdict": f"{found.verdict}: {found.note}" if found.note else found.verdict,
        "between": " minus ".join(row.names),
        "period": row.period,
        "decimals": digits,
    } | needed


RATE_COLUMNS = (
    *("name", "gap", "required", "slope", "lower_ci", "upper_ci", "verdict"),
    *("between", "period", "expected_gap", "expected_lower_ci", "expected_upper_ci", "decimals"),
)


def _size_words(found: Pace, digits: int, unit: str) -> str:
    """Write a gap by its line, and what may be left of it where it is to close."""
    size = with_unit(found.gap, digits, unit)
    if found.verdict == NO_GAP or not isfinite(found.target_gap):
        return size
    return f"{size}; half is {format_number(found.target_gap, digits)}"


def draw_gap(finding: GapFinding, kind: str) -> Chart | Notice:
    """Draw one gap over time, with the words of its direction."""
    headline = headline_gap(finding)
    if finding.gaps.empty:
        return Notice(headline)
    return draw(
        plot_gap_over_time,
        _long(finding.gaps),
        finding,
        headline,
        between=(finding.first_name, finding.second_name),
        unit=gap_unit(finding.indicator.unit),
        figure_id=f"{kind}-{finding.indicator.indicator}",
        breaks=breaks_of(finding),
    )


def _long(gaps: pd.DataFrame) -> pd.DataFrame:
    """Lay the absolute and relative gap below each other, as a chart reads them."""
    key, numbers = (
        ["sex", "period", "period_start", "period_end"],
        ["value", "lower_ci", "upper_ci"],
    )
    parts = []
    for measure in MEASURES:
        size = gaps[[measure, f"{measure}_lower_ci", f"{measure}_upper_ci"]]
        parts.append(gaps[key].assign(gap=measure).join(size.set_axis(numbers, axis=1)))
    return pd.concat(parts, ignore_index=True)
