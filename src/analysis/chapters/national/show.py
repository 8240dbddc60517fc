"""The national chapter: England by deprivation tenth."""

import pandas as pd

from analysis.chapters.gap.show import draw_gap
from analysis.chapters.gradients.show import draw_gradient
from analysis.chapters.national.charts import plot_slope_index_over_time
from analysis.chapters.national.findings import (
    LEAST,
    MOST,
    find_ages,
    find_contributions,
    find_measures,
    find_national_gap,
    find_national_gradient,
    find_national_slope,
    find_obesity_gradients,
    find_obesity_slopes,
    merge_ages,
)
from analysis.chapters.national.sentences import headline_ages, headline_national_slope
from analysis.charts.chart import Chart, Notice
from analysis.charts.decomposition import plot_decomposition
from analysis.charts.gallery import Gallery
from analysis.claims.table import Table
from analysis.data.child_obesity import CHILD_OBESITY
from analysis.data.indicators import describe_indicator
from analysis.data.mortality import DEATHS_UNDER_75
from analysis.data.raw import source_of

NO_ERRORS = (
    "The tenths are published without intervals, so these measures have none. Tenths are weighted "
    "by their residents under 75 of 2016, the only ones in these figures."
)


def show_tenths(slug: str, area_name: str) -> Chart | Notice:
    """Show the latest value of each of England's tenths and the line through them."""
    return draw_gradient(find_national_gradient(slug, area_name))


def show_ends(slug: str) -> Chart | Notice:
    """Show the gap between England's most and least deprived tenth over time."""
    return draw_gap(find_national_gap(slug), "national-gap")


def show_slope(slug: str) -> Chart | Notice:
    """Show the slope index across England's tenths over time, with what it has done.

    Parameters
    ----------
    slug : str
        An indicator by national deprivation tenth.

    Returns
    -------
    Chart or Notice
    """
    finding = find_national_slope(slug)
    return plot_slope_index_over_time(
        finding.indices.assign(area_name="England"),
        measure=f"Slope index of inequality: {finding.name.lower()}",
        decimals=finding.decimals,
        title=headline_national_slope(finding),
        source=source_of(finding.stem),
        figure_id=f"national-slope-{slug}",
    )


def show_measures(slug: str) -> Table:
    """Show the summary measures of inequality across England's tenths, first and latest.

    Parameters
    ----------
    slug : str
        An indicator by national deprivation tenth.

    Returns
    -------
    Table
    """
    rows = find_measures(slug)
    about = describe_indicator(slug)
    relative = rows["unit"].isin(["", "thousandths"])
    return Table(
        rows.assign(
            digits=relative.map({True: 3, False: 2}), unit=rows["unit"].replace("", "ratio")
        ),
        caption=f"Summary measures of inequality across England's tenths: {about.name.lower()}",
        columns={
            "measure": "Measure",
            "sex": "Sex",
            "unit": "Unit",
            "first": str(rows["first_period"].iloc[0]),
            "latest": str(rows["last_period"].iloc[0]),
        },
        decimals={"first": "digits", "latest": "digits"},
        notes=(NO_ERRORS,),
        source=about.source,
    )


def show_contributions(slug: str) -> Table:
    """Show what each of England's tenths adds to the inequality between them.

    Parameters
    ----------
    slug : str
        An indicator by national deprivation tenth.

    Returns
    -------
    Table
    """
    rows = find_contributions(slug)
    about = describe_indicator(slug)
    return Table(
        rows,
        caption=f"What each tenth of England adds to the inequality, {rows['period'].iloc[0]}: "
        f"{about.name.lower()}",
        columns={
            "decile": "Tenth (first is most deprived)",
            "sex": "Sex",
            "value": f"Value ({about.unit})",
            "share_percent": "Share of people (%)",
            "variance_percent": "Share of the between-group variance (%)",
            "theil": "Part of the Theil index (thousandths)",
        },
        decimals={"decile": 0, "value": about.decimals, "share_percent": 1,
                  "variance_percent": 1, "theil": 2},
        notes=(
            NO_ERRORS,
            "The parts of the Theil index add up to it: a tenth below the mean has a part below "
            "nought. Shares of the variance add up to 100.",
        ),
        source=about.source,
    )  # fmt: skip


def show_ages() -> Gallery:
    """Show which ages make the gap between the ends in years lived before 75.

    Returns
    -------
    Gallery
        A chart of the latest years and a table of the first and the latest.
    """
    rows = merge_ages(find_ages())
    latest = rows[rows["period"] == rows["period"].max()]
    chart = plot_decomposition(
        latest,
        measure="Years lived before the age of 75",
        between=(MOST, LEAST),
        parts="age group",
        period=str(latest["period"].iloc[0]),
        title=headline_ages(latest),
        source=source_of(DEATHS_UNDER_75),
        figure_id="national-ages",
    )
    return Gallery((chart, _age_table(rows)))


def _age_table(rows: pd.DataFrame) -> Table:
    periods = list(rows["period"].unique())
    halves = [
        own.set_index(["sex", "part"])["contribution"].rename(period)
        for period, own in rows.groupby("period")
    ]
    wide = pd.concat(halves, axis=1).reset_index()
    return Table(
        wide,
        caption="Years by which the least deprived tenth of England lives longer before 75, by age",
        columns={
            "part": "Age",
            "sex": "Sex",
            **{period: f"{period} (years)" for period in periods},
        },
        decimals=dict.fromkeys(periods, 2),
        notes=(
            "Deaths of England's tenths are known below the age of 75 only, so the gap is in the "
            "years lived before it, not in whole life expectancy. A decomposition has no interval.",
        ),
        source=source_of(DEATHS_UNDER_75),
    )


def show_obesity(area_name: str) -> Gallery:
    """Show child obesity by deprivation tenth, and its slope index in every year.

    Parameters
    ----------
    area_name : str
        England, as headings have it.

    Returns
    -------
    Gallery
        A chart a school year and a table.
    """
    slopes = find_obesity_slopes()
    table = Table(
        slopes,
        caption="Slope and relative index of child obesity across England's tenths, by year",
        columns={
            "school_year": "School year",
            "period": "Year",
            "sii": "Slope index (percentage points)",
            "sii_lower_ci": "Lower 95% limit",
            "sii_upper_ci": "Upper 95% limit",
            "rii": "Relative index",
            "rii_lower_ci": "Relative index, lower 95% limit",
            "rii_upper_ci": "Relative index, upper 95% limit",
        },
        decimals=dict.fromkeys(("rii", "rii_lower_ci", "rii_upper_ci"), 2),
        notes=(
            "The slope index is the least deprived end less the most deprived end, the relative "
            "index the ratio of those ends. The series ends where the file of the publisher does.",
        ),
        source=source_of(CHILD_OBESITY),
    )
    return Gallery(
        (*(draw_gradient(finding) for finding in find_obesity_gradients(area_name)), table)
    )
