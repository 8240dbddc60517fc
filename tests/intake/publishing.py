"""Each publisher on this machine, who answers as its interface is documented to.

What they publish are the project's own figures, read without the package:

| publisher | answers with | documented at |
|---|---|---|
| Fingertips | CSV of 26 columns: an indicator, the areas of a type, their regions and England | fingertips.phe.org.uk/api |
| Nomis | CSV, one row a measure, of at most 25,000 rows | www.nomisweb.co.uk/api/v01/help |
| ONS | CSV of a version of a data set, its estimates first | developer.ons.gov.uk |
| Explore Education Statistics | zipped CSV of a whole data set | api.education.gov.uk/statistics/docs |
| gov.uk | a CSV file | the pages of each release |
| Open Geography Portal | JSON of a layer, page by page; faults with the status of success | ArcGIS REST API, Query (Feature Service/Layer) |
"""  # noqa: E501

import csv
import gzip
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from analysis.data.readers import FINGERTIPS, INDICES
from analysis.intake.publishers import Publishers, Series
from raw_tables import RAW, rows_of

Row = dict[str, str]
AUTHORITIES = ("E06", "E08", "E09", "E10")
NAMES = {
    "Value": "value",
    "Lower CI 95.0 limit": "lower_ci",
    "Upper CI 95.0 limit": "upper_ci",
    "Count": "count",
    "Denominator": "denominator",
}
NAMES_OF_LIMITS = ("value", "lower_ci", "upper_ci")
MEASURES = {"20599": "value", "21001": "count", "21002": "denominator", "21003": "half"}
MEASURE_NAMES = ("Variable", "Numerator", "Denominator", "Confidence")
MOST_ROWS = 25_000
PAGE = 2_000
# Codes of April 2025; the portal's lookups of 2024 have those of before.
SINCE_2025 = {"E08000038": "E08000016", "E08000039": "E08000019"}
COLUMNS_OF_EDUCATION = (
    *("time_period", "time_identifier", "geographic_level", "country_code", "country_name"),
    *("region_code", "region_name", "old_la_code", "new_la_code", "la_name"),
    *("breakdown_topic", "sex", "fsm_status", "attainment8_average"),
)


@dataclass
class England:
    """All publishers, by the paths under which `local` puts their addresses."""

    known: Publishers

    def answer(self, path: str, query: Row) -> bytes | None:
        """Answer one question, or nothing where there is no such thing."""
        publisher, _, rest = path.strip("/").partition("/")
        if publisher == "fingertips":
            return self._fingertips(int(query["indicator_ids"]))
        if publisher == "nomis":
            return self._nomis(query)
        if publisher == "geography":
            return layer(rest.split("/")[0], query)
        return {
            "ons": self._wellbeing,
            "explore-education": self._education,
            "indices": self._indices,
        }[publisher](rest)

    def series(self, publisher: str) -> dict[str, Series]:
        """Name every series of a publisher."""
        every = {**self.known.indicators, **self.known.tables}
        return {name: one for name, one in every.items() if one.publisher == publisher}

    def _fingertips(self, number: int) -> bytes:
        slug, one = next(
            (name, one) for name, one in self.series("fingertips").items() if one.number == number
        )
        rows = []
        for row in published(slug):
            start, _, end = row["period"].partition(" to ")
            rows.append(
                {"Indicator ID": str(number), "Indicator Name": slug, "Sex": row["sex"]}
                | {"Area Code": row["area_code"], "Area Name": row["area_name"]}
                | {"Time period": f"{start} - {end[2:]}" if end else start}
                | {"Age": one.age or row["age"], "Category Type": row["category_type"]}
                | {"Category": row["category"]}
                | {theirs: row[ours] for theirs, ours in NAMES.items()}
            )
        return written(FINGERTIPS, rows)

    def _nomis(self, query: Row) -> bytes:
        slug = next(
            name
            for name, one in self.series("nomis").items()
            if one.query["variable"] == query["variable"]
        )
        years = {date[:4] for date in query["date"].split(",")}
        rows = []
        for row in published(slug):
            numbers = row | {"half": half_of(row)}
            rows += [
                {"DATE_NAME": f"Jan {row['period']}-Dec {row['period']}", "VARIABLE_NAME": slug}
                | {"GEOGRAPHY_CODE": row["area_code"], "GEOGRAPHY_NAME": row["area_name"]}
                | {"GEOGRAPHY_TYPE": "counties", "MEASURES": code, "MEASURES_NAME": name}
                | {"OBS_VALUE": numbers[MEASURES[code]]}
                for code, name in zip(MEASURES, MEASURE_NAMES, strict=True)
                if row["period"] in years and code in query["measures"].split(",")
            ]
        for place, row in enumerate(rows):
            row |= {"RECORD_OFFSET": str(place), "RECORD_COUNT": str(len(rows))}
        return written(rows[0], rows[:MOST_ROWS])

    def _wellbeing(self, rest: str) -> bytes:
        rows = [
            {"v4_2": row["value"], "Data Marking": "", "Lower limit": row["lower_ci"]}
            | {"Upper limit": row["upper_ci"], "Time": row["period"].replace("/", "-")}
            | {"administrative-geography": row["area_code"], "Geography": row["area_name"]}
            | {"MeasureOfWellbeing": one.filters["MeasureOfWellbeing"]}
            | {"wellbeing-estimate": estimate}
            for slug, one in self.series("ons").items()
            if one.path == rest
            for row in published(slug)
            for estimate in ("poor", "average-mean")
        ]
        return written(rows[0], rows)

    def _education(self, rest: str) -> bytes:
        levels = {"E92": "National", "E12": "Regional"}
        rows = []
        for slug, one in self.series("explore-education").items():
            for row in published(slug) if one.path == rest else ():
                code, end = row["area_code"], int(row["period"])
                level = levels.get(code[:3], "Local authority")
                place = {"National": "country", "Regional": "region"}.get(level, "la")
                keys = "new_la_code" if place == "la" else f"{place}_code"
                rows.append(
                    {"time_period": f"{end - 1}{end % 100:02}", "time_identifier": "Academic year"}
                    | {"geographic_level": level, "country_code": "E92000001"}
                    | {"country_name": "England", keys: code, f"{place}_name": row["area_name"]}
                    | one.filters
                    | {"attainment8_average": row["value"] or "z"}
                )
        return gzip.compress(written(COLUMNS_OF_EDUCATION, rows))

    def _indices(self, rest: str) -> bytes:
        name, one = next((n, s) for n, s in self.series("indices").items() if s.path == rest)
        table = pd.read_parquet(RAW / f"{name}.parquet")
        names = {ours: theirs for theirs, ours in INDICES[one.edition].items()}
        return table[list(names)].rename(columns=names).to_csv(index=False).encode()


def half_of(row: Row) -> str:
    """Give half an interval: a survey's is as wide on both sides, past 100% too."""
    value, lower, upper = (row[name] and float(row[name]) for name in NAMES_OF_LIMITS)
    return str(round(max(upper - value, value - lower), 6)) if upper else ""


def local(known: Publishers, address: str) -> Publishers:
    """Give the project's publishers, at addresses of this machine."""
    places = {
        kind: one.model_copy(update={"address": f"{address}/{kind}", "pause": 0.0})
        for kind, one in known.publishers.items()
    }
    return known.model_copy(update={"publishers": places})


def published(slug: str) -> list[Row]:
    """Give what a publisher has of a series: upper-tier authorities, regions and England."""
    kinds = (*AUTHORITIES, "E12", "E92")
    return [row for row in rows_of(f"indicators/{slug}") if row["area_code"].startswith(kinds)]


def written(columns: Iterable[str], rows: list[Row]) -> bytes:
    """Write a CSV file as a publisher does."""
    text = io.StringIO()
    writer = csv.DictWriter(text, [*columns], restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def layer(name: str, query: Row) -> bytes:
    """Answer a question about a layer with one page of it."""
    make = LAYERS.get(name)
    if make is None:
        return json.dumps({"error": {"code": 400, "message": "Invalid URL"}}).encode()
    field, prefix = query["where"].removesuffix("%'").split(" LIKE '")
    rows = [row for row in make() if row["properties"][field].startswith(prefix)]
    rows.sort(key=lambda row: row["properties"][query["orderByFields"]])
    size = 150 if query["f"] == "geojson" else PAGE
    begin = int(query.get("resultOffset", 0))
    page, more = rows[begin : begin + size], begin + size < len(rows)
    if query["f"] == "geojson":
        about = {"properties": {"exceededTransferLimit": True}} if more else {}
        return json.dumps({"type": "FeatureCollection", "features": page} | about).encode()
    about = {"exceededTransferLimit": True} if more else {}
    return json.dumps(
        {"features": [{"attributes": one["properties"]} for one in page]} | about
    ).encode()


def districts() -> list[Row]:
    """List the lower-tier authorities of 2024, by the table of areas."""
    rows = rows_of("geography/areas")
    codes = {row["area_code"] for row in rows}
    outlined = {one["properties"]["LAD21CD"] for one in outlines()}
    there = (outlined | BEGAN) - ENDED
    found = []
    for row in rows:
        code = SINCE_2025.get(row["area_code"], row["area_code"])
        if code in there and code in codes and row["region_code"]:
            found.append(row | {"area_code": code})
    return found


BEGAN = {"E06000063", "E06000064", "E06000065", "E06000066"}
"""Authorities of April 2023: Cumberland, Westmorland and Furness, North Yorkshire, Somerset."""
ENDED = {
    *(f"E070000{number}" for number in range(26, 32)),
    *(f"E07000{number}" for number in (163, 164, 165, 166, 167, 168, 169, 187, 188, 189, 246)),
}
"""The districts that those took over from."""


def to_regions() -> list[dict]:
    """Write the lookup of districts to regions."""
    regions = {row["area_code"]: row["area_name"] for row in rows_of("geography/areas")}
    rows = [
        {"LAD24CD": row["area_code"], "LAD24NM": row["area_name"], "RGN24CD": row["region_code"]}
        | {"RGN24NM": regions[row["region_code"]]}
        for row in districts()
    ]
    return [{"properties": row} for row in rows]


def to_counties() -> list[dict]:
    """Write the lookup of districts to counties, those without a council among them."""
    names = {row["area_code"]: row["area_name"] for row in rows_of("geography/areas")}
    above = {"E08": ("E11000001", "Greater Manchester"), "E09": ("E13000001", "Inner London")}
    rows = []
    for row in districts():
        code = row["upper_tier_code"]
        county = (code, names[code]) if code.startswith("E10") else above.get(row["area_code"][:3])
        if county:
            rows.append(
                {"LAD24CD": row["area_code"], "LAD24NM": row["area_name"]}
                | {"CTY24CD": county[0], "CTY24NM": county[1]}
            )
    return [{"properties": row} for row in rows]


def lineage() -> list[dict]:
    """Write the lookup of small areas of 2011 to those of 2021, with one of Wales."""
    welsh = {"LSOA11CD": "W01000001", "CHGIND": "U", "LSOA21CD": "W01000001"}
    table = pd.read_parquet(RAW / "geography" / "lsoa11_to_lsoa21.parquet")
    names = {"lsoa11_code": "LSOA11CD", "change_code": "CHGIND", "lsoa21_code": "LSOA21CD"}
    return [{"properties": row} for row in (welsh, *table.rename(columns=names).to_dict("records"))]


def outlines() -> list[dict]:
    """Write the outlines of authorities, with one of Wales."""
    features = json.loads((RAW / "boundaries" / "ltla21.geojson").read_text("utf-8"))["features"]
    square = {"type": "Polygon", "coordinates": [[[-4, 53], [-3, 53], [-3, 54], [-4, 53]]]}
    welsh = {"LAD21CD": "W06000001", "LAD21NM": "Isle of Anglesey"}
    return [
        {"type": "Feature", "properties": welsh, "geometry": square},
        *(
            {"type": "Feature", "geometry": one["geometry"]}
            | {"properties": {"LAD21CD": one["properties"]["ltla21_code"]}
               | {"LAD21NM": one["properties"]["ltla21_name"]} | {"SHAPE__Area": 1.0}}
            for one in features
        ),
    ]  # fmt: skip


LAYERS = {
    "LAD24_RGN24_EN_LU": to_regions,
    "LAD24_CTY24_EN_LU": to_counties,
    "LSOA11_LSOA21_LAD22_EW_LU_v5": lineage,
    "Local_Authority_Districts_December_2021_GB_BUC_2022": outlines,
}
