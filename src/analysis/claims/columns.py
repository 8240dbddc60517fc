"""The catalogue of columns of tables: what each is called, and with how many digits it is shown."""

HEADINGS = {
    "actions": "Actions",
    "area_name": "Area",
    "decile": "Decile",
    "direction": "Recent direction",
    "document": "Document",
    "domain": "Domain",
    "edition": "Index",
    "fifth_percent": "Fifth (%)",
    "first_period": "From",
    "last_period": "To",
    "lower_ci": "Lower 95% limit",
    "mark": "Method",
    "measure": "Measure",
    "method": "How the limits came about",
    "name": "Indicator",
    "note": "Note",
    "people": "People",
    "people_fifth": "People in fifth",
    "people_tenth": "People in tenth",
    "period": "Period",
    "population": "People, mid-2022",
    "rank": "Rank in England",
    "sex": "Sex",
    "slope": "Change",
    "slope_lower_ci": "Change, lower 95% limit",
    "slope_upper_ci": "Change, upper 95% limit",
    "small_area_code": "Code",
    "small_area_name": "Small area of 2021",
    "small_areas": "Small areas",
    "tenth_percent": "Tenth (%)",
    "theme": "Theme",
    "unit": "Unit",
    "upper_ci": "Upper 95% limit",
    "value": "Value",
    "verdict_words": "Verdict",
    "ward_name": "Ward",
}
BY_ROW = "decimals"
"""The column in which a row says how many digits its figures have."""
FIGURES = ("value", "comparator_value", "region_value", "lower_ci", "upper_ci", "slope")
WHOLE = (
    *("decile", "decile_2019", "people", "people_tenth", "people_fifth", "population", "rank"),
    *("actions", "count", "figures", "blank", "absent"),
)
ENDS = {"lower_ci": "lower 95% limit", "upper_ci": "upper 95% limit"}


def columns(names: str, /, **headings: str) -> dict[str, str]:
    """Give the columns of a table in order: the catalogue's headings, or those given here.

    >>> columns("name value lower_ci", value="Stockton")
    {'name': 'Indicator', 'value': 'Stockton', 'lower_ci': 'Lower 95% limit'}
    """
    return {name: headings.get(name) or HEADINGS[name] for name in names.split()}


def with_limits(name: str, heading: str, short: str = "") -> dict[str, str]:
    """Give the columns of a figure and its limits.

    >>> with_limits("gap", "Gap (years)", "Gap")
    {'gap': 'Gap (years)', 'gap_lower_ci': 'Gap, lower 95% limit',
     'gap_upper_ci': 'Gap, upper 95% limit'}
    """
    limits = {f"{name}_{end}": f"{short or heading}, {words}" for end, words in ENDS.items()}
    return {name: heading, **limits}


def digits_of(name: str, *, by_row: bool) -> int | str | None:
    """Say with how many digits a column is shown where its table does not say."""
    return 0 if name in WHOLE else BY_ROW if by_row and name in FIGURES else None
