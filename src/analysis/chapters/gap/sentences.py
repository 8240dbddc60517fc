"""The latest gaps, what each has done, and how many close fast enough to be halved in time."""

import pandas as pd

from analysis.claims.figure import Row, Tally, agree, claim_figure, claim_move, numbers_of, rows_of
from analysis.claims.sentence import Prose, Sentence, join, once, once_by_sex, state, tell
from analysis.claims.words import for_sex, gap_unit, lower_first, upper_first
from analysis.data.areas import Places
from analysis.findings.gaps import GapFinding

RULES = {
    "absolute": "absolute gap: first minus second, variances added",
    "relative": "relative gap: first over second, variances of the logarithms added",
}
SAID = {"too uncertain": "too uncertain to say"}
REQUIRED = (
    "required rate: both ends of the 95% interval of the yearly change against what is needed"
)
VERDICTS = {
    "fast enough": "# [is|are] closing fast enough",
    "too slow": "# [is|are] not closing fast enough",
    "too uncertain": "# [is|are] too uncertain to say",
}


def headline_gap(finding: GapFinding) -> Sentence:
    """State the latest absolute and relative gap, and what each has done."""
    name = lower_first(finding.indicator.name)
    known = finding.gaps[finding.gaps["absolute"].notna()]
    if known.empty:
        return state(
            "No gap can be given in {name}: {finding.first_name} and {finding.second_name} have no "
            "figure for the same period.",
            name=name,
            finding=finding,
        )
    rows = rows_of(known.groupby("sex", sort=True).tail(1))
    return state(
        "{directions}: the gap in {name}. {First} minus {finding.second_name} is {sizes} in "
        "{periods}, a ratio of {ratios}.",
        name=name,
        First=upper_first(finding.first_name),
        sizes=_sizes(finding, rows, "absolute"),
        ratios=_sizes(finding, rows, "relative"),
        periods=join(dict.fromkeys(str(row["period"]) for row in rows)),
        directions=describe_gap_directions(finding),
        finding=finding,
    )


def _sizes(finding: GapFinding, rows: list[dict[str, object]], measure: str) -> Sentence:
    about = finding.indicator
    own = {"indicator": about.indicator, "area_code": finding.area_code}
    unit, decimals = (gap_unit(about.unit), about.decimals) if measure == "absolute" else ("", 2)
    return join(
        claim_figure(numbers_of(row | own, measure), decimals, unit, rule=RULES[measure])
        + for_sex(str(row["sex"]), alone=len(rows) == 1)
        for row in rows
    )


def describe_gap_directions(finding: GapFinding) -> Sentence:
    """Say what the absolute and the relative gap have done, each for whom."""
    absolute, relative = (
        once_by_sex(rows_of(rows), lambda row: _direction(finding, row))
        for _, rows in finding.trends.groupby("measure", sort=True)
    )
    since = str(finding.trends["first_period"].iloc[0])
    if absolute.text == relative.text:
        both = once([absolute, relative])
        said = state("{both} since {since}, as a difference and as a ratio", both=both, since=since)
    else:
        said = state(
            "{absolute} as a difference, {relative} as a ratio, since {since}",
            absolute=absolute,
            relative=relative,
            since=since,
        )
    return said.capitalised()


def _direction(finding: GapFinding, row: Row) -> Sentence:
    word = str(row["direction"])
    return Sentence(SAID.get(word, word), claim_gap_move(word, finding, row).claims)


def claim_gap_move(words: str, finding: GapFinding, row: Row) -> Sentence:
    """Claim what a gap has done, by its slope."""
    own = {"indicator": finding.indicator.indicator, "area_code": finding.area_code}
    return claim_move(words, {**row, **own}, f"trend of the {row['measure']} gap")


def describe_gap_rule() -> Prose:
    """Say how the direction words of a gap are decided."""
    return Prose(
        "The gap is widening or narrowing where the 95% interval of its yearly change leaves "
        "out zero. There is no clear change where that interval is narrow: both ends under 1% "
        "of the first gap a year. Otherwise it is too uncertain to say."
    )


def describe_required_rates(rates: pd.DataFrame, places: Places, target_year: int) -> Prose:
    """Say how many gaps are closing fast enough to be halved by a year."""
    tally = Tally(places.area_code, REQUIRED, "all gaps")
    judged = rates[rates["verdict"].isin(list(VERDICTS))]
    others = rates[~rates.index.isin(judged.index)]
    by = tally.count(judged, f"by {target_year}", value=target_year, rule="parameter")
    if judged.empty:
        return tell("No gap of {places.area_name} can be judged {by}.", places=places, by=by)
    more = state(
        agree(
            "{number} more [has|have] nothing to close or cannot be judged: the table says why.",
            len(others),
        ),
        number=tally.count(others),
    )
    return Prose(
        state(
            "Of {number} that are followed in {places.area_name}, {counts}, if half of each is to "
            "be closed {by}.",
            number=tally.count(judged, "# gap[|s]"),
            places=places,
            counts=tally.each(judged, "verdict", VERDICTS),
            by=by,
        ),
        *([more] if len(others) else []),
        "A trend is not a forecast: the last columns show where the gap would stand if the "
        "trend so far went on, with the interval of that trend.",
    )
