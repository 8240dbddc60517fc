"""The page for reviewers: what changed between two editions, why, and who has checked it."""

import base64
import re
import shutil
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from analysis import paths
from analysis.book.mime import as_csv
from analysis.book.shell import wrap_alone
from analysis.claims.table import html_table
from analysis.editions.causes import ChangedChapter
from analysis.editions.changes import ChangedFile, Review
from analysis.editions.compare import Change
from analysis.editions.contents import MARKUP
from analysis.editions.sign_off import ROLES, SignOff
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
COUNTED = {
    "meaning": "Sentences that say something else",
    "number": "Numbers that changed",
    "figure": "Figures that changed",
    "suppressed": "Suppressions that are new",
    "released": "Suppressions that are lifted",
    "look": "Figures that only look different",
}
ROWS_ON_PAGE = 20
ROWS_FOLDER = "rows"
ROW_HEADINGS = ("Row", "Column", "Before", "After")
BYTES_IN_A_KILOBYTE = 1000
PAGE = """
{%- macro folded(summary) -%}
<details><summary>{{ summary }}</summary>{{ caller() }}</details>
{%- endmacro -%}

{%- macro changes(one, title, first, kinds) -%}
{%- set rows = rows_of(one, kinds) -%}{%- set caption = title ~ ", " ~ one.title -%}
{%- if rows -%}{%- call folded(caption ~ ": " ~ rows|length) -%}
{{ table((first, "Before", "After", "Cause"), rows, caption=caption, role="group") }}
{%- endcall -%}{%- endif -%}
{%- endmacro -%}

{%- macro sentences(one, kind) -%}
<ul>{%- for (before, after, cause), places in places_of(one, kind).items() -%}<li>
{%- if before and after %}<p>Before: {{ before }}</p><p>After: {{ after }}</p>
{%- elif after %}<p>New: {{ after }}</p>{% else %}<p>Removed: {{ before }}</p>{% endif -%}
{%- if cause != one.cause %}<p>Cause: {{ cause }}.</p>{% endif -%}
{%- if places|length == 1 %}<p>{{ places[0] }}</p>{% else -%}
{%- call folded("In " ~ places|length ~ " places") -%}
{%- for place in places %}<p>{{ place }}</p>{% endfor -%}{%- endcall -%}{%- endif -%}
</li>{%- endfor -%}</ul>
{%- endmacro -%}

<h1>{{ title }}</h1>
{% if review.nothing %}<p>{{ review.lines()[0] }}</p>
{%- else %}<p>Chapters that say something else: {{ said|length }}.</p><ul>
{%- for kind, words in counted.items() if review.counts()[kind] -%}
<li>{{ words }}: {{ review.counts()[kind] }}</li>
{%- endfor %}</ul>{% endif %}
{% if reasons %}<h2>Why it changed</h2><p>Each chapter that changed was run again from the edition \
before with some of what is new. Named is the least that makes a change.</p>
{%- if review.note %}<p>{{ review.note }}</p>{% endif %}
{{ table(("Cause", "Changes"), reasons, caption="Causes of all changes", numeric=[1]) }}{% endif %}
{% if pages %}<h2>New and removed chapters</h2>
{{ table(("Chapter", "Change"), pages, caption="Chapters that came or went") }}{% endif %}
{% for one in said %}<h2>{{ one.title }}</h2><p>Page <code>{{ one.name }}</code></p>
<p class="cause">Cause: {{ one.cause }}.</p>
{% if one.of("meaning") %}<h3>Sentences that say something else</h3>{{ sentences(one, "meaning") }}
{% endif %}{% if one.of("figure") %}<h3>Figures before and after</h3>
{% for change in one.of("figure") %}<h4>{{ change.what }}</h4><div class="pair">
{%- for when, svg in (("Before", change.before), ("After", change.after)) -%}
<figure><figcaption>{{ when }}</figcaption><img src="{{ address(svg) }}" \
alt="{{ when }}: {{ change.what }}"></figure>{% endfor %}</div>
{% endfor %}{% endif %}
{{- changes(one, "Numbers that changed", "Number", ("number", "new", "gone")) }}
{% if one.of("wording") %}{% call folded("Sentences that differ only in their numbers, " ~ one.title
~ ": " ~ one.of("wording")|length) %}{{ sentences(one, "wording") }}{% endcall %}{% endif %}
{{ changes(one, "Sources, code, settings and markup that differ", "Cell", ("markup",)) }}
{% endfor %}
{% if suppressions %}<h2>Suppressions</h2>
{{ table(("Chapter", "Figure", "Before", "After", "Cause"), suppressions,
         caption="Suppressions that are new or lifted") }}{% endif %}
{% if looks %}<h2>Figures that only look different</h2>\
<p>Colours or size differ; they say the same.</p><ul>
{%- for name, what in looks %}<li>{{ name }}: {{ what }}</li>{% endfor %}</ul>{% endif %}
<h2>Figures of the publishers</h2>
{% if files %}{{ table(("File", "Before", "After"), files, caption="Raw files that differ") }}
{% else %}<p>No raw file differs.</p>{% endif %}
{%- for one in review.files if one.rows %}{% call folded(one.name ~ ": " ~ one.counted) %}
{%- if one.rows|length > most %}<p>The first {{ most }} differences of {{ one.rows|length }} are \
shown. <a href="{{ rows_file(one) }}">Every difference of {{ one.name }} (CSV, {{ size(one) }} KB)\
</a></p>{% endif %}
{{- table(headings, cells(one)[:most], caption="Rows of " ~ one.name ~ " that differ",
          role="group") }}{% endcall %}{% endfor %}
<h2>{{ "Signed" if sign_off.complete else "Checklist and sign-off" }}</h2>
{% if sign_off.void %}<p class="cause">The sign-off is void: the edition has changed since it was \
signed.</p>{% endif %}
{%- for role, points in roles.items() %}<h3>{{ role|capitalize }}</h3>
<p>{{ symbols[sign_off.states[role]] }} {{ sign_off.words[role] }}</p><ul>
{%- for point in points %}<li>{{ point }}</li>{% endfor %}</ul>{% endfor %}
{% if not sign_off.complete %}<p>Sign in <code>review/sign-off.yml</code>.</p>{% endif %}
<p>Hash of this edition: <code>{{ review.after.digest }}</code></p>
"""


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
    said = [one for one in review.chapters if not one.cosmetic]
    each = [(one, change) for one in review.chapters for change in one.changes]
    reasons = Counter(
        one.cause_of(change) for one in said for change in one.changes if change.kind != "look"
    )
    given: dict[str, Any] = {"title": title, "review": review, "sign_off": sign_off, "said": said}
    given |= {"counted": COUNTED, "roles": ROLES, "symbols": SYMBOLS}
    given |= {"table": _table, "rows_of": _rows_of, "places_of": _places_of, "address": _address}
    given |= {"rows_file": _rows_file, "cells": _cells, "size": _size}
    given |= {"headings": ROW_HEADINGS, "most": ROWS_ON_PAGE}
    given["reasons"] = [(cause, str(number)) for cause, number in reasons.most_common()]
    given["pages"] = [(name, "new") for name in review.new]
    given["pages"] += [(name, "removed") for name in review.gone]
    given["suppressions"] = [
        (one.name, change.what, change.before, change.after, one.cause_of(change))
        for one, change in each
        if change.kind in ("suppressed", "released")
    ]
    given["looks"] = [(one.name, change.what) for one, change in each if change.kind == "look"]
    given["files"] = [(one.name, one.before, one.after) for one in review.files]
    body = Environment(autoescape=True, trim_blocks=True).from_string(PAGE).render(given)
    # The book stands beside the page where it was built; elsewhere its name is no link.
    built = (paths.build_folder() / FRONT).is_file()
    return wrap_alone(title, body, style=OWN_STYLE, back=f"../{FRONT}" if built else "")


def _table(*given: Any, **options: Any) -> Markup:
    return Markup(html_table(*given, **options))  # noqa: S704


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
    for change in sorted(one.of(kind), key=_is_part_of_a_table):
        pair = (*_readable(change), one.cause_of(change))
        places.setdefault(pair, []).append(f"In cell {change.cell}; {change.what}.")
    return places


def _is_part_of_a_table(change: Change) -> bool:
    return not (change.before or change.after).endswith((".", "!", "?"))


def _readable(change: Change) -> tuple[str, str]:
    """Give two sentences without the signs of Markdown, unless only these differ."""
    before, after = (MARKUP.sub("", text) for text in (change.before, change.after))
    return (before, after) if before != after else (change.before, change.after)


def _address(svg: str) -> str:
    """Give a drawing as an address of its own, so that two on a page share no identifier."""
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"


def _rows_file(one: ChangedFile) -> str:
    name = one.name.lower().removesuffix(".csv")
    return f"{ROWS_FOLDER}/{re.sub(r'[^a-z0-9]+', '-', name)}.csv"


def _rows_csv(one: ChangedFile) -> str:
    return as_csv({"columns": ROW_HEADINGS, "rows": _cells(one)})


def _size(one: ChangedFile) -> int:
    return max(1, round(len(_rows_csv(one).encode()) / BYTES_IN_A_KILOBYTE))


def _cells(one: ChangedFile) -> list[tuple[str, str, str, str]]:
    nothing = "(nothing)"
    return [
        (row.key, row.column or f"the row {row.kind}", row.before or nothing, row.after or nothing)
        for row in one.rows
    ]
