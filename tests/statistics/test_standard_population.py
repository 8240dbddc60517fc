"""The 2013 European Standard Population and its wider bands."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import DataError
from analysis.statistics.standardisation import esp2013, standard_weights

# Eurostat (2013), Revision of the European Standard Population, doi 10.2785/11470, as printed by
# the Office for National Statistics for 0-4, 5-9, ... 85-89, 90 and over.
NINETEEN = [5000, *[5500] * 3, *[6000] * 2, 6500, *[7000] * 4, 6500, 6000, 5500, 5000, 4000]
NINETEEN += [2500, 1500, 1000]


def test_it_is_the_published_one():
    standard = esp2013()
    assert standard.sum() == 100_000
    assert standard[[0, 1]].tolist() == [1000, 4000]
    assert standard[[90, 95]].tolist() == [800, 200]
    assert standard_weights(np.arange(0, 95, 5)).tolist() == NINETEEN


def test_wider_bands_are_sums_by_hand():
    # 85 and over is 1500 + 800 + 200; 65 to 84 is 5500 + 5000 + 4000 + 2500.
    assert standard_weights([0, 65, 85]).tolist() == [80_500, 17_000, 2500]
    # Under 75: 0 to 64 and 65 to 74.
    assert standard_weights([0, 65], end=75).tolist() == [80_500, 10_500]


@given(st.sets(st.sampled_from([1, *range(5, 100, 5)])))
def test_any_bands_from_birth_sum_to_the_whole(starts):
    bands = [0, *sorted(starts)]
    weights = standard_weights(bands)
    assert weights.sum() == pytest.approx(100_000)
    slow = [
        sum(p for a, p in esp2013().items() if start <= a < end)
        for start, end in zip(bands, [*bands[1:], 999], strict=True)
    ]
    assert weights.tolist() == slow


def test_a_band_inside_a_band_of_the_standard_is_refused_by_name():
    with pytest.raises(DataError, match="no band that starts at age 7"):
        standard_weights([0, 7, 65])
    with pytest.raises(DataError, match="no band that starts at age 77"):
        standard_weights([0, 65], end=77)


def test_another_standard_and_one_that_cannot_be():
    assert standard_weights([0, 60], standard=pd.Series({60: 1, 0: 3, 30: 2})).tolist() == [5, 1]
    with pytest.raises(DataError, match="one known number for each start"):
        standard_weights([0], standard=pd.Series({0: np.nan}))
    with pytest.raises(DataError, match="one known number for each start"):
        standard_weights([0], standard=pd.Series([1, 2], index=[0, 0]))
    with pytest.raises(DataError, match="must not be negative"):
        standard_weights([0], standard=pd.Series({0: -1}))
