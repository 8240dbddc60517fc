"""Several displays from one cell."""

from dataclasses import dataclass
from typing import Any

from IPython.display import display


@dataclass(frozen=True)
class Gallery:
    """Charts, tables and sentences that one cell shows in order.

    Parameters
    ----------
    items : tuple
        Anything that displays itself.
    """

    items: tuple[Any, ...]

    def _ipython_display_(self) -> None:
        for item in self.items:
            display(item)
