"""One table of cases: what a series is, and what the sentences of "At a glance" may say of it.

| case                | the area's series          | England | what must be said                  |
|---------------------|----------------------------|---------|------------------------------------|
| rise, fall          | moves steadily             | still   | whether it is good, by polarity    |
| steady              | the same every year        | still   | no word of movement                |
| cannot tell         | moves, with wide limits    | still   | that it cannot be told             |
| equal               | England's own value        | still   | neither better nor worse           |
| polarity reversed   | the same, high is good     | still   | the opposite judgement             |
| suppressed          | rows without a value       | still   | that there is no figure, never 0   |
| one period          | a single year              | still   | nothing of movement                |
| missing comparator  | known                      | none    | nothing of a gap                   |
| no interval         | moves, without limits      | still   | its size and movement, no level    |
| changed sides       | from below to above        | still   | that it changed sides              |
| old                 | moves, until 2018          | still   | no movement, and when it ended     |
| a break             | jumps where it is defined  | still   | no movement across the break       |
"""

import pytest

from analysis.chapters.gap.sentences import headline_gap
from analysis.chapters.glance.findings import find_glance
from analysis.chapters.glance.sentences import (
    describe_changes,
    describe_findings,
    describe_leads,
    describe_unknown,
    name_unknown,
)
from analysis.chapters.trend.sentences import headline_trend
from analysis.data import columns
from analysis.data.areas import Places
from analysis.data.catalogue import Break, Entry, entries
from analysis.findings.gaps import find_gap
from analysis.findings.trends import find_trend

STOCKTON, ENGLAND, NAME = "E06000004", "E92000001", "Stockton-on-Tees"
PLACES = Places(STOCKTON, NAME, edition_date="2026-11-21")
OTHERS = [f"E0600010{number}" for number in range(6)]
UP, DOWN, STILL = [22 + n for n in range(8)], [32 - n for n in range(8)], [24.0] * 8
MOVES = (
    *("improving", "worsening", "rising", "falling"),
    *("widening", "narrowing", "changed sides"),
)
JUDGED = ("better", "worse")
BROKEN = [20.0] * 5 + [30.0] * 3


@pytest.fixture
def said(figures):
    """Give a function that writes one series and gives all that the page and headlines say."""
    areas = figures.rows("geography/areas.csv")
    for code in OTHERS:
        own = {"area_code": code, "area_name": f"Place {code}", "upper_tier_code": code}
        areas.append(areas[2] | own)
    figures.write("geography/areas.csv", areas)

    def row(code, year, value, half):
        known = value is not None
        return figures.row(
            area_code=code,
            period=str(year),
            period_start=year,
            period_end=year,
            value=value if known else "",
            lower_ci=value - half if known and half else "",
            upper_ci=value + half if known and half else "",
        )

    def sentences(own, *, half=0.3, england=20.0, polarity="low is good", first=2016):
        years = range(first, first + 8)
        rows = [row(STOCKTON, y, v, half) for y, v in zip(years, own, strict=False)]
        if england is not None:
            rows += [row(ENGLAND, year, england, 0.05) for year in years]
        for place, code in enumerate(OTHERS):
            rows += [row(code, year, 18 + 0.8 * place, half) for year in years]
        figures.write("indicators/smoking.csv", rows)
        catalogue = figures.rows("catalogue.csv")
        catalogue[0]["polarity"] = polarity
        figures.write("catalogue.csv", catalogue)
        figures.seal()
        glance = find_glance(PLACES)
        return {
            "gaps": "\n".join(describe_findings(glance, PLACES, 5).paragraphs),
            "leads": "\n".join(describe_leads(glance, PLACES, 5).paragraphs),
            "better": "\n".join(describe_changes(glance, PLACES, 5, good=True).paragraphs),
            "worse": "\n".join(describe_changes(glance, PLACES, 5, good=False).paragraphs),
            "unknown": "\n".join(
                [
                    *describe_unknown(glance, PLACES).paragraphs,
                    *name_unknown(glance, PLACES).paragraphs,
                ]
            ),
            "trend": str(headline_trend(find_trend("smoking", PLACES), NAME)),
            "gap": str(headline_gap(find_gap("smoking", PLACES))),
        }

    return sentences


CASES = {
    "rise": (
        {"own": UP},
        {
            "gaps": "worse than in England",
            "worse": "gap to England is widening",
            "gap": "widening since 2016",
            "trend": "worsening since 2016",
        },
        {"better": MOVES, "gaps": ("better", "narrowing"), "leads": MOVES},
    ),
    "fall": (
        {"own": DOWN},
        {
            "gaps": "worse than in England",
            "better": "gap to England is narrowing",
            "gap": "narrowing",
            "trend": "improving since 2016",
        },
        {"worse": MOVES, "gaps": ("better", "widening")},
    ),
    "rise, polarity reversed": (
        {"own": UP, "polarity": "high is good"},
        {
            "leads": "better than in England",
            "better": "improving since 2016",
            "trend": "improving since 2016",
            "gap": "widening since 2016",
        },
        {"worse": MOVES, "gaps": ("worse", "better", *MOVES)},
    ),
    "fall below, polarity reversed": (
        {"own": [18 - n for n in range(8)], "polarity": "high is good"},
        {"gaps": "worse than in England", "worse": "gap to England is widening", "gap": "widening"},
        {"better": MOVES, "gaps": ("better",)},
    ),
    "rise, no judgement": (
        {"own": UP, "polarity": "no judgement"},
        {"trend": "rising since 2016", "gap": "widening since 2016"},
        {"better": MOVES, "worse": MOVES, "gaps": (*JUDGED, *MOVES), "leads": MOVES},
    ),
    "steady": (
        {"own": STILL, "half": 0.02},
        {
            "gaps": "Over time: cannot tell which way.",
            "trend": "Steady since 2016",
        },
        {"better": MOVES, "worse": MOVES, "gap": MOVES, "trend": MOVES},
    ),
    "cannot tell": (
        {"own": [24 + n / 10 for n in range(8)], "half": 15},
        {
            "gaps": "No gap of Stockton-on-Tees is clear enough",
            "gap": "cannot tell which way",
            "trend": "no clear change since 2016",
        },
        {"better": MOVES, "worse": MOVES, "gaps": JUDGED},
    ),
    "equal": (
        {"own": [20.0] * 8, "half": 0.5},
        {"gaps": "No gap of Stockton-on-Tees is clear enough", "gap": "0.0 percentage points"},
        {"gaps": JUDGED, "better": MOVES, "worse": MOVES, "gap": MOVES},
    ),
    "suppressed": (
        {"own": [None] * 8},
        {"unknown": "no figure: smoking", "trend": "No figure on smoking"},
        {"gaps": (*JUDGED, "0.0"), "trend": ("0",), "better": MOVES, "worse": MOVES},
    ),
    "one period": (
        {"own": [24.0]},
        {"trend": "direction not told", "gap": "cannot tell"},
        {"better": MOVES, "worse": MOVES, "gap": MOVES, "trend": MOVES},
    ),
    "missing comparator": (
        {"own": UP, "england": None},
        {"gap": "No gap can be given", "worse": "worsening since 2016"},
        {"gaps": JUDGED, "gap": MOVES},
    ),
    "no interval": (
        {"own": [22 + n + n % 2 / 5 for n in range(8)], "half": None},
        {
            "gaps": "29.2% in 2023, England 20.0%",
            "worse": "widening",
            "unknown": "have no interval",
        },
        {"gaps": JUDGED, "better": MOVES},
    ),
    "changed sides": (
        {"own": [16.5 + n for n in range(8)]},
        {"gaps": "worse than in England", "gap": "changed sides", "trend": "worsening"},
        {"gap": ("widening", "narrowing"), "better": MOVES},
    ),
    "old": (
        {"own": UP, "first": 2011},
        {
            "trend": "The series ended in 2018.",
            "unknown": "more than five years old",
        },
        {"gaps": MOVES, "better": MOVES, "worse": MOVES, "gap": MOVES},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_each_case_is_said_by_its_rule(said, case):
    given, must, must_not = CASES[case]
    told = said(**given)
    for where, words in must.items():
        assert words.lower() in told[where].lower(), (where, told[where])
    for where, forbidden in must_not.items():
        text = told[where].replace("getting better", "").replace("getting worse", "")
        assert not any(word in text for word in forbidden), (where, told[where])


@pytest.mark.parametrize("year", [2020, 2021])
def test_no_movement_is_said_across_a_break(said, monkeypatch, tmp_path, year):
    """20 before, 30 after: a line through the break would rise, and neither side does."""
    # Copies of figures are kept by the entries that stand in the package, and these do not.
    monkeypatch.setattr(columns, "cache_folder", lambda: tmp_path / "copies")
    broken = Entry(breaks=(Break(year, "the question changed"),))
    monkeypatch.setitem(entries().indicators, "smoking", broken)
    told = said([20.0] * (year - 2016) + [30.0] * (2024 - year))
    for where in ("trend", "gap", "worse", "better"):
        text = told[where].replace("getting better", "").replace("getting worse", "")
        assert not any(word in text for word in MOVES), (where, told[where])


def test_without_the_break_the_same_series_moves(said):
    assert "Worsening since 2016" in said(BROKEN)["trend"]
