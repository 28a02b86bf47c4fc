"""A ledger in a file, as the sandbox has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.storage.keys import new_key
from bot.storage.ledger import open_ledger

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.storage.ledger import SqlLedger


@pytest.fixture
async def ledger(tmp_path: Path) -> AsyncIterator[SqlLedger]:
    """Give an empty ledger."""
    opened = await open_ledger(f"sqlite:///{tmp_path / 'takt.sqlite3'}", [new_key()])
    yield opened
    await opened.close()
