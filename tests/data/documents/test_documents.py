"""Documents in `params/`: faults stop with file, place and suggestion; figures are cited."""

import re
from datetime import date
from pathlib import Path

import pytest

from analysis.data.documents.plan import read_plan
from analysis.data.documents.published import (
    COMMON,
    read_edition_date,
    read_frameworks,
    read_targets,
)
from analysis.data.documents.reading import known_documents
from analysis.errors import ParameterError

ROOT = Path(__file__).resolve().parents[3]
PLAN = """
title: A plan
document: Someone, a plan, 2022
themes:
  - theme: One
    actions:
      - action: Do it
        due: Spring 2023
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    """Give a project's params folder to write into."""
    (tmp_path / "_config.yml").write_text("title: A copy\n", encoding="utf-8")
    for folder in ("notebooks", "params/plans", "params/frameworks"):
        (tmp_path / folder).mkdir(parents=True)
    monkeypatch.setenv("ANALYSIS_DATA", str(ROOT / "data" / "raw"))
    monkeypatch.setenv("ANALYSIS_ROOT", str(tmp_path))
    return tmp_path / "params"


def write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def test_a_plan_is_read_with_its_dates(project):
    write(project / "plans" / "mine.yml", PLAN)
    (theme,) = read_plan("mine").themes
    assert theme.actions[0].due_date.isoformat() == "2023-05-31"
    assert theme.actions[0].latest(date.max) is None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("action: Do it", "acton: Do it", "acton is not a known key. Did you mean action?"),
        ("title: A plan", "titel: A plan", "titel is not a known key. Did you mean title?"),
        ("due: Spring 2023", "due: Soonish", 'the due time "Soonish" is not understood'),
        (
            "due: Spring 2023",
            "indicators: [year-6-obesty]",
            "there is no indicator year-6-obesty. Did you mean year-6-obesity?",
        ),
        ("due: Spring 2023", "progress: [{status: don}]", "status is not right"),
        (
            "due: Spring 2023",
            "progress: [{status: done, date: 2023-01-01}]",
            "themes.0.actions.0.progress.0.by is not right: field required",
        ),
        ("document: Someone, a plan, 2022", "", "document is not right: field required"),
        ("    actions:\n", "    actiond:\n", "actiond is not a known key. Did you mean action"),
        ("title: A plan", "title: A plan\ntitle: Another", "the key title is given twice"),
        (
            "title: A plan",
            "title: A plan\ncommitments: [Listen]",
            "commitments need a commitments_source",
        ),
    ],
)
def test_a_fault_in_a_plan_names_the_file_the_place_and_what_was_meant(project, old, new, said):
    write(project / "plans" / "mine.yml", PLAN.replace(old, new))
    with pytest.raises(ParameterError) as problem:
        read_plan("mine")
    message = str(problem.value)
    assert "params/plans/mine.yml" in message
    assert said in message
    assert "\n" not in message


def test_an_unknown_plan_gets_a_suggestion(project):
    write(project / "plans" / "northumberland.yml", PLAN)
    with pytest.raises(ParameterError, match="Did you mean northumberland"):
        read_plan("northumbreland")


def test_a_file_that_is_a_list_is_refused(project):
    write(project / "plans" / "mine.yml", "- one\n")
    with pytest.raises(ParameterError, match="should be a list of keys and values"):
        read_plan("mine")


def test_the_editions_date_is_data(project):
    with pytest.raises(ParameterError, match=r"params/edition.yml cannot be read"):
        read_edition_date()
    write(project / "edition.yml", "date: 2026-11-21\n")
    assert read_edition_date().isoformat() == "2026-11-21"
    write(project / "edition.yml", "date: soon\n")
    with pytest.raises(ParameterError, match="cannot be read: write a day as 2026-11-21"):
        read_edition_date()


@pytest.mark.parametrize("slug", ["northumberland", "stockton-on-tees", "northamptonshire"])
def test_the_plans_of_the_book_are_whole(slug):
    plan = read_plan(slug)
    actions = [action for theme in plan.themes for action in theme.actions]
    assert len({action.action for action in actions}) == len(actions), "no action is there twice"
    assert all(action.due for action in actions)
    assert all(action.responsible for action in actions)


def test_northumberlands_five_themes_have_as_many_actions_as_its_tables():
    """Counted by hand in the published action plan."""
    assert [len(theme.actions) for theme in read_plan("northumberland").themes] == [6, 3, 6, 5, 4]


def test_stocktons_plan_has_the_items_of_its_three_columns():
    """Counted by hand in the published table; the numbers that stand without words are left out."""
    actions = [a for theme in read_plan("stockton-on-tees").themes for a in theme.actions]
    by_time = {due: sum(a.due == due for a in actions) for due in {a.due for a in actions}}
    assert by_time == {"By March 2022": 14, "By October 2022": 9, "By March 2023": 6}


def test_every_locality_shows_the_common_framework_once():
    assert [one.slug for one in read_frameworks(COMMON)] == [COMMON]
    for slug in known_documents("frameworks"):
        names = [one.slug for one in read_frameworks(slug)]
        assert names[0] == slug
        assert names.count(COMMON) == 1


def test_every_published_figure_names_its_document_and_areas():
    targets = read_targets()
    cited = [
        *targets.groups,
        *(b for one in targets.clinical_areas for b in one.baselines),
        *(t for one in targets.clinical_areas for t in one.targets),
    ]
    assert cited
    for one in cited:
        assert re.search(r"\b20\d\d\b", one.document), one.document
        assert one.areas


def test_an_area_is_given_only_what_is_about_it():
    everywhere = read_targets()
    north, essex = everywhere.of("E06000061"), everywhere.of("E10000012")
    assert north.groups
    assert not essex.groups
    assert [one.measure for one in essex.clinical_areas] == [
        one.measure for one in everywhere.clinical_areas
    ]
    assert not any(one.baselines for one in essex.clinical_areas)
