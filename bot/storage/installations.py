"""What platforms handed over when somebody let the bot in; sealed, and found by nothing but platform and workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.storage.faults import plain_errors
from bot.storage.tables import InstallationRow, table_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from contextlib import AbstractAsyncContextManager

    from sqlalchemy.ext.asyncio import AsyncEngine

    from bot.storage.keys import Vault

_TABLE = table_of(InstallationRow)
_ON_SQLITE, _ON_POSTGRES = sqlite.insert(_TABLE), postgresql.insert(_TABLE)
# The newer record stands where two programs write one at the same moment.
_SAVE = {
    "sqlite": _ON_SQLITE.on_conflict_do_update(
        index_elements=list(_TABLE.primary_key.columns), set_={"sealed": _ON_SQLITE.excluded.sealed}
    ),
    "postgresql": _ON_POSTGRES.on_conflict_do_update(
        index_elements=list(_TABLE.primary_key.columns), set_={"sealed": _ON_POSTGRES.excluded.sealed}
    ),
}


class SqlInstallations:
    """All records of one database. `turn` is that of the ledger's writers, `emptied` overwrites what was forgotten."""

    def __init__(
        self,
        engine: AsyncEngine,
        vault: Vault,
        turn: AbstractAsyncContextManager[object],
        emptied: Callable[[], Awaitable[None]],
    ) -> None:
        self._engine = engine
        self._vault = vault
        self._turn = turn
        self._emptied = emptied

    async def get(self, platform: str, workspace: str) -> str | None:
        """Return the record, None where there is none."""
        with plain_errors():
            async with self._turn, AsyncSession(self._engine) as session:
                row = await session.get(InstallationRow, (platform, workspace))
        return self._vault.unseal(row.sealed) if row else None

    async def all(self, platform: str) -> Mapping[str, str]:
        """Return the records of a platform by workspace."""
        wanted = select(InstallationRow).where(col(InstallationRow.platform) == platform)
        with plain_errors():
            async with self._turn, AsyncSession(self._engine) as session:
                rows = (await session.exec(wanted.order_by(col(InstallationRow.workspace)))).all()
        return {row.workspace: self._vault.unseal(row.sealed) for row in rows}

    async def save(self, platform: str, workspace: str, record: str) -> None:
        """Enter a record in place of the one that was there."""
        row = {"platform": platform, "workspace": workspace, "sealed": self._vault.seal(record)}
        with plain_errors():
            async with self._turn, AsyncSession(self._engine) as session:
                await session.exec(_SAVE[self._engine.dialect.name], params=row)
                await session.commit()
        await self._emptied()

    async def remove(self, platform: str, workspace: str) -> None:
        """Forget a record, in every file."""
        theirs = (col(InstallationRow.platform) == platform, col(InstallationRow.workspace) == workspace)
        with plain_errors():
            async with self._turn, AsyncSession(self._engine) as session:
                await session.exec(delete(InstallationRow).where(*theirs))
                await session.commit()
        await self._emptied()
