"""One running bot per SQLite file. The command line's short transactions are still welcome beside it."""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.ports.ledger import LedgerUnavailableError
from bot.storage.engine import database_url, file_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def only_bot(url: str) -> Iterator[bool]:
    """Hold `<file>.lock` while the block lasts. Raises LedgerUnavailableError where another process holds it.

    A database in memory or on a server needs no such lock: then it yields False, and other bots may run beside this
    one. However a process ends, its lock ends with it.
    """
    file = file_of(database_url(url))
    if file is None:
        yield False
        return
    # By whatever name two programs call the file, they must meet at one lock.
    real = file.resolve()
    descriptor = _open(real.with_name(f"{real.name}.lock"))
    try:
        _hold(descriptor, file)
        yield True
    finally:
        os.close(descriptor)


def _open(lock: Path) -> int:
    try:
        return os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise LedgerUnavailableError(f"The lock {lock} can't be opened: {error.strerror}.") from None


def _hold(descriptor: int, file: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip() or "unknown"
        raise LedgerUnavailableError(f"Another bot (process {holder}) runs on {file}. Stop it first.") from None
    # Never empty in between: a second process may read it at any moment.
    mine = f"{os.getpid()}\n".encode("ascii")
    os.pwrite(descriptor, mine, 0)
    os.ftruncate(descriptor, len(mine))
