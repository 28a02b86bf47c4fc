"""The payloads of what a person does with the app."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from tests.loopback_slack.interaction import (
    CLOSE,
    COMMAND,
    MESSAGE_SHORTCUT,
    PRESS,
    SHORTCUT,
    SUBMIT,
    Interaction,
)
from tests.loopback_slack.model import Channel, Message, User
from tests.loopback_slack.payloads import message_json
from tests.loopback_slack.states import chosen, has_state, initial_state, option_of
from tests.loopback_slack.views import View, view_json

if TYPE_CHECKING:
    from tests.loopback_slack.deliveries import DeliveryKind
    from tests.loopback_slack.model import Json
    from tests.loopback_slack.world import World

_NAMES = {"im": "directmessage", "group": "privategroup"}


def delivery_kind(made: Interaction) -> DeliveryKind:
    """Return the kind under which it is delivered."""
    return "slash_commands" if made.kind == COMMAND else "interactive"


def command(world: World, user: User, channel: Channel, name: str, text: str) -> Interaction:
    """Return the use of a slash command."""
    made = _new(world, COMMAND, user, channel)
    made.payload |= {
        "token": world.app.verification_token,
        "team_id": user.team.id,
        "team_domain": user.team.domain,
        "channel_id": channel.id,
        "channel_name": _name(channel),
        "user_id": user.id,
        "user_name": user.name,
        "command": name,
        "text": text,
        "api_app_id": world.app.id,
        "is_enterprise_install": "false",
        "response_url": made.response_url,
        "trigger_id": made.trigger_id,
    }
    return made


def shortcut(world: World, user: User, callback_id: str) -> Interaction:
    """Return the use of a global shortcut."""
    made = _new(world, SHORTCUT, user, None)
    made.payload |= {**_head(world, made), "callback_id": callback_id, "action_ts": world.ids.ts()}
    return made


def message_shortcut(world: World, user: User, message: Message, callback_id: str) -> Interaction:
    """Return the use of a shortcut on a message."""
    made = _new(world, MESSAGE_SHORTCUT, user, message.channel)
    made.source = message
    made.payload |= {**_head(world, made), "callback_id": callback_id, "action_ts": world.ids.ts()}
    made.payload |= {"channel": _channel(message.channel), "message_ts": message.ts}
    made.payload |= {"message": message_json(message, world.app), "response_url": made.response_url}
    return made


def press(world: World, user: User, source: Message | View, element: Json, value: object = None) -> Interaction:
    """Return that a button was pressed or a menu's option chosen, in a message or a view."""
    made = _new(world, PRESS, user, source.channel if isinstance(source, Message) else None)
    made.source = source
    block_id = _block_of(source, element)
    action = _action(element, value) | {"block_id": block_id, "action_ts": world.ids.ts()}
    made.payload |= {**_head(world, made), "actions": [action]}
    if isinstance(source, View):
        if has_state(element):
            source.state.setdefault(block_id, {})[element["action_id"]] = chosen(element, value)
        made.payload |= {"container": {"type": "view", "view_id": source.id}, "view": view_json(world, source)}
    else:
        made.payload |= _place_of_press(world, source, made)
        made.payload["state"] = {"values": initial_state(source.blocks, {})}
        if has_state(element):
            made.payload["state"]["values"][block_id][element["action_id"]] = chosen(element, value)
    return made


def _place_of_press(world: World, message: Message, made: Interaction) -> Json:
    ephemeral = message.seen_by is not None
    container: Json = {"type": "message", "message_ts": message.ts, "channel_id": message.channel.id}
    container |= {"is_ephemeral": ephemeral, **({"thread_ts": message.thread_ts} if message.thread_ts else {})}
    body: Json = {"container": container, "channel": _channel(message.channel), "response_url": made.response_url}
    # Slack keeps no ephemeral messages, so it does not send them back.
    return body if ephemeral else {**body, "message": message_json(message, world.app)}


def submission(world: World, view: View) -> Interaction:
    """Return that a modal was submitted."""
    made = _new(world, SUBMIT, view.user, None)
    made.source = view
    made.payload |= {**_head(world, made), "view": view_json(world, view), "response_urls": []}
    return made


def closing(world: World, view: View, *, cleared: bool = False) -> Interaction:
    """Return that a modal was closed, or all were."""
    made = _new(world, CLOSE, view.user, None)
    made.source = view
    made.payload |= {**_head(world, made), "view": view_json(world, view), "is_cleared": cleared}
    del made.payload["trigger_id"]
    return made


def _new(world: World, kind: str, user: User, channel: Channel | None) -> Interaction:
    trigger = f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**11)}.{secrets.token_hex(16)}"
    place = f"{user.team.id}/{secrets.randbelow(10**12)}/{secrets.token_urlsafe(18)}"
    url = f"{world.base_url}/{'commands' if kind == COMMAND else 'actions'}/{place}" if channel else ""
    made = Interaction(kind, user.team, user, {}, trigger, url, channel)
    world.interactions[trigger] = made
    if url:
        world.response_urls[place] = made
    return made


def _head(world: World, made: Interaction) -> Json:
    user, team = made.user, made.team
    enterprise = {"id": team.enterprise_id, "name": f"{team.name} Enterprise"} if team.enterprise_id else None
    return {
        "type": made.kind,
        "team": {"id": team.id, "domain": team.domain},
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": team.id},
        "api_app_id": world.app.id,
        "token": world.app.verification_token,
        "trigger_id": made.trigger_id,
        "enterprise": enterprise,
        "is_enterprise_install": False,
    }


def _channel(channel: Channel) -> Json:
    return {"id": channel.id, "name": _name(channel)}


def _name(channel: Channel) -> str:
    return _NAMES.get(channel.kind, channel.name)


def _block_of(source: Message | View, element: Json) -> str:
    if isinstance(source, View):
        return source.block_of(element["action_id"])
    for block in source.blocks:
        if element in [*block.get("elements", []), block.get("accessory"), block.get("element")]:
            return str(block["block_id"])
    raise AssertionError(f"no element {element['action_id']!r} in the message")


def _action(element: Json, value: object) -> Json:
    body: Json = {name: element[name] for name in ("type", "action_id", "text", "value", "style") if name in element}
    if element["type"] == "overflow":
        return {**body, "selected_option": option_of(element, str(value))}
    return {**body, **chosen(element, value)} if has_state(element) else body
