"""Fixtures that several rooms' tests share."""

from pathlib import Path

import pytest
from pydantic_settings import BaseSettings

_SHARED = Path(__file__).resolve().parents[2] / "shared"


class _Ci(BaseSettings):
    ci: bool = False


@pytest.fixture(scope="session")
def shared() -> Path:
    """Give the folder with training data and specifications; a machine without it skips, CI must have it."""
    if not _SHARED.is_dir():
        if _Ci().ci:
            pytest.fail(f"{_SHARED} is missing, and CI=true must run what needs it")
        pytest.skip(f"needs {_SHARED}")
    return _SHARED


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest."""
    items.sort(key=lambda each: each.get_closest_marker("long") is None)
