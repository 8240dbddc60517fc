"""What plans promise: targets as the chapter of each place has them, goals by the raw series."""

import csv
from pathlib import Path

import pytest

from analysis.chapters.core20plus5.findings import find_core20plus5
from analysis.chapters.plan.findings import find_plan
from analysis.chapters.promises.findings import find_promises
from analysis.data.areas import ENGLAND, Places
from analysis.data.params import load_localities

HEALTHY_LIFE = "healthy-life-expectancy-at-birth"

RAW = Path(__file__).resolve().parents[2] / "data" / "raw" / "indicators"


@pytest.fixture(scope="module")
def book():
    localities = load_localities()
    told = localities["england"].values(["authorities", "plans", "targets", "edition_date"])
    places = tuple(Places(one["area_code"], one["area_name"]) for one in told["authorities"])
    promises = find_promises(
        told["authorities"], places, (told["targets"], told["plans"]), told["edition_date"]
    )
    return localities, places, promises


def test_each_target_has_the_verdict_of_the_places_own_chapter(book):
    localities, places, promises = book
    for one in places:
        (locality,) = [x for x in localities.values() if x.area_code == one.area_code]
        own = find_core20plus5(locality.values(["targets"])["targets"], one)
        wanted = {
            (clinical.about.measure, path.target.value, path.verdict)
            for clinical in own.clinical
            for path in clinical.trajectories
        }
        rows = promises.targets
        rows = rows[[one.area_name in name for name in rows["area_name"]]]
        found = set(rows[["measure", "target", "verdict"]].itertuples(index=False, name=None))
        assert found == wanted


def test_a_target_that_no_figure_measures_stands_once_for_both_halves(book):
    rows = book[2].targets
    unknown = rows[rows["verdict"] == "not measurable"]
    # The two of learning disability: checks and continuity of carer are measured.
    assert len(unknown) == 2
    assert set(unknown["area_name"]) == {"North Northamptonshire and West Northamptonshire"}
    assert unknown["latest"].isna().all()


def test_each_goal_is_judged_by_the_first_and_the_latest_gap_of_the_raw_series(book):
    values = {}
    with (RAW / f"{HEALTHY_LIFE}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            values[row["area_code"], row["sex"], row["period"]] = row["value"]
    rows = book[2].goals
    assert len(rows) == 8, "two sexes of four places"
    for row in rows.to_dict("records"):
        for period, gap in ((row["first_period"], row["first"]), (row["period"], row["latest"])):
            own, other = (values[code, row["sex"], period] for code in (row["area_code"], ENGLAND))
            assert gap == pytest.approx(float(own) - float(other))


def test_each_plan_stands_once_with_the_counts_of_its_own_chapter(book):
    localities, _, promises = book
    assert len({found.plan.slug for found, _ in promises.plans}) == len(promises.plans) == 3
    by_plan = {one.plan: one for one in localities.values() if one.plan}
    for found, _ in promises.plans:
        told = by_plan[found.plan.slug].values(["plan", "edition_date"])
        whole = find_plan(told["plan"], told["edition_date"])
        assert found.actions["state"].tolist() == whole.actions["state"].tolist()


def test_a_book_without_plans_has_no_goals(book):
    _, places, _ = book
    targets = {"clinical_areas": [{"clinical_area": "A", "measure": "B", "not_measurable": "C"}]}
    empty = find_promises([{}] * len(places), places, (targets, {}), "2026-11-21")
    assert empty.plans == ()
    assert empty.goals.empty
    assert empty.targets.empty
