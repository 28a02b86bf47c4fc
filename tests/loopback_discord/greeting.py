"""What a client gets when it identifies, and when it asks for members."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.loopback_discord.payloads import guild_create_json, member_json, user_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tests.loopback_discord.model import Guild, Member
    from tests.loopback_discord.session import Session
    from tests.loopback_discord.texts import Json
    from tests.loopback_discord.world import World

GUILDS, GUILD_PRESENCES = 1 << 0, 1 << 8
# GATEWAY_MESSAGE_CONTENT_LIMITED, GATEWAY_GUILD_MEMBERS_LIMITED, APPLICATION_COMMAND_BADGE
APPLICATION_FLAGS = 1 << 19 | 1 << 15 | 1 << 23
_CHUNK = 1000


def ready(world: World, session: Session, guilds: Iterable[Guild], url: str) -> Json:
    """Return READY; its guilds come one by one after it."""
    return {
        "v": 10,
        "user": {**user_json(world.bot), "email": None, "mfa_enabled": False, "verified": True},
        "guilds": [{"id": str(each.id), "unavailable": True} for each in guilds],
        "session_id": session.id,
        "session_type": "normal",
        "resume_gateway_url": url,
        "shard": [session.shard, session.shard_count],
        "application": {"id": str(world.application_id), "flags": APPLICATION_FLAGS},
        "private_channels": [],
        "relationships": [],
        "user_settings": {},
    }


def first_events(world: World, session: Session, guild: Guild) -> Iterator[tuple[str, Json]]:
    """Give GUILD_CREATE; without the intent for presences only the bot is among its members, as with Discord."""
    if not session.intents & GUILDS:
        return
    everybody = session.intents & GUILD_PRESENCES and len(guild.members) <= 250
    members = list(guild.members.values()) if everybody else [world.bot_in(guild)]
    threads = [each for each in guild.channels.values() if each.is_thread and not each.archived]
    yield "GUILD_CREATE", guild_create_json(guild, [each for each in threads if world.bot_sees(each)], members)


def members_chunk(world: World, asked: Json) -> Iterator[Json]:
    """Give the members that were asked for by id or the start of their name, 1,000 a piece."""
    guild = world.guilds[int(asked["guild_id"])]
    found, missing = _found(guild, asked)
    chunks = [found[start : start + _CHUNK] for start in range(0, len(found), _CHUNK)] or [[]]
    for index, chunk in enumerate(chunks):
        yield {
            "guild_id": str(guild.id),
            "members": [member_json(each) for each in chunk],
            "chunk_index": index,
            "chunk_count": len(chunks),
            "not_found": missing,
            **({"nonce": asked["nonce"]} if asked.get("nonce") else {}),
        }


def _found(guild: Guild, asked: Json) -> tuple[list[Member], list[str]]:
    if asked.get("user_ids"):
        wanted = asked["user_ids"] if isinstance(asked["user_ids"], list) else [asked["user_ids"]]
        present = [guild.members[int(each)] for each in wanted if int(each) in guild.members]
        return present, [str(each) for each in wanted if int(each) not in guild.members]
    start = (asked.get("query") or "").lower()
    found = [each for each in guild.members.values() if (each.nick or each.user.name).lower().startswith(start)]
    return found[: asked.get("limit") or None], []
