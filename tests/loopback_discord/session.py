"""A gateway session: its events in their order, so that a client that was away gets what it missed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.loopback_discord.connection import Connection
    from tests.loopback_discord.texts import Json
    from tests.loopback_discord.world import Event

MESSAGE_CONTENT = 1 << 15


@dataclass(eq=False, slots=True)
class Session:
    """A session. `events`: what was dispatched, the first has sequence number 1; `connection`: None while away."""

    id: str
    intents: int
    shard: int
    shard_count: int
    events: list[Json] = field(default_factory=list)
    connection: Connection | None = None

    def attach(self, connection: Connection, after: int = 0) -> None:
        """Send events here from now on, first those after the sequence number."""
        self.connection, connection.session = connection, self
        for event in self.events[after:]:
            connection.send(event)

    def hears(self, guild_id: int | None) -> bool:
        """Tell whether the shard gets events of the guild; direct messages go to the first."""
        wanted = 0 if guild_id is None else (guild_id >> 22) % self.shard_count
        return wanted == self.shard

    def publish(self, event: Event) -> None:
        """Dispatch the event if the session may hear it, without content if it may not read that."""
        if not self.hears(event.guild_id) or (event.intents and not event.intents & self.intents):
            return
        hidden = event.without_content is not None and not self.intents & MESSAGE_CONTENT
        self.dispatch(event.name, event.without_content if hidden and event.without_content else event.data)

    def dispatch(self, name: str, data: Json) -> None:
        """Give the event the next number, remember it and send it if the client is there."""
        payload = {"op": 0, "t": name, "s": len(self.events) + 1, "d": data}
        self.events.append(payload)
        if self.connection is not None:
            self.connection.send(payload)
