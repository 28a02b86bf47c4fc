"""The sandbox's platform: it holds a community as Discord or Slack would, and does what it is told to it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, assert_never

from bot.core.effects import Applied, EffectKind, Failed, Route, Skipped
from bot.core.gaps import Page
from bot.platforms.sandbox.world import Shown, Told, World, load, save

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from datetime import datetime
    from pathlib import Path

    from bot.core.content import Content, Message
    from bot.core.effects import Effect, Order, Outcome
    from bot.core.gaps import Slowed
    from bot.ports import Clock


@dataclass(frozen=True, slots=True)
class Refused:
    """A message or an edit that the platform did not let through. `until`: when the member's time-out ends."""

    content: Content
    why: str
    until: datetime | None = None


class SandboxPlatform:
    """Messages, members and inboxes behind the ports Enforcer, ModeratorRoom and MessageSource.

    With a `path` it is kept there, and a restart finds it as it was. `changes` rises with each change.
    """

    def __init__(self, clock: Clock, path: Path | None = None) -> None:
        self._clock = clock
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
            world.messages[content.message] = Shown(content, world.next_place())
            world.posted += 1
        else:
            known.content = content
        self._changed()
        return None

    def find(self, number: str) -> Shown | None:
        """Return the message with this id, in whatever channel."""
        return next((each for message, each in self.world.messages.items() if message.id == number), None)

    def next_number(self) -> str:
        """Return an id that no message has."""
        return str(self.world.posted + 1)

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
        """Everything but replies: nobody answers members here."""
        return frozenset(EffectKind) - {EffectKind.REPLY, EffectKind.RETRACT}

    async def enforce(self, order: Order, *, idempotency_key: str) -> Outcome:
        """Do one order. A second time it is so already."""
        if await self.look(order, idempotency_key=idempotency_key):
            return Applied()
        outcome = self._do(order, idempotency_key)
        self._changed()
        return outcome

    async def look(self, order: Order, *, idempotency_key: str) -> Applied | None:
        """Say whether it is as the order wants it."""
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
            case EffectKind.NOTIFY | EffectKind.REPLY | EffectKind.RETRACT:
                return key in world.told
            case EffectKind.SLOW_MODE | EffectKind.LIFT_SLOW_MODE | EffectKind.LOCK | EffectKind.UNLOCK:
                return _channel_is_so(world, effect)
            case _:
                assert_never(effect.kind)

    def _do(self, order: Order, key: str) -> Outcome:
        effect = order.effect
        match effect.kind:
            case EffectKind.HIDE | EffectKind.RESTORE | EffectKind.SUPPRESS_EMBEDS | EffectKind.RESTORE_EMBEDS:
                return self._show(effect.message, effect.kind, order.text)
            case EffectKind.NOTIFY | EffectKind.REPLY | EffectKind.RETRACT:
                return self._tell(order, key)
            case EffectKind.SLOW_MODE | EffectKind.LIFT_SLOW_MODE | EffectKind.LOCK | EffectKind.UNLOCK:
                return _set_channel(self.world, effect)
            case _ if effect.member not in self.world.names:
                return Failed("no such member here")
            case EffectKind.TIME_OUT | EffectKind.LIFT_TIME_OUT:
                self._keep_out(effect.member, effect.until)
            case EffectKind.KICK:
                self.world.kicks.add(key)
                self.world.gone.add(effect.member)
            case EffectKind.REMOVE | EffectKind.READMIT | EffectKind.BAN | EffectKind.UNBAN:
                _shut_out(self.world, effect)
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
        if effect.kind is not EffectKind.NOTIFY:
            return Failed("nobody answers members here")
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


def _shut_out(world: World, effect: Effect) -> None:
    """Exclude a member from a channel or from all, or let them in again."""
    removed, banned = world.removed, world.banned
    if effect.kind in {EffectKind.REMOVE, EffectKind.READMIT}:
        who = (effect.message.channel, effect.member)
        (removed.add if effect.kind is EffectKind.REMOVE else removed.discard)(who)
    else:
        (banned.add if effect.kind is EffectKind.BAN else banned.discard)(effect.member)


def _channel_is_so(world: World, effect: Effect) -> bool:
    channel = effect.message.channel
    if effect.kind in {EffectKind.LOCK, EffectKind.UNLOCK}:
        return (channel in world.locked) is (effect.kind is EffectKind.LOCK)
    return world.slow.get(channel, 0) == _delay(effect)


def _set_channel(world: World, effect: Effect) -> Outcome:
    channel = effect.message.channel
    if effect.kind in {EffectKind.LOCK, EffectKind.UNLOCK}:
        (world.locked.add if effect.kind is EffectKind.LOCK else world.locked.discard)(channel)
        return Applied()
    before = world.slow.pop(channel, 0)
    if delay := _delay(effect):
        world.slow[channel] = delay
    return Applied(before=before)


def _delay(effect: Effect) -> int:
    """Return how slow a channel is to be: as the slow mode says, or as it was before."""
    return (effect.delay if effect.kind is EffectKind.SLOW_MODE else effect.before) or 0


def _kinds_in_force(shown: Shown) -> frozenset[EffectKind]:
    """Return what holds of a message as it is shown."""
    sight = EffectKind.HIDE if shown.hidden else EffectKind.RESTORE
    previews = EffectKind.SUPPRESS_EMBEDS if shown.bare else EffectKind.RESTORE_EMBEDS
    return frozenset({sight, previews})
