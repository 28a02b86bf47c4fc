"""How a member uses the bot: buttons, selects, slash commands and context menus."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.loopback_discord.commanding import (
    CHAT_INPUT,
    ON_MESSAGE,
    ON_USER,
    Place,
    context_data,
    find_command,
    focused,
    may_use,
    refer,
    slash_data,
)
from tests.loopback_discord.interacting import chosen_values, click, interact, publish_interaction
from tests.loopback_discord.interaction import AUTOCOMPLETE, COMMAND
from tests.loopback_discord.model import Message
from tests.loopback_discord.someone import Someone

if TYPE_CHECKING:
    from tests.loopback_discord.interaction import Interaction
    from tests.loopback_discord.model import Channel, Role
    from tests.loopback_discord.texts import Json


class BotUser(Someone):
    """One who uses the bot. What is returned is waited on for what the bot answers."""

    async def clicks(self, message: Message, which: str) -> Interaction:
        """Press the button with the label or custom_id, on a message in a channel or in their inbox."""
        component = self._pressable(message, which)
        made = click(self.world, self.user, message, component)
        await self._done()
        return made

    async def selects(self, message: Message, which: str, *choices: str | Someone | Channel | Role) -> Interaction:
        """Choose labels or values, people, channels or roles in the select with the placeholder or custom_id."""
        component = self._pressable(message, which)
        resolved: Json = {}
        if "options" in component:
            chosen = chosen_values(component, [str(each) for each in choices])
        else:
            chosen = [refer(each, Place(self.member, message.channel), resolved) for each in choices]
        more = {"values": chosen, **({"resolved": resolved} if resolved else {})}
        made = click(self.world, self.user, message, component, more)
        await self._done()
        return made

    def _pressable(self, message: Message, which: str) -> Json:
        self._need(may=self.sees(message), what=f"see the message with {which!r}")
        offered = message.buttons
        found = [each for label, each in offered.items() if which in (label, each.get("custom_id"))]
        if not found:
            raise AssertionError(f"no {which!r} there, only {list(offered)}")
        self._need(may=not found[0].get("disabled") and "custom_id" in found[0], what=f"press {which!r}")
        return found[0]

    async def uses(self, command: str, where: Channel | None = None, /, **options: Any) -> Interaction:
        """Use a slash command, as "/case" or "/takt status"; where: in the first channel that they see.

        A person, role or channel is given as such, other values as text, number or truth value.
        """
        place, path = self._place(where), command.lstrip("/").split()
        found = find_command(self.world, place, path[0], CHAT_INPUT)
        data = slash_data(found, path[1:], options, place)
        return await self._sends(COMMAND, data, place)

    async def autocomplete(
        self, command: str, option: str, typed: str, where: Channel | None = None, /, **others: Any
    ) -> list[tuple[str, Any]]:
        """Type in an option of a slash command, and return the names and values that the bot offers."""
        place, path = self._place(where), command.lstrip("/").split()
        found = find_command(self.world, place, path[0], CHAT_INPUT)
        data = slash_data(found, path[1:], others, place, whole=False)
        made = await self._sends(AUTOCOMPLETE, focused(found, path[1:], data, option, typed), place)
        return (await made.response()).choices

    async def uses_on(self, command: str, target: Message | Someone, where: Channel | None = None) -> Interaction:
        """Use a context menu's command on a message or a person."""
        on_message = isinstance(target, Message)
        place = self._place(target.channel if isinstance(target, Message) else where)
        if isinstance(target, Message):
            self._need(may=self.sees(target), what="see that message")
        found = find_command(self.world, place, command, ON_MESSAGE if on_message else ON_USER)
        return await self._sends(COMMAND, context_data(self.world, found, target, place), place)

    def can_use(self, command: str, where: Channel | None = None) -> bool:
        """Tell whether Discord shows them the slash command."""
        return may_use(self.world, self._place(where), command)

    async def _sends(self, kind: int, data: Json, place: Place) -> Interaction:
        made = publish_interaction(self.world, interact(self.world, self.user, place.channel, kind, data))
        await self._done()
        return made

    def _place(self, where: Channel | None) -> Place:
        if where is None:
            where = next((each for each in self.guild.channels.values() if self.can_write(each)), None)
        if where is None or not self.sees(where):
            raise AssertionError(f"{self.name} sees no such channel")
        return Place(self.member, where)
