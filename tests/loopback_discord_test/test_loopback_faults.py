"""What is invalid, what goes wrong on the way, and how discord.py's client comes through."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

import aiohttp
import discord
import pytest

from tests.loopback_discord.limits import callback_faults, create_faults
from tests.loopback_discord.limits_of_commands import command_faults
from tests.loopback_discord.server import shared_spec
from tests.loopback_discord.spec import Operation
from tests.loopback_discord_test.clients import Bot, point_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tests.loopback_discord.spec import Fault
    from tests.loopback_discord_test.clients import Nordlys

pytestmark = [pytest.mark.shared, pytest.mark.usefixtures("shared")]

NOBODY: dict[str, Any] = {"allowed_mentions": {"parse": []}}
BUTTON: dict[str, Any] = {"type": 2, "style": 1, "label": "Hide", "custom_id": "hide"}


def row(*inside: dict[str, Any]) -> dict[str, Any]:
    """Return an action row."""
    return {"type": 1, "components": list(inside)}


def of_spec(method: str, path: str, body: object, query: dict[str, str] | None = None) -> list[str]:
    """Return what the specification holds against the request."""
    spec = shared_spec()
    operation = spec.operation(method, path)
    assert isinstance(operation, Operation)
    return [fault.text for fault in spec.faults(operation, query or {}, body)]


async def posted(nordlys: Nordlys, body: dict[str, object]) -> int:
    """Post the body in the general channel and return the status."""
    url = f"{nordlys.discord.api_url}/channels/{nordlys.general.id}/messages"
    headers = {"Authorization": f"Bot {nordlys.discord.token}"}
    async with aiohttp.ClientSession() as session, session.post(url, json=body, headers=headers) as response:
        return response.status


@pytest.mark.parametrize(
    ("body", "status", "fault"),
    [
        ({"content": "x" * 2001, **NOBODY}, 400, "2001 characters"),
        ({"content": "  ", **NOBODY}, 400, "empty"),
        ({"content": "hi", "colour": 3, **NOBODY}, 200, "'colour' was unexpected"),
        ({"content": "hi"}, 200, "allowed_mentions"),
        ({"content": 3, **NOBODY}, 400, "$.content"),
        ({"components": [row(BUTTON, BUTTON)], **NOBODY}, 400, "there twice"),
        ({"content": "hi", "message_reference": {"message_id": "1"}, **NOBODY}, 400, None),
    ],
)
async def test_an_invalid_message_is_noted(
    nordlys: Nordlys, body: dict[str, object], status: int, fault: str | None
) -> None:
    """What Discord would refuse is refused and noted; what it would pass over is noted."""
    assert await posted(nordlys, body) == status

    found = [(each.method, *each.faults) for each in nordlys.discord.invalid]
    nordlys.discord.invalid.clear()
    assert len(found) == (0 if fault is None else 1)
    assert fault is None or fault in found[0][1]


async def test_what_the_specification_does_not_know_is_noted(nordlys: Nordlys) -> None:
    """A path that Discord does not have is invalid."""
    url = f"{nordlys.discord.api_url}/channels/{nordlys.general.id}/whispers"
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        assert response.status == 404

    assert [each.path for each in nordlys.discord.invalid] == [f"/channels/{nordlys.general.id}/whispers"]
    nordlys.discord.invalid.clear()


async def test_a_wrong_token_is_refused(nordlys: Nordlys, monkeypatch: pytest.MonkeyPatch) -> None:
    """A client with another token cannot log in."""
    point_at(nordlys, monkeypatch)
    async with Bot(discord.Intents.none()) as client:
        with pytest.raises(discord.LoginFailure):
            await client.login("wrong")


@pytest.mark.parametrize(
    ("method", "path", "body", "query"),
    [
        ("PUT", "/guilds/1/bans/2", None, {"delete_message_seconds": "3600"}),
        ("DELETE", "/guilds/1/bans/2", None, {}),
        ("PUT", "/channels/1/permissions/2", {"type": 0, "allow": "1024", "deny": "2048"}, {}),
        ("POST", "/guilds/1/roles", {"name": "A", "permissions": "8"}, {}),
        ("POST", "/channels/1/messages", {"attachments": [{"id": 0, "filename": "a.png"}]}, {}),
        ("POST", "/channels/1/messages/bulk-delete", {"messages": [1, 2]}, {}),
        ("POST", "/users/@me/channels", {"recipient_id": 12}, {}),
        ("PATCH", "/channels/1/messages/2", {"content": "x", "tts": False}, {}),
    ],
)
def test_what_the_specification_wrongly_rejects_is_allowed(
    method: str, path: str, body: object, query: dict[str, str]
) -> None:
    """Discord takes these, whatever its specification says."""
    assert of_spec(method, path, body, query) == []


@pytest.mark.parametrize(
    ("method", "path", "body", "fault"),
    [
        ("PATCH", "/channels/1", {"rate_limit_per_user": "30"}, "rate_limit_per_user"),
        ("PATCH", "/guilds/1/members/2", {"nickname": "x"}, "nickname"),
        ("POST", "/channels/1/messages", {"components": [row({**BUTTON, "style": 99})]}, "style"),
        ("POST", "/channels/1/messages", {"components": [row({**BUTTON, "colour": 1})]}, "colour"),
        ("POST", "/users/@me/channels", None, "missing"),
        ("POST", "/interactions/1/x/callback", {"type": 4, "data": {"content": 3}}, "content"),
    ],
)
def test_the_fault_says_what_was_meant(method: str, path: str, body: object, fault: str) -> None:
    """Of many alternatives the fault is of the one that was meant."""
    faults = of_spec(method, path, body)

    assert len(faults) == 1
    assert fault in faults[0]


def embed(**parts: object) -> dict[str, Any]:
    """Return a message with one embed."""
    return {"embeds": [parts], **NOBODY}


def modal(*components: dict[str, Any], title: str = "Why?") -> dict[str, Any]:
    """Return a modal as an answer."""
    return {"type": 9, "data": {"title": title, "custom_id": "m", "components": list(components)}}


def command(**parts: object) -> dict[str, Any]:
    """Return a slash command."""
    return {"name": "case", "description": "Show a case", "type": 1, **parts}


@pytest.mark.parametrize(
    ("check", "body"),
    [
        (create_faults, embed(title="x" * 257)),
        (create_faults, embed(description="x" * 4097)),
        (create_faults, {**NOBODY, "embeds": [{"description": "x" * 3001}] * 2}),
        (create_faults, embed(fields=[{"name": "x" * 257, "value": "y"}])),
        (create_faults, embed(fields=[{"name": "x", "value": "y" * 1025}])),
        (create_faults, embed(footer={"text": "x" * 2049}, title="x")),
        (create_faults, {"components": [row(BUTTON | {"label": "x" * 81})], **NOBODY}),
        (create_faults, {"components": [row(BUTTON | {"custom_id": "x" * 101})], **NOBODY}),
        (create_faults, {"components": [row(*[BUTTON | {"custom_id": str(n)} for n in range(6)])], **NOBODY}),
        (create_faults, {"components": [row(BUTTON | {"custom_id": str(n)}) for n in range(6)], **NOBODY}),
        (create_faults, {"content": "x", "allowed_mentions": {"parse": ["users"]}}),
        (callback_faults, modal(row({"type": 4, "custom_id": "a", "label": "a"}), title="x" * 46)),
        (callback_faults, modal(*[row({"type": 4, "custom_id": str(n), "label": "a"}) for n in range(6)])),
        (callback_faults, modal(row({"type": 4, "custom_id": "a", "label": "x" * 46}))),
        (callback_faults, modal(row({"type": 4, "custom_id": "a", "label": "a", "max_length": 4001}))),
        (callback_faults, {"type": 8, "data": {"choices": [{"name": "x" * 101, "value": 1}]}}),
        (callback_faults, {"type": 4, "data": {"content": "no allowed mentions"}}),
        (command_faults, [command(name="Case")]),
        (command_faults, [command(description="")]),
        (command_faults, [command(), command()]),
    ],
)
def test_discord_s_limits_are_held(check: Callable[[object], Iterable[Fault]], body: object) -> None:
    """Each limit that the specification lacks is found once."""
    assert len(list(check(body))) == 1


async def test_a_dropped_connection_is_resumed_and_nothing_is_heard_twice(nordlys: Nordlys, bot: Bot) -> None:
    """What happened while the client was away arrives once, in its order."""
    await nordlys.bo.writes(nordlys.general, "before")
    await nordlys.discord.until(lambda: len(bot.messages) == 1)

    await nordlys.discord.refuse_gateway_for(0.3)
    for number in range(3):
        await nordlys.bo.writes(nordlys.general, f"missed {number}")

    await nordlys.discord.until(lambda: bot.resumes, 10)
    await nordlys.bo.writes(nordlys.general, "after")
    await nordlys.discord.until(lambda: len(bot.messages) >= 5)
    assert [each.content for each in bot.messages] == ["before", "missed 0", "missed 1", "missed 2", "after"]


async def test_a_session_that_is_gone_starts_anew_and_leaves_the_history(nordlys: Nordlys, bot: Bot) -> None:
    """Without a session to resume, what was missed is only in the history."""
    await nordlys.discord.disconnect_gateway(4009, resumable=False)
    await nordlys.bo.writes(nordlys.general, "missed")
    await nordlys.discord.connected()
    await nordlys.bo.writes(nordlys.general, "heard")

    await nordlys.discord.until(lambda: bot.messages)
    assert [each.content for each in bot.messages] == ["heard"]
    assert bot.resumes == 0
    channel = bot.get_channel(nordlys.general.id)
    assert isinstance(channel, discord.TextChannel)
    assert [each.content async for each in channel.history()] == ["heard", "missed"]


async def test_a_request_to_reconnect_is_followed(nordlys: Nordlys, bot: Bot) -> None:
    """Op 7 makes the client come again and resume."""
    nordlys.discord.gateway.ask_to_reconnect()

    await nordlys.discord.until(lambda: bot.resumes)


async def test_missing_intents_close_the_connection(nordlys: Nordlys, monkeypatch: pytest.MonkeyPatch) -> None:
    """Privileged intents that nobody granted end the client with their own exception."""
    nordlys.discord.gateway.granted = 0
    point_at(nordlys, monkeypatch)
    async with Bot(discord.Intents.all()) as client:
        with pytest.raises(discord.PrivilegedIntentsRequired):
            await client.start(nordlys.discord.token)


async def test_a_full_bucket_is_waited_for(nordlys: Nordlys, bot: Bot) -> None:
    """The client waits where the headers say that nothing is left."""
    nordlys.discord.limit("POST", r"/messages$", 2, 0.3)
    channel = bot.get_partial_messageable(nordlys.general.id)
    began = time.monotonic()

    for number in range(4):
        await channel.send(str(number))

    assert time.monotonic() - began > 0.25
    assert [each.content for each in nordlys.guild.messages(nordlys.general)] == ["0", "1", "2", "3"]


async def test_a_429_is_waited_for(nordlys: Nordlys, bot: Bot) -> None:
    """A global limit is waited out, and the request then done."""
    nordlys.discord.limit_globally(0.3)

    await bot.get_partial_messageable(nordlys.general.id).send("late")

    assert [each.status for each in nordlys.discord.asked("POST", "/messages$")] == [429, 200]


async def test_faults_come_as_often_as_asked_for(nordlys: Nordlys, bot: Bot) -> None:
    """One failure is one failure, and nothing was done."""
    channel = bot.get_partial_messageable(nordlys.general.id)
    nordlys.discord.fail("POST", r"/messages$", status=503)
    with pytest.raises(discord.DiscordServerError):
        await channel.send("not yet")

    await channel.send("now")
    assert [each.content for each in nordlys.guild.messages(nordlys.general)] == ["now"]


async def test_a_lost_answer_was_done_all_the_same(nordlys: Nordlys, bot: Bot) -> None:
    """The client cannot know, but the message is there."""
    nordlys.discord.lose_answer("POST", r"/messages$")

    with pytest.raises((aiohttp.ClientError, OSError)):
        await bot.get_partial_messageable(nordlys.general.id).send("done")

    assert [each.content for each in nordlys.guild.messages(nordlys.general)] == ["done"]


async def test_a_delay_is_felt(nordlys: Nordlys, bot: Bot) -> None:
    """What is delayed is done later."""
    nordlys.discord.delay("POST", r"/messages$", 0.2)
    sending = asyncio.create_task(bot.get_partial_messageable(nordlys.general.id).send("slow"))

    await asyncio.sleep(0.05)
    assert nordlys.guild.messages(nordlys.general) == []
    await sending
    assert len(nordlys.guild.messages(nordlys.general)) == 1


async def test_waiting_in_vain_says_what_was_last(nordlys: Nordlys) -> None:
    """The failure names the last requests and events."""
    await nordlys.bo.writes(nordlys.general, "the last words")

    with pytest.raises(AssertionError, match="the last words"):
        await nordlys.discord.until(lambda: False, 0.05)
