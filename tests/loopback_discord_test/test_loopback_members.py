"""What discord.py's client does to members on the loopback Discord, and what it hears of moderators."""

from __future__ import annotations

import datetime
import time
from typing import TYPE_CHECKING

import discord
import pytest

from tests.loopback_discord import MODERATOR, Permission

if TYPE_CHECKING:
    from tests.loopback_discord import Person
    from tests.loopback_discord_test.clients import Bot, Nordlys

pytestmark = pytest.mark.shared


def member_of(bot: Bot, person: Person) -> discord.Member:
    """Return the member as discord.py has them."""
    guild = bot.get_guild(person.guild.id)
    assert guild is not None
    found = guild.get_member(person.id)
    assert found is not None
    return found


async def test_times_out_and_lifts_it(nordlys: Nordlys, bot: Bot) -> None:
    """Who is timed out cannot write, and can again when it is lifted."""
    member = member_of(bot, nordlys.bo)

    await member.timeout(datetime.timedelta(hours=1), reason="rule 1")
    assert nordlys.bo.timed_out
    assert not nordlys.bo.can_write(nordlys.general)
    assert (nordlys.bo.timed_out_until or 0) == pytest.approx(time.time() + 3600, abs=5)
    await nordlys.discord.until(lambda: member.timed_out_until is not None)
    assert nordlys.guild.audit_log[-1].reason == "rule 1"

    await member.timeout(None)
    assert not nordlys.bo.timed_out


async def test_a_time_out_has_28_days_at_most(nordlys: Nordlys, bot: Bot) -> None:
    """A longer time-out is refused."""
    with pytest.raises(discord.HTTPException, match="28 days"):
        await member_of(bot, nordlys.bo).timeout(discord.utils.utcnow() + datetime.timedelta(days=29))


async def test_who_ranks_higher_is_not_touched(nordlys: Nordlys, bot: Bot) -> None:
    """Neither a higher role, nor an administrator, nor the owner can be timed out."""
    above = nordlys.guild.new_role("Above", above_bot=True)
    mighty = nordlys.guild.new_member("mighty", roles=[above])
    admin = nordlys.guild.new_member(
        "admin", roles=[nordlys.guild.new_role("Admin", permissions=Permission.ADMINISTRATOR)]
    )
    await nordlys.discord.until(lambda: bot.get_user(admin.id))

    for person in (mighty, admin, nordlys.guild.owner):
        with pytest.raises(discord.Forbidden):
            await member_of(bot, person).timeout(datetime.timedelta(hours=1))


async def test_bans_with_its_messages_and_unbans(nordlys: Nordlys, bot: Bot) -> None:
    """A ban takes the last hour's messages along; a lifted one is unknown."""
    message = await nordlys.bo.writes(nordlys.general, "spam")
    guild = bot.get_guild(nordlys.guild.id)
    assert guild is not None

    await guild.ban(discord.Object(nordlys.bo.id), reason="spam", delete_message_seconds=3600)
    assert nordlys.bo.banned
    assert not nordlys.bo.present
    assert message.deleted
    assert (await guild.fetch_ban(discord.Object(nordlys.bo.id))).reason == "spam"
    assert [each.user.id async for each in guild.bans()] == [nordlys.bo.id]

    await guild.unban(discord.Object(nordlys.bo.id))
    assert not nordlys.bo.banned
    with pytest.raises(discord.NotFound) as unknown:
        await guild.fetch_ban(discord.Object(nordlys.bo.id))
    assert unknown.value.code == 10026


async def test_kicks_and_hears_of_it(nordlys: Nordlys, bot: Bot) -> None:
    """Who was kicked is no member any more, and the audit log tells."""
    await member_of(bot, nordlys.bo).kick(reason="out")

    assert not nordlys.bo.present
    await nordlys.discord.until(lambda: any(each.action is discord.AuditLogAction.kick for each in bot.entries))
    with pytest.raises(discord.NotFound) as unknown:
        await bot.http.get_member(nordlys.guild.id, nordlys.bo.id)
    assert unknown.value.code == 10007


async def test_a_moderator_s_deeds_are_told_and_logged(nordlys: Nordlys, bot: Bot) -> None:
    """What a moderator does by hand is in the audit log, and the client hears of it."""
    message = await nordlys.bo.writes(nordlys.general, "hello")

    await nordlys.eva.deletes_by_hand(message)
    await nordlys.eva.times_out(nordlys.bo, 600, reason="calm down")
    await nordlys.discord.until(lambda: len(bot.entries) == 2)
    assert [(each.action.name, each.user_id) for each in bot.entries] == [
        ("message_delete", nordlys.eva.id),
        ("member_update", nordlys.eva.id),
    ]
    guild = bot.get_guild(nordlys.guild.id)
    assert guild is not None
    by_eva = [each async for each in guild.audit_logs(user=discord.Object(nordlys.eva.id))]
    assert [each.reason for each in by_eva] == ["calm down", None]
    assert await nordlys.discord.until(lambda: member_of(bot, nordlys.bo).is_timed_out())


async def test_repeated_deletions_only_raise_the_count(nordlys: Nordlys, bot: Bot) -> None:
    """Discord counts a moderator's deletions together and tells only of the first."""
    first, second = [await nordlys.bo.writes(nordlys.general, text) for text in "ab"]

    await nordlys.eva.deletes_by_hand(first)
    await nordlys.eva.deletes_by_hand(second)
    await nordlys.eva.kicks(nordlys.bo)

    await nordlys.discord.until(lambda: len(bot.entries) == 2)
    assert nordlys.guild.audit_log[-2].options["count"] == "2"


async def test_people_cannot_do_what_discord_would_not_let_them(nordlys: Nordlys) -> None:
    """A test that lets somebody do the impossible fails."""
    message = await nordlys.eva.writes(nordlys.general, "hello")

    with pytest.raises(AssertionError, match="would not let bo"):
        await nordlys.bo.deletes_by_hand(message)
    await nordlys.eva.times_out(nordlys.bo, 60)
    with pytest.raises(AssertionError, match="would not let bo write"):
        await nordlys.bo.writes(nordlys.general, "still here")
    with pytest.raises(AssertionError, match="would not let eva touch"):
        await nordlys.eva.kicks(nordlys.guild.new_member("other", roles=[nordlys.moderator]))


async def test_discord_s_own_automod_is_heard(nordlys: Nordlys, bot: Bot) -> None:
    """A blocked message never is; an alert with the text is posted."""
    nordlys.guild.set_permissions(nordlys.guild.bot_role, Permission.MANAGE_GUILD | MODERATOR)
    alerts = nordlys.guild.new_channel("alerts")
    rule = nordlys.guild.new_automod_rule("No slurs", "slur", alerts=alerts)
    guild = bot.get_guild(nordlys.guild.id)
    assert guild is not None
    assert [each.name for each in await guild.fetch_automod_rules()] == ["No slurs"]

    await nordlys.bo.is_blocked(nordlys.general, "a slur", rule)
    await nordlys.discord.until(lambda: bot.messages)

    assert bot.messages[0].type is discord.MessageType.auto_moderation_action
    assert nordlys.guild.messages(nordlys.general) == []


async def test_a_channel_is_slowed_and_locked(nordlys: Nordlys, bot: Bot) -> None:
    """The client changes a channel's pace and who may write in it."""
    channel = bot.get_channel(nordlys.general.id)
    assert isinstance(channel, discord.TextChannel)

    await channel.edit(slowmode_delay=30)
    await channel.set_permissions(channel.guild.default_role, send_messages=False)

    assert nordlys.general.slow_mode == 30
    assert not nordlys.bo.can_write(nordlys.general)
    await nordlys.discord.until(lambda: channel.slowmode_delay == 30)
