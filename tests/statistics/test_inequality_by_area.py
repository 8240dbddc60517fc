"""The summary measures of many areas: each as it would be alone, and none stopped by another."""

import numpy as np
import pandas as pd
import pytest

from analysis.errors import DataError, ParameterError
from analysis.statistics import inequality_measures, inequality_measures_by_area

DATA = pd.DataFrame(
    {
        "area": np.repeat(["A", "B", "C"], 10),
        "decile": np.tile(np.arange(1, 11), 3),
        "value": np.random.default_rng(1).uniform(10, 30, 30),
        "population": np.random.default_rng(2).integers(100, 900, 30),
        "error": 1.5,
    }
)


@pytest.mark.parametrize("ordered", [True, False])
def test_each_area_is_as_it_would_be_alone(ordered):
    kwargs = {"ordered": ordered, "favourable": False}
    shuffled = pd.concat(
        [rows.sample(frac=1, random_state=3) for _, rows in DATA.groupby("area", sort=False)]
    )
    found = inequality_measures_by_area(
        shuffled.assign(decile=shuffled["decile"].astype(str)),
        by="area",
        group="decile",
        standard_error="error",
        **kwargs,
    )
    assert len(found) == 63
    for area, rows in DATA.groupby("area"):
        alone = inequality_measures(
            rows["value"], rows["population"], standard_error=rows["error"], **kwargs
        )
        table = found[found["area"] == area].drop(columns="area").reset_index(drop=True)
        pd.testing.assert_frame_equal(table, alone)


def test_a_bad_area_does_not_stop_the_others():
    data = DATA.astype({"decile": float})
    data.loc[0, "decile"] = 2
    data.loc[10, "decile"] = np.nan
    found = inequality_measures_by_area(data, by=["area"], group="decile")
    notes = found.groupby("area", sort=False)["note"].agg(set)
    assert notes["A"] == {"Group 2 appears more than once."}
    assert notes["B"] == {"A group has no number."}
    assert found.loc[found["area"] != "C", "value"].isna().all()
    assert found.loc[found["area"] == "C", "value"].notna().all()
    data = DATA.assign(population=DATA["population"].where(DATA.index != 5, 0))
    found = inequality_measures_by_area(data, by="area", group="decile")
    assert found.loc[found["area"] == "A", "note"].str.startswith("Group 6 has").all()


def test_without_a_column_of_groups():
    found = inequality_measures_by_area(DATA, by="area", ordered=False)
    assert found.loc[found["measure"] == "Theil index", "value"].gt(0).all()
    with pytest.raises(ParameterError, match="needs the column that orders its groups"):
        inequality_measures_by_area(DATA, by="area")


def test_empty_table():
    found = inequality_measures_by_area(DATA.iloc[:0], by="area", group="decile")
    assert found.empty
    assert list(found.columns)[:3] == ["area", "measure", "value"]


def test_misuse():
    with pytest.raises(DataError, match="no column 'quintile'"):
        inequality_measures_by_area(DATA, by="area", group="quintile")
    with pytest.raises(DataError, match="'Most', which has no numeric order"):
        inequality_measures_by_area(DATA.assign(decile="Most"), by="area", group="decile")
