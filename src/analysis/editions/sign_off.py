"""The sign-off: who has checked an edition, void as soon as the edition is another one."""

import unicodedata
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from analysis.errors import RunError
from analysis.runner.writing import write_whole

ROLES = ("analyst", "reviewer", "approver")
WAITING = "waiting"
VOID = "void"
SIGNED = "signed"
HEAD = """# Sign this edition: give your name and the date (2026-11-01) below your role.
# Three roles need three people. The line `edition` is the edition's own hash: when anything that is
# sealed in the edition changes, the hash is another one and this sign-off is void.
"""


@dataclass(frozen=True)
class SignOff:
    """Where the sign-off of an edition stands."""

    # For each role ``waiting``, ``signed`` or ``void``.
    states: dict[str, str]
    words: dict[str, str]

    @property
    def void(self) -> bool:
        """Whether somebody signed another edition than this one."""
        return VOID in self.states.values()

    @property
    def complete(self) -> bool:
        """Whether every role has signed this edition."""
        return set(self.states.values()) == {SIGNED}


def write_sign_off(path: Path, digest: str) -> bool:
    """Write a sign-off for an edition's hash, unless the file there holds a name: say whether."""
    if path.is_file() and any(one.get("name") for one in _read(path)["roles"].values()):
        return False
    blank = {role: {"name": "", "date": ""} for role in ROLES}
    text = yaml.safe_dump({"edition": digest, **blank}, sort_keys=False)
    write_whole(path, HEAD + text)
    return True


def read_sign_off(path: Path, digest: str) -> SignOff:
    """Say who has signed the edition of this hash; two roles of one name are refused."""
    given = _read(path)
    states: dict[str, str] = {}
    words: dict[str, str] = {}
    roles: dict[str, str] = {}
    for role, one in given["roles"].items():
        name, day = " ".join(str(one.get("name") or "").split()), one.get("date")
        # Case, spaces and forms of a letter make no other person.
        person = "".join(unicodedata.normalize("NFKC", name).casefold().split())
        other = roles.setdefault(person, role) if person else role
        if other != role:
            raise RunError(
                f"{path.parent.name}/{path.name} has {name} as {other} and as {role}: three "
                f"roles need three people. Let another person sign as {role}."
            )
        if not name or not isinstance(day, date):
            states[role], words[role] = WAITING, "Not yet signed."
        elif given["edition"] == digest:
            states[role], words[role] = SIGNED, f"Signed by {name}, {day.isoformat()}."
        else:
            states[role] = VOID
            words[role] = (
                f"Void: {name} signed another edition on {day.isoformat()}. Remove the file "
                f"to begin a new sign-off."
            )
    return SignOff(states, words)


def _read(path: Path) -> dict[str, Any]:
    try:
        given = yaml.safe_load(path.read_text(encoding="utf-8"))
        roles = {role: dict(given[role]) for role in ROLES}
        return {"edition": str(given["edition"]), "roles": roles}
    except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError) as problem:
        raise RunError(
            f"{path.parent.name}/{path.name} should hold an edition and a name and date for each "
            f"of {', '.join(ROLES)}. Remove it, and `analysis review` writes a new one."
        ) from problem
