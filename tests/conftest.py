"""Fixtures that several folders of tests share."""

from pathlib import Path

import pytest
from hypothesis import settings

# The same examples on every run, so that a failure can be met again and a pass means the same.
settings.register_profile("reproducible", derandomize=True, deadline=None, max_examples=50)
settings.load_profile("reproducible")

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Give the folder of national figures beside the project, or skip where it is not."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the national figures, ../shared/data, are not beside this project")
    return folder


@pytest.fixture(scope="session")
def reference() -> Path:
    """Give the folder of numbers from outside, each file with its source at the top."""
    return ROOT / "tests" / "reference"
