"""A member is exported and erased, and one community's members are nobody in another."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bot.core.cases import CaseState
from bot.core.effects import EffectState
from bot.pipeline.appeal import Appealed, NotAppealed, appeal
from bot.pipeline.review import NoSuchCase, NothingToDo, dismiss, undo, uphold
from bot.storage.keys import new_key
from bot.storage.ledger import open_ledger
from tests.pipeline.ledger_makers import ANNA, BERT, SLUR, World, make_world

if TYPE_CHECKING:
    from pathlib import Path

    from bot.storage.ledger import SqlLedger

MEMBER, NAME, TEXT = "member-4711-xyz", "Rosalindis Quennell", f"{SLUR} of all people"


async def eventful(world: World) -> None:
    """Let much happen to one member: an upheld case, an undone one, an open one with an appeal, and open effects."""
    from bot.core.content import Author

    author = Author(MEMBER, NAME)
    for number, do in ((1, uphold), (2, undo)):
        await world.act(f"{TEXT} {number}", author=author)
        await do(world.community, number, ANNA)
        await world.do_all()
    await world.act(f"{TEXT} 3", author=author)
    assert isinstance(await appeal(world.community, 3, MEMBER, NAME, "please, not me"), Appealed)
    await world.say(f"{TEXT} 4", author=author)


async def test_export_gives_everything_as_plain_data_and_names_no_moderator(world: World) -> None:
    """Texts, cases, strikes, notices and the appeal are there; whoever decided is not."""
    await eventful(world)
    async with world.community.begin() as uow:
        exported = json.dumps(await uow.people.export(MEMBER))
    assert all(each in exported for each in (f"{TEXT} 1", f"{TEXT} 4", NAME, "please, not me", "no-hate"))
    assert not any(each in exported for each in (ANNA.id, ANNA.name, BERT.id))


async def test_an_erased_member_is_gone_and_the_chain_verifies(tmp_path: Path) -> None:
    """Nothing in the database file names the member any more, nothing is done to them any more, the log holds."""
    path = tmp_path / "takt.db"
    ledger = await open_ledger(f"sqlite:///{path}", [new_key()])
    world = make_world(ledger)
    await eventful(world)
    calls = len(world.platform.calls)
    async with world.community.begin() as uow:
        assert await uow.people.erase(MEMBER, world.clock.at) > 0
    await world.do_all()
    assert len(world.platform.calls) == calls
    async with world.community.begin() as uow:
        assert list((await uow.journal.verify())[1]) == []
        assert [each.state for each in await uow.cases.find()] == [
            CaseState.VOID,
            CaseState.VOID,
            CaseState.UNDONE,
            CaseState.UPHELD,
        ]
        assert await uow.appeals.waiting() == []
        assert await uow.strikes.live(MEMBER, world.clock.at) == []
        left = await uow.people.export(MEMBER)
    assert not any(value for key, value in left.items() if isinstance(value, list) and key != "gaps")
    async with world.community.begin() as uow:
        assert await uow.effects.count_open() == 0
    await ledger.close()
    raw = b"".join(each.read_bytes() for each in tmp_path.iterdir())  # noqa: ASYNC240 - nothing else runs here
    assert [each for each in (MEMBER, NAME, TEXT, "please, not me") if each.encode() in raw] == []


async def test_who_was_erased_can_come_back_as_somebody_new(world: World) -> None:
    """A message of theirs after the erasure is a first one; the old cases are nobody's."""
    await world.act(SLUR)
    async with world.community.begin() as uow:
        await uow.people.erase("bo", world.clock.at)
    assert isinstance(await appeal(world.community, 1, "bo", "Bo", "please"), NotAppealed)
    assert isinstance(await undo(world.community, 1, ANNA), NothingToDo)
    number = await world.act("you idiot")
    assert await world.states(number) == [("notify", EffectState.DONE)]
    assert len(await world.strikes()) == 1


async def test_an_erased_moderator_leaves_their_verdicts(world: World) -> None:
    """Who moderated can be erased too: the verdict stays, whose it was does not."""
    await world.act(SLUR)
    await dismiss(world.community, 1, ANNA)
    async with world.community.begin() as uow:
        await uow.people.erase(ANNA.id, world.clock.at)
        events = await uow.journal.of_case(1)
        assert list((await uow.journal.verify())[1]) == []
    case = await world.case(1)
    assert case.state is CaseState.DISMISSED
    assert case.decided_by != ANNA.id
    assert ANNA.name not in str(events)


async def test_communities_do_not_touch(ledger: SqlLedger) -> None:
    """Two communities with the same ids for everything: no strike, verdict, case or erasure crosses over."""
    here, there = make_world(ledger, "here"), make_world(ledger, "there")
    for _ in range(2):
        await here.act(SLUR)
    assert await there.strikes() == []
    number = await there.act(SLUR)
    assert (number, len(await there.strikes())) == (1, 1)
    await dismiss(here.community, 1, ANNA)
    await here.do_all()
    assert (await there.case(1)).state is CaseState.OPEN
    assert there.is_hidden("m1")
    assert not here.is_hidden("m1")
    assert await here.act(SLUR, "kim") == 0
    assert await there.act(SLUR, "kim") == 2
    async with here.community.begin() as uow:
        await uow.people.erase("bo", here.clock.at)
    assert (await there.case(1)).member == "bo"
    assert len(await there.strikes()) == 1
    assert isinstance(await undo(there.community, 3, ANNA), NoSuchCase)
    for world in (here, there):
        async with world.community.begin() as uow:
            assert list((await uow.journal.verify())[1]) == []
