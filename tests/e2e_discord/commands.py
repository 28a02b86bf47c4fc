"""Every command that the bot registers, with something for each of its options."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from discord import AppCommandOptionType
from discord.app_commands import Command, ContextMenu, Group

from bot.platforms.discord.commands import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.e2e_discord.conftest import Scene
    from tests.loopback_discord import Interaction, Message, Person

_ROOTS = [each for each in COMMANDS if each.default_permissions is not None]
OF_MODERATORS = [each for root in _ROOTS for each in (root.walk_commands() if isinstance(root, Group) else (root,))]


def slash_commands() -> Iterator[Command[Any, ..., Any]]:
    """Yield the moderators' commands that are typed."""
    yield from (each for each in OF_MODERATORS if isinstance(each, Command))


async def use(command: object, scene: Scene, who: Person, on: Message) -> Interaction:
    """Let somebody use a command, on a message or with an option of each kind filled in."""
    if isinstance(command, ContextMenu):
        return await who.uses_on(command.name, on)
    assert isinstance(command, Command)
    filled = {each.name: _something(each, scene, on) for each in command.parameters}
    return await who.uses(f"/{command.qualified_name}", scene.general, **filled)


def _something(option: Any, scene: Scene, on: Message) -> object:  # noqa: ANN401 - a parameter of discord.py's
    if option.choices:
        return option.choices[0].value
    match option.type:
        case AppCommandOptionType.integer:
            return 1
        case AppCommandOptionType.user:
            return scene.ida
        case _:
            return str(on.id)
