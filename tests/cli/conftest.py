"""Starts the program itself, as a user does."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.warm_start import completed

if TYPE_CHECKING:
    from pathlib import Path

Takt = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def takt(tmp_path: Path) -> Takt:
    """Run `takt ARGS` in an empty folder, without a terminal; `env` adds to a bare environment."""

    def run(*args: object, stdin: str = "", env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        return completed(tmp_path, *map(str, args), stdin=stdin, env=env)

    return run
