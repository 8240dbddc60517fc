"""Clustering and shrinkage: Moran's I and Marshall's weights again, in loops."""

import pytest
from shapely.geometry import shape

from analysis.data.deprivation import read_small_area_boundaries, read_small_area_lineage
from analysis.findings.clustering import find_clustering, find_shrunk_wards
from analysis.findings.small_areas import select_small_areas

STOCKTON = "E06000004"


def test_morans_i_is_that_of_every_pair_of_outlines_that_touch():
    parents = dict(read_small_area_lineage()[["small_area_2021", "small_area_2011"]].to_numpy())
    totals: dict[str, list[float]] = {}
    for row in select_small_areas(STOCKTON).to_dict("records"):
        total = totals.setdefault(parents[row["small_area_code"]], [0.0, 0.0])
        total[0] += row["score"] * row["population"]
        total[1] += row["population"]
    outlines = {code: shape(one) for code, one in read_small_area_boundaries(totals).items()}
    codes = [code for code in totals if code in outlines]
    scores = [totals[code][0] / totals[code][1] for code in codes]
    mean = sum(scores) / len(scores)
    z = [score - mean for score in scores]
    weights = numerator = 0.0
    for n, code in enumerate(codes):
        near = [
            m
            for m, other in enumerate(codes)
            if m != n and outlines[code].distance(outlines[other]) < 2e-5
        ]
        weights += bool(near)
        numerator += sum(z[n] * z[m] / len(near) for m in near)
    expected = len(z) / weights * numerator / sum(one * one for one in z)
    found = find_clustering(STOCKTON)
    assert found.areas == len(codes)
    assert found.value == pytest.approx(expected, abs=1e-6)
    assert found.p_value == pytest.approx(1 / 1000)


def test_a_ward_is_drawn_towards_the_whole_by_its_weight():
    rows = find_shrunk_wards(STOCKTON).to_dict("records")
    people = sum(row["denominator"] for row in rows)
    common = sum(row["count"] for row in rows) / people
    spread = sum(
        row["denominator"] * (row["count"] / row["denominator"] - common) ** 2 for row in rows
    )
    between = max(spread / people - common / (people / len(rows)), 0)
    for row in rows:
        weight = between / (between + common / row["denominator"])
        drawn = weight * row["count"] / row["denominator"] + (1 - weight) * common
        assert row["weight"] == pytest.approx(weight)
        assert row["shrunk"] == pytest.approx(100 * drawn)
        assert row["lower_ci"] < row["shrunk"] < row["upper_ci"]
    assert [row["shrunk"] for row in rows] == sorted((row["shrunk"] for row in rows), reverse=True)


def test_without_outlines_the_finding_says_so():
    assert find_clustering("E06000001").note == "No outlines of small areas are held."
