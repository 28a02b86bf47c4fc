"""Both ways into the bot from Slack: what comes is acknowledged in time, done once, and by who it is for."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

import pytest

from bot.platforms.slack.answering import ANSWERS_WITHIN
from tests.loopback_slack import LoopbackSlack
from tests.loopback_slack_test.builders import CARD, modal, plain
from tests.platforms.slack_doors import HUSH, Heard, keys, standing

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.platforms.slack.door import SlackDoor
    from bot.storage.ledger import SqlLedger
    from tests.loopback_slack import Message, Person, View, Workspace
    from tests.loopback_slack.deliveries import Delivery


class Place:
    """A workspace behind a door that stands open."""

    def __init__(self, slack: LoopbackSlack, workspace: Workspace, heard: Heard, door: SlackDoor) -> None:
        self.slack, self.workspace, self.heard, self.door = slack, workspace, heard, door
        self.bo: Person = workspace.new_person("bo")
        self.chat = workspace.general

    async def until_heard(self, kind: str, times: int = 1) -> Any:  # noqa: ANN401 - what Slack sends
        """Wait until something came so often, and return the last."""
        await self.slack.until(lambda: len(self.heard.came[kind]) >= times)
        return self.heard.of(kind)[-1]

    async def acked(self, delivery: Delivery) -> None:
        """Wait until something is acknowledged."""
        await self.slack.until(lambda: delivery.is_acked)

    async def card(self) -> Message:
        """Post a card with buttons, as the bot."""
        tokens = self.door.tokens(self.workspace.id)
        assert tokens is not None
        client = self.door.app.bolt.client
        await client.chat_postMessage(token=tokens.bot, channel=self.chat.id, text=HUSH, blocks=CARD)
        return self.workspace.find_messages(by=self.workspace.bot)[-1]

    async def form(self) -> View:
        """Let a person open a form."""

        async def opens(payload: Any, answer: Any) -> None:  # noqa: ANN401 - as handlers get them
            await answer.client.views_open(trigger_id=payload["trigger_id"], view=modal())

        self.heard.does["pressed"] = opens
        return await (await self.bo.presses(await self.card(), "Edit")).view()


@pytest.fixture(params=["socket", "http"])
async def place(request: pytest.FixtureRequest, ledger: SqlLedger, shared: object, quiet: None) -> AsyncIterator[Place]:
    """Give a workspace behind each kind of door."""
    del shared, quiet
    async with LoopbackSlack() as slack:
        workspace, heard = slack.new_workspace("Nordlys"), Heard()
        given = keys(slack, request.param, bot_token=workspace.bot_token)
        async with standing(slack, given, heard, ledger.installations) as door:
            await slack.until(lambda: heard.served)
            yield Place(slack, workspace, heard, door)
        assert slack.invalid == []


async def test_a_message_is_acknowledged_and_taken_in(place: Place) -> None:
    """With the workspace that it is of, whatever its subtype; what the bot itself writes is not."""
    message = await place.bo.writes(place.chat, HUSH)
    event = await place.until_heard("message")
    assert (event["text"], event["ts"], event["user"]) == (HUSH, message.ts, place.bo.id)
    assert place.heard.came["message"][0][0] == place.workspace.id
    await place.card()
    await place.bo.edits(message, f"{HUSH} better")
    changed = await place.until_heard("message", 2)
    assert changed["subtype"] == "message_changed"
    await place.slack.until(lambda: all(each.is_acked for each in place.slack.deliveries))
    assert len(place.heard.of("message")) == 2


async def test_each_event_comes_to_who_it_is_for(place: Place) -> None:
    """People, groups, channels and the home tab; what nobody listens to is acknowledged too."""
    group = place.workspace.new_group("mods", place.bo)
    await place.until_heard("group_changed")
    place.workspace.set_members(group)
    place.workspace.change(place.bo, display_name=HUSH)
    channel = place.workspace.new_channel(HUSH)
    place.workspace.rename_channel(channel, "renamed")
    await place.bo.leaves(channel)
    await place.bo.joins(channel)
    await place.bo.opens_home()
    unknown = place.slack.deliver(place.workspace, {"type": "pin_added", "text": HUSH})
    assert (await place.until_heard("user_changed"))["user"]["id"] == place.bo.id
    assert (await place.until_heard("channel_changed"))["type"] in ("channel_rename", "channel_created")
    assert (await place.until_heard("joined_channel"))["user"] == place.bo.id
    assert (await place.until_heard("home_opened"))["tab"] == "home"
    await place.slack.until(lambda: unknown.is_acked)
    await place.slack.until(lambda: all(each.is_acked for each in place.slack.deliveries))
    assert not place.slack.unacked


async def test_nothing_that_is_slow_holds_an_acknowledgement_up(place: Place) -> None:
    """While every handler waits, whatever comes is acknowledged within three seconds."""
    form, card = await place.form(), await place.card()
    del place.heard.does["pressed"]
    place.heard.held = asyncio.Event()
    await place.bo.writes(place.chat, HUSH)
    used = [
        await place.bo.uses(f"/takt case {HUSH}", place.chat),
        await place.bo.presses(card, "Hide"),
        await place.bo.uses_shortcut("report"),
        await place.bo.uses_on(card, "report"),
        await place.bo.submits(form, {"reason": HUSH[:20]}),
    ]
    for each in used:
        await each.acked()
    await place.until_heard("message")
    assert not place.slack.unacked
    assert max(each.seconds or 9 for each in place.slack.acks) < 3
    assert place.heard.ended.count("command") == 0
    place.heard.held.set()
    await place.slack.until(lambda: {"message", "command", "shortcut", "submitted"} <= set(place.heard.ended))


async def test_what_is_told_twice_is_done_once(place: Place) -> None:
    """An event that is told again, as a retry or not, and an interaction likewise; each is acknowledged again."""
    message = await place.bo.writes(place.chat, HUSH)
    await place.until_heard("message")
    used = await place.bo.uses(f"/takt why {HUSH}", place.chat)
    pressed = await place.bo.presses(await place.card(), "Hide")
    await used.acked()
    await pressed.acked()
    before = list(place.slack.deliveries)
    for each in before:
        await place.acked(place.slack.redeliver(each))
    await place.acked(place.slack.redeliver(message, retry=False))
    await place.bo.writes(place.chat, "another")
    await place.until_heard("message", 2)
    assert [len(place.heard.of(kind)) for kind in ("message", "command", "pressed")] == [2, 1, 1]


async def test_a_held_back_minute_is_told(place: Place) -> None:
    """Slack says which, once, and in no event."""
    told = place.slack.rate_limit_events(place.workspace, 1_700_000_040)
    await place.acked(told)
    await place.acked(place.slack.redeliver(told))
    await place.until_heard("rate_limited")
    assert (place.heard.minutes, place.heard.came["rate_limited"]) == ([1_700_000_040], [(place.workspace.id, {})])


async def test_another_workspace_is_refused(place: Place, caplog: pytest.LogCaptureFixture) -> None:
    """Whatever it sends is not done, and the log says whose it was and why."""
    acme = place.slack.new_workspace("Acme")
    kim = acme.new_person("kim")
    message = await kim.writes(acme.general, HUSH)
    await place.slack.until(lambda: place.slack.delivered(message)[0].is_acked)
    await (await kim.uses(f"/takt queue {HUSH}", acme.general)).acked()
    for kind, payload in (
        ("interactive", {"type": "block_actions", "team": {"id": f"{HUSH}\n2026"}, "trigger_id": "1"}),
        ("events_api", {"type": "event_callback", "event": {"type": "message"}, "authorizations": [{"team_id": None}]}),
    ):
        await place.acked(place.slack.deliver_raw(kind, payload))  # type: ignore[arg-type]  # of the two kinds
    assert place.heard.came["message"] == place.heard.came["command"] == place.heard.came["pressed"] == []
    refused = [each.getMessage() for each in caplog.records if each.getMessage().startswith("refused: ")]
    assert refused == [
        f"refused: {kind} of {whose}: the bot is not in that workspace"
        for kind, whose in (
            ("event", f"workspace {acme.id}"),
            ("command", f"workspace {acme.id}"),
            ("block_actions", "no workspace"),
            ("event", "no workspace"),
        )
    ]


async def test_a_failure_is_logged_without_a_word_of_what_came(place: Place, caplog: pytest.LogCaptureFixture) -> None:
    """The kind of fault and its place; and the next message is taken in."""

    async def fails(event: Any, _: Any) -> None:  # noqa: ANN401 - as handlers get them
        if event["text"] == HUSH:
            raise ValueError(HUSH)

    place.heard.does["message"] = fails
    await place.bo.writes(place.chat, HUSH)
    await place.bo.writes(place.chat, "next")

    def failed() -> list[str]:
        return [each.getMessage() for each in caplog.records if each.levelno >= logging.ERROR]

    # Which of the two is through first is not said.
    await place.slack.until(lambda: place.heard.ended == ["message"] and failed())
    assert len(failed()) == 1
    assert "ValueError in fails" in failed()[0]


async def test_what_is_under_way_is_finished(place: Place) -> None:
    """At the end it is waited for; what comes then is not acknowledged, so that Slack tells it again later."""
    place.heard.held = asyncio.Event()
    await place.bo.writes(place.chat, HUSH)
    await place.until_heard("message")
    finishing = asyncio.create_task(place.door.finish())
    await asyncio.sleep(0)
    place.slack.courier.ack_seconds, place.slack.courier.retries_after = 0.2, ()
    late = await place.bo.writes(place.chat, "late")
    await place.slack.until(lambda: place.slack.delivered(late)[0].done)
    assert not finishing.done()
    place.heard.held.set()
    await finishing
    assert place.heard.ended == ["message"]
    assert not place.slack.delivered(late)[0].is_acked


async def test_an_answer_is_seen_by_who_asked(place: Place) -> None:
    """Where they asked, by nobody else; without such a place as a direct message."""

    async def says(_: Any, answer: Any) -> None:  # noqa: ANN401 - as handlers get them
        await answer.say("there")

    place.heard.does = {"command": says, "shortcut": says, "pressed": says}
    told = await (await place.bo.uses("/takt help", place.chat)).message()
    assert (told.text, told.seen_by) == ("there", place.bo.id)
    card = await place.card()
    pressed = await (await place.bo.presses(card, "Hide")).message()
    assert (pressed.text, pressed.seen_by, card.text) == ("there", place.bo.id, HUSH)
    await place.bo.uses_shortcut("report")
    await place.slack.until(lambda: [each.text for each in place.bo.dm.timeline] == ["there"])


async def test_a_slow_answer_changes_the_form_that_was_held_open(place: Place) -> None:
    """Acknowledged after two and a half seconds; then the answer stands where the form was."""

    async def shows(_: Any, answer: Any) -> None:  # noqa: ANN401 - as handlers get them
        await answer.show(modal("Next", {"type": "section", "text": plain("shown")}))

    form = await place.form()
    place.heard.does["submitted"], place.heard.held = shows, asyncio.Event()
    sent = await place.bo.submits(form, {"reason": "bad", "choice": "Yes"})
    assert (await sent.acked())["response_action"] == "update"
    assert ANSWERS_WITHIN <= max(each.seconds or 0 for each in place.slack.acks) < 3
    place.heard.held.set()
    await place.slack.until(lambda: form.blocks[0]["text"]["text"] == "shown")
    assert form.is_open


@pytest.mark.parametrize("slow", [False, True])
async def test_a_form_that_is_refused_stays_as_it_was_filled_in(place: Place, *, slow: bool) -> None:
    """At once Slack says it at the field; later the form that was held open comes back, with what is wrong above it."""

    async def refuses(_: Any, answer: Any) -> None:  # noqa: ANN401 - as handlers get them
        await answer.refuse({"reason": "Say more."})

    form = await place.form()
    place.heard.does["submitted"] = refuses
    if slow:
        place.heard.held, place.door.app.answers_within = asyncio.Event(), 0.01
    sent = await place.bo.submits(form, {"reason": "bad", "choice": "No"})
    await sent.acked()
    if place.heard.held is not None:
        place.heard.held.set()
        await place.slack.until(lambda: form.inputs)
        assert form.blocks[0]["text"]["text"] == "⚠️ Say more."
    assert sent.errors == ({} if slow else {"reason": "Say more."})
    reason, choice = (each["filled"] for each in form.inputs.values())
    assert (reason["value"], choice["selected_option"]["value"]) == ("bad", "n")
    assert (form.callback_id, form.title) == ("edit", "Edit")


async def test_that_a_form_was_closed_is_told(place: Place) -> None:
    """Once, with the form."""

    async def opens(payload: Any, answer: Any) -> None:  # noqa: ANN401 - as handlers get them
        await answer.client.views_open(trigger_id=payload["trigger_id"], view=modal(notify_on_close=True))

    place.heard.does["command"] = opens
    form = await (await place.bo.uses("/takt rules", place.chat)).view()
    closed = await place.bo.closes(form)
    assert closed is not None
    await closed.acked()
    await place.acked(place.slack.redeliver(place.slack.deliveries[-1]))
    assert [each["view"]["id"] for each in place.heard.of("closed")] == [form.id]


async def test_workspaces_do_not_touch(place: Place, ledger: SqlLedger) -> None:
    """Of two, each gets its own, and answers with its own token."""
    del ledger
    other = place.slack.new_workspace("Acme", installed=False)
    assert place.door.tokens(other.id) is None
    tokens = place.door.tokens(place.workspace.id)
    assert tokens is not None
    assert (tokens.bot, tokens.bot_user) == (place.workspace.bot_token, place.workspace.bot.id)
    assert "xoxb" not in repr(tokens)
