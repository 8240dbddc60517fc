"""How a check says what it found: findings, both sides of a first difference, and the report."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile, zip_longest
from typing import Any

from analysis.runner.canonical import joined

LONGEST = 120
CONTEXT = 40
NOTHING = "nothing"
# Names of the format that tell a reader nothing about where he is.
SILENT = ("cells", "data", "outputs")


@dataclass(frozen=True, order=True)
class Finding:
    """What is wrong with one chapter or file, in a sentence; a cosmetic one is no fault."""

    where: str
    words: str
    cosmetic: bool = False

    def __str__(self) -> str:
        # What a chapter holds may be invisible, or tell a terminal to do something.
        return "".join(
            one if one.isprintable() else one.encode("unicode_escape").decode()
            for one in f"{self.where}: {self.words}"
        )


@dataclass(frozen=True)
class Report:
    """The chapters that were looked at, how many of their cells ran again, and what was found."""

    chapters: tuple[str, ...]
    cells: int
    findings: tuple[Finding, ...]

    @property
    def faults(self) -> tuple[Finding, ...]:
        """What is wrong; empty for a sound book."""
        return tuple(one for one in self.findings if not one.cosmetic)

    def lines(self) -> list[str]:
        """Say how each locality fared, and the whole."""
        faulty = {one.where for one in self.faults}
        pages, wrong = (
            Counter(name.partition("/")[0] for name in names)
            for names in (self.chapters, faulty.intersection(self.chapters))
        )
        said = [
            f"{slug}: {number - wrong[slug]} of {number} chapters verified"
            for slug, number in sorted(pages.items())
        ]
        looks = len(self.findings) - len(self.faults)
        cosmetic = f", {looks} cosmetic" if looks else ""
        cells = f", {self.cells} cells run again" if self.cells else ""
        return [*said, f"{len(self.chapters)} chapters{cells}, {len(self.faults)} faults{cosmetic}"]


def around(before: str, after: str) -> tuple[str, str]:
    """Shorten two texts around the place where they begin to differ.

    >>> around("a" * 200 + "b", "short")[0][-4:]
    'aaa…'
    """
    pairs = zip(before, after, strict=False)
    start = max(0, sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs)) - CONTEXT)
    return _shortened(before, start), _shortened(after, start)


def _shortened(text: str, start: int) -> str:
    if len(text) <= LONGEST:
        return text
    end = start + LONGEST
    return f"{'…' * (start > 0)}{text[start:end]}{'…' * (end < len(text))}"


def two_sides(before: str, after: str) -> str:
    """Say what is published and what is right, shortened around the first difference.

    >>> two_sides("12.4%", "12.3%")
    'the book says "12.4%" and should say "12.3%".'
    """
    if before.endswith("\n") and after.endswith("\n"):
        before, after = before[:-1], after[:-1]
    was, now = (f'"{text}"' if text else NOTHING for text in around(before, after))
    return f"the book says {was} and should say {now}."


def first_place(before: Any, after: Any, where: Sequence[str] = ()) -> str:
    """Name the first place at which two parsed files differ, with both sides; empty for none.

    >>> first_place({"cell": {"id": "rug", "source": "a"}}, {"cell": {"id": "rug"}})
    'Cell, source: the book says "a" and should say nothing.'
    """
    found = find_place(before, after, where)
    return f"{found[0][0].upper()}{found[0][1:]}: {two_sides(*found[1:])}" if found else ""


def find_place(before: Any, after: Any, where: Sequence[str] = ()) -> tuple[str, str, str] | None:
    """Find the first place at which two parsed files differ: its name and both sides.

    >>> find_place({"tags": ["a", "b"]}, {"tags": ["a", "c"]})
    ('tags, part 2', 'b', 'c')
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
            yield [] if key in SILENT else [key], before.get(key), after.get(key)
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
