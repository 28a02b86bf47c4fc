"""What happened in the sandbox since one last asked: what was done, and what members were told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.journal import EventKind
from bot.core.printable import printable
from bot.platforms.sandbox.wording import ended_lines, told_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.journal import Event
    from bot.platforms.sandbox.sandbox import Sandbox

_KINDS = (EventKind.EFFECT_ENDED, EventKind.NOTICE_ENDED)


class News:
    """Remembers how far it has told."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._seq = 0
        self._place = sandbox.platform.world.places
        self._alerts = len(sandbox.platform.world.alerts)

    async def begin(self) -> None:
        """Take all that has happened so far as known."""
        async with self._sandbox.community.begin() as uow:
            latest = await uow.journal.recent(limit=1)
        self._seq = max((each.seq for each in latest), default=0)

    async def lines(self) -> list[str]:
        """Return a line for each thing that is new."""
        events = await self._events()
        platform = self._sandbox.platform
        told = [each for each in platform.world.told.values() if each.place > self._place]
        alerts = platform.world.alerts[self._alerts :]
        self._place = platform.world.places
        self._alerts = len(platform.world.alerts)
        return [
            *ended_lines(events),
            *(told_line(each, platform.name_of(each.member)) for each in told),
            *(f"moderators are told: {printable(text)}" for text in alerts),
        ]

    async def _events(self) -> Sequence[Event]:
        async with self._sandbox.community.begin() as uow:
            recent = await uow.journal.recent(_KINDS)
        new = [each for each in reversed(recent) if each.seq > self._seq]
        self._seq = max((each.seq for each in new), default=self._seq)
        return new
