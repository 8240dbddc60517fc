"""The life course: an area against its comparator, and its most against its least deprived."""

import numpy as np
import pandas as pd

from analysis.data.areas import Places
from analysis.data.indicators import life_course
from analysis.data.raw import locate
from analysis.findings.gaps import FREE_MEAL_GROUPS, find_free_meal_gaps
from analysis.findings.gradients import (
    GradientFinding,
    find_life_expectancy_gradients,
    find_small_area_gradients,
)
from analysis.findings.profile import find_profile
from analysis.formats import canonical, name_with_sex
from analysis.statistics import absolute_gap, relative_gap

PARTS = {"": "value", "_lower_ci": "lower_ci", "_upper_ci": "upper_ci"}
SIDES, GAPS = ("most", "least"), {"absolute": absolute_gap, "relative": relative_gap}
ABOUT = (
    *("stage", "indicator", "name", "area_code", "area_name", "sex", "period", "unit", "decimals"),
    *("groups", "source_file"),
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
        none is published.
    """
    profile = find_profile(places)
    rows = []
    for stage, slugs in life_course().items():
        for slug in slugs:
            found = profile[profile["indicator"] == slug]
            if (found["sex"] == "Persons").any():
                found = found[found["sex"] == "Persons"]
            names = [*map(name_with_sex, found["name"], found["sex"])]
            rows.append(found.assign(stage=stage, name=names))
    return pd.concat(rows, ignore_index=True)


def find_ends(area_code: str, area_name: str) -> pd.DataFrame:
    """Find the most and the least deprived group of an area wherever a breakdown is published."""
    rows = _free_meal_rows(area_code, area_name)
    for finding in find_small_area_gradients(area_code, area_name):
        rows += _end_rows(finding, "living and working well", "fifths of small areas")
    for finding in find_life_expectancy_gradients(area_code, area_name):
        rows += _end_rows(finding, "ageing well", "tenths of residents")
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


def _end_rows(finding: GradientFinding, stage: str, groups: str) -> list[dict[str, object]]:
    if finding.reason:
        return []
    about = {"stage": stage, "indicator": finding.slug, "groups": groups}
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
                "most": group["first"].iloc[-1],
                "least": group["second"].iloc[-1],
                "source_file": locate(f"indicators/{about.indicator}"),
            }
            for sex, group in known.groupby("sex")
        ]
    return rows
