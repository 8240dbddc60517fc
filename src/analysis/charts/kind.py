"""What every chart of one kind has alike: one specification says it, one function builds it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypedDict

import pandas as pd
from matplotlib.figure import Figure

from analysis.charts import style
from analysis.charts.chart import Chart
from analysis.charts.frame import INTERVAL_COLUMNS
from analysis.charts.svg import canonical_svg
from analysis.errors import DataError


class Beside(TypedDict, total=False):
    """What a page gives to any chart: its headline, its source and its name for links.

    A headline may be any object that is text by `str`, and may carry `claims`; without one the
    chart is named after what it shows.
    """

    title: Any
    source: str
    figure_id: str


@dataclass(frozen=True)
class ChartKind:
    """A kind of chart: what it is called, and what its rows hold.

    Parameters
    ----------
    kind : str
        Its name for readers.
    called : str
        Its name in messages.
    needs : tuple of str
        The columns that it cannot do without.
    defaults : mapping
        What stands in each further column where the rows have none; interval columns are empty.

    Examples
    --------
    >>> ChartKind("line chart", "trend chart", ("role",)).rows(pd.DataFrame({"value": [1.0]}))
    Traceback (most recent call last):
    ...
    analysis.errors.DataError: The trend chart needs the column 'role'. Add it to the rows.
    """

    kind: str
    called: str
    needs: tuple[str, ...]
    defaults: Mapping[str, Any] = field(default_factory=dict)

    def rows(self, data: pd.DataFrame) -> pd.DataFrame:
        """Give a copy of the rows with every column that the chart uses, or stop."""
        missing = [name for name in self.needs if name not in data.columns]
        if missing:
            noun, pronoun = ("column", "it") if len(missing) == 1 else ("columns", "them")
            names = ", ".join(repr(name) for name in missing)
            raise DataError(
                f"The {self.called} needs the {noun} {names}. Add {pronoun} to the rows."
            )
        checked = data.reset_index(drop=True).copy()
        filled = dict.fromkeys(INTERVAL_COLUMNS, float("nan")) | dict(self.defaults)
        return checked.assign(
            **{name: value for name, value in filled.items() if name not in checked.columns}
        )

    def chart(
        self,
        draw: Callable[[Figure], None],
        *,
        height: float,
        headline: str,
        subtitle: str,
        alt: str,
        long_description: str,
        reading: str,
        table: tuple[pd.DataFrame, Mapping[str, int]],
        scale: Mapping[str, tuple[float, float]] | None = None,
        title: Any = "",
        source: str = "",
        figure_id: str = "",
    ) -> Chart:
        """Draw on a sheet of this height, and join the drawing to its words and numbers."""
        with style.sheet(height) as figure:
            draw(figure)
            svg = canonical_svg(figure, label=alt)
        return Chart(
            svg=svg,
            kind=self.kind,
            title=title if str(title) else headline,
            subtitle=subtitle,
            alt=alt,
            long_description=long_description,
            data=table[0],
            decimals=table[1],
            scale=scale or {},
            source=source,
            figure_id=figure_id,
            reading=reading,
        )
