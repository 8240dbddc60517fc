"""Which pages are written anew once what stands on them, or what they refer to, is new."""

from collections import defaultdict
from datetime import date
from types import SimpleNamespace

import pytest

from analysis.book.brand import Brand
from analysis.book.contents import Link, Part
from analysis.book.edition import Edition
from analysis.book.page import REFERS, Book, known_of

EDITION = Edition("1.0.0", date(2026, 11, 21), "A book", "Its authors")


def part(name, **titles):
    return Part(
        name, name, tuple(Link(f"{name}/{page}", said) for page, said in titles.items()), ()
    )


@pytest.fixture
def known(project):
    """Give a function that says what each page of a book of two places follows from."""

    def find(*, edition=EDITION, methods="Methods", trend="Trends", label="Where"):
        parts = [part("a", gap="Gaps", trend=trend), part("b", gap="Gaps")]
        titles = {link.page: link.words for one in parts for link in one.pages}
        titles |= {"index": "Front", "methods": methods, "glossary": "Words"}
        inside = {"E05000001": "b/gap"}
        std = {"labels": {"where": ("b/gap", "where", label)}}
        env = SimpleNamespace(
            found_docs=set(titles),
            metadata=defaultdict(dict, {"index": {REFERS: True}}),
            domaindata={"std": std, "py": {"objects": {}}},
        )
        return known_of(Book(titles, parts, inside, edition, Brand()), env)

    return find


def differing(one, other):
    return {page for page in one if one[page] != other[page]}


def test_a_chapter_s_title_stands_on_the_pages_of_its_place(known):
    # The front page refers to others in the words of those.
    assert differing(known(), known(trend="Over time")) == {"a/gap", "a/trend", "index"}


def test_the_title_of_a_page_about_the_book_stands_on_every_page(known):
    before = known()
    assert differing(before, known(methods="How it is done")) == before.keys()


def test_a_heading_is_asked_for_by_pages_that_refer_to_places_alone(known):
    assert differing(known(), known(label="Elsewhere")) == {"index"}


def test_the_edition_stands_on_every_page(known):
    before = known()
    other = Edition("1.1.0", EDITION.released, EDITION.title, EDITION.author)
    assert differing(before, known(edition=other)) == before.keys()
    assert differing(before, known()) == set()
