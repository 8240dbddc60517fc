"""Each locality's spreadsheet in LibreOffice: every number that was written is read there."""

import csv
import shutil
import subprocess
from datetime import date

import openpyxl
import pytest

from analysis.book.edition import Edition
from analysis.book.spreadsheets import write_spreadsheet
from analysis.data.areas import COUNTRY
from analysis.data.params import load_localities

EDITION = Edition("1.2.3", date(2026, 11, 21), "A book", "Its authors")
HOW_TO_INSTALL = (
    "LibreOffice is not here: on Debian, `apt-get install --no-install-recommends libreoffice-calc`"
)
# Comma, double quote, UTF-8, text in quotes, numbers as they are and not as shown, every sheet.
AS_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,true,false,false,false,-1"
AUTHORITIES = sorted(
    slug for slug, one in load_localities().items() if one.area.type != COUNTRY and not one.inside
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("localc") is None, reason=HOW_TO_INSTALL),
]


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    """Write the spreadsheet of each authority and let LibreOffice read all of them."""
    folder = tmp_path_factory.mktemp("sheets")
    books = [
        write_spreadsheet(load_localities()[slug], EDITION, folder / f"{slug}.xlsx")
        for slug in AUTHORITIES
    ]
    # A profile of its own, so that nothing of the reader's LibreOffice is used or changed.
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", AS_CSV, "--outdir", folder, *books]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return folder


def read_by_libreoffice(path):
    """Give each row as it was read: what has no quotes is a number."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, quoting=csv.QUOTE_NONNUMERIC))


@pytest.mark.parametrize("slug", AUTHORITIES)
def test_libreoffice_reads_every_cell_as_it_was_written(opened, slug):
    book = openpyxl.load_workbook(opened / f"{slug}.xlsx", read_only=True)
    assert set(book.sheetnames) >= {"Profile", "Series", "Gaps", "Wards"}
    for sheet in book:
        written = [list(row) for row in sheet.iter_rows(values_only=True)]
        read = read_by_libreoffice(opened / f"{slug}-{sheet.title}.csv")
        assert len(read) == len(written), sheet.title
        numbers = 0
        for line, (before, after) in enumerate(zip(written, read, strict=True), start=1):
            given = ["" if cell is None else cell for cell in before]
            padded = after + [""] * (len(given) - len(after))
            assert padded == given, f"{sheet.title}, line {line}"
            numbers += sum(isinstance(cell, float) for cell in after)
        assert numbers > 20 or sheet.title in ("Cover", "Contents", "Notes")
