"""The API's routes of members, bans and what a guild tells of itself."""

from __future__ import annotations

import time
from datetime import datetime
from typing import TYPE_CHECKING

from tests.loopback_discord.call import Answer, Call, ok
from tests.loopback_discord.errors import ApiError, invalid_form, missing_permissions, unknown
from tests.loopback_discord.message_payloads import audit_log_json, ban_json, rule_json
from tests.loopback_discord.on_members import ban, kick, purge, rename, set_roles, time_out, unban
from tests.loopback_discord.payloads import channel_json, guild_json, member_json, role_json
from tests.loopback_discord.permissions import EVERY, Permission, in_guild, rank

if TYPE_CHECKING:
    from tests.loopback_discord.model import AuditEntry, Member

_LONGEST_SECONDS = 28 * 86_400


def get_guild(call: Call) -> Answer:
    """Give the guild."""
    count = len(call.guild.members)
    counts = {"approximate_member_count": count, "approximate_presence_count": count}
    asked = call.query.get("with_counts", "").lower() in ("1", "true")
    return ok({**guild_json(call.guild), **(counts if asked else {})})


def get_channels(call: Call) -> Answer:
    """Give the guild's channels without threads."""
    return ok([channel_json(each) for each in call.guild.channels.values() if not each.is_thread])


def get_roles(call: Call) -> Answer:
    """Give the guild's roles."""
    return ok([role_json(each) for each in call.guild.roles.values()])


def get_member(call: Call) -> Answer:
    """Give one member."""
    return ok(member_json(call.member))


def get_members(call: Call) -> Answer:
    """Give a page of members by id."""
    after = int(call.query.get("after", 0))
    found = [each for key, each in sorted(call.guild.members.items()) if key > after]
    return ok([member_json(each) for each in found[: call.number("limit", 1, 1000)]])


def search_members(call: Call) -> Answer:
    """Give members whose name or nickname starts with the query."""
    start = call.query.get("query", "").lower()
    members = call.guild.members.values()
    found = [
        each for each in members if any(n.lower().startswith(start) for n in (each.user.name, each.nick or "") if n)
    ]
    return ok([member_json(each) for each in found[: call.number("limit", 1, 1000)]])


def patch_member(call: Call) -> Answer:
    """Time out, rename or give roles, each with its permission."""
    member, body = call.member, call.json
    if "communication_disabled_until" in body:
        _time_out(call, member, body["communication_disabled_until"])
    if "nick" in body:
        own = member.user is call.bot
        call.need(Permission.CHANGE_NICKNAME if own else Permission.MANAGE_NICKNAMES, member.guild)
        if not own:
            call.need_rank_over(member)
        rename(call.world, member, body["nick"] or None, call.bot, call.reason)
    if "roles" in body:
        _set_roles(call, member, [int(each) for each in body["roles"] or []])
    return ok(member_json(member))


def _time_out(call: Call, member: Member, until: str | None) -> None:
    call.need(Permission.MODERATE_MEMBERS, member.guild)
    call.need_rank_over(member)
    if until is not None and in_guild(member) == EVERY:
        raise missing_permissions()
    seconds = None if until is None else _moment(until)
    # Discord allows a few seconds for clocks that differ.
    if seconds is not None and seconds > time.time() + _LONGEST_SECONDS + 5:
        raise invalid_form(communication_disabled_until="You cannot set a timeout longer than 28 days.")
    time_out(call.world, member, seconds, call.bot, call.reason)


def _moment(text: str) -> float:
    try:
        return datetime.fromisoformat(text).timestamp()
    except ValueError:
        raise invalid_form(communication_disabled_until="Not a valid ISO8601 timestamp.") from None


def _set_roles(call: Call, member: Member, ids: list[int]) -> None:
    call.need(Permission.MANAGE_ROLES, member.guild)
    if not all(each in member.guild.roles for each in ids):
        raise unknown("role")
    roles = [member.guild.roles[each] for each in ids]
    touched = {*roles} ^ {*member.roles}
    if any(each.position >= rank(call.world.bot_in(member.guild)) for each in touched):
        raise missing_permissions()
    set_roles(call.world, member, roles, call.bot, call.reason)


def put_role(call: Call) -> Answer:
    """Give a member a role."""
    member = call.member
    _set_roles(call, member, [*(role.id for role in member.roles), call.id("role_id")])
    return Answer()


def delete_role(call: Call) -> Answer:
    """Take a role from a member."""
    member = call.member
    _set_roles(call, member, [role.id for role in member.roles if role.id != call.id("role_id")])
    return Answer()


def delete_member(call: Call) -> Answer:
    """Kick."""
    member = call.member
    call.need(Permission.KICK_MEMBERS, member.guild)
    call.need_rank_over(member)
    kick(call.world, member, call.bot, call.reason)
    return Answer()


def put_ban(call: Call) -> Answer:
    """Ban a user, who need not be a member."""
    guild, user = call.guild, call.world.user(call.id("user_id"))
    call.need(Permission.BAN_MEMBERS, guild)
    call.need_rank_over(guild.members.get(user.id))
    seconds = int(call.query.get("delete_message_seconds") or call.json.get("delete_message_seconds") or 0)
    ban(call.world, guild, user, call.bot, call.reason)
    if seconds:
        purge(call.world, guild, user, seconds, call.bot)
    return Answer()


def delete_ban(call: Call) -> Answer:
    """Lift a ban."""
    guild, user_id = call.guild, call.id("user_id")
    call.need(Permission.BAN_MEMBERS, guild)
    if user_id not in guild.bans:
        raise unknown("ban")
    unban(call.world, guild, guild.bans[user_id].user, call.bot, call.reason)
    return Answer()


def get_ban(call: Call) -> Answer:
    """Give one ban."""
    call.need(Permission.BAN_MEMBERS, call.guild)
    found = call.guild.bans.get(call.id("user_id"))
    if found is None:
        raise unknown("ban")
    return ok(ban_json(found))


def get_bans(call: Call) -> Answer:
    """Give a page of bans by the user's id."""
    call.need(Permission.BAN_MEMBERS, call.guild)
    after = int(call.query.get("after", 0))
    found = [each for key, each in sorted(call.guild.bans.items()) if key > after]
    return ok([ban_json(each) for each in found[: call.number("limit", 1000, 1000)]])


def get_audit_log(call: Call) -> Answer:
    """Give a page of the audit log, the newest first, unless it is asked for after an entry."""
    call.need(Permission.VIEW_AUDIT_LOG, call.guild)
    found = [each for each in call.guild.audit_log if _asked_for(call, each)]
    page = found if "after" in call.query else found[::-1]
    return ok(audit_log_json(call.world, page[: call.number("limit", 50, 100)]))


def _asked_for(call: Call, entry: AuditEntry) -> bool:
    asked = call.query
    return (
        int(asked.get("user_id", entry.by.id)) == entry.by.id
        and int(asked.get("target_id", entry.target_id or 0)) == (entry.target_id or 0)
        and int(asked.get("action_type", entry.action)) == entry.action
        and entry.id > int(asked.get("after", 0))
        and ("before" not in asked or entry.id < int(asked["before"]))
    )


def get_rules(call: Call) -> Answer:
    """Give the rules of Discord's own AutoMod."""
    call.need(Permission.MANAGE_GUILD, call.guild)
    return ok([rule_json(call.guild, each) for each in call.guild.rules.values()])


def get_rule(call: Call) -> Answer:
    """Give one rule of Discord's own AutoMod."""
    call.need(Permission.MANAGE_GUILD, call.guild)
    rule = call.guild.rules.get(call.id("rule_id"))
    if rule is None:
        raise ApiError(404, 10066, "Unknown auto moderation rule")
    return ok(rule_json(call.guild, rule))


_GUILD = "/guilds/{guild_id}"
_MEMBER = f"{_GUILD}/members/{{user_id}}"
_BAN = f"{_GUILD}/bans/{{user_id}}"
ROUTES = {
    ("GET", _GUILD): get_guild,
    ("GET", f"{_GUILD}/channels"): get_channels,
    ("GET", f"{_GUILD}/roles"): get_roles,
    ("GET", f"{_GUILD}/members"): get_members,
    ("GET", f"{_GUILD}/members/search"): search_members,
    ("GET", _MEMBER): get_member,
    ("PATCH", _MEMBER): patch_member,
    ("DELETE", _MEMBER): delete_member,
    ("PUT", f"{_MEMBER}/roles/{{role_id}}"): put_role,
    ("DELETE", f"{_MEMBER}/roles/{{role_id}}"): delete_role,
    ("GET", f"{_GUILD}/bans"): get_bans,
    ("GET", _BAN): get_ban,
    ("PUT", _BAN): put_ban,
    ("DELETE", _BAN): delete_ban,
    ("GET", f"{_GUILD}/audit-logs"): get_audit_log,
    ("GET", f"{_GUILD}/auto-moderation/rules"): get_rules,
    ("GET", f"{_GUILD}/auto-moderation/rules/{{rule_id}}"): get_rule,
}
