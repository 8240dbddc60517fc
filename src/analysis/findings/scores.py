"""Cases added up: how often what was said came, and how often an interval held what came."""

from collections.abc import Iterable, Sequence
from math import fsum, isfinite

import numpy as np
import pandas as pd

from analysis.findings.forecasts import ABSOLUTE, BOOK
from analysis.formats import canonical
from analysis.statistics import Estimate, band_of, brier_score, clustered_mean, interval_score

BY_INDICATOR = ("measure", "method", "indicator", "years", "word", "band")
BY_AREA = ("area_code", "years", "word")
SUMS = ("number", "known", "came", "said", "squared", "intervals", "inside", "score", "away")
"""Cases; those whose outcome is known, that came, and the sums of what was said and of the squared
errors; those with an interval, that held what came, and the sums of its score and of the distance
of what was expected, both in standard deviations between authorities."""
COUNTS = ("number", "known", "came", "intervals", "inside")


def score_cases(cases: pd.DataFrame) -> pd.DataFrame:
    """Give what each case adds to the `SUMS`, and the band of its probability, nought for none."""
    known = cases["came"].notna()
    told = known & cases["probability"].notna()
    limits = cases[["lower_ci", "upper_ci", "later"]].notna().all(axis=1) & cases["scale"].gt(0)
    inside = cases["lower_ci"].le(cases["later"]) & cases["later"].le(cases["upper_ci"])
    squared = canonical(brier_score(cases["probability"], cases["came"]))
    score = canonical(interval_score(cases["lower_ci"], cases["upper_ci"], cases["later"]))
    away = (cases["value"] - cases["later"]).abs()
    return cases.assign(
        band=[canonical(band_of(one)) if isfinite(one) else 0 for one in cases["probability"]],
        number=1,
        known=known.astype(int),
        came=cases["came"].where(known, 0).astype(int),
        said=cases["probability"].where(told, 0.0),
        squared=squared.where(told, 0.0),
        intervals=limits.astype(int),
        inside=(limits & inside).astype(int),
        score=canonical(score / cases["scale"]).where(limits, 0.0),
        away=canonical(away / cases["scale"]).where(limits, 0.0),
    )


def add_up(scored: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """Add up scored cases, or tallies of them, exactly and in one order."""
    groups = scored.groupby([*keys], sort=True)
    columns = {name: groups[name].agg(_total) for name in SUMS}
    table = canonical(pd.DataFrame(columns).reset_index())
    return table.astype(dict.fromkeys(COUNTS, "int64"))


def _total(values: Iterable[float]) -> float:
    return fsum(values)


def tally(cases: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Add cases up by indicator, method, word and band, and the book's words on gaps by area."""
    scored = score_cases(cases)
    own = scored[(scored["method"] == BOOK) & (scored["measure"] == ABSOLUTE)]
    return add_up(scored, BY_INDICATOR), add_up(own, BY_AREA)


def share(rows: pd.DataFrame, part: str = "came", whole: str = "known") -> Estimate:
    """Give a share or mean of cases, each indicator a cluster."""
    return canonical(clustered_mean(*_by_cluster(rows, part, whole)))


def _by_cluster(rows: pd.DataFrame, part: str, whole: str) -> tuple[np.ndarray, np.ndarray]:
    of = rows["indicator"].to_numpy()
    members = [np.flatnonzero(of == name) for name in sorted({*of})]
    parts, wholes = (
        np.array([fsum(column[rows]) for rows in members])
        for column in (rows[name].to_numpy(float) for name in (part, whole))
    )
    return parts, wholes


def difference(rows: pd.DataFrame, method: str, part: str, whole: str) -> Estimate:
    """Give the book's mean less a rival's over the same cases, each indicator a cluster."""
    book, other = (_by_cluster(rows[rows["method"] == one], part, whole) for one in (BOOK, method))
    if len(book[1]) != len(other[1]) or (book[1] != other[1]).any():
        return Estimate.suppressed("The two were not scored on the same cases.")
    return canonical(clustered_mean(book[0] - other[0], book[1]))
