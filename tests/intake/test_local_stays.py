"""Local figures stay on this machine, on the pages of their areas, until they are made public."""

import hashlib

import pytest

from analysis.data import raw
from analysis.data.areas import Places
from analysis.data.catalogue import read_catalogue
from analysis.data.indicators import area_indicators, select_series
from analysis.data.local_figures import indicators_for, local_digest
from analysis.errors import DataError
from analysis.findings.holdings import find_holdings
from analysis.findings.profile import find_profile
from analysis.intake.adding import add_local, describe, prepare

from .test_local import TODAY, fill, row

__all__ = ["fill"]
STOCKTON, HARTLEPOOL, ENGLAND = "E06000004", "E06000001", "E92000001"


def whole(folder):
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def slugs(area_code=""):
    return [one.indicator for one in area_indicators(area_code)]


@pytest.fixture
def added(fill, figures):
    """Keep an indicator of Stockton-on-Tees, beside England."""
    england = {"area_code": ENGLAND, "area_name": "England", "count": "6000", "denominator": "9000"}
    checked = [fill(row(), row(**england))]
    before = whole(figures.folder)
    add_local(prepare(checked), checked, today=TODAY)
    assert whole(figures.folder) == before
    return checked


def test_they_are_read_with_the_others_and_change_none_of_them(added, figures):
    assert (figures.folder.parent / "added" / "indicators" / "warm-homes.csv").is_file()
    assert not (figures.folder.parent / "snapshots").exists() or not list(
        (figures.folder.parent / "snapshots").iterdir()
    )
    assert read_catalogue()["warm-homes"].local
    assert select_series("warm-homes", [STOCKTON])["value"].tolist() == [75.0]
    # They are no part of what a chapter is made of for anybody else.
    assert not any(name.startswith(raw.LOCAL) for name in raw.files_read())


def test_only_pages_of_their_areas_show_them(added):
    assert "warm-homes" in slugs(STOCKTON)
    for other in (HARTLEPOOL, ENGLAND, "E12000001", ""):
        assert "warm-homes" not in slugs(other)
        assert local_digest(other) == ""
    assert {one.indicator for one in indicators_for(HARTLEPOOL)} == {"smoking", "life"}
    profile = find_profile(Places(STOCKTON, "Stockton-on-Tees"))
    assert profile.loc[profile["indicator"] == "warm-homes", "value"].tolist() == [75.0]
    other = find_profile(Places(HARTLEPOOL, "Hartlepool"))
    assert "warm-homes" not in set(other["indicator"])


def test_they_are_said_to_be_local_until_they_are_public(added):
    (held,) = find_holdings("warm-homes")
    assert held.lines()[1].startswith("    local, not public; ")
    add_local(prepare(added), added, today=TODAY, publish=True)
    (held,) = find_holdings("warm-homes")
    assert "local" not in held.lines()[1]


def test_only_their_areas_chapters_run_again(added, fill):
    before = local_digest(STOCKTON)
    assert before
    checked = [fill(row(count="140"))]
    add_local(prepare(checked), checked, today=TODAY)
    assert local_digest(STOCKTON) not in ("", before)
    assert local_digest(HARTLEPOOL) == ""


def test_what_is_replaced_is_said(added, fill):
    lines = describe(prepare([fill(row(period="2024"))]))
    assert lines == [
        "warm-homes: 1 row, 0 of them hidden as small numbers; in place of 2 rows there, "
        "2 of which it does not hold"
    ]


def test_publishing_moves_them_and_says_what_becomes_public(added, figures):
    tables = prepare(added)
    assert describe(tables, publish=True)[1] == (
        "warm-homes: 2 figures will be public, of Stockton-on-Tees, England, for 2025"
    )
    add_local(tables, added, today=TODAY, publish=True)
    assert (figures.folder / "indicators" / "warm-homes.csv").is_file()
    assert not (figures.folder.parent / "added" / "indicators" / "warm-homes.csv").exists()
    assert not read_catalogue()["warm-homes"].local
    assert "warm-homes" in slugs(HARTLEPOOL)
    assert "indicators/warm-homes.csv" in raw.read_manifest(figures.folder)
    with pytest.raises(DataError, match="warm-homes is among the committed figures"):
        add_local(tables, added, today=TODAY)


def test_what_was_made_public_is_known_when_more_of_it_is_hidden(added, fill):
    """Persons, 15, were published; later females, 12, come alone: males would be 3."""
    first = [fill(row(count="15"))]
    add_local(prepare(first), first, today=TODAY, publish=True)
    later = prepare([fill(row(sex="Female", count="12", denominator="100"))])["warm-homes"]
    assert later["count"].isna().tolist() == [True]


def test_one_name_in_both_places_is_refused(added, figures):
    before = (figures.folder / "catalogue.csv").read_text()
    other = "warm-homes,W,%,1,high is good,places,P,R,L,published,2024,2024,\n"
    figures.write("catalogue.csv", before + other)
    figures.seal()
    raw.forget()
    with pytest.raises(DataError, match="warm-homes stands among the committed figures and in"):
        read_catalogue()


class TestDisclosure:
    """Each way in which a table adds up, from the table itself."""

    def hidden(self, fill, *rows):
        table = prepare([fill(*rows)])["warm-homes"]
        return table["value_note"].str.startswith("[c] hidden:").tolist()

    def test_a_count_that_follows_from_its_rate(self, fill):
        """1.5% of 200 are three people; 15% are thirty."""
        assert self.hidden(fill, row(count="", value="1.5")) == [True]
        assert self.hidden(fill, row(count="", value="15")) == [False]

    def test_ages(self, fill):
        """23 of all ages less 20 of 65 and over are the three of 16 to 64."""
        ages = {"16-64 yrs": "3", "65+ yrs": "20", "": "23"}
        rows = [row(age=age, count=count) for age, count in ages.items()]
        assert sum(self.hidden(fill, *rows)) == 2

    def test_ages_of_which_one_is_in_no_row(self, fill):
        """All ages, 63, less 60 of 16 and over are three children."""
        rows = [row(age="16+", count="60"), row(age="All ages", count="63")]
        assert any(self.hidden(fill, *rows))

    def test_areas_in_their_region(self, fill):
        """The North East, 63, less 60 of the three others are Hartlepool's three."""
        others = ("E06000004", "E06000057")
        rows = [row(area_code=code, area_name=".", count="30") for code in others]
        rows += [row(area_code="E06000001", area_name=".", count="3")]
        rows += [row(area_code="E12000001", area_name=".", count="63")]
        assert self.hidden(fill, *rows)[2:] == [True, True]

    def test_a_region_of_which_the_small_one_is_in_no_row(self, fill):
        rows = [row(area_code="E06000004", area_name=".", count="60")]
        rows += [row(area_code="E12000001", area_name=".", count="63")]
        assert any(self.hidden(fill, *rows))

    def test_sexes_of_areas_in_a_region_that_has_persons_alone(self, fill):
        """The region's 63 persons less Stockton's 30 and 30 are Hartlepool's 0 and 3."""
        rows = [row(sex=sex, count="30") for sex in ("Female", "Male")]
        other = {"area_code": "E06000001", "area_name": "Hartlepool"}
        rows += [row(**other, sex="Female", count="0"), row(**other, sex="Male", count="3")]
        rows += [row(area_code="E12000001", area_name=".", count="63")]
        hidden = self.hidden(fill, *rows)
        assert hidden[3]
        assert sum(hidden) >= 2

    @pytest.mark.parametrize("mark", ["", "*", "[c]", "suppressed"])
    def test_the_owner_s_own_hiding_is_kept_with_its_mark(self, fill, mark):
        """15 persons less 12 females would give away what the owner hid."""
        rows = [row(sex="Male", count=mark), row(sex="Female", count="12"), row(count="15")]
        table = prepare([fill(*rows)])["warm-homes"]
        assert table["value_note"].iloc[0] == f"{mark or '[c]'} hidden by its owner"
        assert table["count"].isna().sum() == 2

    def test_a_rate_beside_a_count_that_its_owner_hid_is_hidden_too(self, fill):
        table = prepare([fill(row(count="*", value="6"))])["warm-homes"]
        assert table[["count", "value"]].isna().all(axis=None)

    def test_weighted_counts(self, fill):
        assert self.hidden(fill, row(count="3.4", denominator="200.5")) == [True]
