"""The API's routes of the bot itself: who it is, where its gateway is, and its commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.loopback_discord.call import Answer, Call, ok
from tests.loopback_discord.errors import unknown
from tests.loopback_discord.greeting import APPLICATION_FLAGS
from tests.loopback_discord.payloads import guild_json, user_json

if TYPE_CHECKING:
    from tests.loopback_discord.texts import Json


def get_me(call: Call) -> Answer:
    """Give the bot's account."""
    private = {"email": None, "mfa_enabled": False, "verified": True, "locale": "en-US"}
    return ok({**user_json(call.bot), **private})


def get_user(call: Call) -> Answer:
    """Give any user."""
    return ok(user_json(call.world.user(call.id("user_id"))))


def get_my_guilds(call: Call) -> Answer:
    """Give the guilds that the bot is in."""
    here = [each for each in call.world.guilds.values() if call.bot.id in each.members]
    return ok([{**_brief(guild_json(each)), "owner": False, "permissions": "0"} for each in here])


def _brief(guild: Json) -> Json:
    return {name: guild[name] for name in ("id", "name", "icon", "banner", "features")}


def get_application(call: Call) -> Answer:
    """Give the application whose bot this is."""
    owner = next(each for each in call.world.users.values() if not each.is_bot or len(call.world.users) == 1)
    flags = {"bot_public": False, "bot_require_code_grant": False, "flags": APPLICATION_FLAGS}
    body: Json = {"id": str(call.world.application_id), "name": call.bot.name, "icon": None, "description": ""}
    body |= {"verify_key": "0" * 64, "team": None, "owner": user_json(owner), "redirect_uris": []}
    body |= dict.fromkeys(("interactions_endpoint_url", "role_connections_verification_url", "type"))
    counts = ("approximate_guild_count", "approximate_user_install_count", "approximate_user_authorization_count")
    body |= {**dict.fromkeys(counts, 0), "explicit_content_filter": 0, "eligible_oauth2_scopes": ["bot"]}
    return ok({**body, **flags, "bot": user_json(call.bot), "flags_new": str(APPLICATION_FLAGS), "summary": ""})


def get_gateway(call: Call) -> Answer:
    """Give the gateway's address."""
    return ok({"url": _gateway_url(call)})


def get_gateway_bot(call: Call) -> Answer:
    """Give the gateway's address and how many sessions may be started."""
    limit = {"total": 1000, "remaining": 1000, "reset_after": 86_400_000, "max_concurrency": 1}
    return ok({"url": _gateway_url(call), "shards": call.world.shards, "session_start_limit": limit})


def _gateway_url(call: Call) -> str:
    return call.world.base_url.replace("http", "ws", 1) + "/gateway"


def _scope(call: Call) -> int | None:
    return call.guild.id if "guild_id" in call.operation.values else None


def get_commands(call: Call) -> Answer:
    """Give the commands of the guild, or the global ones."""
    return ok(call.world.commands.get(_scope(call), []))


def put_commands(call: Call) -> Answer:
    """Replace the commands of the guild, or the global ones; one of the same name keeps its id."""
    scope, old = _scope(call), get_commands(call).body
    known = {(each["name"], each["type"]): each["id"] for each in (old if isinstance(old, list) else [])}
    made = [_command(call, each, known) for each in call.body or []]
    call.world.commands[scope] = made
    return ok(made)


def post_command(call: Call) -> Answer:
    """Add one command, or replace the one of the same name."""
    made = _command(call, call.json, {})
    others = call.world.commands.get(_scope(call), [])
    kept = [each for each in others if (each["name"], each["type"]) != (made["name"], made["type"])]
    call.world.commands[_scope(call)] = [*kept, made]
    return Answer(201, made)


def delete_command(call: Call) -> Answer:
    """Take one command away."""
    listed = call.world.commands.get(_scope(call), [])
    kept = [each for each in listed if each["id"] != call.operation.values["command_id"]]
    if len(kept) == len(listed):
        raise unknown("command")
    call.world.commands[_scope(call)] = kept
    return Answer()


def _command(call: Call, body: Json, known: dict[tuple[str, int], str]) -> Json:
    kind = body.get("type") or 1
    permissions = body.get("default_member_permissions")
    scope = _scope(call)
    return {
        "dm_permission": True,
        "nsfw": False,
        "description": "",
        "contexts": None,
        "integration_types": [0],
        **{name: value for name, value in body.items() if value is not None},
        "id": known.get((body["name"], kind)) or str(call.world.ids.new()),
        "type": kind,
        "application_id": str(call.world.application_id),
        "version": str(call.world.ids.new()),
        "default_member_permissions": None if permissions is None else str(permissions),
        **({"guild_id": str(scope)} if scope else {}),
    }


def get_emojis(call: Call) -> Answer:
    """Give the application's own emojis: it has none."""
    if call.id("application_id") != call.world.application_id:
        raise unknown("user")
    return ok({"items": []})


_COMMANDS = "/applications/{application_id}/commands"
_IN_GUILD = "/applications/{application_id}/guilds/{guild_id}/commands"
ROUTES = {
    ("GET", "/users/@me"): get_me,
    ("GET", "/users/@me/guilds"): get_my_guilds,
    ("GET", "/users/{user_id}"): get_user,
    ("GET", "/applications/@me"): get_application,
    ("GET", "/oauth2/applications/@me"): get_application,
    ("GET", "/gateway"): get_gateway,
    ("GET", "/gateway/bot"): get_gateway_bot,
    ("GET", "/applications/{application_id}/emojis"): get_emojis,
    **{("GET", each): get_commands for each in (_COMMANDS, _IN_GUILD)},
    **{("PUT", each): put_commands for each in (_COMMANDS, _IN_GUILD)},
    **{("POST", each): post_command for each in (_COMMANDS, _IN_GUILD)},
    **{("DELETE", f"{each}/{{command_id}}"): delete_command for each in (_COMMANDS, _IN_GUILD)},
}
