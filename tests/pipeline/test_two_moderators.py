"""Two moderators at the same cases, each on a ledger of their own over one file."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.core.actions import Ban, Hide, TimeOut
from bot.core.cases import UNDECIDED, Actor, ActorKind, Case, CaseState
from bot.core.effects import EffectKind, is_standing
from bot.core.journal import EventKind
from bot.pipeline import review
from bot.pipeline.enforce import work_once
from bot.pipeline.review import Claimed, Did, NothingToDo, TooLate
from bot.storage.keys import new_key
from bot.storage.ledger import open_ledger
from tests.pipeline.ledger_makers import INSULT, World, make_world

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path

    from bot.pipeline.community import Community
    from bot.storage.ledger import SqlLedger

CASES, CLICKS, MEMBERS = 40, 1000, 8
ANSWERS = (Did, TooLate, Claimed, NothingToDo)
CHOICES = ((Hide(),), (TimeOut(600),), (Hide(), TimeOut(86400)), (Ban(),))
EVENTS = {
    "claim": EventKind.CLAIMED,
    "release": EventKind.RELEASED,
    "uphold": EventKind.UPHELD,
    "dismiss": EventKind.DISMISSED,
    "change": EventKind.CHANGED,
    "undo": EventKind.UNDONE,
    "reopen": EventKind.REOPENED,
}


@dataclass
class Desk:
    """One moderator, with what they last saw of each case and what came of their clicks."""

    community: Community
    actor: Actor
    chance: random.Random
    seen: dict[int, Case]
    answers: list[tuple[str, Case, review.Answer]] = field(default_factory=list)

    async def click(self, number: int) -> None:
        """Do a random thing to a case as it was last seen."""
        name = self.chance.choice(list(EVENTS))
        before = self.seen[number]
        answer = await self._verbs()[name](number, before.version)
        assert isinstance(answer, ANSWERS), "the loser is told who won"
        self.seen[number] = answer.case
        self.answers.append((name, before, answer))

    def _verbs(self) -> dict[str, Callable[[int, int], Awaitable[review.Answer]]]:
        here, me = self.community, self.actor
        return {
            "claim": lambda number, saw: review.claim(here, number, me, version=saw),
            "release": lambda number, _: review.release(here, number, me),
            "uphold": lambda number, saw: review.uphold(here, number, me, version=saw),
            "dismiss": lambda number, saw: review.dismiss(here, number, me, version=saw),
            "change": lambda number, saw: review.change(here, number, me, self.chance.choice(CHOICES), version=saw),
            "undo": lambda number, saw: review.undo(here, number, me, version=saw),
            "reopen": lambda number, saw: review.reopen(here, number, me, version=saw),
        }


@pytest.fixture
async def ledgers(tmp_path: Path) -> AsyncIterator[tuple[SqlLedger, SqlLedger]]:
    """Give two ledgers over one file, each with its own connections, as two processes have."""
    url, key = f"sqlite:///{tmp_path / 'takt.sqlite3'}", new_key()
    first = await open_ledger(url, [key])
    second = await open_ledger(url, [key])
    yield first, second
    await first.close()
    await second.close()


async def test_two_moderators_make_one_decision_each_version(ledgers: tuple[SqlLedger, SqlLedger]) -> None:
    """Of 2,000 clicks on 40 cases each accepted one is a version of its own, and the others are told who won."""
    world = make_world(ledgers[0])
    for number in range(CASES):
        await world.say(f"{INSULT}" if number % 2 else "you slurword", member=f"member-{number % MEMBERS}")
    await world.do_all()
    opened = {number: await world.case(number) for number in range(1, CASES + 1)}
    desks = [_desk(world, ledgers[0], "anna", opened), _desk(world, ledgers[1], "bert", opened)]
    await asyncio.gather(*(_click_along(desk, world) for desk in desks), _do_along(world))
    _each_click_was_answered(desks)
    for case in opened.values():
        await _versions_are_whole(world, case, desks)
    await world.do_all()
    for number in opened:
        await _nothing_stands_that_was_taken_back(world, number)
    await _platform_is_as_written(world)


def _desk(world: World, ledger: SqlLedger, name: str, opened: dict[int, Case]) -> Desk:
    actor = Actor(ActorKind.MODERATOR, name, name.title())
    return Desk(replace(world.community, ledger=ledger), actor, random.Random(name), dict(opened))


async def _click_along(desk: Desk, world: World) -> None:
    """Click a thousand times, a second apart, so that claims run out."""
    for _ in range(CLICKS):
        world.clock.at += timedelta(seconds=1)
        await desk.click(desk.chance.randint(1, CASES))


async def _do_along(world: World) -> None:
    """Let the worker do some of it meanwhile."""
    for _ in range(CLICKS // 20):
        await work_once(world.community)


def _each_click_was_answered(desks: list[Desk]) -> None:
    kinds = Counter(type(answer) for desk in desks for _, _, answer in desk.answers)
    assert kinds.total() == 2 * CLICKS
    # Who gets the file's lock first is chance, and with it whether a claim is met; an old version always is.
    assert all(kinds[each] for each in (Did, TooLate)), kinds
    for desk in desks:
        for name, saw, answer in desk.answers:
            _loser_knows_who(desk, name, saw, answer)


def _loser_knows_who(desk: Desk, name: str, saw: Case, answer: review.Answer) -> None:
    match answer:
        case Did(case):
            assert name == "release" or case.version == saw.version + 1
        case TooLate(case):
            assert case.version != saw.version
            assert case.decided_by or case.claimed_by or case.state in UNDECIDED
            assert (case.decided_by == "") == (case.decided_at is None)
        case Claimed(case):
            assert case.claimed_by not in {"", desk.actor.id}
            assert case.claimed_at is not None
        case NothingToDo(case):
            assert case.version == saw.version or name == "release"
        case _:
            raise AssertionError(f"{answer} is no answer to a click on a case that exists")


async def _versions_are_whole(world: World, opened: Case, desks: list[Desk]) -> None:
    """Check one journal event for each accepted click, by who clicked, and versions that rise by one."""
    accepted = [
        (answer.case.version, desk.actor.id, str(EVENTS[name]))
        for desk in desks
        for name, _, answer in desk.answers
        if isinstance(answer, Did) and answer.case.number == opened.number
    ]
    accepted.sort()
    assert [version for version, _, _ in accepted] == [opened.version + 1 + each for each in range(len(accepted))]
    case = await world.case(opened.number)
    assert case.version == opened.version + len(accepted)
    async with world.community.begin() as uow:
        events = [each for each in await uow.journal.of_case(case.number) if each.actor.kind is ActorKind.MODERATOR]
    assert [(each.actor.id, str(each.kind)) for each in events] == [(who, kind) for _, who, kind in accepted]
    verdicts = [(who, kind) for _, who, kind in accepted if kind not in {"claimed", "released", "reopened"}]
    assert not case.decided_by or case.decided_by == verdicts[-1][0]


async def _nothing_stands_that_was_taken_back(world: World, number: int) -> None:
    case, effects = await world.case(number), await world.effects(number)
    assert not any(each.is_open for each in effects)
    if case.state in {CaseState.DISMISSED, CaseState.UNDONE}:
        restricting = {EffectKind.HIDE, EffectKind.TIME_OUT, EffectKind.BAN}
        assert [each.key for each in effects if each.kind in restricting and is_standing(each, effects)] == []


async def _platform_is_as_written(world: World) -> None:
    """Check that the platform holds what the cases' last states say, and that the chain holds."""
    upheld = {number for number in range(1, CASES + 1) if (await world.case(number)).state is CaseState.UPHELD}
    for number in range(1, CASES + 1):
        effects = await world.effects(number)
        hidden = any(each.kind is EffectKind.HIDE and is_standing(each, effects) for each in effects)
        assert hidden == ((await world.case(number)).message in world.platform.hidden)
    banned = set()
    for number in upheld:
        effects = await world.effects(number)
        banned |= {each.member for each in effects if each.kind is EffectKind.BAN and is_standing(each, effects)}
    assert world.platform.gone == banned
    assert world.platform.twice == []
    async with world.community.begin() as uow:
        assert (await uow.journal.verify())[1] == []
        assert await uow.effects.hides_without_notice() == []
