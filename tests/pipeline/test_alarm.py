"""Alerts reach moderators once, and go on trying until they do."""

from __future__ import annotations

import asyncio

import pytest

from bot.core.effects import EffectKind, Failed
from bot.pipeline.alarm import keep_telling, tell_moderators
from tests.pipeline.ledger_makers import SLUR, World

FORBIDDEN = Failed("403", permission="the right `Manage Messages` is missing")


async def test_an_alert_waits_for_somebody_to_hear_it(world: World) -> None:
    """Where the moderators' channel can't be written to, the alert is said at the next round."""
    world.platform.answer(EffectKind.HIDE, FORBIDDEN)
    await world.act(SLUR)
    world.room.deaf = True
    assert await tell_moderators(world.community) == 0
    world.room.deaf = False
    assert [await tell_moderators(world.community) for _ in range(2)] == [1, 0]
    assert world.room.heard == ["I can't hide in general: the right `Manage Messages` is missing."]


async def test_each_channels_missing_right_is_its_own(world: World) -> None:
    """A right that is missing in one channel says nothing of another."""
    world.platform.answer(EffectKind.HIDE, FORBIDDEN, FORBIDDEN)
    await world.act(SLUR)
    await world.act(SLUR, channel="other")
    assert await tell_moderators(world.community) == 2


async def test_alerts_quote_nobody(world: World) -> None:
    """Neither text nor member is in an alert."""
    world.platform.answer(EffectKind.HIDE, FORBIDDEN)
    await world.act(SLUR)
    await tell_moderators(world.community)
    assert not {"slurword", "bo", "Bo"} & set(world.room.heard[0].split())


async def test_telling_goes_on_until_cancelled(world: World) -> None:
    """The teller hears of what comes up and says it."""
    world.platform.answer(EffectKind.HIDE, FORBIDDEN)
    await world.act(SLUR)
    task = asyncio.create_task(keep_telling(world.community))
    for _ in range(100):
        await asyncio.sleep(0.01)
        if world.room.heard:
            break
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert len(world.room.heard) == 1
