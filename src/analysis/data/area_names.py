"""What people call places: short and everyday names, and what was perhaps meant.

Short names follow from the official ones ("Hull" stands in no rule, and so in `EVERYDAY`).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import SequenceMatcher

EVERYDAY = {
    "hull": "E06000010",
    "banes": "E06000022",
    "bcp": "E06000058",
    "greater-london": "E12000007",
    "yorkshire": "E12000003",
    "the-east": "E12000006",
    "tyneside": "E08000022 E08000023",
    "scilly-isles": "E06000053",
}
"""Names that follow from no rule, with their codes: several are several places."""
ELSEWHERE = {
    "Wales": "blaenau-gwent bridgend caerphilly cardiff carmarthenshire ceredigion conwy "
    "denbighshire flintshire gwynedd isle-of-anglesey anglesey merthyr-tydfil monmouthshire "
    "neath-port-talbot newport pembrokeshire powys rhondda-cynon-taf swansea torfaen "
    "vale-of-glamorgan wrexham wales",
    "Scotland": "aberdeen aberdeenshire angus argyll-and-bute clackmannanshire "
    "dumfries-and-galloway dundee east-ayrshire east-dunbartonshire east-lothian "
    "east-renfrewshire edinburgh falkirk fife glasgow highland inverclyde midlothian moray "
    "north-ayrshire north-lanarkshire orkney perth-and-kinross renfrewshire scottish-borders "
    "shetland south-ayrshire south-lanarkshire stirling west-dunbartonshire west-lothian scotland",
    "Northern Ireland": "antrim-and-newtownabbey belfast derry-and-strabane fermanagh-and-omagh "
    "lisburn-and-castlereagh mid-ulster newry-mourne-and-down ards-and-north-down "
    "northern-ireland",
}
"""Authorities of the other nations, whose names people try."""
MOST = 3
LIKE = 0.7
"""How like a name must be to be proposed, of 1."""
NEAR = 0.08
"""How much less like than the likest one another may be, to be proposed too."""
_OFFICES = re.compile(
    r"^(london|royal|metropolitan)?-?(borough|city|county|district|council)-of-"
    r"|(-(city|county|borough|district|metropolitan|unitary|council|authority))+$"
)
_CEREMONY = re.compile(r"-(city|county)-of$|^(county|isles?-of|city-of)-")
_WATER = re.compile(r"-(upon|on|under|with)-.*$")


def plain_name(slug: str) -> str:
    """Leave out what a council calls itself by: its kind.

    >>> plain_name("london-borough-of-bromley"), plain_name("kent-county-council")
    ('bromley', 'kent')
    """
    return _OFFICES.sub("", _OFFICES.sub("", slug)) or slug


def short_names(slug: str) -> Iterator[str]:
    """Give the shorter names that an official one is said by, most of it first.

    >>> list(short_names("kingston-upon-hull-city-of"))
    ['kingston-upon-hull', 'kingston']
    >>> list(short_names("brighton-and-hove"))
    ['brighton', 'hove']
    """
    bare = _CEREMONY.sub("", slug)
    if bare != slug:
        yield bare
    water = _WATER.sub("", bare)
    if water != bare:
        yield water
    parts = bare.split("-and-")
    if len(parts) > 1:
        yield from parts


def find_short(words: str, slugs: Mapping[str, str]) -> list[str]:
    """List the codes of the places that a short or everyday name may mean; ``slugs`` by code."""
    if words in EVERYDAY:
        return [code for code in EVERYDAY[words].split() if code in slugs]
    return [code for code, slug in slugs.items() if words in short_names(slug)]


def nation_of(slug: str) -> str:
    """Name the nation of an authority outside England; empty for any other name."""
    return next((nation for nation, names in ELSEWHERE.items() if slug in names.split()), "")


def propose(words: str, slugs: Iterable[str]) -> list[str]:
    """Propose the names that a misspelt one may mean: those that hold it, else the likest."""
    known = list(dict.fromkeys(slugs))
    if len(words) > 2:
        held = [slug for slug in known if f"-{words}-" in f"-{slug}-" or slug.startswith(words)]
        if held:
            return sorted(held, key=len)[:MOST]
    said = {slug: max(_likeness(words, name) for name in (slug, *short_names(slug)))
            for slug in known}  # fmt: skip
    best = max(said.values(), default=0.0)
    near = [slug for slug in known if said[slug] >= max(LIKE, best - NEAR)]
    return sorted(near, key=lambda slug: -said[slug])[:MOST]


def _likeness(words: str, name: str) -> float:
    match = SequenceMatcher(None, words, name, autojunk=False)
    return match.ratio() if match.real_quick_ratio() >= LIKE else 0.0
