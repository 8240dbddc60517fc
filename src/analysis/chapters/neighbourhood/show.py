"""The neighbourhood page: who lives there, deprivation, health, children and long lives."""

import pandas as pd

from analysis.chapters.neighbourhood import sentences as words
from analysis.chapters.neighbourhood.findings import COUNCIL, ENGLAND, OWN, RATES, Neighbourhood
from analysis.chapters.neighbourhood.within import SHARE
from analysis.chapters.ward.show import draw_small_areas, tabulate_small_areas
from analysis.chapters.wards.sentences import describe_movement
from analysis.charts.chart import Chart, Gallery, Notice
from analysis.charts.rows import plot_ranked
from analysis.claims.sentence import Prose
from analysis.claims.table import Table, with_limits
from analysis.claims.words import count_of, for_sex
from analysis.data.areas import Places
from analysis.data.deprivation import EDITIONS
from analysis.data.neighbourhoods import CHILDREN, MIDDLE
from analysis.data.raw import source_of

LATEST = EDITIONS[2025]
NO_INTERVAL = "These are counts of residents and no sample: they have no interval."

lead, describe_people = words.lead_neighbourhood, words.describe_people


def show_map(found: Neighbourhood) -> Chart | Notice:
    """Show the neighbourhood's small areas by decile of deprivation.

    Parameters
    ----------
    found : Neighbourhood
        From `find_neighbourhood`.
    """
    council = found.council_code, found.council
    return draw_small_areas(found.small_areas, found.name, *council)


def show_people(found: Neighbourhood) -> Gallery:
    """Show who lives there: shares of residents, and rates with the gaps to council and England."""
    shares = Table(
        found.people,
        caption=f"Who lives in {found.name}",
        columns={"what": "Residents", "when": "When"} | _sides(found),
        decimals=1,
        notes=f"Per cent of residents. {NO_INTERVAL} Shares by age are worked out from those of "
        "wards, which are published to a tenth of a per cent.",
        source="; ".join(map(source_of, (LATEST.small_areas, LATEST.wards))),
    )
    return Gallery((shares, _rates(found), _gaps(found)))


def _sides(found: Neighbourhood) -> dict[str, str]:
    return {OWN: found.name, COUNCIL: found.council, ENGLAND: "England"}


def _rates(found: Neighbourhood) -> Table:
    rows = found.rates
    return Table(
        rows.assign(count=_shown(rows)),
        caption=f"Disability and hardship in {found.name}, Census 2021",
        columns={"what": "Measure", "count": "Counted"}
        | {"value": f"{found.name} (%)", "lower_ci": "", "upper_ci": ""}
        | _side(COUNCIL, found.council)
        | _side(ENGLAND, "England")
        | {"level": "Beside England"},
        notes="Counts are summed and the rate is worked out anew, with Wilson's interval. A count "
        "from one to four, and one from which such a count could be worked out, is hidden.",
        source=source_of(LATEST.small_areas),
    )


def _side(side: str, heading: str) -> dict[str, str]:
    """Give the columns of a rate beside, with its limits."""
    return {f"{side}_value": f"{heading} (%)", f"{side}_lower_ci": "", f"{side}_upper_ci": ""}


def _shown(rows: pd.DataFrame) -> pd.Series:
    """Give the counts, those that are hidden by their mark."""
    counts = rows["count"]
    return (
        counts.map("{:,.0f}".format).mask(rows["hidden"], "[c]") if rows["hidden"].any() else counts
    )


def _gaps(found: Neighbourhood) -> Table:
    names = {COUNCIL: found.council, ENGLAND: "England"}
    parts = [
        found.rates[["what"]].assign(
            beside=name,
            **{
                f"{measure}{end}": found.rates[f"{side}_{measure}{end}"]
                for measure in ("absolute", "relative")
                for end in ("", "_lower_ci", "_upper_ci")
            },
        )
        for side, name in names.items()
    ]
    return Table(
        pd.concat(parts, ignore_index=True).sort_values("what", kind="stable"),
        caption=f"Gaps of {found.name} to {found.council} and to England, Census 2021",
        columns={"what": "Measure", "beside": "Beside"}
        | with_limits("absolute", "Gap (percentage points)")
        | with_limits("relative", "Ratio"),
        decimals={"absolute": 1, "absolute_lower_ci": 1, "absolute_upper_ci": 1}
        | {"relative": 2, "relative_lower_ci": 2, "relative_upper_ci": 2},
        folded="The gaps, absolute and relative",
        notes=f"{found.name} less, and over, each. It is itself part of {found.council}.",
        source=source_of(LATEST.small_areas),
    )


def show_beside(found: Neighbourhood) -> Chart | Notice:
    """Show the neighbourhood's hardship among the wards of its council."""
    measure = RATES[-1][0]
    return plot_ranked(
        found.beside,
        measure=measure,
        unit="%",
        noun="place",
        title=f"{found.name} among the wards of {found.council}: {measure.lower()}",
        source=source_of(LATEST.small_areas),
        figure_id="beside",
    )


def show_tenths(found: Neighbourhood) -> Table:
    """Show how many people live in each of England's tenths of small areas."""
    shares = {
        "percent": f"{found.name} (%)",
        "council_percent": f"{found.council} (%)",
        "england_percent": "England (%)",
    }
    return Table(
        found.tenths,
        caption=f"People of {found.name} by England's tenths of small areas, index of 2025",
        columns={"decile": "Decile", "small_areas": "Small areas", "people": "People"} | shares,
        decimals=dict.fromkeys(shares, 1) | {"people": 0},
        folded="The table: people by tenth of deprivation",
        notes=f"Decile 1 is the most deprived. Residents of mid-2022. {NO_INTERVAL}",
        source=source_of(LATEST.small_areas),
    )


def show_health(found: Neighbourhood) -> Table:
    """Show the index's own indicators of health, as means over residents."""
    return Table(
        found.health,
        caption=f"Health in {found.name}, its council and England",
        columns={"name": "Measure", "unit": "Unit"} | _sides(found),
        decimals=dict.fromkeys((OWN, COUNCIL, ENGLAND), "decimals"),
        notes="Means over the small areas, weighted by residents of mid-2022; England's is such a "
        "mean too, and not the 100 of the index's own standard. Higher is worse in every measure. "
        "They are modelled, and we hold no intervals of them.",
        source=source_of(LATEST.small_areas),
    )


def show_children(found: Neighbourhood) -> Gallery:
    """Show children in low-income families in the wards of 2021 that it lies in."""
    rows = found.children
    if rows.empty:
        return Gallery(())
    table = Table(
        rows,
        caption=f"Children under 16 in relative low-income families in and around {found.name}",
        columns={"area_name": "Ward of 2021", SHARE: "Its residents inside (%)"}
        | {"period": "Period", "count": "Children"}
        | {"value": "Rate (%)", "lower_ci": "", "upper_ci": ""},
        decimals={SHARE: 0, "count": 0, "value": 1, "lower_ci": 1, "upper_ci": 1},
        notes="Residents inside are of mid-2019. Where wards make up the whole, their counts are "
        "summed; the rate is of the children that the wards' published rates imply, with Wilson's "
        "interval.",
        source=source_of(CHILDREN),
    )
    return Gallery((table,))


def show_middle(found: Neighbourhood) -> Gallery:
    """Show the middle-layer areas that it lies in: how long people live, and ratios."""
    if found.middle.empty:
        return Gallery(())
    rows = found.middle
    headings = rows["name"] + rows["sex"].map(for_sex) + " (" + rows["unit"] + ")"
    wide = rows.assign(heading=headings).pivot_table(
        index=["area_name", SHARE], columns="heading", values="value", sort=False
    )
    measures = list(wide.columns)
    others = rows.loc[rows["period"] != rows["period"].iloc[0], ["name", "period"]]
    others = others.drop_duplicates().itertuples(index=False, name=None)
    table = Table(
        wide.reset_index(),
        caption=f"The middle-layer areas that {found.name} lies in, {rows['period'].iloc[0]}",
        columns={"area_name": "Middle-layer area", SHARE: "Its residents inside (%)"}
        | {name: name for name in measures},
        decimals=dict.fromkeys(measures, 1) | {SHARE: 0},
        folded=f"The table: {count_of(len(wide), 'middle-layer area')}",
        notes="Areas of about 7,000 people on the boundaries of 2011. Ratios are of events to "
        "those expected at England's rates, which is 100; they cannot be summed. Residents inside "
        "are of mid-2019. We hold no intervals."
        + "".join(f" {name}: {period}." for name, period in others),
        source=source_of(MIDDLE),
    )
    said = words.describe_middle(found)
    return Gallery((*([said] if said.sentences else ()), table))


def show_small_areas(found: Neighbourhood) -> Table:
    """Show each small area in both editions of the index."""
    folded = f"The table: {count_of(len(found.small_areas), 'small area')}"
    return tabulate_small_areas(found.small_areas, found.name, folded=folded)


def describe_moves(found: Neighbourhood) -> Prose:
    """Say how many of its small areas changed their decile between the editions."""
    return describe_movement(found.movement, Places(found.code, found.name))


def describe_lacking(found: Neighbourhood) -> Prose:
    """Say once what is not held of it."""
    return words.describe_lacking(found)
