"""The Indices of Deprivation: the publisher's file of all scores, ranks and deciles."""

import pandas as pd

from analysis.errors import DataError
from analysis.sources.publisher_csv import as_number, read_answer

EDITIONS = {
    2019: {
        "LSOA code (2011)": "lsoa11_code",
        "Index of Multiple Deprivation (IMD) Score": "imd_score",
        "Index of Multiple Deprivation (IMD) Rank (where 1 is most deprived)": "imd_rank",
        "Index of Multiple Deprivation (IMD) Decile (where 1 is most deprived 10% of LSOAs)": (
            "imd_decile"
        ),
    },
    2025: {
        "LSOA code (2021)": "lsoa21_code",
        "Index of Multiple Deprivation (IMD) Score": "imd_score",
        "Index of Multiple Deprivation (IMD) Rank (where 1 is most deprived)": "imd_rank",
        "Index of Multiple Deprivation (IMD) Decile (where 1 is most deprived 10% of LSOAs)": (
            "imd_decile"
        ),
    },
}


def read_indices(content: bytes, *, edition: int, where: str = "Indices") -> pd.DataFrame:
    """Read scores, ranks and deciles of one edition of the index.

    Parameters
    ----------
    content : bytes
        The publisher's file 7 as CSV.
    edition : {2019, 2025}
        The edition.
    where : str
        What the messages call it.

    Returns
    -------
    DataFrame
        The small area's code with ``imd_score, imd_rank, imd_decile``, as the raw table has them.

    Raises
    ------
    DataError
        When the file is not whole, lacks a column, repeats a small area, or has a rank twice.
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
