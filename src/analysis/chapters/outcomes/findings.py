"""An outcomes framework against the published figures: what is measured, and what is not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.data.areas import Places, extent_of
from analysis.data.catalogue import read_indicator
from analysis.data.documents.published import Domain, Framework
from analysis.data.indicators import listed
from analysis.findings.profile import find_profile
from analysis.findings.vocabulary import CANNOT_TELL

COVERAGE = ("mapped", "with_figures", "with_intervals", "with_direction", "by_group")


@dataclass(frozen=True)
class FrameworkFinding:
    """A framework and what the figures have of it for one area."""

    framework: Framework
    # A row a domain: ``part, domain, asks``, the counts of `COVERAGE`, ``missing`` (what is asked
    # and no indicator measures) and ``without_figures`` (indicators without one for the area).
    coverage: pd.DataFrame
    # Rows of `find_profile` with ``part`` and ``domain``, in the framework's order; an indicator in
    # two domains is there twice.
    figures: pd.DataFrame

    @property
    def unmeasured(self) -> pd.DataFrame:
        """The domains for which the area has no figure at all."""
        return self.coverage[self.coverage["with_figures"] == 0]


def find_outcomes(given: Sequence[Mapping[str, Any]], places: Places) -> list[FrameworkFinding]:
    """Find what the published figures have of each framework for an area.

    Parameters
    ----------
    given : sequence of mapping
        What `analysis.data.documents.framework.Framework` holds, the locality's own first.
    places : Places
        The area and what is shown beside it.
    """
    frameworks = [Framework.model_validate(one) for one in given]
    domains = [domain for one in frameworks for part in one.parts for domain in part.domains]
    slugs = {slug for domain in domains for slug in domain.indicators}
    profile = find_profile(places, sorted(slugs))
    groups = {slug for slug in slugs if _is_by_group(slug, places.area_code)}
    return [_find(one, profile, groups) for one in frameworks]


def _find(framework: Framework, profile: pd.DataFrame, groups: set[str]) -> FrameworkFinding:
    listed = [(part.part, domain) for part in framework.parts for domain in part.domains]
    coverage = pd.DataFrame([_cover(part, domain, profile, groups) for part, domain in listed])
    figures = [
        _figures(profile, domain).assign(part=part, domain=domain.domain) for part, domain in listed
    ]
    return FrameworkFinding(framework, coverage, pd.concat(figures, ignore_index=True))


def _figures(profile: pd.DataFrame, domain: Domain) -> pd.DataFrame:
    order = {slug: place for place, slug in enumerate(domain.indicators)}
    places = [order.get(slug, -1) for slug in profile["indicator"].tolist()]
    own = [row for row, place in enumerate(places) if place >= 0]
    return profile.take(sorted(own, key=places.__getitem__))


def _cover(part: str, domain: Domain, profile: pd.DataFrame, groups: set[str]) -> dict[str, object]:
    own = _figures(profile, domain)
    known = own[own["value"].notna()]
    without = own.loc[own["value"].isna(), "name"].drop_duplicates()
    return {
        "part": part,
        "domain": domain.domain,
        "asks": domain.asks,
        "mapped": len(domain.indicators),
        "with_figures": known["indicator"].nunique(),
        "with_intervals": known.loc[known["lower_ci"].notna(), "indicator"].nunique(),
        "with_direction": known.loc[known["direction"] != CANNOT_TELL, "indicator"].nunique(),
        "by_group": known.loc[known["indicator"].isin(groups), "indicator"].nunique(),
        "missing": "; ".join(domain.missing),
        "without_figures": "; ".join(without),
    }


def _is_by_group(slug: str, area_code: str) -> bool:
    """Whether an indicator shows groups inside an area, by its rows or by what it is."""
    if slug in listed("of a group inside an area"):
        return True
    rows = read_indicator(slug)
    return bool((rows["category"].notna() & rows["area_code"].isin(extent_of(area_code))).any())
