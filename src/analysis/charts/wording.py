"""The words around a chart, made from the rows that it draws."""

import re
from collections.abc import Mapping, Sequence

import pandas as pd

from analysis.charts.chart import Notice, alternative_text
from analysis.charts.frame import has_intervals, names_by
from analysis.formats import format_number, with_interval, with_unit

MOST_NAMES = 4
NO_INTERVALS = "No intervals are published, so a small difference may be chance."
YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def listed(names: Sequence[str], most: int = MOST_NAMES) -> str:
    """Join names as they are said, and count the rest.

    >>> listed(["A"]), listed(["A", "B"]), listed(["A", "B", "C"], most=2)
    ('A', 'A and B', 'A, B and 1 other')
    """
    kept = list(names[:most])
    left = len(names) - len(kept)
    if left:
        kept.append(f"{left} other" if left == 1 else f"{left} others")
    return kept[0] if len(kept) == 1 else f"{', '.join(kept[:-1])} and {kept[-1]}"


def lower_first(text: str) -> str:
    """Put a name in the middle of a sentence; proper names and acronyms keep their capitals.

    >>> lower_first("Life expectancy"), lower_first("NEET at 16"), lower_first("")
    ('life expectancy', 'NEET at 16', '')
    """
    if any(letter.isupper() for letter in text[1:]):
        return text
    return text[:1].lower() + text[1:]


def period_span(data: pd.DataFrame) -> str:
    """Say the first and the last period of the rows.

    >>> rows = pd.DataFrame({"period": ["2001 to 2003", "2019 to 2021"], "position": [2002, 2020]})
    >>> period_span(rows)
    '2001 to 2003 up to 2019 to 2021'
    """
    ordered = data.sort_values(["position", "period"])["period"].astype(str).tolist()
    first, last = ordered[0], ordered[-1]
    if first == last:
        return first
    joint = "up to" if " to " in first + last else "to"
    return f"{first} {joint} {last}"


def subtitle(measure: str, places: Sequence[str], period: str, unit: str) -> str:
    """Say measure, place, period and unit.

    >>> subtitle("Life expectancy", ["Here", "England"], "2001 to 2020", "years")
    'Life expectancy, Here and England, 2001 to 2020, years'
    """
    parts = [measure, listed(list(places)) if places else "", period, unit]
    return ", ".join(part for part in parts if part)


def plotted_table(
    data: pd.DataFrame, headings: Mapping[str, str], unit: str, decimals: int
) -> tuple[pd.DataFrame, dict[str, int]]:
    """Give the plotted rows under headings that name the unit, and the decimals of each number.

    `headings` say what identifies a row; where the rows have no such column it is left out.
    """
    kept = {name: heading for name, heading in headings.items() if name in data.columns}
    value = f"Value ({unit})" if unit else "Value"
    numbers = {"value": value}
    if has_intervals(data):
        numbers |= {"lower_ci": "Lower 95% limit", "upper_ci": "Upper 95% limit"}
    frame = data[[*kept, *numbers]].rename(columns=kept | numbers).reset_index(drop=True)
    return frame, dict.fromkeys(numbers.values(), decimals)


def series_alt(
    opening: str, series: Mapping[str, pd.DataFrame], unit: str, decimals: int, *last: str
) -> str:
    """Describe lines in a few words: the opening, the ends of each series, and what comes last."""
    sentences = [opening]
    for name, rows in series.items():
        start = f"{format_number(rows['value'].iloc[0], decimals)} to " if len(rows) > 1 else ""
        sentences.append(f"{name}: {start}{with_unit(rows['value'].iloc[-1], decimals, unit)}.")
    return alternative_text(*sentences, *last)


def range_said(values: pd.Series, decimals: int) -> str:
    """Say the lowest and the highest value.

    >>> range_said(pd.Series([2.0, 1.0]), 1)
    'Range 1.0 to 2.0.'
    """
    return (
        f"Range {format_number(values.min(), decimals)} to {format_number(values.max(), decimals)}."
    )


def series_description(
    series: Mapping[str, pd.DataFrame], unit: str, decimals: int, notes: Sequence[str] = ()
) -> str:
    """Describe each series in sentences: its ends, its lowest and its highest value."""
    sentences = []
    for name, rows in series.items():
        first, last = (_said(rows.iloc[place], unit, decimals) for place in (0, -1))
        if len(rows) == 1:
            sentences.append(f"{name}: {first}, the only period.")
            continue
        in_rank = rows.sort_values("value", kind="stable")
        low, high = (
            f"{with_unit(row['value'], decimals, unit)} in {row['period']}"
            for row in (in_rank.iloc[0], in_rank.iloc[-1])
        )
        sentences.append(f"{name}: {first}; {last}. Lowest {low}, highest {high}.")
    return " ".join([*sentences, *notes])


def _said(row: pd.Series, unit: str, decimals: int) -> str:
    number = with_interval(row["value"], row["lower_ci"], row["upper_ci"], decimals, unit)
    return f"{number} in {row['period']}"


def intervals_said(
    data: pd.DataFrame,
    drawn: str = "The shaded band and thin bars are 95% confidence intervals.",
    missing: str = "No confidence intervals were published with these figures.",
) -> str:
    """Say what the intervals are, or that none was published."""
    return drawn if has_intervals(data) else missing


def how_sure(data: pd.DataFrame, drawn: str) -> str:
    """Say how to read the intervals, or what it means that there are none."""
    return intervals_said(data, drawn, NO_INTERVALS)


def read_series(
    rows: pd.DataFrame, breaks: Mapping[float, str], *, neighbours: bool = False
) -> str:
    """Say what the marks of a line chart are, and what its intervals allow.

    >>> read_series(pd.DataFrame({"lower_ci": [1.0], "upper_ci": [2.0]}), {})
    'Each mark is one period. Shaded bands and thin bars are 95% intervals: the wider, the less
    sure.'
    """
    grey = "Thin grey lines are the neighbours." if neighbours else ""
    drawn = "Shaded bands and thin bars are 95% intervals: the wider, the less sure."
    return joined("Each mark is one period.", grey, how_sure(rows, drawn), *break_notes(breaks))


def joined(*sentences: str) -> str:
    """Put sentences one after another, without those that say nothing."""
    return " ".join(sentence for sentence in sentences if sentence)


def short(value: float, decimals: int, unit: str) -> str:
    """Write a number beside a mark, with no unit but the sign of per cent."""
    return format_number(value, decimals) + ("%" if unit.startswith("%") else "")


def written(rows: pd.DataFrame, column: str) -> list[str]:
    """Write each number with the decimals of its own row."""
    return [
        format_number(value, int(decimals))
        for value, decimals in zip(rows[column], rows["decimals"], strict=True)
    ]


def break_notes(breaks: Mapping[float, str]) -> list[str]:
    """Say where a series changes its definition.

    >>> break_notes({2022.0: "New assessment"})
    ['New assessment at 2022: figures before and after are not comparable.']
    >>> break_notes({2022.0: "The assessment changed in 2021/22"})
    ['The assessment changed in 2021/22: figures before and after are not comparable.']
    """
    dated = [
        label if YEAR.search(label) else f"{label} at {year:.0f}" for year, label in breaks.items()
    ]
    return [f"{said}: figures before and after are not comparable." for said in dated]


def no_figures(measure: str, rows: pd.DataFrame, column: str = "area_name") -> Notice:
    """Say that there is nothing to draw, and for where.

    >>> no_figures("Smoking", pd.DataFrame({"area_name": []})).text
    'No figures are published for smoking in this area.'
    """
    known = names_by(rows.dropna(subset=[column]), column)
    places = listed(known) if known else "this area"
    return Notice(f"No figures are published for {lower_first(measure)} in {places}.")
