"""What the figures say of one district, with the authority that it is or was a part of."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.data.areas import ENGLAND, Area, Places, get_area
from analysis.data.districts import ended_in
from analysis.errors import UnknownAreaError
from analysis.findings.districts import Absent, Districts, find_absent, find_districts
from analysis.findings.profile import find_profile


@dataclass(frozen=True, eq=False)
class DistrictFinding:
    """What the figures say of one district."""

    district: Area
    # All districts of its authority.
    among: Districts
    # `find_profile`, the authority as the region.
    profile: pd.DataFrame

    @property
    def places(self) -> Places:
        """The district and what it is shown beside."""
        return _places(self.district, self.among.places)

    @property
    def authority_name(self) -> str:
        """The name of the authority."""
        return self.places.region_name

    @property
    def ended(self) -> int:
        """The year in whose April it ceased to be an authority; nought where it is one."""
        return ended_in(self.district)

    @property
    def known(self) -> pd.DataFrame:
        """The figures that counts are taken from."""
        profile = self.profile
        return profile[profile["value"].notna() & profile["counted"].astype(bool)]

    @property
    def periods(self) -> Sequence[str]:
        """The periods of its figures, the earliest first."""
        ordered = self.known.sort_values(["period_end", "period"], kind="stable")
        return list(dict.fromkeys(ordered["period"]))

    @property
    def absent(self) -> Absent:
        """The indicators of authorities that are not shown of it."""
        return find_absent([self.district.code], set(self.known["indicator"]))


def find_district(
    area_code: str, within: str, comparator_code: str = ENGLAND, edition_date: str = ""
) -> DistrictFinding:
    """Find what the figures say of one district.

    Parameters
    ----------
    area_code : str
        The district, today's or former.
    within : str
        The authority that it is or was a part of, by its code.
    comparator_code : str
        What both are measured against.
    edition_date : str
        The day that the age of figures is counted to, as YYYY-MM-DD; where empty, none is old.

    Returns
    -------
    DistrictFinding

    Raises
    ------
    UnknownAreaError
        When the authority has no such district.
    """
    around = Places(within, get_area(within).name, comparator_code, edition_date=edition_date)
    among = find_districts(around)
    district = next((one for one in among.districts if one.code == area_code), None)
    if district is None:
        raise UnknownAreaError(f"{around.area_name} has no district with the code {area_code}.")
    return DistrictFinding(district, among, find_profile(_places(district, around)))


def _places(district: Area, around: Places) -> Places:
    return Places(
        district.code,
        district.name,
        around.comparator_code,
        around.area_code,
        edition_date=around.edition_date,
    )
