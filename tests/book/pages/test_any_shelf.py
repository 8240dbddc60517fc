"""The built book in any folder: on a USB stick, in SharePoint, below a long path of Windows."""

import re
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup

pytestmark = pytest.mark.pages

# What Windows, exFAT and SharePoint refuse in a name.
FORBIDDEN = re.compile(r'["*:<>?/\\|#%\x00-\x1f]|^[ ~]|[ .]$|_vti_')
RESERVED = {
    "con",
    "prn",
    "aux",
    "nul",
    "desktop",
    *(f"{p}{n}" for p in ("com", "lpt") for n in range(10)),
}
# Windows gives a path 260 characters; this leaves 100 for the folder that the book is put in.
LONGEST = 160


def test_every_name_is_allowed_everywhere(html):
    for path in html.rglob("*"):
        assert not FORBIDDEN.search(path.name), path.name
        assert path.name.split(".")[0].lower() not in RESERVED, path.name


def test_no_two_names_differ_only_in_capitals(html):
    names = [path.relative_to(html).as_posix().lower() for path in html.rglob("*")]
    assert len(set(names)) == len(names)


def test_no_path_is_too_long(html):
    longest = max((path.relative_to(html).as_posix() for path in html.rglob("*")), key=len)
    assert len(longest) <= LONGEST, longest


def test_every_file_that_a_page_asks_for_stands_in_the_folder(html, pages):
    """No address begins at the top of a server, and no file comes from elsewhere."""
    for name in pages:
        soup = BeautifulSoup((html / f"{name}.html").read_bytes(), "html.parser")
        asked = [one["src"] for one in soup.find_all(src=True)]
        asked += [one["href"] for one in soup.find_all("link", href=True, rel="stylesheet")]
        asked += [one["href"] for one in soup.find_all("a", href=True) if "://" not in one["href"]]
        for address in asked:
            parts = urlsplit(address)
            assert not address.startswith("/"), f"{name}: {address}"
            assert parts.scheme in ("", "data", "mailto"), f"{name}: {address}"
