"""What the book will hold, said before anything is run."""

from analysis.findings.coverage import check_locality
from analysis.params import AUTHORITY_CHAPTERS, validate_locality


def check(**given: object) -> list[str]:
    return check_locality(validate_locality(given, "params/x.yml"))


def test_an_authority_hears_of_chapters_figures_and_what_is_missing(figures):
    figures.seal()
    chosen = {"trend_indicators": ["smoking"], "headline_indicators": ["smoking"]}
    assert check(area_code="Stockton-on-Tees", **chosen) == [
        f"Chapters: {', '.join(AUTHORITY_CHAPTERS)}.",
        "2 indicators have figures, 1 of them with intervals.",
    ]
    assert check(area_code="Hartlepool", chapters=["gap"], **chosen) == [
        "Chapters: gap.",
        "0 indicators have figures, 0 of them with intervals.",
        "No figures for this area: Life expectancy; Smoking.",
    ]


def test_a_ward_hears_of_its_small_areas_and_earlier_wards():
    """Yarm: six small areas, all of them in the ward Yarm of 2017."""
    assert check(area_code="E05014884") == [
        "Chapters: ward.",
        "6 small areas; 1 earlier ward.",
    ]


def test_england_has_no_comparator_and_still_can_be_checked(figures):
    figures.seal()
    chosen = {"trend_indicators": ["smoking"], "headline_indicators": ["smoking"]}
    assert check(area_code="England", **chosen)[0].endswith("sources.")
