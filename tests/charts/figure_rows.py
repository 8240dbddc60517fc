"""Rows that every chart can be drawn from."""

import pandas as pd

HOSTILE = "St John's & <script>$x^2$ Ynys Môn"
YEARS = [2015, 2016, 2017, 2019, 2020]


def trend_rows(name: str = "Stockton-on-Tees", role: str = "area", sex: str = "Persons"):
    """Five years, 2018 missing, with intervals."""
    values = [20.04, 21.05, 19.5, 22.25, 23.0]
    return pd.DataFrame(
        {
            "role": role,
            "area_name": name,
            "period": [str(year) for year in YEARS],
            "period_start": YEARS,
            "period_end": YEARS,
            "sex": sex,
            "value": values,
            "lower_ci": [value - 1 for value in values],
            "upper_ci": [value + 1 for value in values],
        }
    )


def square(west: float, south: float) -> dict:
    corners = [[0, 0], [0.01, 0], [0.01, 0.01], [0, 0.01], [0, 0]]
    return {
        "type": "Polygon",
        "coordinates": [[[west + x, south + y] for x, y in corners]],
    }


def map_features(name: str = "Here") -> list[dict]:
    """Ten squares in a row, deciles 1 to 10, the first two inside the ward."""
    return [
        {
            "code": f"E0{place}",
            "name": f"{name} {place:03d}",
            "decile": place + 1,
            "inside": place < 2,
            "geometry": square(place * 0.01, 54.5),
        }
        for place in range(10)
    ]
