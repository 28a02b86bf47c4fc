"""Socket Mode, with a real slack_bolt app at the other end."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import aiohttp
import pytest

from tests.loopback_slack_test.bolt import Bolt, in_socket_mode
from tests.loopback_slack_test.clients import refused

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from slack_sdk.web.async_client import AsyncWebClient

    from tests.loopback_slack_test.clients import Nordlys


@pytest.fixture
async def bolt(nordlys: Nordlys) -> AsyncIterator[Bolt]:
    """Run a bolt app over a socket."""
    app = Bolt(nordlys)
    async with in_socket_mode(nordlys, app):
        yield app


async def test_a_message_is_heard_and_acknowledged(nordlys: Nordlys, bolt: Bolt) -> None:
    """Bolt hears what a person writes, and the loopback how long it took to acknowledge."""
    message = await nordlys.bo.writes(nordlys.chat, "hello &amp; <@U1>")

    await nordlys.slack.until(lambda: nordlys.slack.delivered(message)[0].is_acked)
    event = bolt.bodies[0]["event"]
    assert (event["text"], event["user"], event["channel"]) == ("hello &amp; <@U1>", nordlys.bo.id, nordlys.chat.id)
    assert (event["channel_type"], event["ts"]) == ("channel", message.ts)
    assert bolt.bodies[0]["team_id"] == nordlys.workspace.id
    assert event["blocks"][0]["elements"][0]["elements"] == [
        {"type": "text", "text": "hello & "},
        {"type": "user", "user_id": "U1"},
    ]
    assert 0 <= (nordlys.slack.acks[0].seconds or -1) < 3


async def test_what_is_not_acknowledged_comes_again_with_the_same_id(nordlys: Nordlys, bolt: Bolt) -> None:
    """A slow app hears the event again, marked as a retry, and not after it has acknowledged."""
    nordlys.slack.courier.ack_seconds = 0.3
    nordlys.slack.courier.retries_after = (0.0, 0.1, 0.1)
    bolt.takes = 0.9
    message = await nordlys.bo.writes(nordlys.chat, "hello")
    await nordlys.slack.until(lambda: len(bolt.bodies) >= 2)
    bolt.takes = 0.0

    delivery = nordlys.slack.delivered(message)[0]
    await nordlys.slack.until(lambda: delivery.done)
    assert delivery.is_acked
    assert {each["event_id"] for each in bolt.bodies} == {delivery.payload["event_id"]}
    assert [(each.number, each.reason) for each in delivery.attempts[:2]] == [(0, ""), (1, "timeout")]
    assert bolt.headers[1]["x-slack-retry-num"] == ["1"]
    assert bolt.headers[1]["x-slack-retry-reason"] == ["timeout"]
    assert delivery.attempts[0].failure == "timeout"


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
async def test_the_app_comes_anew_when_it_is_told_to_go(nordlys: Nordlys, bolt: Bolt, reason: str) -> None:
    """After a disconnect there is another socket, over which it goes on."""
    await nordlys.slack.disconnect(reason, closes_after=0.05)
    await nordlys.slack.until(lambda: nordlys.slack.sockets.opened >= 2 and nordlys.slack.sockets.is_connected)

    await nordlys.bo.writes(nordlys.chat, "still there?")

    await nordlys.slack.until(lambda: bolt.texts == ["still there?"])


async def test_what_happens_without_a_socket_is_lost_unless_a_retry_finds_one(nordlys: Nordlys, bolt: Bolt) -> None:
    """A message written while nobody listens comes only if a later attempt does."""
    nordlys.slack.courier.retries_after = (0.0,)
    nordlys.slack.refuse_sockets_for(0.3)
    lost = await nordlys.bo.writes(nordlys.chat, "lost")
    await nordlys.slack.until(lambda: nordlys.slack.delivered(lost)[0].done)
    await nordlys.slack.connected()
    nordlys.slack.courier.retries_after = (0.0, 1.0, 2.0, 5.0)
    nordlys.slack.refuse_sockets_for(0.3)
    await nordlys.bo.writes(nordlys.chat, "late")

    await nordlys.slack.until(lambda: bolt.texts)

    assert bolt.texts == ["late"]
    assert not nordlys.slack.delivered(lost)[0].is_acked


async def test_socket_mode_that_is_switched_off_is_over(nordlys: Nordlys, bolt: Bolt, bot: AsyncWebClient) -> None:
    """After link_disabled no new socket is given."""
    assert bolt.bodies == []
    await nordlys.slack.disconnect("link_disabled")

    assert await refused(bot.apps_connections_open(app_token=nordlys.slack.app_token)) == "not_allowed_token_type"
    assert not nordlys.slack.sockets.is_connected


async def test_each_event_goes_to_one_of_several_sockets(nordlys: Nordlys, bolt: Bolt) -> None:
    """Two connections share the events, and none comes twice."""
    other = Bolt(nordlys)
    async with in_socket_mode(nordlys, other):
        await nordlys.slack.until(lambda: len(nordlys.slack.sockets.connections) == 2)
        for number in range(6):
            await nordlys.bo.writes(nordlys.chat, str(number))
        await nordlys.slack.until(lambda: len(bolt.texts + other.texts) == 6)

    assert len(bolt.texts) == len(other.texts) == 3
    assert sorted(bolt.texts + other.texts) == [str(number) for number in range(6)]


async def test_a_ticket_is_good_once(nordlys: Nordlys, bot: AsyncWebClient) -> None:
    """Only the app's token gets one, no socket opens without a fresh one, and the first word is hello."""
    assert await refused(bot.apps_connections_open(app_token=nordlys.workspace.bot_token)) == "not_allowed_token_type"
    answer = await bot.apps_connections_open(app_token=nordlys.slack.app_token)
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(answer["url"]) as socket:
            hello = await socket.receive_json()
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(answer["url"])

    assert (hello["type"], hello["connection_info"]["app_id"]) == ("hello", nordlys.slack.app.id)


async def test_a_socket_that_was_warned_hears_until_it_is_closed(nordlys: Nordlys, bot: AsyncWebClient) -> None:
    """Where there is no other, events still come over it."""
    answer = await bot.apps_connections_open(app_token=nordlys.slack.app_token)
    async with aiohttp.ClientSession() as session, session.ws_connect(answer["url"]) as socket:
        await socket.receive_json()
        closing = asyncio.create_task(nordlys.slack.disconnect("warning", closes_after=0.2))
        assert (await socket.receive_json())["reason"] == "warning"
        assert not nordlys.slack.sockets.is_connected
        await nordlys.bo.writes(nordlys.chat, "last")
        envelope = await socket.receive_json()
        assert (await socket.receive()).type is aiohttp.WSMsgType.CLOSE
        await closing

    assert envelope["payload"]["event"]["text"] == "last"
    assert (envelope["type"], envelope["accepts_response_payload"], envelope["retry_attempt"]) == (
        "events_api",
        False,
        0,
    )


async def test_a_message_can_be_redelivered(nordlys: Nordlys, bolt: Bolt) -> None:
    """The same event comes again with the same id."""
    message = await nordlys.bo.writes(nordlys.chat, "hello")
    await nordlys.slack.until(lambda: bolt.bodies)

    nordlys.slack.redeliver(message)

    await nordlys.slack.until(lambda: len(bolt.bodies) == 2)
    assert bolt.bodies[0]["event_id"] == bolt.bodies[1]["event_id"]


async def test_many_messages_are_told_in_their_order(nordlys: Nordlys, bolt: Bolt) -> None:
    """A burst comes whole, in its order, and quickly."""
    began = time.monotonic()
    for number in range(200):
        await nordlys.bo.writes(nordlys.chat, str(number))

    await nordlys.slack.until(lambda: len(bolt.texts) == 200)
    assert [each.payload["event"]["text"] for each in nordlys.slack.deliveries[-200:]] == [str(n) for n in range(200)]
    assert time.monotonic() - began < 10
