"""The methods on users, user groups, workspaces and tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.loopback_slack.call import Call, Method, method
from tests.loopback_slack.errors import SlackError
from tests.loopback_slack.payloads import group_json, profile_json, team_json, user_json
from tests.loopback_slack.world import user_in

if TYPE_CHECKING:
    from tests.loopback_slack.model import Json


def auth_test(call: Call) -> Json:
    """Tell whose token it is."""
    team, me = call.team, call.me
    body: Json = {"url": team.url, "team": team.name, "user": me.name, "team_id": team.id, "user_id": me.id}
    if me.bot_id and call.is_bot:
        body["bot_id"] = me.bot_id
    if team.enterprise_id:
        body["enterprise_id"] = team.enterprise_id
    return {**body, "is_enterprise_install": False}


def revoke(call: Call) -> Json:
    """Make the token worthless."""
    if call.flag("test"):
        return {"revoked": False}
    call.token.revoked = True
    return {"revoked": True}


def user_info(call: Call) -> Json:
    """Return one user."""
    user = user_in(call.team, call.text("user"))
    return {"user": user_json(user, email=call.has("users:read.email"), locale=call.flag("include_locale"))}


def list_users(call: Call) -> Json:
    """List the users, those who are gone too."""
    shown, more = call.page(list(call.team.users.values()), 999)
    email, locale = call.has("users:read.email"), call.flag("include_locale")
    return {"members": [user_json(each, email=email, locale=locale) for each in shown], "cache_ts": 0, **more}


def profile(call: Call) -> Json:
    """Return a user's profile."""
    user = user_in(call.team, call.text("user")) if call.args.get("user") else call.me
    return {"profile": profile_json(user, email=call.has("users:read.email"))}


def bot_info(call: Call) -> Json:
    """Return what stands about the app's bot."""
    bot = call.team.bot
    if bot is None or bot.bot_id != call.text("bot"):
        raise SlackError("bot_not_found")
    shown = {"id": bot.bot_id, "deleted": False, "name": call.world.app.name, "app_id": call.world.app.id}
    return {"bot": {**shown, "user_id": bot.id, "updated": int(bot.updated), "icons": {}}}


def list_groups(call: Call) -> Json:
    """List the user groups."""
    every = [each for each in call.team.groups.values() if call.flag("include_disabled") or not each.disabled]
    return {"usergroups": [group_json(each, users=call.flag("include_users")) for each in every]}


def list_group_users(call: Call) -> Json:
    """List who is in a user group."""
    group = call.team.groups.get(call.text("usergroup"))
    if group is None or (group.disabled and not call.flag("include_disabled")):
        raise SlackError("no_such_subteam")
    return {"users": list(group.members)}


def team_info(call: Call) -> Json:
    """Return the workspace of the token."""
    if call.text("team", call.team.id) != call.team.id:
        raise SlackError("team_not_found")
    return {"team": team_json(call.team)}


_READ = "users:read"
METHODS: dict[str, Method] = {
    "auth.test": method(auth_test, bot="", user=""),
    "auth.revoke": method(revoke, "test", bot="", user=""),
    "users.info": method(user_info, "user! include_locale", bot=_READ, user=_READ),
    "users.list": method(list_users, "cursor limit include_locale team_id presence", bot=_READ, user=_READ),
    "users.profile.get": method(profile, "user include_labels", bot="users.profile:read", user="users.profile:read"),
    "bots.info": method(bot_info, "bot team_id", bot=_READ, user=_READ),
    "usergroups.list": method(
        list_groups,
        "include_count include_disabled include_users team_id",
        bot="usergroups:read",
        user="usergroups:read",
    ),
    "usergroups.users.list": method(
        list_group_users, "usergroup! include_disabled team_id", bot="usergroups:read", user="usergroups:read"
    ),
    "team.info": method(team_info, "team domain", bot="team:read", user="team:read"),
}
