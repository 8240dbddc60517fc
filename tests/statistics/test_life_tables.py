"""Life tables and healthy life expectancy: by hand, published, two routes and properties."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from analysis.errors import DataError
from analysis.statistics import healthy_life_expectancy, life_table

Z = 1.959963984540054
TWENTY = [0, 1, *range(5, 95, 5)]
COLUMNS = ["area", "age_start", "value", "standard_error", "lower_ci", "upper_ci", "note"]
# Made-up rates that rise with age as mortality does.
RATES = [0.004, 0.0002, 0.0001, 0.0001, 0.0003, 0.0005, 0.0006, 0.0008, 0.001, 0.0015]
RATES += [0.002, 0.0035, 0.005, 0.008, 0.012, 0.02, 0.035, 0.06, 0.11, 0.22]


def area(name="A", people=10_000.0):
    return pd.DataFrame(
        {
            "area": name,
            "age_start": TWENTY,
            "deaths": np.array(RATES) * people,
            "population": people,
        }
    )


def plain_life_table(starts, deaths, population):
    """Follow Chiang's second method and Silcocks' variance one band at a time."""
    count = len(starts)
    alive, lived, spread, after = [1.0], [], [], []
    for i in range(count - 1):
        n, rate = starts[i + 1] - starts[i], deaths[i] / population[i]
        a = 0.1 if starts[i] == 0 and n == 1 else 0.5
        q = min(1.0, n * rate / (1 + n * rate * (1 - a)))
        lived.append(n * alive[i] * (1 - q) + a * n * alive[i] * q)
        alive.append(alive[i] * (1 - q))
        spread.append(q**2 * (1 - q) / deaths[i] if deaths[i] else 0.0)
        after.append((1 - a) * n)
    rate = deaths[-1] / population[-1]
    lived.append(alive[-1] / rate)
    expectancy = [sum(lived[i:]) / alive[i] for i in range(count)]
    terms = [
        spread[i] * alive[i] ** 2 * (after[i] + expectancy[i + 1]) ** 2 for i in range(count - 1)
    ]
    terms.append((alive[-1] / 2) ** 2 * 4 / (deaths[-1] * rate**2))
    return expectancy, [sum(terms[i:]) ** 0.5 / alive[i] for i in range(count)]


def test_by_hand():
    # 0: M = 0.01, q = 0.01 / (1 + 0.9 × 0.01) = 0.0099108; 1-64: M = 0.004, n = 64,
    # q = 0.256 / (1 + 0.128) = 0.2269504; from 65: e = 1 / 0.05 = 20.
    rows = pd.DataFrame(
        {
            "area": "A",
            "age_start": [0, 1, 65],
            "deaths": [20, 80, 250],
            "population": [2000, 20_000, 5000],
        }
    )
    table = life_table(rows, by="area")
    q0, q1 = 0.01 / 1.009, 0.256 / 1.128
    at_65, at_1 = 20, 64 * (1 - q1 / 2) + (1 - q1) * 20
    at_0 = 1 - 0.9 * q0 + (1 - q0) * at_1
    assert table["value"].tolist() == pytest.approx([at_0, at_1, at_65])
    # Open band: (1/2)² × 4 / (250 × 0.05²) = 1.6 is the variance of e at 65.
    assert table["standard_error"].iloc[2] == pytest.approx(1.6**0.5)
    # From 1: q²(1 - q)/80 × (32 + 20)², plus (1 - q)² × 1.6.
    from_1 = q1**2 * (1 - q1) / 80 * 52**2 + (1 - q1) ** 2 * 1.6
    assert table["standard_error"].iloc[1] == pytest.approx(from_1**0.5)
    from_0 = q0**2 * (1 - q0) / 20 * (0.9 + at_1) ** 2 + (1 - q0) ** 2 * from_1
    assert table["standard_error"].iloc[0] == pytest.approx(from_0**0.5)
    assert table["upper_ci"].iloc[0] == pytest.approx(at_0 + Z * from_0**0.5)


def test_published_worked_example(reference):
    example = pd.read_csv(reference / "life_expectancy_england_method.csv", comment="#")
    ours = life_table(example, by=[])
    for name in ("value", "lower_ci", "upper_ci"):
        # Limits were made with z of 1.96 to more decimals; eight decimals are printed.
        assert ours[name].to_numpy() == pytest.approx(example[name].to_numpy(), rel=0, abs=1e-5)


@pytest.mark.parametrize("bundle", ["national"])
def test_england_2014_is_near_the_published_three_year_figures(shared_data, bundle):
    deaths = pd.read_parquet(shared_data / bundle / "mortality/deaths_and_population_2014.parquet")
    england = deaths[deaths["area_code"].str.startswith("E")]
    england = england.assign(age_start=england["age"].str.extract(r"^(\d+)")[0].astype(int))
    rows = england.groupby(["sex", "age_start"], as_index=False)[["deaths", "population"]].sum()
    assert rows["population"].sum() == pytest.approx(54.3e6, rel=0.002)
    births = life_table(rows, by="sex").query("age_start == 0").set_index("sex")
    published = pd.read_csv(shared_data / "figures/indicators/life-expectancy-at-birth.csv")
    published = published[
        (published["area_code"] == "E92000001")
        & (published["period_start"] <= 2014)
        & (published["period_end"] >= 2014)
    ]
    assert len(published) == 6
    for _, row in published.iterrows():
        assert abs(births.loc[row["sex"], "value"] - row["value"]) <= 0.25
    assert (births["standard_error"] < 0.05).all()


@given(
    st.lists(st.integers(1, 30), min_size=0, max_size=12),
    st.data(),
)
def test_any_bands_follow_the_formula(widths, data):
    starts = np.cumsum([0, *widths]).astype(float)
    population = np.array(
        data.draw(st.lists(st.integers(6000, 10**6), min_size=len(starts), max_size=len(starts))),
        float,
    )
    shares = data.draw(st.lists(st.floats(0, 0.3), min_size=len(starts), max_size=len(starts)))
    deaths = np.floor(population * shares)
    assume(deaths[-1] > 0)
    rows = pd.DataFrame({"age_start": starts, "deaths": deaths, "population": population})
    ours = life_table(rows, by=[], bands=starts)
    expectancy, error = (
        plain_life_table(starts, deaths, population)
        if alive(starts, deaths / population)
        else (None, None)
    )
    assume(expectancy is not None)
    wide = 2 * Z * np.array(error) > 20
    assert ours["value"].to_numpy()[~wide] == pytest.approx(np.array(expectancy)[~wide])
    assert ours["value"].isna().to_numpy().tolist() == wide.tolist()
    assert ours["standard_error"].to_numpy() == pytest.approx(error)


def alive(starts, rates):
    widths = np.diff(starts)
    a = np.where((starts[:-1] == 0) & (widths == 1), 0.1, 0.5)
    return (widths * rates[:-1] / (1 + widths * rates[:-1] * (1 - a)) < 1).all()


def test_groups_do_not_touch_each_other_and_order_does_not_matter():
    both = pd.concat([area("A", 10_000), area("B", 30_000)]).sample(frac=1, random_state=3)
    table = life_table(both, by="area").sort_values(["area", "age_start"], ignore_index=True)
    apart = pd.concat([life_table(area("A"), by="area"), life_table(area("B", 30_000), by="area")])
    pd.testing.assert_frame_equal(table, apart.reset_index(drop=True))
    # Three times the people: the same expectancy, limits narrower by √3.
    assert table["value"][:20].to_numpy() == pytest.approx(table["value"][20:].to_numpy())
    ratio = table["standard_error"][:20].to_numpy() / table["standard_error"][20:].to_numpy()
    assert ratio == pytest.approx(3**0.5)


@given(st.integers(0, 19), st.floats(1.05, 3))
def test_more_deaths_at_any_age_mean_a_shorter_life(band, factor):
    worse = area()
    worse["deaths"] = np.where(np.arange(20) == band, worse["deaths"] * factor, worse["deaths"])
    before, after = life_table(area(), by=[]), life_table(worse, by=[])
    assert after["value"].iloc[0] < before["value"].iloc[0]


BAD = [
    ({"deaths": np.nan}, "The number of deaths is missing for the age band from 40."),
    ({"deaths": np.inf}, "The number of deaths is infinite for the age band from 40."),
    ({"deaths": -1}, "The number of deaths is negative for the age band from 40."),
    ({"population": np.nan}, "The population is missing for the age band from 40."),
    ({"population": np.inf}, "The population is infinite for the age band from 40."),
    ({"population": -5}, "The population is negative for the age band from 40."),
    ({"population": 0}, "The population is zero for the age band from 40."),
    ({"deaths": 10_001}, "More deaths than people are given for the age band from 40."),
]


@pytest.mark.parametrize(("change", "note"), BAD)
def test_a_bad_figure_is_noted_and_leaves_the_other_groups(change, note):
    rows = pd.concat([area("A"), area("B"), area("C")], ignore_index=True)
    at = (rows["area"] == "B") & (rows["age_start"] == 40)
    for name, value in change.items():
        rows.loc[at, name] = value
    table = life_table(rows, by="area")
    assert list(table.columns) == COLUMNS
    assert table["note"].tolist() == [""] * 20 + [note] * 20 + [""] * 20
    figures = table[["value", "standard_error", "lower_ci", "upper_ci"]]
    assert figures[20:40].isna().all(axis=None)
    assert figures[:20].notna().all(axis=None)


def test_no_deaths_in_the_open_band_few_people_and_a_missing_band():
    rows = pd.concat([area("A"), area("B", 250), area("C"), area("D")], ignore_index=True)
    rows.loc[(rows["area"] == "A") & (rows["age_start"] == 90), "deaths"] = 0
    rows = rows[~((rows["area"] == "C") & (rows["age_start"] == 5))]
    notes = life_table(rows, by="area").groupby("area")["note"].first()
    assert notes.to_dict() == {
        "A": "Nobody died in the oldest, open age band.",
        "B": "The population is 5,000 or fewer: too few for a life table.",
        "C": "There is no row for the age band from 5.",
        "D": "",
    }


def test_no_deaths_in_other_bands_are_no_trouble():
    rows = area().assign(deaths=lambda d: np.where(d["age_start"] == 90, d["deaths"], 0))
    table = life_table(rows, by="area")
    # Everyone reaches 90: life expectancy at birth is 90 and that at 90.
    assert table["value"].iloc[0] == pytest.approx(90 + 1 / 0.22)
    assert table["standard_error"].iloc[0] == pytest.approx(table["standard_error"].iloc[-1])


def test_a_wide_interval_hides_the_value_and_keeps_the_limits():
    # 6,000 people, one death in the open band: SE at 65 is 1 / (M √D) = 1,000 years.
    rows = pd.DataFrame(
        {"area": "A", "age_start": [0, 65], "deaths": [5, 1], "population": [5000, 1000]}
    )
    table = life_table(rows, by="area")
    assert table["value"].isna().all()
    assert table[["standard_error", "lower_ci", "upper_ci"]].notna().all(axis=None)
    assert set(table["note"]) == {"The 95% interval is wider than 20 years."}


def test_an_age_that_nobody_reaches_has_no_expectancy():
    rows = pd.DataFrame(
        {
            "area": "A",
            "age_start": [0, 50, 65],
            "deaths": [9000, 900, 99],
            "population": [10_000, 1000, 100],
        }
    )
    table = life_table(rows, by="area")
    assert table["note"].tolist() == [
        "",
        "Nobody survives to this age.",
        "Nobody survives to this age.",
    ]
    # 0-49: M = 0.9, q capped at 1, everyone dies half way.
    assert table["value"].iloc[0] == pytest.approx(25)


def test_no_rows_and_whole_call_errors():
    empty = life_table(area().iloc[:0], by="area")
    assert (len(empty), list(empty.columns)) == (0, COLUMNS)
    with pytest.raises(DataError, match="more than one row for area A at age 0"):
        life_table(pd.concat([area(), area()]), by="area")
    with pytest.raises(DataError, match="'90\\+', which is not a number"):
        life_table(area().assign(age_start="90+"), by="area")
    with pytest.raises(DataError, match="no column 'people'"):
        life_table(area(), by="area", population="people")


def healthy(name="A", share=0.8, asked=500.0):
    return area(name).assign(share=share, asked=asked)


def test_sullivan_by_hand():
    # From 65 (open): e = 20 and half of it healthy: 10; with 400 asked the standard error is
    # 20 × √(0.5 × 0.5 / 400) = 0.5.
    rows = pd.DataFrame(
        {
            "age_start": [0, 65],
            "deaths": [100, 250],
            "population": [20_000, 5000],
            "share": [0.9, 0.5],
            "asked": 400,
        }
    )
    table = healthy_life_expectancy(rows, by=[], prevalence="share", sample_size="asked")
    assert table["value"].iloc[1] == pytest.approx(10)
    assert table["standard_error"].iloc[1] == pytest.approx(0.5)
    # 0-64: M = 0.005, q = 0.325 / 1.1625; L = 65 (1 - q/2); survivors 1 - q.
    q = 0.325 / 1.1625
    lived = 65 * (1 - q / 2)
    assert table["value"].iloc[0] == pytest.approx(0.9 * lived + (1 - q) * 10)
    variance = lived**2 * 0.09 / 400 + ((1 - q) * 0.5) ** 2
    assert table["standard_error"].iloc[0] == pytest.approx(variance**0.5)


def test_sullivan_published_worked_example(reference):
    example = pd.read_csv(reference / "sullivan_france_1991.csv", comment="#")
    # Deaths and years lived of the table's own cohort give its rates back.
    gone = np.append(-np.diff(example["alive"]), example["alive"].iloc[-1])
    rows = example.assign(deaths=gone, population=example["lived"])
    ours = healthy_life_expectancy(rows, by=[], prevalence="healthy")
    printed = example["years_free"] / example["alive"]
    assert printed.round(1).tolist() == example["value"].tolist()
    # The guide's years lived come from single years of age, ours from five-year bands. How far
    # that can part the two is in the guide's own columns: 5 (l + next l) / 2 against L.
    alive_next = example["alive"].shift(-1)
    apart = (2.5 * (example["alive"] + alive_next) / example["lived"] - 1).abs().max()
    assert apart < 0.01
    assert ours["value"].to_numpy() == pytest.approx(printed.to_numpy(), rel=apart)


@given(st.floats(0, 1))
def test_one_share_at_all_ages_is_that_share_of_life(share):
    ours = healthy_life_expectancy(healthy(share=share), by="area", prevalence="share")
    whole = life_table(area(), by="area")
    assert ours["value"].to_numpy() == pytest.approx(share * whole["value"].to_numpy())


def test_all_healthy_or_none_have_no_survey_error():
    for share in (0, 1):
        rows = healthy(share=share)
        table = healthy_life_expectancy(rows, by="area", prevalence="share", sample_size="asked")
        assert (table["standard_error"] == 0).all()


def test_no_sample_sizes_no_interval_and_the_method_says_why():
    table = healthy_life_expectancy(healthy(), by="area", prevalence="share")
    assert table["value"].notna().all()
    assert table[["standard_error", "lower_ci", "upper_ci"]].isna().all(axis=None)
    assert table["method"].str.contains("no interval without the sample sizes").all()
    assert list(table.columns) == [*COLUMNS[:-1], "method", "note"]


@pytest.mark.parametrize(
    ("change", "note"),
    [
        (
            {"share": 80},
            "The share in good health is above 1 (is it a percentage?) for the age band from 40.",
        ),
        ({"share": np.nan}, "The share in good health is missing for the age band from 40."),
        ({"share": -0.1}, "The share in good health is negative for the age band from 40."),
        ({"asked": 0}, "The sample is zero for the age band from 40."),
        ({"asked": np.nan}, "The sample is missing for the age band from 40."),
        ({"deaths": -1}, "The number of deaths is negative for the age band from 40."),
    ],
)
def test_a_bad_share_or_sample_is_noted_and_leaves_the_other_groups(change, note):
    rows = pd.concat([healthy("A"), healthy("B")], ignore_index=True)
    for name, value in change.items():
        rows.loc[(rows["area"] == "B") & (rows["age_start"] == 40), name] = value
    table = healthy_life_expectancy(rows, by="area", prevalence="share", sample_size="asked")
    assert table["note"].tolist() == [""] * 20 + [note] * 20
    assert table["value"].isna().tolist() == [False] * 20 + [True] * 20


def test_healthy_life_expectancy_of_no_rows():
    empty = healthy_life_expectancy(healthy().iloc[:0], by="area", prevalence="share")
    assert len(empty) == 0
    assert "value" in empty.columns
