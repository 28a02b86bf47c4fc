"""An interaction: what the bot was sent, what it answered, and what the member sees of it."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.loopback_discord.model import LOADING
from tests.loopback_discord.texts import components_in

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from tests.loopback_discord.model import Channel, Message, User
    from tests.loopback_discord.texts import Json

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL_SUBMIT = 2, 3, 4, 5
MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
KINDS = {4: "message", 5: "deferred", 6: "deferred_update", 7: "update", 8: "choices", 9: "modal"}


@dataclass(frozen=True, slots=True)
class Response:
    """The first answer. `kind`: message, deferred, deferred_update, update, choices or modal; `data` in Discord's form.

    `message` is what was posted or changed, live.
    """

    kind: str
    data: Json
    message: Message | None = None

    @property
    def ephemeral(self) -> bool:
        """Tell whether only the one who acted sees it."""
        return self.message is not None and self.message.ephemeral

    @property
    def content(self) -> str:
        """Return the content of the message as it is now."""
        return self.message.content if self.message else str(self.data.get("content") or "")

    @property
    def text(self) -> str:
        """Return all that can be read in the message as it is now."""
        return self.message.text if self.message else self.content

    @property
    def title(self) -> str:
        """Return the title of the modal."""
        return str(self.data.get("title", ""))

    @property
    def inputs(self) -> dict[str, Json]:
        """Return the modal's inputs by custom_id; `label` and `value` (the draft in it) are in each."""
        return {each["custom_id"]: each for each in labelled(self.data.get("components", [])) if "custom_id" in each}

    @property
    def choices(self) -> list[tuple[str, Any]]:
        """Return the name and value of each choice of an autocompletion."""
        return [(each["name"], each["value"]) for each in self.data.get("choices") or []]


def labelled(components: list[Json]) -> list[Json]:
    """Return the inputs of a modal, each with the label that it stands under."""
    found: list[Json] = []
    for outer in components:
        inner = [each for each in components_in(outer) if each is not outer and "custom_id" in each]
        found += [{**each, "label": outer["label"]} if outer.get("label") else each for each in inner]
    return found


@dataclass(eq=False, slots=True)
class Interaction:
    """What a member did with the bot. `followups` are the messages after the first answer, in their order."""

    id: int
    token: str
    kind: int
    user: User
    channel: Channel
    data: Json
    payload: Json
    submit: Callable[[Interaction, Mapping[str, str | list[str]]], Awaitable[Interaction]]
    source: Message | None = None
    original: Message | None = None
    followups: list[Message] = field(default_factory=list)
    created_at: float = field(default_factory=time.time)
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    given: Response | None = None

    async def response(self, seconds: float = 20.0) -> Response:
        """Wait for the bot's first answer."""
        try:
            await asyncio.wait_for(self.answered.wait(), seconds)
        except TimeoutError:
            raise AssertionError(f"no answer in {seconds} s to {self.described}") from None
        if self.given is None:
            raise AssertionError("an answer without content")
        return self.given

    async def message(self, seconds: float = 20.0) -> Message:
        """Wait for a message that can be read: the answer, what replaced the waiting dots, or the first after it."""
        response = await self.response(seconds)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if response.message is not None and response.kind in ("message", "update"):
                return response.message
            if response.kind == "deferred" and self.original is not None and not self.is_loading:
                return self.original
            if self.followups:
                return self.followups[0]
            await asyncio.sleep(0.005)
        raise AssertionError(f"no message in {seconds} s to {self.described}, only {response.kind}")

    async def modal_submitted(self, filled: Mapping[str, str | list[str]]) -> Interaction:
        """Wait for the modal, fill in its inputs by custom_id or label, and send it off as the same user."""
        return await self.submit(self, filled)

    @property
    def is_loading(self) -> bool:
        """Tell whether the member still sees that the bot is thinking."""
        return self.original is not None and bool(self.original.flags & LOADING)

    @property
    def described(self) -> str:
        """Return in a few words what the member did."""
        what = self.data.get("name") or self.data.get("custom_id")
        return f"{self.user.name}'s {what!r}"
