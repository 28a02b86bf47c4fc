"""What a test asks of the loopback Slack as to events and interactions: how they went, and what is to go wrong."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tests.loopback_slack.answering import Answers
from tests.loopback_slack.courier import Courier
from tests.loopback_slack.deliveries import Delivery
from tests.loopback_slack.events import event_callback, rate_limited
from tests.loopback_slack.interacting import delivery_kind
from tests.loopback_slack.signing import Http, Posted, written
from tests.loopback_slack.sockets import Sockets

if TYPE_CHECKING:
    from tests.loopback_slack.api import Api
    from tests.loopback_slack.deliveries import Attempt, DeliveryKind
    from tests.loopback_slack.interaction import Interaction
    from tests.loopback_slack.model import Json, Message
    from tests.loopback_slack.workspace import Workspace
    from tests.loopback_slack.world import World


class Outward:
    """The way out. `sockets`, `http` and `courier` can be set to be slower, quicker or stricter than Slack."""

    def __init__(self, world: World, api: Api) -> None:
        self.world = world
        self.sockets = Sockets(world, api.object_to)
        self.http = Http(world)
        self.courier = Courier(world, self.sockets, self.http)
        self.answers = Answers(world, api.object_to)
        world.listeners.append(self.courier.tell)
        world.interact = self._interact

    def _interact(self, made: Interaction) -> None:
        self.courier.deliver(delivery_kind(made), made.payload, lambda last: self.answers.acknowledged(made, last))

    @property
    def deliveries(self) -> list[Delivery]:
        """Return all that was to be told to the app, in its order."""
        return self.courier.deliveries

    @property
    def acks(self) -> list[Attempt]:
        """Return the attempts that were acknowledged in time, with the seconds that each took."""
        return [each for delivery in self.deliveries for each in delivery.attempts if each.is_acked]

    @property
    def unacked(self) -> list[Attempt]:
        """Return the attempts that were in vain."""
        return [each for delivery in self.deliveries for each in delivery.attempts if each.failure]

    def delivered(self, message: Message) -> list[Delivery]:
        """Return the deliveries of the message as it was written."""
        return [each for each in self.deliveries if _tells_of(each, message)]

    def redeliver(self, what: Message | Delivery, *, retry: bool = True) -> Delivery:
        """Send the app the same once more, with the same id: as a retry, or as if for the first time."""
        known = what if isinstance(what, Delivery) else self.delivered(what)[0]
        return self.courier.deliver(known.kind, known.payload, again=1 if retry else 0)

    def deliver(self, workspace: Workspace, data: Json) -> Delivery:
        """Send the app any event, whether or not it should get it."""
        return self.courier.deliver("events_api", event_callback(self.world, workspace.team, data))

    def deliver_raw(self, kind: DeliveryKind, payload: Json) -> Delivery:
        """Send the app any payload, such as one that names another workspace."""
        return self.courier.deliver(kind, payload)

    def rate_limit_events(self, workspace: Workspace, minute: int | None = None) -> Delivery:
        """Tell the app that events are held back, as when it got 30,000 in an hour."""
        since = int(time.time()) // 60 * 60 if minute is None else minute
        return self.courier.deliver("events_api", rate_limited(self.world, workspace.team, since))

    def disable_events(self, *, undone: bool = False) -> None:
        """Deliver no events any more, as Slack does where too many failed; interactions go on."""
        self.courier.is_disabled = not undone

    async def disconnect(self, reason: str = "refresh_requested", *, closes_after: float = 0.0) -> None:
        """Tell all sockets to go (warning, refresh_requested, link_disabled), and close them so much later."""
        if reason == "link_disabled":
            self.world.app.socket_mode = False
        await self.sockets.disconnect(reason, closes_after)

    def drop_sockets(self) -> None:
        """Break all sockets without a word."""
        self.sockets.drop()

    def refuse_sockets_for(self, seconds: float) -> None:
        """Break all sockets and let none in for so long; what happens meanwhile is told only as a retry, if at all."""
        self.sockets.refuse_for(seconds)

    async def verify_url(self) -> bool:
        """Let Slack verify the request URL, and tell whether the app gave the challenge back."""
        challenge = self.world.ids.new("challenge")
        body: Json = {"token": self.world.app.verification_token, "challenge": challenge, "type": "url_verification"}
        text, kind = written("events_api", body)
        answer = await self.http.post(text, kind, {})
        return answer.status == 200 and challenge in answer.text

    async def forge(
        self,
        kind: DeliveryKind,
        payload: Json,
        *,
        secret: str | None = None,
        ago: float = 0.0,
        headers: dict[str, str] | None = None,
    ) -> Posted:
        """Post a payload to the request URL as somebody who is not Slack would, and return what the app answered.

        `secret`: signed with another than the app's; `ago`: dated so many seconds ago, as in a replay; `headers`: in
        place of those that belong there, such as another signature.
        """
        text, content_type = written(kind, payload)
        return await self.http.post(text, content_type, headers or {}, secret=secret, ago=ago)


def _tells_of(delivery: Delivery, message: Message) -> bool:
    event = delivery.event
    changed = event.get("subtype") in ("message_changed", "message_deleted")
    same = event.get("ts") == message.ts and event.get("channel") == message.channel.id
    return event.get("type") == "message" and same and not changed
