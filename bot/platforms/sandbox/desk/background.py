"""What runs beside the screen: effects, drafts, alerts, retention, watching for storms, scores that were missing."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from bot.pipeline import rescore
from bot.pipeline.alarm import keep_telling
from bot.pipeline.crisis import keep_watching
from bot.pipeline.draft_panel import keep_showing_drafts
from bot.pipeline.enforce import work
from bot.pipeline.offering import keep_offering
from bot.pipeline.retain import keep_retaining
from bot.ports.ledger import LedgerUnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from bot.platforms.sandbox.sandbox import Sandbox


class Background:
    """Runs from `start` to `stop`."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._stopping = asyncio.Event()
        self._work: asyncio.Task[None] | None = None
        self._chores: asyncio.Task[None] | None = None

    def start(self, fail: Callable[[str], None]) -> None:
        """Begin; `fail` hears the sentence of a ledger that can't be used any more."""
        self._work = asyncio.create_task(self._guarded(work(self._sandbox.community, self._stopping), fail))
        self._chores = asyncio.create_task(self._guarded(self._keep_house(), fail))

    async def stop(self) -> None:
        """End: effects that are under way are finished, all else is called off. A second time does nothing."""
        self._stopping.set()
        self._sandbox.community.work.set()
        work, chores = self._work, self._chores
        self._work = self._chores = None
        if work is not None:
            await work
        if chores is not None:
            chores.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await chores

    async def _keep_house(self) -> None:
        community = self._sandbox.community
        async with asyncio.TaskGroup() as group:
            group.create_task(keep_telling(community))
            group.create_task(keep_retaining(community))
            group.create_task(keep_watching(community))
            group.create_task(rescore.work(community))
            group.create_task(keep_offering(community))
            group.create_task(keep_showing_drafts(community, self._sandbox.platform))

    @staticmethod
    async def _guarded(verb: Coroutine[None, None, None], fail: Callable[[str], None]) -> None:
        try:
            await verb
        except* LedgerUnavailableError as faults:
            fail(str(faults.exceptions[0]))
