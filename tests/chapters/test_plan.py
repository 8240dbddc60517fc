"""Actions against the edition's date, by hand."""

from datetime import date

import pytest

from analysis.chapters.plan.findings import (
    DATE_PASSED,
    ENDED,
    NO_DATE,
    NOT_YET,
    find_plan,
    find_plan_figures,
    state_of,
)
from analysis.chapters.plan.sentences import describe_commitments, describe_goal, describe_plan
from analysis.data.areas import Places
from analysis.data.documents.plan import Action
from analysis.findings.gaps import find_gap

STOCKTON = Places("E06000004", "Stockton-on-Tees")
DAY = date(2023, 6, 1)


def action(**given: object) -> Action:
    return Action.model_validate({"action": "Survey residents", "due": "Spring 2023"} | given)


def note(status: str, day: str) -> dict[str, str]:
    return {"status": status, "date": day, "note": "As said.", "by": "Public health"}


@pytest.mark.parametrize(
    ("given", "on", "state"),
    [
        ({}, date(2023, 5, 31), NOT_YET),
        ({}, DAY, DATE_PASSED),
        ({"due": "Ongoing"}, DAY, NO_DATE),
        ({"due": ""}, DAY, NO_DATE),
        ({"progress": [note("done", "2023-04-01")]}, DAY, "done"),
        ({"progress": [note("under way", "2023-04-01")]}, DAY, DATE_PASSED),
        ({"progress": [note("stopped", "2023-04-01")]}, DAY, ENDED),
        ({"progress": [note("replaced", "2023-04-01")]}, DAY, ENDED),
        # The latest note counts, whatever the order in the file.
        ({"progress": [note("done", "2023-04-02"), note("under way", "2023-04-01")]}, DAY, "done"),
        (
            {"progress": [note("done", "2023-04-01"), note("under way", "2023-04-02")]},
            DAY,
            DATE_PASSED,
        ),
        # What will be noted after the edition is not known to it.
        ({"progress": [note("done", "2023-06-02")]}, DAY, DATE_PASSED),
    ],
)
def test_where_an_action_stands(given, on, state):
    assert state_of(action(**given), on) == state


@pytest.fixture
def plan():
    """Give a plan of three actions: one whose date has passed, one done, one without a date."""
    return {
        "slug": "small",
        "title": "A small plan",
        "document": "Someone, a small plan, 2022",
        "goal": "The gap shrinks",
        "commitments": ["Listen"],
        "commitments_source": "Someone, 2022",
        "themes": [
            {
                "theme": "One",
                "actions": [
                    {"action": "A", "due": "Spring 2023", "indicators": ["adult-smoking"]},
                    {
                        "action": "B",
                        "due": "Spring 2023",
                        "indicators": ["adult-smoking", "year-6-obesity"],
                        "progress": [note("done", "2023-05-01")],
                    },
                ],
            },
            {"theme": "Two", "actions": [{"action": "C", "due": "Ongoing"}]},
        ],
    }


def test_a_plan_counts_by_state_and_keeps_its_order(plan):
    finding = find_plan(plan, "2023-06-01")
    assert finding.actions["action"].tolist() == ["A", "B", "C"]
    assert finding.actions["state"].tolist() == [DATE_PASSED, "done", NO_DATE]
    assert finding.actions["noted"].tolist() == [
        "",
        "2023-05-01, done: As said. (Public health)",
        "",
    ]


def test_the_editions_date_decides_never_the_clock(plan):
    assert find_plan(plan, "2023-05-31").count(DATE_PASSED) == 0
    assert find_plan(plan, "2023-06-01").count(DATE_PASSED) == 1


def test_no_plan_is_none_and_said_in_a_sentence():
    assert find_plan({}, "2023-06-01") is None
    (said,) = describe_plan(None, STOCKTON).paragraphs
    assert said.startswith("No plan of Stockton-on-Tees is tracked yet")
    (said,) = describe_commitments(None, STOCKTON).paragraphs
    assert "No public commitments" in said


def test_each_indicator_names_the_actions_that_it_would_show(plan):
    figures = find_plan_figures(find_plan(plan, "2023-06-01"), STOCKTON)
    numbers = dict(zip(figures["indicator"], figures["actions"], strict=True))
    assert numbers == {"adult-smoking": "1, 2", "year-6-obesity": "2"}


def test_the_sentence_has_the_counts_and_binds_them_to_the_plans_file(plan):
    shown = describe_plan(find_plan(plan, "2023-06-01"), STOCKTON)
    said, bound = shown.paragraphs, shown.sentences[0]
    assert said[0] == (
        "A small plan lists 3 actions. On 1 June 2023, for 1 the date has passed and progress is "
        "not reported, 1 is noted as done and 1 is ongoing without a date."
    )
    assert "Progress has been noted of 1 action." in said[1]
    assert said[1].startswith("A date that has passed says only that")
    assert "1 action has no indicator" in said[2]
    assert all(claim.sources == ("params/plans/small.yml",) for claim in bound.claims)


def test_the_goal_is_answered_by_the_direction_of_the_gap(plan):
    gap = find_gap("healthy-life-expectancy-at-birth", STOCKTON)
    said = " ".join(describe_goal(find_plan(plan, "2023-06-01"), gap, STOCKTON).paragraphs)
    words = {move.word for move in gap.moves.values()}
    assert ("it has not levelled off" in said) == ("widening" in words)
    assert ("the figures cannot tell" in said) == ("cannot tell" in words)
    assert ("it has started to reduce" in said) == ("narrowing" in words)


def test_the_goal_of_a_district_does_not_speak_of_a_gap_that_is_not_held():
    """No healthy life expectancy is published for districts."""
    dover = Places("E07000108", "Dover")
    gap = find_gap("healthy-life-expectancy-at-birth", dover)
    (said,) = describe_goal(None, gap, dover).paragraphs
    assert said.startswith(
        "No gap in healthy life expectancy at birth can be given between Dover and England. "
    )
