"""The page for reviewers: what changed between two editions, why, and who has checked it."""

import base64
import re
import shutil
from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

from analysis import paths
from analysis.book.mime import as_csv
from analysis.book.shell import wrap_alone
from analysis.claims.table import html_table
from analysis.editions.changes import ChangedChapter, Review
from analysis.editions.compare import Change
from analysis.editions.contents import MARKUP
from analysis.editions.rows import ChangedFile, ChangedRow
from analysis.editions.sign_off import ROLES, SIGNED, SignOff
from analysis.runner.writing import write_whole

FRONT = "html/index.html"
OWN_STYLE = """
.pair {
  display: grid; gap: 1rem;
  grid-template-columns: repeat(auto-fit, minmax(min(18rem, 100%), 1fr));
}
.pair img { background: #ffffff; width: 100%; }
.pair figure { margin: 0; }
summary { cursor: pointer; min-height: 24px; padding: 0.3rem 0; }
td, th[scope="row"] { min-width: 8rem; overflow-wrap: anywhere; }
li p { margin: 0 0 0.25rem; }
code { overflow-wrap: anywhere; }
.cause { border-left: 0.35rem solid var(--mark, #f46a25); padding-left: 0.8rem; }
"""
SYMBOLS = {"signed": "●", "waiting": "○", "void": "✕"}
NUMBERS = ("number", "new", "gone")
SUPPRESSIONS = ("suppressed", "released")
ROWS_ON_PAGE = 20
ROWS_FOLDER = "rows"
ROW_HEADINGS = ("Row", "Column", "Before", "After")
BYTES_IN_A_KILOBYTE = 1000


def write_page(review: Review, sign_off: SignOff) -> Path:
    """Write the page into ``_build/review``, with the rows that are too many for it beside it."""
    folder = paths.build_folder() / "review"
    shutil.rmtree(folder / ROWS_FOLDER, ignore_errors=True)
    for one in review.files:
        if len(one.rows) > ROWS_ON_PAGE:
            write_whole(folder / _rows_file(one), _rows_csv(one))
    path = folder / "index.html"
    write_whole(path, review_page(review, sign_off))
    return path


def review_page(review: Review, sign_off: SignOff) -> str:
    """Give the page as HTML."""
    title = f"Review: this edition against {review.before.name}"
    parts = [
        f"<h1>{escape(title)}</h1>",
        _summary(review),
        _reasons(review),
        _pages(review),
        *(_chapter(one) for one in review.chapters if not one.cosmetic),
        _suppressions(review),
        _cosmetic(review),
        _files(review),
        _checklist(sign_off, review.after.digest),
    ]
    body = "\n".join(part for part in parts if part)
    # The book stands beside the page where it was built; elsewhere its name is no link.
    built = (paths.build_folder() / FRONT).is_file()
    return wrap_alone(title, body, style=OWN_STYLE, back=f"../{FRONT}" if built else "")


def _summary(review: Review) -> str:
    counts = review.counts()
    if review.nothing:
        return f"<p>{escape(review.lines()[0])}</p>"
    pages = sum(not one.cosmetic for one in review.chapters)
    words = [
        ("Sentences that say something else", counts["meaning"]),
        ("Numbers that changed", counts["number"]),
        ("Figures that changed", counts["figure"]),
        ("Suppressions that are new", counts["suppressed"]),
        ("Suppressions that are lifted", counts["released"]),
        ("Figures that only look different", counts["look"]),
    ]
    points = "".join(f"<li>{text}: {number}</li>" for text, number in words if number)
    return f"<p>Chapters that say something else: {pages}.</p><ul>{points}</ul>"


def _reasons(review: Review) -> str:
    """Say what made the changes, and how many each."""
    counted = Counter(
        one.causes.of(change)
        for one in review.chapters
        if not one.cosmetic
        for change in one.changes
        if change.kind != "look"
    )
    if not counted:
        return ""
    rows = [(cause, str(number)) for cause, number in counted.most_common()]
    table = html_table(("Cause", "Changes"), rows, caption="Causes of all changes", numeric=[1])
    note = f"<p>{escape(review.note)}</p>" if review.note else ""
    return (
        "<h2>Why it changed</h2><p>Each chapter that changed was run again from the edition before "
        "with some of what is new. Named is the least that makes a change.</p>"
        f"{note}{table}"
    )


def _files(review: Review) -> str:
    heading = "<h2>Figures of the publishers</h2>"
    if not review.files:
        return f"{heading}<p>No raw file differs.</p>"
    rows = [(one.name, one.before, one.after) for one in review.files]
    table = html_table(("File", "Before", "After"), rows, caption="Raw files that differ")
    return heading + table + "".join(map(_rows, review.files))


def _rows(one: ChangedFile) -> str:
    if not one.rows:
        return ""
    shown = [_cells(row) for row in one.rows[:ROWS_ON_PAGE]]
    left = ""
    if len(one.rows) > ROWS_ON_PAGE:
        size = max(1, round(len(_rows_csv(one).encode()) / BYTES_IN_A_KILOBYTE))
        left = (
            f"<p>The first {ROWS_ON_PAGE} differences of {len(one.rows)} are shown. "
            f'<a href="{escape(_rows_file(one), quote=True)}">Every difference of '
            f"{escape(one.name)} (CSV, {size} KB)</a></p>"
        )
    table = html_table(ROW_HEADINGS, shown, caption=f"Rows of {one.name} that differ", role="group")
    return _folded(left + table, f"{one.name}: {one.counted}")


def _cells(row: ChangedRow) -> tuple[str, str, str, str]:
    column = row.column or f"the row {row.kind}"
    return row.key, column, row.before or "(nothing)", row.after or "(nothing)"


def _rows_file(one: ChangedFile) -> str:
    name = one.name.lower().removesuffix(".csv")
    return f"{ROWS_FOLDER}/{re.sub(r'[^a-z0-9]+', '-', name)}.csv"


def _rows_csv(one: ChangedFile) -> str:
    return as_csv({"columns": ROW_HEADINGS, "rows": [_cells(row) for row in one.rows]})


def _pages(review: Review) -> str:
    rows = [(name, "new") for name in review.new] + [(name, "removed") for name in review.gone]
    if not rows:
        return ""
    table = html_table(("Chapter", "Change"), rows, caption="Chapters that came or went")
    return f"<h2>New and removed chapters</h2>{table}"


def _suppressions(review: Review) -> str:
    rows = [
        (one.name, change.what, change.before, change.after, one.causes.of(change))
        for one in review.chapters
        for change in one.of(*SUPPRESSIONS)
    ]
    if not rows:
        return ""
    headings = ("Chapter", "Figure", "Before", "After", "Cause")
    table = html_table(headings, rows, caption="Suppressions that are new or lifted")
    return f"<h2>Suppressions</h2>{table}"


def _chapter(one: ChangedChapter) -> str:
    title = escape(one.title)
    wording = _folded(
        _sentences(one, "wording"),
        f"Sentences that differ only in their numbers, {one.title}: {len(one.of('wording'))}",
    )
    parts = [
        f"<h2>{title}</h2>",
        f"<p>Page <code>{escape(one.name)}</code></p>",
        f'<p class="cause">Cause: {escape(one.cause)}.</p>',
        _headed("Sentences that say something else", _sentences(one, "meaning")),
        _headed("Figures before and after", _figures(one)),
        _table(one, NUMBERS, "Numbers that changed"),
        wording,
        _table(one, ("markup",), "Sources, code, settings and markup that differ"),
    ]
    return "".join(parts)


def _headed(title: str, content: str) -> str:
    return f"<h3>{escape(title)}</h3>{content}" if content else ""


def _table(one: ChangedChapter, kinds: Sequence[str], title: str) -> str:
    rows = [
        (
            f"{change.cell}: {change.what}" if change.kind == "markup" else change.what,
            change.before or "(nothing)",
            change.after or "(nothing)",
            one.causes.of(change),
        )
        for change in one.of(*kinds)
    ]
    if not rows:
        return ""
    caption = f"{title}, {one.title}"
    headings = ("Cell" if "markup" in kinds else "Number", "Before", "After", "Cause")
    table = html_table(headings, rows, caption=caption, role="group")
    return _folded(table, f"{caption}: {len(rows)}")


def _sentences(one: ChangedChapter, kind: str) -> str:
    """List words before and after, each pair once with all its places; whole sentences first."""
    places: dict[tuple[str, str, str], list[str]] = {}
    for change in sorted(one.of(kind), key=_is_part_of_a_table):
        pair = (*_readable(change), one.causes.of(change))
        places.setdefault(pair, []).append(f"In cell {change.cell}; {change.what}.")
    items = []
    for (before, after, cause), where in places.items():
        why = "" if cause == one.cause else f"<p>Cause: {escape(cause)}.</p>"
        said = "".join(f"<p>{escape(place)}</p>" for place in where)
        shown = said if len(where) == 1 else _folded(said, f"In {len(where)} places")
        items.append(f"<li>{_quoted(before, after)}{why}{shown}</li>")
    return f"<ul>{''.join(items)}</ul>" if items else ""


def _is_part_of_a_table(change: Change) -> bool:
    return not (change.before or change.after).endswith((".", "!", "?"))


def _readable(change: Change) -> tuple[str, str]:
    """Give two sentences without the signs of Markdown, unless only these differ."""
    before, after = (MARKUP.sub("", text) for text in (change.before, change.after))
    return (before, after) if before != after else (change.before, change.after)


def _quoted(before: str, after: str) -> str:
    if before and after:
        return f"<p>Before: {escape(before)}</p><p>After: {escape(after)}</p>"
    return f"<p>New: {escape(after)}</p>" if after else f"<p>Removed: {escape(before)}</p>"


def _figures(one: ChangedChapter) -> str:
    return "".join(f"<h4>{escape(change.what)}</h4>{_pair(change)}" for change in one.of("figure"))


def _pair(change: Change) -> str:
    sides = (("Before", change.before), ("After", change.after))
    shown = "".join(
        f'<figure><figcaption>{when}</figcaption><img src="{_as_address(svg)}" '
        f'alt="{escape(f"{when}: {change.what}", quote=True)}"></figure>'
        for when, svg in sides
    )
    return f'<div class="pair">{shown}</div>'


def _as_address(svg: str) -> str:
    """Give a drawing as an address of its own, so that two on a page share no identifier."""
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"


def _cosmetic(review: Review) -> str:
    lines: Iterable[str] = (
        f"<li>{escape(one.name)}: {escape(change.what)}</li>"
        for one in review.chapters
        for change in one.of("look")
    )
    items = "".join(lines)
    if not items:
        return ""
    said = "Colours or size differ; they say the same."
    return f"<h2>Figures that only look different</h2><p>{said}</p><ul>{items}</ul>"


def _checklist(sign_off: SignOff, digest: str) -> str:
    title = "Signed" if sign_off.complete else "Checklist and sign-off"
    parts = [f"<h2>{title}</h2>"]
    if sign_off.void:
        parts.append(
            '<p class="cause">The sign-off is void: the edition has changed since it was signed.'
            "</p>"
        )
    for role, points in ROLES.items():
        state = sign_off.states[role]
        items = "".join(f"<li>{escape(point)}</li>" for point in points)
        words = f"{SYMBOLS[state]} {sign_off.words[role]}"
        parts.append(f"<h3>{role.capitalize()}</h3><p>{escape(words)}</p><ul>{items}</ul>")
    if set(sign_off.states.values()) != {SIGNED}:
        parts.append("<p>Sign in <code>review/sign-off.yml</code>.</p>")
    return "".join(parts) + f"<p>Hash of this edition: <code>{digest}</code></p>"


def _folded(content: str, summary: str) -> str:
    return f"<details><summary>{escape(summary)}</summary>{content}</details>" if content else ""
