"""The page for reviewers: what changed between two editions, why, and who has checked it."""

import base64
import re
import shutil
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from analysis import paths
from analysis.book.edition import STYLES, fill, read_text, size_words
from analysis.book.mime import as_csv
from analysis.claims.table import html_table
from analysis.editions.causes import ChangedChapter
from analysis.editions.changes import ChangedFile, Review
from analysis.editions.contents import MARKUP
from analysis.editions.sign_off import SignOff
from analysis.runner.writing import write_whole

# The rules of dark colours, each a whole rule of its own.
DARK = re.compile(r'^html\[data-theme="dark"\][^{},]*\{[^}]*\}', re.MULTILINE)
FRONT = "html/index.html"
ENDS = (".", "!", "?")
ROWS_ON_PAGE = 20
ROWS_FOLDER = "rows"
ROW_HEADINGS = ("Row", "Column", "Before", "After")


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
    said = [one for one in review.chapters if not one.cosmetic]
    reasons = Counter(
        one.cause_of(change) for one in said for change in one.changes if change.kind != "look"
    )
    # The book stands beside the page where it was built; elsewhere its name is no link.
    built = (paths.build_folder() / FRONT).is_file()
    return fill(
        "review.html",
        **look_alone(),
        back=f"../{FRONT}" if built else "",
        title=f"Review: this edition against {review.before.name}",
        review=review,
        sign_off=sign_off,
        said=said,
        reasons=[(cause, str(number)) for cause, number in reasons.most_common()],
        pages=[
            *((name, "new") for name in review.new),
            *((name, "removed") for name in review.gone),
        ],
        suppressions=[
            (one.name, *row)
            for one in review.chapters
            for row in _rows_of(one, ("suppressed", "released"))
        ],
        files=[(one.name, one.before, one.after) for one in review.files],
        table=html_table,
        rows_of=_rows_of,
        places_of=_places_of,
        address=_address,
        rows_file=_rows_file,
        size=lambda one: size_words(len(_rows_csv(one).encode())),
        headings=ROW_HEADINGS,
        most=ROWS_ON_PAGE,
    )


def look_alone() -> dict[str, str]:
    """Give the book's look, with which the templates of pages without other files are filled."""
    style = "".join(read_text(paths.book_folder() / "_static" / name) for name in STYLES)
    dark = "".join(DARK.findall(style)).replace('[data-theme="dark"]', "[data-theme]")
    return {"style": style, "dark": dark}


def _rows_of(one: ChangedChapter, kinds: Sequence[str]) -> list[tuple[str, str, str, str]]:
    """Give the rows of a table of changes, the cell named where only markup differs."""
    rows = []
    for change in one.of(*kinds):
        what = f"{change.cell}: {change.what}" if change.kind == "markup" else change.what
        was, now = (text or "(nothing)" for text in (change.before, change.after))
        rows.append((what, was, now, one.cause_of(change)))
    return rows


def _places_of(one: ChangedChapter, kind: str) -> dict[tuple[str, str, str], list[str]]:
    """Give words before and after, each pair once with all its places; whole sentences first."""
    places: dict[tuple[str, str, str], list[str]] = {}
    changes = one.of(kind)
    for change in sorted(changes, key=lambda one: not (one.before or one.after).endswith(ENDS)):
        # Without the signs of Markdown, unless only these differ.
        was, now = (MARKUP.sub("", text) for text in (change.before, change.after))
        pair = (was, now) if was != now else (change.before, change.after)
        where = f"In cell {change.cell}; {change.what}."
        places.setdefault((*pair, one.cause_of(change)), []).append(where)
    return places


def _address(svg: str) -> str:
    """Give a drawing as an address of its own, so that two on a page share no identifier."""
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"


def _rows_file(one: ChangedFile) -> str:
    name = one.name.lower().removesuffix(".csv")
    return f"{ROWS_FOLDER}/{re.sub(r'[^a-z0-9]+', '-', name)}.csv"


def _rows_csv(one: ChangedFile) -> str:
    return as_csv({"columns": ROW_HEADINGS, "rows": one.cells})
