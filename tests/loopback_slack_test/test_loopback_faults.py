"""What is invalid, what goes wrong on the way, and how slack_sdk's client comes through."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler

from tests.loopback_slack.blockkit import block_faults, view_faults
from tests.loopback_slack_test.builders import CARD, CHOICE, MENU, REASON, button, modal, plain
from tests.loopback_slack_test.clients import refused

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

    from tests.loopback_slack_test.builders import Body
    from tests.loopback_slack_test.clients import Nordlys

pytestmark = [pytest.mark.shared, pytest.mark.usefixtures("shared")]


def section(text: str = "x", **more: Any) -> Body:
    """Return a section."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def actions(*elements: Body) -> Body:
    """Return an actions block."""
    return {"type": "actions", "elements": list(elements)}


def entry(**more: Any) -> Body:
    """Return an input of text."""
    return {**REASON, "element": {**REASON["element"], **more}}


def option(text: str = "x", value: str = "x") -> Body:
    """Return an option."""
    return {"text": plain(text), "value": value}


@pytest.mark.parametrize(
    "block",
    [
        {"type": "whisper"},
        {"type": "section"},
        section(""),
        section("x" * 3001),
        section(colour="red"),
        {"type": "section", "text": {"type": "html", "text": "x"}},
        {"type": "section", "fields": [plain("x")] * 11},
        {"type": "section", "fields": [plain("x" * 2001)]},
        {"type": "header", "text": plain("x" * 151)},
        {"type": "header", "text": {"type": "mrkdwn", "text": "x"}},
        {"type": "context", "elements": [plain("x")] * 11},
        {"type": "context", "elements": [button("a", "x")]},
        {"type": "markdown", "text": "x" * 12_001},
        section(block_id="x" * 256),
        actions(button("a", "x" * 76)),
        actions(button("x" * 256, "x")),
        actions(button("a", "x", value="x" * 2001)),
        actions(button("a", "x", style="pink")),
        actions(button("a", "x"), button("a", "y")),
        actions(*[button(f"a{number}", "x") for number in range(26)]),
        actions({**MENU, "options": [option()] * 6}),
        actions({**MENU, "options": [option("x" * 76)]}),
        actions({**MENU, "options": [option(value="x" * 151)]}),
        actions(button("a", "x", confirm={"title": plain("x" * 101), "text": plain("x")})),
        entry(max_length=3001),
        entry(initial_value="x" * 21),
        entry(placeholder=plain("x" * 151)),
        {**REASON, "label": plain("x" * 2001)},
        {**CHOICE, "element": {**CHOICE["element"], "initial_option": option("Maybe", "m")}},
        {**CHOICE, "element": {**CHOICE["element"], "options": [option()] * 101}},
    ],
)
def test_slack_s_limits_on_blocks_are_held(block: Body) -> None:
    """Each fault is found once."""
    assert len(block_faults([block])) == 1


def test_numbers_of_blocks_are_held_and_what_is_good_is_good() -> None:
    """50 blocks in a message, 100 in a view, each block_id once."""
    assert block_faults([*CARD, REASON, CHOICE]) == []
    assert view_faults(modal()) == []
    assert block_faults([section()] * 50) == []
    assert len(block_faults([section()] * 51)) == 1
    assert len(block_faults([section(block_id="a")] * 2)) == 1
    assert view_faults({"type": "home", "blocks": [section()] * 100}) == []


@pytest.mark.parametrize(
    "view",
    [
        modal("x" * 25),
        modal(private_metadata="x" * 3001),
        modal(callback_id="x" * 256),
        modal(submit=plain("x" * 25)),
        modal(close=plain("x" * 25)),
        modal(colour="red"),
        {"type": "modal", "title": plain("x"), "blocks": [REASON]},
        {"type": "page", "title": plain("x"), "blocks": [REASON]},
        {"type": "home", "blocks": [section()] * 101},
        {"type": "home", "title": plain("x"), "blocks": [section()]},
    ],
)
def test_slack_s_limits_on_views_are_held(view: Body) -> None:
    """Each fault is found once."""
    assert len(view_faults(view)) == 1


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ({"text": "x", "blocks": [section("x" * 3001)]}, "invalid_blocks"),
        ({"text": "x" * 40_001}, "msg_too_long"),
        ({"text": ""}, "no_text"),
    ],
)
async def test_an_invalid_message_is_refused_and_noted(
    nordlys: Nordlys, bot: AsyncWebClient, content: Body, error: str
) -> None:
    """What Slack would refuse is refused and noted, wherever it is sent."""
    where = {"channel": nordlys.chat.id, **content}
    assert await refused(bot.api_call("chat.postMessage", json=where)) == error
    assert await refused(bot.api_call("chat.postEphemeral", json={**where, "user": nordlys.bo.id})) == error

    assert [each.method for each in nordlys.slack.invalid] == ["chat.postMessage", "chat.postEphemeral"]
    assert nordlys.chat.messages == []
    nordlys.slack.invalid.clear()


async def test_what_slack_passes_over_is_noted(nordlys: Nordlys, bot: AsyncWebClient) -> None:
    """An unknown argument does no harm but is noted, an unknown method and a missing argument are refused."""
    await bot.api_call("chat.postMessage", json={"channel": nordlys.chat.id, "text": "x", "colour": "red"})
    assert await refused(bot.api_call("chat.whisper", json={})) == "unknown_method"
    assert await refused(bot.api_call("conversations.info", params={})) == "invalid_arguments"

    faults = [(each.method, each.faults) for each in nordlys.slack.invalid]
    assert faults == [
        ("chat.postMessage", ("unknown argument 'colour'",)),
        ("chat.whisper", ("the loopback Slack has no such method",)),
        ("conversations.info", ("missing 'channel'",)),
    ]
    nordlys.slack.invalid.clear()


async def test_arguments_come_any_way(nordlys: Nordlys, bot: AsyncWebClient) -> None:
    """A form, a query and JSON are all understood, and the token also in the body."""
    where = {"channel": nordlys.chat.id, "text": "x"}
    await bot.api_call("chat.postMessage", data={**where, "blocks": '[{"type": "divider"}]'})
    await bot.api_call("chat.postMessage", params=where)
    await bot.api_call("chat.postMessage", json=where)
    async with aiohttp.ClientSession() as session:
        body = {**where, "token": nordlys.workspace.bot_token}
        async with session.post(nordlys.slack.api_url + "chat.postMessage", data=body) as answer:
            assert (await answer.json())["ok"]

    assert [each.text for each in nordlys.chat.messages] == ["x"] * 4
    assert nordlys.chat.messages[0].blocks[0]["type"] == "divider"


async def test_a_trigger_is_good_once_and_soon(nordlys: Nordlys, bot: AsyncWebClient) -> None:
    """A modal opens with a fresh trigger_id of a person's act, and with no other."""
    nordlys.slack.courier.ack_seconds = 0.1
    used = await nordlys.bo.uses_shortcut("report")
    await bot.views_open(trigger_id=used.trigger_id, view=modal())
    assert await refused(bot.views_open(trigger_id=used.trigger_id, view=modal())) == "exchanged_trigger_id"
    assert await refused(bot.views_open(trigger_id="1.2.3", view=modal())) == "invalid_trigger_id"
    assert nordlys.bo.modal is used.views[0]

    nordlys.slack.world.trigger_seconds = 0.05
    late = await nordlys.bo.uses_shortcut("report")
    await asyncio.sleep(0.06)
    assert await refused(bot.views_open(trigger_id=late.trigger_id, view=modal())) == "expired_trigger_id"


async def test_a_view_is_updated_where_it_is_still_the_same(nordlys: Nordlys, bot: AsyncWebClient) -> None:
    """What is filled in stays; an old hash, and a view that is closed, are refused."""
    used = await nordlys.bo.uses_shortcut("report")
    opened = await bot.views_open(trigger_id=used.trigger_id, view=modal())
    view = used.views[0]
    nordlys.bo.fills(view, {"Reason": "so far"})

    where = {"view_id": opened["view"]["id"], "hash": opened["view"]["hash"]}
    await bot.views_update(**where, view=modal("Again"))
    assert (view.title, view.inputs["Reason"]["filled"]["value"]) == ("Again", "so far")
    assert await refused(bot.views_update(**where, view=modal())) == "hash_conflict"
    await nordlys.bo.closes(view)
    assert await refused(bot.views_update(view_id=view.id, view=modal())) == "not_found"


async def test_faults_come_as_often_as_asked_for(nordlys: Nordlys, bot: AsyncWebClient) -> None:
    """One failure is one failure, and nothing was done."""
    nordlys.slack.fail(r"^chat\.postMessage$", "fatal_error")
    assert await refused(bot.chat_postMessage(channel=nordlys.chat.id, text="x")) == "fatal_error"
    nordlys.slack.fail(r"^chat\.postMessage$", status=503)
    with pytest.raises(SlackApiError) as failure:
        await bot.chat_postMessage(channel=nordlys.chat.id, text="x")
    assert failure.value.response.status_code == 503
    assert nordlys.chat.messages == []

    await bot.chat_postMessage(channel=nordlys.chat.id, text="now")
    assert [each.text for each in nordlys.chat.messages] == ["now"]


async def test_a_lost_answer_was_done_all_the_same(nordlys: Nordlys, bot: AsyncWebClient) -> None:
    """The client cannot know, but the message is there."""
    nordlys.slack.lose_answer(r"^chat\.postMessage$")
    bot.retry_handlers = []

    with pytest.raises(aiohttp.ClientError):
        await bot.chat_postMessage(channel=nordlys.chat.id, text="done")

    assert [each.text for each in nordlys.chat.messages] == ["done"]


async def test_a_delay_is_felt(nordlys: Nordlys, bot: AsyncWebClient) -> None:
    """What is delayed is done later."""
    nordlys.slack.delay("chat", 0.2)
    sending = asyncio.create_task(bot.chat_postMessage(channel=nordlys.chat.id, text="slow"))

    await asyncio.sleep(0.05)
    assert nordlys.chat.messages == []
    await sending
    assert len(nordlys.chat.messages) == 1


async def test_a_429_says_how_long_to_wait(nordlys: Nordlys, bot: AsyncWebClient) -> None:
    """Retry-After is in whole seconds; a client that waits comes through."""
    nordlys.slack.limit(r"^chat\.postMessage$", 2, 0.5)
    for _ in range(2):
        await bot.chat_postMessage(channel=nordlys.chat.id, text="x")
    with pytest.raises(SlackApiError) as refusal:
        await bot.chat_postMessage(channel=nordlys.chat.id, text="x")
    response = refusal.value.response
    assert (response.status_code, response["error"], response.headers["Retry-After"]) == (429, "ratelimited", "1")

    bot.retry_handlers = [AsyncRateLimitErrorRetryHandler()]
    nordlys.slack.refuse_for_now(r"^chat\.postMessage$")
    await bot.chat_postMessage(channel=nordlys.chat.id, text="x")
    assert [each.status for each in nordlys.slack.asked("postMessage")] == [200, 200, 429, 429, 200]


async def test_history_is_scarce_for_commercial_apps(nordlys: Nordlys, bot: AsyncWebClient) -> None:
    """One call at a time gives fifteen messages whatever is asked for; the next has to wait."""
    nordlys.bo.wrote_many(nordlys.chat, (str(number) for number in range(20)), ago=100, every=1)
    nordlys.slack.limit_history(seconds=0.3)
    began = time.monotonic()

    first = await bot.conversations_history(channel=nordlys.chat.id, limit=200)
    cursor = first["response_metadata"]["next_cursor"]
    assert len(first["messages"]) == 15
    assert await refused(bot.conversations_history(channel=nordlys.chat.id, cursor=cursor)) == "ratelimited"
    await asyncio.sleep(0.3)
    rest = await bot.conversations_history(channel=nordlys.chat.id, cursor=cursor)

    assert len(rest["messages"]) == 5
    assert time.monotonic() - began < 10


async def test_waiting_in_vain_says_what_was_last(nordlys: Nordlys) -> None:
    """The failure names the last requests and events."""
    await nordlys.bo.writes(nordlys.chat, "the last words")

    with pytest.raises(AssertionError, match="the last words"):
        await nordlys.slack.until(lambda: False, 0.05)
