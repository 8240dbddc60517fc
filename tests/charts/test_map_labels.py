"""Words on a map stand over no others and on the sheet, however many there are."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import box
from shapely.geometry import MultiPolygon

from analysis.charts.map_labels import Label, call_out, heart, holds, place_labels

SHEET = (0.0, 0.0, 200.0, 150.0)
NUMBERS = st.floats(20, 130, allow_nan=False)
LABELS = st.lists(
    st.builds(Label, at=st.tuples(NUMBERS, NUMBERS), width=st.just(16.0), height=st.just(12.0)),
    max_size=60,
)


def boxes(labels, places):
    for label, at in zip(labels, places, strict=True):
        if at:
            across, up = label.width / 2, label.height / 2
            yield box(at[0] - across, at[1] - up, at[0] + across, at[1] + up)


@given(LABELS)
@pytest.mark.parametrize("place", [place_labels, call_out])
def test_no_two_labels_overlap_and_none_leaves_the_sheet(place, labels):
    drawn = [*boxes(labels, place(labels, SHEET))]
    assert not any(one.overlaps(other) for one, other in combinations(drawn, 2))
    assert all(box(*SHEET).covers(one) for one in drawn)


def test_one_that_finds_no_room_has_no_place():
    """Of 20 labels at one spot some stand there or near, and the others nowhere."""
    places = place_labels([Label((100, 75), 30, 30)] * 20, SHEET)
    assert places[0] == (100, 75)
    assert None in places


def test_columns_at_the_sides_hold_as_many_as_there_are_lines():
    """150 points hold 11 lines of 12 and 1 between: two columns 22, and the 23rd has no place."""
    places = call_out([Label((100, 75), 16, 12)] * 23, SHEET)
    assert sum(at is not None for at in places) == 22
    assert {at[0] for at in places if at} == {8.0, 192.0}


def test_leaders_of_a_column_do_not_cross():
    labels = [Label((150, 140 - 3 * step), 16, 12) for step in range(10)]
    heights = [at[1] for at in call_out(labels, SHEET)]
    assert heights == sorted(heights, reverse=True)


def test_the_heart_is_in_the_largest_part_away_from_its_border():
    small, large = box(0, 0, 1, 1), box(10, 10, 30, 20)
    x, y = heart(MultiPolygon([small, large]))
    assert large.buffer(-4.5).covers(box(x, y, x, y))


def test_an_area_holds_words_that_lie_within_it():
    assert holds(box(0, 0, 20, 20), Label((10, 10), 16, 12))
    assert not holds(box(0, 0, 20, 20), Label((14, 10), 16, 12))
