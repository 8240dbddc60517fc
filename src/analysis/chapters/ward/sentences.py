"""Where a ward stands on the deprivation index, and how many wards are among the most deprived."""

from analysis.claims.claim import PUBLISHED
from analysis.claims.figure import claim_words, subject
from analysis.claims.sentence import Prose, Sentence, join, state, tell
from analysis.data.deprivation import EDITIONS
from analysis.data.raw import locate
from analysis.findings.wards import WardFinding
from analysis.formats import format_number, with_unit


def lead_ward(finding: WardFinding) -> Prose:
    """State a ward's rank in England and in its authority.

    Parameters
    ----------
    finding : WardFinding
        From `find_ward`.
    """
    rank = finding.ward["rank"]
    place = int((finding.peers["rank"] < rank).sum()) + 1
    england = f"{_of(rank, EDITIONS[2025].wards_in_england)} wards"
    return tell(
        "{finding.name} ranks {rank} in England and {place} in {finding.area_name}, where {first} "
        "is most deprived.",
        finding=finding,
        rank=_ward(finding, "rank", england),
        place=_ward(finding, "rank", _of(place, len(finding.peers)), rule="place among its peers"),
        first=_ward(finding, "rank", "1"),
    )


def describe_ward(finding: WardFinding) -> Prose:
    """Say where a ward stands on the deprivation index, in both editions.

    Parameters
    ----------
    finding : WardFinding
        From `find_ward`.
    """
    tenth, fifth = (f"population_most_deprived_{share}_percent" for share in ("tenth", "fifth"))
    return Prose(
        state(
            "{name} is in {decile} of England's wards on the {edition}.",
            name=finding.name,
            decile=_ward(finding, "decile", f"decile {_whole(finding.ward['decile'])}"),
            edition=_ward(finding, "decile", "Index of Multiple Deprivation 2025"),
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


def _earlier(finding: WardFinding) -> Sentence:
    code, total = str(finding.ward["ward_code"]), EDITIONS[2019].wards_in_england
    columns = ["ward_name", "residents_percent", "rank", "decile"]
    parts = [
        claim_deprivation(
            2019,
            code,
            f"{name} ({with_unit(share, 0, '%')} of residents; ranked {_of(rank, total)}, decile "
            f"{_whole(decile)})",
            rank,
            of="wards",
        )
        for name, share, rank, decile in finding.lineage[columns].itertuples(index=False, name=None)
    ]
    edition = "edition of 2019, on the wards of 2017"
    return state(
        "In the {edition}, its small areas belonged to {wards}. Ward boundaries changed since, so "
        "the two ranks are not one series.",
        edition=claim_deprivation(2019, code, edition, 2019, of="wards"),
        wards=join(parts),
    )


def _ward(finding: WardFinding, column: str, text: str, rule: str = PUBLISHED) -> Sentence:
    ward = finding.ward
    rule = f"{column}, {rule}"
    return claim_deprivation(2025, ward["ward_code"], text, ward[column], rule, of="wards")


def claim_deprivation(
    edition: int, code: str, text: str, value: float, rule: str = PUBLISHED, *, of: str
) -> Sentence:
    """Claim words on an area in one edition of the index, by its ``wards`` or ``small_areas``."""
    slug, file = f"index-of-multiple-deprivation-{edition}", locate(getattr(EDITIONS[edition], of))
    return claim_words(text, subject(slug, code, str(edition), value, file), rule=rule)


def _whole(value: float) -> str:
    return format_number(float(value), 0)


def _of(value: float, total: float) -> str:
    return f"{_whole(value)} of {_whole(total)}"
