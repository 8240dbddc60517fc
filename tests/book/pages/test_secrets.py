"""Nothing of the machine that built the book, and nothing secret, is in it."""

import getpass
import socket
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from test_security import MACHINE, SECRETS

pytestmark = pytest.mark.pages

ROOT = Path(__file__).resolve().parents[3]
# Names that are words of their own are no trace of a machine.
TOO_COMMON = {"root", "localhost", "main", "runner", "user"}


def contents(html: Path) -> Iterator[tuple[str, bytes]]:
    """Give every file of the built book, and what is inside the spreadsheets."""
    for path in sorted(path for path in html.rglob("*") if path.is_file()):
        name = path.relative_to(html).as_posix()
        yield name, path.read_bytes()
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as book:
                yield from ((f"{name}:{part}", book.read(part)) for part in book.namelist())


def test_no_file_of_the_book_names_the_machine_or_a_secret(html):
    own = {str(ROOT), str(Path.home()), socket.gethostname(), getpass.getuser()}
    own = {name.encode() for name in own if len(name) > 5 and name not in TOO_COMMON}
    found = [
        name
        for name, content in contents(html)
        if MACHINE.search(content)
        or SECRETS.search(content)
        or any(trace in content for trace in own)
    ]
    assert found == []
