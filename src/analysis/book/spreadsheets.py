"""A locality's figures as an accessible spreadsheet: cover, contents, notes, a table a sheet."""

import re
import warnings
from datetime import datetime, time
from pathlib import Path

import pandas as pd

from analysis.claims.table import SHORTHAND
from analysis.data.areas import Places
from analysis.data.indicators import area_indicators, select_series
from analysis.data.params import Locality
from analysis.data.raw import source_of
from analysis.findings.gaps import find_gap
from analysis.findings.neighbourhoods import find_wards_of
from analysis.findings.profile import find_profile
from analysis.formats import canonical
from analysis.book.edition import Edition
from analysis.book.mime import harmless_cell

with warnings.catch_warnings():
    # gptables leaves the file of its theme open.
    warnings.simplefilter("ignore", ResourceWarning)
    import gptables

NOT_AVAILABLE = "[x]"
SEVERAL = "As the column Source says"
SPOKEN = {"%": "per cent", "£": "pounds"}
NOTES = (
    ("shorthand", ", ".join(f"{sign} {meaning}" for sign, meaning in SHORTHAND.items())),
    ("limits", "Limits are those of the 95% confidence interval; [x] where none is published."),
    ("verdict", "Better or worse only where the comparator lies outside the 95% interval."),
    ("overlap", "Periods of three years may overlap the next, and then share their years."),
)


# gptables takes "[a](b)" for a link and "$$a$$" for a note: an unseen joiner keeps them as words.
SIGNS = re.compile(r"(?<=\])(?=\()|(?<=\$)(?=\$)")
JOINER = "\u2060"


def write_spreadsheet(locality: Locality, edition: Edition, target: Path) -> Path:
    """Write a locality's profile, series, gaps and wards as one workbook.

    The workbook. Numbers are numbers, a missing one is ``[x]``, and no text is a formula.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    places = locality.places
    sheets = {
        "Profile": _sheet(_profile(places), "profile", f"Latest figures of {places.area_name}"),
        "Series": _sheet(_series(places), "series", f"All published figures, {places.area_name}"),
        "Gaps": _sheet(_gaps(places), "gaps", f"{places.area_name} minus and over its comparator"),
        "Wards": _sheet(
            _wards(places),
            "wards",
            f"Wards of {places.area_name}",
            source=source_of("deprivation/wards_2024_imd2025"),
        ),
    }
    _write(places, edition, {n: s for n, s in sheets.items() if s is not None}, target)
    return target


def _write(
    places: Places, edition: Edition, sheets: dict[str, gptables.GPTable], target: Path
) -> None:
    with warnings.catch_warnings():
        # gptables calls pandas in ways that pandas 4 will end; it is bounded in pyproject.
        warnings.simplefilter("ignore", DeprecationWarning)
        workbook = gptables.produce_workbook(
            filename=str(target),
            sheets=sheets,
            cover=_cover(places, edition),
            contentsheet_options={
                "title": "Contents",
                "instructions": "One table stands on a sheet.",
            },
            notes_table=_notes(),
            notesheet_options={
                "title": "Notes",
                "instructions": "The notes hold for every table.",
            },
            auto_width=True,
            workbook_options={"strings_to_formulas": False, "strings_to_urls": False},
        )
    workbook.set_properties(
        {
            "title": f"Closing the Gap: {places.area_name}",
            "author": edition.author,
            "created": datetime.combine(edition.released, time()),
        }
    )
    workbook.close()


def _cover(places: Places, edition: Edition) -> gptables.Cover:
    return gptables.Cover(
        title=_words(f"Closing the Gap: {places.area_name}"),
        intro=[f"Edition {edition.version}, {edition.date_words}", _words(edition.author)],
        about=[
            "Official published figures on health inequalities, with their 95% intervals where "
            "the publisher gives them.",
            "Crown copyright, Open Government Licence v3.0; recorded prevalence: Open Parliament "
            "Licence v3.0.",
        ],
        contact=["Whoever publishes this edition"],
    )


def _notes() -> pd.DataFrame:
    return pd.DataFrame(NOTES, columns=["Note reference", "Note text"])


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


def _profile(places: Places) -> pd.DataFrame:
    names = {
        "name": "Indicator",
        "sex": "Sex",
        "period": "Period",
        "unit": "Unit",
        "value": places.area_name,
        "lower_ci": "Lower 95% limit",
        "upper_ci": "Upper 95% limit",
        "comparator_value": places.comparator_name,
        "verdict": "Verdict",
        "direction": "Recent direction",
        "source": "Source",
    }
    return find_profile(places)[list(names)].rename(columns=names)


def _series(places: Places) -> pd.DataFrame:
    names = {
        "indicator_name": "Indicator",
        "area_name": "Area",
        "area_code": "Area code",
        "period": "Period",
        "sex": "Sex",
        "unit": "Unit",
        "value": "Value",
        "lower_ci": "Lower 95% limit",
        "upper_ci": "Upper 95% limit",
        "source": "Source",
    }
    parts = [
        select_series(about.indicator, list(places.roles)).assign(
            indicator_name=about.name, unit=about.unit, source=about.source
        )
        for about in area_indicators()
    ]
    known = [part for part in parts if len(part)]
    if not known:
        return pd.DataFrame()
    return pd.concat([part[list(names)] for part in known]).rename(columns=names)


def _gaps(places: Places) -> pd.DataFrame:
    names = {
        "period": "Period",
        "sex": "Sex",
        "absolute": "Difference",
        "absolute_lower_ci": "Difference, lower 95% limit",
        "absolute_upper_ci": "Difference, upper 95% limit",
        "relative": "Ratio",
        "relative_lower_ci": "Ratio, lower 95% limit",
        "relative_upper_ci": "Ratio, upper 95% limit",
    }
    parts = []
    for about in area_indicators():
        gaps = find_gap(about.indicator, places).gaps
        if len(gaps):
            own = gaps[list(names)].rename(columns=names)
            own.insert(0, "Indicator", about.name)
            parts.append(own.assign(Unit=about.unit, Source=about.source))
    return pd.concat(parts) if parts else pd.DataFrame()


def _wards(places: Places) -> pd.DataFrame:
    names = {
        "ward_name": "Ward",
        "ward_code": "Ward code",
        "rank": "Rank among wards of England",
        "decile": "Decile",
        "population": "People, mid-2022",
    }
    return find_wards_of(places.area_code, 2025)[list(names)].rename(columns=names)
