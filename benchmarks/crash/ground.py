"""The policy of the crash test and of the benchmarks of the ledger, read from its file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bot.bootstrap import read
from bot.policy_files.load import Loaded

if TYPE_CHECKING:
    from bot.core.policy import Policy

POLICY = Path(__file__).with_name("policy.yaml")


def read_policy(path: Path = POLICY) -> Policy:
    """Return the policy of a file. Raises TypeError for a refused one."""
    loaded = read(path)
    if not isinstance(loaded, Loaded):
        raise TypeError("\n".join(map(str, loaded.problems)))
    return loaded.policy
