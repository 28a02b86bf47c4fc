"""A ledger in memory without a thread of its own: there a change of thread costs more than the statement."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import StaticPool
from typing_extensions import override

from bot.storage import migrate
from bot.storage.keys import Vault, new_key
from bot.storage.ledger import SqlLedger
from bot.storage.sqlite_driver import OneHopConnection

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.engine.interfaces import DBAPIConnection


class InlineConnection(OneHopConnection):
    """Runs each statement where it is asked for. Others have their turn before it, as they have beside a thread."""

    @override
    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        await asyncio.sleep(0)
        return fn(*args, **kwargs)


async def inline_ledger() -> SqlLedger:
    """Open an empty one."""
    how = {"async_creator_fn": InlineConnection, "check_same_thread": False}
    engine = create_async_engine("sqlite+aiosqlite://", hide_parameters=True, connect_args=how, poolclass=StaticPool)
    event.listen(engine.sync_engine, "connect", _set_up)
    event.listen(engine.sync_engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    await migrate.bring_up(engine)
    return SqlLedger(engine, Vault([new_key()]))


def _set_up(connection: DBAPIConnection, _: object) -> None:
    connection.isolation_level = None
