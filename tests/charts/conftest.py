"""One series, for the tests of charts."""

import pandas as pd
import pytest
from figure_rows import trend_rows


@pytest.fixture
def rows() -> pd.DataFrame:
    return trend_rows()
