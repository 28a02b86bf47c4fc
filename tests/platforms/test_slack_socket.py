"""Socket Mode: the connection is changed over without loss, comes back by itself, and ends in plain words."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.platforms.slack import socket
from bot.platforms.slack.door import slack_door
from bot.platforms.slack.faults import SlackRefusedError, pauses
from tests.loopback_slack import LoopbackSlack
from tests.platforms.slack_doors import ASKED, HUSH, Heard, keys, standing

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.platforms.slack.door import SlackDoor
    from bot.storage.ledger import SqlLedger
    from tests.loopback_slack import Workspace


class Connected:
    """A workspace that is heard over a socket."""

    def __init__(self, slack: LoopbackSlack, workspace: Workspace, heard: Heard, door: SlackDoor) -> None:
        self.slack, self.workspace, self.heard, self.door = slack, workspace, heard, door
        self.bo = workspace.new_person("bo")

    async def heard_now(self, text: str) -> None:
        """Let somebody write, and wait until that is heard."""
        await self.bo.writes(self.workspace.general, text)
        await self.slack.until(lambda: text in [each["text"] for each in self.heard.of("message")])


@pytest.fixture
async def connected(ledger: SqlLedger, shared: object, quiet: None) -> AsyncIterator[Connected]:
    """Connect to a workspace."""
    del shared, quiet
    async with LoopbackSlack() as slack:
        workspace, heard = slack.new_workspace("Nordlys"), Heard()
        given = keys(slack, "socket", bot_token=workspace.bot_token)
        async with standing(slack, given, heard, ledger.installations) as door:
            await slack.until(lambda: heard.served)
            yield Connected(slack, workspace, heard, door)
        assert slack.invalid == []


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
async def test_a_change_over_loses_nothing(connected: Connected, reason: str) -> None:
    """The next connection stands before the last one is gone, and nobody is told of a loss or told twice."""
    slack = connected.slack
    first = slack.sockets.connections[0]
    going = asyncio.create_task(slack.disconnect(reason, closes_after=60))
    for number in range(20):
        await connected.bo.writes(connected.workspace.general, f"{HUSH} {number}")
    await slack.until(lambda: len(slack.sockets.connections) == 2)
    going.cancel()
    await first.socket.close()
    await connected.heard_now("after")
    assert [each["text"] for each in connected.heard.of("message")][:-1] == [f"{HUSH} {n}" for n in range(20)]
    assert not slack.unacked
    assert connected.heard.connection == []
    assert connected.door.is_up


async def test_a_change_over_at_once_is_a_loss(connected: Connected) -> None:
    """Where the last connection is gone before the next one stands, what was told meanwhile has to be read."""
    await connected.slack.disconnect("warning")
    await connected.slack.until(lambda: connected.heard.connection == ["lost", "came back"])
    await connected.heard_now("after")


async def test_a_drop_is_told_and_made_good(connected: Connected) -> None:
    """It is not up meanwhile; once everything is heard again, that is told, once."""
    connected.slack.refuse_sockets_for(0.5)
    await connected.slack.until(lambda: connected.heard.connection == ["lost"])
    assert not connected.door.is_up
    await connected.slack.until(lambda: connected.heard.connection == ["lost", "came back"])
    assert connected.door.is_up
    await connected.heard_now("after")
    assert connected.heard.connection == ["lost", "came back"]


async def test_slack_that_refuses_for_a_while_is_asked_again(
    connected: Connected, caplog: pytest.LogCaptureFixture
) -> None:
    """After growing pauses, each written to the log with what was wrong and no more."""
    connected.slack.fail("apps.connections.open", times=1)
    connected.slack.refuse_for_now("apps.connections.open", times=1)
    connected.slack.drop_sockets()
    await connected.slack.until(lambda: connected.heard.connection == ["lost", "came back"])
    said = [each.getMessage() for each in caplog.records if "can't be reached" in each.getMessage()]
    assert said == [
        "Slack can't be reached (internal_error), tried again in 1 s",
        "Slack can't be reached (ratelimited), tried again in 2 s",
    ]


def test_pauses_grow_to_a_minute() -> None:
    """And no further."""
    given = pauses()
    assert [next(given) for _ in range(9)] == [1, 2, 4, 8, 16, 32, 60, 60, 60]


async def test_a_switched_off_socket_mode_ends_with_the_way_out(ledger: SqlLedger, shared: object) -> None:
    """It is not asked for again; the message names both ways in."""
    del shared
    async with LoopbackSlack() as slack:
        workspace = slack.new_workspace("Nordlys")
        given = keys(slack, "socket", bot_token=workspace.bot_token)
        door = slack_door(given, Heard(), ledger.installations, ASKED)
        staying = asyncio.create_task(door.stay())
        await slack.connected()
        await slack.disconnect("link_disabled")
        with pytest.raises(SlackRefusedError, match=r"Switch it on at api\.slack\.com.*TAKT_SLACK_SIGNING_SECRET"):
            await asyncio.wait_for(staying, 20)
        assert not door.is_up


async def test_a_wrong_app_token_ends_with_the_way_out(ledger: SqlLedger, shared: object) -> None:
    """One that Slack does not know, and one that is no app's; neither is repeated."""
    del shared
    async with LoopbackSlack() as slack:
        workspace = slack.new_workspace("Nordlys")
        for wrong, why in ((f"xapp-{HUSH}", "invalid_auth"), (workspace.bot_token, "not_allowed_token_type")):
            given = keys(slack, "socket", app_token=wrong, bot_token=workspace.bot_token)
            with pytest.raises(SlackRefusedError, match=rf"TAKT_SLACK_APP_TOKEN \({why}\)") as refused:
                async with standing(slack, given, Heard(), ledger.installations):
                    pass
            assert wrong not in str(refused.value)


def test_each_hopeless_word_has_a_way_out() -> None:
    """Every one names a setting."""
    for words in socket._HOPELESS.values():  # noqa: SLF001 - the words are the point
        assert "TAKT_SLACK_APP_TOKEN" in words
