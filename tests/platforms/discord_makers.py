"""Messages as discord.py makes them of what the gateway says, without any connection."""

from __future__ import annotations

from typing import Any

import discord

GUILD, CHANNEL, THREAD, MEMBER, ROLE = 1 << 50, 2 << 50, 3 << 50, 4 << 50, 5 << 50
# Of 2026-01-01.
MESSAGE = 1_456_000_000_000_000_000
_LONG_AGO = "2025-01-01T00:00:00+00:00"


def guild() -> discord.Guild:
    """Make a server with a category, a channel, a thread and a role."""
    state = discord.Client(intents=discord.Intents.all())._connection  # noqa: SLF001 - it makes things of payloads
    role = {"id": str(ROLE), "name": "Moderator", "permissions": "0", "position": 1, "color": 0}
    everyone = {"id": str(GUILD), "name": "@everyone", "permissions": "0", "position": 0, "color": 0}
    for each in (role, everyone):
        each.update(hoist=False, managed=False, mentionable=False, flags=0)
    place: dict[str, Any] = {"guild_id": str(GUILD), "permission_overwrites": []}
    category = {**place, "id": str(CHANNEL + 1), "type": 4, "name": "Lounge", "position": 0}
    channel = {**place, "id": str(CHANNEL), "type": 0, "name": "general", "position": 0, "parent_id": str(CHANNEL + 1)}
    data: dict[str, Any] = {"id": str(GUILD), "name": "Nordlys", "owner_id": "1", "roles": [everyone, role]}
    data.update(channels=[category, channel], members=[], threads=[_thread()], member_count=1, emojis=[], stickers=[])
    data.update(features=[], verification_level=0, premium_tier=0, nsfw_level=0, mfa_level=0, preferred_locale="en-US")
    data.update(default_message_notifications=0, explicit_content_filter=0, afk_timeout=0, system_channel_flags=0)
    return discord.Guild(data=data, state=state)  # type: ignore[arg-type]  # what of it is read


def message(where: discord.Guild, **changes: Any) -> discord.Message:
    """Make a message by Bo in #general, or in the thread."""
    author = {"id": str(MEMBER), "username": "bo", "global_name": "Bo", "discriminator": "0", "avatar": None}
    plain: dict[str, Any] = {
        "id": str(MESSAGE),
        "channel_id": str(CHANNEL),
        "author": {**author, **changes.pop("author", {})},
        "member": {
            "roles": [str(ROLE)],
            "joined_at": "2025-01-01T00:00:00+00:00",
            "deaf": False,
            "mute": False,
            "flags": 0,
        },
        "content": "hello",
        "timestamp": "2026-01-01T00:00:00+00:00",
        "edited_timestamp": None,
        "tts": False,
        "pinned": False,
        "type": 0,
        "mention_everyone": False,
        **{name: [] for name in ("mentions", "mention_roles", "attachments", "embeds")},
    }
    plain.update(changes)
    channel = where.get_channel_or_thread(int(plain["channel_id"]))
    state = where._state  # noqa: SLF001 - the one that made the server
    return discord.Message(state=state, channel=channel, data=plain)  # type: ignore[arg-type]  # what of it is read


def _thread() -> dict[str, Any]:
    meta = {"archived": False, "auto_archive_duration": 1440, "archive_timestamp": "2026-01-01T00:00:00+00:00"}
    return {
        "id": str(THREAD),
        "guild_id": str(GUILD),
        "parent_id": str(CHANNEL),
        "owner_id": str(MEMBER),
        "type": 11,
        "name": "my ugly title",
        "thread_metadata": {**meta, "locked": False},
        "message_count": 0,
        "member_count": 1,
    }
