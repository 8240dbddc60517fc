"""YAML files of plain values to validated objects, with one kind of message for every fault."""

import hashlib
from collections.abc import Hashable, Iterable
from pathlib import Path
from typing import Annotated, Any, TypeVar

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from analysis.data.areas import slugify
from analysis.data.catalogue import read_catalogue
from analysis.errors import ParameterError, UnknownAreaError, nearest
from analysis.paths import params_folder

Model = TypeVar("Model", bound=BaseModel)
Value = TypeVar("Value")
Text = Annotated[str, Field(min_length=1)]


class Document(BaseModel):
    """What a file, or a part of one, holds: known keys only, and never changed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PlainLoader(yaml.CSafeLoader):
    """YAML without tags that run code, and without keys given twice."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Hashable, Any]:
        """Build a mapping, or stop at a key that it holds already."""
        keys = [self.construct_object(key, deep=deep) for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key} is given twice", node.start_mark
                )
        return super().construct_mapping(node, deep)


def read_plain_yaml(path: Path, where: str) -> Any:
    """Read a YAML file of plain values."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=PlainLoader)  # noqa: S506
    except OSError as problem:
        raise ParameterError(f"{where} cannot be read ({problem.strerror}).") from problem
    # Bytes that are no text, and dates that are none, are plain value errors.
    except (yaml.YAMLError, ValueError) as problem:
        reason = " ".join(str(problem).split())
        raise ParameterError(f"{where} is not plain YAML: {reason}.") from problem


def read_document(model: type[Model], folder: str, slug: str, what: str) -> Model:
    """Read one document of `params/<folder>/` and validate it."""
    pick(slug, known_documents(folder), what)
    where = f"params/{folder}/{slug}.yml"
    given = read_plain_yaml(params_folder() / folder / f"{slug}.yml", where)
    if not isinstance(given, dict):
        raise ParameterError(f"{where} should be a list of keys and values.")
    return validate(model, {"slug": slug} | given, where)


def read_single(model: type[Model], name: str) -> Model:
    """Read a document of which the book has one, in `params`."""
    where = f"params/{name}"
    return validate(model, read_plain_yaml(params_folder() / name, where), where)


def digest_of_document(name: str) -> str:
    """Digest a document of `params` in eight letters, so that a chapter can ask for it as it is.

    `name` is that of its file without its ending, such as ``plans/northumberland``.
    """
    where = f"params/{name}.yml"
    try:
        content = (params_folder() / f"{name}.yml").read_bytes()
    except OSError as problem:
        raise ParameterError(f"{where} cannot be read ({problem.strerror}).") from problem
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()[:8]


def known_documents(folder: str) -> list[str]:
    """Name the documents in a folder of `params`."""
    return sorted(path.stem for path in (params_folder() / folder).glob("*.yml"))


def validate(model: type[Model], given: Any, where: str) -> Model:
    """Make an object of what a file holds."""
    try:
        return model.model_validate(given)
    except (ParameterError, UnknownAreaError) as problem:
        raise ParameterError(f"{where}: {problem}") from problem
    except ValidationError as problem:
        # A misspelt key is also a missing one: the misspelling says more.
        first = min(problem.errors(), key=lambda error: error["type"] != "extra_forbidden")
        place = ".".join(str(part) for part in first["loc"])
        if first["type"] == "extra_forbidden":
            hint = nearest(str(first["loc"][-1]), _keys(model))
            raise ParameterError(f"{where}: {place} is not a known key.{hint}") from problem
        if first["type"].startswith("date"):
            raise ParameterError(
                f"{where}: {place} {first['input']} cannot be read: write a day as 2026-11-21."
            ) from problem
        raise ParameterError(f"{where}: {place} is not right: {first['msg'].lower()}.") from problem


def _keys(model: type[BaseModel]) -> list[str]:
    """Name every key of a model and of the models inside it."""
    definitions = model.model_json_schema().get("$defs", {}).values()
    inner = [name for part in definitions for name in part.get("properties", {})]
    return [*model.model_fields, *inner]


def pick(word: str, known: Iterable[str], what: str, where: str = "") -> str:
    """Give a word that is one of those known, or stop with the nearest.

    >>> pick("gap", ["gap", "trend"], "chapter")
    'gap'
    """
    names = list(known)
    if word in names:
        return word
    hint = nearest(word, names) or f" The {what}s are {', '.join(names)}."
    raise ParameterError(f"{where}{': ' if where else ''}there is no {what} {word}.{hint}")


def pick_each(words: Iterable[str], known: Iterable[str], what: str) -> tuple[str, ...]:
    """Give words that are known, each once."""
    names = list(known)
    return without_repeats((pick(word, names, what) for word in words), what)


def pick_indicators(slugs: Iterable[str]) -> tuple[str, ...]:
    """Give slugs that the catalogue has, each once."""
    return pick_each(slugs, read_catalogue(), "indicator")


def _pick_keys(given: dict[str, Value]) -> dict[str, Value]:
    pick_indicators(given)
    return given


Slugs = Annotated[tuple[str, ...], AfterValidator(pick_indicators)]
"""Indicators of the catalogue, each once."""
BY_SLUG = AfterValidator(_pick_keys)
"""What holds for a mapping whose keys are indicators of the catalogue."""


def without_repeats(values: Iterable[str], what: str) -> tuple[str, ...]:
    """Give the values, or stop at one that is named twice."""
    listed = tuple(values)
    for value in listed:
        if listed.count(value) > 1:
            raise ParameterError(f"the {what} {value} is named twice.")
    return listed


def check_slug_of_file(path: Path, where: str) -> None:
    """Stop at a file whose name could not be part of an address."""
    if slugify(path.stem) != path.stem:
        raise ParameterError(
            f"{where}: a locality is named in lower-case letters, digits and hyphens. Rename the "
            f"file to {slugify(path.stem) or 'my-area'}.yml."
        )
