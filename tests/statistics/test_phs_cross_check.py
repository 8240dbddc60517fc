"""Agreement with PHStatsMethods, a development extra, on groups with events."""

import numpy as np
import pandas as pd
import pytest

from analysis.statistics import dsr, wilson

pytestmark = pytest.mark.slow
phs = pytest.importorskip(
    "PHStatsMethods", reason="PHStatsMethods, a development extra, is missing"
)

LABELS = [f"{start}-{start + 4}" for start in range(0, 90, 5)] + ["90+"]


# Its own use of pandas may warn in newer versions; that is not ours to fix.
@pytest.mark.filterwarnings("ignore")
def test_standardised_rates_agree():
    random = np.random.default_rng(2014)
    people = random.integers(200, 20_000, 50 * 19)
    rows = pd.DataFrame(
        {
            "area": np.repeat([f"area {number:02d}" for number in range(50)], 19),
            "age_start": np.tile(np.arange(0, 95, 5), 50),
            "age_band": np.tile(LABELS, 50),
            "count": random.poisson(people * 0.004) + 1,
            "denominator": people,
        }
    )
    theirs = phs.ph_dsr(rows.copy(), "count", "denominator", "age_band", group_cols="area")
    ours = dsr(rows, by="area").set_index("area").loc[theirs["area"]]
    assert ours["value"].to_numpy() == pytest.approx(theirs["Value"].to_numpy(), rel=1e-12)
    for name, side in (("lower_ci", "lower"), ("upper_ci", "upper")):
        column = next(c for c in theirs.columns if side in str(c).lower())
        limits = theirs[column].to_numpy(dtype=float)
        assert ours[name].to_numpy() == pytest.approx(limits, rel=1e-12)


@pytest.mark.parametrize(("count", "denominator"), [(1, 10), (65, 100), (3, 4000), (9999, 10_000)])
def test_wilson_agrees(count, denominator):
    theirs = phs.confidence_intervals.wilson(count, denominator)
    assert wilson(count, denominator) == pytest.approx(theirs, rel=1e-12)
