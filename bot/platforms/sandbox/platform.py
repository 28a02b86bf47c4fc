"""The sandbox's platform: it holds a community as Discord or Slack would, and does what it is told to it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, assert_never

from bot.core.content import Author
from bot.core.effects import ON_FEEDBACK, Applied, EffectKind, Failed, Route, Skipped
from bot.core.gaps import Page
from bot.platforms.sandbox.forwards import Forwards
from bot.platforms.sandbox.replies import answer, found_reply
from bot.platforms.sandbox.restrictions import channel_is_so, set_channel, shut_out
from bot.platforms.sandbox.world import Told, World, load, save

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from datetime import datetime
    from pathlib import Path

    from bot.core.content import Content, Message
    from bot.core.draft_cards import DraftCard
    from bot.core.effects import Order, Outcome
    from bot.core.gaps import Slowed
    from bot.platforms.sandbox.world import Shown
    from bot.ports import Clock


@dataclass(frozen=True, slots=True)
class Refused:
    """A message or an edit that the platform did not let through. `until`: when the member's time-out ends."""

    content: Content
    why: str
    until: datetime | None = None


class SandboxPlatform:
    """Messages, members and inboxes behind the ports Enforcer, ModeratorRoom, MessageSource, Reader and DraftPanel.

    With a `path` it is kept there, and a restart finds it as it was. `changes` rises with each change. `name`: under
    which the community answers its members.
    """

    def __init__(self, clock: Clock, path: Path | None = None, name: str = "Our community") -> None:
        self._clock = clock
        self._name = name
        self._path = path
        self.world = World() if path is None else load(path)
        self.changes = 0

    # What members do.

    def post(self, content: Content) -> Refused | None:
        """Let a message or an edit through, or say why not. Raises OSError where the file can't be written."""
        member, world = content.author.id, self.world
        known = world.messages.get(content.message)
        if member in world.banned:
            return Refused(content, "is banned")
        if (content.channel, member) in world.removed:
            return Refused(content, "was removed from the channel")
        if known is not None and known.hidden:
            return Refused(content, "can't change a message that is hidden")
        until = world.out_until.get(member)
        if known is None and until is not None and content.at < until:
            return Refused(content, "is timed out", until)
        world.names[member] = content.author.name
        world.gone.discard(member)
        if known is None:
            world.post(content)
        else:
            known.content = content
        self._changed()
        return None

    def find(self, number: str) -> Shown | None:
        """Return the message with this id, in whatever channel."""
        return next((each for message, each in self.world.messages.items() if message.id == number), None)

    def next_number(self) -> str:
        """Return an id that no message has."""
        return self.world.next_number()

    def give_role(self, member: str, name: str, role: str) -> None:
        """Give a member a role."""
        self.world.names.setdefault(member, name)
        self.world.roles[member] = self.world.roles.get(member, frozenset()) | {role}
        self._changed()

    def open_inbox(self, member: str, name: str, *, is_open: bool) -> None:
        """Let a member take direct messages, or not."""
        self.world.names.setdefault(member, name)
        (self.world.closed.discard if is_open else self.world.closed.add)(member)
        self._changed()

    def name_of(self, member: str) -> str:
        """Return a member's name as others see it."""
        return self.world.names.get(member, member)

    def timed_out(self) -> dict[str, datetime]:
        """Return who is timed out now, and until when."""
        now = self._clock.now()
        return {member: until for member, until in self.world.out_until.items() if until > now}

    # The port Enforcer.

    @property
    def capabilities(self) -> frozenset[EffectKind]:
        """Everything."""
        return frozenset(EffectKind)

    async def enforce(self, order: Order, *, idempotency_key: str) -> Outcome:
        """Do one order. A second time it is so already."""
        if found := await self.look(order, idempotency_key=idempotency_key):
            return found
        outcome = self._do(order, idempotency_key)
        self._changed()
        return outcome

    async def look(self, order: Order, *, idempotency_key: str) -> Applied | None:
        """Say whether it is as the order wants it."""
        if order.effect.kind in ON_FEEDBACK:
            return Forwards(self.world).find(order, idempotency_key)
        if order.effect.kind in {EffectKind.REPLY, EffectKind.RETRACT}:
            return found_reply(self.world, order.effect, idempotency_key)
        return Applied() if self._holds(order, idempotency_key) else None

    # The port ModeratorRoom.

    async def alert(self, text: str) -> None:
        """Keep what moderators are to hear."""
        self.world.alerts.append(text)
        self._changed()

    # The port MessageSource.

    def begin(self, wait: Callable[[Slowed], Awaitable[None]]) -> None:
        """Begin a look, for which nobody has to wait."""

    async def channels(self) -> Sequence[str]:
        """Return the channels in which something was written."""
        return list(dict.fromkeys(each.channel for each in self.world.messages))

    async def read_after(self, channel: str, position: str, limit: int) -> Page:
        """Return up to `limit` messages after the one whose id is `position`, or from the first that is kept."""
        here = [each.content for message, each in self.world.messages.items() if message.channel == channel]
        start = next((place for place, each in enumerate(here, start=1) if each.id == position), 0)
        page = tuple(here[start : start + limit])
        return Page(page, page[-1].id if page else position, more=start + limit < len(here))

    async def changed_before(self, channel: str, position: str, since: datetime) -> tuple[Content, ...]:
        """Return nothing: nobody edits here while the bot is away."""
        del channel, position, since
        return ()

    # The port Reader.

    @property
    def longest(self) -> int:
        """As many characters as a message has elsewhere."""
        return 2000

    async def message(self, message: Message) -> Content | None:
        """Return a message as its members see it now."""
        shown = self.world.messages.get(message)
        return None if shown is None or shown.hidden else shown.content

    async def author(self, member: str) -> Author | None:
        """Return a member."""
        name = self.world.names.get(member)
        return None if name is None else Author(member, name, self.world.roles.get(member, frozenset()))

    def mentions_in(self, text: str) -> int:
        """Count the names in a text that have an @ before them."""
        return len(set(re.findall(r"@\w+", text)))

    # The port DraftPanel.

    async def show_draft(self, card: DraftCard, place: str) -> str:
        """Say where a draft's card is; the desk and the lines of the console show it from the ledger."""
        return place or f"draft {card.draft}"

    def _holds(self, order: Order, key: str) -> bool:
        effect, world = order.effect, self.world
        match effect.kind:
            case EffectKind.HIDE | EffectKind.RESTORE | EffectKind.SUPPRESS_EMBEDS | EffectKind.RESTORE_EMBEDS:
                shown = world.messages.get(effect.message)
                return shown is not None and effect.kind in _kinds_in_force(shown)
            case EffectKind.TIME_OUT | EffectKind.LIFT_TIME_OUT:
                return effect.member in world.names and self.timed_out().get(effect.member) == effect.until
            case EffectKind.REMOVE | EffectKind.READMIT:
                removed = (effect.message.channel, effect.member) in world.removed
                return effect.member in world.names and removed is (effect.kind is EffectKind.REMOVE)
            case EffectKind.KICK:
                return key in world.kicks
            case EffectKind.BAN | EffectKind.UNBAN:
                known = effect.member in world.names or effect.member in world.banned
                return known and (effect.member in world.banned) is (effect.kind is EffectKind.BAN)
            case EffectKind.NOTIFY | EffectKind.REPLY | EffectKind.RETRACT | EffectKind.FORWARD | EffectKind.WITHDRAW:
                return key in world.told
            case EffectKind.SLOW_MODE | EffectKind.LIFT_SLOW_MODE | EffectKind.LOCK | EffectKind.UNLOCK:
                return channel_is_so(world, effect)
            case _:
                assert_never(effect.kind)

    def _do(self, order: Order, key: str) -> Outcome:
        effect = order.effect
        match effect.kind:
            case EffectKind.HIDE | EffectKind.RESTORE | EffectKind.SUPPRESS_EMBEDS | EffectKind.RESTORE_EMBEDS:
                return self._show(effect.message, effect.kind, order.text)
            case EffectKind.NOTIFY | EffectKind.REPLY | EffectKind.RETRACT | EffectKind.FORWARD | EffectKind.WITHDRAW:
                return self._tell(order, key)
            case EffectKind.SLOW_MODE | EffectKind.LIFT_SLOW_MODE | EffectKind.LOCK | EffectKind.UNLOCK:
                return set_channel(self.world, effect)
            case _ if effect.member not in self.world.names:
                return Failed("no such member here")
            case EffectKind.TIME_OUT | EffectKind.LIFT_TIME_OUT:
                self._keep_out(effect.member, effect.until)
            case EffectKind.REMOVE | EffectKind.READMIT | EffectKind.KICK | EffectKind.BAN | EffectKind.UNBAN:
                shut_out(self.world, effect, key)
            case _:
                assert_never(effect.kind)
        return Applied()

    def _show(self, message: Message, kind: EffectKind, text: str) -> Outcome:
        shown = self.world.messages.get(message)
        if shown is None:
            return Failed("the message is gone") if kind is EffectKind.RESTORE else Skipped("the message is gone")
        if kind in {EffectKind.HIDE, EffectKind.RESTORE}:
            shown.hidden = kind is EffectKind.HIDE
        else:
            shown.bare = kind is EffectKind.SUPPRESS_EMBEDS
        if text and kind is EffectKind.RESTORE:
            shown.content = replace(shown.content, text=text)
        return Applied()

    def _keep_out(self, member: str, until: datetime | None) -> None:
        if until is None:
            self.world.out_until.pop(member, None)
        else:
            self.world.out_until[member] = until

    def _tell(self, order: Order, key: str) -> Outcome:
        effect, world = order.effect, self.world
        if effect.kind in ON_FEEDBACK:
            return Forwards(world).do(order, key, self._clock.now())
        if effect.kind is not EffectKind.NOTIFY:
            return answer(world, order, key, self._name, self._clock.now())
        route = effect.route or Route.DIRECT
        if effect.member not in world.names:
            return Failed("no such member here")
        if effect.member in world.banned | world.gone:
            return Failed("the member is no longer here")
        if route is Route.DIRECT and effect.member in world.closed:
            return Failed("the member takes no direct messages")
        channel = effect.message.channel if route is Route.CHANNEL else ""
        told = Told(key, effect.member, route, channel, order.text, self._clock.now(), world.next_place())
        world.told[key] = told
        return Applied()

    def _changed(self) -> None:
        self.changes += 1
        if self._path is not None:
            self.world.forget_oldest()
            save(self.world, self._path)


def _kinds_in_force(shown: Shown) -> frozenset[EffectKind]:
    """Return what holds of a message as it is shown."""
    sight = EffectKind.HIDE if shown.hidden else EffectKind.RESTORE
    previews = EffectKind.SUPPRESS_EMBEDS if shown.bare else EffectKind.RESTORE_EMBEDS
    return frozenset({sight, previews})
