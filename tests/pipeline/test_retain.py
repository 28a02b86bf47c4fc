"""What is kept no longer goes by itself; what somebody still waits for stays."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.core.content import Message
from bot.core.policy import Retention
from bot.pipeline.appeal import appeal, decide_appeal
from bot.pipeline.retain import Forgotten, keep_retaining, retain
from bot.pipeline.review import undo
from tests.core.makers import DAY
from tests.pipeline.ledger_makers import ANNA, FINE, SCAM, SLUR, World

AGES = timedelta(days=91)


async def text(world: World, id: str) -> str | None:  # noqa: A002 - the field's name
    """Return a message's text as far as it is kept."""
    async with world.community.begin() as uow:
        kept = await uow.contents.kept(Message("general", id))
    return kept.text if kept else None


async def test_clean_texts_are_not_kept_at_all(world: World) -> None:
    """With `clean: none` the text of a message that broke nothing is never written down."""
    await world.act(FINE)
    await world.act(SLUR)
    assert (await text(world, "m1"), await text(world, "m2")) == (None, SLUR)


async def test_clean_texts_go_after_their_own_time(world: World) -> None:
    """With `clean: 2d` they are kept for two days, longer than which only cases are."""
    world.community.retention = Retention(2 * DAY, 90 * DAY)
    await world.act(FINE)
    await world.act(SLUR)
    world.clock.at += timedelta(days=1)
    await retain(world.community)
    assert await text(world, "m1") == FINE
    world.clock.at += timedelta(days=1, seconds=1)
    assert (await retain(world.community)).texts == 1
    assert (await text(world, "m1"), await text(world, "m2")) == (None, SLUR)


async def test_a_cases_text_and_names_go_and_the_chain_holds(world: World) -> None:
    """After 90 days text, names and dead strikes are gone; what happened is still known and verifies."""
    await world.act(SLUR)
    await undo(world.community, 1, ANNA)
    await world.do_all()
    world.clock.at += AGES
    gone = await retain(world.community)
    assert gone.texts == 1
    assert gone.private > 0
    assert gone.strikes == 1
    assert await text(world, "m1") is None
    async with world.community.begin() as uow:
        count, flaws = await uow.journal.verify()
        assert (count > 4, list(flaws)) == (True, [])
        assert all(each.actor.name == "" for each in await uow.journal.of_case(1))
    assert await retain(world.community) == Forgotten(0, 0, 0, 0)


async def test_a_waiting_appeal_keeps_its_evidence(world: World) -> None:
    """As long as a member waits for an answer the text stays, however old; then it goes, and the appeal's words too."""
    await world.act(SCAM)
    await appeal(world.community, 1, "bo", "Bo", "please")
    world.clock.at += AGES
    assert (await retain(world.community)).texts == 0
    assert await text(world, "m1") == SCAM
    await decide_appeal(world.community, 1, ANNA, grant=False, moderators=frozenset())
    world.clock.at += AGES
    assert (await retain(world.community)).texts == 2


async def test_that_a_message_was_seen_is_forgotten_last(world: World) -> None:
    """After 30 days nothing is left of a clean message; of one with a case its case is."""
    await world.act(FINE)
    await world.act(SLUR)
    world.clock.at += timedelta(days=31)
    assert (await retain(world.community)).footprints == 1
    async with world.community.begin() as uow:
        assert await uow.contents.latest(Message("general", "m1")) is None
        assert await uow.contents.latest(Message("general", "m2")) is not None


async def test_it_runs_by_itself_until_cancelled(world: World) -> None:
    """The first round comes at once."""
    await world.act(SLUR)
    await undo(world.community, 1, ANNA)
    world.clock.at += AGES
    task = asyncio.create_task(keep_retaining(world.community))
    for _ in range(100):
        await asyncio.sleep(0.01)
        if await text(world, "m1") is None:
            break
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await text(world, "m1") is None
