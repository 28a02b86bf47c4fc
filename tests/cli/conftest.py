"""Starts the program itself, as a user does."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Takt = Callable[..., subprocess.CompletedProcess[str]]
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def takt(tmp_path: Path) -> Takt:
    """Run `takt ARGS` in an empty folder, without a terminal; `env` adds to a bare environment."""

    def run(*args: object, stdin: str = "", env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "bot", *map(str, args)],
            input=stdin,
            capture_output=True,
            cwd=tmp_path,
            env={"PYTHONPATH": str(ROOT), **(env or {})},
            encoding="utf-8",
            timeout=120,
            check=False,
        )

    return run
