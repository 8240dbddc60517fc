"""A certificate of reproduction: who ran an edition again says so, and signs what came of it.

Keys are Ed25519, made and kept outside the project by who signs. What is signed is the statement as
JSON with sorted keys and no spaces; anybody can check it offline.
"""

import hashlib
import json
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from analysis import paths
from analysis.editions.report import Report
from analysis.editions.verify import Say, verify_archive
from analysis.errors import RunError
from analysis.files import file_digest, write_json
from analysis.runner.cache import PYTHON

VERSION = 1
ENDING = ".certificate.json"
MOST_BYTES = 1_000_000
PARTS = ("public_key", "signature", "statement")
STATED: dict[str, type] = {
    **dict.fromkeys(("archive", "sha256", "code", "run", "lock", "on"), str),
    **{"version": int, "chapters": int, "differences": list, "machine": dict},
}
MACHINE = ("system", "processor", "python")
HOW = "Make one with `analysis certify --new-key PATH` or `openssl genpkey -algorithm ed25519`."


@dataclass(frozen=True)
class Certificate:
    """A signed statement."""

    statement: Mapping[str, Any]
    public_key: str
    signature: str

    @property
    def fingerprint(self) -> str:
        """What tells the signer's key from others, as people compare it."""
        return hashlib.sha256(bytes.fromhex(self.public_key)).hexdigest()[:16]

    def lines(self) -> list[str]:
        """Say what is certified."""
        said, machine = self.statement, self.statement["machine"]
        differences = said["differences"]
        return [
            f"{said['archive']} was run again on {said['on']}: {said['run']}.",
            "The machine: {system}, {processor}, Python {python}.".format(**machine),
            said["code"],
            f"Differences: {len(differences) or 'none'}.",
            *(f"  {one}" for one in differences),
        ]


def new_key(path: Path) -> Path:
    """Write a new private key, which its owner alone can read, and beside it the public one."""
    _check_outside(path)
    public = path.with_name(f"{path.name}.pub")
    for one in (path, public):
        if one.exists():
            raise RunError(f"{one} is there already, and a key is never overwritten. Name another.")
    key = Ed25519PrivateKey.generate()
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    try:
        path.touch(mode=0o600)
        path.write_bytes(secret)
        public.write_bytes(
            key.public_key().public_bytes(
                serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
            )
        )
    except OSError as problem:
        raise RunError(f"{path} cannot be written: {problem.strerror}.") from problem
    return public


def certify(
    archive: Path,
    key: Path,
    *,
    on: date,
    jobs: int | None = None,
    run_its_code: bool = False,
    say: Say = print,
) -> tuple[Path, Certificate]:
    """Run an edition's archive again, and write beside it what came of it, signed."""
    signer = _read_private(key)
    before = file_digest(archive)
    told: list[str] = []
    report = verify_archive(
        archive, jobs=jobs, run_its_code=run_its_code, say=say, tell=told.append
    )
    if not report.chapters:
        raise RunError(f"There is nothing to certify. {report.faults[0].words}")
    if file_digest(archive) != before:
        raise RunError(f"{archive.name} was changed while it was run. Certify it again.")
    certificate = sign(_state(archive.name, before, told, report, on), signer)
    path = archive.with_name(f"{archive.stem}{ENDING}")
    write_json(path, {name: getattr(certificate, name) for name in PARTS})
    return path, certificate


def _state(name: str, digest: str, told: list[str], report: Report, on: date) -> dict[str, Any]:
    return {
        "version": VERSION,
        "archive": name,
        "sha256": digest,
        "code": " ".join(told),
        "run": "every chapter from its template, and the book from the chapters",
        "chapters": len(report.chapters),
        "differences": [str(one) for one in report.faults],
        "machine": {
            "system": platform.system(),
            "processor": platform.machine(),
            "python": PYTHON,
        },
        "lock": file_digest(paths.lock_file()),
        "on": on.isoformat(),
    }


def sign(statement: Mapping[str, Any], key: Ed25519PrivateKey) -> Certificate:
    """Sign a statement."""
    public = key.public_key().public_bytes_raw().hex()
    return Certificate(statement, public, key.sign(_signed(statement)).hex())


def _signed(statement: Mapping[str, Any]) -> bytes:
    """Give the bytes that are signed: one form for what a file may lay out in many."""
    text = json.dumps(statement, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8")


def verify_certificate(
    path: Path,
    archive: Path | None = None,
    signed_by: Path | None = None,
    *,
    today: date | None = None,
) -> Certificate:
    """Check a certificate offline: its signature, whose it is, and which edition it is about.

    Where `today` is given, one that is dated later is refused.
    """
    found = read_certificate(path)
    if signed_by is not None and _read_public(signed_by) != found.public_key:
        raise RunError(
            f"{path.name} is signed with another key ({found.fingerprint}) than {signed_by.name}. "
            "Ask who signed it for the public key."
        )
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(found.public_key))
        key.verify(bytes.fromhex(found.signature), _signed(found.statement))
    except (InvalidSignature, ValueError) as problem:
        raise RunError(
            f"The statement of {path.name} is not the one that was signed: it was altered. Take it "
            "again from who signed it."
        ) from problem
    _check_statement(found.statement, path.name, today)
    if archive is not None and file_digest(archive) != found.statement["sha256"]:
        raise RunError(
            f"{path.name} is about another file than {archive.name}: an archive called "
            f"{found.statement['archive']}. Give the one that it is about."
        )
    return found


def _check_statement(said: Mapping[str, Any], name: str, today: date | None) -> None:
    """Refuse what was signed and is still no statement of this package, or not of a past day."""
    known = said.get("version")
    if known != VERSION or sorted(said) != sorted(STATED):
        raise RunError(
            f"{name} is a certificate of version {known}, and this package reads version "
            f"{VERSION}: check it with the package that made it."
        )
    odd = [part for part, kind in STATED.items() if type(said[part]) is not kind]
    if odd or sorted(said["machine"]) != sorted(MACHINE):
        raise RunError(
            f"{name} is signed, but its {odd[0] if odd else 'machine'} is not as `analysis "
            "certify` writes it. Ask who signed it for a new one."
        )
    try:
        on = date.fromisoformat(said["on"])
    except ValueError as problem:
        raise RunError(
            f"{name} is signed, but {said['on']} is no day. Ask who signed it for a new one."
        ) from problem
    if today is not None and on > today:
        raise RunError(
            f"{name} is dated {on}, and it is {today} here: one of the two clocks is wrong. Set "
            "this one, or ask who signed it for a new one."
        )


def read_certificate(path: Path) -> Certificate:
    """Read a certificate, not yet checked."""
    if not path.is_file():
        raise RunError(f"There is no file {path}. Give the path of a certificate.")
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ValueError("it is too large")
        given = json.loads(path.read_text(encoding="utf-8"))
        found = Certificate(*(given[name] for name in ("statement", "public_key", "signature")))
        if sorted(given) != sorted(PARTS) or not isinstance(found.statement, dict):
            raise ValueError("it has other parts")
        bytes.fromhex(found.public_key + found.signature)
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as problem:
        raise RunError(
            f"{path} is no certificate as `analysis certify` writes it. Give the file that ends in "
            f"{ENDING}."
        ) from problem
    return found


def _read_private(path: Path) -> Ed25519PrivateKey:
    _check_outside(path)
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), None)
    except TypeError as problem:
        raise RunError(f"The key {path.name} has a password; give one without. {HOW}") from problem
    except (OSError, ValueError, UnsupportedAlgorithm) as problem:
        raise RunError(f"{path} holds no private key that can be read. {HOW}") from problem
    if not isinstance(key, Ed25519PrivateKey):
        raise RunError(f"The key {path.name} is not an Ed25519 key. {HOW}")
    return key


def _read_public(path: Path) -> str:
    try:
        key = serialization.load_pem_public_key(path.read_bytes())
    except (OSError, ValueError, UnsupportedAlgorithm) as problem:
        raise RunError(
            f"{path} holds no public key that can be read. Ask for it again."
        ) from problem
    if not isinstance(key, Ed25519PublicKey):
        raise RunError(f"The key {path.name} is not an Ed25519 key. Ask for the signer's own.")
    return key.public_bytes_raw().hex()


def _check_outside(path: Path) -> None:
    """Refuse a key inside the project, where it would be shared with everyone."""
    if path.resolve().is_relative_to(paths.project_root().resolve()):
        raise RunError(
            f"{path} is inside the project, which is shared: keep a private key elsewhere, such as "
            "in your home folder."
        )
