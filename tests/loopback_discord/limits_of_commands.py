"""Discord's limits on application commands that its specification does not have."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.loopback_discord.spec import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.loopback_discord.texts import Json

# Discord's own pattern is [-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]; Python has no \p, and \w is near enough.
_NAME = re.compile(r"[-'\w]{1,32}")
_CHAT_INPUT = 1
_MOST = {1: 100, 2: 15, 3: 15}
_NESTED = (1, 2)


def command_faults(commands: object) -> Iterator[Fault]:
    """List what is wrong with the commands that are to replace all of a guild or all global ones."""
    listed: list[Json] = commands if isinstance(commands, list) else [commands] if isinstance(commands, dict) else []
    for kind, most in _MOST.items():
        names = [each.get("name") for each in listed if (each.get("type") or _CHAT_INPUT) == kind]
        if len(names) > most:
            yield Fault(f"{len(names)} commands of type {kind}, {most} are allowed")
        if len(set(names)) < len(names):
            yield Fault(f"two commands of type {kind} have the same name")
    for each in listed:
        yield from _one(each)


def _one(command: Json) -> Iterator[Fault]:
    name = command.get("name") or ""
    if (command.get("type") or _CHAT_INPUT) != _CHAT_INPUT:
        if command.get("description") or command.get("options"):
            yield Fault(f"{name!r}: a context menu has neither description nor options")
        return
    yield from _named(command)
    yield from _options(command)
    if _size(command) > 8000:
        yield Fault(f"/{name}: names, descriptions and values have more than 8,000 characters")


def _named(command: Json) -> Iterator[Fault]:
    names = [command.get("name") or "", *(command.get("name_localizations") or {}).values()]
    for name in names:
        if not _NAME.fullmatch(name) or name != name.lower():
            yield Fault(f"/{name}: a name is 1 to 32 letters in lower case")
    descriptions = [command.get("description") or "", *(command.get("description_localizations") or {}).values()]
    if not all(1 <= len(each) <= 100 for each in descriptions):
        yield Fault(f"/{names[0]}: a description has 1 to 100 characters")


def _options(command: Json) -> Iterator[Fault]:
    name, options = command.get("name"), command.get("options") or []
    if len(options) > 25:
        yield Fault(f"/{name}: {len(options)} options, 25 are allowed")
    if len({each.get("name") for each in options}) < len(options):
        yield Fault(f"/{name}: two options have the same name")
    needed = [bool(each.get("required")) for each in options if each.get("type") not in _NESTED]
    if needed != sorted(needed, reverse=True):
        yield Fault(f"/{name}: a required option comes after one that is not")
    for each in options:
        if each.get("autocomplete") and each.get("choices"):
            yield Fault(f"/{name}: {each.get('name')} has choices and autocomplete")
        yield from _named(each)
        yield from _options(each)


def _size(command: Json) -> int:
    own = len(command.get("name") or "") + len(command.get("description") or "")
    choices = sum(len(each["name"]) + len(str(each["value"])) for each in command.get("choices") or [])
    return own + choices + sum(map(_size, command.get("options") or []))
