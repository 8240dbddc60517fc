"""The page for reviewers: what changed between two editions, why, and who has checked it."""

import base64
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

from analysis import paths
from analysis.claims.table import html_table
from analysis.publish.shell import wrap_alone
from analysis.review.changes import ChangedChapter, Review
from analysis.review.compare import Change
from analysis.review.sign_off import ROLES, SIGNED, SignOff
from analysis.runner.writing import write_whole

FRONT = "html/index.html"
OWN_STYLE = """
.pair { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(18rem, 1fr)); }
.pair img { background: #ffffff; width: 100%; }
.pair figure { margin: 0; }
summary { cursor: pointer; min-height: 24px; padding: 0.3rem 0; }
td, th[scope="row"] { min-width: 12rem; overflow-wrap: anywhere; }
li p { margin: 0 0 0.25rem; }
.cause { border-left: 0.35rem solid var(--mark, #f46a25); padding-left: 0.8rem; }
"""
SYMBOLS = {"signed": "●", "waiting": "○", "void": "✕"}
NUMBERS = ("number", "new", "gone")
SUPPRESSIONS = ("suppressed", "released")


def write_page(review: Review, sign_off: SignOff) -> Path:
    """Write the page into ``_build/review``.

    Parameters
    ----------
    review : Review
        What changed.
    sign_off : SignOff
        Who has checked it.

    Returns
    -------
    Path
        The page; it needs no other file.
    """
    path = paths.build_folder() / "review" / "index.html"
    write_whole(path, review_page(review, sign_off))
    return path


def review_page(review: Review, sign_off: SignOff) -> str:
    """Give the page as HTML."""
    title = f"Review: this edition against {review.before.name}"
    parts = [
        f"<h1>{escape(title)}</h1>",
        _summary(review),
        _checklist(sign_off, review.after.digest),
        _files(review),
        _pages(review),
        _suppressions(review),
        *(_chapter(one) for one in review.chapters if not one.cosmetic),
        _cosmetic(review),
    ]
    body = "\n".join(part for part in parts if part)
    # The book stands beside the page where it was built; elsewhere its name is no link.
    built = (paths.build_folder() / FRONT).is_file()
    return wrap_alone(title, body, style=OWN_STYLE, back=f"../{FRONT}" if built else "")


def _summary(review: Review) -> str:
    counts = review.counts()
    if not review.chapters and not review.new and not review.gone:
        return "<p>Both editions say the same: no number, sentence or figure differs.</p>"
    pages = sum(not one.cosmetic for one in review.chapters)
    words = [
        ("Sentences that say something else", counts["meaning"]),
        ("Numbers that changed", counts["number"]),
        ("Figures that changed", counts["figure"]),
        ("Suppressions that are new", counts["suppressed"]),
        ("Suppressions that are lifted", counts["released"]),
        ("Figures that only look different", counts["look"]),
    ]
    points = "".join(f"<li>{text}: {number}</li>" for text, number in words)
    return f"<p>Chapters that say something else: {pages}.</p><ul>{points}</ul>"


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


def _files(review: Review) -> str:
    if not review.files:
        return "<h2>Figures of the publishers</h2><p>No raw file differs.</p>"
    rows = [(one.name, one.before, one.after) for one in review.files]
    return "<h2>Figures of the publishers</h2>" + html_table(
        ("File", "Before", "After"), rows, caption="Raw files that differ"
    )


def _pages(review: Review) -> str:
    rows = [(name, "new") for name in review.new] + [(name, "gone") for name in review.gone]
    if not rows:
        return ""
    table = html_table(("Chapter", "Now"), rows, caption="Chapters that came or went")
    return f"<h2>New and removed chapters</h2>{table}"


def _suppressions(review: Review) -> str:
    rows = [
        (one.name, change.what, change.before, change.after, str(one.causes.of(change)))
        for one in review.chapters
        for change in one.of(*SUPPRESSIONS)
    ]
    if not rows:
        return ""
    headings = ("Chapter", "Figure", "Before", "After", "Cause")
    table = html_table(headings, rows, caption="Suppressions that are new or lifted")
    return f"<h2>Suppressions</h2>{table}"


def _chapter(one: ChangedChapter) -> str:
    parts = [
        f"<h2>{escape(one.title)}</h2>",
        f"<p>Page <code>{escape(one.name)}</code></p>",
        f'<p class="cause">Cause: {escape(str(one.causes))}.</p>',
        _sentences(one.of("meaning"), "Sentences that say something else"),
        _figures(one),
        _numbers(one),
        _folded(
            _sentences(one.of("wording"), "Sentences that differ only in their numbers"),
            f"Sentences that differ only in their numbers, {one.title}: {len(one.of('wording'))}",
        ),
    ]
    return "".join(part for part in parts if part)


def _numbers(one: ChangedChapter) -> str:
    rows = [
        (change.what, change.before, change.after, str(one.causes.of(change)))
        for change in one.of(*NUMBERS)
    ]
    caption = f"Numbers that changed, {one.title}"
    if not rows:
        return ""
    table = html_table(("Number", "Before", "After", "Cause"), rows, caption=caption)
    return _folded(table, f"{caption}: {len(rows)}")


def _sentences(changes: Sequence[Change], title: str) -> str:
    if not changes:
        return ""
    items = "".join(
        f"<li>{_quoted('Before', change.before)}{_quoted('After', change.after)}"
        f"<p>In cell {escape(change.cell)}; {escape(change.what)}.</p></li>"
        for change in changes
    )
    return f"<h3>{escape(title)}</h3><ul>{items}</ul>"


def _quoted(when: str, sentence: str) -> str:
    return f"<p>{when}: {escape(sentence) if sentence else '(nothing)'}</p>"


def _figures(one: ChangedChapter) -> str:
    pairs = "".join(
        f"<h4>{escape(change.what)}</h4>{_pair(change)}"
        for change in one.changes
        if change.kind == "figure"
    )
    return f"<h3>Figures before and after</h3>{pairs}" if pairs else ""


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


def _folded(content: str, summary: str) -> str:
    return f"<details><summary>{escape(summary)}</summary>{content}</details>" if content else ""
