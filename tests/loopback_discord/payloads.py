"""Discord's JSON of users, members, roles, channels and guilds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.loopback_discord.model import CATEGORY, FORUM
from tests.loopback_discord.permissions import in_channel
from tests.loopback_discord.snowflakes import iso, made_at

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.loopback_discord.model import Author, Channel, Guild, Member, Overwrite, Role, User
    from tests.loopback_discord.texts import Json


def user_json(user: User) -> Json:
    """Return the user; a bot still has a discriminator."""
    return {
        "id": str(user.id),
        "username": user.name,
        "discriminator": "0001" if user.is_bot else "0",
        "global_name": None if user.is_bot else user.name.capitalize(),
        "avatar": None,
        "bot": user.is_bot,
        "public_flags": 0,
        "flags": 0,
        "primary_guild": None,
    }


def author_json(author: Author) -> Json:
    """Return who a message shows as its author; a webhook has the discriminator 0000."""
    if author.user is not None:
        return user_json(author.user)
    return {
        "id": str(author.id),
        "username": author.name,
        "discriminator": "0000",
        "global_name": None,
        "avatar": None,
        "bot": True,
        "public_flags": 0,
        "flags": 0,
        "primary_guild": None,
    }


def member_json(member: Member, *, with_user: bool = True) -> Json:
    """Return the member; inside a message and a mention without the user."""
    until = member.timed_out_until
    body: Json = {
        "roles": [str(role.id) for role in member.roles],
        "nick": member.nick,
        "avatar": None,
        "banner": None,
        "joined_at": iso(member.joined_at),
        "premium_since": None,
        "deaf": False,
        "mute": False,
        "flags": 0,
        "pending": False,
        "communication_disabled_until": None if until is None else iso(until),
    }
    return {**body, "user": user_json(member.user)} if with_user else body


def member_in(member: Member, channel: Channel) -> Json:
    """Return the member as an interaction in the channel shows them, with their permissions there."""
    return {**member_json(member), "permissions": str(int(in_channel(member, channel)))}


def role_json(role: Role) -> Json:
    """Return the role."""
    body: Json = {
        "id": str(role.id),
        "name": role.name,
        "description": None,
        "permissions": str(int(role.permissions)),
        "position": role.position,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": role.of_bot is not None,
        "mentionable": False,
        "icon": None,
        "unicode_emoji": None,
        "flags": 0,
    }
    return {**body, "tags": {"bot_id": str(role.of_bot)}} if role.of_bot else body


def overwrite_json(overwrite: Overwrite) -> Json:
    """Return the overwrite; permission bits are strings."""
    allow, deny = str(int(overwrite.allow)), str(int(overwrite.deny))
    return {"id": str(overwrite.id), "type": overwrite.kind, "allow": allow, "deny": deny}


def channel_json(channel: Channel) -> Json:
    """Return the channel, thread or direct-message channel."""
    last = max(channel.messages, default=None)
    body: Json = {"id": str(channel.id), "type": channel.kind, "last_message_id": last and str(last), "flags": 0}
    body["flags"] = channel.flags
    if channel.recipient is not None:
        return {**body, "recipients": [user_json(channel.recipient)]}
    if channel.guild is None:
        raise AssertionError("a channel is in a guild or has a recipient")
    parent = channel.parent and str(channel.parent.id)
    body |= {"guild_id": str(channel.guild.id), "name": channel.name, "parent_id": parent}
    body["rate_limit_per_user"] = channel.slow_mode
    return {**body, **(_of_thread(channel) if channel.is_thread else _of_channel(channel))}


def _of_channel(channel: Channel) -> Json:
    body: Json = {
        "position": channel.position,
        "permission_overwrites": [overwrite_json(each) for each in channel.overwrites.values()],
        "nsfw": False,
        "topic": channel.topic,
        "last_pin_timestamp": None,
    }
    if channel.kind == FORUM:
        body |= {"available_tags": [], "default_reaction_emoji": None, "default_sort_order": None}
        body["default_forum_layout"] = 0
    if channel.kind == CATEGORY:
        del body["topic"], body["last_pin_timestamp"]
    return body


def _of_thread(channel: Channel) -> Json:
    when = iso(made_at(channel.id))
    return {
        "owner_id": str(channel.owner_id),
        "message_count": min(len(channel.messages), 50),
        "total_message_sent": len(channel.messages),
        "member_count": len(channel.thread_members),
        "applied_tags": [],
        "thread_metadata": {
            "archived": channel.archived,
            "archive_timestamp": when,
            "auto_archive_duration": channel.archive_minutes,
            "locked": channel.locked,
            "create_timestamp": when,
            **({"invitable": True} if channel.is_private_thread else {}),
        },
    }


def thread_member_json(channel: Channel, user_id: int) -> Json:
    """Return the membership in a thread."""
    when = iso(made_at(channel.id))
    return {"id": str(channel.id), "user_id": str(user_id), "join_timestamp": when, "flags": 0}


def guild_json(guild: Guild) -> Json:
    """Return the guild without its channels and members."""
    nothing = ("icon", "icon_hash", "splash", "discovery_splash", "banner", "description", "home_header")
    ids = ("afk_channel_id", "application_id", "widget_channel_id", "system_channel_id", "rules_channel_id")
    more = ("public_updates_channel_id", "safety_alerts_channel_id", "vanity_url_code", "max_presences")
    zeros = ("verification_level", "default_message_notifications", "explicit_content_filter", "mfa_level")
    flags = ("premium_tier", "premium_subscription_count", "system_channel_flags", "nsfw_level")
    return {
        "id": str(guild.id),
        "name": guild.name,
        "owner_id": str(guild.owner_id),
        "preferred_locale": guild.locale,
        "roles": [role_json(role) for role in guild.roles.values()],
        **dict.fromkeys((*nothing, *ids, *more)),
        **dict.fromkeys((*zeros, *flags), 0),
        "emojis": [],
        "stickers": [],
        "features": [],
        "nsfw": False,
        "premium_progress_bar_enabled": False,
        "afk_timeout": 300,
        "region": "deprecated",
        "widget_enabled": False,
        "incidents_data": None,
        "max_members": 500000,
        "max_video_channel_users": 25,
        "max_stage_video_channel_users": 50,
    }


def guild_create_json(guild: Guild, threads: Iterable[Channel], members: Iterable[Member]) -> Json:
    """Return what GUILD_CREATE says: the guild with its channels, these threads and these members."""
    extra = ("voice_states", "presences", "stage_instances", "guild_scheduled_events", "soundboard_sounds")
    return {
        **guild_json(guild),
        **{name: [] for name in extra},
        "channels": [channel_json(each) for each in guild.channels.values() if not each.is_thread],
        "threads": [channel_json(each) for each in threads],
        "members": [member_json(each) for each in members],
        "member_count": len(guild.members),
        "large": len(guild.members) > 250,
        "unavailable": False,
        "joined_at": iso(made_at(guild.id)),
    }
