"""Certificates and scores on the command line: 0 done, 1 one plain sentence, 2 wrong usage."""

import json

import pytest
from typer.testing import CliRunner

from analysis.cli import app
from analysis.editions import certificate
from analysis.editions.report import Finding, Report
from analysis.errors import RunError

CHAPTERS = ("yarm/ward",)


@pytest.fixture
def analysis(monkeypatch):
    """Give a function that runs a command."""
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("NO_COLOR", "1")
    return lambda *words: CliRunner().invoke(app, [*map(str, words)])


@pytest.fixture
def desk(tmp_path, analysis):
    """Give a folder with an archive and a key made by the command."""
    (tmp_path / "edition.zip").write_bytes(b"an archive")
    done = analysis("certify", "--new-key", tmp_path / "mine.pem")
    assert done.exit_code == 0, done.output
    return tmp_path


def ran(monkeypatch, *faults):
    """Let the archive come out with these faults."""

    def run(_, **options):
        options["tell"]("The code is this project's own, as it is installed here, at v1.")
        return Report(CHAPTERS, 0, faults)

    monkeypatch.setattr(certificate, "verify_archive", run)


def test_a_sound_archive_is_certified_and_checked(analysis, desk, monkeypatch):
    ran(monkeypatch)
    done = analysis("certify", desk / "edition.zip", "--key", desk / "mine.pem")
    assert done.exit_code == 0, done.output
    assert "Differences: none." in done.output
    path = desk / "edition.certificate.json"
    done = analysis("verify", "--certificate", path)
    assert done.exit_code == 0
    assert "Whose key it is, it cannot say" in done.output
    words = ("--signed-by", desk / "mine.pem.pub", desk / "edition.zip")
    done = analysis("verify", "--certificate", path, *words)
    assert done.exit_code == 0
    assert "cannot say" not in done.output


def test_an_archive_that_does_not_reproduce_leaves_with_one(analysis, desk, monkeypatch):
    ran(monkeypatch, Finding("yarm/ward", "12.4% is 12.3% when run again."))
    done = analysis("certify", desk / "edition.zip", "--key", desk / "mine.pem")
    assert done.exit_code == 1
    assert "edition.zip does not reproduce: yarm/ward: 12.4% is 12.3%" in done.stderr
    done = analysis("verify", "--certificate", desk / "edition.certificate.json")
    assert done.exit_code == 1
    assert "Differences: 1." in done.output


def test_an_altered_certificate_is_one_sentence(analysis, desk, monkeypatch):
    ran(monkeypatch)
    analysis("certify", desk / "edition.zip", "--key", desk / "mine.pem")
    path = desk / "edition.certificate.json"
    given = json.loads(path.read_text())
    given["statement"]["chapters"] = 60
    path.write_text(json.dumps(given))
    done = analysis("verify", "--certificate", path)
    assert done.exit_code == 1
    assert done.stderr.startswith("Error: The statement of edition.certificate.json is not the one")
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("words", [("certify",), ("certify", "edition.zip")])
def test_certify_needs_an_archive_and_a_key(analysis, words):
    assert analysis(*words).exit_code == 2


def test_a_missing_archive_is_one_sentence(analysis, desk):
    done = analysis("certify", desk / "none.zip", "--key", desk / "mine.pem")
    assert done.exit_code == 1
    assert "There is no file" in done.stderr


def test_a_ledger_edited_by_hand_is_one_sentence(analysis, monkeypatch):
    def refuse(*_):
        raise RunError("The ledger 1.0.0.csv is not as its edition wrote it.")

    monkeypatch.setattr("analysis.editions.score.read_ledgers", refuse)
    done = analysis("score")
    assert done.exit_code == 1
    assert done.stderr == "Error: The ledger 1.0.0.csv is not as its edition wrote it.\n"


def test_a_record_that_is_not_old_is_left_alone(analysis):
    done = analysis("score", "--hindcasts")
    assert done.exit_code == 0, done.output
    assert "is of these figures and this method already" in done.output
