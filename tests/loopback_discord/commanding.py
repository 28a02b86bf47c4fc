"""Makes of a command's name and a test's arguments what Discord sends: options by type, and what they refer to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from tests.loopback_discord.message_payloads import message_json
from tests.loopback_discord.model import Channel, Member, Message, Role, User
from tests.loopback_discord.payloads import channel_json, member_in, role_json, user_json
from tests.loopback_discord.permissions import Permission, in_channel

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.loopback_discord.texts import Json
    from tests.loopback_discord.world import World

CHAT_INPUT, ON_USER, ON_MESSAGE = 1, 2, 3
_NESTED = (1, 2)
_PLAIN = {3: str, 4: int, 5: bool, 10: float}


@dataclass(frozen=True, slots=True)
class Place:
    """Who uses a command, and where."""

    member: Member
    channel: Channel


@runtime_checkable
class HasMember(Protocol):
    """Who stands for a member, as a test's person does."""

    @property
    def member(self) -> Member:
        """Return the membership."""


def find_command(world: World, place: Place, name: str, kind: int) -> Json:
    """Find the bot's command that the member may use; the guild's own go before global ones."""
    member = place.member
    listed = [*world.commands.get(member.guild.id, []), *world.commands.get(None, [])]
    found = [each for each in listed if each["name"] == name and each["type"] == kind]
    if not found:
        raise AssertionError(f"the bot has no command {name!r}, only {[each['name'] for each in listed]}")
    wanted = Permission(int(found[0]["default_member_permissions"] or 0))
    if in_channel(member, place.channel) & wanted != wanted:
        raise AssertionError(f"Discord does not show {member.user.name} the command {name!r}")
    return found[0]


def may_use(world: World, place: Place, name: str) -> bool:
    """Tell whether Discord shows the member the slash command."""
    try:
        find_command(world, place, name.lstrip("/").split(" ")[0], CHAT_INPUT)
    except AssertionError:
        return False
    return True


def command_data(command: Json) -> Json:
    """Return what every use of the command says."""
    body = {"id": command["id"], "name": command["name"], "type": command["type"]}
    return {**body, "guild_id": command["guild_id"]} if "guild_id" in command else body


def slash_data(command: Json, path: list[str], given: Mapping[str, Any], place: Place, *, whole: bool = True) -> Json:
    """Return the data of a slash command; `path`: the names of group and subcommand after the command's.

    `whole`: what the command requires has to be there.
    """
    resolved: Json = {}
    declared, wraps = command.get("options") or [], []
    for name in path:
        step = next((each for each in declared if each["name"] == name and each["type"] in _NESTED), None)
        if step is None:
            raise AssertionError(f"/{command['name']} has no {name!r}, only {[each['name'] for each in declared]}")
        wraps.append(step)
        declared = step.get("options") or []
    if whole:
        _need_all(declared, given)
    options = _options(declared, given, place, resolved)
    for step in reversed(wraps):
        options = [{"name": step["name"], "type": step["type"], "options": options}]
    return {**command_data(command), "options": options, **({"resolved": resolved} if resolved else {})}


def _need_all(declared: list[Json], given: Mapping[str, Any]) -> None:
    missing = [each["name"] for each in declared if each.get("required") and each["name"] not in given]
    if missing:
        raise AssertionError(f"the command needs {missing}")


def _options(declared: list[Json], given: Mapping[str, Any], place: Place, resolved: Json) -> list[Json]:
    by_name = {each["name"]: each for each in declared}
    strange = [name for name in given if name not in by_name]
    if strange:
        raise AssertionError(f"the command does not know {strange}; it has {list(by_name)}")
    made = []
    for name, value in given.items():
        option = by_name[name]
        made.append({"name": name, "type": option["type"], "value": _value(option, value, place, resolved)})
    return made


def _value(option: Json, value: object, place: Place, resolved: Json) -> object:
    if option["type"] not in _PLAIN:
        return refer(value, place, resolved)
    typed = _PLAIN[option["type"]](str(value)) if option["type"] != 5 else bool(value)
    allowed = [each["value"] for each in option.get("choices") or []]
    low, high = option.get("min_value", typed), option.get("max_value", typed)
    too_long = isinstance(typed, str) and len(typed) > (option.get("max_length") or 6000)
    if (allowed and typed not in allowed) or too_long or (not isinstance(typed, str) and not low <= typed <= high):
        raise AssertionError(f"Discord does not take {value!r} for {option['name']!r}; choices {allowed}")
    return typed


def refer(value: object, place: Place, resolved: Json) -> str:
    """Note what the value is among what is resolved, and return its id."""
    if isinstance(value, HasMember):
        value = value.member
    match value:
        case Member(user=user):
            resolved.setdefault("members", {})[str(user.id)] = _without_user(member_in(value, place.channel))
            resolved.setdefault("users", {})[str(user.id)] = user_json(user)
            return str(user.id)
        case User(id=found):
            resolved.setdefault("users", {})[str(found)] = user_json(value)
        case Role(id=found):
            resolved.setdefault("roles", {})[str(found)] = role_json(value)
        case Channel(id=found):
            bits = str(int(in_channel(place.member, value)))
            resolved.setdefault("channels", {})[str(found)] = {**channel_json(value), "permissions": bits}
        case _:
            raise AssertionError(f"{value!r} is nothing that a command can refer to")
    return str(found)


def _without_user(member: Json) -> Json:
    return {name: value for name, value in member.items() if name not in ("user", "deaf", "mute")}


def context_data(world: World, command: Json, target: object, place: Place) -> Json:
    """Return the data of a context menu's command on a message or a person."""
    resolved: Json = {}
    if isinstance(target, Message):
        resolved["messages"] = {str(target.id): message_json(world, target)}
        return {**command_data(command), "target_id": str(target.id), "resolved": resolved}
    return {**command_data(command), "target_id": refer(target, place, resolved), "resolved": resolved}


def focused(command: Json, path: list[str], data: Json, name: str, typed: str) -> Json:
    """Return the data of an autocompletion: the option of the name is being typed, the others are filled in."""
    declared, inner = command.get("options") or [], data
    for step in path:
        declared = next(each for each in declared if each["name"] == step).get("options") or []
        inner = next(each for each in inner["options"] if each["name"] == step)
    kinds = {each["name"]: each["type"] for each in declared if each.get("autocomplete")}
    if name not in kinds:
        raise AssertionError(f"{name!r} is not completed, only {list(kinds)}")
    inner["options"].append({"name": name, "type": kinds[name], "value": typed, "focused": True})
    return data
