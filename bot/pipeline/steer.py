"""What those who manage a community change of how it is served. Each change is in the journal under who made it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.journal import Event, EventKind
from bot.core.policy import Mode

if TYPE_CHECKING:
    from bot.core.cases import Actor
    from bot.core.journal import Fact
    from bot.pipeline.community import Community

# The name of the choice; an empty one is the policy's own mode.
_MODE = "mode"


async def serve_as_chosen(community: Community) -> None:
    """Put the mode in force that was chosen before the program was started."""
    async with community.begin() as uow:
        chosen = await uow.choices.get(_MODE)
    community.serve_in(Mode(chosen) if chosen else None)


async def choose_mode(community: Community, mode: Mode | None, actor: Actor) -> None:
    """Serve a community in another mode from now on, None for the policy's own; a restart changes nothing about it."""
    before = community.policy.mode
    facts: dict[str, Fact] = {"chosen": str(mode or "as the policy says"), "before": str(before)}
    async with community.begin() as uow:
        await uow.choices.choose(_MODE, str(mode or ""))
        await uow.journal.append(Event(EventKind.MODE_CHOSEN, community.now(), actor=actor, facts=facts))
    community.serve_in(mode)
    community.work.set()


async def note_reload(community: Community, actor: Actor, what: str) -> None:
    """Write down that somebody had the policy file read again, and what came of it."""
    event = Event(EventKind.POLICY_RELOADED, community.now(), actor=actor, facts={"what": what})
    async with community.begin() as uow:
        await uow.journal.append(event)
