"""Downloads: whole, resumed and polite, or refused in a sentence."""

import hashlib
import shutil
import ssl
import subprocess
import threading
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from analysis.errors import DataError
from analysis.intake import download
from analysis.intake.download import Downloader, fetch_file
from intake.conftest import Handler, Quiet

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
    assert not (tmp_path / "x.csv").exists(), "nothing half stands in the file's place"


@pytest.mark.parametrize("status", [403, 404])
def test_what_is_not_there_leaves_nothing(publisher, impatient, tmp_path, status):
    publisher.faults["/x.csv"] = [status]
    with pytest.raises(DataError):
        fetch(publisher, tmp_path, impatient)
    assert not list(tmp_path.iterdir())


def broken_off(publisher, folder, parts, **marks):
    """Fetch with a downloader that gives up after the first half of the file."""
    publisher.pages["/x.csv"] = BODY
    publisher.faults["/x.csv"] = ["cut"]
    publisher.marks = marks
    with pytest.raises(DataError, match="continued where the publisher allows it"):
        fetch(publisher, folder, Downloader(pause=0, timeout=(1, 1), tries=1, parts=parts))
    publisher.asked.clear()


MARKS = [
    {"ETag": '"one"'},
    {"Last-Modified": "Mon, 02 Nov 2026 09:30:00 GMT"},
    {"ETag": 'W/"one"', "Last-Modified": "Mon, 02 Nov 2026 09:30:00 GMT"},
]


@pytest.mark.parametrize("marks", MARKS)
def test_the_next_run_continues_a_download(publisher, tmp_path, marks):
    parts = tmp_path / "broken-off"
    broken_off(publisher, tmp_path / "monday", parts, **marks)
    (part,) = parts.glob(".*.part")
    kept = part.stat().st_size
    assert 0 < kept < len(BODY)
    digest = hashlib.sha256(BODY).hexdigest()
    later = Downloader(pause=0, timeout=(1, 1), parts=parts)
    assert fetch(publisher, tmp_path / "tuesday", later, sha256=digest) == BODY
    assert [asked for _, asked in publisher.asked] == [f"bytes={kept}-"]
    assert not list(parts.iterdir())


def test_a_file_that_changed_in_between_is_fetched_anew(publisher, tmp_path):
    parts = tmp_path / "broken-off"
    broken_off(publisher, tmp_path, parts, ETag='"one"')
    other = BODY.replace(b"1,2", b"3,4")
    publisher.pages["/x.csv"] = other
    publisher.marks = {"ETag": '"two"'}
    assert fetch(publisher, tmp_path, Downloader(pause=0, timeout=(1, 1), parts=parts)) == other


def test_a_publisher_without_marks_is_asked_for_the_whole(publisher, tmp_path):
    parts = tmp_path / "broken-off"
    broken_off(publisher, tmp_path, parts)
    assert not list(parts.iterdir()), "what cannot be continued is not kept"
    assert fetch(publisher, tmp_path, Downloader(pause=0, timeout=(1, 1), parts=parts)) == BODY
    assert [asked for _, asked in publisher.asked] == [""]


def test_a_wrong_piece_is_never_joined_on(publisher, impatient, tmp_path):
    impatient.parts = tmp_path / "broken-off"
    broken_off(publisher, tmp_path, impatient.parts, ETag='"one"')
    publisher.faults["/x.csv"] = ["wrong range"]
    assert fetch(publisher, tmp_path, impatient) == BODY


def test_a_download_that_came_whole_before_the_run_ended_is_not_fetched_twice(publisher, tmp_path):
    parts = tmp_path / "broken-off"
    broken_off(publisher, tmp_path, parts, ETag='"one"')
    (part,) = parts.glob(".*.part")
    part.write_bytes(BODY)
    assert fetch(publisher, tmp_path, Downloader(pause=0, timeout=(1, 1), parts=parts)) == BODY
    part.write_bytes(BODY + b"more")
    part.with_suffix(".mark").write_text('"one"')
    later = Downloader(pause=0, timeout=(1, 1), wait=0.01, parts=parts)
    assert fetch(publisher, tmp_path / "later", later) == BODY


def test_a_busy_publisher_costs_no_download_that_broke_off(publisher, tmp_path):
    parts = tmp_path / "broken-off"
    broken_off(publisher, tmp_path, parts, ETag='"one"')
    publisher.faults["/x.csv"] = [503]
    with pytest.raises(DataError, match="answered with error 503"):
        fetch(publisher, tmp_path, Downloader(pause=0, timeout=(1, 1), tries=1, parts=parts))
    publisher.asked.clear()
    assert fetch(publisher, tmp_path, Downloader(pause=0, timeout=(1, 1), parts=parts)) == BODY
    assert publisher.asked[0][1].startswith("bytes=")


@pytest.fixture
def imposter(publisher, tmp_path):
    """Serve the publisher's pages over https with a certificate that nobody signed."""
    tool = shutil.which("openssl")
    if tool is None:
        pytest.skip("a certificate is made with openssl")
    files = [str(tmp_path / name) for name in ("key.pem", "certificate.pem")]
    asked = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -addext"
    command = [tool, *asked.split(), "subjectAltName=IP:127.0.0.1"]
    command += ["-keyout", files[0], "-out", files[1]]
    subprocess.run(command, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files[1], files[0])
    with Quiet(("127.0.0.1", 0), Handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        server.publisher = publisher
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"https://127.0.0.1:{server.server_address[1]}/x.csv", files[1]
        server.shutdown()
        thread.join()


def test_a_certificate_that_nobody_vouches_for_is_refused(
    publisher, impatient, imposter, tmp_path, monkeypatch
):
    publisher.pages["/x.csv"] = BODY
    address, certificate = imposter
    with pytest.raises(DataError, match="its certificate is not one that this machine trusts"):
        fetch_file(address, tmp_path, "x.csv", impatient)
    assert publisher.asked == [], "nothing is asked of a publisher who cannot prove who it is"
    # The same server, once its certificate is vouched for: it is the certificate that was refused.
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", certificate)
    assert fetch_file(address, tmp_path, "x.csv", impatient) == BODY


def test_a_file_that_moved_to_an_unsafe_place_is_refused(
    publisher, impatient, imposter, tmp_path, monkeypatch
):
    """From https, whose certificate is vouched for, to http, where anyone may answer."""
    address, certificate = imposter
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", certificate)
    publisher.pages["/new.csv"] = BODY
    publisher.moved["/x.csv"] = f"{publisher.address}/new.csv"
    with pytest.raises(DataError, match="leads to an address without https, which is refused"):
        fetch_file(address, tmp_path, "x.csv", impatient)
    assert not (tmp_path / "x.csv").exists()


def test_no_code_leaves_the_check_of_certificates_out():
    root = Path(download.__file__).parent
    for path in sorted(root.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        for word in ("verify=False", "verify = False", "CERT_NONE", "_create_unverified_context"):
            assert word not in text, path


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


@pytest.mark.parametrize("in_words", [False, True], ids=["seconds", "a time"])
def test_a_publisher_who_asks_for_patience_is_given_it(publisher, impatient, tmp_path, in_words):
    """As HTTP has it (RFC 9110, 10.2.3): a number of seconds, or the time of an end."""
    publisher.pages["/x.csv"] = BODY
    until = format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)
    said = until if in_words else "1"
    publisher.faults["/x.csv"] = [(429, {"Retry-After": said})]
    assert fetch(publisher, tmp_path, impatient) == BODY
    first, second = publisher.times
    # A time is given in whole seconds, so up to one of the two may be gone.
    assert 0.9 <= second - first < 5


def test_nobody_waits_for_an_hour(publisher, impatient, tmp_path):
    publisher.pages["/x.csv"] = BODY
    publisher.faults["/x.csv"] = [(429, {"Retry-After": "3600"})] * 9
    with pytest.raises(DataError, match="error 429 and asks to be left alone for 3600 seconds"):
        fetch(publisher, tmp_path, impatient)
    assert len(publisher.asked) == 1


@pytest.mark.parametrize("said", ["", "soon", "-5", "Sat, 01 Jan 2000 00:00:00 GMT"])
def test_patience_that_is_not_understood_or_over_is_the_usual_one(
    publisher, impatient, tmp_path, said
):
    publisher.pages["/x.csv"] = BODY
    publisher.faults["/x.csv"] = [(503, {"Retry-After": said})]
    assert fetch(publisher, tmp_path, impatient) == BODY
    assert len(publisher.asked) == 2


@pytest.mark.parametrize("status", [404, 410])
def test_what_was_withdrawn_is_said_as_such(publisher, impatient, tmp_path, status):
    publisher.faults["/x.csv"] = [(status, {})]
    with pytest.raises(DataError, match=f"error {status}: it is no longer there. Find out whether"):
        fetch(publisher, tmp_path, impatient)
    assert len(publisher.asked) == 1
