"""Promises by their dates: targets still to come first, and plans in every state, by hand."""

from datetime import date

import pytest

from analysis.chapters.plan.findings import DATE_PASSED, find_plan
from analysis.chapters.promises.charts import plot_promises
from analysis.chapters.promises.dated import find_promised
from analysis.chapters.promises.show import show_course, show_promised
from analysis.charts.chart import Chart, Notice
from analysis.data.areas import Places
from analysis.data.documents.published import read_targets

STOCKTON = Places("E06000004", "Stockton-on-Tees")
ON = "2026-11-21"


def plan_of(*actions: dict) -> dict:
    themes = [{"theme": "Smoking", "actions": list(actions)}]
    return {"slug": "small", "title": "A small plan", "document": "Someone, 2022",
            "themes": themes}  # fmt: skip


def promised(plan: dict, targets: dict | None = None, places: Places = STOCKTON):
    return find_promised(find_plan(plan, ON), targets or {}, places, ON)


def test_a_theme_has_its_days_its_state_and_where_its_figures_go():
    found = promised(plan_of(
        {"action": "A", "due": "Spring 2023", "indicators": ["adult-smoking"]},
        {"action": "B", "due": "2024/25"},
        {"action": "C", "due": "Ongoing"},
    ))  # fmt: skip
    (row,) = found.rows.to_dict("records")
    assert row["dues"] == (date(2023, 5, 31), date(2025, 3, 31))
    assert row["passed"]
    assert row["state"] == f"2 of 3 {DATE_PASSED}; 1 of 3 no date"
    assert row["shows"].startswith("figures: 1 ")


def test_what_is_not_reported_is_said_in_these_words_and_never_overdue():
    found = promised(plan_of({"action": "A", "due": "Spring 2023"}))
    _, chart = show_promised(found).items
    assert found.rows["state"].tolist() == ["date passed, progress not reported"]
    assert "date passed, progress not reported" in chart.long_description
    assert str(chart.title) == (
        "The only action of the plan is past its date, progress not reported"
    )
    assert "overdue" not in chart.long_description


def test_targets_still_to_come_stand_first_and_then_the_latest_passed():
    targets = read_targets().of("E06000061").model_dump()
    found = promised({}, targets, Places("E06000061", "North Northamptonshire"))
    rows = found.targets
    assert rows["promise"].iloc[0] == "Cancers diagnosed at stage 1 or 2"
    assert rows["passed"].tolist() == sorted(rows["passed"])
    past = rows[rows["passed"]]["due"].tolist()
    assert past == sorted(past, reverse=True)
    said = show_course(found).items[0].paragraphs[0]
    assert said.startswith("Cancers diagnosed at stage 1 or 2: not on course")
    assert "75% by 2028" in said


def test_a_chart_of_targets_names_who_publishes_each_figure_and_no_empty_name():
    chart = show_course(promised({}, read_targets().of("E06000004").model_dump())).items[1]
    named = chart.source.split("; ")
    assert all(one.strip(", ") == one for one in named)
    assert sum(one.startswith("NHS England, ") for one in named) == 2
    assert len(named) == len(set(named))


def test_the_plans_own_actions_on_a_target_are_counted():
    targets = read_targets().of("E06000004").model_dump()
    slug = "cancer-diagnosed-at-stage-1-or-2"
    plan = plan_of(
        {"action": "A", "due": "Spring 2023", "indicators": [slug]}, {"action": "B", "due": "2023"}
    )
    said = show_promised(promised(plan, targets)).items[0].paragraphs[0]
    assert "1 action of the local plan is on it; for 1 the date has passed" in said
    none = show_promised(promised(plan_of({"action": "B", "due": "2023"}), targets))
    assert "The local plan names no action on it." in none.items[0].paragraphs[0]


def test_without_plan_and_targets_the_page_says_so():
    prose, chart = show_promised(promised({})).items
    assert prose.paragraphs == ("No published target applies to Stockton-on-Tees.",)
    assert isinstance(chart, Notice)
    assert "No plan and no published target of Stockton-on-Tees" in str(chart.text)


def test_a_plan_that_is_done_or_to_come_has_a_true_headline():
    note = {"status": "done", "date": "2024-01-01", "note": "Done.", "by": "Public health"}
    found = promised(plan_of({"action": "A", "due": "2023", "progress": [note]},
                             {"action": "B", "due": "2030"}))  # fmt: skip
    _, chart = show_promised(found).items
    assert str(chart.title) == (
        "None of 2 actions of the plan is past its date with nothing reported"
    )
    assert found.rows["state"].tolist() == ["1 of 2 not yet due; 1 of 2 done"]


@pytest.mark.parametrize("dues", [(), (date(2023, 5, 31),)])
def test_a_name_of_sixty_characters_and_no_date_are_drawn_whole(dues):
    rows = promised(plan_of({"action": "A", "due": "Ongoing"})).rows
    rows = rows.assign(promise="A promise whose name has sixty characters, word after word..",
                       dues=[dues], due=[dues[-1] if dues else None])  # fmt: skip
    chart = plot_promises(rows, area_name="X" * 60, on=date(2026, 11, 21))
    assert isinstance(chart, Chart)
    assert ("no date" in chart.data["By"].tolist()) == (not dues)


def test_a_figure_of_a_wider_area_names_whose_it_is():
    found = promised({}, read_targets().of("E06000004").model_dump())
    shows = found.targets.set_index("indicator")["shows"]
    checks = shows[shows.index.str.startswith("severe-mental-illness")]
    assert len(checks)
    assert all("NHS North East and North Cumbria ICB" in one for one in checks)
    assert "NHS" not in shows["cancer-diagnosed-at-stage-1-or-2"]
