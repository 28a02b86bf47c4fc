"""Moderators hear of an outage of the classifier once, and once that it is over."""

from __future__ import annotations

import asyncio
import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from prometheus_client import CollectorRegistry

from bot.classifiers.metrics import ScoringMetrics
from bot.classifiers.served import Limits, ServedClassifier
from bot.core.cases import CaseState
from bot.core.decision import Verdict
from bot.core.labels import Label
from bot.core.signals import Score
from bot.pipeline import rescore
from bot.pipeline.rescore import Round
from tests.pipeline.ledger_makers import FINE, INSULT, World
from tests.pipeline.rescore_makers import Fault, catch_up_scores, decisions, failing, failing_world, rounds, waiting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.signals import Scores
    from bot.storage.ledger import SqlLedger


@pytest.fixture
def world(ledger: SqlLedger) -> World:
    """Give a community whose classifier can be made to fail."""
    return failing_world(ledger)


async def test_a_blip_is_not_spoken_of(world: World) -> None:
    """What is over within half a minute was no outage, and leaves no trace in the queue."""
    for _ in range(5):
        failing(world).fault = Fault.UNSCORED
        await world.say(FINE, wait=1)
        await rounds(world, 2)
        failing(world).fault = None
        await rounds(world, 2)
    assert world.room.heard == []
    async with world.community.begin() as uow:
        assert (await uow.unscored.backlog()).ended is None


async def test_moderators_hear_of_an_outage_once_and_once_of_its_end(world: World) -> None:
    """However many messages wait and however often it is looked at; the end says what came of it."""
    failing(world).fault = Fault.UNSCORED
    for number in range(20):
        await world.say(INSULT if number == 7 else FINE, f"u{number}", wait=1)
        await rounds(world)
    assert len(world.room.heard) == 1
    assert world.room.heard[0].startswith("Scores are missing since 2026-03-01 12:00 UTC: 3 messages wait. Word lists")
    failing(world).fault = None
    await catch_up_scores(world)
    await rounds(world, 5)
    assert world.room.heard[1:] == ["The model is back. 20 messages were scored late: 1 case."]


async def test_a_model_that_comes_and_goes_is_one_outage(world: World) -> None:
    """It is back once it has answered for half a minute, so that moderators are not told every minute."""
    for _ in range(10):
        failing(world).fault = Fault.UNSCORED
        await world.say(FINE, wait=1)
        await rounds(world, 5)
        failing(world).fault = None
        await rounds(world, 2)
    assert len(world.room.heard) == 1
    await catch_up_scores(world)
    assert world.room.heard[1:] == ["The model is back. 10 messages were scored late: 0 cases."]


async def test_the_next_outage_is_another_one(world: World) -> None:
    """Each has its beginning and its end."""
    for _ in range(2):
        failing(world).fault = Fault.UNSCORED
        await world.say(FINE)
        await rounds(world, 5)
        failing(world).fault = None
        await catch_up_scores(world)
    assert [each.split()[0] for each in world.room.heard] == ["Scores", "The", "Scores", "The"]


async def test_an_outage_ends_too_where_nothing_waits_any_more(world: World) -> None:
    """Where all that waited was emptied, its end is said as soon as the model answers."""
    failing(world).fault = Fault.UNSCORED
    await world.say(FINE, id="x")
    await rounds(world, 5)
    await world.say("", id="x", revision=1)
    assert await rounds(world) == [Round.DOWN]
    failing(world).fault = None
    assert await rounds(world) == [Round.IDLE]
    assert world.room.heard[1:] == ["The model is back. 0 messages were scored late: 0 cases."]


async def test_in_an_outage_no_message_is_tried(world: World) -> None:
    """Only a probe is, so that a slow failure costs little and no message counts as one that can't be scored."""
    failing(world).fault = Fault.UNSCORED
    await world.say(INSULT)
    failing(world).asked.clear()
    await rounds(world, 20)
    assert len(failing(world).asked) == 20
    assert INSULT not in failing(world).asked
    assert len(set(failing(world).asked)) == 20


async def test_an_outage_for_some_texts_only_is_no_storm_of_cases(world: World) -> None:
    """Where the classifier answers, but not for what waits, moderators are told once and asked about few of them."""
    texts = [f"{FINE} {number}" for number in range(30)]
    failing(world).poison = set(texts)
    for text in texts:
        await world.say(text, text, wait=1)
    await rounds(world, 30, apart=60)
    assert len(world.room.heard) == 1
    async with world.community.begin() as uow:
        assert await uow.cases.count(CaseState) <= 5
    failing(world).poison = set()
    await catch_up_scores(world, apart=60)
    assert await waiting(world) == 0


async def test_the_loop_asks_ever_more_seldom_and_goes_on_at_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In an outage its pauses double up to a minute; afterwards it looks every two seconds."""
    pauses: list[float] = []
    sleep = asyncio.sleep

    async def pass_time(seconds: float) -> None:
        pauses.append(seconds)
        world.clock.at += timedelta(seconds=seconds)
        failing(world).fault = Fault.UNSCORED if len(pauses) < 8 else None
        await sleep(0)
        if len(pauses) == 12:
            raise asyncio.CancelledError

    failing(world).fault = Fault.UNSCORED
    for _ in range(20):
        await world.say(FINE, wait=0)
    monkeypatch.setattr(asyncio, "sleep", pass_time)
    with pytest.raises(asyncio.CancelledError):
        await rescore.work(world.community)
    assert pauses == [2, 2, 4, 8, 16, 32, 60, 60, 2, 2, 2, 2]
    assert await waiting(world) == 0


class BrokenModel:
    """A model in this process that hangs, crashes or answers nonsense while it is `broken`."""

    name = "broken 1"
    labels = frozenset({Label.INSULT})

    def __init__(self, how: str) -> None:
        self.how = how
        self.broken = True
        self.freed = threading.Event()

    def score_batch(self, texts: Sequence[str]) -> Sequence[Scores]:
        """Score insults, or fail."""
        if self.broken:
            match self.how:
                case "hangs":
                    self.freed.wait()
                case "crashes":
                    raise MemoryError(texts)
                case "nan":
                    return [{Label.INSULT: Score(float("nan"))} for _ in texts]
                case "odd":
                    odd: Any = [{Label.INSULT: float("nan")} for _ in texts]
                    return odd  # type: ignore[no-any-return]  # as a broken one may
                case _:
                    return []
        return [{Label.INSULT: Score(0.95 if text == INSULT else 0.01)} for text in texts]


@pytest.mark.parametrize("how", ["hangs", "crashes", "nan", "odd", "short"])
async def test_a_served_model_that_breaks(world: World, how: str) -> None:
    """Nothing passes silently, nothing is hidden, moderators are told once, and all is scored when it is back."""
    model = BrokenModel(how)
    limits = Limits(seconds=0.05, probe=0.01)
    async with ServedClassifier(model, limits, ScoringMetrics(CollectorRegistry())) as served:
        world.community.classifier = served
        for number in range(20):
            await world.say(INSULT if number % 2 else f"{FINE} {number}", f"u{number}", id=f"m{number}", wait=2)
        ended = await rounds(world, 5)
        assert (set(ended), await waiting(world), world.platform.hidden) == ({Round.DOWN}, 20, set())
        model.broken = False
        model.freed.set()
        for _ in range(20):
            await asyncio.sleep(0.02)
            await rounds(world)
        await world.do_all()
    assert (await waiting(world), world.platform.hidden) == (0, set())
    for number in range(20):
        wanted = Verdict.ACT if number % 2 else Verdict.PASS
        assert [each.verdict for each in await decisions(world, f"m{number}")] == [Verdict.PENDING, wanted]
    assert [each.split(".")[0] for each in world.room.heard] == [
        "Scores are missing since 2026-03-01 12:00 UTC: 20 messages wait",
        "The model is back",
    ]
