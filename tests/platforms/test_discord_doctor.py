"""What the doctor says of a server, and that it says nothing of one where all is well."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.bootstrap import read
from bot.core.policy import ByAutoMod
from bot.core.replies import Replies
from bot.core.situations import Situation
from bot.platforms.discord.client import intents
from bot.platforms.discord.doctor import complaints
from bot.platforms.discord.rights import NAMES, invite
from bot.platforms.discord.room import DiscordRoom
from bot.policy_files import Loaded
from bot.settings import default_policy
from tests.loopback_discord import LoopbackDiscord, Permission
from tests.loopback_discord_test.clients import Nordlys, running

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.core.policy import Policy
    from tests.loopback_discord_test.clients import Bot


def shipped(review_channel: str = "mods") -> Policy:
    """Return the shipped policy with a channel for moderators."""
    loaded = read(default_policy())
    assert isinstance(loaded, Loaded)
    return replace(loaded.policy, review_channel=review_channel)


class Patient:
    """A server in which all is well, with a client in it."""

    def __init__(self, place: Nordlys, client: Bot) -> None:
        self.place, self._client = place, client

    def says(self, policy: Policy | None = None) -> list[str]:
        """Return what the doctor says now."""
        held = policy or shipped()
        guild = self._client.get_guild(self.place.guild.id)
        assert guild is not None
        return complaints(guild, held, DiscordRoom(lambda: guild, lambda: held))

    async def until_said(self, words: str, policy: Policy | None = None) -> None:
        """Wait until a change has reached the client and the doctor says so."""
        await self.place.discord.until(lambda: any(words in each for each in self.says(policy)))


@pytest.fixture
async def patient(shared: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Patient]:
    """Give a server with roles, a channel for moderators, and all rights."""
    _ = shared  # the specification is in it
    async with LoopbackDiscord() as loopback:
        place = Nordlys(loopback)
        place.guild.new_role("Admin")
        place.guild.new_channel("mods", only=[place.moderator])
        async with running(place, monkeypatch, intents()) as client:
            yield Patient(place, client)


async def test_a_healthy_server_hears_nothing(patient: Patient) -> None:
    """Where all that the policy wants can be done, there is nothing to say."""
    assert patient.says() == []


@pytest.mark.parametrize(
    "right", ["MANAGE_MESSAGES", "MANAGE_WEBHOOKS", "MODERATE_MEMBERS", "BAN_MEMBERS", "VIEW_AUDIT_LOG"]
)
async def test_each_missing_right_is_named_as_discord_names_it(patient: Patient, right: str) -> None:
    """The sentence holds the name that stands in Discord's own settings."""
    guild = patient.place.guild
    guild.set_permissions(guild.bot_role, guild.bot_role.permissions & ~Permission[right])
    await patient.until_said(NAMES[right.lower()])


async def test_a_channel_that_is_closed_to_the_bot_is_named(patient: Patient) -> None:
    """Where the bot sees nothing, that is said, and nothing else of that channel."""
    guild = patient.place.guild
    guild.set_overwrite(patient.place.general, guild.bot_role, deny=Permission.VIEW_CHANNEL)
    await patient.until_said("View Channel in #general")
    assert sum("#general" in each for each in patient.says()) == 1


async def test_a_role_above_the_bots_is_named(patient: Patient) -> None:
    """Members whom the bot can't time out are named by their role."""
    patient.place.guild.new_role("Patrons", above_bot=True)
    await patient.until_said("Patrons")


async def test_a_moderators_channel_that_is_missing_or_open_to_all_is_said(patient: Patient) -> None:
    """Cases must be seen by moderators, and by nobody else."""
    assert "review_channel" in patient.says(shipped(""))[0]
    assert "review_channel" in patient.says(shipped("nowhere"))[0]
    assert "Everybody can read #general" in patient.says(shipped("general"))[0]


async def test_a_channel_for_wishes_that_is_missing_or_closed_is_said(patient: Patient) -> None:
    """By name or id it has to be there, and the bot must be able to write in it."""
    guild = patient.place.guild
    ideas = guild.new_channel("ideas")
    held = shipped()

    def says(channel: str) -> list[str]:
        return patient.says(replace(held, replies=Replies(pass_on={Situation.WISH: channel})))

    await patient.place.discord.until(lambda: says("ideas") == [])
    assert says(str(ideas.id)) == []
    assert says("nowhere") == ["There is no channel “nowhere”, which `replies: {pass_on: …}` in the policy file names."]
    guild.set_overwrite(ideas, guild.bot_role, deny=Permission.SEND_MESSAGES)
    await patient.place.discord.until(
        lambda: any("I can't pass anything on to #ideas" in each for each in says("ideas"))
    )
    assert any(NAMES["send_messages"] in each for each in says("ideas"))


def test_the_invitation_asks_for_what_the_policy_needs_and_no_more() -> None:
    """A policy that kicks nobody does not ask for the right to kick; administrator is never asked for."""
    link = invite(7, shipped())
    granted = Permission(int(link.rpartition("permissions=")[2].partition("&")[0]))
    assert Permission.BAN_MEMBERS in granted
    assert Permission.KICK_MEMBERS not in granted
    assert Permission.ADMINISTRATOR not in granted


async def test_automod_needs_a_right_only_where_a_rule_asks_for_it(patient: Patient) -> None:
    """The shipped policy asks for no more than before; one with `automod` is told what is lacking."""
    held = shipped()
    first, *others = held.rules
    asking = replace(held, rules=(replace(first, when=ByAutoMod("any")), *others))
    assert patient.says() == []
    assert any("AutoMod" in each and "Manage Server" in each for each in patient.says(asking))
    rights = [int(invite(1, each).partition("permissions=")[2].partition("&")[0]) for each in (held, asking)]
    assert rights[1] & ~rights[0] == Permission.MANAGE_GUILD


def with_drafts(channel: str) -> Policy:
    """Return the shipped policy with a channel for drafts."""
    return replace(shipped(), replies=Replies(channel=channel))


async def test_drafts_without_a_channel_are_named(patient: Patient) -> None:
    """Where the policy names one that is not there; without a name they stand where cases do."""
    assert patient.says(with_drafts("")) == []
    (said,) = patient.says(with_drafts("answers"))
    assert "“answers”" in said


async def test_a_channel_for_drafts_is_looked_at_as_the_one_for_cases(patient: Patient) -> None:
    """Everybody who could read it, and a right that the bot lacks there, are said; a good one is not mentioned."""
    guild = patient.place.guild
    answers = guild.new_channel("answers", only=[patient.place.moderator])
    guild.new_channel("square")
    await patient.until_said("#square", with_drafts("square"))
    assert patient.says(with_drafts("#answers")) == []
    guild.set_overwrite(answers, guild.bot_role, deny=Permission.EMBED_LINKS)
    await patient.until_said("I can't show drafts in #answers", with_drafts("answers"))
