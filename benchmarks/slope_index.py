"""Slope index with limits for 722 areas, against 20,000 simulated repetitions of them in numpy.

Run with `python benchmarks/slope_index.py`. Both run in one process on the same figures; the ratio
is what is claimed, the seconds are only of the machine that ran it.
"""

import resource
import time

import numpy as np
import pandas as pd

from analysis.statistics import slope_index

AREAS, GROUPS, REPETITIONS = 722, 10, 20_000


def figures(seed: int = 1) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    rows = AREAS * GROUPS
    return pd.DataFrame(
        {
            "area": np.repeat(np.arange(AREAS), GROUPS),
            "decile": np.tile(np.arange(1, GROUPS + 1), AREAS),
            "value": 76 + np.tile(np.linspace(0, 8, GROUPS), AREAS) + rng.normal(0, 1, rows),
            "population": rng.integers(5_000, 15_000, rows),
            "standard_error": rng.uniform(0.8, 1.4, rows),
        }
    )


def exact(data: pd.DataFrame) -> np.ndarray:
    table = slope_index(data, by="area", group="decile", standard_error="standard_error")
    return table[["sii_lower_ci", "sii_upper_ci"]].to_numpy()


def simulated(data: pd.DataFrame, seed: int = 2) -> np.ndarray:
    """Draw the values of each area again and again and refit the line: the usual way."""
    rng = np.random.default_rng(seed)
    value, people, error = (
        data[name].to_numpy(dtype=float).reshape(AREAS, GROUPS)
        for name in ("value", "population", "standard_error")
    )
    share = people / people.sum(axis=1, keepdims=True)
    rank = np.cumsum(share, axis=1) - share / 2
    offset = rank - (share * rank).sum(axis=1, keepdims=True)
    weight = share * offset / (share * offset**2).sum(axis=1, keepdims=True)
    limits = np.empty((AREAS, 2))
    for area in range(AREAS):
        drawn = value[area] + error[area] * rng.standard_normal((REPETITIONS, GROUPS))
        limits[area] = np.quantile(drawn @ weight[area], (0.025, 0.975))
    return limits


def seconds(function, *args, repeat: int) -> tuple[float, np.ndarray]:
    best = np.inf
    for _ in range(repeat):
        start = time.perf_counter()
        result = function(*args)
        best = min(best, time.perf_counter() - start)
    return best, result


def main() -> None:
    data = figures()
    fast, ours = seconds(exact, data, repeat=10)
    slow, theirs = seconds(simulated, data, repeat=1)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"slope index with limits, {AREAS} areas of {GROUPS} groups: {fast:.4f} s")
    print(f"{REPETITIONS:,} simulated repetitions of the same areas in numpy: {slow:.2f} s")
    print(f"ratio: {slow / fast:.0f} times faster")
    print(f"largest difference of a limit: {np.abs(ours - theirs).max():.3f} years")
    print(f"peak memory: {peak:.0f} MB")


if __name__ == "__main__":
    main()
