"""What a gap costs: deaths and years of life a year beyond those at other places' death rates."""

from dataclasses import dataclass, field

import pandas as pd

from analysis.data.areas import Places
from analysis.data.mortality import (
    DEATHS_2014,
    DEATHS_UNDER_75,
    read_deaths_under_75_by_decile,
)
from analysis.data.raw import locate
from analysis.findings.worked_mortality import (
    COUNTED,
    UNDER,
    YEAR,
    Deaths,
    find_deaths,
    find_life_expectancy,
    find_standardised_rate,
)
from analysis.formats import canonical
from analysis.statistics import excess

LEAST_DEPRIVED = 10
ENGLAND, LEAST = "England", "England's least deprived tenth"
DEATHS, YEARS = "deaths", "years of life before 75"
MEASURED = (LIFE, RATE) = ("life expectancy at birth", "death rate")
KEY = ["area_code", "area_name", "sex"]


@dataclass(frozen=True)
class Cost:
    """What an area would be spared at the death rates of others."""

    area_name: str
    period: str
    # A row a sex, reference (`ENGLAND` or `LEAST`) and what is counted (`DEATHS` or `YEARS`):
    # ``sex, reference, what, count, expected, value, lower_ci, upper_ci, fraction`` with limits.
    rows: pd.DataFrame
    reason: str = ""
    # A row a sex, area and `MEASURED`: ``measure, area_code, sex, value`` with limits, ``method``.
    measured: pd.DataFrame = field(default_factory=pd.DataFrame)

    @property
    def sources(self) -> tuple[str, ...]:
        """The files that it comes from."""
        return locate(DEATHS_2014), locate(DEATHS_UNDER_75)


def find_cost(places: Places) -> Cost:
    """Find the deaths and years of life before 75 that lower death rates would spare.

    Parameters
    ----------
    places : Places
        The area.
    """
    deaths = find_deaths(places.area_code, places.area_name)
    if deaths.reason:
        return Cost(places.area_name, str(YEAR), pd.DataFrame(), deaths.reason)
    tenths = read_deaths_under_75_by_decile()
    tenths = tenths[tenths["year"] == YEAR]
    references = {
        ENGLAND: tenths.groupby(["sex", "age_start"], as_index=False)[[*COUNTED.values()]].sum(),
        LEAST: tenths[tenths["decile"] == LEAST_DEPRIVED],
    }
    parts = [
        canonical(excess(own, rates[rates["sex"] == sex], by=KEY, limit=limit, **COUNTED)).assign(
            reference=name, what=what
        )
        for sex, own in deaths.under_75.groupby("sex")
        for name, rates in references.items()
        for what, limit in ((DEATHS, None), (YEARS, UNDER))
    ]
    rows = pd.concat(parts, ignore_index=True)
    return Cost(places.area_name, str(YEAR), rows, measured=_measured(deaths))


def _measured(deaths: Deaths) -> pd.DataFrame:
    """Work out life expectancy at birth, and the death rate that costs are taken from."""
    life, rates = find_life_expectancy(deaths).result, find_standardised_rate(deaths).result
    at_birth = life[life["age_start"] == 0].assign(measure=LIFE)
    return pd.concat([at_birth, rates.assign(measure=RATE)], ignore_index=True)
