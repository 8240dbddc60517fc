"""The book as a website."""

from datetime import date
from xml.etree import ElementTree

import pytest
import yaml

from analysis.book.edition import Edition
from analysis.book.site import add_site_map, check_site_url, settings_for, site_url_of
from analysis.errors import RunError

ADDRESS = "https://www.borough.example/health-gaps/"


@pytest.mark.parametrize(
    "given",
    [
        "www.borough.example",
        "ftp://a.example/",
        "https://",
        "https://a.example/?b=1",
        "https://a b/",
    ],
)
def test_what_is_no_address_is_refused(given):
    with pytest.raises(RunError, match="is not a whole one: give it as in --site-url https://"):
        check_site_url(given)


def test_an_address_ends_in_one_slash():
    assert check_site_url(ADDRESS) == check_site_url(ADDRESS.rstrip("/")) == ADDRESS


def test_settings_are_touched_only_for_a_site(tmp_path):
    settings = tmp_path / "_config.yml"
    settings.write_text("title: A\nhtml:\n  use_repository_button: false\n", encoding="utf-8")
    assert settings_for(settings, "", tmp_path) == settings
    work = tmp_path / "work"
    work.mkdir()
    made = settings_for(settings, ADDRESS, work)
    assert yaml.safe_load(made.read_text(encoding="utf-8")) == {
        "title": "A",
        "html": {"use_repository_button": False, "baseurl": ADDRESS},
    }
    assert "baseurl" not in settings.read_text(encoding="utf-8")


def test_the_list_of_pages_has_each_page_once(tmp_path):
    for name in ("index", "search", "a-place/gap", "_static/part"):
        page = tmp_path / f"{name}.html"
        page.parent.mkdir(exist_ok=True)
        page.write_text("", encoding="utf-8")
    add_site_map(tmp_path, ADDRESS, Edition("1.0.0", date(2026, 11, 21), "A", "B"))
    tree = ElementTree.parse(tmp_path / "sitemap.xml")  # noqa: S314 - made above
    found = [one.text for one in tree.iter() if one.tag.endswith(("loc", "lastmod"))]
    day = "2026-11-21"
    assert found == [f"{ADDRESS}a-place/gap.html", day, f"{ADDRESS}index.html", day]
    assert (tmp_path / ".nojekyll").is_file()


def test_a_built_book_says_its_address(tmp_path):
    assert site_url_of(tmp_path) == ""
    page = tmp_path / "index.html"
    page.write_text("<head></head>", encoding="utf-8")
    assert site_url_of(tmp_path) == ""
    page.write_text(f'<link rel="canonical" href="{ADDRESS}index.html" />', encoding="utf-8")
    assert site_url_of(tmp_path) == ADDRESS
