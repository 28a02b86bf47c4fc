"""Says what of the policy can't be done on a server, where, and how to mend it. Nothing here asks Discord."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.asked import asks_automod
from bot.core.case_words import kind_words
from bot.core.effects import EffectKind
from bot.core.wanted import wanted_effects
from bot.platforms.discord.forwards import channel_called
from bot.platforms.discord.rights import (
    BEYOND,
    IN_CHANNEL,
    NAMES,
    NEEDED,
    TO_READ,
    TO_SEE_AUTOMOD,
    TO_SEE_HANDS,
    TO_SHOW_CARDS,
    missing,
    words,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    import discord

    from bot.core.policy import Policy
    from bot.platforms.discord.room import DiscordRoom

# Channels named one by one; of more it is said how many there are.
_NAMED = 5


def complaints(guild: discord.Guild, policy: Policy, room: DiscordRoom) -> list[str]:
    """Return a sentence for each thing that the policy wants and the server does not allow; none if all is well."""
    return [
        *_in_server(guild, policy),
        *_in_channels(guild, policy),
        *_about_people(guild, policy),
        *_in_rooms(policy, room),
        *_passed_on(guild, policy),
    ]


def _in_server(guild: discord.Guild, policy: Policy) -> Iterator[str]:
    granted = guild.me.guild_permissions
    for kind in sorted(wanted_effects(policy) - IN_CHANNEL - BEYOND):
        if lacking := missing(granted, NEEDED[kind]):
            yield f"I can't {kind_words(kind)}: {words(lacking)}."
    if wanted_effects(policy) & BEYOND:
        yield "I can't remove members from one channel, which Discord does not know: a moderator is asked to by hand."
    if asks_automod(policy) and (lacking := missing(granted, (TO_SEE_AUTOMOD,))):
        yield f"I can't see what Discord's own AutoMod does: {words(lacking)}."
    if lacking := missing(granted, (TO_SEE_HANDS,)):
        yield f"I can't see what moderators do by hand: {words(lacking)}."


def _in_channels(guild: discord.Guild, policy: Policy) -> Iterator[str]:
    """Yield what is impossible where, channels with the same lack together."""
    wanted = tuple(
        dict.fromkeys(right for kind in sorted(wanted_effects(policy) & IN_CHANNEL) for right in NEEDED[kind])
    )
    lacking: dict[str, list[str]] = {}
    channels: list[discord.abc.GuildChannel] = [*guild.text_channels, *guild.voice_channels, *guild.forums]
    for channel in channels:
        granted = channel.permissions_for(guild.me)
        for right in missing(granted, tuple(dict.fromkeys((*TO_READ, *wanted)))):
            lacking.setdefault(right, []).append(f"#{channel.name}")
            if right == "view_channel":
                break  # without it nothing else counts there
    for right, places in lacking.items():
        more = f" and {len(places) - _NAMED} more" if len(places) > _NAMED else ""
        where = f"{', '.join(places[:_NAMED])}{more}"
        yield f"My role lacks {NAMES[right]} in {where}: allow it in the channel's permissions."


def _about_people(guild: discord.Guild, policy: Policy) -> Iterator[str]:
    names = {name for role in guild.roles for name in (role.name, str(role.id))}
    unknown = sorted(policy.staff_roles - names)
    if unknown:
        yield f"No role here is called {' or '.join(unknown)}, which `staff_roles` names: nobody is exempt by it."
    if wanted_effects(policy) & {EffectKind.TIME_OUT, EffectKind.KICK, EffectKind.BAN}:
        higher = [role.name for role in guild.roles if role >= guild.me.top_role and role not in guild.me.roles]
        if higher:
            yield (
                f"I can't act on members with {' or '.join(higher[:_NAMED])}: my role must stand above theirs in the "
                "server's list of roles."
            )


def _in_rooms(policy: Policy, room: DiscordRoom) -> Iterator[str]:
    cases, drafts = room.find(), room.find_for_drafts()
    if cases is None:
        yield (
            "There is no channel for moderators: name one with `community: {review_channel: …}` in the policy file. "
            "Until then cases are seen with /queue and /case alone."
        )
    else:
        yield from _in_room(cases, "cases")
    if policy.replies.channel and drafts is None:
        yield (
            f"There is no channel “{policy.replies.channel}” for drafts: `replies: {{channel: …}}` in the policy file "
            "names it. Until then drafts are seen with `takt drafts` alone."
        )
    elif drafts is not None and drafts != cases:
        yield from _in_room(drafts, "drafts")


def _in_room(channel: discord.TextChannel, what: str) -> Iterator[str]:
    if lacking := missing(channel.permissions_for(channel.guild.me), TO_SHOW_CARDS):
        yield f"I can't show {what} in #{channel.name}: {words(lacking)}."
    elif channel.permissions_for(channel.guild.default_role).view_channel:
        yield f"Everybody can read #{channel.name}, where {what} are shown: close it to all but moderators."


def _passed_on(guild: discord.Guild, policy: Policy) -> Iterator[str]:
    """Look at the channels that wishes and complaints are passed on to."""
    for called in dict.fromkeys(policy.replies.pass_on.values()):
        channel = channel_called(guild, called)
        if channel is None:
            yield f"There is no channel “{called}”, which `replies: {{pass_on: …}}` in the policy file names."
        elif lacking := missing(channel.permissions_for(guild.me), NEEDED[EffectKind.FORWARD]):
            yield f"I can't pass anything on to #{channel.name}: {words(lacking)}."
