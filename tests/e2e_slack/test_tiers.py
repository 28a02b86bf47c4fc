"""Stories of what a workspace's tokens allow: what is done at each tier, and what members and moderators see of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.e2e_slack.conftest import Scene

pytestmark = pytest.mark.shared

SLUR = "verschwinde, du Kanake"
# What an admin's token is used for: to find out whose it is, and for what only it can do.
ITS_OWN = {"auth.test", "users.info"}
ON_T1 = {"chat.delete", "conversations.kick", "conversations.invite"}
ON_T2 = {"discovery.chat.tombstone", "discovery.chat.restore", "conversations.kick", "conversations.invite"}


def used_for(scene: Scene) -> set[str]:
    """Return the methods that the admin's token was used for, besides finding out whose it is."""
    return {each.method for each in scene.slack.asked(token=scene.admin_token)} - ITS_OWN


@pytest.mark.parametrize("scene", ["T0"], indirect=True)
async def test_with_the_bots_token_alone_its_author_is_asked(scene: Scene) -> None:
    """The message stays; its author is asked to change or delete it, and the card links to it and says what was not."""
    message = await scene.bo.writes(scene.general, SLUR)
    card = await scene.card(1, "no-hate", "sent")
    where = f"/archives/{scene.general.id}/p{message.ts.replace('.', '')}"
    assert f"{where}|message>" in card.read
    assert "hide: substituted" in card.read
    plea = await scene.told(scene.bo, where)
    assert "⚖️ Widersprechen" in plea.buttons
    assert not any("Fassung" in each for each in plea.buttons)
    scene.slack.fail("^conversations.open$", "user_disabled", times=50)
    other = await scene.ida.writes(scene.general, SLUR)
    (alone,) = await scene.slack.until(lambda: scene.ida.private_messages)
    assert alone.channel is scene.general
    assert "⚖️ Widersprechen" in alone.buttons
    upheld = await scene.eva.presses(await scene.card(2, "sent"), "Uphold")
    await upheld.message()
    await scene.card(2, "upheld")
    await scene.quiet()
    assert not message.deleted
    assert not other.deleted
    assert scene.slack.asked(r"^(chat\.delete|conversations\.kick)$") == []
    shown = await (await scene.eva.uses("/takt doctor", scene.mods)).message()
    assert "served at T0" in shown.read
    assert "TAKT_SLACK_ADMIN_TOKEN" in shown.read


async def test_with_an_admins_token_it_is_hidden_restored_and_its_author_removed(scene: Scene) -> None:
    """Removal waits for a yes, an undo brings both back, and the token is used for nothing else and never logged."""
    message = await scene.bo.writes(scene.general, SLUR)
    card = await scene.card(1, "hide: done", "remove")
    assert message.deleted
    await (await scene.eva.presses(card, "Uphold")).message()
    await scene.slack.until(lambda: scene.bo.id not in scene.general.members)
    card = await scene.card(1, "upheld", "remove: done")
    await (await scene.eva.presses(card, "Undo")).message()
    copy = await scene.slack.until(lambda: next(iter(scene.seen(SLUR)), None))
    await scene.slack.until(lambda: scene.bo.id in scene.general.members)
    assert (copy.parts["username"], copy.bot_id) == ("bo", scene.workspace.bot.user.bot_id)
    await scene.told(scene.bo, "wieder da")
    await scene.card(1, "undone")
    assert used_for(scene) == ON_T1
    assert scene.admin_token not in scene.takt.log
    assert "Kanake" not in scene.takt.log


@pytest.mark.parametrize("scene", ["T2"], indirect=True)
async def test_with_discovery_it_is_behind_a_tombstone_and_comes_back_as_it_was(scene: Scene) -> None:
    """What is restored is the message itself, in its place and its author's own."""
    message = await scene.bo.writes(scene.general, SLUR)
    card = await scene.card(1, "hide: done")
    assert not scene.ida.sees(message)
    await (await scene.eva.presses(card, "Dismiss")).message()
    await scene.slack.until(lambda: scene.ida.sees(message))
    await scene.told(scene.bo, "wieder da")
    await scene.card(1, "restore: done")
    assert scene.seen(SLUR) == [message]
    assert used_for(scene) <= ON_T2
    assert "discovery.chat.restore" in used_for(scene)
    assert scene.admin_token not in scene.takt.log


async def test_who_takes_no_direct_messages_reads_it_where_they_wrote(scene: Scene) -> None:
    """Only they see that something waits, a button shows it, and `/takt notices` has it too."""
    scene.slack.fail("^conversations.open$", "user_disabled", times=50)
    await scene.bo.writes(scene.general, SLUR)
    await scene.card(1, "hide: done", "sent")
    (hint,) = await scene.slack.until(lambda: scene.bo.private_messages)
    assert "Kanake" not in hint.read
    assert "Kein Hass" not in hint.read
    shown = await (await scene.bo.presses(hint, "✉️ Lesen")).message()
    assert "Kein Hass" in shown.read
    assert shown.seen_by == scene.bo.id
    assert "⚖️ Widersprechen" in shown.buttons
    asked = await scene.bo.uses("/takt notices", scene.general)
    assert "Kein Hass" in (await asked.message()).read
    assert scene.bo.inbox == []
