"""How one district stands, since when it is a former one, and what is not shown of it."""

from analysis.chapters.district.findings import DistrictFinding
from analysis.chapters.districts.sentences import COUNTED, absent_rows, say_span, title_of
from analysis.chapters.profile.sentences import compare_profile
from analysis.claims.figure import Tally, claim_words
from analysis.claims.sentence import Prose, Said, Sentence, names_in, state
from analysis.claims.words import lower_first
from analysis.data.tidy import rows_of
from analysis.findings.districts import Strip
from analysis.findings.vocabulary import CANNOT_COMPARE

PLACE = "place among the districts, from the highest"


def describe_district(finding: DistrictFinding) -> Prose:
    """Say how a district stands beside its comparator, and whether it is a former one.

    Parameters
    ----------
    finding : DistrictFinding
        From `find_district`.
    """
    if finding.known.empty:
        nothing = "We hold no latest figure of {name}."
        return Prose(state(nothing, name=finding.district.name), *_standing(finding))
    return Prose(
        compare_profile(finding.profile, finding.places), *_uncompared(finding), *_standing(finding)
    )


def headline_place(finding: DistrictFinding, strip: Strip) -> Sentence:
    """Say what number a district is among those of its authority, from the highest."""
    codes, name = strip.rows["area_code"].tolist(), finding.district.name
    what = lower_first(title_of(strip))
    if finding.district.code not in codes:
        return state("No figure of {name} is held on {what}.", name=name, what=what)
    number = codes.index(finding.district.code) + 1
    row = {**rows_of(strip.rows)[number - 1], "indicator": strip.indicator.indicator}
    row |= {"sex": strip.sex, "period": strip.period}
    return state(
        "{what} in {strip.period}: {name} is {place}, where {first} is the highest.",
        name=name,
        place=claim_words(f"number {number} of {len(codes)} districts", row, rule=PLACE),
        first=claim_words("1", row, rule=PLACE),
        strip=strip,
        what=title_of(strip),
    )


def _uncompared(finding: DistrictFinding) -> list[Sentence]:
    rows = finding.known[finding.known["verdict"] == CANNOT_COMPARE]
    if rows.empty:
        return []
    said = "{number} shown without a verdict: no interval, or no figure to compare, is held."
    number = Tally(finding.district.code).count(rows, "Another # figure[|s] [is|are]")
    return [state(said, number=number)]


def _standing(finding: DistrictFinding) -> list[Sentence]:
    """Say since when it is no authority, and of which years its figures are."""
    name, around = finding.district.name, finding.authority_name
    if not finding.ended:
        return [state("{name} is a district of {around}.", name=name, around=around)]
    said = state(
        "{name} ceased to be an authority in April {year}, when {around} took over from it.",
        name=name,
        year=str(finding.ended),
        around=around,
    )
    return [said + say_span("Its", finding.periods) if finding.periods else said]


def describe_absent(finding: DistrictFinding) -> Prose:
    """Say once what is not shown of the district; the chapter of districts names what none has."""
    name, absent = finding.district.name, finding.absent
    everywhere = finding.among.absent
    known = [*everywhere.not_held, *everywhere.other_periods]
    own = [one for one in (*absent.not_held, *absent.other_periods) if one not in known]
    said: list[Said] = []
    if known:
        said.append(
            state(
                "On {number} no district of {around} is shown; its chapter of districts names "
                "them.",
                number=Tally(finding.district.code, COUNTED).count(
                    absent_rows(known), "# indicator[|s] of this book"
                ),
                around=finding.authority_name,
            )
        )
    if own:
        said.append(
            state(
                "{name} has no figure, where others have one, on {names}.",
                name=name,
                names=names_in([one.name for one in own]),
            )
        )
    return Prose(*(said or [f"Every indicator of this book is shown of {name}."]))
