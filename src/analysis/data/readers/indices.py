"""The Indices of Deprivation: the publisher's file of all scores, ranks and deciles."""

import pandas as pd

from analysis.data.readers.publisher_csv import as_number, read_answer
from analysis.errors import DataError

_INDEX = "Index of Multiple Deprivation (IMD)"
_NUMBERS = {
    f"{_INDEX} Score": "imd_score",
    f"{_INDEX} Rank (where 1 is most deprived)": "imd_rank",
    f"{_INDEX} Decile (where 1 is most deprived 10% of LSOAs)": "imd_decile",
}
EDITIONS = {
    2019: {"LSOA code (2011)": "lsoa11_code", **_NUMBERS},
    2025: {"LSOA code (2021)": "lsoa21_code", **_NUMBERS},
}


def read_indices(content: bytes, *, edition: int, where: str = "Indices") -> pd.DataFrame:
    """Read scores, ranks and deciles of one edition of the index.

    The small area's code with ``imd_score, imd_rank, imd_decile``, as the raw table has them.
    """
    names = EDITIONS[edition]
    table = read_answer(content, tuple(names), where=where)
    data = table[list(names)].rename(columns=names)
    code, *numbers = names.values()
    for name in numbers:
        data[name] = as_number(data[name], where=where)
    for name, what in ((code, "small area"), ("imd_rank", "rank")):
        if data[name].duplicated().any():
            twice = data[name][data[name].duplicated()].iloc[0]
            raise DataError(f"{where}: the {what} {twice} stands there twice.")
    return data
