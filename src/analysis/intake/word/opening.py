"""Opening a Word document from outside: what it may be, before anything of it is unpacked."""

import zipfile
from pathlib import Path

import docx
from docx.document import Document
from docx.opc.exceptions import PackageNotFoundError

from analysis.errors import DataError

LARGEST = 50_000_000
LARGEST_UNPACKED = 200_000_000
MOST_PARTS = 5_000
MAIN = "word/document.xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
AGAIN = "Take the paper that `analysis export --word` wrote, and keep it as .docx."


def open_document(path: Path) -> Document:
    """Open a Word document, or say in one sentence why it cannot be read."""
    _check_size(path)
    try:
        with zipfile.ZipFile(path) as packed:
            _check_parts(packed, path.name)
        return docx.Document(str(path))
    except (zipfile.BadZipFile, PackageNotFoundError, KeyError, ValueError) as problem:
        raise DataError(f"{path.name} is no whole Word document. {AGAIN}") from problem
    except SyntaxError as problem:
        raise DataError(f"{path.name} holds XML that cannot be read. {AGAIN}") from problem


def _check_size(path: Path) -> None:
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(len(OLE))
    except OSError as problem:
        raise DataError(f"{path.name} cannot be read: {problem.strerror}.") from problem
    if size > LARGEST:
        raise DataError(
            f"{path.name} has {megabytes(size)}, and a paper at most {megabytes(LARGEST)}: take "
            "out pasted pictures and save it again."
        )
    if start == OLE:
        raise DataError(
            f"{path.name} is protected by a password, or an old .doc: save it as .docx without a "
            "password."
        )


def _check_parts(packed: zipfile.ZipFile, name: str) -> None:
    parts = packed.infolist()
    size = sum(part.file_size for part in parts)
    if size > LARGEST_UNPACKED or len(parts) > MOST_PARTS:
        raise DataError(
            f"{name} would unpack to {megabytes(size)} in {len(parts):,} parts, more than any "
            f"paper of this book; it was not unpacked. {AGAIN}"
        )
    if MAIN not in packed.namelist():
        raise DataError(f"{name} is a packed file, but no Word document. {AGAIN}")


def megabytes(size: int) -> str:
    """Say how large a file is."""
    return f"{size // 1_000_000:,} MB"
