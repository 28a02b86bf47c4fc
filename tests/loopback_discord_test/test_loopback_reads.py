"""All that discord.py's client can ask of the loopback Discord; the fixture holds each answer to the specification."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
import pytest

if TYPE_CHECKING:
    from tests.loopback_discord_test.clients import Bot, Nordlys

pytestmark = pytest.mark.shared


async def test_guild_members_and_roles(nordlys: Nordlys, bot: Bot) -> None:
    """What is fetched is what the guild has."""
    guild = await bot.fetch_guild(nordlys.guild.id)
    assert guild.approximate_member_count == 4
    assert {each.name for each in await guild.fetch_roles()} == {"@everyone", "Takt", "Moderator"}
    assert {each.name for each in await guild.fetch_channels()} == {"general"}
    assert (await guild.fetch_member(nordlys.bo.id)).name == "bo"
    assert {each.name async for each in guild.fetch_members()} == {"Takt", "owner-of-nordlys", "eva", "bo"}
    found = await bot.http.request(
        discord.http.Route("GET", "/guilds/{guild_id}/members/search", guild_id=guild.id), params={"query": "ev"}
    )
    assert [each["user"]["username"] for each in found] == ["eva"]


async def test_members_are_found_over_the_gateway(nordlys: Nordlys, bot: Bot) -> None:
    """A client can ask for members by name."""
    guild = bot.get_guild(nordlys.guild.id)
    assert guild is not None
    assert [each.id for each in await guild.query_members("e")] == [nordlys.eva.id]


async def test_the_application_and_the_gateway(nordlys: Nordlys, bot: Bot) -> None:
    """The bot knows itself and where to connect."""
    assert (await bot.application_info()).name == "Takt"
    assert await bot.fetch_application_emojis() == []
    assert (await bot.http.get_bot_gateway())[1].startswith(nordlys.discord.gateway_url)
    assert [each.name async for each in bot.fetch_guilds()] == ["Nordlys"]
    assert (await bot.fetch_user(nordlys.bo.id)).name == "bo"


async def test_threads_active_and_archived(nordlys: Nordlys, bot: Bot) -> None:
    """An archived thread leaves the active ones, and comes back when somebody writes in it."""
    thread = await nordlys.bo.starts_thread(nordlys.general, "a question", "why?")
    guild = bot.get_guild(nordlys.guild.id)
    assert guild is not None
    seen = (await guild.active_threads())[0]
    assert seen.id == thread.id

    await seen.edit(archived=True)
    channel = bot.get_channel(nordlys.general.id)
    assert isinstance(channel, discord.TextChannel)
    assert [each.id async for each in channel.archived_threads()] == [thread.id]
    assert await guild.active_threads() == []
    await nordlys.bo.writes(thread, "anyone?")
    assert [each.id for each in await guild.active_threads()] == [thread.id]
    assert [each.kind for each in nordlys.guild.messages(nordlys.general)] == [18]


async def test_messages_with_all_their_parts(nordlys: Nordlys, bot: Bot) -> None:
    """Replies, polls, files, mentions and previews come through the history as the client knows them."""
    first = await nordlys.bo.writes(nordlys.general, f"{nordlys.eva.mention} {nordlys.guild.bot.mention}")
    await nordlys.eva.writes(nordlys.general, "no", reply_to=first)
    await nordlys.eva.asks(nordlys.general, "Tea?", "yes", "no")
    await nordlys.bo.writes(nordlys.general, files={"cat.png": "a cat"})
    await nordlys.bo.sees_preview(first, title="A page", url="https://example.com/")
    await nordlys.bo.forwards(first, to=nordlys.general)

    forward, files, poll, reply, begun = [
        each async for each in bot.get_partial_messageable(nordlys.general.id).history()
    ]
    assert forward.message_snapshots[0].embeds[0].title == "A page"
    assert files.attachments[0].filename == "cat.png"
    assert poll.poll is not None
    assert [each.text for each in poll.poll.answers] == ["yes", "no"]
    assert isinstance(reply.reference and reply.reference.resolved, discord.Message)
    assert {each.id for each in begun.mentions} == {nordlys.eva.id, nordlys.guild.bot.id}
    assert begun.edited_at is None


async def test_a_file_that_the_bot_posts_can_be_read(nordlys: Nordlys, bot: Bot) -> None:
    """A multipart post keeps its file."""
    place = bot.get_partial_messageable(nordlys.general.id)
    sent = await place.send("the log", file=discord.File(__file__, "log.txt", description="what happened"))

    assert (await sent.attachments[0].read()).startswith(b'"""All that')
    assert "log.txt" in nordlys.guild.messages(nordlys.general)[0].text
    async with place.typing():
        assert (await place.fetch_message(sent.id)).content == "the log"


async def test_unknown_things_have_their_codes(nordlys: Nordlys, bot: Bot) -> None:
    """Each kind of thing that is not there has its own code."""
    place = bot.get_partial_messageable(nordlys.general.id)
    asked = {
        10003: bot.fetch_channel(1),
        10004: bot.fetch_guild(1),
        10007: bot.http.get_member(nordlys.guild.id, nordlys.discord.new_guild("Other").owner.id),
        10008: place.fetch_message(1),
        10013: bot.fetch_user(1),
        10015: bot.fetch_webhook(1),
        10026: bot.http.unban(1, nordlys.guild.id),
    }
    for code, request in asked.items():
        with pytest.raises(discord.NotFound) as unknown:
            await request
        assert unknown.value.code == code


async def test_a_guild_is_left_and_joined(nordlys: Nordlys, bot: Bot) -> None:
    """The client hears when it is invited and when it is thrown out."""
    other = nordlys.discord.new_guild("Other")
    await nordlys.discord.until(lambda: bot.get_guild(other.id))

    other.throw_bot_out()
    await nordlys.discord.until(lambda: bot.get_guild(other.id) is None)
    with pytest.raises(discord.NotFound):
        await bot.fetch_guild(other.id)
