"""The national chapter: England by deprivation tenth."""

import pandas as pd

from analysis.chapters.gap.show import draw_gap
from analysis.chapters.gradients.show import draw_gradient
from analysis.chapters.groups.show import show_kind
from analysis.chapters.national import findings as found
from analysis.chapters.national.charts import plot_slope_index_over_time
from analysis.chapters.national.sentences import headline_ages, headline_national_slope
from analysis.charts.chart import Chart, Gallery, Notice
from analysis.charts.rows import plot_decomposition
from analysis.claims.table import Table, columns, with_limits
from analysis.data.indicators import describe_indicator, slug_of
from analysis.data.mortality import CHILD_OBESITY, DEATHS_UNDER_75
from analysis.data.raw import source_of

NO_ERRORS = (
    "We hold no intervals of the tenths, so these measures have none. Tenths are weighted "
    "by their residents under 75 of 2016, the only ones in these figures."
)


def show_ends(measure: str) -> Chart | Notice:
    """Show the gap between England's most and least deprived tenth over time."""
    return draw_gap(found.find_national_gap(slug_of(measure)), "national-gap")


def show_measure(measure: str, area_name: str) -> Gallery:
    """Show England's tenths now, the slope index across them over time, and what they add.

    Parameters
    ----------
    measure : str
        The role of an indicator by national deprivation tenth.
    area_name : str
        England, as headings have it.
    """
    gradient = draw_gradient(found.find_national_gradient(slug_of(measure), area_name))
    tables = (show_contributions(measure), show_measures(measure))
    return Gallery((gradient, show_slope(measure), *tables)).folded


def show_other_ends(measure: str) -> Gallery:
    """Show the gap between the ends over time, folded away."""
    return Gallery((show_ends(measure),)).folded


def show_by_deprivation() -> Gallery | Notice:
    """Show every other measure by deprivation, folded away."""
    shown = show_kind("Deprivation")
    return shown.folded if isinstance(shown, Gallery) else shown


def show_slope(measure: str) -> Chart | Notice:
    """Show the slope index across England's tenths over time, with what it has done.

    Parameters
    ----------
    measure : str
        The role of an indicator by national deprivation tenth.
    """
    slug = slug_of(measure)
    finding = found.find_national_slope(slug)
    return plot_slope_index_over_time(
        finding.indices.assign(area_name="England"),
        measure=f"Slope index of inequality: {finding.name.lower()}",
        decimals=finding.decimals,
        title=headline_national_slope(finding),
        source=source_of(finding.stem),
        figure_id=f"national-slope-{slug}",
    )


def show_measures(measure: str) -> Table:
    """Show the summary measures of inequality across England's tenths, first and latest.

    Parameters
    ----------
    measure : str
        The role of an indicator by national deprivation tenth.
    """
    slug = slug_of(measure)
    rows = found.find_measures(slug)
    about = describe_indicator(slug)
    relative = rows["unit"].isin(["", "thousandths"])
    return Table(
        rows.assign(
            digits=relative.map({True: 3, False: 2}), unit=rows["unit"].replace("", "ratio")
        ),
        caption=f"Summary measures of inequality across England's tenths: {about.name.lower()}",
        columns=columns(
            "measure sex unit first latest",
            first=str(rows["first_period"].iloc[0]),
            latest=str(rows["last_period"].iloc[0]),
        ),
        decimals={"first": "digits", "latest": "digits"},
        notes=NO_ERRORS,
        source=about.source,
    )


def show_contributions(measure: str) -> Table:
    """Show what each of England's tenths adds to the inequality between them.

    Parameters
    ----------
    measure : str
        The role of an indicator by national deprivation tenth.
    """
    slug = slug_of(measure)
    rows = found.find_contributions(slug)
    about = describe_indicator(slug)
    return Table(
        rows,
        caption=f"What each tenth of England adds to the inequality, {rows['period'].iloc[0]}: "
        f"{about.name.lower()}",
        columns=columns(
            "decile sex value share_percent variance_percent theil",
            decile="Tenth (first is most deprived)",
            value=f"Value ({about.unit})",
            share_percent="Share of people (%)",
            variance_percent="Share of the between-group variance (%)",
            theil="Part of the Theil index (thousandths)",
        ),
        decimals={"value": about.decimals, "theil": 2},
        notes=(
            NO_ERRORS,
            "The parts of the Theil index add up to it: a tenth below the mean has a part below "
            "nought. Shares of the variance add up to 100.",
        ),
        source=about.source,
    )


def show_ages() -> Gallery:
    """Show which ages make the gap between the ends in years lived before 75, then and lately."""
    rows = found.merge_ages(found.find_ages())
    latest = rows[rows["period"] == rows["period"].max()]
    chart = plot_decomposition(
        latest,
        measure="Years lived before the age of 75",
        between=(found.MOST, found.LEAST),
        parts="age group",
        period=str(latest["period"].iloc[0]),
        title=headline_ages(latest),
        source=source_of(DEATHS_UNDER_75),
        figure_id="national-ages",
    )
    return Gallery((chart, _age_table(rows))).folded


def _age_table(rows: pd.DataFrame) -> Table:
    periods = list(rows["period"].unique())
    halves = [
        own.set_index(["sex", "part"])["contribution"].rename(period)
        for period, own in rows.groupby("period")
    ]
    return Table(
        pd.concat(halves, axis=1).reset_index(),
        caption="Years by which the least deprived tenth of England lives longer before 75, by age",
        columns=columns("part sex", part="Age") | {name: f"{name} (years)" for name in periods},
        decimals=dict.fromkeys(periods, 2),
        notes="Deaths of England's tenths are known below the age of 75 only, so the gap is in the "
        "years lived before it, not in whole life expectancy. A decomposition has no interval.",
        source=source_of(DEATHS_UNDER_75),
    )


def show_obesity(area_name: str) -> Gallery:
    """Show child obesity by deprivation tenth, and its slope index in every year.

    Parameters
    ----------
    area_name : str
        England, as headings have it.
    """
    relative = with_limits("rii", "Relative index")
    table = Table(
        found.find_obesity_slopes(),
        caption="Slope and relative index of child obesity across England's tenths, by year",
        columns=columns(
            "school_year period sii sii_lower_ci sii_upper_ci",
            school_year="School year",
            period="Year",
            sii="Slope index (percentage points)",
            sii_lower_ci="Lower 95% limit",
            sii_upper_ci="Upper 95% limit",
        )
        | relative,
        decimals=dict.fromkeys(relative, 2),
        notes="The slope index is the least deprived end less the most deprived end, the relative "
        "index the ratio of those ends. The series ends where the file of the publisher does.",
        source=source_of(CHILD_OBESITY),
    )
    return Gallery((*map(draw_gradient, found.find_obesity_gradients(area_name)), table)).folded
