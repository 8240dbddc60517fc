"""The life course: an area against its comparator, and its most against its least deprived."""

import numpy as np
import pandas as pd

from analysis.claims.figure import Row
from analysis.data.areas import Places
from analysis.data.indicators import life_course
from analysis.data.raw import locate, remembered
from analysis.data.tidy import rows_of
from analysis.findings.gaps import FREE_MEAL_GROUPS, find_free_meal_gaps
from analysis.findings.gradients import (
    GradientFinding,
    find_life_expectancy_gradients,
    find_small_area_gradients,
)
from analysis.findings.movement import adverse_side
from analysis.findings.profile import find_profile
from analysis.findings.spread import spread_of
from analysis.formats import canonical, canonical_numbers, name_with_sex
from analysis.statistics import absolute_gap, relative_gap

PARTS = {"": "value", "_lower_ci": "lower_ci", "_upper_ci": "upper_ci"}
SIDES, GAPS = ("most", "least"), {"absolute": absolute_gap, "relative": relative_gap}
ABOUT = (
    *("stage", "indicator", "name", "area_code", "area_name", "sex", "period", "unit", "decimals"),
    *("groups", "adverse", "source_file"),
)
NUMBERS = tuple(f"{side}{end}" for side in SIDES for end in PARTS)


def find_life_course(places: Places) -> pd.DataFrame:
    """Find the latest figures along the life course, beside the comparator's.

    Parameters
    ----------
    places : Places
        The area and its comparator.

    Returns
    -------
    DataFrame
        Rows of `find_profile` with ``stage``, in the order of `life_course`; for persons where they
        are published, else one for each sex, whose ``name`` says so. ``value`` is missing where
        none is published. ``size`` with its limits is the gap to the comparator in standard
        deviations between authorities, above nought where the area is better, or higher where
        neither side is.
    """
    profile = find_profile(places, [slug for slugs in life_course().values() for slug in slugs])
    rows = []
    for stage, slugs in life_course().items():
        for slug in slugs:
            found = profile[profile["indicator"] == slug]
            if (found["sex"] == "Persons").any():
                found = found[found["sex"] == "Persons"]
            names = [*map(name_with_sex, found["name"], found["sex"])]
            rows.append(found.assign(stage=stage, name=names))
    found = pd.concat(rows, ignore_index=True)
    return found.join(pd.DataFrame([*map(_sizes, rows_of(found))], index=found.index))


def _sizes(row: Row) -> dict[str, float]:
    """Give the gap and its limits in steps of how much places differ, better above nought."""
    side = -adverse_side(row["polarity"]) or 1
    step = spread_of(row["indicator"], row["sex"], str(row["period"]))
    size, *limits = (side * row[name] / step for name in ("gap", "gap_lower_ci", "gap_upper_ci"))
    size, lower, upper = canonical_numbers(size, *sorted(limits))
    return {"size": size, "size_lower_ci": lower, "size_upper_ci": upper}


@remembered
def find_ends(area_code: str, area_name: str) -> pd.DataFrame:
    """Find the most and the least deprived group of an area wherever a breakdown is published."""
    rows = _free_meal_rows(area_code, area_name)
    for finding in find_small_area_gradients(area_code, area_name):
        # The more of what the index counts, the worse.
        rows += _end_rows(finding, "living and working well", "fifths of small areas", 1)
    for finding in find_life_expectancy_gradients(area_code, area_name):
        rows += _end_rows(finding, "ageing well", "tenths of residents", -1)
    data = pd.DataFrame(rows, columns=[*ABOUT, *NUMBERS])
    data = data.astype(dict.fromkeys(NUMBERS, "float64"))
    most, least = ((data[f"{side}_lower_ci"], data[f"{side}_upper_ci"]) for side in SIDES)
    for measure, gap in GAPS.items():
        found = gap(data["most"], data["least"], first_limits=most, second_limits=least)
        found = canonical(found)[list(PARTS.values())]
        data[[f"{measure}{end}" for end in PARTS]] = found.to_numpy()
    # A score around nought has a difference, but no ratio.
    scores = data["unit"].str.startswith("score, ")
    data.loc[scores, [f"relative{end}" for end in PARTS]] = np.nan
    return data


def _end_rows(
    finding: GradientFinding, stage: str, groups: str, adverse: int
) -> list[dict[str, object]]:
    if finding.reason:
        return []
    about = {"stage": stage, "indicator": finding.slug, "groups": groups, "adverse": adverse}
    names = ("name", "area_code", "area_name", "period", "unit", "decimals")
    about |= {name: getattr(finding, name) for name in names}
    about |= {"source_file": locate(finding.stem)}
    return [
        about
        | {"sex": sex}
        | {f"most{end}": group[name].iloc[0] for end, name in PARTS.items()}
        | {f"least{end}": group[name].iloc[-1] for end, name in PARTS.items()}
        for sex, group in finding.groups.groupby("sex")
    ]


def _free_meal_rows(area_code: str, area_name: str) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for finding in find_free_meal_gaps(area_code):
        known, about = finding.known, finding.indicator
        rows += [
            {
                "stage": "starting well" if "development" in about.name else "developing well",
                "indicator": about.indicator,
                "name": about.name,
                "area_code": area_code,
                "area_name": area_name,
                "sex": sex,
                "period": group["period"].iloc[-1],
                "unit": about.unit,
                "decimals": about.decimals,
                "groups": " and ".join(FREE_MEAL_GROUPS),
                "adverse": adverse_side(about.polarity),
                "most": group["first"].iloc[-1],
                "least": group["second"].iloc[-1],
                "source_file": locate(f"indicators/{about.indicator}"),
            }
            for sex, group in known.groupby("sex")
        ]
    return rows
