"""How often intervals hold the truth and words are said without cause, in seeded simulations.

Run with `python benchmarks/coverage.py [repetitions]`. Writes benchmarks/results/coverage.csv,
which the book shows, and prints it. Each row is one simulation: what was tried, the share found,
its Monte Carlo error, and the range that it has to lie in.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats

from analysis.statistics import gap_trend, linear_trend, slope_index

RESULTS = Path(__file__).parent / "results" / "coverage.csv"
SEED = 2024
YEARS = 3
PEOPLE = np.array([13837, 14519, 14940, 14599, 12311, 13196, 13335, 13388, 13685, 11779.0])
ERROR = np.array([1.13, 1.02, 1.11, 1.49, 1.31, 1.17, 1.31, 1.09, 0.98, 1.32])


def row(family, case, method, *, points, inside, target):
    share = float(np.mean(inside))
    return {
        "family": family,
        "case": case,
        "method": method,
        "points": points,
        "repetitions": len(inside),
        "share": round(share, 4),
        "monte_carlo_error": round(float(np.sqrt(share * (1 - share) / len(inside))), 4),
        "target": target,
    }


def rolling(rng, points, level, spread, slope=0.0):
    years = level + rng.normal(0, spread, points + YEARS - 1)
    years += slope * np.arange(points + YEARS - 1)
    return np.convolve(years, np.full(YEARS, 1 / YEARS), "valid")


def naive_limits(start, value, error):
    """Take overlapping periods as independent: ordinary, or weighted by known errors."""
    line = stats.linregress(start, value)
    if error is None:
        half = stats.t.ppf(0.975, len(value) - 2) * line.stderr
    else:
        half = 1.959964 * error / np.sqrt(np.sum((start - start.mean()) ** 2))
    return line.slope - half, line.slope + half


def trend_coverage(repetitions):
    rows, truth, spread = [], 0.1, 1.5
    for points in (8, 12, 16, 20):
        start = np.arange(2000, 2000 + points)
        for case in ("errors known", "errors not known"):
            rng = np.random.default_rng([SEED, points])
            error = spread / np.sqrt(YEARS) if case == "errors known" else None
            errors = None if error is None else np.full(points, error)
            ours, naive = np.empty(repetitions, dtype=bool), np.empty(repetitions, dtype=bool)
            for number in range(repetitions):
                value = rolling(rng, points, 75, spread, truth)
                trend = linear_trend(start, start + YEARS - 1, value, standard_error=errors)
                ours[number] = trend.lower_ci <= truth <= trend.upper_ci
                lower, upper = naive_limits(start, value, error)
                naive[number] = lower <= truth <= upper
            family = "coverage of the trend, three-year rolling periods"
            rows.append(
                row(family, case, "linear_trend", points=points, inside=ours, target="0.93 to 0.97")
            )
            rows.append(
                row(family, case, "as if independent", points=points, inside=naive, target="fails")
            )
    return rows


def false_words(repetitions):
    rows = []
    for points in (8, 12, 20):
        start = np.arange(2000, 2000 + points)
        for measure in ("absolute", "relative"):
            for case in ("errors known", "errors not known"):
                rng = np.random.default_rng([SEED, points])
                error = np.full(points, 1 / np.sqrt(YEARS)) if case == "errors known" else None
                said = np.empty(repetitions, dtype=bool)
                for number in range(repetitions):
                    first, second = (rolling(rng, points, level, 1.0) for level in (82, 75))
                    trend = gap_trend(
                        start,
                        start + YEARS - 1,
                        first,
                        second,
                        measure=measure,
                        first_error=error,
                        second_error=error,
                    )
                    said[number] = trend.direction in {"widening", "narrowing"}
                rows.append(
                    row(
                        "'widening' or 'narrowing' without change",
                        f"{measure} gap, {case}",
                        "gap_trend",
                        points=points,
                        inside=said,
                        target="at most 0.06",
                    )
                )
    return rows


def slope_coverage(repetitions):
    rng = np.random.default_rng(SEED)
    share = PEOPLE / PEOPLE.sum()
    truth = 8.0
    rank = np.cumsum(share) - share / 2
    data = pd.DataFrame(
        {
            "area": np.repeat(np.arange(repetitions), 10),
            "decile": np.tile(np.arange(10), repetitions),
            "population": np.tile(PEOPLE, repetitions),
            "error": np.tile(ERROR, repetitions),
        }
    )
    data["value"] = np.tile(74 + truth * rank, repetitions) + rng.normal(0, data["error"])
    rows = []
    for case, error in (("errors known", "error"), ("errors not known (HC3)", None)):
        table = slope_index(data, by="area", group="decile", standard_error=error)
        for name, goal in (("sii", truth), ("rii", (74 + truth) / 74)):
            inside = table[f"{name}_lower_ci"].le(goal) & table[f"{name}_upper_ci"].ge(goal)
            rows.append(
                row(
                    f"coverage of the {name}, ten deciles",
                    case,
                    "slope_index",
                    points=10,
                    inside=inside.to_numpy(),
                    target="0.93 to 0.97",
                )
            )
    return rows


def main() -> None:
    repetitions = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    table = pd.DataFrame(
        [*trend_coverage(repetitions), *false_words(repetitions), *slope_coverage(repetitions)]
    )
    RESULTS.parent.mkdir(exist_ok=True)
    table.to_csv(RESULTS, index=False, lineterminator="\n")
    print(table.to_string(index=False))


if __name__ == "__main__":
    main()
