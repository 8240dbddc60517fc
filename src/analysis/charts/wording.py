"""The words around a chart, made from the rows that it draws."""

import re
from collections.abc import Mapping, Sequence

import pandas as pd

from analysis.charts.chart import Notice, has_intervals, names_by
from analysis.charts.style import SYMBOLS
from analysis.claims.words import count_of, lower_first
from analysis.formats import format_number, with_interval, with_unit

ALT_LIMIT = 249
MOST_NAMES = 4
NO_INTERVALS = "We hold no intervals, so a small difference may be chance."
YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def alternative_text(*sentences: str) -> str:
    """Join sentences while they stay under the limit: the first always, shortened if it must be."""
    first, *others = [" ".join(sentence.split()) for sentence in sentences if sentence]
    if len(first) > ALT_LIMIT:
        first = first[: ALT_LIMIT - 1].rsplit(" ", 1)[0].rstrip(",") + "…"
    for sentence in others:
        if len(first) + 1 + len(sentence) <= ALT_LIMIT:
            first = f"{first} {sentence}"
    return first


def listed(names: Sequence[str], most: int = MOST_NAMES) -> str:
    """Join names as they are said, and count the rest."""
    kept, left = list(names[:most]), len(names) - most
    if left > 0:
        kept.append(count_of(left, "other"))
    return " and ".join(filter(None, [", ".join(kept[:-1]), kept[-1]]))


def period_span(data: pd.DataFrame) -> str:
    """Say the first and the last period of the rows."""
    ends = [*zip(data["position"].tolist(), data["period"].tolist(), strict=True)]
    first, last = (str(end[1]) for end in (min(ends), max(ends)))
    joint = "up to" if " to " in first + last else "to"
    return first if first == last else f"{first} {joint} {last}"


def subtitle(measure: str, places: Sequence[str], period: str, unit: str) -> str:
    """Say measure, place, period and unit."""
    return ", ".join(filter(None, [measure, listed(places), period, unit]))


def plotted_table(
    data: pd.DataFrame, headings: Mapping[str, str], unit: str, decimals: int, name: str = ""
) -> tuple[pd.DataFrame, dict[str, int]]:
    """Give the plotted rows under headings that name the unit, and the decimals of each number.

    `headings` say what identifies a row; where the rows have no such column it is left out.
    `name` is what the values are, where more stand beside them.
    """
    kept = {name: heading for name, heading in headings.items() if name in data.columns}
    value, of = name.capitalize() or "Value", f" of {name}" if name else ""
    numbers = {"value": f"{value} ({unit})" if unit else value}
    if has_intervals(data):
        numbers |= {"lower_ci": f"Lower 95% limit{of}", "upper_ci": f"Upper 95% limit{of}"}
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
    """Say the lowest and the highest value."""
    low, high = (format_number(end, decimals) for end in (values.min(), values.max()))
    return f"Range {low} to {high}."


def series_description(
    series: Mapping[str, pd.DataFrame], unit: str, decimals: int, *notes: str
) -> str:
    """Describe each series in sentences: its ends, its lowest and its highest value."""
    sentences = []
    for name, rows in series.items():
        values, lower, upper, periods = (
            rows[name].to_numpy() for name in ("value", "lower_ci", "upper_ci", "period")
        )
        first, last = (
            f"{with_interval(values[at], lower[at], upper[at], decimals, unit)} in {periods[at]}"
            for at in (0, -1)
        )
        if len(rows) == 1:
            sentences.append(f"{name}: {first}, the only period.")
            continue
        in_rank = values.argsort(kind="stable")
        least, most = (
            f"{with_unit(values[row], decimals, unit)} in {periods[row]}"
            for row in (in_rank[0], in_rank[-1])
        )
        sentences.append(f"{name}: {first}; {last}. Lowest {least}, highest {most}.")
    return joined(*sentences, *notes)


def intervals_said(
    data: pd.DataFrame,
    drawn: str = "The shaded band and thin bars are 95% confidence intervals.",
    missing: str = "We hold no confidence intervals of these figures.",
) -> str:
    """Say what the intervals are, or that none was published."""
    return drawn if has_intervals(data) else missing


def joined(*sentences: str) -> str:
    """Put sentences one after another, without those that say nothing."""
    return " ".join(filter(None, sentences))


def short(value: float, decimals: int, unit: str) -> str:
    """Write a number beside a mark, with no unit but the sign of per cent."""
    number = format_number(value, decimals).replace("-", "−")
    return number + ("%" if unit.startswith("%") else "")


def written(rows: pd.DataFrame, column: str) -> list[str]:
    """Write each number with the decimals of its own row."""
    numbers = zip(rows[column], rows["decimals"], strict=True)
    return [format_number(value, int(decimals)) for value, decimals in numbers]


def break_notes(breaks: Mapping[float, str]) -> list[str]:
    """Say where a series changes its definition."""
    dated = [
        label if YEAR.search(label) else f"{label} at {year:.0f}" for year, label in breaks.items()
    ]
    return [f"{said}: figures before and after are not comparable." for said in dated]


def no_figures(measure: str, rows: pd.DataFrame, column: str = "area_name") -> Notice:
    """Say that there is nothing to draw, and for where."""
    known = names_by(rows.dropna(subset=[column]), column) or ["this area"]
    return Notice(f"We hold no figures on {lower_first(measure)} in {listed(known)}.")


def count_verdicts(verdicts: pd.Series) -> dict[str, int]:
    """Count each verdict that there is, in the order of the key."""
    counts = verdicts.value_counts()
    return {verdict: int(counts[verdict]) for verdict in SYMBOLS if verdict in counts}


def say_verdicts(verdicts: pd.Series) -> str:
    """Say how often each verdict stands there."""
    counts = count_verdicts(verdicts).items()
    return ", ".join(f"{verdict}: {count}" for verdict, count in counts).capitalize() + "."


def read_verdicts(comparator_name: str) -> str:
    """Say what the symbols rest on."""
    return (
        f"The symbol sets each figure against {comparator_name}: it is better or worse only where "
        f"its 95% interval leaves {comparator_name} out. A dash means that we hold no "
        "interval."
    )


def key_lines() -> list[str]:
    """Give the key to the symbols in two lines."""
    words = [f"{symbol} {verdict}" for verdict, symbol in SYMBOLS.items()]
    return ["   ".join(words[:3]), "   ".join(words[3:])]
