"""Stories of a workspace, each from the first message to what its people see in the end."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from tests.loopback_slack.payloads import message_json

if TYPE_CHECKING:
    from tests.e2e_slack.conftest import Scene

pytestmark = pytest.mark.shared

INSULT = "you are a complete idiot"
SLUR = "verschwinde, du Kanake"
CRITICISM = "this update is terrible, please bring the old one back"
# Longer than one incident of the policy under test.
LATER = 1.2


async def test_the_third_insult_is_hidden_and_a_moderator_may_remove_its_author(scene: Scene) -> None:
    """What is done grows with repetition; where nobody can be timed out, removal is proposed, and waits for a yes."""
    messages = []
    for number in (1, 2, 3):
        messages.append(await scene.bo.writes(scene.general, INSULT))
        await scene.card(number, "be-kind", "sent")
        await asyncio.sleep(LATER)
    await scene.told(scene.bo, "Be kind", "It stays where it is")
    card = await scene.card(3, "remove")
    assert INSULT not in card.read
    shown = await (await scene.eva.presses(card, "Show text")).view()
    assert INSULT in shown.read
    assert [each.deleted for each in messages] == [False, True, True]
    notice = await scene.told(scene.bo, "Case 3")
    assert any("Appeal" in each for each in notice.buttons)
    assert scene.bo.id in scene.general.members
    await (await scene.eva.presses(card, "Uphold")).message()
    await scene.slack.until(lambda: scene.bo.id not in scene.general.members)


async def test_it_is_caught_however_it_comes(scene: Scene) -> None:
    """By an edit, in a thread, shared from elsewhere, as a file's title; sharp criticism is left alone."""
    elsewhere = scene.workspace.new_channel("elsewhere", private=True, members=[scene.bo], bot=False)
    original = await scene.bo.writes(elsewhere, SLUR)
    criticism = await scene.ida.writes(scene.general, CRITICISM)
    edited = await scene.bo.writes(scene.general, "good morning everybody")
    await scene.bo.edits(edited, "ты чурка, вали домой")
    messages = [
        edited,
        await scene.bo.writes(scene.general, SLUR, thread=criticism),
        await scene.bo.shares(original, to=scene.general, comment="look"),
        await scene.bo.writes(scene.general, "my cat", files={"cat.png": SLUR}),
    ]
    await scene.slack.until(lambda: all(each.deleted for each in messages), 30)
    card = await scene.card(1, "no-hate", "hide: done")
    await scene.quiet()
    # Four in a row are one incident.
    assert scene.cards == [card]
    assert not original.deleted
    assert not criticism.deleted
    await (await scene.eva.presses(card, "Dismiss")).message()
    await scene.slack.until(lambda: len(scene.seen("case 1")) == 4)
    assert [each.thread_ts for each in scene.seen("case 1") if each.thread_ts] == [criticism.ts]


async def test_what_changes_without_its_words_is_no_edit(scene: Scene) -> None:
    """A preview, a reply and Slack's guess at the language change a message too, and nobody is told anything twice."""
    message = await scene.bo.writes(scene.general, f"{INSULT} https://example.org/cat")
    await scene.card(1, "be-kind", "sent")
    await asyncio.sleep(LATER)
    await scene.bo.sees_preview(message, "https://example.org/cat", "A cat")
    await scene.ida.writes(scene.general, "good morning", thread=message)
    now, at = message_json(message, scene.workspace.world.app), scene.workspace.world.ids.ts()
    guessed = {"message": {**now, "language": {"locale": "en", "is_reliable": True}}, "previous_message": now}
    head = {"type": "message", "subtype": "message_changed", "channel": scene.general.id, "channel_type": "channel"}
    scene.slack.deliver(scene.workspace, {**head, **guessed, "hidden": True, "ts": at, "event_ts": at})
    await scene.quiet()
    assert len(scene.cards) == 1
    assert len(scene.bo.inbox) == 1
    strikes = await scene.eva.uses(f"/takt strikes <@{scene.bo.id}|bo>", scene.mods)
    assert (await strikes.message()).read.count("expires") == 1


async def test_a_moderator_dismisses_it_and_the_text_is_back(scene: Scene) -> None:
    """A mistake is put right: the words stand there again under their author's name, and never cost anything again."""
    message = await scene.bo.writes(scene.general, SLUR)
    card = await scene.card(1, "hide", "done")
    assert message.deleted
    pressed = await scene.eva.presses(card, "Dismiss")
    assert "dismissed" in (await pressed.message()).read
    copy = await scene.slack.until(lambda: next(iter(scene.seen(SLUR)), None))
    assert copy.parts["username"] == "bo"
    again = await scene.bo.writes(scene.general, SLUR)
    await scene.quiet()
    assert not again.deleted
    assert len(scene.cards) == 1


@pytest.mark.parametrize("scene", ["T1 http"], indirect=True)
async def test_a_whole_case_by_http(scene: Scene) -> None:
    """Without a socket all is the same: the message, the notice, the appeal in a form, another moderator's grant."""
    await scene.ida.writes(scene.general, INSULT)
    await (await scene.noor.presses(await scene.card(1, "sent"), "Dismiss")).message()
    message = await scene.bo.writes(scene.general, SLUR)
    card = await scene.card(2, "hide: done")
    assert message.deleted
    await (await scene.eva.presses(card, "Uphold")).message()
    notice = await scene.told(scene.bo, "Fall 2")
    form = await (await scene.bo.presses(notice, "⚖️ Widersprechen")).view()
    sent = await scene.bo.submits(form, why="it is a quotation from a play")
    await sent.acked()
    assert scene.bo.modal is not None
    assert "A moderator will look at it" in scene.bo.modal.read
    card = await scene.card(2, "quotation from a play")
    refused = await scene.eva.presses(card, "Grant appeal")
    assert "another moderator" in (await refused.message()).read
    await (await scene.noor.presses(card, "Grant appeal")).message()
    await scene.slack.until(lambda: scene.seen(SLUR))
    await scene.told(scene.bo, "wieder da")
    assert not scene.slack.sockets.is_connected
