"""Builds the sandbox community: the real pipeline and ledger on a platform that is no more than a file."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from bot.bootstrap import HOME, end_old_claims, ledger_url, make_home, open_ledger

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.bootstrap.speech import Speech
    from bot.core.policy import Retention
    from bot.pipeline.community import Community
    from bot.pipeline.screen import Screener
    from bot.platforms.sandbox.platform import SandboxPlatform
    from bot.platforms.sandbox.sandbox import Sandbox
    from bot.ports import Classifier, Clock
    from bot.settings import Settings
    from bot.storage.ledger import SqlLedger


@asynccontextmanager
async def build_sandbox(  # noqa: PLR0913 - it joins rooms
    settings: Settings,
    screener: Screener,
    classifier: Classifier,
    retention: Retention,
    clock: Clock,
    *,
    speech: Speech,
    fresh: bool,
) -> AsyncIterator[Sandbox]:
    """Open the sandbox on the settings' ledger, alone on an SQLite file. Raises LedgerUnavailableError.

    `fresh`: the file is emptied first, and what the platform holds is not kept; else it lies beside the file.
    """
    from bot.pipeline.community import Community
    from bot.platforms.sandbox.overheard import overheard
    from bot.platforms.sandbox.platform import SandboxPlatform
    from bot.platforms.sandbox.sandbox import COMMUNITY, Sandbox

    async with _ledger(settings, fresh=fresh) as (ledger, file):
        kept = file.with_name(f"{file.stem}.sandbox.json") if file else HOME / "sandbox.json"
        platform = SandboxPlatform(clock, None if fresh else kept, screener.policy.community)
        community = Community(COMMUNITY, screener, classifier, ledger, clock, platform, platform, retention)
        speech.give(community)
        if not fresh:
            await _read_up(community, platform)
        yield overheard(Sandbox(community, platform))


@asynccontextmanager
async def _ledger(settings: Settings, *, fresh: bool) -> AsyncIterator[tuple[SqlLedger, Path | None]]:
    """Give the ledger, and its file where it has one."""
    from bot.storage.engine import database_url, file_of
    from bot.storage.process_lock import only_bot

    url = ledger_url(settings)
    file = file_of(database_url(url))
    make_home(settings)
    with only_bot(url) as is_alone:
        if fresh and file:
            for end in ("", "-wal", "-shm"):
                file.with_name(f"{file.name}{end}").unlink(missing_ok=True)
        ledger = await open_ledger(settings)
        try:
            if is_alone:
                await end_old_claims(ledger)
            yield ledger, file
        finally:
            await ledger.close()


async def _read_up(community: Community, platform: SandboxPlatform) -> None:
    from bot.pipeline.catch_up import catch_up
    from bot.pipeline.warm_up import warm_up

    await warm_up(community)
    await catch_up(community, platform)
