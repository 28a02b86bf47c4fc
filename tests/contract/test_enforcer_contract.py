"""What every Enforcer keeps to, whatever platform is behind it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

import pytest

from bot.core.content import Message
from bot.core.effects import Applied, Effect, EffectKind, Failed, Order, Route, Skipped, effect_key
from bot.platforms.sandbox.platform import SandboxPlatform
from tests.core.makers import NOW, content
from tests.fakes import StoppedClock

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.core.content import Content
    from bot.ports import Enforcer

POSTED = content(text="the words", channel="general", id="1")
HOUR = timedelta(hours=1)


class Platform(Protocol):
    """An enforcer with the platform behind it, as members and other people's eyes see that."""

    @property
    def enforcer(self) -> Enforcer:
        """What is tested."""
        ...

    def post(self, message: Content) -> None:
        """Let a member write."""
        ...

    def is_seen(self, message: Message) -> bool:
        """Tell whether others see a message."""
        ...

    def out_until(self, member: str) -> datetime | None:
        """Return until when a member can't write."""
        ...

    def is_banned(self, member: str) -> bool:
        """Tell whether a member is excluded."""
        ...

    def read_by(self, member: str) -> list[str]:
        """Return what a member was told."""
        ...

    def close_inbox(self, member: str) -> None:
        """Let a member refuse direct messages."""
        ...


class InSandbox:
    """The sandbox's platform."""

    def __init__(self) -> None:
        self.enforcer = SandboxPlatform(StoppedClock(NOW))

    def post(self, message: Content) -> None:
        """Post."""
        assert self.enforcer.post(message) is None

    def is_seen(self, message: Message) -> bool:
        """Look."""
        return not self.enforcer.world.messages[message].hidden

    def out_until(self, member: str) -> datetime | None:
        """Look."""
        return self.enforcer.timed_out().get(member)

    def is_banned(self, member: str) -> bool:
        """Look."""
        return member in self.enforcer.world.banned

    def read_by(self, member: str) -> list[str]:
        """Look."""
        return [each.text for each in self.enforcer.world.told.values() if each.member == member]

    def close_inbox(self, member: str) -> None:
        """Close."""
        self.enforcer.open_inbox(member, member, is_open=False)


@pytest.fixture(params=[InSandbox])
def platform(request: pytest.FixtureRequest) -> Platform:
    """Give each platform, with one message by Bo."""
    make: Callable[[], Platform] = request.param
    made = make()
    made.post(POSTED)
    return made


def order(kind: EffectKind, case: int = 1, until: datetime | None = None, route: Route | None = None) -> Order:
    """Make an order about Bo's message."""
    key = effect_key("nordlys", case, 1, kind, str(route or ""))
    effect = Effect(key, "nordlys", case, 1, kind, POSTED.message, "bo", until=until, route=route)
    return Order(effect, "the notice" if kind is EffectKind.NOTIFY else POSTED.text, "Bo")


def _until(kind: EffectKind) -> datetime | None:
    return NOW + HOUR if kind is EffectKind.TIME_OUT else None


async def do(platform: Platform, asked: Order) -> object:
    """Carry an order out."""
    return await platform.enforcer.enforce(asked, idempotency_key=asked.effect.key)


async def looked(platform: Platform, asked: Order) -> Applied | None:
    """Look for an order."""
    return await platform.enforcer.look(asked, idempotency_key=asked.effect.key)


@pytest.mark.parametrize("kind", [EffectKind.HIDE, EffectKind.TIME_OUT, EffectKind.KICK, EffectKind.BAN])
async def test_look_tells_what_was_done(platform: Platform, kind: EffectKind) -> None:
    """Before the call nothing is found, after it the effect is."""
    if kind not in platform.enforcer.capabilities:
        pytest.skip(f"this platform can't {kind}")
    asked = order(kind, until=_until(kind))
    assert await looked(platform, asked) is None
    assert isinstance(await do(platform, asked), Applied)
    assert isinstance(await looked(platform, asked), Applied)


async def test_a_notice_comes_once(platform: Platform) -> None:
    """The same key a second time sends nothing; another key does."""
    first, other = (order(EffectKind.NOTIFY, case, route=Route.DIRECT) for case in (1, 2))
    assert await looked(platform, first) is None
    for asked in (first, first, first, other):
        assert isinstance(await do(platform, asked), Applied)
    assert platform.read_by("bo") == ["the notice", "the notice"]
    assert isinstance(await looked(platform, first), Applied)


@pytest.mark.parametrize("kind", list(EffectKind))
async def test_an_order_can_be_repeated(platform: Platform, kind: EffectKind) -> None:
    """A call that comes again after a lost answer is applied, and nothing breaks."""
    route = Route.DIRECT if kind is EffectKind.NOTIFY else None
    asked = order(kind, until=_until(kind), route=route)
    for _ in range(3):
        assert isinstance(await do(platform, asked), Applied)


async def test_restore_brings_back_what_hide_took(platform: Platform) -> None:
    """Others no longer see a hidden message, and see a restored one."""
    await do(platform, order(EffectKind.HIDE))
    assert not platform.is_seen(POSTED.message)
    await do(platform, order(EffectKind.RESTORE))
    assert platform.is_seen(POSTED.message)


async def test_a_time_out_is_lifted_altogether_or_to_a_rest(platform: Platform) -> None:
    """Until None the member may write at once; with a rest, until then they may not."""
    await do(platform, order(EffectKind.TIME_OUT, until=NOW + 5 * HOUR))
    assert platform.out_until("bo") == NOW + 5 * HOUR
    await do(platform, order(EffectKind.LIFT_TIME_OUT, until=NOW + HOUR))
    assert platform.out_until("bo") == NOW + HOUR
    await do(platform, order(EffectKind.LIFT_TIME_OUT, case=2))
    assert platform.out_until("bo") is None


async def test_a_ban_can_be_lifted(platform: Platform) -> None:
    """Who is unbanned is a member again."""
    await do(platform, order(EffectKind.BAN))
    assert platform.is_banned("bo")
    await do(platform, order(EffectKind.UNBAN))
    assert not platform.is_banned("bo")


async def test_a_closed_inbox_is_a_failure_and_the_channel_a_way(platform: Platform) -> None:
    """Who takes no direct messages is not written to in vain again and again, and can be told where they wrote."""
    platform.close_inbox("bo")
    refused = await do(platform, order(EffectKind.NOTIFY, route=Route.DIRECT))
    assert isinstance(refused, Failed)
    assert not refused.retry
    assert isinstance(await do(platform, order(EffectKind.NOTIFY, route=Route.CHANNEL)), Applied)
    assert platform.read_by("bo") == ["the notice"]


@pytest.mark.parametrize("kind", list(EffectKind))
async def test_what_is_not_there_is_an_outcome(platform: Platform, kind: EffectKind) -> None:
    """A message or member that is gone ends in a reason, never in an exception."""
    asked = order(kind, until=_until(kind), route=Route.DIRECT if kind is EffectKind.NOTIFY else None)
    gone = replace(asked, effect=replace(asked.effect, message=Message("general", "9"), member="nobody"))
    assert await looked(platform, gone) is None
    outcome = await do(platform, gone)
    assert isinstance(outcome, Failed | Skipped)
    assert outcome.reason
    assert await looked(platform, gone) is None
