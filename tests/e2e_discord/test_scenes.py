"""Stories of a community, each from the first message to what its people see in the end."""

from __future__ import annotations

import asyncio
import time
from functools import partial
from typing import TYPE_CHECKING

import pytest

from tests.loopback_discord import Permission

if TYPE_CHECKING:
    from tests.e2e_discord.conftest import Scene
    from tests.loopback_discord import Message

pytestmark = pytest.mark.shared

INSULT = "you are a complete idiot"
# Longer than one incident of the policy under test.
LATER = 1.2


async def test_a_first_insult_is_nudged(scene: Scene) -> None:
    """The message stays, its author gets a friendly word, and moderators see a card that says why."""
    message = await scene.bo.writes(scene.general, INSULT)
    await scene.told(scene.bo, "Be kind")
    card = await scene.card(1, "be-kind", "sent")
    assert not message.deleted
    assert INSULT in card.text
    assert not scene.bo.timed_out


async def test_the_third_insult_is_hidden_with_a_notice_and_a_time_out(scene: Scene) -> None:
    """What is done grows with repetition, and is said each time."""
    messages = []
    for _ in range(3):
        messages.append(await scene.bo.writes(scene.general, INSULT))
        await scene.card(len(messages), "sent")
        await asyncio.sleep(LATER)
    assert [each.deleted for each in messages] == [False, True, True]
    assert scene.bo.timed_out
    notice = await scene.told(scene.bo, "Case 3")
    assert "Appeal" in notice.buttons
    reasons = [each.reason for each in scene.server.audit_log]
    assert all("Takt, case" in (reason or "") for reason in reasons)


async def test_an_edit_turns_bad_and_is_caught(scene: Scene) -> None:
    """What was harmless when it was written is looked at again when it is changed."""
    message = await scene.bo.writes(scene.general, "good morning everybody")
    await scene.bo.edits(message, "ты чурка, вали домой")
    await scene.card(1, "no-hate", "hide")
    await scene.discord.until(lambda: message.deleted)


async def test_a_forward_is_caught(scene: Scene) -> None:
    """A message forwarded from elsewhere carries its words, and they are read."""
    elsewhere = scene.server.new_channel("elsewhere", only=[scene.bo], bot=False)
    original = await scene.bo.writes(elsewhere, "verschwinde, du Kanake")
    copy = await scene.bo.forwards(original, to=scene.general)
    await scene.discord.until(lambda: copy.deleted)
    assert not original.deleted


async def test_a_moderator_dismisses_it_and_the_text_is_back_and_is_left_alone_from_then_on(scene: Scene) -> None:
    """A mistake is put right: the words stand there again under their author's name, and never cost anything again."""
    text = "verschwinde, du Kanake"
    message = await scene.bo.writes(scene.general, text)
    card = await scene.card(1, "hide", "done")
    assert message.deleted
    pressed = await scene.eva.clicks(card, "Dismiss")
    assert "dismissed" in (await pressed.message()).text
    copy = await scene.discord.until(lambda: next(iter(scene.seen(text)), None))
    assert copy.author.name == "Bo"
    assert "case 1" in copy.text
    await scene.told(scene.bo, "wieder da")
    again = await scene.bo.writes(scene.general, text)
    await scene.quiet()
    assert not again.deleted
    assert len(scene.cards) == 1


async def test_an_appeal_is_granted_by_another_moderator(scene: Scene) -> None:
    """Who upheld it doesn't answer the appeal; another one, who moderates too, does, and all is taken back."""
    await scene.ida.writes(scene.general, INSULT)
    await (await scene.noor.clicks(await scene.card(1, "sent"), "Dismiss")).message()
    message = await scene.bo.writes(scene.general, "verschwinde, du Kanake")
    card = await scene.card(2, "hide", "done")
    await (await scene.eva.clicks(card, "Uphold")).message()
    await scene.discord.until(lambda: scene.bo.timed_out)
    notice = await scene.told(scene.bo, "Fall 2")
    form = await scene.bo.clicks(notice, "Widersprechen")
    assert (await form.response()).kind == "modal"
    sent = await form.modal_submitted({"why": "it is a quotation from a play"})
    assert "moderator" in (await sent.message()).text
    card = await scene.card(2, "quotation from a play")
    refused = await scene.eva.clicks(card, "Grant appeal")
    assert "another moderator" in (await refused.message()).text
    await (await scene.noor.clicks(card, "Grant appeal")).message()
    await scene.discord.until(lambda: not scene.bo.timed_out)
    await scene.discord.until(lambda: scene.seen("Kanake"))
    assert message.deleted


async def test_a_member_reports(scene: Scene) -> None:
    """A report is thanked for in the reporter's language and brings moderators to look where a rule asks for it."""
    message = await scene.bo.writes(scene.general, "i know where you live")
    report = await scene.ida.uses_on("Report to moderators", message)
    assert "moderators" in (await report.message()).text
    again = await scene.ida.uses_on("Report to moderators", message)
    assert "before" in (await again.message()).text


async def test_buttons_from_before_a_restart_still_work(scene: Scene) -> None:
    """A card outlives the process that posted it."""
    await scene.bo.writes(scene.general, "verschwinde, du Kanake")
    card = await scene.card(1, "hide", "done")
    assert await scene.takt.stop() == 0
    await scene.takt.start()
    pressed = await scene.eva.clicks(card, "Uphold")
    assert "upheld" in (await pressed.message()).text
    await scene.card(1, "upheld")


async def test_the_same_interaction_delivered_twice_acts_once(scene: Scene) -> None:
    """Discord's second delivery is not a second verdict."""
    await scene.bo.writes(scene.general, "verschwinde, du Kanake")
    card = await scene.card(1, "hide", "done")
    pressed = await scene.eva.clicks(card, "Uphold")
    scene.discord.redeliver(pressed)
    await pressed.message()
    await scene.card(1, "upheld")
    await scene.quiet()
    assert len(scene.discord.asked("POST", rf"/interactions/{pressed.id}/.*/callback")) == 1


async def test_two_moderators_click_at_once(scene: Scene) -> None:
    """One of them decides, and the other is told who did."""
    await scene.bo.writes(scene.general, "verschwinde, du Kanake")
    card = await scene.card(1, "hide", "done")
    first, second = await scene.eva.clicks(card, "Uphold"), await scene.noor.clicks(card, "Dismiss")
    answers = sorted([(await each.message()).text for each in (first, second)])
    assert sum("handled by @" in each for each in answers) == 1


async def test_the_gateway_drops_in_the_middle_and_nothing_is_lost_or_doubled(scene: Scene) -> None:
    """What was written meanwhile is read when the connection is back, whether the session goes on or not."""
    for resumable in (True, False):
        before = len(scene.cards)
        await scene.discord.refuse_gateway_for(2.0, resumable=resumable)
        members = [scene.server.new_member(f"m{resumable}{number}") for number in range(5)]
        channel = scene.server.new_channel(f"round-{resumable}".lower())
        messages = [await each.writes(channel, "verschwinde, du Kanake") for each in members]
        await scene.discord.until(partial(_all_gone, messages), 30)
        await scene.card(before + 5)
        await scene.quiet()
        assert len(scene.cards) == before + 5
    deletes = scene.discord.asked("DELETE", r"/channels/\d+/messages/\d+$")
    assert len(deletes) == 10


async def test_a_right_that_is_missing_is_said_once(scene: Scene) -> None:
    """Without Manage Messages nothing is tried in vain: moderators are told what is missing, and once."""
    role = scene.server.bot_role
    scene.server.set_permissions(role, role.permissions & ~Permission.MANAGE_MESSAGES)
    for _ in range(5):
        await scene.bo.writes(scene.general, "verschwinde, du Kanake")
    await scene.card(1, "moderator")
    await scene.discord.until(lambda: scene.server.find_messages(containing="Manage Messages"))
    await scene.quiet()
    assert scene.discord.asked("DELETE", r"/messages/\d+$") == []
    assert len(scene.server.find_messages(containing="Manage Messages")) == 1


async def test_a_broken_policy_changes_nothing_and_moderators_hear_where_it_is_broken(scene: Scene) -> None:
    """The policy of before stays in force, and the channel names file, line and hint."""
    text = scene.takt.policy.read_text(encoding="utf-8")
    scene.takt.policy.write_text(text.replace("severity: minor", "severity: minr", 1), encoding="utf-8")
    await scene.discord.until(lambda: scene.server.find_messages(containing="policy.yaml:"))
    await scene.bo.writes(scene.general, INSULT)
    await scene.card(1, "be-kind")


async def test_a_changed_policy_is_in_force_within_two_seconds(scene: Scene) -> None:
    """A saved change counts without a restart, at once but for what the machine is busy with."""
    text = scene.takt.policy.read_text(encoding="utf-8")
    took = []
    for word in ("blomkål", "rosenkål", "grønkål"):
        changed = f"  insults: {{entries: [{word}]}}\n  unused: {{file:"
        before, saved = scene.takt.log.count("is in force"), time.monotonic()
        scene.takt.policy.write_text(text.replace("  insults: {file:", changed, 1), encoding="utf-8")
        await scene.discord.until(partial(_has_more, scene, before), 30)
        took.append(time.monotonic() - saved)
    await scene.ida.writes(scene.general, "you grønkål you are grønkål")
    await scene.card(1, "be-kind")
    assert min(took) < 2


def _has_more(scene: Scene, before: int) -> bool:
    return scene.takt.log.count("is in force") > before


def _all_gone(messages: list[Message]) -> bool:
    return all(each.deleted for each in messages)
