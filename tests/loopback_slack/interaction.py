"""An interaction: what the app was sent, what it answered, and what the person sees of it."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.loopback_slack.model import Channel, Json, Message, Team, User
    from tests.loopback_slack.views import View

Found = TypeVar("Found")
COMMAND, PRESS, SUBMIT, CLOSE = "slash_command", "block_actions", "view_submission", "view_closed"
SHORTCUT, MESSAGE_SHORTCUT = "shortcut", "message_action"
_POLL_SECONDS = 0.005


@dataclass(eq=False, slots=True, repr=False)
class Interaction:
    """What a person did with the app, waited on for what the app makes of it.

    `posts`: the messages that it answered with, by its acknowledgement or the response_url; `views`: the modals that
    it opened or changed with the trigger; `ack`: the body of the acknowledgement, None until it came; `failed`: why
    Slack tells the person that it did not work.
    """

    kind: str
    team: Team
    user: User
    payload: Json
    trigger_id: str
    response_url: str = ""
    channel: Channel | None = None
    source: Message | View | None = None
    created_at: float = field(default_factory=time.monotonic)
    exchanged: bool = False
    uses: int = 0
    ack: Json | None = None
    failed: str = ""
    errors: dict[str, str] = field(default_factory=dict)
    posts: list[Message] = field(default_factory=list)
    views: list[View] = field(default_factory=list)

    @override
    def __repr__(self) -> str:
        return f"<{self.described}: {self._what_came()}>"

    async def acked(self, seconds: float = 20.0) -> Json:
        """Wait for the acknowledgement, and return its body."""
        return await self._until(lambda: self.ack is not None and (self.ack,), "acknowledgement", seconds)

    async def refused(self, seconds: float = 20.0) -> str:
        """Wait until Slack tells the person that it did not work, and return why."""
        return await self._until(lambda: self.failed and (self.failed,), "failure", seconds)

    async def message(self, seconds: float = 20.0) -> Message:
        """Wait for the first message that answers."""
        return await self._until(lambda: self.posts and (self.posts[0],), "message", seconds)

    async def view(self, seconds: float = 20.0) -> View:
        """Wait for the first modal that it opened or changed."""
        return await self._until(lambda: self.views and (self.views[0],), "modal", seconds)

    async def rejected(self, seconds: float = 20.0) -> dict[str, str]:
        """Wait for what the app holds against what was filled in, by block_id."""
        return await self._until(lambda: self.errors and (self.errors,), "errors", seconds)

    async def _until(self, found: Callable[[], object], what: str, seconds: float) -> Found:
        ends = time.monotonic() + seconds
        while not (outcome := found()):
            if time.monotonic() > ends:
                raise AssertionError(f"no {what} in {seconds} s to {self.described}; {self._what_came()}")
            await asyncio.sleep(_POLL_SECONDS)
        return outcome[0]  # type: ignore[index,no-any-return]

    def _what_came(self) -> str:
        posts = [each.read[:200] for each in self.posts]
        return f"ack {self.ack!r:.300}, posts {posts}, modals {[each.title for each in self.views]}, {self.failed}"

    @property
    def described(self) -> str:
        """Return in a few words what the person did."""
        actions = self.payload.get("actions") or [{}]
        what = self.payload.get("command") or self.payload.get("callback_id") or actions[0].get("action_id")
        return f"{self.user.name}'s {self.kind} {what or ''}".strip()
