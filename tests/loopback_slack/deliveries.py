"""What was sent to the app, and how each attempt at it went."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.loopback_slack.model import Json

DeliveryKind = Literal["events_api", "interactive", "slash_commands"]


class NotAckedError(Exception):
    """The app did not acknowledge. `final`: it asked not to be told again."""

    def __init__(self, reason: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.final = final


@dataclass(eq=False, slots=True)
class Attempt:
    """One attempt. `number`: 0, then 1 to 3 for retries; `seconds` until it was acknowledged, None if it was not.

    `reason`: why it was made again; `failure`: why it was in vain; `body`: what stood in the acknowledgement.
    """

    delivery: Delivery
    number: int
    reason: str = ""
    via: str = ""
    sent_at: float = field(default_factory=time.monotonic)
    seconds: float | None = None
    failure: str = ""
    body: Any = None

    @property
    def is_acked(self) -> bool:
        """Tell whether the app acknowledged in time."""
        return self.seconds is not None


@dataclass(eq=False, slots=True)
class Delivery:
    """Something to be told to the app, with the attempts at it so far."""

    kind: DeliveryKind
    payload: Json
    attempts: list[Attempt] = field(default_factory=list)
    done: bool = False
    answered: Callable[[Attempt], None] | None = None

    @property
    def is_acked(self) -> bool:
        """Tell whether one attempt was acknowledged."""
        return any(each.is_acked for each in self.attempts)

    @property
    def event(self) -> Json:
        """Return the event in it, empty where it has none."""
        event: Json = self.payload.get("event", {})
        return event


class Way(Protocol):
    """A way to the app: a websocket, or HTTP."""

    async def send(self, attempt: Attempt, seconds: float) -> object:
        """Send it; return the body of the acknowledgement, or raise NotAckedError."""
        ...
