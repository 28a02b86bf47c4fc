"""The sandbox's platform: who may write, what it keeps, what it gives back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.core.content import Author
from bot.core.effects import Effect, EffectKind, Failed, Order, Route
from bot.pipeline.catch_up import catch_up
from bot.platforms.sandbox.platform import Refused, SandboxPlatform
from bot.ports.ledger import LedgerUnavailableError
from tests.core.makers import NOW
from tests.fakes import StoppedClock
from tests.platforms.sandbox_makers import make_sandbox, said

if TYPE_CHECKING:
    from pathlib import Path

    from bot.storage.ledger import SqlLedger


def order(kind: EffectKind, key: str = "key", **changes: object) -> Order:
    """Make an order about Bo and message 0."""
    effect = Effect(key, "nordlys", 1, 1, kind, said(0, "").message, "Bo")
    return Order(replace(effect, **changes), "text")  # type: ignore[arg-type]  # fields of Effect


async def test_who_is_banned_or_timed_out_can_not_post() -> None:
    """What they write does not appear; a time-out lets editing be, and ends by itself."""
    here = SandboxPlatform(StoppedClock(NOW))
    here.post(said(0, "hello"))
    until = NOW + timedelta(hours=1)
    await here.enforce(order(EffectKind.TIME_OUT, until=until), idempotency_key="a")
    assert here.post(said(5, "more")) == Refused(said(5, "more"), "is timed out", until)
    assert here.post(said(6, "hello!", id="0", revision=1)) is None
    assert here.post(said(3600, "back")) is None
    await here.enforce(order(EffectKind.BAN), idempotency_key="b")
    assert here.post(said(7200, "more")) == Refused(said(7200, "more"), "is banned")
    assert [each.id for each in here.world.messages] == ["0", "3600"]


async def test_who_is_kicked_hears_nothing_until_they_return() -> None:
    """A notice to somebody who is gone fails; who writes again is a member again."""
    here = SandboxPlatform(StoppedClock(NOW))
    here.post(said(0, "hello"))
    await here.enforce(order(EffectKind.KICK), idempotency_key="k")
    notice = order(EffectKind.NOTIFY, route=Route.CHANNEL)
    assert isinstance(await here.enforce(notice, idempotency_key="n"), Failed)
    here.post(said(9, "back"))
    await here.enforce(notice, idempotency_key="n")
    assert [each.channel for each in here.world.told.values()] == ["general"]


async def test_a_restart_finds_everything_as_it_was(tmp_path: Path) -> None:
    """Messages, members, restrictions, notices and alerts outlive the process, whatever letters they hold."""
    path = tmp_path / "sandbox.json"
    here = SandboxPlatform(StoppedClock(NOW), path)
    here.post(said(0, "hællo \ud800", author=Author("Bo", "Bø", frozenset({"Elder"}))))
    here.post(said(1, "edited", id="0", revision=1))
    here.post(said(2, "hidden", "Mira"))
    here.give_role("mira", "Mira", "Elder")
    here.open_inbox("mira", "Mira", is_open=False)
    for kind in (EffectKind.TIME_OUT, EffectKind.BAN, EffectKind.KICK, EffectKind.HIDE):
        await here.enforce(order(kind, until=NOW + timedelta(hours=1)), idempotency_key=str(kind))
    here.world.banned.clear()
    here.world.gone.clear()
    await here.enforce(order(EffectKind.NOTIFY, route=Route.DIRECT), idempotency_key="n")
    await here.alert("look")
    assert SandboxPlatform(StoppedClock(NOW), path).world == here.world
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("broken", ["", "{}", "[1]", '{"places": "x"'])
def test_a_broken_file_is_a_sentence(tmp_path: Path, broken: str) -> None:
    """What can't be read is named with the way out, and left where it is."""
    path = tmp_path / "sandbox.json"
    path.write_text(broken, encoding="ascii")
    with pytest.raises(LedgerUnavailableError, match=r"sandbox\.json.*can't be read.*Remove it"):
        SandboxPlatform(StoppedClock(NOW), path)
    assert path.read_text(encoding="ascii") == broken


def test_the_file_stays_small() -> None:
    """Of very many messages the oldest go."""
    here = SandboxPlatform(StoppedClock(NOW))
    for each in range(1_005):
        here.post(said(each, "hello"))
    here.world.forget_oldest()
    assert (len(here.world.messages), next(iter(here.world.messages)).id) == (1_000, "5")
    assert here.next_number() == "1006"


async def test_channels_are_read_page_by_page() -> None:
    """Every message comes once, in order, by channel; what is newer than a position comes next time."""
    here = SandboxPlatform(StoppedClock(NOW))
    for each in range(5):
        here.post(said(each, "hello", channel="a" if each != 3 else "b"))
    assert await here.channels() == ["a", "b"]
    first = await here.read_after("a", "", 3)
    assert ([each.id for each in first.contents], first.position, first.more) == (["0", "1", "2"], "2", True)
    second = await here.read_after("a", first.position, 3)
    assert ([each.id for each in second.contents], second.more) == (["4"], False)
    assert (await here.read_after("a", second.position, 3)).contents == ()


async def test_what_was_posted_before_a_crash_is_caught_up(ledger: SqlLedger) -> None:
    """A message that reached the platform and not the ledger is decided at the next start."""
    sandbox = make_sandbox(ledger, StoppedClock(NOW))
    await sandbox.post(said(0, "hello"))
    sandbox.platform.post(said(1, "slur", community="sandbox"))
    gaps = await catch_up(sandbox.community, sandbox.platform)
    assert [(each.channel, each.read) for each in gaps] == [("general", 1)]
    await sandbox.settle()
    assert sandbox.platform.find("1") is not None
    assert [each.content.id for each in sandbox.platform.world.messages.values() if each.hidden] == ["1"]


async def test_a_restart_misses_nothing_of_what_was_taken_in(ledger: SqlLedger, tmp_path: Path) -> None:
    """Channels that began while Takt ran are no gap when it comes back, whoever wrote in them."""
    first = make_sandbox(ledger, StoppedClock(NOW), path=tmp_path / "world.json")
    await first.post(said(1, "hello"))
    robot = Author("robot", "Robot", is_bot=True)
    await first.post(said(2, "good morning from a machine", channel="news", author=robot))
    again = make_sandbox(ledger, StoppedClock(NOW), path=tmp_path / "world.json")
    assert await catch_up(again.community, again.platform) == []
