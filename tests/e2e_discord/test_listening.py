"""What is heard beside plain messages: titles, names, Discord's own AutoMod, and what moderators delete themselves."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from tests.loopback_discord import BOT, Permission
from tests.loopback_discord.model import SUPPRESS_EMBEDS

if TYPE_CHECKING:
    from tests.e2e_discord.conftest import Scene
    from tests.loopback_discord import Message

pytestmark = pytest.mark.shared

# Longer than one incident of the policy under test.
LATER = 1.2

INSULT = "you are a complete idiot"
SLUR = "verschwinde, du Kanake"
NAMES = ("retention: {clean", "listen: {names: true}\nretention: {clean")


async def _policy(scene: Scene, *changes: tuple[str, str]) -> None:
    """Change the policy, and wait until it is in force."""
    text = scene.takt.policy.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    before = scene.takt.log.count("is in force")
    scene.takt.policy.write_text(text, encoding="utf-8")
    await scene.discord.until(lambda: scene.takt.log.count("is in force") > before, 30)


async def test_a_forum_title_that_insults_is_caught(scene: Scene) -> None:
    """The title is a case of its own, and its author is asked for another; the harmless post stays."""
    forum = scene.server.new_forum("questions")
    thread = await scene.bo.starts_thread(forum, INSULT, "where are the servers?")
    card = await scene.card(1, "be-kind", "title")
    assert INSULT in card.text
    told = await scene.told(scene.bo, "choose another one")
    assert "title" in told.text
    await scene.quiet()
    assert len(scene.cards) == 1
    assert len(scene.server.messages(thread)) == 1


async def test_a_title_that_would_be_hidden_is_brought_before_a_moderator(scene: Scene) -> None:
    """No bot can hide a title: the card says who has to do it, and no message is deleted in its place."""
    forum = scene.server.new_forum("questions")
    thread = await scene.bo.starts_thread(forum, SLUR, "where are the servers?")
    card = await scene.card(1, "no-hate", "a moderator is asked to change the title by hand")
    assert "open" in card.text
    await (await scene.eva.clicks(card, "Uphold")).message()
    await scene.card(1, "upheld")
    await scene.quiet()
    assert len(scene.server.messages(thread)) == 1
    assert scene.discord.asked("DELETE", r"/messages/\d+$") == []


async def test_a_renaming_is_caught_and_is_its_renamers(scene: Scene) -> None:
    """Who gives another's thread a bad title answers for it, and not the thread's owner."""
    helper = scene.server.new_role("Helper", permissions=Permission.MANAGE_THREADS)
    ivo = scene.server.new_member("ivo", roles=[helper])
    thread = await scene.bo.starts_thread(scene.general, "good questions")
    await ivo.renames_thread(thread, INSULT)
    card = await scene.card(1, "be-kind", "title")
    assert ivo.mention in card.text
    await scene.told(ivo, "choose another one")
    await scene.quiet()
    assert scene.bo.inbox == []
    assert len(scene.cards) == 1


async def test_nobody_is_struck_for_a_renaming_that_nobody_is_named_for(scene: Scene) -> None:
    """Without the audit log the bot knows the title and not whose it is: a moderator looks, and nobody is told."""
    scene.server.set_permissions(scene.server.bot_role, BOT & ~Permission.VIEW_AUDIT_LOG)
    thread = await scene.bo.starts_thread(scene.general, "good questions")
    await scene.bo.renames_thread(thread, SLUR)
    card = await scene.card(1, "no-hate", "nobody knows who did it")
    assert "hide" not in card.text
    assert scene.bo.mention not in card.text
    await (await scene.eva.clicks(card, "Uphold")).message()
    await scene.card(1, "upheld")
    await scene.quiet()
    assert scene.bo.inbox == []


async def test_a_moderators_renaming_is_left_alone(scene: Scene) -> None:
    """Staff are exempt here too, and the gateway's own word of the change is no second title."""
    thread = await scene.bo.starts_thread(scene.general, "good questions")
    await scene.eva.renames_thread(thread, SLUR)
    other = await scene.bo.starts_thread(scene.general, "other questions")
    # The log never tells of this later one, so once it is decided, so was the first.
    await scene.bo.renames_thread(other, INSULT, logged=False)
    card = await scene.card(1, "be-kind", "nobody knows who did it")
    assert other.mention in card.text
    await scene.quiet()
    assert len(scene.cards) == 1


async def test_an_insulting_name_is_one_case_however_often_they_write(scene: Scene) -> None:
    """Names count where the policy asks; each is looked at once, also after a restart, and a new one again."""
    await scene.bo.renames(scene.bo, INSULT)
    await scene.bo.writes(scene.general, "good morning")
    await scene.quiet()
    assert scene.cards == []
    await _policy(scene, NAMES)
    for text in ("good morning", "how are you all?"):
        await scene.bo.writes(scene.general, text)
    card = await scene.card(1, "be-kind", "the name that they go by")
    assert INSULT in card.text
    told = await scene.told(scene.bo, "choose another one")
    assert "the name that you go by" in told.text
    assert await scene.takt.stop() == 0
    await scene.takt.start()
    await scene.bo.writes(scene.general, "and again")
    await scene.quiet()
    assert len(scene.cards) == 1
    await scene.bo.renames(scene.bo, SLUR)
    await scene.bo.writes(scene.general, "and once more")
    await scene.card(1, "no-hate")
    assert scene.discord.asked("DELETE", r"/messages/\d+$") == []


async def test_a_nickname_that_a_moderator_gave_is_not_its_bearers(scene: Scene) -> None:
    """Nobody answers for what others call them."""
    await _policy(scene, NAMES)
    scene.server.set_permissions(
        scene.eva.member.roles[0], scene.eva.member.roles[0].permissions | Permission.MANAGE_NICKNAMES
    )
    await scene.eva.renames(scene.bo, INSULT)
    await scene.quiet()
    await scene.bo.writes(scene.general, "good morning")
    await scene.quiet()
    assert scene.cards == []


AUTOMOD = """rules:
  - id: stopped-by-discord
    title: {en: Stopped by Discord}
    severity: minor
    when: {automod: "No spoilers"}
    ladder: courtesy
"""


async def _with_automod(scene: Scene) -> None:
    scene.server.set_permissions(scene.server.bot_role, BOT | Permission.MANAGE_GUILD)
    await _policy(scene, ("\nrules:\n", f"\n{AUTOMOD}"))


async def test_a_message_that_automod_blocked_is_one_case_though_three_events_came(scene: Scene) -> None:
    """Discord tells once per action; the case holds the words, says who stopped them, and hides nothing."""
    await _with_automod(scene)
    rule = scene.server.new_automod_rule(
        "No spoilers", "the butler", alerts=scene.server.new_channel("alerts"), time_out=60
    )
    await scene.bo.is_blocked(scene.general, "it was the butler", rule)
    card = await scene.card(1, "stopped-by-discord", "sent")
    assert "it was the butler" in card.text
    assert "No spoilers" in card.text
    told = await scene.told(scene.bo, "stopped before anybody could read it")
    assert "stays where it is" not in told.text
    await scene.quiet()
    assert len(scene.cards) == 1
    assert len(scene.bo.inbox) == 1


async def test_a_message_that_automod_flagged_joins_the_messages_own_case(scene: Scene) -> None:
    """What was let through and flagged is the message itself, and a second rule's word adds nothing to it."""
    await _with_automod(scene)
    rule = scene.server.new_automod_rule("No spoilers", "idiot", alerts=scene.server.new_channel("alerts"), stops=False)
    message = await scene.bo.is_flagged(scene.general, INSULT, rule)
    card = await scene.card(1, "be-kind", "stopped-by-discord")
    assert str(message.id) in card.text
    await scene.quiet()
    assert len(scene.cards) == 1
    assert not message.deleted


async def test_automod_is_nobodys_business_where_no_rule_asks(scene: Scene) -> None:
    """A default policy leaves to Discord's AutoMod what it does; staff are exempt where a rule asks."""
    scene.server.set_permissions(scene.server.bot_role, BOT | Permission.MANAGE_GUILD)
    rule = scene.server.new_automod_rule("No spoilers", "the butler")
    await scene.bo.is_blocked(scene.general, "it was the butler", rule)
    await _policy(scene, ("\nrules:\n", f"\n{AUTOMOD}"))
    await scene.eva.is_blocked(scene.general, "it was the butler, too", rule)
    await scene.quiet()
    assert scene.cards == []


async def test_a_moderators_own_deletion_is_in_the_case(scene: Scene) -> None:
    """Whoever deletes by hand has decided: the case is theirs, says so, and gives no notice."""
    message = await scene.bo.writes(scene.general, INSULT)
    await scene.card(1, "be-kind", "sent")
    await scene.eva.deletes_by_hand(message)
    card = await scene.card(1, "upheld", "hide: done, by a moderator's own hand")
    assert "@Eva" in card.text
    assert len(scene.cards) == 1


async def test_an_ambiguous_deletion_is_left_alone(scene: Scene) -> None:
    """Where a member's two messages go at once, nobody can say which of them the moderator deleted."""
    messages: list[Message] = []
    for number in (1, 2):
        messages.append(await scene.bo.writes(scene.general, INSULT))
        await scene.card(number, "sent")
        await asyncio.sleep(LATER)
    await scene.bo.deletes(messages[0])
    await scene.eva.deletes_by_hand(messages[1])
    later = await scene.ida.writes(scene.general, "good morning")
    await scene.quiet()
    await scene.eva.deletes_by_hand(later)
    card = await scene.card(3, "own hand")
    assert scene.ida.mention in card.text
    assert all("own hand" not in each.text for each in scene.cards[:2])


async def test_a_deletion_by_hand_of_what_was_harmless_is_a_case_that_can_be_undone_in_words_only(scene: Scene) -> None:
    """Its text was not kept, so an undo says that it can't be put back instead of posting nothing."""
    message = await scene.bo.writes(scene.general, "good morning")
    await scene.quiet()
    await scene.eva.deletes_by_hand(message)
    card = await scene.card(1, "upheld", "own hand")
    await (await scene.noor.clicks(card, "Undo")).message()
    await scene.card(1, "restore: failed", "kept no longer")
    assert scene.server.messages(scene.general) == []


PREVIEWS = """  - id: no-previews
    title: {en: No previews here}
    severity: minor
    when: {link: any}
    ladder: quiet
"""
PREVIEW = {"title": "A cat", "description": "it sleeps", "url": "https://example.org/cat"}


async def test_previews_are_suppressed_and_come_back_by_undo(scene: Scene) -> None:
    """The words stay; the preview goes, its author is told, and the change is no edit that would be judged anew."""
    await _policy(
        scene,
        ("ladders:\n", "ladders:\n  quiet: [{strikes: 0, do: [suppress_embeds]}]\n"),
        ("automatic: [nudge,", "automatic: [suppress_embeds, nudge,"),
        ("\nrules:\n", f"\nrules:\n{PREVIEWS}"),
    )
    message = await scene.bo.writes(scene.general, "look at https://example.org/cat")
    await scene.bo.sees_preview(message, **PREVIEW)
    card = await scene.card(1, "suppress embeds: done")
    assert message.flags & SUPPRESS_EMBEDS
    assert not message.deleted
    await scene.told(scene.bo, "hidden the previews")
    await (await scene.eva.clicks(card, "Uphold")).message()
    card = await scene.card(1, "upheld")
    await (await scene.eva.clicks(card, "Undo")).message()
    await scene.discord.until(lambda: not message.flags & SUPPRESS_EMBEDS)
    await scene.told(scene.bo, "The previews of its links are back")
    await scene.quiet()
    assert len(scene.cards) == 1
