"""The ledger on SQLite or Postgres: transactions, each in one community."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from sqlalchemy import bindparam, false, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.core.effects import EffectState
from bot.ports.ledger import UnitOfWork
from bot.storage import migrate
from bot.storage.alerts import SqlAlerts
from bot.storage.appeals import SqlAppeals
from bot.storage.approvals import SqlApprovals
from bot.storage.cards import SqlCards
from bot.storage.cases import SqlCases
from bot.storage.choices import SqlChoices
from bot.storage.contents import SqlContents
from bot.storage.cursors import SqlCursors
from bot.storage.decisions import SqlDecisions
from bot.storage.drafts import SqlDrafts
from bot.storage.effects import SqlEffects
from bot.storage.engine import make_engine
from bot.storage.faults import plain_errors
from bot.storage.feedback import SqlFeedback
from bot.storage.installations import SqlInstallations
from bot.storage.journal import SqlJournal
from bot.storage.keys import Vault, new_index_key
from bot.storage.notices import SqlNotices
from bot.storage.people import SqlPeople
from bot.storage.pulse import SqlPulse
from bot.storage.reports import SqlReports
from bot.storage.scope import Home, Scope
from bot.storage.strikes import SqlStrikes
from bot.storage.tables import CommunityRow, table_of
from bot.storage.tables_outbox import OPEN, EffectRow
from bot.storage.unanswered import SqlUnanswered
from bot.storage.unscored import SqlUnscored

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncEngine

    from bot.storage.sqlite_driver import OneHopConnection

_COMMUNITIES = select(CommunityRow.id, CommunityRow.index_key).order_by(col(CommunityRow.id))
_HOME = (
    select(CommunityRow.last_case, CommunityRow.journal_seq, CommunityRow.journal_hash, CommunityRow.index_key)
    .where(col(CommunityRow.id) == bindparam("community"))
    .with_for_update()
)
_TABLE = table_of(CommunityRow)
_WRITE_HOME = update(_TABLE).where(_TABLE.c.id == bindparam("community"))
# SQLite begins even a transaction that is meant to write, and says only at the first such statement that it may not.
_MAY_WRITE = update(CommunityRow).where(false()).values(last_case=0)
# The words of the index of open effects, so that not all effects that ever were are read.
_SHORTEN = (
    update(EffectRow)
    .where(text(OPEN), col(EffectRow.state) == EffectState.CLAIMED, col(EffectRow.leased_until) > bindparam("moment"))
    .values(leased_until=bindparam("moment"))
    .execution_options(synchronize_session=False)
)
_FOUND = {
    "sqlite": sqlite.insert(_TABLE).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(_TABLE).on_conflict_do_nothing(),
}


class SqlLedger:
    """Opens transactions on one database. Made by `open_ledger`."""

    def __init__(self, engine: AsyncEngine, vault: Vault) -> None:
        self._engine = engine
        self._vault = vault
        # SQLite has one writer at a time. Waiting for a turn here is fair and never times out as its own lock does.
        self._turn = asyncio.Lock() if engine.dialect.name == "sqlite" else nullcontext()
        self._index_keys: dict[bytes, bytes] = {}
        self._installations = SqlInstallations(engine, vault, self._turn, self._empty_log)

    @property
    def installations(self) -> SqlInstallations:
        """What platforms handed over when somebody let the bot in."""
        return self._installations

    @asynccontextmanager
    async def begin(self, community: str) -> AsyncIterator[UnitOfWork]:
        """Open a transaction: committed durably at the end of the block, rolled back if the block raises."""
        with plain_errors():
            async with self._turn, AsyncSession(self._engine, expire_on_commit=False) as session:
                scope = await self._open(session, community)
                before = replace(scope.home)
                yield _unit(scope)
                if scope.home != before:
                    await _write_home(session, scope.home)
                await session.commit()
            if scope.home.forgets:
                await self._empty_log()

    async def _empty_log(self) -> None:
        """Move what was written into SQLite's file: the log beside it still holds the pages as they were before."""
        if self._engine.dialect.name != "sqlite":
            return
        async with self._turn, self._engine.connect() as connection:
            driver = (await connection.get_raw_connection()).driver_connection
            await cast("OneHopConnection", driver).run(lambda each: each.execute("PRAGMA wal_checkpoint(TRUNCATE)"))

    async def communities(self) -> Sequence[str]:
        """Return the communities that have an entry."""
        return [name for name, _ in await self._communities()]

    async def check(self) -> None:
        """Raise LedgerUnavailableError where nothing can be written, or no key opens what some community sealed."""
        with plain_errors():
            async with self._turn, AsyncSession(self._engine) as session:
                await session.exec(_MAY_WRITE)
        for _, sealed in await self._communities():
            self._index_key(sealed)

    async def shorten_claims(self, until: datetime) -> None:
        """Let claims end at a moment that would end later: where no other bot runs, they are those of one that died."""
        with plain_errors():
            async with self._turn, AsyncSession(self._engine) as session:
                await session.exec(_SHORTEN, params={"moment": until})
                await session.commit()

    async def close(self) -> None:
        """Give back files and connections."""
        await self._engine.dispose()

    async def _communities(self) -> Sequence[tuple[str, bytes]]:
        with plain_errors():
            async with self._turn, AsyncSession(self._engine) as session:
                return (await session.exec(_COMMUNITIES)).all()

    async def _open(self, session: AsyncSession, community: str) -> Scope:
        asked = {"community": community}
        row = (await session.exec(_HOME, params=asked)).first()
        if row is None:
            await self._found(session, community)
            row = (await session.exec(_HOME, params=asked)).one()
        last_case, journal_seq, journal_hash, sealed = row
        home = Home(community, last_case, journal_seq, journal_hash)
        return Scope(session, home, self._vault, self._index_key(sealed))

    async def _found(self, session: AsyncSession, community: str) -> None:
        """Enter a community; another process may do so at the same moment."""
        row = CommunityRow(id=community, index_key=self._vault.seal_bytes(new_index_key()))
        await session.exec(_FOUND[self._engine.dialect.name], params=row.model_dump())

    def _index_key(self, sealed: bytes) -> bytes:
        if sealed not in self._index_keys:
            self._index_keys[sealed] = self._vault.unseal_bytes(sealed)
        return self._index_keys[sealed]


async def open_ledger(url: str, keys: Sequence[str]) -> SqlLedger:
    """Open the ledger and bring its tables up to date.

    Raises LedgerUnavailableError, which says why and the way out.
    """
    vault = Vault(keys)
    engine = make_engine(url)
    ledger = SqlLedger(engine, vault)
    try:
        with plain_errors():
            await migrate.bring_up(engine)
        await ledger.check()
    except BaseException:
        await engine.dispose()
        raise
    return ledger


async def _write_home(session: AsyncSession, home: Home) -> None:
    counters = {"last_case": home.last_case, "journal_seq": home.journal_seq, "journal_hash": home.journal_hash}
    await session.exec(_WRITE_HOME, params={"community": home.id, **counters})


def _unit(scope: Scope) -> UnitOfWork:
    return UnitOfWork(
        contents=SqlContents(scope),
        decisions=SqlDecisions(scope),
        unscored=SqlUnscored(scope),
        strikes=SqlStrikes(scope),
        cases=SqlCases(scope),
        approvals=SqlApprovals(scope),
        effects=SqlEffects(scope),
        notices=SqlNotices(scope),
        appeals=SqlAppeals(scope),
        reports=SqlReports(scope),
        cursors=SqlCursors(scope),
        alerts=SqlAlerts(scope),
        cards=SqlCards(scope),
        choices=SqlChoices(scope),
        drafts=SqlDrafts(scope),
        unanswered=SqlUnanswered(scope),
        feedback=SqlFeedback(scope),
        pulse=SqlPulse(scope),
        journal=SqlJournal(scope),
        people=SqlPeople(scope),
        mark=scope.mark,
    )
