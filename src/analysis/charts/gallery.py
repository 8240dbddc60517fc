"""Several displays from one cell."""

from dataclasses import dataclass
from typing import Any

from IPython.display import display


@dataclass(frozen=True)
class Gallery:
    """Charts, tables and sentences, or anything that displays itself, shown in order."""

    items: tuple[Any, ...]

    def _ipython_display_(self) -> None:
        for item in self.items:
            display(item)
