"""From a publisher to a new snapshot, end to end, and the old one intact after every fault."""

import csv
import gzip
import io
import re
import shutil
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from analysis.data import raw
from analysis.data.catalogue import read_catalogue, read_indicator
from analysis.data.readers import FINGERTIPS as COLUMNS
from analysis.data.readers import INDICES as EDITIONS
from analysis.errors import DataError, ParameterError
from analysis.intake.publishers import Publishers, read_publishers
from analysis.intake.refresh import accept_renewals, fetch_all, list_questions, settle
from analysis.intake.snapshot import recover
from analysis.paths import data_folder

TODAY = date(2026, 11, 21)
SMOKING = "indicators/smoking.csv"
SERIES = {"smoking": {"publisher": "fingertips", "number": 7, "areas": [502]}}
STOCKTON = ("E06000004", "Stockton-on-Tees")
ENGLAND = ("E92000001", "England")


def fingertips(*rows: tuple[tuple[str, str], str, float | str], name: str = "Smoking") -> bytes:
    """Write a download: area, period and value of each row."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    for (code, area), period, value in rows:
        limits = (
            {"Lower CI 95.0 limit": value - 1, "Upper CI 95.0 limit": value + 1} if value else {}
        )
        writer.writerow(
            {"Indicator ID": 7, "Indicator Name": name, "Area Code": code, "Area Name": area}
            | {"Sex": "Persons", "Time period": period, "Value": value}
            | limits
        )
    return text.getvalue().encode()


SAME = (
    (STOCKTON, "2022", 21.0),
    (STOCKTON, "2023", 20.0),
    (ENGLAND, "2022", 15.0),
    (ENGLAND, "2023", 14.0),
)


def contents(folder: Path) -> dict[str, bytes]:
    """Give every file of a folder and its bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def at_hand(figures, monkeypatch, tmp_path):
    """Give sealed figures, made to agree with `SAME`, and a cache of the test's own."""
    rows = figures.rows(SMOKING)
    for row in rows:
        row |= {"lower_ci": float(row["value"]) - 1, "upper_ci": float(row["value"]) + 1}
    figures.write(SMOKING, rows)
    figures.seal()
    monkeypatch.setattr("analysis.paths.cache_folder", lambda root=None: tmp_path / "cache")
    return figures


def ask(desk, series=None, today=TODAY):
    return desk.ask(series or SERIES, today)


def test_the_same_figures_are_no_news(at_hand, desk):
    desk.publisher.pages["/"] = fingertips(*SAME)
    before = contents(at_hand.folder)
    (one,), failures = ask(desk)
    assert failures == {}
    assert one.difference.nothing
    assert one.difference.sentences() == ["nothing has changed."]
    assert accept_renewals([one], today=TODAY) is None
    assert contents(at_hand.folder) == before


def test_what_is_new_revised_and_gone_is_shown_and_then_accepted(at_hand, desk):
    desk.publisher.pages["/"] = fingertips(
        (STOCKTON, "2022", 21.0), (STOCKTON, "2023", 19.5), (STOCKTON, "2024", 19.0)
    )
    before = contents(at_hand.folder)
    (one,), _ = ask(desk)
    assert contents(at_hand.folder) == before, "nothing changes before it is accepted"
    assert one.difference.sentences() == [
        "1 areas that the publisher no longer has: E92000001.",
        "1 new periods: 2024.",
        "1 revised value, such as Stockton-on-Tees, 2023, Persons: 20 before, 19.5 now.",
    ]
    kept = accept_renewals([one], today=TODAY)
    assert kept.name.startswith("2026-11-21-")
    assert contents(kept) == before, "the old snapshot is kept whole"
    raw.forget()
    data = read_indicator("smoking")
    assert data["value"].tolist() == [21.0, 19.5, 19.0]
    entry = raw.read_manifest(at_hand.folder)[SMOKING]
    assert entry["release"] == "Fingertips indicator 7, retrieved 21 November 2026"
    table = pd.read_csv(at_hand.folder / "catalogue.csv", dtype="str").set_index("indicator")
    assert table.loc["smoking", "last_period"] == "2024"
    assert table.loc["life", "release"] == "First release"
    assert set(contents(at_hand.folder)) - set(before) == {"publisher_names.csv"}


def test_a_changed_definition_is_said_first(at_hand, desk):
    desk.publisher.pages["/"] = fingertips(*SAME[:-1], (ENGLAND, "2023", 13.9))
    (one,), _ = ask(desk)
    accept_renewals([one], today=TODAY)
    raw.forget()
    desk.publisher.pages["/"] = fingertips(*SAME, name="Smoking or vaping")
    later = date(2026, 12, 1)
    (two,), _ = ask(desk, today=later)
    assert two.difference.sentences()[0] == (
        'The definition changed: the publisher called it "Smoking" and calls it '
        '"Smoking or vaping".'
    )


def test_blanks_are_counted_and_stay_blank(at_hand, desk):
    desk.publisher.pages["/"] = fingertips(*SAME[1:], (STOCKTON, "2022", ""))
    (one,), _ = ask(desk)
    assert one.difference.sentences() == ["Now blank, though published before: 1 figure."]
    accept_renewals([one], today=TODAY)
    raw.forget()
    assert read_indicator("smoking")["value"].isna().sum() == 1


@pytest.mark.parametrize(
    ("page", "faults", "said"),
    [
        (fingertips(*SAME), [500] * 9, "answered with error 500"),
        (fingertips(*SAME), [404], "answered with error 404"),
        (fingertips(*SAME), ["slow"] * 9, "did not answer in time|connection was lost"),
        (fingertips(*SAME), ["cut"] * 9, "could not be fetched whole"),
        (fingertips(*SAME), ["loop"] * 99, "without an end"),
        (fingertips(*SAME), ["html"], "a web page or a message"),
        (fingertips(*SAME)[:-30], [], "ends in the middle of row|without the end of its last row"),
        (
            fingertips(*SAME).replace(b"Area Code", b"AreaCode"),
            [],
            "no longer has the column Area C",
        ),
        (fingertips(*SAME).replace(b"21.0", b"21.0%"), [], 'the Value "21.0%" is not a number'),
        (
            fingertips(*SAME).replace(b",21.0,20.0", b",121.0,20.0"),
            [],
            "outside its own interval|over",
        ),
        (fingertips((("E06000099", "Nowhere"), "2023", 9.0)), [], "none of the areas"),
        (fingertips(*SAME, (*SAME[0][:2], 9.0)), [], "repeats the key of an earlier row"),
        (fingertips(*SAME).replace(b"Persons", b"People"), [], "none of the areas"),
        (fingertips(*SAME).replace(b"2023", b"23rd"), [], 'The period "23rd" is not understood'),
        (b"", [], "no rows"),
    ],
)
def test_the_old_snapshot_is_intact_after_every_fault(at_hand, desk, page, faults, said):
    desk.publisher.pages["/"] = page
    desk.publisher.faults["/"] = list(faults)
    before = contents(at_hand.folder)
    renewals, failures = ask(desk)
    assert list(failures) == ["smoking"]
    assert re.search(said, failures["smoking"])
    assert "\n" not in failures["smoking"]
    assert accept_renewals(renewals, today=TODAY) is None
    assert contents(at_hand.folder) == before


def test_one_broken_series_does_not_stop_the_others(at_hand, desk):
    desk.publisher.pages["/smoking"] = b"broken"
    series = {
        "smoking": {"publisher": "nomis", "path": "smoking"},
        "life": {"publisher": "ons", "path": "life"},
    }
    desk.publisher.pages["/life"] = (
        b"v4_0,Time,administrative-geography,Geography,Sex\n"
        b"81,2023,E06000004,Stockton-on-Tees,Female\n82,2024,E06000004,Stockton-on-Tees,Female\n"
    )
    renewals, failures = ask(desk, series)
    assert [one.name for one in renewals] == ["life"], failures
    assert renewals[0].difference.sentences() == ["1 new periods: 2024."]
    assert list(failures) == ["smoking"]


def test_a_snapshot_that_is_cut_short_is_undone_or_finished(at_hand, desk, monkeypatch):
    desk.publisher.pages["/"] = fingertips(*SAME, (STOCKTON, "2024", 18.0))
    (one,), _ = ask(desk)
    before = contents(at_hand.folder)
    coming = at_hand.folder.with_name(f".{at_hand.folder.name}.coming")
    coming.mkdir()
    (coming / "manifest.csv").write_text("half")
    recover(at_hand.folder)
    assert not coming.exists()
    assert contents(at_hand.folder) == before
    # Cut short between the two renamings: the old one is away, the new one is whole.
    kept = accept_renewals([one], today=TODAY)
    at_hand.folder.rename(coming)
    recover(at_hand.folder)
    raw.forget()
    assert "2024" in read_indicator("smoking")["period"].tolist()
    assert contents(kept) == before


def test_figures_that_were_edited_by_hand_are_not_built_upon(at_hand, desk):
    desk.publisher.pages["/"] = fingertips(*SAME, (STOCKTON, "2024", 18.0))
    (one,), _ = ask(desk)
    other = at_hand.folder / "indicators" / "life.csv"
    other.write_bytes(other.read_bytes().replace(b"81", b"91"))
    before = contents(at_hand.folder)
    with pytest.raises(DataError, match="nothing was changed"):
        accept_renewals([one], today=TODAY)
    assert contents(at_hand.folder) == before


def test_an_index_gets_the_publishers_scores_and_keeps_its_other_columns(at_hand, desk):
    at_hand.write(
        "deprivation/imd2025_lsoa21.csv",
        "lsoa21_code,ward24_name,imd_score,imd_rank,imd_decile\nE01000001,Aldersgate,8.7,26525,8\n",
    )
    at_hand.seal()
    heads = list(EDITIONS[2025])
    desk.publisher.pages["/seven.csv"] = (",".join(heads) + "\nE01000001,9.1,25000,8\n").encode()
    table = {"publisher": "indices", "path": "seven.csv", "edition": 2025}
    (one,), failures = desk.ask({}, TODAY, **{"deprivation/imd2025_lsoa21": table})
    assert failures == {}
    assert one.difference.sentences() == [
        "1 revised value, such as E01000001, 2025, Persons: 8.7 before, 9.1 now."
    ]
    accept_renewals([one], today=TODAY)
    text = (at_hand.folder / "deprivation" / "imd2025_lsoa21.csv").read_text()
    assert text.splitlines()[1] == "E01000001,Aldersgate,9.1,25000,8"


def test_a_dry_run_names_every_address_and_asks_nobody(at_hand, publisher, known):
    series = known(SERIES | {"life": {"publisher": "nomis", "path": "NM_1.data.csv"}})
    assert list_questions([], series) == [
        f"smoking: {publisher.address}?indicator_ids=7&child_area_type_id=502"
        "&parent_area_type_id=6",
        f"life: {publisher.address}/NM_1.data.csv",
    ]
    assert publisher.asked == []
    with pytest.raises(ParameterError, match=r"no indicator smokin\. Did you mean smoking"):
        list_questions(["smokin"], series)


def test_the_projects_own_file_of_publishers_is_right():
    known = read_publishers()
    assert set(known.indicators) <= set(read_catalogue())
    for series in known.indicators.values():
        assert all(address.startswith("https://") for address in known.addresses(series))
    numbers = {slug: one.number for slug, one in known.indicators.items() if one.number}
    named = {
        slug: re.search(r"Fingertips indicator (\d+)", read_catalogue()[slug].release)
        for slug in numbers
    }
    assert {slug: int(found[1]) for slug, found in named.items() if found} == {
        slug: number for slug, number in numbers.items() if named[slug]
    }
    assert sum(found is not None for found in named.values()) > 10
    for table, series in known.tables.items():
        if series.publisher == "indices":
            code = next(iter(EDITIONS[series.edition].values()))
            assert code in raw.read_table(table).columns


def test_everything_has_an_address_or_a_place_where_it_is_found_by_hand():
    known = read_publishers()
    by_hand = set(known.found_by_hand)
    assert not by_hand & {*known.indicators, *known.tables}
    assert set(read_catalogue()) == {*known.indicators, *(by_hand & set(read_catalogue()))}
    files = {Path(name) for name in raw.read_manifest(data_folder())}
    fetched = {"boundaries/england_outline", *known.tables}
    files = {path for path in files if path.with_suffix("").as_posix() not in fetched}
    folders = {path.parent.as_posix() for path in files} - {".", "indicators"}
    assert folders <= by_hand
    assert by_hand <= folders | set(read_catalogue())
    with pytest.raises(ParameterError, match="reception-obesity is renewed by hand, from Finger"):
        list_questions(["reception-obesity"])
    said = list_questions()
    assert "mortality: by hand, from Office for National Stat" in "\n".join(said)
    assert said[-1].endswith("comes in by analysis fetch --bundle FOLDER --accept.")


def test_all_of_england_is_taken_whether_or_not_it_was_there(at_hand, desk):
    """A borough of London and a new authority; an area of health services and Wales are not."""
    new = (("E09000001", "City of London"), "2023", 9.0), (("E06000099", "New Shire"), "2023", 8.0)
    other = (("E38000001", "A former group"), "2023", 7.0), (("W06000001", "Anglesey"), "2023", 6.0)
    desk.publisher.pages["/"] = fingertips(*SAME, *new, *other)
    (one,), failures = ask(desk)
    assert failures == {}
    assert one.difference.sentences() == ["2 new areas: E06000099, E09000001."]
    accept_renewals([one], today=TODAY)
    raw.forget()
    kinds = read_indicator("smoking").set_index("area_code")["area_type"].to_dict()
    assert kinds["E09000001"] == "london borough"
    assert kinds["E06000099"] == "unitary authority"
    assert not {"E38000001", "W06000001"} & set(kinds)


def education(*rows: tuple[str, str]) -> bytes:
    """Write a data set of one authority: school year and percentage."""
    head = "time_period,time_identifier,geographic_level,country_code,country_name,new_la_code"
    place = "Local authority,E92000001,England,E06000004,Stockton-on-Tees"
    lines = [f"{year},Academic year,{place},{value}" for year, value in rows]
    return gzip.compress("\n".join([f"{head},la_name,percent", *lines, ""]).encode())


@pytest.mark.parametrize(
    ("earlier", "said", "left"),
    [
        ("kept", "1 new periods: 2024.", {"2022", "2023", "2024"}),
        ("", "1 periods that the publisher no longer has: 2022.", {"2023", "2024"}),
    ],
)
def test_periods_that_a_publisher_gives_no_more_are_kept_where_that_is_asked(
    at_hand, desk, earlier, said, left
):
    desk.publisher.pages["/set/csv"] = education(("202223", "20"), ("202324", "19"))
    series = {"publisher": "explore-education", "path": "set/csv", "measure": "percent"}
    (one,), failures = ask(desk, {"smoking": series | {"years": "ending", "earlier": earlier}})
    assert failures == {}
    assert said in one.difference.sentences()
    own = pd.read_csv(io.BytesIO(one.content), dtype="str")
    assert set(own.loc[own["area_code"] == STOCKTON[0], "period"]) == left


def test_an_age_group_that_is_asked_for_keeps_its_name_in_the_figures(at_hand, desk):
    desk.publisher.pages["/"] = fingertips(*SAME).replace(b",Persons,,", b",Persons,18-99 yrs,")
    named = {"smoking": SERIES["smoking"] | {"age": "18-99 yrs"}}
    (one,), failures = ask(desk, named)
    assert failures == {}
    assert one.difference.nothing
    _, failures = ask(desk, {"smoking": named["smoking"] | {"age": "40+ yrs"}})
    assert "none of the areas" in failures["smoking"]


def test_rounding_is_told_from_revision(at_hand, desk):
    """The figures are given to one decimal: 21 becomes 21.04, and 20 becomes 20.06."""
    desk.publisher.pages["/"] = fingertips(
        (STOCKTON, "2022", 21.04), (STOCKTON, "2023", 20.06), *SAME[2:]
    )
    (one,), failures = ask(desk)
    assert failures == {}
    assert one.difference.sentences() == [
        "1 revised value, such as Stockton-on-Tees, 2023, Persons: 20 before, 20.06 now.",
        "1 value as before, but given to more decimals.",
    ]


def test_series_that_share_a_file_ask_for_it_once(at_hand, desk):
    desk.publisher.pages["/both"] = (
        b"v4_0,Time,administrative-geography,Geography,Sex\n"
        b"81,2023,E06000004,Stockton-on-Tees,Female\n9,2023,E06000004,Stockton-on-Tees,All\n"
    )
    shared = {"publisher": "ons", "path": "both"}
    renewals, failures = ask(desk, {"smoking": shared, "life": shared})
    assert [one.name for one in renewals] == ["smoking", "life"], failures
    assert len(desk.publisher.asked) == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"publisher": "fingertip"}, "input should be 'fingertips'"),
        ({"number": 0}, "lacks what it is asked for by"),
        ({"nmber": 3}, "Extra inputs"),
        ({"sha256": "abc"}, "match pattern"),
    ],
)
def test_a_fault_of_the_file_of_publishers_is_said(at_hand, known, change, said):
    with pytest.raises((ParameterError, ValueError), match=f"(?i){said}"):
        known({"smoking": SERIES["smoking"] | change})


def test_addresses_are_safe():
    given = {"publishers": {"nomis": {"name": "x", "address": "http://example.org"}}}
    with pytest.raises((ParameterError, ValueError), match="does not begin with https"):
        Publishers.model_validate(given)


@pytest.mark.slow
def test_the_genuine_download_renews_the_national_bundle(shared_data, tmp_path, desk, monkeypatch):
    """The publisher's own file against the bundle that others made from the same publisher."""
    folder = tmp_path / "national"
    shutil.copytree(shared_data / "national", folder)
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755)
    monkeypatch.setenv("ANALYSIS_DATA", str(folder))
    monkeypatch.setattr("analysis.paths.cache_folder", lambda root=None: tmp_path / "cache")
    genuine = shared_data / "fixtures" / "fingertips" / "indicators-CountyUA.data.csv"
    desk.publisher.pages["/"] = genuine.read_bytes()
    one = {"publisher": "fingertips", "number": 90280, "areas": [102], "age": "18+ yrs"}
    (renewal,), failures = ask(desk, {"social-contact-care-users": one})
    assert failures == {}
    assert renewal.difference.lists["new periods"] == []
    assert renewal.difference.lists["periods that the publisher no longer has"] == []
    assert len(renewal.difference.revised) == 0


def test_progress_is_told_by_file(at_hand, desk):
    desk.publisher.pages["/"] = fingertips(*SAME)
    series = {"smoking": SERIES["smoking"] | {"areas": [502, 6]}}
    told = []
    fetch_all(
        today=TODAY,
        publishers=desk.known(series),
        downloader=desk.downloader,
        tell=lambda name, done, total: told.append((name, done == total)),
    )
    assert dict(told) == {"smoking, file 1 of 2": True, "smoking, file 2 of 2": True}


def test_what_would_be_lost_is_taken_only_by_its_name(at_hand, desk):
    """Smoking lacks England now; life expectancy has a new year, which is taken with the rest."""
    desk.publisher.pages["/"] = fingertips(*SAME[:2])
    desk.publisher.pages["/life"] = (
        b"v4_0,Time,administrative-geography,Geography,Sex\n"
        b"81,2023,E06000004,Stockton-on-Tees,Female\n82,2024,E06000004,Stockton-on-Tees,Female\n"
    )
    renewals, _ = ask(desk, SERIES | {"life": {"publisher": "ons", "path": "life"}})
    assert [one.difference.loses for one in renewals] == [True, False]
    shown = [*settle(renewals, [], accepted=False, today=TODAY)]
    assert shown == [
        "2 series have news; nothing was changed. analysis fetch --accept makes a new snapshot of "
        "them.",
        "smoking would lose what the book holds, so it is taken only by its name: analysis fetch "
        "smoking --accept",
    ]
    taken, held = settle(renewals, [], accepted=True, today=TODAY)
    assert taken.startswith("1 series renewed; the old snapshot is kept as 2026-11-21-")
    assert held == shown[1]
    raw.forget()
    assert "2024" in read_indicator("life")["period"].tolist()
    assert "E92000001" in read_indicator("smoking")["area_code"].tolist()
    (renewed,) = settle(renewals[:1], ["smoking"], accepted=True, today=TODAY)
    assert renewed.startswith("1 series renewed")
    raw.forget()
    assert "E92000001" not in read_indicator("smoking")["area_code"].tolist()


def test_a_series_that_was_recast_to_a_new_area_is_said_and_held_back(at_hand, desk):
    """Corby's figures stand under North Northamptonshire, which took over from it."""
    at_hand.write(SMOKING, [*at_hand.rows(SMOKING), at_hand.row(
        area_code="E07000150", area_name="Corby", area_type="district", value=30)])  # fmt: skip
    at_hand.seal()
    north = (("E06000061", "North Northamptonshire"), "2023", 25.0)
    desk.publisher.pages["/"] = fingertips(*SAME, north)
    (one,), failures = ask(desk)
    assert failures == {}
    assert one.difference.sentences() == [
        "Recast to new areas: Corby (E07000150) to North Northamptonshire (E06000061).",
        "1 areas that the publisher no longer has: E07000150.",
        "1 new areas: E06000061.",
    ]
    assert one.difference.loses


@pytest.mark.parametrize(("changed", "recast"), [(2, False), (5, True)])
def test_a_series_most_of_whose_values_changed_was_recast(at_hand, desk, changed, recast):
    """Of ten values, two are a revision; five are a half, and another series."""
    years = [str(year) for year in range(2014, 2024)]
    at_hand.write(SMOKING, [
        at_hand.row(period=year, period_start=year, period_end=year, value=20,
                    lower_ci=19, upper_ci=21) for year in years])  # fmt: skip
    at_hand.seal()
    values = [25.0 if place < changed else 20.0 for place in range(len(years))]
    desk.publisher.pages["/"] = fingertips(
        *((STOCKTON, year, value) for year, value in zip(years, values, strict=True))
    )
    (one,), failures = ask(desk)
    assert failures == {}
    assert one.difference.loses == recast
    assert (
        f"The series was recast: {changed} of 10 values." in one.difference.sentences()
    ) == recast


def test_limits_of_a_percentage_end_where_it_ends(at_hand, desk):
    """A survey's interval of 96% with 5 on each side is from 91 to 100, not to 101."""
    desk.publisher.pages["/"] = fingertips((STOCKTON, "2022", 96.0)).replace(b"97.0", b"101.0")
    (one,), failures = ask(desk)
    assert failures == {}
    row = pd.read_csv(io.BytesIO(one.content)).iloc[0]
    assert (row["lower_ci"], row["upper_ci"]) == (95.0, 100.0)


def test_a_series_that_is_not_held_yet_is_new_as_a_whole(at_hand, desk):
    (at_hand.folder / SMOKING).unlink()
    at_hand.seal()
    desk.publisher.pages["/"] = fingertips(*SAME)
    (one,), failures = ask(desk)
    assert failures == {}
    assert one.difference.sentences() == [
        "2 new periods: 2022, 2023.",
        "2 new areas: E06000004, E92000001.",
    ]
    assert not one.difference.loses
    accept_renewals([one], today=TODAY)
    raw.forget()
    assert read_indicator("smoking")["value"].tolist() == [21.0, 20.0, 15.0, 14.0]


def test_an_index_that_is_not_held_is_laid_out_by_hand_first(at_hand, desk):
    desk.publisher.pages["/seven.csv"] = b"a\n1\n"
    table = {"publisher": "indices", "path": "seven.csv", "edition": 2025}
    _, failures = desk.ask({}, TODAY, **{"deprivation/imd2025_lsoa21": table})
    assert "imd2025_lsoa21 is not held. The publisher's file gives its scores" in str(failures)


def test_figures_without_a_catalogue_cannot_be_fetched_into(at_hand, desk):
    (at_hand.folder / "catalogue.csv").unlink()
    at_hand.seal()
    with pytest.raises(DataError, match="The figures have no catalogue"):
        ask(desk)
    assert desk.publisher.asked == []
