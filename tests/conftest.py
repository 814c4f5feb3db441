"""What every test may ask for: the folder of real plan documents, and one hypothesis profile."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

SEEDS = Path(__file__).resolve().parent.parent.parent / "shared" / "seeds"

# A shared machine makes single examples slow, and a red build must be the same red when it is run again.
settings.register_profile("house", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("house")


@pytest.fixture(scope="session")
def seeds() -> Path:
    """The folder of real plan documents; tests that read them are skipped where it is absent."""
    if not SEEDS.is_dir():
        pytest.skip("the plan documents are not beside this checkout: ../shared/seeds is missing")
    return SEEDS
