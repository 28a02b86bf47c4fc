"""Discord's JSON of messages, webhooks, bans, the audit log and AutoMod."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.loopback_discord.model import SUPPRESS_EMBEDS
from tests.loopback_discord.payloads import author_json, member_json, user_json
from tests.loopback_discord.snowflakes import iso

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.loopback_discord.model import AuditEntry, AutoModRule, Ban, Guild, Message, Webhook
    from tests.loopback_discord.texts import Json
    from tests.loopback_discord.world import World

_MENTION = re.compile(r"<@!?(\d+)>")
_CONTENT = ("embeds", "attachments", "components")


def message_json(world: World, message: Message) -> Json:
    """Return the message as REST gives it."""
    edited, guild = message.edited_at, message.channel.guild
    body: Json = {
        "id": str(message.id),
        "channel_id": str(message.channel.id),
        "author": author_json(message.author),
        "content": message.content,
        "timestamp": iso(message.created_at),
        "edited_timestamp": None if edited is None else iso(edited),
        "tts": False,
        "mention_everyone": message.pinged_everyone,
        "mentions": [user_json(world.users[each]) for each in sorted(message.pinged) if each in world.users],
        "mention_roles": [str(role) for role in guild.roles if role in message.pinged] if guild else [],
        "pinned": False,
        "type": message.kind,
        "flags": message.flags,
        **{name: message.parts.get(name, []) for name in _CONTENT},
        **({"embeds": []} if message.flags & SUPPRESS_EMBEDS else {}),
        **{name: part for name, part in message.parts.items() if name not in _CONTENT},
    }
    return {**body, **_origin(message), **_referenced(world, message)}


def _origin(message: Message) -> Json:
    body: Json = {"nonce": message.nonce} if message.nonce is not None else {}
    if message.webhook is not None:
        body["webhook_id"] = str(message.webhook.id)
        if message.webhook.application_id:
            body["application_id"] = str(message.webhook.application_id)
    return body


def _referenced(world: World, message: Message) -> Json:
    reference = message.parts.get("message_reference")
    if reference is None or reference.get("type", 0) != 0 or "message_id" not in reference:
        return {}
    channel = world.channels.get(int(reference["channel_id"]))
    found = channel and channel.messages.get(int(reference["message_id"]))
    # A reply to a reply shows only the nearest one, as Discord does.
    shown = found and message_json(world, found)
    return {"referenced_message": {k: v for k, v in shown.items() if k != "referenced_message"} if shown else None}


def message_event(world: World, message: Message) -> Json:
    """Return the message as the gateway gives it: with guild, member and kind of channel."""
    body = message_json(world, message)
    guild = message.channel.guild
    body["channel_type"] = message.channel.kind
    if guild is not None:
        body["guild_id"] = str(guild.id)
        member = guild.members.get(message.author.id)
        if member is not None and message.author.user is not None:
            body["member"] = member_json(member, with_user=False)
    return body


def without_content(world: World, message: Message, body: Json) -> Json:
    """Return the message as a bot gets it without the intent for content, where it is not its own business."""
    own = message.author.id == world.bot.id or (message.webhook and message.webhook.application_id)
    if own or message.channel.is_dm or world.bot.id in message.pinged:
        return body
    emptied = {**body, "content": "", **{name: [] for name in _CONTENT}}
    return {name: part for name, part in emptied.items() if name not in ("poll", "message_snapshots")}


def mentioned_in(content: str) -> set[int]:
    """Return the users whom the text mentions."""
    return {int(each) for each in _MENTION.findall(content)}


def webhook_json(webhook: Webhook) -> Json:
    """Return the webhook with its token."""
    guild = webhook.channel.guild
    return {
        "id": str(webhook.id),
        "type": 1,
        "name": webhook.name,
        "avatar": None,
        "token": webhook.token,
        "channel_id": str(webhook.channel.id),
        "guild_id": guild and str(guild.id),
        "application_id": webhook.application_id and str(webhook.application_id),
        "user": user_json(webhook.by),
        "url": f"https://discord.com/api/webhooks/{webhook.id}/{webhook.token}",
    }


def ban_json(ban: Ban) -> Json:
    """Return the ban."""
    return {"user": user_json(ban.user), "reason": ban.reason}


def audit_json(entry: AuditEntry) -> Json:
    """Return the entry; what it lacks is left out."""
    body: Json = {
        "id": str(entry.id),
        "user_id": str(entry.by.id),
        "target_id": entry.target_id and str(entry.target_id),
        "action_type": entry.action,
    }
    more = {"reason": entry.reason, "changes": entry.changes, "options": entry.options}
    return {**body, **{name: part for name, part in more.items() if part}}


def audit_log_json(world: World, entries: Iterable[AuditEntry]) -> Json:
    """Return a page of the audit log with the users in it."""
    listed = list(entries)
    ids = {each.by.id for each in listed} | {each.target_id for each in listed if each.target_id}
    empty = ("webhooks", "integrations", "threads", "application_commands", "guild_scheduled_events")
    return {
        **{name: [] for name in (*empty, "auto_moderation_rules")},
        "audit_log_entries": [audit_json(each) for each in listed],
        "users": [user_json(world.users[each]) for each in sorted(ids) if each in world.users],
    }


def rule_json(guild: Guild, rule: AutoModRule) -> Json:
    """Return the AutoMod rule."""
    return {
        "id": str(rule.id),
        "guild_id": str(guild.id),
        "creator_id": str(rule.by.id),
        "name": rule.name,
        "event_type": 1,
        "trigger_type": 1,
        "trigger_metadata": {"keyword_filter": list(rule.keywords), "regex_patterns": [], "allow_list": []},
        "actions": rule.actions,
        "enabled": rule.enabled,
        "exempt_roles": [],
        "exempt_channels": [],
    }
