"""Fixtures of the policy file tests."""

import re
import shutil
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.core.labels import Label
from bot.policy_files import PolicyFile, read_policy

HERE = Path(__file__).parent


def _problem(pattern: str) -> str | None:
    with warnings.catch_warnings(action="ignore", category=FutureWarning):
        try:
            re.compile(pattern)
        except (re.error, OverflowError, RecursionError) as wrong:
            return str(wrong)
    return None


@pytest.fixture
def read() -> Callable[..., PolicyFile]:
    """Give a reader of files that stands in for the real engine's pattern check with the standard library's."""

    def read_file(path: Path, labels: frozenset[Label] | None = None) -> PolicyFile:
        return read_policy(path, pattern_problem=_problem, labels=labels)

    return read_file


@pytest.fixture(scope="session")
def everything() -> str:
    """Give the text of a policy that uses every feature once."""
    return (HERE / "everything.yaml").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with the list file that this policy names."""
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "rude.txt").write_bytes((HERE / "lists" / "rude.txt").read_bytes())
    return tmp_path


@pytest.fixture(scope="session")
def whole_voice() -> str:
    """Give the text of a voice that uses every feature once."""
    return (HERE / "voice" / "voice.yaml").read_text(encoding="utf-8")


@pytest.fixture
def voice_folder(tmp_path: Path) -> Path:
    """Give a folder with that voice and its FAQ."""
    return shutil.copytree(HERE / "voice", tmp_path / "voice")
