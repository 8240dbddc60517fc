"""How often intervals hold the truth and words are said without cause, in seeded simulations.

Run with `python benchmarks/coverage.py [repetitions]`. Prints every simulation and writes
benchmarks/results/coverage.csv, which the book shows: of each case, the length of series at which
the share is furthest from what it should be. A row says what was tried, the share found, its Monte
Carlo error, and the range that it has to lie in. Series are fitted many at a time by the code of
`find_break` and `linear_trend`; the first of every simulation are also given to those two, and must
come out alike.
"""

import sys
import time
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats

from analysis.statistics import find_break, gap_trend, linear_trend, slope_index
from analysis.statistics.breaks import DECLARED, choose_breaks, residual_space
from analysis.statistics.linear_trend import error_covariance, rounding
from analysis.statistics.periods import Lines, Periods, read_periods

RESULTS = Path(__file__).parent / "results" / "coverage.csv"
SEED = 2024
POINTS, YEARS = (8, 12, 20), (1, 2, 3)
AT, AFTER, AHEAD = 2020, 5, 6
"""Where series break, how many periods open from there on, and how far a value is foretold."""
INSIDE, NO_MORE, TOLD = "0.93 to 0.97", "at most 0.06", "no target"
NAIVE = "an ordinary line through overlapping periods"
RATIO = "the gap as a ratio"
MODELS = {
    "as the method supposes": {},
    "twice the variance that the errors say": {"variance": 2.0},
    "rounded to one decimal, errors of 0.2": {"decimals": 1, "size": 0.2},
    "a step of twenty errors": {"step": 20.0},
    "a bend of twelve errors a year": {"bend": 12.0},
    "a step of four errors, not always found": {"step": 4.0},
    "a bend of half an error a year, not always found": {"bend": 0.5},
}
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


@dataclass(frozen=True)
class Series:
    """Made-up series of averages over some years, flat from the break on, and what comes later."""

    points: int
    years: int
    known: bool
    repetitions: int
    variance: float = 1.0
    size: float = 1.0
    decimals: int | None = None
    step: float = 0.0
    bend: float = 0.0
    sides: int = 1

    @cached_property
    def periods(self) -> Periods:
        start = np.arange(AT + AFTER - self.points, AT + AFTER)
        return read_periods(start, start + self.years - 1, straddling=False)

    @property
    def error(self) -> float:
        """The known error of a published value: a difference has that of both sides."""
        return self.size * np.sqrt(self.sides)

    @cached_property
    def drawn(self) -> np.ndarray:
        """All published values, those after the series too."""
        rng = np.random.default_rng([SEED, self.points, self.years, self.sides])
        year = np.arange(self.periods.start[0], AT + AFTER + AHEAD + self.years)
        mean = self.step * (year >= AT) - self.bend * np.clip(AT - (year + 0.5), 0, None)
        values = 0.0
        for side in range(self.sides):
            level = 82.0 - 7 * side
            spread = self.size * np.sqrt(self.years * self.variance)
            each = level + rng.normal(0, spread, (self.repetitions, len(year)))
            each += self.error * mean if side == 0 else 0.0
            total = np.cumsum(np.pad(each, ((0, 0), (1, 0))), axis=1)
            rolled = (total[:, self.years :] - total[:, : -self.years]) / self.years
            rolled = rolled if self.decimals is None else np.round(rolled, self.decimals)
            values = values + (1, -1)[side] * rolled
        return values

    def segments(self):
        """Give the series by where a break is found, and the periods from there on."""
        values, periods = self.drawn[:, : self.points], self.periods
        errors = np.full(self.points, self.error) if self.known else None
        covariance, _ = error_covariance(periods, errors)
        residuals, places = residual_space(periods, covariance, DECLARED, 4)
        chosen = choose_breaks(values @ residuals.T, places, DECLARED)
        self.check(values, chosen, places)
        for number in np.unique(chosen):
            kept = periods.opens >= (places.moments[number] if number >= 0 else -np.inf)
            yield number >= 0, np.flatnonzero(chosen == number), kept

    def lines(self, rows, kept):
        errors = np.full(kept.sum(), self.error) if self.known else None
        rounded = rounding(self.decimals) * np.sqrt(self.sides)
        periods = self.periods.keep(kept)
        covariance, known = error_covariance(periods, errors, rounded)
        return Lines(periods.middle, self.drawn[rows, : self.points][:, kept], covariance, known)

    def check(self, values, chosen, places):
        """Stop where the functions themselves do otherwise."""
        start, end = self.periods.start, self.periods.end
        errors = np.full(self.points, self.error) if self.known else None
        for value, number in zip(values[:2], chosen, strict=False):
            found = find_break(start, end, value, standard_error=errors, straddling=False)
            if (found.at if found else None) != (places.moments[number] if number >= 0 else None):
                raise RuntimeError("The simulation does not do what find_break does.")
        one = linear_trend(start, end, values[0], standard_error=errors, straddling=False)
        many = self.lines(np.array([0]), np.ones(self.points, dtype=bool))
        if self.decimals is None and not np.isclose(
            one.upper_ci, many.slope + many.multiplier * many.slope_error
        ):
            raise RuntimeError("The simulation does not do what linear_trend does.")

    def outcomes(self) -> dict[str, np.ndarray]:
        """Whether a break is found, and the truth is in the interval of slope, line and value."""
        names = ("found", "slope", "line", "then")
        shape = {name: np.zeros(self.repetitions, dtype=bool) for name in names}
        for found, rows, kept in self.segments():
            lines = self.lines(rows, kept)
            shape["found"][rows] = found
            shape["slope"][rows] = np.abs(lines.slope) <= lines.multiplier * lines.slope_error
            offset = self.periods.middle[-1] + AHEAD - lines.centre
            own = lines.factor * np.sqrt(lines.covariance[-1, -1])
            error = np.hypot(lines.level_error, offset * lines.slope_error)
            height = lines.level + offset * lines.slope
            truth = (82.0 if self.sides == 1 else 7.0) + self.step * self.error
            shape["line"][rows] = np.abs(height - truth) <= lines.multiplier * error
            away = np.abs(height - self.drawn[rows, self.points - 1 + AHEAD])
            shape["then"][rows] = away <= lines.multiplier * np.hypot(error, own)
        return shape


def case_of(what, years, *, known):
    length = "single years" if years == 1 else f"rolling over {years} years"
    return f"{what}, {length}, {'errors known' if known else 'errors not known'}"


def series_rows(repetitions):
    rows = []
    for model, options in MODELS.items():
        broken = bool(options.keys() & {"step", "bend"})
        targets = (TOLD, TOLD) if "not always" in model else (INSIDE, NO_MORE)
        # A break in eight periods is seldom looked for: three have to come before and four after.
        points = [n for n in POINTS if n > 8] if broken else POINTS
        for sides, n, years, known in product((1, 2), points, YEARS, (True, False)):
            # Short series are quick and stand nearest to the line, so that more are drawn.
            drawn = repetitions * (3 if n == 8 else 1)
            found = Series(n, years, known, drawn, sides=sides, **options).outcomes()
            kinds = (
                ("trend", "linear_trend", found["slope"], targets[0]),
                ("figure in six years", "Trend.expected", found["then"], targets[0]),
                ("break found", "find_break", found["found"], TOLD),
            )
            if sides == 2:
                kinds = (
                    ("trend of a gap", "gap_trend", found["slope"], targets[0]),
                    ("gap in six years", "Trend.fitted", found["line"], targets[0]),
                    ("word without cause", "gap_trend", ~found["slope"], targets[1]),
                )
            rows += [
                row(model, case_of(what, years, known=known), method,
                    points=n, inside=inside, target=target)
                for what, method, inside, target in kinds
            ]  # fmt: skip
    return rows


def naive_rows(repetitions):
    """Take overlapping periods as independent: an ordinary line, weighted by known errors."""
    rows = []
    for n, known in product(POINTS, (True, False)):
        series = Series(n, 3, known, repetitions)
        values, x = series.drawn[:, :n], np.arange(n) - (n - 1) / 2
        slope = values @ x / (x @ x)
        residual = values - values.mean(axis=1, keepdims=True) - np.outer(slope, x)
        scatter = np.sqrt(np.sum(residual**2, axis=1) / (n - 2) / (x @ x))
        normal = 1.959964 * series.error / np.sqrt(x @ x)
        half = normal if known else stats.t.ppf(0.975, n - 2) * scatter
        rows.append(
            row(NAIVE, case_of("trend", 3, known=known), "as if independent",
                points=n, inside=np.abs(slope) <= half, target="fails")
        )  # fmt: skip
    return rows


def relative_rows(repetitions):
    """Give the trend of a ratio, whose errors differ from series to series, one at a time."""
    rows = []
    for n, known in product((8, 20), (True, False)):
        start = np.arange(2000, 2000 + n)
        rng = np.random.default_rng([SEED, n])
        error = np.full(n, 1 / np.sqrt(3)) if known else None
        said = np.empty(min(repetitions, 2_000), dtype=bool)
        for number in range(len(said)):
            first, second = (
                np.convolve(rng.normal(level, 1, n + 2), np.full(3, 1 / 3), "valid")
                for level in (82, 75)
            )
            trend = gap_trend(
                start, start + 2, first, second,
                measure="relative", first_error=error, second_error=error,
            )  # fmt: skip
            said[number] = trend.direction in {"widening", "narrowing"}
        for what, inside, target in (
            ("trend of a gap", ~said, INSIDE),
            ("word without cause", said, NO_MORE),
        ):
            case = case_of(what, 3, known=known)
            rows.append(row(RATIO, case, "gap_trend", points=n, inside=inside, target=target))
    return rows


def slope_rows(repetitions):
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
                row(f"coverage of the {name}, ten deciles", case, "slope_index",
                    points=10, inside=inside.to_numpy(), target=INSIDE)
            )  # fmt: skip
    return rows


def worst(table: pd.DataFrame) -> pd.DataFrame:
    """Keep of each case the length of series whose share is furthest from what it should be."""
    aim = np.where(table["target"] == NO_MORE, 0.0, 0.95)
    away = (table["share"] - aim).abs()
    key = [table[name] for name in ("family", "case", "method")]
    return table.loc[sorted(away.groupby(key, sort=False).idxmax())]


def main() -> None:
    repetitions = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    begun = time.perf_counter()
    parts = (series_rows, naive_rows, relative_rows, slope_rows)
    table = pd.DataFrame([found for part in parts for found in part(repetitions)])
    RESULTS.parent.mkdir(exist_ok=True)
    worst(table).to_csv(RESULTS, index=False, lineterminator="\n")
    print(table.to_string(index=False))
    print(f"{len(table)} simulations in {time.perf_counter() - begun:.0f} seconds")
    wrong = (table["target"] == INSIDE) & ~table["share"].between(0.93, 0.97)
    wrong |= (table["target"] == NO_MORE) & (table["share"] > 0.06)
    print(f"{wrong.sum()} outside their range")
    print(table[wrong].to_string(index=False))


if __name__ == "__main__":
    main()
