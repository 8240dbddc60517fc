"""Downloads: whole, resumed and polite, or refused in a sentence."""

import hashlib

import pytest

from analysis.errors import DataError
from analysis.fetch.download import Downloader, fetch_file

BODY = b"a,b\n" + b"1,2\n" * 50_000


def fetch(publisher, folder, downloader, path="/x.csv", sha256=""):
    return fetch_file(f"{publisher.address}{path}", folder, "x.csv", downloader, sha256)


def test_a_file_is_fetched_once_in_a_day(publisher, impatient, tmp_path):
    publisher.pages["/x.csv"] = BODY
    assert fetch(publisher, tmp_path, impatient) == BODY
    assert fetch(publisher, tmp_path, impatient) == BODY
    assert len(publisher.asked) == 1


@pytest.mark.parametrize("fault", ["cut", "reset"])
def test_what_broke_off_is_continued_from_where_it_broke(publisher, impatient, tmp_path, fault):
    publisher.pages["/x.csv"] = BODY
    publisher.faults["/x.csv"] = [fault]
    seen = []
    impatient.tell = lambda done, total: seen.append((done, total))
    assert fetch(publisher, tmp_path, impatient) == BODY
    ranges = [asked for _, asked in publisher.asked]
    assert ranges[0] == ""
    assert ranges[1].startswith("bytes=") and ranges[1] != "bytes=0-"
    assert seen[-1] == (len(BODY), len(BODY))


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_busy_publisher_is_asked_again(publisher, impatient, tmp_path, status):
    publisher.pages["/x.csv"] = BODY
    publisher.faults["/x.csv"] = [status, status]
    assert fetch(publisher, tmp_path, impatient) == BODY
    assert len(publisher.asked) == 3


@pytest.mark.parametrize(
    ("faults", "expected"),
    [
        ([500] * 9, ("answered with error 500. Try again later", 3)),
        ([404], ("answered with error 404", 1)),
        ([403], ("answered with error 403", 1)),
        (["slow"] * 9, ("did not answer in time|the connection was lost", 3)),
        (["cut"] * 9, ("could not be fetched whole: the connection was lost", 3)),
    ],
)
def test_what_does_not_come_is_said_in_a_sentence(publisher, impatient, tmp_path, faults, expected):
    publisher.pages["/x.csv"] = BODY
    publisher.faults["/x.csv"] = list(faults)
    said, questions = expected
    with pytest.raises(DataError, match=said):
        fetch(publisher, tmp_path, impatient)
    assert len(publisher.asked) == questions
    assert not list(tmp_path.iterdir()), "nothing half is left"


def test_a_moved_file_is_followed_and_a_circle_is_not(publisher, impatient, tmp_path):
    publisher.pages["/new.csv"] = BODY
    publisher.moved["/x.csv"] = "/new.csv"
    assert fetch(publisher, tmp_path, impatient) == BODY
    publisher.moved["/round"] = "/round"
    with pytest.raises(DataError, match="without an end"):
        fetch_file(f"{publisher.address}/round", tmp_path, "y.csv", impatient)


def test_nobody_at_the_address(impatient, tmp_path):
    with pytest.raises(DataError, match="the connection was lost"):
        fetch_file("http://127.0.0.1:9/x.csv", tmp_path, "x.csv", impatient)


def test_a_known_hash_is_held(publisher, impatient, tmp_path):
    publisher.pages["/x.csv"] = BODY
    digest = hashlib.sha256(BODY).hexdigest()
    assert fetch(publisher, tmp_path, impatient, sha256=digest) == BODY
    with pytest.raises(DataError, match="gave another file than the one expected"):
        fetch(publisher, tmp_path / "other", impatient, sha256="0" * 64)


def test_questions_keep_their_distance(publisher, tmp_path):
    publisher.pages |= {"/a": BODY, "/b": BODY}
    patient = Downloader(pause=0.2, timeout=(1, 1))
    for path in ("/a", "/b"):
        fetch_file(f"{publisher.address}{path}", tmp_path, path[1:], patient)
    first, second = publisher.times
    assert second - first >= 0.2
