"""The words of a comparison as charts show them: symbol, marker, colour, count and key."""

import pandas as pd

from analysis.charts import style
from analysis.errors import DataError

BETTER, SIMILAR, WORSE, NOT_COMPARED = "better", "similar", "worse", "cannot compare"
HIGHER, LOWER = "higher", "lower"
SYMBOLS = {BETTER: "▲", SIMILAR: "●", WORSE: "▼", HIGHER: "△", LOWER: "▽", NOT_COMPARED: "–"}
MARKERS = {BETTER: "^", SIMILAR: "o", WORSE: "v", HIGHER: "^", LOWER: "v", NOT_COMPARED: "_"}
OPEN = (HIGHER, LOWER)
COLOURS = {
    BETTER: style.DARK_BLUE,
    SIMILAR: "#6F6F6F",
    WORSE: style.ORANGE,
    HIGHER: style.DARK_GREY,
    LOWER: style.DARK_GREY,
    NOT_COMPARED: "#6F6F6F",
}
FILLS = {BETTER: style.BAND_TINTS[style.DARK_BLUE], WORSE: style.BAND_TINTS[style.ORANGE]}


def check_verdicts(rows: pd.DataFrame) -> pd.DataFrame:
    """Give the rows back, or stop at a verdict that no chart knows."""
    unknown = sorted(set(rows["verdict"].astype(str)) - set(SYMBOLS))
    if unknown:
        raise DataError(f"The verdict {unknown[0]!r} is not one of {', '.join(SYMBOLS)}.")
    return rows


def count_verdicts(verdicts: pd.Series) -> dict[str, int]:
    """Count each verdict that there is, in the order of the key.

    >>> count_verdicts(pd.Series(["worse", "better", "worse"]))
    {'better': 1, 'worse': 2}
    """
    counts = verdicts.value_counts()
    return {verdict: int(counts[verdict]) for verdict in SYMBOLS if verdict in counts}


def say_verdicts(verdicts: pd.Series) -> str:
    """Say how often each verdict stands there.

    >>> say_verdicts(pd.Series(["worse", "better", "worse"]))
    'Better: 1, worse: 2.'
    """
    counts = count_verdicts(verdicts).items()
    return ", ".join(f"{verdict}: {count}" for verdict, count in counts).capitalize() + "."


def read_verdicts(comparator_name: str) -> str:
    """Say what the symbols rest on."""
    return (
        f"The symbol sets each figure against {comparator_name}: it is better or worse only where "
        f"its 95% interval leaves {comparator_name} out. A dash means that no interval is "
        "published."
    )


def key_lines() -> list[str]:
    """Give the key to the symbols in two lines."""
    words = [f"{symbol} {verdict}" for verdict, symbol in SYMBOLS.items()]
    return ["   ".join(words[:3]), "   ".join(words[3:])]
