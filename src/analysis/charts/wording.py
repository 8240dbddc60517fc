"""The words around a chart, made from the rows that it draws."""

import re
from collections.abc import Mapping, Sequence

import pandas as pd

from analysis.charts.chart import Notice, alternative_text
from analysis.charts.frame import has_intervals, in_order
from analysis.formats import format_number, with_interval, with_unit

MOST_NAMES = 4
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

    Parameters
    ----------
    data : pandas.DataFrame
        The rows that are drawn.
    headings : mapping of str to str
        Column to heading for what identifies a row; a column with one empty value is left out.
    unit : str
        Unit of value and limits.
    decimals : int
        Digits shown.

    Returns
    -------
    tuple
        The frame and its decimals by column.
    """
    kept = {name: heading for name, heading in headings.items() if name in data.columns}
    value = f"Value ({unit})" if unit else "Value"
    numbers = {"value": value}
    if has_intervals(data):
        numbers |= {"lower_ci": "Lower 95% limit", "upper_ci": "Upper 95% limit"}
    frame = data[[*kept, *numbers]].rename(columns=kept | numbers).reset_index(drop=True)
    return frame, dict.fromkeys(numbers.values(), decimals)


def series_alt(
    opening: str,
    series: Mapping[str, pd.DataFrame],
    unit: str,
    decimals: int,
    *,
    with_range: bool = True,
    after: str = "",
) -> str:
    """Describe lines in under 250 characters: type and what, ends of each series, range.

    Parameters
    ----------
    opening : str
        Type of chart, measure, place and period.
    series : mapping of str to pandas.DataFrame
        Name to rows in time order, the most important first.
    unit : str
        Unit of the values.
    decimals : int
        Digits shown.
    with_range : bool
        Whether to give the lowest and highest value.
    after : str
        A last sentence.

    Returns
    -------
    str
        Plain sentences.
    """
    sentences = [opening]
    for name, rows in series.items():
        known = rows.dropna(subset=["value"])
        if known.empty:
            continue
        first, last = known["value"].iloc[0], known["value"].iloc[-1]
        if len(known) == 1:
            sentences.append(f"{name}: {with_unit(last, decimals, unit)}.")
        else:
            said = f"{format_number(first, decimals)} to {with_unit(last, decimals, unit)}"
            sentences.append(f"{name}: {said}.")
    values = pd.concat([rows["value"] for rows in series.values()]).dropna()
    low, high = (format_number(end, decimals) for end in (values.min(), values.max()))
    if with_range:
        sentences.append(f"Range {low} to {high}.")
    return alternative_text(*[sentence for sentence in [*sentences, after] if sentence])


def series_description(
    series: Mapping[str, pd.DataFrame], unit: str, decimals: int, notes: Sequence[str] = ()
) -> str:
    """Describe each series in sentences: ends, lowest, highest, what is missing."""
    sentences = []
    for name, rows in series.items():
        known = rows.dropna(subset=["value"])
        if known.empty:
            sentences.append(f"{name}: no values.")
            continue
        first = _said(known.iloc[0], unit, decimals)
        if len(known) == 1:
            sentences.append(f"{name}: {first}, the only period.")
            continue
        in_rank = known.sort_values("value", kind="stable")
        low, high = (_said(in_rank.iloc[place], unit, decimals, short=True) for place in (0, -1))
        last = _said(known.iloc[-1], unit, decimals)
        sentences.append(f"{name}: {first}; {last}. Lowest {low}, highest {high}.")
    return " ".join([*sentences, *notes])


def interval_note(data: pd.DataFrame) -> str:
    """Say what the band is, or that no interval was published."""
    if has_intervals(data):
        return "The shaded band and thin bars are 95% confidence intervals."
    return "No confidence intervals were published with these figures."


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


def names_by(data: pd.DataFrame, column: str, order: Sequence[str] = ()) -> list[str]:
    """List the distinct words of a column in a fixed order."""
    return in_order(data[column].astype(str), order)


def _said(row: pd.Series, unit: str, decimals: int, *, short: bool = False) -> str:
    if short:
        return f"{with_unit(row['value'], decimals, unit)} in {row['period']}"
    number = with_interval(row["value"], row["lower_ci"], row["upper_ci"], decimals, unit)
    return f"{number} in {row['period']}"
