"""aiosqlite with one change of thread per statement instead of four, which is most of what a short statement costs."""

from __future__ import annotations

import asyncio
import sqlite3
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import aiosqlite
from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_Rows = list[Any]
_T = TypeVar("_T")


class OneHopCursor:
    """A cursor that runs a statement and fetches all its rows in one go on the connection's thread."""

    arraysize = 1

    def __init__(self, connection: OneHopConnection) -> None:
        self._connection = connection
        self._cursor: sqlite3.Cursor | None = None
        self._rows: _Rows = []

    @property
    def description(self) -> Any:  # noqa: ANN401 - as the DB-API has it
        """What the columns of the rows are, None for a statement without rows."""
        return None if self._cursor is None else self._cursor.description

    @property
    def rowcount(self) -> int:
        """How many rows the statement changed."""
        return -1 if self._cursor is None else self._cursor.rowcount

    @property
    def lastrowid(self) -> int | None:
        """The number of the row that was inserted last."""
        return None if self._cursor is None else self._cursor.lastrowid

    async def __aenter__(self) -> OneHopCursor:
        return self

    async def execute(self, statement: str, parameters: Sequence[Any] = ()) -> OneHopCursor:
        """Run a statement and keep its rows."""
        self._cursor, self._rows = await self._connection.run(partial(_execute, statement, parameters))
        return self

    async def executemany(self, statement: str, parameters: Sequence[Sequence[Any]]) -> OneHopCursor:
        """Run a statement for each set of parameters."""
        self._cursor = await self._connection.run(lambda driver: driver.executemany(statement, parameters))
        return self

    async def fetchall(self) -> _Rows:
        """Return the rows, once."""
        rows, self._rows = self._rows, []
        return rows

    async def close(self) -> None:
        """Nothing is left to close: a statement whose rows were all fetched is over."""


class OneHopConnection(aiosqlite.Connection):
    """A connection on its own thread, which does not keep the program from ending."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(partial(sqlite3.connect, *args, **kwargs), iter_chunk_size=64)
        self._thread.daemon = True

    @override
    async def _connect(self) -> aiosqlite.Connection:
        try:
            return await super()._connect()
        except BaseException:
            # The thread is told to end by now; it must not still answer when the loop is closed.
            self._thread.join()
            raise

    @override
    async def close(self) -> None:
        """Do what was begun, and end the thread, also where the closing is broken off."""
        try:
            await super().close()
        except asyncio.CancelledError:
            self._thread.join()
            raise

    @override
    def stop(self) -> asyncio.Future[Any] | None:
        """Tell the thread to end, once: a second word to it would be waited for without end.

        It comes where a transaction is cancelled and, while its connection is closed, cancelled again.
        """
        return super().stop() if self._running else None

    @override
    def cursor(self) -> OneHopCursor:  # type: ignore[override]  # SQLAlchemy asks for no more than OneHopCursor has
        """Return a cursor, without going to the thread for it."""
        return OneHopCursor(self)

    async def run(self, work: Callable[[sqlite3.Connection], _T]) -> _T:
        """Do work on the connection's thread and return what it gives."""
        done: _T = await self._execute(work, self._conn)  # type: ignore[no-untyped-call]  # aiosqlite gives no types here
        return done


def _execute(statement: str, parameters: Sequence[Any], driver: sqlite3.Connection) -> tuple[sqlite3.Cursor, _Rows]:
    cursor = driver.execute(statement, parameters)
    return cursor, cursor.fetchall() if cursor.description else []
