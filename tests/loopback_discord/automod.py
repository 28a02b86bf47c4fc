"""Discord's own AutoMod: what happens when one of its rules stops a message, or only flags it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tests.loopback_discord.audit import AUTOMOD_BLOCK, log
from tests.loopback_discord.model import AuditEntry
from tests.loopback_discord.on_messages import Draft, post, written_by
from tests.loopback_discord.permissions import Permission, in_guild
from tests.loopback_discord.world import Event

if TYPE_CHECKING:
    from tests.loopback_discord.model import AutoModRule, Channel, Member, Message
    from tests.loopback_discord.texts import Json
    from tests.loopback_discord.world import World

_EXECUTION = 1 << 21
_BLOCK, _ALERT, _TIME_OUT = 1, 2, 3
_ALERT_MESSAGE = 24


def block(world: World, member: Member, channel: Channel, content: str, rule: AutoModRule) -> None:
    """Stop the text: no message comes to be, an alert goes to the rule's channel, and the bot is told."""
    if not any(each["type"] == _BLOCK for each in rule.actions):
        raise AssertionError(f"{rule.name!r} stops nothing")
    _execute(world, member, channel, content, rule, {})
    options = {"auto_moderation_rule_name": rule.name, "auto_moderation_rule_trigger_type": "1"}
    entry = AuditEntry(world.ids.new(), AUTOMOD_BLOCK, member.user, member.user.id)
    entry.options = {**options, "channel_id": str(channel.id)}
    log(world, member.guild, entry)


def flag(world: World, member: Member, message: Message, rule: AutoModRule) -> None:
    """Let a message through, and alert whom the rule tells."""
    if any(each["type"] == _BLOCK for each in rule.actions):
        raise AssertionError(f"{rule.name!r} lets nothing through")
    _execute(world, member, message.channel, message.content, rule, {"message_id": str(message.id)})


def _execute(
    world: World, member: Member, channel: Channel, content: str, rule: AutoModRule, more: dict[str, str]
) -> None:
    """Do each action of the rule, and tell the bot of each by itself."""
    matched = next((each for each in rule.keywords if each.lower() in content.lower()), None)
    if matched is None:
        raise AssertionError(f"no keyword of {rule.name!r} is in {content!r}")
    bot = member.guild.members.get(world.bot.id)
    told = bot is not None and in_guild(bot) & Permission.MANAGE_GUILD
    for action in rule.actions:
        alert = _alert(world, member, content, action, rule) if action["type"] == _ALERT else None
        data = _execution(member, channel, content, action, rule) | {"matched_keyword": matched} | more
        if alert is not None:
            data["alert_system_message_id"] = str(alert.id)
        if action["type"] == _TIME_OUT:
            member.timed_out_until = time.time() + action["metadata"]["duration_seconds"]
        if told:
            world.publish(Event("AUTO_MODERATION_ACTION_EXECUTION", data, _EXECUTION, member.guild.id))


def _execution(member: Member, channel: Channel, content: str, action: Json, rule: AutoModRule) -> Json:
    return {
        "guild_id": str(member.guild.id),
        "action": action,
        "rule_id": str(rule.id),
        "rule_trigger_type": 1,
        "user_id": str(member.user.id),
        "channel_id": str(channel.id),
        "content": content,
        "matched_content": content,
    }


def _alert(world: World, member: Member, content: str, action: Json, rule: AutoModRule) -> Message:
    where = world.channels[int(action["metadata"]["channel_id"])]
    fields = [{"name": "rule_name", "value": rule.name, "inline": False}]
    embed = {"type": "auto_moderation_message", "description": content, "fields": fields}
    parts = {"embeds": [embed]}
    return post(world, Draft(channel=where, author=written_by(member.user), kind=_ALERT_MESSAGE, parts=parts))
