"""The page for reviewers: what changed between two editions, why, and who has checked it.

The sign-off is void as soon as the edition is another one.
"""

import base64
import re
import shutil
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from analysis import paths
from analysis.book.csv_text import as_csv
from analysis.book.edition import fill, own_files, read_text, size_words
from analysis.claims.table import html_table
from analysis.editions.causes import ChangedChapter
from analysis.editions.changes import ChangedFile, Review
from analysis.editions.chapter import MARKUP
from analysis.errors import RunError
from analysis.files import write_whole

# The rules of dark colours, each a whole rule of its own.
DARK = re.compile(r'^html\[data-theme="dark"\][^{},]*\{[^}]*\}', re.MULTILINE)
FRONT = "html/index.html"
ENDS = (".", "!", "?")
ROWS_ON_PAGE = 20
ROWS_FOLDER = "rows"
ROW_HEADINGS = ("Row", "Column", "Before", "After")
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


def write_page(review: Review, sign_off: SignOff) -> Path:
    """Write the page into ``_build/review``, with the rows that are too many for it beside it."""
    folder = paths.build_folder() / "review"
    shutil.rmtree(folder / ROWS_FOLDER, ignore_errors=True)
    for one in review.files:
        if len(one.rows) > ROWS_ON_PAGE:
            write_whole(folder / _rows_file(one), _rows_csv(one))
    path = folder / "index.html"
    write_whole(path, review_page(review, sign_off))
    return path


def review_page(review: Review, sign_off: SignOff) -> str:
    """Give the page as HTML."""
    said = [one for one in review.chapters if not one.cosmetic]
    reasons = Counter(
        one.cause_of(change) for one in said for change in one.changes if change.kind != "look"
    )
    # The book stands beside the page where it was built; elsewhere its name is no link.
    built = (paths.build_folder() / FRONT).is_file()
    return fill(
        "review.html",
        **look_alone(),
        back=f"../{FRONT}" if built else "",
        title=f"Review: this edition against {review.before.name}",
        review=review,
        sign_off=sign_off,
        said=said,
        reasons=[(cause, str(number)) for cause, number in reasons.most_common()],
        pages=[
            *((name, "new") for name in review.new),
            *((name, "removed") for name in review.gone),
        ],
        suppressions=[
            (one.name, *row)
            for one in review.chapters
            for row in _rows_of(one, ("suppressed", "released"))
        ],
        files=[(one.name, one.before, one.after) for one in review.files],
        table=html_table,
        rows_of=_rows_of,
        places_of=_places_of,
        address=_address,
        rows_file=_rows_file,
        size=lambda one: size_words(len(_rows_csv(one).encode())),
        headings=ROW_HEADINGS,
        most=ROWS_ON_PAGE,
    )


def look_alone() -> dict[str, str]:
    """Give the book's look, with which the templates of pages without other files are filled."""
    style = "".join(
        read_text(paths.book_folder() / "_static" / name)
        for name in own_files(paths.book_folder(), "css")
    )
    dark = "".join(DARK.findall(style)).replace('[data-theme="dark"]', "[data-theme]")
    return {"style": style, "dark": dark}


def _rows_of(one: ChangedChapter, kinds: Sequence[str]) -> list[tuple[str, str, str, str]]:
    """Give the rows of a table of changes, the cell named where only markup differs."""
    rows = []
    for change in one.of(*kinds):
        what = f"{change.cell}: {change.what}" if change.kind == "markup" else change.what
        was, now = (text or "(nothing)" for text in (change.before, change.after))
        rows.append((what, was, now, one.cause_of(change)))
    return rows


def _places_of(one: ChangedChapter, kind: str) -> dict[tuple[str, str, str], list[str]]:
    """Give words before and after, each pair once with all its places; whole sentences first."""
    places: dict[tuple[str, str, str], list[str]] = {}
    changes = one.of(kind)
    for change in sorted(changes, key=lambda one: not (one.before or one.after).endswith(ENDS)):
        # Without the signs of Markdown, unless only these differ.
        was, now = (MARKUP.sub("", text) for text in (change.before, change.after))
        pair = (was, now) if was != now else (change.before, change.after)
        where = f"In cell {change.cell}; {change.what}."
        places.setdefault((*pair, one.cause_of(change)), []).append(where)
    return places


def _address(svg: str) -> str:
    """Give a drawing as an address of its own, so that two on a page share no identifier."""
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"


def _rows_file(one: ChangedFile) -> str:
    name = one.name.lower().removesuffix(".csv")
    return f"{ROWS_FOLDER}/{re.sub(r'[^a-z0-9]+', '-', name)}.csv"


def _rows_csv(one: ChangedFile) -> str:
    return as_csv({"columns": ROW_HEADINGS, "rows": one.cells})
