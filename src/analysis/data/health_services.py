"""Figures of health services: checks by quarter, maternity, and treatment by deprivation."""

import re
from collections.abc import Collection

import pandas as pd

from analysis.data.areas import get_area
from analysis.data.lineage import rate_of
from analysis.data.raw import locate, remembered
from analysis.data.tidy import PER, per_of, read_raw_table, refuse

CHECKS = "health_services/severe_mental_illness_checks"
MATERNITY = "health_services/maternity_april_2025"
TREATMENT = "health_services/hypertension_treated_to_threshold"
SYSTEM = "local maternity and neonatal system"
QUARTER = re.compile(r"(\d{4})/\d{2} Q([1-4])")
ROUNDED = "counts rounded to 5, provisional"
LIMITS = ["lower_ci", "upper_ci"]


@remembered
def read_checks() -> pd.DataFrame:
    """Read the checks of people with severe mental illness, by commissioner and quarter.

    Each figure is of the twelve months up to the end of its quarter (``opens, closes``), without
    limits; ``serves`` lists the authorities of a commissioner.
    """
    data, where = read_raw_table(CHECKS), locate(CHECKS)
    wrong = ~data["period"].str.fullmatch(QUARTER)
    refuse(wrong, data, where, "{period} is not a quarter such as 2023/24 Q4.")
    parts = data["period"].str.extract(QUARTER).astype(float)
    closes = parts[0] + (parts[1] + 1) / 4
    data = data.assign(opens=closes - 1, closes=closes, period_kind="financial", segment=0)
    return data.sort_values(["indicator", "area_code", "closes"], ignore_index=True)


def checks_of(area_codes: Collection[str]) -> pd.DataFrame:
    """Select the checks of some commissioners, with limits worked out from their counts."""
    data = read_checks()
    data = data[data["area_code"].isin(area_codes)]
    limits = rate_of(data, PER["%"])[LIMITS]
    return data.assign(**{name: limits[name].to_numpy() for name in LIMITS})


def commissioners_of(area_code: str) -> list[str]:
    """Name the commissioners that serve an area, or one of its members, the latest first."""
    data, members = read_checks(), set(get_area(area_code).members)
    mine = data["serves"].fillna("").map(lambda codes: bool(members & set(codes.split(";"))))
    latest = data[mine].groupby("area_code")["closes"].max().sort_values(kind="stable")
    return [str(code) for code in latest.index[::-1]]


@remembered
def read_maternity() -> pd.DataFrame:
    """Read the maternity figures of a month, with limits worked out from the rounded counts."""
    data = read_raw_table(MATERNITY)
    for unit in data["unit"].dropna().unique():
        rows = (data["unit"] == unit) & data["denominator"].gt(0)
        data.loc[rows, LIMITS] = rate_of(data[rows], per_of(unit))[LIMITS].to_numpy()
    # Nobody of nobody is no share.
    return data.assign(value=data["value"].where(data["denominator"] > 0))


def system_of(area_code: str) -> str:
    """Give the code of the maternity system of an area, as its care board is named; "" if none."""
    areas = read_raw_table("geography/areas").set_index("area_code")["icb_name"]
    names = {str(areas.get(code)).upper() for code in get_area(area_code).members}
    data = read_maternity()
    found = data[(data["area_type"] == SYSTEM) & data["area_name"].isin(names)]["area_code"]
    codes = found.unique()
    return str(codes[0]) if len(codes) == 1 else ""


def read_treatment() -> pd.DataFrame:
    """Read what share of patients is treated, by fifth of deprivation (1 is most deprived)."""
    data, where = read_raw_table(TREATMENT), locate(TREATMENT)
    number = data["category"].str.extract(r"Quintile (\d)")[0]
    refuse(number.isna(), data, where, 'the group "{category}" is no fifth.')
    return data.assign(group=number.astype(int))
