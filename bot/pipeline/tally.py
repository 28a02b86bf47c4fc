"""How much of a channel was read late. It is kept with each message, so that a restart in the middle counts on.

It stands among the cursors, under a name that no channel has.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.ports.ledger import UnitOfWork

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Missed:
    """What was missed of a channel that was left at `since`, None for one never read. `read`: how many, until now."""

    channel: str
    since: datetime | None
    read: int = 0


async def missed_in(uow: UnitOfWork, channel: str) -> Missed:
    """Return what is to be counted of a channel: what a look that broke off counted counts on."""
    kept, cursor = await uow.cursors.get(_name(channel)), await uow.cursors.get(channel)
    if kept is None or kept[0] == "0":
        return Missed(channel, cursor[1] if cursor else None)
    return Missed(channel, None if kept[1] == _NEVER else kept[1], int(kept[0]))


async def keep(uow: UnitOfWork, missed: Missed, read: int) -> None:
    """Keep how many were read late; 0 once that is reported."""
    await uow.cursors.move(_name(missed.channel), str(read), missed.since or _NEVER)


def _name(channel: str) -> str:
    return f"{channel} late"
