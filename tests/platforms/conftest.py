"""A ledger in a file, as the sandbox has it; and a log in which no word, name or token may stand."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING

import pytest

from bot.storage.keys import new_key
from bot.storage.ledger import open_ledger
from tests.platforms.slack_doors import HUSH

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from bot.storage.ledger import SqlLedger

_SECRET = re.compile(rf"{HUSH}|xox[bp]-|xapp-|[?&]ticket=")


@pytest.fixture
async def ledger(tmp_path: Path) -> AsyncIterator[SqlLedger]:
    """Give an empty ledger."""
    opened = await open_ledger(f"sqlite:///{tmp_path / 'takt.sqlite3'}", [new_key()])
    yield opened
    await opened.close()


@pytest.fixture
def quiet(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
    """Let everything log all that it can, and find at the end that nothing secret is in it."""
    caplog.set_level(logging.DEBUG)
    yield
    records = caplog.get_records("setup") + caplog.get_records("call")
    written = [caplog.handler.format(each) for each in records if each.name.split(".")[0] != "asyncio"]
    for text in (*written, *capfd.readouterr()):
        assert _SECRET.search(text) is None, text
