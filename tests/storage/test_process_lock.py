"""One bot per file."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.ports.ledger import LedgerUnavailableError
from bot.storage.ledger import open_ledger
from bot.storage.process_lock import only_bot

ROOT = Path(__file__).parents[2]


def _hold(url: str) -> subprocess.Popen[str]:
    """Start another process that holds the lock."""
    program = (
        "import time\nfrom bot.storage.process_lock import only_bot\n"
        f"with only_bot({url!r}):\n    print('held', flush=True)\n    time.sleep(60)\n"
    )
    other = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert other.stdout is not None
    assert other.stdout.readline() == "held\n"
    return other


async def test_a_second_bot_is_told_which_process_runs(tmp_path: Path, key: str) -> None:
    """While one process holds the lock, another gets its number, and still may use the ledger for a moment."""
    url = f"sqlite:///{tmp_path / 'takt.db'}"
    with _hold(url) as other:
        with pytest.raises(LedgerUnavailableError, match=f"process {other.pid}"), only_bot(url):
            pass
        ledger = await open_ledger(url, [key])
        async with ledger.begin("nordlys"):
            pass
        await ledger.close()
        other.send_signal(signal.SIGKILL)
    with only_bot(url):
        assert (tmp_path / "takt.db.lock").read_text().strip() == str(os.getpid())


def test_a_lock_ends_with_its_block(tmp_path: Path) -> None:
    """The same file can be held again, also after the block raised."""
    url = f"sqlite:///{tmp_path / 'takt.db'}"
    with pytest.raises(KeyError), only_bot(url):
        raise KeyError
    with only_bot(url), pytest.raises(LedgerUnavailableError), only_bot(url):
        pass
    with only_bot(url):
        pass


def test_only_files_are_locked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is in memory or on a server needs no lock and makes no file."""
    monkeypatch.chdir(tmp_path)
    with only_bot("sqlite://"), only_bot("sqlite://"), only_bot("postgresql://h/x"), only_bot("postgresql://h/x"):
        assert list(tmp_path.iterdir()) == []


def test_a_lock_that_can_not_be_made_is_said(tmp_path: Path) -> None:
    """A missing folder is named."""
    with (
        pytest.raises(LedgerUnavailableError, match="can't be opened: No such file"),
        only_bot(f"sqlite:///{tmp_path / 'nowhere' / 'takt.db'}"),
    ):
        pass
