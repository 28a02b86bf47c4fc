"""Commands and presses, with a real slack_bolt app in both modes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.loopback_slack_test.builders import CARD

if TYPE_CHECKING:
    from slack_bolt.context.ack.async_ack import AsyncAck
    from slack_bolt.context.respond.async_respond import AsyncRespond
    from slack_sdk.web.async_client import AsyncWebClient

    from tests.loopback_slack_test.bolt import Bolt
    from tests.loopback_slack_test.builders import Body
    from tests.loopback_slack_test.clients import Nordlys


async def test_a_command_is_answered_in_its_acknowledgement(nordlys: Nordlys, bolt: Bolt) -> None:
    """What is acknowledged with a text is seen by who typed the command alone."""

    @bolt.app.command("/takt")
    async def takt(ack: AsyncAck, command: Body) -> None:
        await ack(f"you said {command['text']}")

    used = await nordlys.bo.uses("/takt case 12", nordlys.chat)

    answer = await used.message()
    assert (answer.text, answer.seen_by) == ("you said case 12", nordlys.bo.id)
    assert nordlys.bo.private_messages == [answer]
    assert nordlys.chat.messages == []
    assert bolt.bodies[0]["channel_id"] == nordlys.chat.id


async def test_a_command_is_answered_later(nordlys: Nordlys, bolt: Bolt) -> None:
    """The response_url takes answers, to one or to all."""

    @bolt.app.command("/takt")
    async def takt(ack: AsyncAck, respond: AsyncRespond) -> None:
        await ack()
        await respond("to one")
        await respond("to all", response_type="in_channel")

    used = await nordlys.bo.uses("/takt", nordlys.chat)

    await nordlys.slack.until(lambda: len(used.posts) == 2)
    assert await used.acked() == {}
    assert [each.text for each in nordlys.bo.private_messages] == ["to one"]
    assert [each.text for each in nordlys.chat.messages] == ["to all"]


async def test_a_command_that_nobody_takes_fails(nordlys: Nordlys, bolt: Bolt) -> None:
    """Slack tells the person so, and does not try again."""
    nordlys.slack.courier.ack_seconds = 0.2
    used = await nordlys.bo.uses("/nothing", nordlys.chat)

    assert await used.refused() in ("operation_timeout", "dispatch_failed")
    assert len(bolt.bodies) == 1


async def test_a_button_of_a_message_is_pressed(nordlys: Nordlys, bolt: Bolt, bot: AsyncWebClient) -> None:
    """The app gets the action with its value, and may replace the message."""

    @bolt.app.action("hide")
    async def hide(ack: AsyncAck, action: Body, respond: AsyncRespond) -> None:
        await ack()
        await respond(f"hidden {action['value']}", replace_original=True)

    await bot.chat_postMessage(channel=nordlys.chat.id, text="Case 1", blocks=CARD)
    card = nordlys.chat.messages[0]
    pressed = await nordlys.eva.presses(card, "Hide")

    assert await pressed.message() is card
    assert card.read == "hidden 1"
    body = bolt.bodies[0]
    assert body["container"] == {
        "type": "message",
        "message_ts": card.ts,
        "channel_id": nordlys.chat.id,
        "is_ephemeral": False,
    }
    assert body["message"]["blocks"][0]["text"]["text"] == "Case 1"
    with pytest.raises(AssertionError, match="only"):
        await nordlys.eva.presses(card, "Hide")


async def test_an_option_of_a_menu_is_chosen(nordlys: Nordlys, bolt: Bolt, bot: AsyncWebClient) -> None:
    """The app gets the option."""
    heard = []

    @bolt.app.action("more")
    async def more(ack: AsyncAck, action: Body) -> None:
        await ack()
        heard.append(action["selected_option"]["value"])

    await bot.chat_postMessage(channel=nordlys.chat.id, text="Case 1", blocks=CARD)
    await (await nordlys.eva.chooses(nordlys.chat.messages[0], "more", "Why?")).acked()

    assert heard == ["why"]


async def test_a_button_of_an_ephemeral_message(nordlys: Nordlys, bolt: Bolt, bot: AsyncWebClient) -> None:
    """Only who sees it can press; Slack sends no message along, and the app may take it away."""

    @bolt.app.action("hide")
    async def hide(ack: AsyncAck, respond: AsyncRespond) -> None:
        await ack()
        await respond(delete_original=True)

    await bot.chat_postEphemeral(channel=nordlys.chat.id, user=nordlys.bo.id, text="please", blocks=CARD)
    seen = nordlys.bo.private_messages[0]
    with pytest.raises(AssertionError, match="would not let eva"):
        await nordlys.eva.presses(seen, "Hide")
    await nordlys.bo.presses(seen, "Hide")

    await nordlys.slack.until(lambda: seen.deleted)
    assert nordlys.bo.private_messages == []
    assert "message" not in bolt.bodies[-1]
    assert bolt.bodies[-1]["container"]["is_ephemeral"]


async def test_a_response_url_wears_out(nordlys: Nordlys, bolt: Bolt) -> None:
    """It takes five answers, refuses what Slack would refuse, and fails as a test asks for."""
    used = await nordlys.bo.uses("/takt", nordlys.chat)
    client = AsyncWebhookClient(used.response_url)
    nordlys.slack.fail("response_url", status=500)
    assert (await client.send(text="x")).status_code == 500
    assert (await client.send(text="x", blocks=[{"type": "whisper"}])).body == "invalid_blocks"
    for _ in range(4):
        assert (await client.send(text="x")).body == "ok"
    assert (await client.send(text="x")).status_code == 404

    assert len(nordlys.bo.private_messages) == len(used.posts) == 4
    assert len(nordlys.slack.asked("response_url")) == 7
    assert [each.method for each in nordlys.slack.invalid] == ["response_url"]
    assert len(bolt.bodies) <= 1
    nordlys.slack.invalid.clear()


async def test_anything_can_be_delivered(nordlys: Nordlys, bolt: Bolt) -> None:
    """A payload that names another workspace comes as any other, and so does an interaction that comes twice."""
    message = await nordlys.bo.writes(nordlys.chat, "hello")
    await nordlys.slack.until(lambda: bolt.bodies)
    payload = nordlys.slack.delivered(message)[0].payload
    foreign = nordlys.slack.deliver_raw("events_api", {**payload, "team_id": "T0FOREIGN00"})
    again = nordlys.slack.redeliver(foreign, retry=False)

    await nordlys.slack.until(lambda: foreign.is_acked and again.is_acked)
    assert [each["team_id"] for each in bolt.bodies] == [nordlys.workspace.id, "T0FOREIGN00", "T0FOREIGN00"]
