"""Where two parsed notebooks differ first, in words, with both sides."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile, zip_longest
from typing import Any

from analysis.runner.canonical import joined

LONGEST = 120
CONTEXT = 40
NOTHING = "nothing"
# Names of the format that tell a reader nothing about where he is.
SILENT = ("cells", "data", "outputs")


def two_sides(before: str, after: str) -> str:
    """Say what is published and what is right, shortened around the first difference.

    >>> two_sides("12.4%", "12.3%")
    'the book says "12.4%" and should say "12.3%".'
    """
    if before.endswith("\n") and after.endswith("\n"):
        before, after = before[:-1], after[:-1]
    same = takewhile(lambda pair: pair[0] == pair[1], zip(before, after, strict=False))
    start = max(0, len(list(same)) - CONTEXT)
    was, now = (_shortened(text, start if len(text) > LONGEST else 0) for text in (before, after))
    return f"the book says {was} and should say {now}."


def _shortened(text: str, start: int) -> str:
    if not text:
        return NOTHING
    kept = text[start : start + LONGEST]
    first, last = "…" * (start > 0), "…" * (start + LONGEST < len(text))
    return f'"{first}{kept}{last}"'


def first_place(before: Any, after: Any, where: Sequence[str] = ()) -> str:
    """Name the first place at which two parsed files differ, with both sides; empty for none.

    >>> first_place({"cell": {"id": "rug", "source": "a"}}, {"cell": {"id": "rug"}})
    'Cell, source: the book says "a" and should say nothing.'
    """
    found = find_place(before, after, where)
    if found is None:
        return ""
    place, was, now = found
    return f"{place[0].upper()}{place[1:]}: {two_sides(was, now)}"


def find_place(before: Any, after: Any, where: Sequence[str] = ()) -> tuple[str, str, str] | None:
    """Find the first place at which two parsed files differ: its name and both sides.

    >>> find_place({"tags": ["a"]}, {"tags": ["b"]})
    ('tags, part 1', 'a', 'b')
    """
    if type(before) is type(after) and before == after:
        return None
    parts = list(_parts(before, after))
    if not parts:
        return ", ".join(where) or "the file", _text(before), _text(after)
    found = (find_place(one, other, [*where, *label]) for label, one, other in parts)
    return next((place for place in found if place), None)


def _parts(before: Any, after: Any) -> Iterator[tuple[list[str], Any, Any]]:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in sorted(before.keys() | after.keys()):
            label = [] if key in SILENT else [key]
            yield label, before.get(key), after.get(key)
    elif _is_lines(before) and _is_lines(after):
        one, other = (joined(text).splitlines(keepends=True) for text in (before, after))
        pairs = [*zip_longest(one, other, fillvalue="")] if len(one) + len(other) > 2 else []
        for number, (was, now) in enumerate(pairs, start=1):
            yield [f"line {number}"], was, now
    elif isinstance(before, list) and isinstance(after, list):
        for number, (was, now) in enumerate(zip_longest(before, after), start=1):
            yield [_label(was or now, number)], was, now


def _is_lines(value: Any) -> bool:
    """Tell a text, whole or as a notebook stores its lines, from any other list."""
    if not isinstance(value, list):
        return isinstance(value, str)
    texts = all(isinstance(one, str) for one in value)
    return bool(value) and texts and all(one.endswith("\n") for one in value[:-1])


def _label(part: Any, number: int) -> str:
    known = part if isinstance(part, Mapping) else {}
    if "cell_type" in known:
        return f"cell {known.get('id', number)}"
    return f"output {number}" if "output_type" in known else f"part {number}"


def _text(value: Any) -> str:
    return "" if value is None else value if isinstance(value, str) else repr(value)
