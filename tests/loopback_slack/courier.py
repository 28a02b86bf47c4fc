"""Brings events, commands and interactions to the app, events up to four times."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from tests.loopback_slack.deliveries import Attempt, Delivery, NotAckedError
from tests.loopback_slack.events import event_callback, is_for_app

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.loopback_slack.deliveries import DeliveryKind, Way
    from tests.loopback_slack.model import Json
    from tests.loopback_slack.world import Event, World


class Courier:
    """Delivers over websockets where the app has Socket Mode, else to its request URL.

    `ack_seconds`: how long an acknowledgement is waited for; `retries_after`: seconds before each further attempt at an
    event, as Slack has them; `deliveries`: all there were.
    """

    def __init__(self, world: World, sockets: Way, http: Way) -> None:
        self._world = world
        self._sockets = sockets
        self._http = http
        self._tasks: set[asyncio.Task[None]] = set()
        self.ack_seconds = 3.0
        self.retries_after: tuple[float, ...] = (0.0, 60.0, 300.0)
        self.is_disabled = False
        self.deliveries: list[Delivery] = []

    def tell(self, event: Event) -> None:
        """Deliver an event, if it is one for the app."""
        if not self.is_disabled and is_for_app(self._world, event):
            self.deliver("events_api", event_callback(self._world, event.team, event.data))

    def deliver(
        self, kind: DeliveryKind, payload: Json, answered: Callable[[Attempt], None] | None = None, *, again: int = 0
    ) -> Delivery:
        """Deliver the payload; `answered` is told of the last attempt. `again`: begin as so manieth retry."""
        delivery = Delivery(kind, payload, answered=answered)
        self.deliveries.append(delivery)
        task = asyncio.get_running_loop().create_task(self._bring(delivery, again))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return delivery

    async def stop(self) -> None:
        """Give up what is under way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _bring(self, delivery: Delivery, again: int) -> None:
        retries = self.retries_after if delivery.kind == "events_api" else ()
        reason = "timeout" if again else ""
        for number, wait in enumerate((0.0, *retries[again:]), again):
            # A first attempt goes out in the order in which things happened.
            if wait:
                await asyncio.sleep(wait)
            attempt = Attempt(delivery, number, reason)
            delivery.attempts.append(attempt)
            final = await self._try(attempt)
            if final:
                break
            reason = attempt.failure
        delivery.done = True
        if delivery.answered is not None:
            delivery.answered(delivery.attempts[-1])

    async def _try(self, attempt: Attempt) -> bool:
        way = self._sockets if self._world.app.socket_mode else self._http
        try:
            attempt.body = await way.send(attempt, self.ack_seconds)
        except NotAckedError as failure:
            attempt.failure = failure.reason
            return failure.final
        attempt.seconds = time.monotonic() - attempt.sent_at
        return True
