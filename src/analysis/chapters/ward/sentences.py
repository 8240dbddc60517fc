"""Where a ward stands on the deprivation index, and how many wards are among the most deprived."""

from typing import Any

from analysis.claims.claim import Statement, claim_words, join, state
from analysis.claims.prose import Prose
from analysis.data.deprivation import EDITIONS
from analysis.data.raw import locate
from analysis.findings.wards import WardFinding
from analysis.formats import format_number, with_unit

LATEST, EARLIER = EDITIONS[2025], EDITIONS[2019]


def headline_ward(finding: WardFinding) -> Statement:
    """State a ward's rank in England and in its authority."""
    place = int((finding.peers["rank"] < finding.ward["rank"]).sum()) + 1
    return state(
        "{name} ranks {rank} in England and {place} in {area}, where {first} is most deprived.",
        name=finding.name,
        rank=_ward(finding, "rank", f"{_of(finding.ward['rank'], LATEST.wards_in_england)} wards"),
        place=_ward(finding, "rank", _of(place, len(finding.peers)), rule="place among its peers"),
        area=finding.area_name,
        first=_ward(finding, "rank", "1"),
    )


def describe_ward(finding: WardFinding) -> Prose:
    """Say where a ward stands on the deprivation index, in both editions.

    Parameters
    ----------
    finding : WardFinding
        From `find_ward`.

    Returns
    -------
    Prose
    """
    tenth, fifth = (f"population_most_deprived_{share}_percent" for share in ("tenth", "fifth"))
    return Prose(
        (
            headline_ward(finding),
            state(
                "It is in {decile} of England's wards on the {edition}.",
                decile=_ward(finding, "decile", f"decile {_whole(finding.ward['decile'])}"),
                edition=_ward(finding, "decile", f"Index of Multiple Deprivation {LATEST.year}"),
            ),
            state(
                "About {people} lived here in {when}; {tenth} of them in small areas among the "
                "most deprived tenth of England, and {fifth} in the most deprived fifth.",
                people=_ward(finding, "population", f"{_whole(finding.ward['population'])} people"),
                when=_ward(finding, "population", "mid-2022"),
                tenth=_ward(finding, tenth, with_unit(finding.ward[tenth], 1, "%")),
                fifth=_ward(finding, fifth, with_unit(finding.ward[fifth], 1, "%")),
            ),
            _earlier(finding),
        )
    )


def _earlier(finding: WardFinding) -> Statement:
    columns = ["ward_name", "residents_percent", "rank", "decile"]
    parts = []
    for name, share, rank, decile in finding.lineage[columns].itertuples(index=False, name=None):
        text = (
            f"{name} ({with_unit(share, 0, '%')} of residents; ranked "
            f"{_of(rank, EARLIER.wards_in_england)}, decile {_whole(decile)})"
        )
        parts.append(_claim(EARLIER, str(finding.ward["ward_code"]), text, rank))
    return state(
        "In the {edition}, its small areas belonged to {wards}. Ward boundaries changed since, so "
        "the two ranks are not one series.",
        edition=_claim(
            EARLIER,
            str(finding.ward["ward_code"]),
            f"edition of {EARLIER.year}, on the wards of 2017",
            float(EARLIER.year),
        ),
        wards=join(parts),
    )


def _ward(finding: WardFinding, column: str, text: str, rule: str = "as published") -> Statement:
    code = str(finding.ward["ward_code"])
    return _claim(LATEST, code, text, float(finding.ward[column]), f"{column}, {rule}")


def _claim(
    edition: Any, code: str, text: str, value: float, rule: str = "as published"
) -> Statement:
    row = {
        "indicator": f"index-of-multiple-deprivation-{edition.year}",
        "area_code": code,
        "period": str(edition.year),
        "value": value,
        "sources": (locate(edition.wards),),
    }
    return claim_words(text, row, rule=rule)


def _whole(value: float) -> str:
    return format_number(float(value), 0)


def _of(value: float, total: float) -> str:
    return f"{_whole(value)} of {_whole(total)}"
