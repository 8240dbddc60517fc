"""Neighbourhoods as people name them: wards by name or code, or a file of small areas."""

import csv
import re
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from analysis.data.areas import (
    JOINER,
    WARD,
    Area,
    describe_change,
    extent_of,
    find_area,
    find_group,
    get_area,
    load_areas,
    slugify,
)
from analysis.data.deprivation import read_small_area_lineage, read_small_areas, read_wards
from analysis.data.districts import districts_of
from analysis.data.params import load_localities
from analysis.errors import ParameterError, UnknownAreaError, nearest

_CODE = re.compile(r"[A-Z]\d{8}")
_PART = re.compile(r"[EWSN]0[12]\d{6}")
_EXAMPLE = "such as E01012183"


def choose_place(
    words: Sequence[str], *, wards: bool, small_areas: Path | None, name: str
) -> tuple[Area, str]:
    """Choose the area, group or neighbourhood that is asked for, and say what it was taken as."""
    made = find_neighbourhood(words, wards=wards, small_areas=small_areas, name=name)
    if made is not None:
        return made
    if len(words) == 1:
        area = find_area(words[0])
        return area, f"{describe_change(words[0])}{_own_page(words[0], area, wards=wards)}"
    return find_group(words), ""


def _own_page(words: str, area: Area, *, wards: bool) -> str:
    """Say how a former district of an area has a page of its own; empty for any other place."""
    asked = (words.strip().upper(), slugify(words))
    was = next((one for one in districts_of(area.code) if {one.code, one.slug} & {*asked}), None)
    if was is None:
        return ""
    pages = {(one.area_code, one.within): slug for slug, one in load_localities().items()}
    slug = pages.get((was.code, area.code))
    if slug and wards:
        return ""
    if slug:
        raise ParameterError(
            f"{was.name} is part of {area.name} today, and the book has its page within it: "
            f"`analysis run {slug}`. Nothing was written."
        )
    return (
        f" For a page of {was.name} itself, `analysis new {area.slug} --districts` makes one for "
        f"each of its former districts."
    )


def find_neighbourhood(
    words: Sequence[str], *, wards: bool, small_areas: Path | None, name: str
) -> tuple[Area, str] | None:
    """Find the neighbourhood that is asked for, and what is said of it; none where none is.

    The last of the words are then names of wards with commas between them, after their council.
    """
    if small_areas is not None:
        if words:
            raise ParameterError(
                f"Leave out {' and '.join(words)}: the codes of --small-areas say which council "
                f"it is. A neighbourhood is of wards or of small areas, not of both."
            )
        found = join_small_areas(small_areas)
    elif wards and words and "," in words[-1] and not _is_area(words[-1]):
        if len(words) > 2:
            raise ParameterError("Before the wards of a neighbourhood stands one council at most.")
        found = join_wards(words[-1], *words[:-1]), ""
    else:
        return None
    if not name:
        raise ParameterError('Give the neighbourhood a name, as in --name "North bank".')
    return found


def _is_area(words: str) -> bool:
    """Whether an area has this name with its commas, as Bristol has."""
    return slugify(words) in {area.slug for area in load_areas().values()}


def join_wards(words: str, council: str = "") -> Area:
    """Take wards of one council together: their names or codes, with commas between them."""
    wards = read_wards(2025)
    if council:
        wards = wards[wards["area_code"].isin(extent_of(find_area(council).code))]
    pieces = [piece.strip() for piece in words.split(",") if piece.strip()]
    named = _by_name(pieces, {slugify(str(name)) for name in wards["ward_name"]})
    codes = _codes(named, wards, council)
    twice = next(
        (name for name, code in zip(named, codes, strict=True) if codes.count(code) > 1), ""
    )
    if twice:
        raise ParameterError(f"{twice} is named twice in the neighbourhood: name each ward once.")
    if len(codes) == 1:
        raise ParameterError(
            f"{named[0]} is one ward, which has a page of its own: `analysis new {codes[0]}`. A "
            f"neighbourhood is made of at least two, with commas between them."
        )
    if not codes:
        raise ParameterError("--wards names no ward: give names or codes with commas between them.")
    return get_area(JOINER.join(sorted(codes)))


def _by_name(pieces: Sequence[str], known: set[str]) -> list[str]:
    """Put the names together again that have commas of their own."""
    names, start = [], 0
    while start < len(pieces):
        ends = range(len(pieces), start, -1)
        joined = (", ".join(pieces[start:end]) for end in ends)
        whole = next((name for name in joined if slugify(name) in known), pieces[start])
        names.append(whole)
        start += whole.count(",") + 1
    return names


def _codes(names: Sequence[str], wards: pd.DataFrame, council: str) -> list[str]:
    """Give the code of each ward; one of a name that repeats is the one beside the others."""
    slugs = wards["ward_name"].map(lambda name: slugify(str(name)))
    found = {name: _rows(name, wards, slugs, council) for name in names}
    councils = [set(rows["area_code"]) for rows in found.values()]
    common = set.intersection(*councils) if councils else set()
    if len(common) == 1:
        found = {name: rows[rows["area_code"].isin(common)] for name, rows in found.items()}
    for name, rows in found.items():
        if len(rows) > 1:
            where = ", ".join(f"{row.area_name} ({row.ward_code})" for row in rows[:4].itertuples())
            raise ParameterError(
                f"{name} is a ward of {where}{' and others' * (len(rows) > 4)}: give its code, or "
                f'its council first, as in `analysis new "{rows["area_name"].iloc[0]}" --wards '
                f'"{", ".join(names)}"`.'
            )
    return [str(found[name]["ward_code"].iloc[0]) for name in names]


def _rows(name: str, wards: pd.DataFrame, slugs: pd.Series, council: str) -> pd.DataFrame:
    """Give the wards that a name or code may mean, or stop."""
    code = name.upper()
    if _CODE.fullmatch(code):
        area = get_area(code)
        if area.type != WARD:
            raise ParameterError(
                f"{area.name} is a {area.type}: a neighbourhood is made of wards, or of the small "
                f"areas of a file given by --small-areas."
            )
        rows = wards[wards["ward_code"] == code]
    else:
        rows = wards[slugs == slugify(name)]
    if len(rows):
        return rows
    if council:
        elsewhere = _elsewhere(name, code)
        hint = elsewhere or nearest(name, wards["ward_name"].dropna())
        raise UnknownAreaError(f"{find_area(council).name} has no ward {name}.{hint}")
    hint = nearest(name, wards["ward_name"].dropna().unique())
    raise UnknownAreaError(
        f'No ward of 2024 is called "{name}".{hint} For a page of each ward of a council: '
        f'`analysis new "the council" --wards`.'
    )


def _elsewhere(name: str, code: str) -> str:
    """Say of which other councils a ward is; empty for a ward that there is not."""
    wards = read_wards(2025)
    own = (wards["ward_code"] == code) | (wards["ward_name"].str.lower() == name.lower())
    names = wards.loc[own, "area_name"].unique()[:3]
    return f" It is a ward of {' and of '.join(names)}." if len(names) else ""


def join_small_areas(path: Path) -> tuple[Area, str]:
    """Take the small areas of a file together, and say what its codes of 2011 were taken as."""
    rows = _read_codes(path)
    codes = list(rows)
    abroad = next((code for code in codes if code[0] != "E"), "")
    if abroad:
        get_area(abroad)
    today = set(read_small_areas(2025)["small_area_code"])
    lineage = read_small_area_lineage()
    before = set(lineage["small_area_2011"])
    old = [code for code in codes if code in before - today]
    new = [code for code in codes if code in today - before]
    if old and new:
        raise ParameterError(
            f"{path.name} mixes small areas of 2011 ({old[0]}, row {rows[old[0]]}) with those of "
            f"2021 ({new[0]}, row {rows[new[0]]}): give codes of one census, best of 2021."
        )
    said = ""
    if old:
        codes = _as_today(codes, lineage, path)
        said = (
            f"{path.name} holds codes of 2011: {len(old)} of them are small areas of 2021 of the "
            f"same extent under other codes, which are written."
        )
    if len(codes) == 1:
        raise ParameterError(
            f"{path.name} names one area alone: a neighbourhood is made of at least two."
        )
    return get_area(JOINER.join(sorted(codes))), said


def _as_today(codes: Sequence[str], lineage: pd.DataFrame, path: Path) -> list[str]:
    """Give the small areas of 2021 that those of 2011 became, where the extent is the same."""
    own = lineage[lineage["small_area_2011"].isin(codes)]
    now = sorted(set(own["small_area_2021"]))
    around = lineage[lineage["small_area_2021"].isin(now)]
    beyond = around[~around["small_area_2011"].isin(codes) | (around["change"] == "X")]
    if len(beyond):
        one = beyond.iloc[0]
        raise ParameterError(
            f"{path.name} holds codes of 2011, and {one['small_area_2021']} of 2021 lies only "
            f"partly in them: give codes of 2021."
        )
    middle = [code for code in codes if code.startswith("E02")]
    return [*now, *middle]


def _read_codes(path: Path) -> dict[str, int]:
    """Read the column of codes of a file: each code, and the row that it stands in."""
    if not path.is_file():
        raise ParameterError(f"There is no file {path}. Give the path of a CSV of codes.")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        raise ParameterError(
            f"{path.name} cannot be read as text: give a CSV with a column of codes {_EXAMPLE}."
        ) from problem
    lines = csv.reader(text.replace(";", ",").replace("\t", ",").splitlines())
    cells = [[cell.strip().upper() for cell in line] for line in lines]
    width = max(map(len, cells), default=0)
    table = [[*line, *[""] * (width - len(line))] for line in cells]
    columns = [[line[place] for line in table] for place in range(width)]
    counts = [sum(bool(_PART.fullmatch(cell)) for cell in column) for column in columns]
    if not any(counts):
        raise ParameterError(
            f"{path.name} has no column of codes of small or middle-layer areas {_EXAMPLE}."
        )
    # Of two columns of codes the finer one says where the neighbourhood ends.
    finest = min(
        (place for place in range(width) if counts[place]),
        key=lambda place: (min(filter(_PART.fullmatch, columns[place]))[:3], -counts[place]),
    )
    found: dict[str, int] = {}
    for row, cell in enumerate(columns[finest], start=1):
        if not cell or (not found and not _PART.fullmatch(cell)):
            continue
        if not _PART.fullmatch(cell):
            raise ParameterError(
                f'{path.name}, row {row}: "{cell}" is no code of a small area, {_EXAMPLE}.'
            )
        if cell in found:
            raise ParameterError(
                f"{path.name}: {cell} stands in rows {found[cell]} and {row}. Keep one."
            )
        found[cell] = row
    return found
