"""One input changes: every sentence that depends on it changes, and no other does."""

import pytest

from analysis.chapters.gap import show as gap
from analysis.chapters.glance import show as glance
from analysis.chapters.glance.findings import find_glance
from analysis.chapters.profile import show as profile
from analysis.chapters.quality.findings import find_quality
from analysis.chapters.quality.show import show_summary
from analysis.chapters.trend import show as trend
from analysis.claims.sentence import Sentence
from analysis.data.areas import Places
from analysis.findings.profile import find_profile
from chapters.templates import sentences_of

STOCKTON, ENGLAND = "E06000004", "E92000001"
PLACES = Places(STOCKTON, "Stockton-on-Tees", edition_date="2026-11-21")
FILE = "indicators/smoking.csv"
YEARS = range(2016, 2024)


def write(figures, name, latest):
    """Write a folder of eight years of smoking and of obesity, the last of smoking as given."""
    figures.folder = figures.folder.parent / name
    about = {"publisher": "Made-up Office", "release": "First", "licence": "OGL", "note": ""}
    about |= {"confidence_intervals": "published", "first_period": "2016", "last_period": "2023"}
    about |= {"unit": "%", "decimals": 1, "polarity": "low is good", "life_stage": "places"}
    slugs = {"smoking": "Smoking", "obesity": "Obesity"}
    figures.write("catalogue.csv", [{"indicator": s, "name": n} | about for s, n in slugs.items()])
    for slug in slugs:
        rows = []
        for year in YEARS:
            own = latest if (slug, year) == ("smoking", YEARS[-1]) else 20 + (year - 2016) / 2
            for code, place, value in (
                (STOCKTON, "Stockton-on-Tees", own),
                (ENGLAND, "England", 15),
            ):
                rows.append(
                    figures.row(
                        indicator=slug,
                        area_code=code,
                        area_name=place,
                        period=str(year),
                        period_start=year,
                        period_end=year,
                        value=value,
                        lower_ci=value - 0.5,
                        upper_ci=value + 0.5,
                    )
                )
        figures.write(f"indicators/{slug}.csv", rows)
    areas = (figures.folder.parent / "figures" / "geography" / "areas.csv").read_text("utf-8")
    figures.write("geography/areas.csv", areas)
    figures.seal()


def sentences() -> list[str]:
    """Give what chapters say of these figures, in a fixed order."""
    rows, found = find_profile(PLACES), find_glance(PLACES)
    shown = [
        profile.describe(rows, PLACES),
        *(trend.show_trend(slug, PLACES) for slug in ("smoking", "obesity")),
        *gap.show_gaps(["smoking", "obesity"], PLACES).items,
        glance.show_findings(found, PLACES),
        glance.show_leads(found, PLACES),
        glance.show_better(found, PLACES),
        glance.show_worse(found, PLACES),
        show_summary(find_quality(PLACES, "2026-11-21", {}), PLACES),
    ]
    return [sentence for item in shown for sentence in sentences_of(item)]


def depends(sentence: Sentence) -> bool:
    """Whether a claim of the sentence stands on the area's latest figure of smoking."""
    return any(
        claim.indicator == "smoking" and claim.area_code == STOCKTON and "2023" in claim.period
        for claim in sentence.claims
    )


@pytest.fixture
def both(figures, monkeypatch):
    """Give the sentences of two folders that differ in one figure of one file."""
    said = []
    for name, latest in (("before", 23.5), ("after", 11.0)):
        write(figures, name, latest)
        monkeypatch.setenv("ANALYSIS_DATA", str(figures.folder))
        said.append(sentences())
    return said


def test_every_sentence_that_depends_on_it_changes(both):
    before, after = both
    dependent = [sentence for sentence in before if depends(sentence)]
    assert len(dependent) >= 2, "the headline of the trend and that of the gap at least"
    still = {sentence.text for sentence in after}
    for sentence in dependent:
        assert sentence.text not in still, f"still said: {sentence}"


def test_every_sentence_about_another_indicator_stays(both):
    before, after = both
    others = [
        sentence.text
        for sentence in before
        if {claim.indicator for claim in sentence.claims} == {"obesity"}
    ]
    assert len(others) >= 2
    assert set(others) <= {sentence.text for sentence in after}


def test_the_verdict_turns_with_the_figure(both):
    before, after = ("\n".join(map(str, said)) for said in both)
    assert "2 are worse" in before
    assert "1 is better" in after
    assert "1 is worse" in after
