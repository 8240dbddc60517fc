"""The edition: the version and date that every page, file and archive carries."""

from dataclasses import dataclass
from datetime import date

import yaml

from analysis import paths
from analysis.data.documents.published import read_edition_date
from analysis.errors import RunError


@dataclass(frozen=True, slots=True)
class Edition:
    """What is published at one time."""

    version: str
    released: date
    title: str
    author: str

    @property
    def date_words(self) -> str:
        """The date as it is written out.

        >>> Edition("1.0.0", date(2026, 11, 1), "A book", "Someone").date_words
        '1 November 2026'
        """
        return f"{self.released.day} {self.released:%B %Y}"


def read_edition() -> Edition:
    """Read the edition: its date from the parameters, the rest from the project's citation file."""
    path = paths.project_root() / "CITATION.cff"
    try:
        given = yaml.safe_load(path.read_text(encoding="utf-8"))
        authors = [
            author.get("name") or f"{author['given-names']} {author['family-names']}"
            for author in given["authors"]
        ]
        version, title = str(given["version"]), str(given["title"])
    except OSError as problem:
        raise RunError(f"{path.name} cannot be read: {problem.strerror}.") from problem
    except (yaml.YAMLError, KeyError, TypeError, ValueError) as problem:
        raise RunError(
            f"{path.name} should give version, title and authors; this is wrong in it: {problem}."
        ) from problem
    return Edition(version, read_edition_date(), title, ", ".join(authors))
