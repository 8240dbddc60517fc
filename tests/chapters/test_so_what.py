"""The questions at the end of a page: answered by what is held, and left out where nothing is."""

from dataclasses import replace
from math import nan

import pytest

from analysis.chapters.so_what import findings, sentences
from analysis.chapters.so_what.findings import Known, SoWhat, find_so_what
from analysis.chapters.so_what.sentences import describe_so_what
from analysis.chapters.so_what.show import show_so_what
from analysis.claims.claim import read_claims
from analysis.data.areas import Places
from analysis.data.documents.guidance import Publication
from analysis.data.documents.plan import Plan
from analysis.errors import ParameterError
from analysis.findings.verdicts import verdict_of

PLACES = Places("E06000004", "Stockton-on-Tees", edition_date="2026-11-21")
GUIDELINE = Publication(
    title="Tobacco [a guideline]", body="NICE", address="https://www.nice.org.uk/guidance/ng209"
)


def plan_of(*named, slug="ours", title="A plan"):
    """Make a plan with three actions of one theme, of which some name smoking."""
    words = ("Train staff", "Open a hub", "Review")
    actions = [{"action": one, "indicators": ["smoking"] if one in named else []} for one in words]
    themes = [{"theme": "One", "actions": actions}]
    about = {"slug": slug, "title": title, "document": "A council, 2026"}
    return Plan.model_validate(about | {"themes": themes})


NAMED = "2 actions on it: train staff (number 1); review (number 3)"
QUESTIONS = (
    "Why does it matter?",
    "What is the picture in the country?",
    "What is it here?",
    "What is being done?",
    "What else could be done?",
    "What do we not know?",
)


@pytest.fixture
def found(figures):
    """Give a function that makes a finding: smoking in 2023, 20% against England's 14%."""
    figures.seal()

    def make(*, changing=False, lacking=("sex", "ward"), **known):
        plans = known.pop("plans", (plan_of("Train staff", "Review"),))
        given = {"objective": "Live well", "guidance": (GUIDELINE,)} | known
        verdict = verdict_of("smoking", "Persons", PLACES)
        return SoWhat(verdict, changing, lacking, Known(verdict.indicator, plans=plans, **given))

    return make


def test_each_question_has_its_answer_with_interval_period_and_area(found):
    assert describe_so_what(found(), PLACES).paragraphs == (
        "Why does it matter? An objective of the Marmot reviews: live well.",
        "What is the picture in the country? In England: 14.0% (95% CI 13.0% to 15.0%) in 2023.",
        "What is it here? 20.0% (95% CI 18.0% to 22.0%) in 2023, worse than in England. The gap "
        "over time: cannot tell which way.",
        f"What is being done? The plan names {NAMED}.",
        "What else could be done? Tobacco [a guideline] (NICE).",
        "What do we not know? We hold no figure by sex or ward. The publisher: Made-up Office.",
    )


@pytest.mark.parametrize(
    ("lacking", "question"),
    [
        ({"objective": ""}, 0),
        ({"plans": ()}, 3),
        ({"guidance": ()}, 4),
        ({"lacking": ()}, 5),
    ],
)
def test_a_question_without_an_answer_is_left_out(found, lacking, question):
    said = describe_so_what(found(**lacking), PLACES).paragraphs
    left = [one for one in QUESTIONS if not any(text.startswith(one) for text in said)]
    assert left == [QUESTIONS[question]]


def test_the_words_of_a_plans_actions_are_said_and_of_many_the_first(found, monkeypatch):
    def done(*plans):
        return describe_so_what(found(plans=plans), PLACES).paragraphs[3]

    assert done(plan_of()) == "What is being done? The plan names no action on it."
    assert done(plan_of("Open a hub")) == (
        "What is being done? The plan names 1 action on it: open a hub (number 2)."
    )
    every = plan_of("Train staff", "Open a hub", "Review")
    monkeypatch.setattr(sentences, "MOST_NAMED", 1)
    assert done(every) == (
        "What is being done? The plan names 3 actions on it: train staff (number 1); 2 more."
    )
    assert done(every, plan_of("Review", slug="theirs", title="Another plan")) == (
        "What is being done? A plan names 3 actions on it: train staff (number 1); 2 more. "
        "Another plan names 1 action on it: review (number 3)."
    )


def test_what_worsens_is_told_by_its_own_direction_and_else_by_its_gap(found):
    one = found(changing=True)
    said = describe_so_what(one, PLACES).paragraphs
    assert said[2].endswith("worse than in England. The gap over time: cannot tell which way.")
    worsening = replace(one.verdict, direction=replace(one.verdict.direction, word="worsening"))
    said = describe_so_what(replace(one, verdict=worsening), PLACES).paragraphs
    assert said[2].endswith("worse than in England. Over time: worsening.")


def test_what_has_no_interval_says_so(found):
    one = found(lacking=("ward",))
    figure = replace(one.verdict.figure, lower_ci=nan, upper_ci=nan)
    said = describe_so_what(replace(one, verdict=replace(one.verdict, figure=figure)), PLACES)
    assert "20.0% (no interval held)" in said.paragraphs[2]
    assert said.paragraphs[5] == (
        "What do we not know? We hold no interval, and no figure by ward. The publisher: Made-up "
        "Office."
    )


def test_an_objective_is_one_of_the_marmot_reviews_and_no_outcome():
    named = {"frameworks/marmot": ""}
    assert findings._objective(named, "infant-mortality").startswith("Give every child")
    assert findings._objective(named, "life-expectancy-at-birth") == ""
    assert findings._objective({}, "infant-mortality") == ""


def test_numbers_are_claimed_and_guidance_is_a_link(found):
    prose = describe_so_what(found(), PLACES)
    data, metadata = prose._repr_mimebundle_()
    claims = read_claims(metadata["text/markdown"])
    claimed = {claim["text"]: claim["sources"] for claim in claims}
    assert claimed["14.0% (95% CI 13.0% to 15.0%)"] == ["indicators/smoking.csv"]
    assert claimed["2 actions on it: train staff (number 1); review (number 3)"] == [
        "params/plans/ours.yml"
    ]
    assert claimed["live well"] == ["params/frameworks/marmot.yml"]
    link = r"[Tobacco \[a guideline\]](https://www.nice.org.uk/guidance/ng209) (NICE)"
    assert link in data["text/markdown"]
    assert "https" not in data["text/plain"]
    assert "<summary>Questions on smoking</summary>" in data["text/markdown"]


def test_without_a_finding_it_is_said_once():
    (said,) = describe_so_what(None, PLACES).paragraphs
    assert said.startswith("None of the figures that this page follows")


def test_a_document_that_changed_since_is_not_read(project, monkeypatch, figures):
    figures.seal()
    verdict = verdict_of("smoking", "Persons", PLACES)

    class Glance:
        worst = (verdict,)

    monkeypatch.setattr(findings, "find_glance", lambda _: Glance)
    with pytest.raises(ParameterError, match=r"params/guidance\.yml is another than"):
        find_so_what({"guidance": "00000000"}, PLACES, (), changing=False)
    assert find_so_what({}, PLACES, ["ageing well"], changing=False) is None
    said = show_so_what({}, PLACES, ["healthy behaviours"]).paragraphs
    assert said[0].startswith(QUESTIONS[1])
