"""How a member uses the app: buttons, menus, slash commands, shortcuts, modals and the home tab."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.loopback_slack import interacting
from tests.loopback_slack.model import Message
from tests.loopback_slack.someone import Someone
from tests.loopback_slack.states import chosen, is_empty, text_fault
from tests.loopback_slack.views import View, close, close_all, view_json
from tests.loopback_slack.world import Event

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.loopback_slack.interaction import Interaction
    from tests.loopback_slack.model import Channel, Json


class AppUser(Someone):
    """One who uses the app. What is returned is waited on for what the app makes of it."""

    async def uses(self, line: str, where: Channel | None = None) -> Interaction:
        """Use a slash command, as "/takt case 12"; where: in the first channel that they are in."""
        name, _, text = line.partition(" ")
        channel = where or next(iter(self.channels))
        known = self.world.app.commands
        self._need(may=known is None or name in known, what=f"use {name}, which no app has")
        self._need(may=self.id in channel.members, what=f"type in #{channel.name}")
        return await self._sends(interacting.command(self.world, self.user, channel, name, text.strip()))

    async def presses(self, source: Message | View, which: str) -> Interaction:
        """Press the button with the label or action_id, in a message, a modal or the home tab."""
        element = self._pressable(source, which)
        return await self._sends(interacting.press(self.world, self.user, source, element))

    async def chooses(self, source: Message | View, which: str, *choices: str | Someone | Channel) -> Interaction:
        """Choose in the menu with the placeholder or action_id: an option's label or value, a person, a channel."""
        element = self._pressable(source, which)
        several = element["type"].startswith("multi_") or element["type"] == "checkboxes"
        value = list(choices) if several else choices[0]
        return await self._sends(interacting.press(self.world, self.user, source, element, value))

    def _pressable(self, source: Message | View, which: str) -> Json:
        if isinstance(source, Message):
            self._need(may=self.sees(source), what=f"see the message with {which!r}")
        else:
            self._need(may=source.user is self.user and source.is_open, what=f"see the view with {which!r}")
        found = [each for label, each in source.buttons.items() if which in (label, each["action_id"])]
        if not found:
            raise AssertionError(f"no {which!r} there, only {list(source.buttons)}")
        return found[0]

    async def uses_shortcut(self, callback_id: str) -> Interaction:
        """Use a global shortcut."""
        self._need_shortcut(callback_id)
        return await self._sends(interacting.shortcut(self.world, self.user, callback_id))

    async def uses_on(self, message: Message, callback_id: str) -> Interaction:
        """Use a shortcut on a message."""
        self._need_shortcut(callback_id)
        self._need(may=self.sees(message), what="see that message")
        return await self._sends(interacting.message_shortcut(self.world, self.user, message, callback_id))

    def _need_shortcut(self, callback_id: str) -> None:
        known = self.world.app.shortcuts
        self._need(may=known is None or callback_id in known, what=f"use {callback_id!r}, which no app has")

    async def submits(
        self, view: View, filled: Mapping[str, str | Sequence[str] | None] | None = None, /, **more: str
    ) -> Interaction:
        """Fill in inputs of a modal by label, block_id or action_id, and submit it."""
        self._need(may=view.is_open and self.modal is view, what=f"submit the modal {view.title!r}")
        self.fills(view, {**(filled or {}), **more})
        for block in view.blocks:
            if block["type"] == "input":
                self._need_filled(view, block)
        return await self._sends(interacting.submission(self.world, view))

    def fills(self, view: View, filled: Mapping[str, str | Sequence[str] | None]) -> None:
        """Fill in inputs by label, block_id or action_id, without submitting."""
        inputs = [each for each in view.blocks if each["type"] == "input"]
        for which, value in filled.items():
            names = [(each["label"]["text"], each["block_id"], each["element"]["action_id"]) for each in inputs]
            found = [block for block, named in zip(inputs, names, strict=True) if which in named]
            if not found:
                raise AssertionError(f"no input {which!r} in {view.title!r}, only {names}")
            element = found[0]["element"]
            view.state[found[0]["block_id"]][element["action_id"]] = chosen(element, value)

    def _need_filled(self, view: View, block: Json) -> None:
        element = block["element"]
        state = view.state[block["block_id"]][element["action_id"]]
        label = block["label"]["text"]
        self._need(may=block.get("optional", False) or not is_empty(state), what=f"leave {label!r} empty")
        fault = text_fault(element, state)
        self._need(may=fault is None, what=f"write this in {label!r}: {fault}")

    async def closes(self, view: View, *, every: bool = False) -> Interaction | None:
        """Close a modal, or all of them; the app is told where it asked for that."""
        self._need(may=view.is_open and self.modal is view, what=f"close the modal {view.title!r}")
        close_all(self.world, self.user) if every else close(self.world, view)
        if not view.body.get("notify_on_close"):
            return None
        return await self._sends(interacting.closing(self.world, view, cleared=every))

    async def opens_home(self, tab: str = "home") -> None:
        """Open the app's home tab, or its messages tab."""
        data: Json = {"type": "app_home_opened", "user": self.id, "channel": self.dm.id, "tab": tab}
        if self.home is not None and tab == "home":
            data["view"] = view_json(self.world, self.home)
        self.world.publish(Event(self.team, {**data, "event_ts": self.world.ids.ts()}))
        await self._done()

    async def _sends(self, made: Interaction) -> Interaction:
        self._need(may=self.team.bot is not None, what="use an app that is not there")
        self.world.interact(made)
        await self._done()
        return made
