"""What discord.py's client sees and does with messages on the loopback Discord."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import discord
import pytest

from tests.loopback_discord import BOT, Permission
from tests.loopback_discord_test.clients import running

if TYPE_CHECKING:
    from tests.loopback_discord import Channel
    from tests.loopback_discord_test.clients import Bot, Nordlys

pytestmark = pytest.mark.shared


def text_channel(bot: Bot, channel: Channel) -> discord.TextChannel:
    """Return the channel as discord.py has it."""
    found = bot.get_channel(channel.id)
    assert isinstance(found, discord.TextChannel)
    return found


async def test_connects_and_knows_the_guild(nordlys: Nordlys, bot: Bot) -> None:
    """After READY the client has the guild with its members, and knows what it may do there."""
    guild = bot.get_guild(nordlys.guild.id)

    assert guild is not None
    assert guild.name == "Nordlys"
    assert {member.name for member in guild.members} >= {"eva", "bo", "Takt"}
    assert guild.me.guild_permissions.manage_messages
    assert guild.me.top_role.name == "Takt"


async def test_a_message_arrives(nordlys: Nordlys, bot: Bot) -> None:
    """What a member writes is heard with its text, author, id and time."""
    written = await nordlys.bo.writes(nordlys.general, "hello")

    await nordlys.discord.until(lambda: bot.messages)
    assert [(m.content, m.author.id, m.id) for m in bot.messages] == [("hello", nordlys.bo.id, written.id)]
    age = discord.utils.utcnow() - bot.messages[0].created_at
    assert abs(age.total_seconds()) < 5


async def test_the_content_is_hidden_without_the_intent(nordlys: Nordlys, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without MESSAGE_CONTENT only a message that mentions the bot shows its text."""
    async with running(nordlys, monkeypatch, discord.Intents.default()) as bot:
        await nordlys.bo.writes(nordlys.general, "a secret")
        await nordlys.bo.writes(nordlys.general, f"<@{nordlys.guild.bot.id}> for you")

        await nordlys.discord.until(lambda: len(bot.messages) == 2)
        assert [m.content for m in bot.messages] == ["", f"<@{nordlys.guild.bot.id}> for you"]


async def test_sends_edits_and_deletes(nordlys: Nordlys, bot: Bot) -> None:
    """What the bot posts can be looked at, and so can what it makes of it later."""
    sent = await text_channel(bot, nordlys.general).send("first", embed=discord.Embed(title="A case"))
    message = nordlys.guild.find_messages(by=nordlys.guild.bot)[0]
    assert message.text == "first\nA case"

    await sent.edit(content="second")
    assert (message.content, message.was) == ("second", ["first"])

    await sent.delete()
    assert message.deleted
    assert nordlys.guild.messages(nordlys.general) == []


async def test_the_same_nonce_posts_once(nordlys: Nordlys, bot: Bot) -> None:
    """A post that is tried again with its nonce is the same message."""
    channel = text_channel(bot, nordlys.general)

    first = await channel.send("once", nonce="n-1")
    second = await channel.send("once", nonce="n-1")

    assert first.id == second.id
    assert len(nordlys.guild.messages(nordlys.general)) == 1


async def test_an_edit_and_a_deletion_arrive(nordlys: Nordlys, bot: Bot) -> None:
    """The raw events tell of what a member does to their own message."""
    message = await nordlys.bo.writes(nordlys.general, "hello")
    await nordlys.bo.edits(message, "goodbye")
    edited = await bot.wait_for("raw_message_edit", timeout=5)
    assert (edited.message.content, edited.message_id) == ("goodbye", message.id)

    await nordlys.bo.deletes(message)
    gone = await bot.wait_for("raw_message_delete", timeout=5)
    assert gone.message_id == message.id


async def test_deletes_another_s_message_and_says_why(nordlys: Nordlys, bot: Bot) -> None:
    """A reason in any script arrives in the audit log, of which the client hears."""
    message = await nordlys.bo.writes(nordlys.general, "hello")

    await bot.http.delete_message(nordlys.general.id, message.id, reason="rule 1 – vær venlig")

    assert message.deleted
    entry = nordlys.guild.audit_log[-1]
    assert (entry.action, entry.reason, entry.target_id) == (72, "rule 1 – vær venlig", nordlys.bo.id)
    await nordlys.discord.until(lambda: bot.entries)
    assert bot.entries[0].action is discord.AuditLogAction.message_delete


async def test_bulk_deletes_what_is_young_enough(nordlys: Nordlys, bot: Bot) -> None:
    """Messages older than 14 days are refused, and then none is deleted."""
    channel = text_channel(bot, nordlys.general)
    old = nordlys.bo.wrote(nordlys.general, "old", ago=15 * 86_400)
    young = [await nordlys.bo.writes(nordlys.general, str(number)) for number in range(3)]

    await channel.delete_messages([discord.Object(each.id) for each in young[:2]])
    with pytest.raises(discord.HTTPException, match="under 14 days"):
        await channel.delete_messages([discord.Object(old.id), discord.Object(young[2].id)])

    assert [each.deleted for each in (*young, old)] == [True, True, False, False]


async def test_reads_the_history_in_pages(nordlys: Nordlys, bot: Bot) -> None:
    """A history longer than a page is read from a message on, and from the newest back."""
    written = [nordlys.bo.wrote(nordlys.general, str(number), ago=1000 - number) for number in range(150)]
    channel = text_channel(bot, nordlys.general)

    newer = [each.content async for each in channel.history(after=discord.Object(written[4].id), limit=None)]
    newest = [each.content async for each in channel.history(limit=3)]

    assert newer == [str(number) for number in range(5, 150)]
    assert newest == ["149", "148", "147"]
    age = discord.utils.utcnow() - discord.utils.snowflake_time(written[0].id)
    assert age >= datetime.timedelta(seconds=990)


async def test_a_forward_shows_its_text_in_the_snapshot(nordlys: Nordlys, bot: Bot) -> None:
    """A forward is empty but for its snapshot; an attachment can be downloaded."""
    message = await nordlys.bo.writes(nordlys.general, "look at this", files={"a.png": "a cat"})
    await nordlys.bo.forwards(message, to=nordlys.general)

    await nordlys.discord.until(lambda: len(bot.messages) == 2)
    assert bot.messages[0].attachments[0].description == "a cat"
    assert await bot.messages[0].attachments[0].read() == b"file"
    assert bot.messages[1].content == ""
    assert bot.messages[1].message_snapshots[0].content == "look at this"


async def test_threads_and_forum_posts_arrive_with_their_titles(nordlys: Nordlys, bot: Bot) -> None:
    """A forum's post is a thread whose first message has the thread's id."""
    forum = nordlys.guild.new_forum("ideas")
    post = await nordlys.bo.starts_thread(forum, "A new logo", "What about a fox?")

    await nordlys.discord.until(lambda: bot.messages)
    channel = bot.messages[0].channel
    assert isinstance(channel, discord.Thread)
    assert (channel.name, channel.id, bot.messages[0].id) == ("A new logo", post.id, post.id)
    assert isinstance(channel.parent, discord.ForumChannel)


async def test_a_private_thread_is_heard_once_the_bot_is_in(nordlys: Nordlys, bot: Bot) -> None:
    """Without the right to manage threads the bot hears only of those that it is in."""
    nordlys.guild.set_permissions(nordlys.guild.bot_role, BOT & ~Permission.MANAGE_THREADS)
    thread = await nordlys.bo.starts_thread(nordlys.general, "aside", "unheard", private=True)
    await nordlys.bo.adds_to_thread(nordlys.guild.bot, thread)
    await nordlys.bo.writes(thread, "heard")

    await nordlys.discord.until(lambda: bot.messages)
    assert [each.content for each in bot.messages] == ["heard"]


async def test_starts_a_private_thread_and_adds_a_member(nordlys: Nordlys, bot: Bot) -> None:
    """Only who was added sees the thread that the bot opened."""
    thread = await text_channel(bot, nordlys.general).create_thread(name="A notice", invitable=False)
    await thread.add_user(discord.Object(nordlys.bo.id))
    await thread.send("for you")

    made = nordlys.guild.threads[0]
    assert nordlys.bo.sees(made)
    stranger = nordlys.guild.new_member("stranger")
    assert not stranger.sees(made)
    assert [each.content for each in nordlys.guild.messages(made)] == ["for you"]


async def test_posts_through_a_webhook_under_another_name(nordlys: Nordlys, bot: Bot) -> None:
    """A webhook's post shows the name it was given, pings nobody, and can be changed."""
    hook = await text_channel(bot, nordlys.general).create_webhook(name="Takt")
    nothing = discord.AllowedMentions.none()
    sent = await hook.send("restored @everyone", username="bo", wait=True, allowed_mentions=nothing)

    message = nordlys.guild.messages(nordlys.general)[0]
    assert (message.author.name, message.content, message.pinged_everyone) == ("bo", "restored @everyone", False)
    await sent.edit(content="changed")
    assert message.content == "changed"
    await sent.delete()
    assert message.deleted
    assert [each.name for each in await text_channel(bot, nordlys.general).webhooks()] == ["Takt"]


async def test_a_closed_inbox_is_refused_with_50007(nordlys: Nordlys, bot: Bot) -> None:
    """A member who takes no direct messages gets none."""
    user = await bot.fetch_user(nordlys.bo.id)
    await user.send("a notice")
    nordlys.bo.closes_inbox()

    with pytest.raises(discord.Forbidden) as refused:
        await user.send("another")

    assert refused.value.code == 50007
    assert [each.content for each in nordlys.bo.inbox] == ["a notice"]


async def test_a_missing_permission_is_refused(nordlys: Nordlys, bot: Bot) -> None:
    """Without Manage Messages another's message stays."""
    message = await nordlys.bo.writes(nordlys.general, "hello")
    nordlys.guild.set_permissions(nordlys.guild.bot_role, BOT & ~Permission.MANAGE_MESSAGES)

    with pytest.raises(discord.Forbidden) as refused:
        await bot.http.delete_message(nordlys.general.id, message.id)

    assert refused.value.code == 50013
    assert not message.deleted


async def test_a_hidden_channel_is_neither_heard_nor_written_in(nordlys: Nordlys, bot: Bot) -> None:
    """What the bot may not see it does not hear, and it may not post there."""
    hidden = nordlys.guild.new_channel("hidden", only=[nordlys.moderator], bot=False)
    await nordlys.eva.writes(hidden, "unheard")
    await nordlys.eva.writes(nordlys.general, "heard")

    await nordlys.discord.until(lambda: bot.messages)
    assert [each.content for each in bot.messages] == ["heard"]
    with pytest.raises(discord.Forbidden) as refused:
        await bot.get_partial_messageable(hidden.id).send("hello")
    assert refused.value.code == 50001
