"""What happened in the sandbox since one last asked: what was done, what members were told, and what is proposed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.drafts import DraftState
from bot.core.journal import EventKind
from bot.core.printable import printable
from bot.platforms.sandbox.draft_words import ENDS, draft_line, end_line, silence_line
from bot.platforms.sandbox.replies import is_ours
from bot.platforms.sandbox.wording import content_line, ended_lines, told_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.journal import Event
    from bot.platforms.sandbox.sandbox import Sandbox

_KINDS = (EventKind.EFFECT_ENDED, EventKind.NOTICE_ENDED, EventKind.DRAFT)


class News:
    """Remembers how far it has told."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._seq = 0
        self._place = sandbox.platform.world.places
        self._alerts = len(sandbox.platform.world.alerts)
        self._silences = len(sandbox.silences)

    async def begin(self) -> None:
        """Take all that has happened so far as known."""
        async with self._sandbox.community.begin() as uow:
            latest = await uow.journal.recent(limit=1)
        self._seq = max((each.seq for each in latest), default=0)

    async def lines(self) -> list[str]:
        """Return a line for each thing that is new."""
        events = await self._events()
        platform, silences = self._sandbox.platform, self._sandbox.silences[self._silences :]
        told = [each for each in platform.world.told.values() if each.place > self._place]
        replies = [each for each in platform.world.messages.values() if each.place > self._place and is_ours(each)]
        alerts = platform.world.alerts[self._alerts :]
        self._place = platform.world.places
        self._alerts, self._silences = len(platform.world.alerts), len(self._sandbox.silences)
        return [
            *ended_lines(each for each in events if each.kind is not EventKind.DRAFT),
            *(told_line(each, platform.name_of(each.member)) for each in told),
            *(f"sent: {content_line(each.content)}" for each in replies),
            *await self._drafts(events),
            *map(silence_line, silences),
            *(f"moderators are told: {printable(text)}" for text in alerts),
        ]

    async def _events(self) -> Sequence[Event]:
        async with self._sandbox.community.begin() as uow:
            recent = await uow.journal.recent(_KINDS)
        new = [each for each in reversed(recent) if each.seq > self._seq]
        self._seq = max((each.seq for each in new), default=self._seq)
        return new

    async def _drafts(self, events: Sequence[Event]) -> list[str]:
        """Tell of drafts that are new or came to an end; what moderators do with them they know."""
        states = [(int(str(each.facts["draft"])), each.facts["state"]) for each in _of_drafts(events)]
        if not states:
            return []
        async with self._sandbox.community.begin() as uow:
            found = [(await uow.drafts.get(number), state) for number, state in states]
        name_of = self._sandbox.platform.name_of
        return [
            draft_line(each, name_of(each.member)) if state == DraftState.DRAFTED else end_line(each)
            for each, state in found
            if each is not None
        ]


def _of_drafts(events: Sequence[Event]) -> list[Event]:
    told = {DraftState.DRAFTED, *ENDS}
    return [each for each in events if each.kind is EventKind.DRAFT and each.facts["state"] in told]
