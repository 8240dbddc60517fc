"""A ward's name leads to its page where the book has one, and is plain words where it has none."""

from analysis.book.brand import read_brand
from analysis.book.edition import read_edition
from analysis.book.page import Book, _resolve


def test_a_district_is_a_link_in_the_same_way():
    pages = {"E07000150": "corby/district"}
    book = Book({"corby/district": "Corby"}, [], pages, read_edition(), read_brand())
    body = '<a href="district:E07000150">Corby</a> <a href="district:E07000153">Kettering</a>'
    shown = _resolve(body, lambda page: f"../{page}.html", book)
    assert shown == '<a href="../corby/district.html">Corby</a> Kettering'


def test_a_ward_with_a_page_is_a_link_and_another_its_name():
    book = Book({"yarm/ward": "Yarm"}, [], {"E05014884": "yarm/ward"}, read_edition(), read_brand())
    body = '<th><a href="ward:E05014884">Yarm</a></th><th><a href="ward:E05000001">Else</a></th>'
    shown = _resolve(body, lambda page: f"../{page}.html", book)
    assert shown == '<th><a href="../yarm/ward.html">Yarm</a></th><th>Else</th>'
