"""A locality's figures as an accessible spreadsheet: cover, contents, notes, a table a sheet."""

import re
import warnings
from collections.abc import Callable, Mapping
from datetime import datetime, time
from pathlib import Path

import pandas as pd

from analysis.book.csv_text import harmless_cell
from analysis.book.edition import Edition
from analysis.claims.table import SHORTHAND, columns, with_limits
from analysis.data.areas import Places
from analysis.data.indicators import area_indicators, select_series
from analysis.data.params import Locality
from analysis.data.raw import source_of
from analysis.findings.gaps import gap_table, select_sides
from analysis.findings.neighbourhoods import find_wards_of
from analysis.findings.profile import find_profile
from analysis.formats import canonical

with warnings.catch_warnings():
    # gptables leaves the file of its theme open.
    warnings.simplefilter("ignore", ResourceWarning)
    import gptables

NOT_AVAILABLE = "[x]"
SEVERAL = "As the column Source says"
ABOUT = [
    "Official published figures on health inequalities, with their 95% intervals where the "
    "publisher gives them.",
    "Crown copyright, Open Government Licence v3.0; recorded prevalence: Open Parliament Licence "
    "v3.0.",
]
SPOKEN = {"%": "per cent", "£": "pounds"}
NOTES = (
    ("shorthand", ", ".join(f"{sign} {meaning}" for sign, meaning in SHORTHAND.items())),
    ("limits", "Limits are those of the 95% confidence interval; [x] where none is published."),
    ("verdict", "Better or worse only where the comparator lies outside the 95% interval."),
    ("overlap", "Periods of three years may overlap the next, and then share their years."),
)
SERIES = columns(
    "name area_name area_code period sex unit value lower_ci upper_ci source",
    area_code="Area code",
    source="Source",
)
GAPS = {
    **columns("name period sex"),
    **with_limits("absolute", "Difference"),
    **with_limits("relative", "Ratio"),
    **columns("unit source", source="Source"),
}
WARDS = columns(
    "ward_name ward_code rank decile population",
    ward_code="Ward code",
    rank="Rank among wards of England",
)
# gptables takes "[a](b)" for a link and "$$a$$" for a note: an unseen joiner keeps them as words.
SIGNS = re.compile(r"(?<=\])(?=\()|(?<=\$)(?=\$)")
JOINER = "\u2060"


def write_spreadsheet(locality: Locality, edition: Edition, target: Path) -> Path:
    """Write a locality's profile, series, gaps and wards as one workbook.

    Numbers are numbers, a missing one is ``[x]``, and no text is a formula.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    places = locality.places
    name = places.area_name
    headings = columns(
        "name sex period unit value lower_ci upper_ci comparator_value verdict direction source",
        value=name,
        comparator_value=places.comparator_name,
        verdict="Verdict",
        source="Source",
    )
    profile = _named(find_profile(places), headings)
    series = _of_each(lambda slug: select_series(slug, list(places.roles)), SERIES)
    # Whether they widen is for the chapters.
    gaps = _of_each(lambda slug: gap_table(*select_sides(slug, places)), GAPS)
    wards = _named(find_wards_of(places.area_code, 2025), WARDS)
    of_wards = source_of("deprivation/wards_2024_imd2025")
    sheets = {
        "Profile": _sheet(profile, "profile", f"Latest figures of {name}"),
        "Series": _sheet(series, "series", f"All published figures, {name}"),
        "Gaps": _sheet(gaps, "gaps", f"{name} minus and over its comparator"),
        "Wards": _sheet(wards, "wards", f"Wards of {name}", source=of_wards),
    }
    _write(places, edition, {n: s for n, s in sheets.items() if s is not None}, target)
    return target


def _named(data: pd.DataFrame, headings: Mapping[str, str]) -> pd.DataFrame:
    return data[list(headings)].rename(columns=headings)


def _of_each(find: Callable[[str], pd.DataFrame], headings: Mapping[str, str]) -> pd.DataFrame:
    """Put what is found of each indicator below one another."""
    parts = [
        find(about.indicator).assign(name=about.name, unit=about.unit, source=about.source)
        for about in area_indicators()
    ]
    known = [_named(part, headings) for part in parts if len(part)]
    return pd.concat(known) if known else pd.DataFrame()


def _write(
    places: Places, edition: Edition, sheets: dict[str, gptables.GPTable], target: Path
) -> None:
    title = f"Closing the Gap: {places.area_name}"
    cover = gptables.Cover(
        title=_words(title),
        intro=[f"Edition {edition.version}, {edition.date_words}", _words(edition.author)],
        about=ABOUT,
        contact=["Whoever publishes this edition"],
    )
    contents = {"title": "Contents", "instructions": "One table stands on a sheet."}
    notes = {"title": "Notes", "instructions": "The notes hold for every table."}
    with warnings.catch_warnings():
        # gptables calls pandas in ways that pandas 4 will end; it is bounded in pyproject.
        warnings.simplefilter("ignore", DeprecationWarning)
        workbook = gptables.produce_workbook(
            filename=str(target),
            sheets=sheets,
            cover=cover,
            contentsheet_options=contents,
            notes_table=pd.DataFrame(NOTES, columns=["Note reference", "Note text"]),
            notesheet_options=notes,
            auto_width=True,
            workbook_options={"strings_to_formulas": False, "strings_to_urls": False},
        )
    created = datetime.combine(edition.released, time())
    workbook.set_properties({"title": title, "author": edition.author, "created": created})
    workbook.close()


def _sheet(
    data: pd.DataFrame, name: str, title: str, *, source: str = SEVERAL
) -> gptables.GPTable | None:
    if data.empty:
        return None
    return gptables.GPTable(
        table=_clean(data),
        table_name=name,
        title=_words(title),
        subtitles=["Read with the notes " + "".join(f"$${note}$$" for note, _ in NOTES)],
        scope="As each row says",
        source=_words(source),
        instructions="One table stands on this sheet, and its headings are in one row.",
        legend=[f"{NOT_AVAILABLE} not available"],
        index_columns={1: 0},
    )


def _clean(data: pd.DataFrame) -> pd.DataFrame:
    """Leave numbers as they are, mark what is missing, and make no text a formula."""
    return pd.DataFrame(
        {_words(str(name)): [_cell(cell) for cell in data[name]] for name in data.columns},
        dtype=object,
    )


def _words(text: str) -> str:
    """Keep a text from being read as a link or a reference to a note."""
    return SIGNS.sub(JOINER, text)


def _cell(cell: object) -> object:
    if isinstance(cell, str):
        spoken = SPOKEN.get(cell, cell)
        # A cell of signs alone says nothing aloud, and gptables stops at one.
        return _words(harmless_cell(spoken)) if re.search(r"[a-zA-Z0-9]", spoken) else "[z]"
    if pd.isna(cell):  # type: ignore[call-overload]
        return NOT_AVAILABLE
    return canonical(cell)
