"""An indicator that is the sum of another and a rest: how large the rest is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from analysis.data.indicators import describe_indicator, select_series
from analysis.formats import canonical


@dataclass(frozen=True)
class Parts:
    """The part of a figure that has its own indicator, as a row of it, and what is left."""

    name: str
    part: Mapping[str, Any]
    rest_name: str
    rest: float


def find_parts(row: Mapping[str, Any]) -> Parts | None:
    """Split the figure of a row into its part and the rest; None where it has none.

    The rest is a difference of two published shares of the same people, so it has no interval.
    """
    about = describe_indicator(str(row["indicator"])).part
    if about is None:
        return None
    found = select_series(about.indicator, [str(row["area_code"])])
    found = found[found["value"].notna() & found["period"].eq(row["period"])]
    same = found[found["sex"] == row["sex"]].to_dict("records")
    if not same:
        return None
    rest = canonical(float(row["value"]) - float(same[0]["value"]))
    return Parts(describe_indicator(about.indicator).name, same[0], about.rest, rest)
