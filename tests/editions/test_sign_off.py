"""The sign-off: waiting, signed, and void as soon as the edition is another one."""

import pytest
import yaml

from analysis.editions.page import ROLES, read_sign_off, write_sign_off
from analysis.errors import RunError


@pytest.fixture
def path(tmp_path):
    return tmp_path / "review" / "sign-off.yml"


def sign(path, *roles):
    given = yaml.safe_load(path.read_text())
    for role in roles:
        given[role] = {"name": f"The {role}", "date": "2026-11-01"}
    text = yaml.safe_dump(given).replace("'2026-11-01'", "2026-11-01")
    path.write_text(text)


def test_a_new_sign_off_waits_for_everybody(path):
    assert write_sign_off(path, "abc")
    signed = read_sign_off(path, "abc")
    assert set(signed.states.values()) == {"waiting"}
    assert set(signed.states) == set(ROLES)
    assert not signed.void
    assert not signed.complete


def test_it_is_complete_once_everybody_has_signed(path):
    write_sign_off(path, "abc")
    sign(path, "analyst", "reviewer")
    assert not read_sign_off(path, "abc").complete
    sign(path, "approver")
    signed = read_sign_off(path, "abc")
    assert signed.complete
    assert signed.words["approver"] == "Signed by The approver, 2026-11-01."


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jo Smith", "Jo Smith"),
        ("Jo Smith", "  jo   SMITH "),
        ("Jo Smith", "JoSmith"),
        ("Zoë Straße", "Zoe\u0308 STRASSE"),
        ("Jo Smith", "Ｊｏ Smith"),
    ],
)
@pytest.mark.parametrize("digest", ["abc", "another"])
def test_one_person_cannot_sign_two_roles(path, one, other, digest):
    write_sign_off(path, "abc")
    sign(path, *ROLES)
    given = yaml.safe_load(path.read_text())
    given["analyst"]["name"], given["approver"]["name"] = one, other
    path.write_text(yaml.safe_dump(given, allow_unicode=True))
    with pytest.raises(RunError, match="as analyst and as approver: three roles need three people"):
        read_sign_off(path, digest)


def test_three_names_that_share_a_part_are_three_people(path):
    write_sign_off(path, "abc")
    sign(path, *ROLES)
    given = yaml.safe_load(path.read_text())
    for role, name in zip(ROLES, ("Jo Smith", "Jo Smithe", "Joe Smith"), strict=True):
        given[role]["name"] = name
    path.write_text(yaml.safe_dump(given))
    assert read_sign_off(path, "abc").complete


def test_it_is_void_for_another_edition(path):
    write_sign_off(path, "abc")
    sign(path, *ROLES)
    signed = read_sign_off(path, "abd")
    assert signed.void
    assert not signed.complete
    assert set(signed.states.values()) == {"void"}


def test_a_name_is_never_overwritten(path):
    write_sign_off(path, "abc")
    sign(path, "analyst")
    before = path.read_text()
    assert not write_sign_off(path, "abd")
    assert path.read_text() == before


def test_without_a_name_it_follows_the_edition(path):
    write_sign_off(path, "abc")
    assert write_sign_off(path, "abd")
    assert yaml.safe_load(path.read_text())["edition"] == "abd"


@pytest.mark.parametrize("day", ["", "yesterday", None])
def test_a_name_without_a_date_is_no_signature(path, day):
    write_sign_off(path, "abc")
    given = yaml.safe_load(path.read_text()) | {"analyst": {"name": "A", "date": day}}
    path.write_text(yaml.safe_dump(given))
    assert read_sign_off(path, "abc").states["analyst"] == "waiting"


@pytest.mark.parametrize("text", ["", "[]", "edition: a", "{", "analyst: !!python/object:os.x {}"])
def test_what_is_no_sign_off_is_named(path, text):
    path.parent.mkdir()
    path.write_text(text)
    with pytest.raises(RunError, match=r"review/sign-off\.yml should hold an edition"):
        read_sign_off(path, "abc")
