"""Published guidance by topic: what public bodies say could be done about an indicator."""

from urllib.parse import urlsplit

from pydantic import Field, model_validator

from analysis.data.catalogue import LIFE_STAGES, Indicator, read_catalogue
from analysis.data.documents.reading import (
    Document,
    Slugs,
    Text,
    pick,
    read_single,
    without_repeats,
)
from analysis.errors import ParameterError

HOSTS = {
    "NICE": "www.nice.org.uk",
    "NHS England": "www.england.nhs.uk",
    "Local Government Association": "www.local.gov.uk",
}
"""Where each public body publishes; every other one is of the government."""
GOVERNMENT = "www.gov.uk"
MOST_SHOWN = 2


class Publication(Document):
    """One publication of a public body."""

    title: Text  # as published
    body: Text  # the public body
    address: Text  # where it is published

    @model_validator(mode="after")
    def _is_of_a_public_body(self) -> "Publication":
        parts = urlsplit(self.address)
        host = HOSTS.get(self.body, GOVERNMENT)
        if parts.scheme != "https" or parts.netloc != host:
            raise ParameterError(
                f"the address {self.address} is not where {self.body} publishes. Give one that "
                f"begins with https://{host}/; only public bodies are quoted."
            )
        return self


class Topic(Document):
    """A topic with its indicators and what is published on it."""

    topic: Text  # its name, or a stage of life of the catalogue
    indicators: Slugs = ()  # slugs; a stage of life names none
    guidance: tuple[Publication, ...] = Field(min_length=1, max_length=MOST_SHOWN)

    @model_validator(mode="after")
    def _has_indicators_or_is_a_stage(self) -> "Topic":
        if not self.indicators:
            pick(self.topic, LIFE_STAGES, "topic")
        return self


class Guidance(Document):
    """What `params/guidance.yml` holds."""

    topics: tuple[Topic, ...] = ()

    @model_validator(mode="after")
    def _names_each_once(self) -> "Guidance":
        without_repeats((one.topic for one in self.topics), "topic")
        without_repeats((slug for one in self.topics for slug in one.indicators), "indicator")
        return self

    def on(self, about: Indicator) -> tuple[Publication, ...]:
        """Give what is published on an indicator: on its own topic, else on its stage of life."""
        own = [one for one in self.topics if about.indicator in one.indicators]
        stage = [one for one in self.topics if one.topic == about.life_stage]
        return next((one.guidance for one in (*own, *stage)), ())


def read_guidance() -> Guidance:
    """Read the guidance of the book."""
    return read_single(Guidance, "guidance.yml")


def guidance_words() -> str:
    """Say how much of the catalogue has guidance."""
    guidance = read_guidance()
    lacking = [one for one in read_catalogue().values() if not guidance.on(one)]
    published = sum(len(one.guidance) for one in guidance.topics)
    return (
        f"Published guidance: {published} on {len(guidance.topics)} topics; indicators without: "
        f"{len(lacking)}."
    )
