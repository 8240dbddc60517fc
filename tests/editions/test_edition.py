"""Archives from strangers: nothing leaves the folder, whatever their entries are called."""

import contextlib
import io
import stat
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.editions import edition
from analysis.editions.edition import extract_zip
from analysis.errors import RunError


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "inside" / "here"
    made.mkdir(parents=True)
    return made


def make_zip(path, *entries):
    with zipfile.ZipFile(path, "w") as made:
        for name, content in entries:
            made.writestr(name, content)
    return path


HOSTILE = (
    "../outside.txt",
    "../../outside.txt",
    "a/../../outside.txt",
    "/outside.txt",
    "..\\outside.txt",
    "C:outside.txt",
    "C:\\outside.txt",
    "a\nb.txt",
    "..",
)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_path_that_leaves_the_folder_is_refused(tmp_path, folder, name):
    archive = make_zip(tmp_path / "x.zip", ("fine.txt", "fine"), (name, "bad"))
    with pytest.raises(RunError, match="could leave its folder"):
        extract_zip(archive, folder, archive.name)
    assert list(folder.rglob("*")) == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(st.sampled_from("ab./\\:~ \n"), min_size=1, max_size=8), max_size=4))
def test_whatever_the_names_nothing_is_written_elsewhere(tmp_path_factory, names):
    base = tmp_path_factory.mktemp("any")
    folder = base / "one" / "two"
    folder.mkdir(parents=True)
    archive = base / "x.zip"
    with zipfile.ZipFile(archive, "w") as made:
        for name in dict.fromkeys(names):
            made.writestr(zipfile.ZipInfo(name), "content")
    with contextlib.suppress(RunError):
        extract_zip(archive, folder, archive.name)
    outside = {path for path in base.rglob("*") if path.is_file()} - {archive}
    assert all(path.is_relative_to(folder) for path in outside)


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR])
def test_a_link_or_device_is_refused(tmp_path, folder, kind):
    entry = zipfile.ZipInfo("link")
    entry.external_attr = (kind | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as made:
        made.writestr(entry, "/etc/passwd")
    with pytest.raises(RunError, match=r"x\.zip holds link, which is no plain file"):
        extract_zip(tmp_path / "x.zip", folder, "x.zip")


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("names", [("a.txt", "a.txt"), ("a.txt", "A.txt"), ("b/a", "b//a")])
def test_a_name_that_comes_twice_is_refused(tmp_path, folder, names):
    archive = make_zip(tmp_path / "x.zip", *((name, "x") for name in names))
    with pytest.raises(RunError, match="twice"):
        extract_zip(archive, folder, archive.name)


def test_what_would_fill_the_disk_is_refused(tmp_path, folder, monkeypatch):
    monkeypatch.setattr(edition, "MOST_BYTES", 1000)
    archive = make_zip(tmp_path / "x.zip", ("zeros", b"\0" * 1001))
    with pytest.raises(RunError, match="more than an edition has"):
        extract_zip(archive, folder, archive.name)
    assert list(folder.rglob("*")) == []


def test_too_many_files_are_refused(tmp_path, folder, monkeypatch):
    monkeypatch.setattr(edition, "MOST_FILES", 2)
    archive = make_zip(tmp_path / "x.zip", *((f"{n}", "") for n in range(3)))
    with pytest.raises(RunError, match="in 3 files: more than an edition has"):
        extract_zip(archive, folder, archive.name)


def test_an_archive_that_lies_about_its_size_writes_no_more_than_it_said(tmp_path, folder):
    path = make_zip(tmp_path / "x.zip", ("zeros", b"\0" * 5000))
    content = bytearray(path.read_bytes())
    for head, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = content.index(head) + offset
        content[place : place + 4] = (10).to_bytes(4, "little")
    path.write_bytes(content)
    try:
        extract_zip(path, folder, path.name)
    except RunError as problem:
        assert "is not a whole zip file" in str(problem)
    assert sum(file.stat().st_size for file in folder.rglob("*")) <= 10


def test_an_encrypted_file_is_refused(tmp_path, folder):
    path = make_zip(tmp_path / "x.zip", ("secret", b"abc"))
    content = bytearray(path.read_bytes())
    for head, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(head) + offset] |= 1
    path.write_bytes(content)
    with pytest.raises(RunError, match="encrypted"):
        extract_zip(path, folder, path.name)


@pytest.mark.parametrize("damage", [b"", b"no zip at all", "half"])
def test_a_broken_archive_is_named(tmp_path, folder, damage):
    path = make_zip(tmp_path / "x.zip", ("a.txt", "content " * 100))
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2] if damage == "half" else damage)
    with pytest.raises(RunError, match=r"x\.zip is not a whole zip file"):
        extract_zip(path, folder, path.name)


def test_a_broken_revision_is_named(folder):
    with pytest.raises(RunError, match="v1 is not a whole zip file"):
        extract_zip(io.BytesIO(b"no zip"), folder, "v1")


def test_a_sound_archive_is_unpacked(tmp_path, folder):
    archive = make_zip(tmp_path / "x.zip", ("top/a.txt", "one"), ("top/b/c.txt", "two"))
    assert extract_zip(archive, folder, archive.name) == folder
    assert (folder / "top" / "b" / "c.txt").read_text() == "two"


@given(st.integers(min_value=0), st.integers(1, 255))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_flipped_byte_is_named_or_changes_nothing(tmp_path_factory, place, flip):
    folder = tmp_path_factory.mktemp("flipped")
    path = folder / "edition.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("book/a.txt", "12.4 and 12.5, again and again " * 20)
    content = bytearray(path.read_bytes())
    content[place % len(content)] ^= flip
    path.write_bytes(content)
    with contextlib.suppress(RunError):
        extract_zip(path, folder / "out", path.name)
