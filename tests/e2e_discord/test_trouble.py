"""What goes wrong on the way, and what people see of it in the end."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.e2e_discord.conftest import Scene
    from tests.loopback_discord import Message

pytestmark = pytest.mark.shared

SLUR = "verschwinde, du Kanake"


def _gone(messages: list[Message]) -> int:
    return sum(each.deleted for each in messages)


async def test_what_staff_wrote_while_the_bot_was_away_is_left_alone(scene: Scene) -> None:
    """History comes without roles, and still moderators are exempt as ever: in history and where they are reported."""
    await scene.takt.stop()
    by_staff = await scene.eva.writes(scene.general, f"he wrote {SLUR}")
    by_member = await scene.bo.writes(scene.general, SLUR)
    await scene.takt.start()
    await scene.discord.until(lambda: by_member.deleted, 30)
    reported = await scene.ida.uses_on("Report to moderators", by_staff)
    assert "can't be reported" in (await reported.message()).text
    await scene.quiet()
    assert not by_staff.deleted
    assert len(scene.cards) == 1


async def test_who_takes_no_direct_messages_reads_the_notice_where_nobody_else_can(scene: Scene) -> None:
    """A closed inbox ends in a thread of their own with a button; what it shows is seen by them alone."""
    scene.bo.closes_inbox()
    await scene.bo.writes(scene.general, SLUR)
    await scene.discord.until(lambda: scene.server.threads, 30)
    (thread,) = scene.server.threads
    await scene.discord.until(lambda: scene.bo.sees(thread))
    assert not scene.ida.sees(thread)
    hint = await scene.discord.until(lambda: next(iter(scene.server.messages(thread)), None))
    assert "Kanake" not in hint.text
    shown = await (await scene.bo.clicks(hint, "Lesen")).response()
    assert shown.ephemeral
    assert "Fall 1" in shown.text
    asked = await scene.bo.uses("/notices", scene.general)
    assert "Fall 1" in (await asked.message()).text


async def test_a_lost_answer_is_looked_for_and_not_done_again(scene: Scene) -> None:
    """The message was deleted although nobody heard so: it is found gone, the case says done, and one notice comes."""
    scene.discord.lose_answer("DELETE", r"/channels/\d+/messages/\d+$", times=5)
    message = await scene.bo.writes(scene.general, SLUR)
    await scene.card(1, "hide: done")
    assert message.deleted
    await scene.told(scene.bo, "Fall 1")
    await scene.quiet()
    assert len(scene.bo.inbox) == 1


async def test_moderators_own_time_outs_are_in_the_ledger(scene: Scene) -> None:
    """What a moderator does by Discord's own means is a case too, and is not done by the bot."""
    await scene.eva.times_out(scene.bo, 3600, reason="enough")
    card = await scene.card(1, "time out")
    assert "@Eva" in card.text
    assert scene.bo.timed_out


@pytest.mark.parametrize("length", [1999, 2000])
async def test_the_longest_message_is_shown_and_brought_back_whole(scene: Scene, length: int) -> None:
    """At Discord's own limit evidence is cut on the card, and nothing of it is lost when the message is back."""
    text = f"{SLUR} " + "x" * (length - len(SLUR) - 1)
    await scene.bo.writes(scene.general, text)
    card = await scene.card(1, "hide", "done")
    assert "…" in card.text
    await (await scene.eva.clicks(card, "Dismiss")).message()
    await scene.discord.until(partial(_back, scene, text), 30)


def _back(scene: Scene, text: str) -> bool:
    copies = [each for each in scene.server.messages(scene.general) if each.webhook is not None]
    return "".join(each.content for each in copies).startswith(text)
