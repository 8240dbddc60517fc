"""Certificates: what is signed is what ran, and everything else is refused in a sentence."""

import json
import re
import shutil
import stat
import subprocess
from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from analysis import paths
from analysis.editions import certificate as of
from analysis.editions.certificate import certify, new_key, verify_certificate
from analysis.editions.report import Finding, Report
from analysis.errors import RunError

OPENSSL = shutil.which("openssl") or ""
WITH_OPENSSL = pytest.mark.skipif(not OPENSSL, reason="openssl is not installed")
DAY = date(2026, 11, 29)
SOUND = Report(("yarm/ward", "yarm/gap"), 0, ())
DIFFERENT = Report(SOUND.chapters, 0, (Finding("yarm/gap", "12.4% is 12.3% when run again."),))


@pytest.fixture
def key(tmp_path):
    """Give the path of a private key of one's own."""
    (tmp_path / "keys").mkdir()
    path = tmp_path / "keys" / "mine.pem"
    new_key(path)
    return path


@pytest.fixture
def archive(tmp_path):
    path = tmp_path / "edition-1.0.0.zip"
    path.write_bytes(b"an archive")
    return path


@pytest.fixture
def made(archive, key, monkeypatch):
    """Give a function that certifies the archive with what its run found."""

    def make(report=SOUND):
        def run(path, **options):
            assert path == archive
            options["tell"]("The code is this project's own, as it is installed here, at v1.")
            return report

        monkeypatch.setattr(of, "verify_archive", run)
        return certify(archive, key, on=DAY)[0]

    return make


def test_what_is_certified_is_checked_offline(made, archive, key):
    path = made()
    assert path.name == "edition-1.0.0.certificate.json"
    found = verify_certificate(path, archive, key.with_name("mine.pem.pub"))
    assert found.statement["chapters"] == 2
    assert found.statement["differences"] == []
    assert "Differences: none." in found.lines()
    said = path.read_text()
    assert str(paths.project_root()) not in said and str(archive.parent) not in said


@WITH_OPENSSL
def test_openssl_checks_the_same_signature(made, key, tmp_path):
    """A second route: the statement as it is documented, by another program."""
    given = json.loads(made().read_text())
    text = json.dumps(given["statement"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    (tmp_path / "statement").write_bytes(text.encode())
    (tmp_path / "signature").write_bytes(bytes.fromhex(given["signature"]))
    words = [OPENSSL, "pkeyutl", "-verify", "-pubin", "-inkey", f"{key}.pub", "-rawin"]
    words += ["-in", str(tmp_path / "statement"), "-sigfile", str(tmp_path / "signature")]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert "Signature Verified Successfully" in done.stdout, done.stderr


@WITH_OPENSSL
def test_a_key_of_openssl_signs_too(made, archive, key, tmp_path):
    subprocess.run(
        [OPENSSL, "genpkey", "-algorithm", "ed25519", "-out", str(key)],
        check=True,
        capture_output=True,
    )
    assert verify_certificate(made(), archive).statement["on"] == "2026-11-29"


def test_the_private_key_is_its_owners_alone(key):
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert b"PRIVATE" in key.read_bytes()
    assert b"PRIVATE" not in key.with_name("mine.pem.pub").read_bytes()


def test_an_edition_that_does_not_reproduce_is_certified_with_its_differences(made):
    found = verify_certificate(made(DIFFERENT))
    assert found.statement["differences"] == ["yarm/gap: 12.4% is 12.3% when run again."]
    assert "Differences: 1." in found.lines()


def test_what_was_not_run_is_not_certified(made, archive):
    report = Report((), 0, (Finding("edition.zip", "Its chapters were not run again: why."),))
    with pytest.raises(RunError, match=r"nothing to certify\. Its chapters were not run again"):
        made(report)
    assert not archive.with_name("edition-1.0.0.certificate.json").exists()


def test_the_wrong_key_is_named(made, tmp_path):
    other = new_key(tmp_path / "keys" / "other.pem")
    with pytest.raises(RunError, match=r"signed with another key \(\w{16}\) than other.pem.pub"):
        verify_certificate(made(), signed_by=other)


@pytest.mark.parametrize(
    ("part", "value"),
    [("chapters", 3), ("differences", ["none of your business"]), ("on", "2026-11-30")],
)
def test_an_altered_statement_is_refused(made, part, value):
    path = made()
    given = json.loads(path.read_text())
    given["statement"][part] = value
    path.write_text(json.dumps(given))
    with pytest.raises(RunError, match="not the one that was signed: it was altered"):
        verify_certificate(path)


def test_a_statement_signed_anew_by_another_needs_the_signers_key(made, key):
    """Whoever alters it can sign it himself; the public key that was given tells."""
    path = made()
    given = json.loads(path.read_text())
    other = of.sign(given["statement"] | {"chapters": 3}, Ed25519PrivateKey.generate())
    path.write_text(json.dumps({name: getattr(other, name) for name in of.PARTS}))
    assert verify_certificate(path).statement["chapters"] == 3
    with pytest.raises(RunError, match="signed with another key"):
        verify_certificate(path, signed_by=key.with_name("mine.pem.pub"))


def test_a_key_or_a_signature_of_another_is_refused(made):
    path = made()
    given = json.loads(path.read_text())
    other = of.sign(given["statement"] | {"chapters": 3}, Ed25519PrivateKey.generate())
    for part in ("public_key", "signature"):
        path.write_text(json.dumps(given | {part: getattr(other, part)}))
        with pytest.raises(RunError, match="not the one that was signed: it was altered"):
            verify_certificate(path)


@pytest.mark.parametrize(
    ("part", "value", "said"),
    [
        ("differences", "none", "its differences is not as `analysis certify` writes it"),
        ("machine", {"system": "Linux"}, "its machine is not as `analysis certify` writes it"),
        ("version", True, "its version is not as `analysis certify` writes it"),
        ("on", "yesterday", "yesterday is no day"),
    ],
)
def test_what_is_signed_and_still_no_statement_is_refused(made, key, part, value, said):
    path = made()
    given = json.loads(path.read_text())
    odd = of.sign(given["statement"] | {part: value}, of._read_private(key))
    path.write_text(json.dumps({name: getattr(odd, name) for name in of.PARTS}))
    with pytest.raises(RunError, match=said):
        verify_certificate(path)


def test_a_certificate_of_a_day_to_come_tells_that_a_clock_is_wrong(made):
    path = made()
    assert verify_certificate(path, today=DAY).statement["on"] == DAY.isoformat()
    with pytest.raises(RunError, match=r"dated 2026-11-29, and it is 2026-11-28 here: one of"):
        verify_certificate(path, today=date(2026, 11, 28))


def test_laying_the_file_out_otherwise_is_no_alteration(made):
    path = made()
    path.write_text(json.dumps(json.loads(path.read_text())))
    assert verify_certificate(path).statement["chapters"] == 2


def test_another_edition_is_refused(made, archive):
    path = made()
    archive.write_bytes(b"another archive")
    with pytest.raises(RunError, match=r"about another file than edition-1\.0\.0\.zip"):
        verify_certificate(path, archive)


def test_an_archive_that_changes_while_it_is_run_is_not_certified(archive, key, monkeypatch):
    def run(path, **_):
        path.write_bytes(b"changed")
        return SOUND

    monkeypatch.setattr(of, "verify_archive", run)
    with pytest.raises(RunError, match="was changed while it was run"):
        certify(archive, key, on=DAY)


def test_a_certificate_of_another_version_is_refused(made, key):
    path = made()
    given = json.loads(path.read_text())
    newer = of.sign(given["statement"] | {"version": 2}, of._read_private(key))
    path.write_text(json.dumps({name: getattr(newer, name) for name in of.PARTS}))
    with pytest.raises(RunError, match="of version 2, and this package reads version 1"):
        verify_certificate(path)


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", "\x00", '{"statement": 1, "public_key": "", "signature": ""}', "[" * 100_000,
     '{"statement": {}, "public_key": "zz", "signature": "00"}'],
)  # fmt: skip
def test_what_is_no_certificate_is_refused(tmp_path, text):
    path = tmp_path / "odd.json"
    path.write_text(text)
    with pytest.raises(RunError, match="is no certificate as `analysis certify` writes it"):
        verify_certificate(path)


def test_a_certificate_that_is_not_there_is_named(tmp_path):
    with pytest.raises(RunError, match=r"There is no file .*none\.json"):
        verify_certificate(tmp_path / "none.json")


@WITH_OPENSSL
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["genpkey", "-algorithm", "x25519"], "is not an Ed25519 key"),
        (["genpkey", "-algorithm", "ed25519", "-aes256", "-pass", "pass:secret"], "has a password"),
    ],
)
def test_other_keys_are_refused(archive, tmp_path, words, said):
    path = tmp_path / "other.pem"
    subprocess.run([OPENSSL, *words, "-out", str(path)], check=True, capture_output=True)
    with pytest.raises(RunError, match=said):
        certify(archive, path, on=DAY)


def test_what_is_no_key_is_refused(archive, tmp_path, made):
    path = tmp_path / "words.pem"
    path.write_text("not a key")
    with pytest.raises(RunError, match=r"holds no private key.*openssl genpkey"):
        certify(archive, path, on=DAY)
    with pytest.raises(RunError, match="holds no public key"):
        verify_certificate(made(), signed_by=path)


def test_a_key_is_kept_outside_the_project(archive):
    inside = paths.project_root() / "mine.pem"
    for use in (lambda: new_key(inside), lambda: certify(archive, inside, on=DAY)):
        with pytest.raises(RunError, match="inside the project, which is shared"):
            use()
    assert not inside.exists()


def test_a_key_is_never_overwritten(key):
    before = key.read_bytes()
    with pytest.raises(RunError, match="there already, and a key is never overwritten"):
        new_key(key)
    assert key.read_bytes() == before


def test_a_key_that_cannot_be_written_is_said(tmp_path):
    with pytest.raises(RunError, match=re.escape("cannot be written")):
        new_key(tmp_path / "no" / "folder.pem")
