"""Events over HTTP, signed, with a real slack_bolt app at the other end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.loopback_slack_test.bolt import Bolt, over_http

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.loopback_slack_test.clients import Nordlys


@pytest.fixture
async def bolt(nordlys: Nordlys) -> AsyncIterator[Bolt]:
    """Serve a bolt app over HTTP."""
    app = Bolt(nordlys)
    async with over_http(nordlys, app):
        yield app


async def test_a_message_is_posted_and_its_signature_holds(nordlys: Nordlys, bolt: Bolt) -> None:
    """bolt, which checks signatures, hears what a person writes."""
    message = await nordlys.bo.writes(nordlys.chat, "hello")

    await nordlys.slack.until(lambda: nordlys.slack.delivered(message)[0].is_acked)
    assert bolt.texts == ["hello"]
    assert nordlys.slack.acks[-1].via == "http"


async def test_the_url_is_verified(nordlys: Nordlys, bolt: Bolt) -> None:
    """The app gives the challenge back."""
    assert await nordlys.slack.verify_url()
    assert bolt.bodies == []


async def test_a_forged_request_is_refused(nordlys: Nordlys, bolt: Bolt) -> None:
    """Bolt refuses another's signature, one of long ago and none, and the loopback shows what it answered."""
    message = await nordlys.bo.writes(nordlys.chat, "hello")
    await nordlys.slack.until(lambda: bolt.bodies)
    payload = nordlys.slack.delivered(message)[0].payload
    forge = nordlys.slack.forge

    assert (await forge("events_api", payload)).status == 200
    assert (await forge("events_api", payload, secret="another")).status == 401  # noqa: S106 - it opens nothing
    assert (await forge("events_api", payload, ago=301)).status == 401
    assert (await forge("events_api", payload, headers={"X-Slack-Signature": "v0=0"})).status == 401
    assert len(bolt.bodies) == 2


async def test_a_late_answer_is_no_answer(nordlys: Nordlys, bolt: Bolt) -> None:
    """What takes too long comes again, with its number and reason, and the same id."""
    nordlys.slack.courier.ack_seconds = 0.3
    nordlys.slack.courier.retries_after = (0.0, 0.1)
    bolt.takes = 0.9
    message = await nordlys.bo.writes(nordlys.chat, "hello")
    await nordlys.slack.until(lambda: len(bolt.bodies) == 2)
    bolt.takes = 0.0

    delivery = nordlys.slack.delivered(message)[0]
    await nordlys.slack.until(lambda: delivery.done)
    assert delivery.is_acked
    assert bolt.headers[1]["x-slack-retry-num"] == ["1"]
    assert bolt.headers[1]["x-slack-retry-reason"] == ["http_timeout"]
    assert len({each["event_id"] for each in bolt.bodies}) == 1


async def test_an_app_that_is_down_is_tried_again(nordlys: Nordlys, bolt: Bolt) -> None:
    """Without an endpoint the attempts are in vain until it is back."""
    nordlys.slack.courier.retries_after = (0.0, 0.3)
    address, nordlys.slack.app.request_url = nordlys.slack.app.request_url, "http://127.0.0.1:9/"
    message = await nordlys.bo.writes(nordlys.chat, "hello")
    delivery = nordlys.slack.delivered(message)[0]
    await nordlys.slack.until(lambda: len(delivery.attempts) == 2 and delivery.attempts[1].failure)
    nordlys.slack.app.request_url = address

    await nordlys.slack.until(lambda: delivery.is_acked)
    assert bolt.texts == ["hello"]
    assert [each.failure for each in delivery.attempts] == ["connection_failed", "connection_failed", ""]


async def test_what_no_listener_takes_is_tried_again(nordlys: Nordlys, bolt: Bolt) -> None:
    """Bolt answers 404 to what it has no listener for, which Slack takes for a failure."""
    nordlys.slack.courier.retries_after = (0.0,)
    delivery = nordlys.slack.deliver(nordlys.workspace, {"type": "app_mention", "text": "hey"})

    await nordlys.slack.until(lambda: delivery.done)
    assert [each.failure for each in delivery.attempts] == ["http_error", "http_error"]
    assert len(bolt.bodies) == 2
