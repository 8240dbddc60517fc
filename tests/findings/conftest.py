"""A made-up book of Stockton, England and six authorities, which several tests judge."""

import numpy as np
import pytest

from analysis.data.areas import Places

STOCKTON, ENGLAND = "E06000004", "E92000001"
YEARS = range(2016, 2024)
EDITION = "2026-11-21"
OTHERS = [f"E0600010{number}" for number in range(6)]
STEPS = np.linspace(-1, 1, len(OTHERS))


class Book:
    """Indicators by slug, each with figures of Stockton, of England and of six others."""

    def __init__(self, figures) -> None:
        self.figures = figures
        self.catalogue = {}

    def rows(self, slug, code, values, half, *, years=YEARS, sex="Persons"):
        """Give the rows of an area: a value a year, `half` to each side of it, or no interval."""
        half = np.broadcast_to(np.nan if half is None else np.asarray(half, float), len(values))
        return [
            self.figures.row(
                indicator=slug,
                area_code=code,
                period=str(year),
                period_start=year,
                period_end=year,
                sex=sex,
                value=value,
                lower_ci="" if np.isnan(reach) else value - reach,
                upper_ci="" if np.isnan(reach) else value + reach,
            )
            for year, value, reach in zip(years, values, half, strict=False)
        ]

    def add(self, slug, own, *, england=20.0, half=0.5, other_half=0.01, spread=2.0, **about):
        """Add an indicator; the six others lie around England's figure by `spread`."""
        years = about.pop("years", YEARS)
        sexes = about.pop("sexes", ("Persons",))
        beside = [*england] if np.ndim(england) else [england] * len(years)
        other_half = None if half is None else other_half
        rows = []
        for sex in sexes:
            when = {"years": years, "sex": sex}
            rows += self.rows(slug, STOCKTON, [*own], half, **when)
            rows += self.rows(slug, ENGLAND, beside, other_half, **when)
            for code, step in zip(OTHERS, STEPS, strict=True):
                around = [value + spread * step for value in beside]
                rows += self.rows(slug, code, around, half, **when)
        self.write(slug, rows, **about)

    def write(self, slug, rows, **about):
        """Write an indicator's file and its row of the catalogue."""
        self.figures.write(f"indicators/{slug}.csv", rows)
        words = {"indicator": slug, "name": slug.capitalize(), "unit": "%", "decimals": 1}
        words |= {"polarity": "low is good", "life_stage": "places", "publisher": "Office"}
        words |= {"release": "First", "licence": "OGL", "confidence_intervals": ""}
        self.catalogue[slug] = words | {"first_period": "", "last_period": "", "note": ""} | about

    def seal(self) -> Places:
        """Write what stands beside the figures, and give Stockton beside England."""
        areas = self.figures.rows("geography/areas.csv")
        england = next(row for row in areas if row["area_code"] == ENGLAND)
        kind = {"area_type": "unitary authority", "region_code": "E12000001"}
        for code in OTHERS:
            own = {"area_code": code, "area_name": f"Place {code}", "upper_tier_code": code}
            areas.append(england | kind | own)
        self.figures.write("geography/areas.csv", areas)
        self.figures.write("catalogue.csv", [*self.catalogue.values()])
        self.figures.seal()
        return Places(STOCKTON, "Stockton-on-Tees", edition_date=EDITION)


@pytest.fixture
def made(figures) -> Book:
    """Give a book without indicators."""
    return Book(figures)


@pytest.fixture
def book(made):
    """Give a function that writes indicators, each as `Book.add` takes it."""

    def write(**indicators) -> Places:
        for slug, one in indicators.items():
            made.add(slug, **one)
        return made.seal()

    return write
