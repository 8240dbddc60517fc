"""The health services of an area on its page: checks by quarter, maternity, treatment."""

import pandas as pd

from analysis.chapters.core20plus5.findings import Core20Plus5
from analysis.chapters.core20plus5.service_sentences import (
    describe_checks,
    describe_maternity,
    describe_treatment,
    headline_checks,
)
from analysis.chapters.core20plus5.services import find_treatment
from analysis.charts.chart import Gallery, Notice
from analysis.charts.rows import plot_ranked
from analysis.charts.trend import plot_trend
from analysis.claims.table import Table, columns
from analysis.claims.words import lower_first, signed
from analysis.data.areas import ENGLAND, Places
from analysis.data.catalogue import describe_measure, measures_of
from analysis.data.health_services import CHECKS, MATERNITY, TREATMENT
from analysis.data.raw import source_of

MARKED = "Counts are rounded to the nearest 5 and the month is provisional. Limits are worked out "
MARKED += "from the rounded counts. A share of no women is not available."


def show_checks(finding: Core20Plus5, places: Places) -> Gallery | Notice:
    """Show the checks of people with severe mental illness by quarter, and the latest by check."""
    checks = finding.checks
    if checks is None:
        return Notice(f"No commissioner in these figures is known to serve {places.area_name}.")
    about, source = checks.measured.about, source_of(CHECKS)
    # A figure of twelve months stands where they end.
    quarters = checks.quarters.assign(sex="Persons", period_start=checks.quarters["closes"])
    chart = plot_trend(
        quarters.assign(period_end=quarters["closes"]),
        measure="People with severe mental illness who had all of their checks",
        unit=about.unit,
        title=headline_checks(checks),
        source=source,
        figure_id="checks-by-quarter",
    )
    table = Table(
        checks.latest.assign(level=[signed(word) for word in checks.latest["level"]]),
        caption=f"Checks of people with severe mental illness, {checks.name}, "
        f"{checks.measured.period}",
        columns=columns(
            "name count denominator value lower_ci upper_ci comparator_value level",
            name="Check",
            count="People who had it",
            denominator="People on the register",
            value="Share (%)",
            comparator_value="England (%)",
            level="Beside England",
        ),
        decimals=dict.fromkeys(("value", "lower_ci", "upper_ci", "comparator_value"), 1)
        | {"denominator": 0},
        notes="Had in the year to the end of the quarter. Limits are worked out here from counts.",
        source=source,
    )
    return Gallery((describe_checks(checks, places), chart, table)).folded


def show_maternity(finding: Core20Plus5, places: Places) -> Gallery:
    """Show the maternity figures of the system and trusts, and continuity by group."""
    rows, said = finding.maternity, describe_maternity(finding.maternity, places)
    if rows.empty:
        return Gallery((said,))
    (planned,) = measures_of("continuity planned")
    whole, of_groups = rows[rows["category"].isna()], rows[rows["indicator"] == planned]
    of_groups = of_groups[of_groups["category"].notna() & (of_groups["area_code"] != ENGLAND)]
    table = _maternity(whole, f"Maternity figures for {places.area_name} and England",
                       "whose name unit", {"whose": "Whose", "name": "Measure"})  # fmt: skip
    by_group = _by_group(of_groups, describe_measure(planned).name, places)
    return Gallery((said, table, by_group)).folded


def _by_group(rows: pd.DataFrame, name: str, places: Places) -> Table | Notice:
    """Show a measure by group of women, of the system or the first trust that has it so."""
    if rows.empty:
        return Notice(f"We hold no figures by group of women for {places.area_name}: "
                      f"{lower_first(name)}.")  # fmt: skip
    first = rows[rows["area_code"] == rows["area_code"].iloc[0]]
    caption = f"{name}, by group of women, {first['whose'].iloc[0]}"
    headings = {"category_type": "Grouped by", "category": "Group"}
    return _maternity(first, caption, "category_type category", headings)


def _maternity(rows: pd.DataFrame, caption: str, names: str, headings: dict[str, str]) -> Table:
    return Table(
        rows,
        caption=f"{caption}, {rows['period'].iloc[0]}",
        columns=columns(
            f"{names} count denominator value lower_ci upper_ci",
            count="Count, to the nearest 5",
            denominator="Of whom, to the nearest 5",
            **headings,
        ),
        decimals=dict.fromkeys(("value", "lower_ci", "upper_ci"), 1) | {"denominator": 0},
        notes=MARKED,
        source=source_of(MATERNITY),
    )


def show_treatment(places: Places) -> Gallery:
    """Show who is treated for high blood pressure in England, by fifth of deprivation."""
    rows, (slug,) = find_treatment(), measures_of("treated to threshold")
    own = rows[rows["indicator"] == slug]
    chart = plot_ranked(
        own.assign(area_name=own["category"], role=""),
        measure=f"{describe_measure(slug).name}, England, by fifth of deprivation",
        unit="%",
        noun="fifth",
        title="Treatment of high blood pressure by deprivation, England",
        source=source_of(TREATMENT),
        figure_id="treated-by-fifth",
    )
    ends = rows[rows["group"] == 1].assign(
        least=[rows[(rows["indicator"] == one) & (rows["group"] == rows["group"].max())]
               ["value"].iloc[0] for one in rows["indicator"].unique()]
    )  # fmt: skip
    limits = ("lower_ci", "upper_ci")
    table = Table(
        ends,
        caption="Treatment and detection by deprivation, England",
        columns=columns(
            "name period value least absolute absolute_lower_ci absolute_upper_ci relative "
            "relative_lower_ci relative_upper_ci",
            name="Measure",
            value="Most deprived fifth (%)",
            least="Least deprived fifth (%)",
            absolute="Difference (points)",
            relative="Ratio",
            **{f"absolute_{end}": f"Difference, {end[:5]} limit" for end in limits},
            **{f"relative_{end}": f"Ratio, {end[:5]} limit" for end in limits},
        ),
        decimals=dict.fromkeys(("value", "least"), 1)
        | {f"absolute{end}": 1 for end in ("", "_lower_ci", "_upper_ci")}
        | {f"relative{end}": 2 for end in ("", "_lower_ci", "_upper_ci")},
        notes="For England. Deprivation is that of where patients live.",
        source=source_of(TREATMENT),
    )
    return Gallery((describe_treatment(places), chart, table)).folded
