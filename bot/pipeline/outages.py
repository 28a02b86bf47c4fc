"""Times in which a platform told nothing of a community: moderators hear of each once, and it is read up afterwards."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from bot.core.fault_words import fault_words

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from bot.core.gaps import Gap
    from bot.pipeline.serving import Communities

log = logging.getLogger(__name__)
# Between two tries to read up lie so many seconds at first, and at most.
_FIRST, _LONGEST = 5.0, 600.0


class Outages:
    """Those of one community."""

    def __init__(
        self, communities: Communities, name: str, *, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self._communities = communities
        self._name = name
        self._sleep = sleep
        self._reading: asyncio.Task[None] | None = None
        self._is_told = False
        self._not_before = 0.0

    async def begins(self, why: str) -> None:
        """Nothing is told from now on. `why`: a sentence for moderators, which they hear once until it has ended."""
        community = await self._communities.awaited(self._name)
        self._communities.begin_anew([self._name])
        if community is not None:
            community.is_deaf = True
        if community is not None and not self._is_told:
            self._is_told = True
            now = community.now()
            async with community.begin() as uow:
                await uow.alerts.raise_once(f"outage {now.isoformat()}", why, now, now)

    def ends(self, after: float = 0.0) -> None:
        """Everything is told again, or will be after so many seconds unless this is said again: then it is read up.

        What is to end later is not read earlier, or what happens in between would be missed for good.
        """
        self.stop()
        now = asyncio.get_running_loop().time()
        self._not_before = max(self._not_before, now + after)
        self._reading = asyncio.create_task(self._read_up(self._not_before - now))

    def missed(self) -> None:
        """Something could not be taken in when it was told; read it up soon, unless that is going to be done."""
        if self._reading is None or self._reading.done():
            self.ends(_FIRST)

    def looked(self, gaps: Sequence[Gap]) -> None:
        """Let what a look could not read be read up soon."""
        if not self._are_read(gaps):
            self.missed()

    def stop(self) -> None:
        """Read no more; what was not read yet is read after the next start."""
        if self._reading is not None:
            self._reading.cancel()

    async def close(self) -> None:
        """Read no more, and wait until what was being read is let go."""
        self.stop()
        if self._reading is not None:
            await asyncio.wait([self._reading])

    async def _read_up(self, pause: float) -> None:
        await self._sleep(pause)
        while not await self._is_read():
            pause = min(max(2 * pause, _FIRST), _LONGEST)
            await self._sleep(pause)
        self._is_told = False

    async def _is_read(self) -> bool:
        """Read what was missed, and tell whether every channel gave it."""
        community = self._communities.community(self._name)
        if community is not None:
            community.is_deaf = False
        try:
            gaps = await self._communities.catch_up(self._name)
        except Exception as error:  # noqa: BLE001 - it is tried again
            log.error("what was missed could not be read: %s", fault_words(error))  # noqa: TRY400 - no message's words
            return False
        return self._are_read(gaps)

    def _are_read(self, gaps: Sequence[Gap]) -> bool:
        community = self._communities.community(self._name)
        return community is None or all(each.channel in community.caught_up for each in gaps)
