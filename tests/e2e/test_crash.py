"""A small crash test; `make crash-test` runs the whole one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks.crash.harness import Harness, Plan

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("faults", [False, True], ids=["platform-well", "platform-failing"])
async def test_nothing_is_lost_and_nothing_done_twice(tmp_path: Path, *, faults: bool) -> None:
    """A worker that is killed eight times loses no event, doubles no effect and leaves none open."""
    plan = Plan(events=150, kills=8, faults=faults)
    report = await Harness(plan, tmp_path).run()
    assert report.complaints(plan) == []
    assert report.findings.cases > 30
    assert (report.refused > 0) is faults
