"""Makes the interactions that Discord sends the bot when a member uses a command, a button or a modal."""

from __future__ import annotations

import functools
import secrets
from typing import TYPE_CHECKING, Any

from tests.loopback_discord.interaction import COMPONENT, MODAL_SUBMIT, Interaction
from tests.loopback_discord.message_payloads import message_json
from tests.loopback_discord.payloads import channel_json, member_in, user_json
from tests.loopback_discord.permissions import in_channel
from tests.loopback_discord.texts import TEXT_INPUT
from tests.loopback_discord.world import Event

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.loopback_discord.model import Channel, Message, User
    from tests.loopback_discord.texts import Json
    from tests.loopback_discord.world import World

_IN_GUILD, _IN_DM = 0, 1
# What the bot may do in a direct-message channel.
_DM_PERMISSIONS = "442368"


def interact(
    world: World, user: User, channel: Channel, kind: int, data: Json, source: Message | None = None
) -> Interaction:
    """Let the user do something with the bot in the channel; `source`: the message that it was done on."""
    interaction_id, token = world.ids.new(), secrets.token_urlsafe(48)
    payload: Json = {
        "id": str(interaction_id),
        "application_id": str(world.application_id),
        "type": kind,
        "token": token,
        "version": 1,
        "data": data,
        "channel_id": str(channel.id),
        "locale": user.locale,
        "entitlements": [],
        "entitlement_sku_ids": [],
        "attachment_size_limit": 10 * 2**20,
        **_place(world, user, channel),
    }
    if source is not None:
        payload["message"] = message_json(world, source)
    submits = functools.partial(submit, world)
    made = Interaction(interaction_id, token, kind, user, channel, data, payload, submits, source)
    world.interactions[token] = made
    return made


def _place(world: World, user: User, channel: Channel) -> Json:
    if channel.guild is None:
        body: Json = {"channel": channel_json(channel), "user": user_json(user), "context": _IN_DM}
        return {**body, "app_permissions": _DM_PERMISSIONS, "authorizing_integration_owners": {"0": "0"}}
    guild = channel.guild
    member = guild.members[user.id]
    permissions = str(int(in_channel(member, channel)))
    return {
        "guild_id": str(guild.id),
        "guild": {"id": str(guild.id), "locale": guild.locale, "features": []},
        "guild_locale": guild.locale,
        "channel": {**channel_json(channel), "permissions": permissions},
        "member": member_in(member, channel),
        "app_permissions": str(int(in_channel(world.bot_in(guild), channel))),
        "authorizing_integration_owners": {"0": str(guild.id)},
        "context": _IN_GUILD,
    }


def publish_interaction(world: World, interaction: Interaction) -> Interaction:
    """Send the interaction to the bot."""
    guild = interaction.channel.guild
    world.publish(Event("INTERACTION_CREATE", interaction.payload, guild_id=guild.id if guild else None))
    return interaction


def click(world: World, user: User, message: Message, component: Json, more: Json | None = None) -> Interaction:
    """Let the user press the button, or choose in the select; `more`: the values and what they refer to."""
    data: Json = {"custom_id": component["custom_id"], "component_type": component["type"], "id": component["id"]}
    data |= more or {}
    return publish_interaction(world, interact(world, user, message.channel, COMPONENT, data, message))


async def submit(world: World, opened_by: Interaction, filled: Mapping[str, str | list[str]]) -> Interaction:
    """Let the user fill in the modal that answered the interaction, by custom_id or label, and send it off."""
    response = await opened_by.response()
    if response.kind != "modal":
        raise AssertionError(f"{opened_by.described} was answered with {response.kind}, not with a modal")
    missing = set(filled) - {
        name for each in response.inputs.values() for name in (each["custom_id"], each.get("label"))
    }
    if missing:
        raise AssertionError(f"the modal has no {missing}, only {list(response.inputs)}")
    components = [_filled(each, filled) for each in response.data["components"]]
    data: Json = {"custom_id": response.data["custom_id"], "components": components}
    made = interact(world, opened_by.user, opened_by.channel, MODAL_SUBMIT, data, opened_by.source)
    made.payload["triggering_interaction_metadata"] = _metadata(opened_by)
    return publish_interaction(world, made)


def _metadata(interaction: Interaction) -> Json:
    owners = interaction.payload["authorizing_integration_owners"]
    body: Json = {"id": str(interaction.id), "type": interaction.kind, "user": user_json(interaction.user)}
    body |= {"authorizing_integration_owners": owners}
    return {**body, "interacted_message_id": str(interaction.source.id)} if interaction.source else body


def _filled(component: Json, filled: Mapping[str, Any], label: str | None = None) -> Json:
    body: Json = {"type": component["type"], "id": component.get("id") or 1}
    if "components" in component:
        return {**body, "components": [_filled(each, filled) for each in component["components"]]}
    if "component" in component:
        return {**body, "component": _filled(component["component"], filled, component.get("label"))}
    if "custom_id" not in component:
        return body
    body["custom_id"] = component["custom_id"]
    names = (component["custom_id"], label or component.get("label"))
    value = next((filled[each] for each in names if each is not None and each in filled), component.get("value"))
    if component["type"] == TEXT_INPUT:
        return {**body, "value": _typed(component, value or "")}
    return {**body, "values": chosen_values(component, [value] if isinstance(value, str) else list(value or []))}


def chosen_values(select: Json, choices: list[str]) -> list[str]:
    """Return the values of the select's options with these labels or values."""
    values = {each["label"]: each["value"] for each in select["options"]}
    chosen = [values.get(each, each) for each in choices]
    least, most = select.get("min_values", 1), select.get("max_values", 1)
    if not set(chosen) <= set(values.values()) or not least <= len(chosen) <= most:
        raise AssertionError(f"Discord does not let anyone choose {choices}; {least} to {most} of {list(values)}")
    return chosen


def _typed(component: Json, text: str) -> str:
    shortest, longest = component.get("min_length") or 0, component.get("max_length") or 4000
    needed = component.get("required", True)
    if len(text) > longest or (text and len(text) < shortest) or (needed and not text):
        raise AssertionError(f"Discord does not take {len(text)} characters in {component['custom_id']!r}")
    return text
