"""Published guidance: only of public bodies, and only on topics and indicators that there are."""

import pytest
import yaml

from analysis.data.catalogue import read_catalogue
from analysis.data.documents.guidance import HOSTS, guidance_words, read_guidance
from analysis.errors import ParameterError

NICE = {"title": "A guideline", "body": "NICE", "address": "https://www.nice.org.uk/guidance/ng1"}
TOPIC = {"topic": "tobacco", "indicators": ["adult-smoking"], "guidance": [NICE]}


@pytest.fixture
def write(project):
    """Give a function that writes the guidance of a copy of the project."""

    def topics(*given):
        path = project / "params" / "guidance.yml"
        path.write_text(yaml.safe_dump({"topics": list(given)}), encoding="utf-8")

    return topics


def test_an_indicator_takes_its_own_topic_before_its_stage_of_life(write):
    stage = {"topic": "healthy behaviours", "guidance": [NICE | {"title": "Another"}]}
    write(stage, TOPIC)
    known, guidance = read_catalogue(), read_guidance()
    assert [one.title for one in guidance.on(known["adult-smoking"])] == ["A guideline"]
    assert [one.title for one in guidance.on(known["adult-obesity"])] == ["Another"]
    assert guidance.on(known["infant-mortality"]) == ()


def test_a_check_says_how_many_indicators_have_no_guidance(write):
    write(TOPIC)
    lacking = len(read_catalogue()) - 1
    said = f"Published guidance: 1 on 1 topics; indicators without: {lacking}."
    assert guidance_words() == said


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"address": "https://www.example.com/ng1"}, "is not where NICE publishes"),
        ({"address": "http://www.nice.org.uk/guidance/ng1"}, "begins with https://www.nice.org.uk"),
        ({"address": "https://www.nice.org.uk.example.com/"}, "is not where NICE publishes"),
        ({"address": "https://someone@www.nice.org.uk/"}, "is not where NICE publishes"),
        ({"body": "A company", "address": "https://a.example/"}, "only public bodies are quoted"),
        ({"body": "NHS England"}, "begins with https://www.england.nhs.uk/"),
        ({"title": ""}, "title is not right"),
        ({"adress": "x"}, "Did you mean address?"),
    ],
)
def test_what_no_public_body_published_is_refused(write, change, said):
    write(TOPIC | {"guidance": [NICE | change]})
    refused(said)


@pytest.mark.parametrize(
    ("topics", "said"),
    [
        ([TOPIC | {"indicators": []}], "there is no topic tobacco"),
        ([{"topic": "ageing wel", "guidance": [NICE]}], "Did you mean ageing well?"),
        ([TOPIC | {"indicators": ["adult-smokin"]}], "Did you mean adult-smoking?"),
        ([TOPIC, TOPIC], "the topic tobacco is named twice"),
        ([TOPIC, TOPIC | {"topic": "smoke"}], "the indicator adult-smoking is named twice"),
        ([TOPIC | {"guidance": []}], "guidance is not right"),
        ([TOPIC | {"guidance": [NICE] * 3}], "guidance is not right"),
    ],
)
def test_a_topic_that_is_not_known_is_refused(write, topics, said):
    write(*topics)
    refused(said)


def refused(said):
    with pytest.raises(ParameterError) as problem:
        read_guidance()
    assert said in str(problem.value)
    assert "params/guidance.yml" in str(problem.value)
    assert "\n" not in str(problem.value)


def test_the_book_has_guidance_for_every_indicator():
    guidance = read_guidance()
    assert [slug for slug, one in read_catalogue().items() if not guidance.on(one)] == []
    bodies = {one.body for topic in guidance.topics for one in topic.guidance}
    assert bodies <= {*HOSTS, "Department for Education", "Public Health England"}
