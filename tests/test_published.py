"""What tests, builds and publishes the book elsewhere: valid by the services' own schemas."""

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
GITHUB, GITLAB = ".github/workflows/book.yml", ".gitlab-ci.yml"
SCHEMAS = {
    GITHUB: ("vendor.github-workflows",),
    GITLAB: ("vendor.gitlab-ci", "--data-transform", "gitlab-ci"),
}


def check(file: Path, schema: tuple[str, ...]) -> subprocess.CompletedProcess:
    """Hold a file against a schema that the checker brings with it, without a network."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", *schema, str(file)]
    return subprocess.run(command, capture_output=True, check=False)


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_pipeline_is_valid_by_its_schema(name):
    done = check(ROOT / name, SCHEMAS[name])
    assert done.returncode == 0, done.stdout.decode()


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_schema_refuses_a_pipeline_that_is_not(name, tmp_path):
    damaged = tmp_path / "damaged.yml"
    text = (ROOT / name).read_text(encoding="utf-8").replace("timeout", "time_out")
    damaged.write_text(text.replace("runs-on:", "runs_on:"), encoding="utf-8")
    assert check(damaged, SCHEMAS[name]).returncode != 0


def commands(given: object) -> list[str]:
    """Name every command of a pipeline."""
    if isinstance(given, dict):
        own = [given[key] for key in ("run", "script") if key in given]
        lists = [one if isinstance(one, list) else [one] for one in own]
        return [str(line) for one in lists for line in one] + commands(list(given.values()))
    return [line for one in given for line in commands(one)] if isinstance(given, list) else []


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_pipeline_gives_the_two_commands_and_publishes_what_they_made(name):
    given = yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))
    said = commands(given)
    assert {"python make.py book", "python make.py test"} <= set(said)
    assert {line for line in said if "make.py" not in line} <= {"mv _build/html public"}
    assert "_build/html" in (ROOT / name).read_text(encoding="utf-8")
