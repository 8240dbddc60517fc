"""The sign-off: who has checked an edition, void as soon as the edition is another one."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from analysis.errors import RunError
from analysis.runner.writing import write_whole

ROLES = {
    "analyst": (
        "Each changed number has the cause that I expect, and I can say why it moved.",
        "Each sentence that changed meaning is true of its figures.",
        "The command analysis verify found no fault.",
    ),
    "reviewer": (
        "I looked at each changed figure beside the one before.",
        "I followed at least three numbers back to the raw file and its publisher.",
        "New and lifted suppressions are as the publisher has them.",
    ),
    "approver": (
        "What changed is in the changelog, and who is affected has been told.",
        "Analyst and reviewer are two people, and both have signed.",
    ),
}
WAITING = "waiting"
VOID = "void"
SIGNED = "signed"
HEAD = """# Sign this edition: give your name and the date (2026-11-01) below your role.
# The line `edition` is the edition's own hash. When a number, a sentence, a parameter or a line of
# code changes, the hash is another one and this sign-off is void.
"""


@dataclass(frozen=True)
class SignOff:
    """Where the sign-off of an edition stands.

    Parameters
    ----------
    states : dict of str to str
        For each role ``waiting``, ``signed`` or ``void``.
    words : dict of str to str
        For each role a sentence.
    """

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
    """Write a sign-off for an edition, unless the file there holds a name.

    Parameters
    ----------
    path : Path
        The file.
    digest : str
        The edition's hash.

    Returns
    -------
    bool
        Whether it was written: a name that somebody gave is never overwritten.
    """
    if path.is_file() and any(one.get("name") for one in _read(path)["roles"].values()):
        return False
    blank = {role: {"name": "", "date": ""} for role in ROLES}
    text = yaml.safe_dump({"edition": digest, **blank}, sort_keys=False)
    write_whole(path, HEAD + text)
    return True


def read_sign_off(path: Path, digest: str) -> SignOff:
    """Say who has signed an edition.

    Parameters
    ----------
    path : Path
        The file.
    digest : str
        The edition's hash.

    Returns
    -------
    SignOff

    Raises
    ------
    RunError
        When the file is no sign-off.
    """
    given = _read(path)
    same = given["edition"] == digest
    states, words = {}, {}
    for role, one in given["roles"].items():
        name, day = str(one.get("name") or "").strip(), one.get("date")
        if not name or not isinstance(day, date):
            states[role], words[role] = WAITING, "Not yet signed."
        elif same:
            states[role], words[role] = SIGNED, f"Signed by {name}, {day.isoformat()}."
        else:
            states[role] = VOID
            words[role] = (
                f"Void: {name} signed another edition on {day.isoformat()}. Remove the file "
                f"to begin a new sign-off."
            )
    return SignOff(states, words)


def _read(path: Path) -> dict[str, Any]:
    fault = RunError(
        f"{path.parent.name}/{path.name} should hold an edition and a name and date for each of "
        f"{', '.join(ROLES)}. Remove it, and `analysis review` writes a new one."
    )
    try:
        given = yaml.safe_load(path.read_text(encoding="utf-8"))
        roles = {role: dict(given[role]) for role in ROLES}
        return {"edition": str(given["edition"]), "roles": roles}
    except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError) as problem:
        raise fault from problem
