"""The words of verdicts: the only ones that a page may use, each decided in one place.

=========  =====================================================  ========================
what       words                                                  decided in
=========  =====================================================  ========================
level      better, worse, similar, higher, lower, cannot compare  `level.judge_level`
direction  improving, worsening, rising, falling, steady,         `movement.follow_figure`
           no clear change, cannot tell
gap        widening, narrowing, changed sides, cannot tell        `movement.follow_gap`
pace       going the wrong way, too slow, fast enough,            `pace.judge_pace`
           cannot tell; no gap shown where there is none to close
=========  =====================================================  ========================
"""

BETTER, WORSE, SIMILAR, HIGHER, LOWER = "better", "worse", "similar", "higher", "lower"
CANNOT_COMPARE = "cannot compare"
JUDGED = (BETTER, SIMILAR, WORSE, HIGHER, LOWER)
LEVELS = (WORSE, LOWER, SIMILAR, HIGHER, BETTER, CANNOT_COMPARE)
"""In the order that they are said in."""

IMPROVING, WORSENING, RISING, FALLING = "improving", "worsening", "rising", "falling"
STEADY, NO_CLEAR_CHANGE = "steady", "no clear change"
WIDENING, NARROWING, CHANGED_SIDES = "widening", "narrowing", "changed sides"
CANNOT_TELL = "cannot tell"
MOVING = (IMPROVING, WORSENING, RISING, FALLING)
DIRECTIONS = (*MOVING, STEADY, NO_CLEAR_CHANGE, CANNOT_TELL)
GAP_WORDS = (WIDENING, NARROWING, CHANGED_SIDES, CANNOT_TELL)

WRONG_WAY, TOO_SLOW, FAST_ENOUGH = "going the wrong way", "too slow", "fast enough"
NO_GAP = "no gap shown"
PACES = (WRONG_WAY, TOO_SLOW, FAST_ENOUGH, CANNOT_TELL)

NO_INTERVAL = "we hold no interval"
"""The publisher may have one: only the extract is known to lack it."""
