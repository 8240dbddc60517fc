"""Parameters: what is misspelt, repeated, mistyped or dangerous stops with file and suggestion."""

from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.data.areas import find_area, get_area, locality_slug
from analysis.data.catalogue import read_catalogue
from analysis.data.chapters import chapter_names
from analysis.data.new_locality import add_districts, write_locality, write_wards
from analysis.data.params import (
    NOT_LOCALITIES,
    Locality,
    choose_localities,
    load_localities,
    read_locality,
    validate_locality,
)
from analysis.errors import ParameterError
from raw_tables import rows_of

ROOT = Path(__file__).resolve().parents[2]
STOCKTON = "E06000004"
WORDS = (*chapter_names(), STOCKTON, "happiness")


@pytest.fixture
def read(tmp_path):
    """Give a function that reads a parameter file of this text."""

    def from_text(text: str | bytes, name: str = "my-area.yml") -> Locality:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_locality(path)

    return from_text


def test_a_code_is_enough(read):
    locality = read("area_code: E06000004\n")
    assert locality.area_code == STOCKTON
    assert locality.area_name == "Stockton-on-Tees"
    assert locality.comparator_code == "E92000001"
    assert locality.region_code == "E12000001"
    # Stockton-on-Tees has no districts.
    assert [*locality.chapters] == [n for n in chapter_names("authority") if n != "districts"]
    assert locality.area == get_area(STOCKTON)


@pytest.mark.parametrize("words", ["Stockton-on-Tees", "stockton on tees", "e06000004"])
def test_a_name_is_understood_as_its_code(read, words):
    assert read(f"area_code: {words}").area_code == STOCKTON


def test_an_old_code_is_understood_as_its_successor(read):
    assert read("area_code: E06000048").area_code == "E06000057"


def test_names_of_other_places_are_understood_as_codes(read):
    locality = read(
        "area_code: E06000004\ncomparator_code: North East\nneighbour_codes: [Hartlepool]\n"
    )
    assert locality.comparator_code == "E12000001"
    assert locality.neighbour_codes == ("E06000001",)


def test_a_ward_has_a_ward_page_and_its_authoritys_name_beside_its_own(read):
    locality = read("area_code: E05014884")
    assert locality.chapters == ("ward",)
    assert locality.area_name.startswith("Yarm")
    assert locality.region_code == "E12000001"


def test_the_notes_of_a_group_stand_in_the_file_of_its_name(read):
    about = "area_code: E06000001+E06000002\n"
    assert read(f"{about}area_name: Tees mouth\n").commentary_slug == "tees-mouth"
    assert read(about).commentary_slug == locality_slug(get_area("E06000001+E06000002"))


def test_the_country_has_the_chapter_of_sources(read):
    assert read("area_code: England").chapters == chapter_names("country")


def test_a_locality_is_frozen(read):
    with pytest.raises(ValueError, match="frozen"):
        read("area_code: E06000004").area_name = "Another"


HEAD = "area_code: E06000004\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEAD + "area_nam: X", "there is no parameter area_nam. Did you mean area_name?"),
        (HEAD + "neighbors: []", "there is no parameter neighbors. "),
        (HEAD + "1: x", "there is no parameter 1. The parameters are area_code,"),
        (
            HEAD + "trend_indicators: [year-6-obesty]",
            "there is no indicator year-6-obesty. Did you mean year-6-obesity?",
        ),
        (HEAD + "headline_indicators: [zzzz]", "there is no indicator zzzz. The indicators are "),
        (HEAD + "chapters: [trends]", "there is no chapter trends. Did you mean trend?"),
        (HEAD + "chapters: [gap, gap]", "the chapter gap is named twice."),
        (
            HEAD + "trend_indicators: [happiness, anxiety, happiness]",
            "the indicator happiness is named twice.",
        ),
        (
            HEAD + "neighbour_codes: [Hartlepool, E06000001]",
            "the neighbour E06000001 is named twice.",
        ),
        (
            "area_code: Stocton-on-Tees",
            'No area is called "Stocton-on-Tees". Did you mean Stockton-on-Tees (E06000004)?',
        ),
        (HEAD + "neighbour_codes: [Hartlepol]", "Did you mean Hartlepool (E06000001)?"),
        (HEAD + "comparator_code: Engeland", "Did you mean England (E92000001)?"),
        (HEAD + 'comparator_code: ""', 'No area is called "".'),
        (
            HEAD + "comparator_code: [Hartlepool, Hartlepool]",
            "Hartlepool is named twice in the group.",
        ),
        (HEAD + "comparator_code: [North East, Hartlepool]", "Hartlepool lies within North East"),
        (HEAD + "comparator_code: {a: b}", "comparator_code is not right: "),
        (HEAD + "comparator_code: neighbours", "neighbours, but neighbour_codes names none."),
        (HEAD + "region_code: Atlantis", 'No area is called "Atlantis".'),
        ("area_code: 6000004", "area_code is not right: input should be a valid string."),
        ("area_name: Nowhere", "area_code is not right: field required."),
        (HEAD + "trend_indicators: []", "trend_indicators is not right: "),
        (HEAD + "trend_indicators: happiness", "trend_indicators is not right: "),
        (HEAD + "trend_indicators: [1]", "trend_indicators.0 is not right: "),
        (HEAD + "neighbour_codes:", "neighbour_codes is not right: "),
        (HEAD + "area_name: {a: b}", "area_name is not right: "),
        (HEAD + 'area_name: ""', "area_name should be one line of words."),
        (HEAD + 'area_name: "  "', "area_name should be one line of words."),
        (HEAD + 'area_name: "A\\n# B"', "area_name should be one line of words."),
        ("- area_code", "should be a list of keys and values, area_code at least."),
        ("", "should be a list of keys and values, area_code at least."),
        ("just words", "should be a list of keys and values, area_code at least."),
        (HEAD + "area_code: E06000001", "is not plain YAML: the key area_code is given twice"),
        (HEAD + "chapters: [gap", "is not plain YAML: "),
        (HEAD + "area_name: 2020-13-45", "is not plain YAML: "),
        (HEAD + "\tarea_name: x", "is not plain YAML: "),
        (b"area_code: \xff\xfe", "is not plain YAML: "),
        (HEAD + "{[1]: 2}", "is not plain YAML: "),
        ("? [a, b]\n: c", "is not plain YAML: "),
    ],
)
def test_each_fault_is_one_sentence_with_the_file_and_what_to_do(read, text, said):
    with pytest.raises(ParameterError) as problem:
        read(text)
    message = str(problem.value)
    assert message.startswith("params/my-area.yml")
    assert said in message
    assert "\n" not in message


@pytest.mark.parametrize(
    "tag",
    [
        "!!python/object/apply:os.system ['touch {path}']",
        "!!python/object/new:os.system ['touch {path}']",
        "!!python/name:os.system",
        "!!python/module:os",
        "!include other.yml",
    ],
)
def test_a_tag_that_could_run_something_is_refused_and_runs_nothing(read, tmp_path, tag):
    path = tmp_path / "made-by-yaml"
    with pytest.raises(ParameterError, match="is not plain YAML: could not determine a constr"):
        read(f"{HEAD}area_name: {tag.format(path=path)}\n")
    assert not path.exists()


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(ParameterError, match=r"params/absent\.yml cannot be read \(No such file"):
        read_locality(tmp_path / "absent.yml")


@pytest.mark.parametrize(
    ("name", "better"),
    [
        ("My Area.yml", "my-area.yml"),
        ("Stockton.yml", "stockton.yml"),
        ("a_b.yml", "a-b.yml"),
        ("-a.yml", "a.yml"),
        ("***.yml", "my-area.yml"),
    ],
)
def test_a_file_name_that_cannot_be_an_address_is_refused(read, name, better):
    with pytest.raises(ParameterError) as problem:
        read(HEAD, name)
    assert str(problem.value) == (
        f"params/{name}: a locality is named in lower-case letters, digits and hyphens. Rename "
        f"the file to {better}."
    )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from([*Locality.model_fields, "other"]),
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats()
        | st.text(max_size=20)
        | st.lists(st.text(max_size=10) | st.sampled_from(WORDS)),
        max_size=4,
    )
)
def test_whatever_is_given_either_is_a_locality_or_stops_in_one_sentence(values):
    given_values = {"area_code": STOCKTON, **values}
    try:
        locality = validate_locality(given_values, "params/x.yml")
    except ParameterError as problem:
        assert str(problem).startswith("params/x.yml")
    else:
        assert locality.area_name.strip()
        assert set(locality.trend_indicators) <= set(read_catalogue())
        assert locality.places.comparator_name


def test_two_files_about_one_area_are_refused(tmp_path):
    (tmp_path / "a.yml").write_text("area_code: E06000057\n")
    (tmp_path / "b.yml").write_text("area_code: E06000048\n")
    with pytest.raises(ParameterError) as problem:
        load_localities(tmp_path)
    assert str(problem.value) == (
        "params/b.yml and params/a.yml are both about Northumberland. Remove one of them."
    )


def test_an_authority_stands_before_its_wards_and_authorities_in_order_of_name(tmp_path):
    for slug, words in {
        "a-ward": "E05014884",
        "z": "Stockton-on-Tees",
        "y": "Hartlepool",
        "b-ward": "E05014858",
    }.items():
        (tmp_path / f"{slug}.yml").write_text(f"area_code: {words}\n")
    found = list(load_localities(tmp_path))
    assert found[:2] == ["y", "z"]
    assert sorted(found[2:]) == ["a-ward", "b-ward"]


@pytest.fixture(scope="module")
def localities():
    return load_localities(ROOT / "params")


def test_the_book_has_the_four_authorities_england_and_every_ward_of_stockton(localities):
    assert {"northumberland", "north-northamptonshire", "west-northamptonshire"} < set(localities)
    assert {"stockton-on-tees", "england"} < set(localities)
    table = {
        row["ward24_code"]: row["ward24_name"]
        for row in rows_of("deprivation/wards_2024_imd2025")
        if row["ltla24_code"] == STOCKTON
    }
    wards = {
        locality.area_code: locality
        for locality in localities.values()
        if locality.area.authority_code == STOCKTON and locality.area_code != STOCKTON
    }
    assert len(wards) == 27
    assert set(wards) == set(table)
    for code, name in table.items():
        assert wards[code].area_name.startswith(name)
    assert len(localities) == 5 + 27 + 7


def test_titles_of_localities_differ(localities):
    names = [locality.area_name for locality in localities.values()]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("slug", ["northumberland", "north-northamptonshire"])
def test_an_authority_names_its_neighbours(localities, slug):
    codes = localities[slug].neighbour_codes
    assert codes
    assert localities[slug].area_code not in codes


def test_wards_are_generated_from_the_ward_table(tmp_path, localities):
    stockton = find_area("Stockton-on-Tees")
    written = write_wards(stockton, tmp_path)
    assert len(written) == 27
    assert {path.stem for path in written} == {
        slug for slug in localities if slug.startswith("stockton-on-tees-")
    }
    for path in written:
        kept = (ROOT / "params" / path.name).read_text(encoding="utf-8")
        assert path.read_text(encoding="utf-8") == kept
    assert write_wards(stockton, tmp_path) == [], "what is there is left alone"


def test_the_seven_former_districts_of_northamptonshire_have_a_page_each(localities):
    pages = {slug: one for slug, one in localities.items() if one.within}
    assert list(pages) == [
        "north-northamptonshire-corby",
        "north-northamptonshire-east-northamptonshire",
        "north-northamptonshire-kettering",
        "north-northamptonshire-wellingborough",
        "west-northamptonshire-daventry",
        "west-northamptonshire-northampton",
        "west-northamptonshire-south-northamptonshire",
    ]
    corby = pages["north-northamptonshire-corby"]
    assert (corby.area_code, corby.within, corby.inside) == ("E07000150", "E06000061", "E06000061")
    assert (corby.area_name, corby.chapters) == ("Corby, North Northamptonshire", ("district",))
    assert "districts" in localities["north-northamptonshire"].chapters
    assert "districts" not in localities["stockton-on-tees"].chapters
    assert "E07000150" not in localities["england"].featured_codes


def test_an_authority_that_is_chosen_brings_its_districts(localities):
    chosen = choose_localities(["West Northamptonshire"], localities)
    assert len(chosen) == 1 + 3
    assert list(choose_localities(["corby"], localities)) == ["north-northamptonshire-corby"]


def test_a_page_of_one_district_can_be_asked_for_by_itself_and_keeps_its_file(tmp_path):
    (tmp_path / "kent.yml").write_text("area_code: Kent\ndistricts: true\n")
    (tmp_path / "port.yml").write_text("area_code: Dover\nwithin: Kent\narea_name: A port\n")
    (tmp_path / "dover.yml").write_text("area_code: Dover\nchapters: [gap]\n")
    found = load_localities(tmp_path)
    assert found["port"].area_name == "A port"
    assert "kent-dover" not in found
    assert found["dover"].chapters == ("gap",), "a district may also be a place of its own"
    assert len([one for one in found.values() if one.within == "E10000016"]) == 12


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("area_code: Stockton-on-Tees\ndistricts: true", "Stockton-on-Tees has no districts"),
        ("area_code: Corby\nwithin: Kent", 'Kent has no district "Corby". Its districts are'),
        ("area_code: Corby\nwithin: Stockton-on-Tees", "Stockton-on-Tees has no districts"),
        ("area_code: Kent\ndistricts: some", "districts is not right"),
        ("area_code: Kent\ndistrict: true", "Did you mean districts?"),
    ],
)
def test_districts_that_cannot_be_are_one_sentence(read, text, said):
    with pytest.raises(ParameterError) as problem:
        read(text)
    assert said in str(problem.value)
    assert str(problem.value).startswith("params/my-area.yml: ")


def test_a_file_with_the_name_of_a_page_of_a_district_is_refused(tmp_path):
    (tmp_path / "kent.yml").write_text("area_code: Kent\ndistricts: true\n")
    (tmp_path / "kent-dover.yml").write_text("area_code: Devon\n")
    with pytest.raises(ParameterError, match=r"params/kent-dover\.yml has the name that a page"):
        load_localities(tmp_path)


def test_districts_are_asked_for_in_a_file_that_is_there(tmp_path):
    path = write_locality(get_area("E10000016"), "kent", tmp_path)
    assert not read_locality(path).districts
    assert add_districts("kent", tmp_path) == "Added districts: true to params/kent.yml"
    assert read_locality(path).districts
    before = path.read_text(encoding="utf-8")
    assert "already" in add_districts("kent", tmp_path)
    assert path.read_text(encoding="utf-8") == before
    path.write_text("area_code: Kent\ndistricts: false\n", encoding="utf-8")
    with pytest.raises(ParameterError, match="says districts: false"):
        add_districts("kent", tmp_path)


def test_a_new_locality_reads_back_with_its_choices_explained(tmp_path):
    gateshead = find_area("Gateshead")
    path = write_locality(gateshead, gateshead.slug, tmp_path)
    locality = read_locality(path)
    assert path.name == "gateshead.yml"
    assert locality.area_name == "Gateshead"
    assert len(locality.neighbour_codes) == 4
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# Gateshead\n")
    for code in locality.neighbour_codes:
        assert f"{code}  # {get_area(code).name}" in text


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("North East", "E12000001"),
        ("[Darlington, Hartlepool]", "E06000001+E06000005"),
        ("E06000001+E06000005", "E06000001+E06000005"),
        ("[Hartlepool]", "E06000001"),
        ("neighbours", "E06000001+E06000002"),
    ],
)
def test_a_comparator_is_an_area_or_several_taken_together(tmp_path, said, code):
    path = tmp_path / "stockton-on-tees.yml"
    beside = "neighbour_codes: [Middlesbrough, Hartlepool]"
    path.write_text(f"area_code: Stockton-on-Tees\ncomparator_code: {said}\n{beside}\n")
    locality = read_locality(path)
    assert locality.comparator_code == code
    assert locality.places.comparator_name == get_area(code).name


def test_a_file_that_is_there_is_never_written_over(tmp_path):
    gateshead = find_area("Gateshead")
    path = write_locality(gateshead, "gateshead", tmp_path)
    path.write_text("area_code: E08000037  # mine\n")
    with pytest.raises(ParameterError, match=r"params/gateshead\.yml is there already\. Edit it"):
        write_locality(gateshead, "gateshead", tmp_path)
    assert "mine" in path.read_text()


def test_every_new_locality_reads_back(tmp_path):
    from analysis.data.areas import is_authority, load_areas

    for area in load_areas().values():
        if is_authority(area):
            assert read_locality(write_locality(area, area.slug, tmp_path)).area_code == area.code


def test_a_wards_file_is_named_after_its_authority():
    assert locality_slug(get_area("E05014884")) == "stockton-on-tees-yarm"


@pytest.mark.parametrize(
    "words",
    ["stockton-on-tees-yarm", "E05014884", "e05014884", "Yarm", "Yarm, Stockton-on-Tees"],
)
def test_a_locality_is_chosen_by_file_name_code_or_name(localities, words):
    assert list(choose_localities([words], localities)) == ["stockton-on-tees-yarm"]


def test_without_a_name_all_are_chosen(localities):
    assert choose_localities([], localities) == localities


def test_a_locality_that_the_book_lacks_comes_with_a_suggestion(localities):
    with pytest.raises(ParameterError) as problem:
        choose_localities(["stockton-on-tee"], localities)
    assert 'no locality "stockton-on-tee". Did you mean stockton-on-tees?' in str(problem.value)
    with pytest.raises(ParameterError, match='`analysis new "Gateshead"` makes one'):
        choose_localities(["Gateshead"], localities)


def test_the_files_are_plain_yaml_with_only_what_differs_from_the_usual():
    of_localities = [p for p in (ROOT / "params").glob("*.yml") if p.stem not in NOT_LOCALITIES]
    for path in sorted(of_localities):
        given_values = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert set(given_values) <= set(Locality.model_fields), path.name
        assert "area_code" in given_values


def test_a_comparator_is_no_neighbourhood():
    """Figures of small areas are nothing to hold an authority's against."""
    given = {"area_code": "Hartlepool", "comparator_code": ["E05014876", "E05014877"]}
    with pytest.raises(ParameterError, match="names wards or small areas: name authorities"):
        validate_locality(given, "params/x.yml")
