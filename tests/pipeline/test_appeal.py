"""Appeals: one per case, one's own, in time, looked at by another, always answered."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.actions import TimeOut
from bot.core.cases import Actor, AppealState, CaseState
from bot.core.effects import EffectKind, EffectState, Failed
from bot.core.notices import NoticeKind
from bot.pipeline.appeal import Appealed, NotAppealed, WhyNot, appeal, decide_appeal
from bot.pipeline.by_hand import ByHand, enter
from bot.pipeline.review import change, dismiss, undo, uphold
from tests.pipeline.ledger_makers import ANNA, BERT, FINE, HOUR, SLUR, World

BOTH, ONLY_ANNA = frozenset({ANNA.id, BERT.id}), frozenset({ANNA.id})


async def ask(world: World, number: int = 1, member: str = "bo") -> Appealed | NotAppealed:
    """Appeal in Bo's name."""
    return await appeal(world.community, number, member, "Bo", "I meant it well")


async def answer(world: World, actor: Actor, *, grant: bool, moderators: frozenset[str] = BOTH) -> WhyNot | AppealState:
    """Decide the appeal of case 1 and do all that follows."""
    decided = await decide_appeal(world.community, 1, actor, grant=grant, moderators=moderators)
    await world.do_all()
    return decided.why if isinstance(decided, NotAppealed) else decided.appeal.state


async def test_a_granted_appeal_undoes_the_case(world: World) -> None:
    """Message, member and strikes are as before, and the member is told once."""
    await world.act(SLUR)
    await uphold(world.community, 1, ANNA)
    await world.do_all()
    assert isinstance(await ask(world), Appealed)
    assert await answer(world, BERT, grant=True) is AppealState.GRANTED
    assert (world.is_hidden(), world.is_out(), await world.strikes()) == (False, None, [])
    assert (await world.case(1)).state is CaseState.UNDONE
    assert [each.kind for each in await world.notices(1)][2:] == [NoticeKind.APPEAL_GRANTED]
    assert await world.act(SLUR, "kim") == 0


async def test_a_denied_appeal_is_answered_and_leaves_all_as_it_is(world: World) -> None:
    """The member hears that somebody looked; what was done stands."""
    await world.act(SLUR)
    await ask(world)
    assert await answer(world, BERT, grant=False) is AppealState.DENIED
    assert world.is_hidden()
    assert (await world.notices(1))[-1].kind is NoticeKind.APPEAL_DENIED
    assert "the decision stands" in world.platform.texts()[-1]


async def test_there_is_one_appeal_per_case(world: World) -> None:
    """A second one is refused, before and after the answer."""
    await world.act(SLUR)
    await ask(world)
    assert await ask(world) == NotAppealed(WhyNot.APPEALED_BEFORE)
    await answer(world, BERT, grant=False)
    assert await ask(world) == NotAppealed(WhyNot.APPEALED_BEFORE)
    assert await answer(world, BERT, grant=True) is WhyNot.ANSWERED_BEFORE


async def test_only_ones_own_case_can_be_appealed(world: World) -> None:
    """Another member can't tell whether the case exists at all."""
    await world.act(SLUR)
    assert await ask(world, member="kim") == NotAppealed(WhyNot.NO_SUCH_CASE)
    assert await ask(world, number=99) == NotAppealed(WhyNot.NO_SUCH_CASE)


async def test_the_window_closes(world: World) -> None:
    """At the last moment an appeal is taken, a second later not."""
    await world.act(SLUR)
    ends = (await world.notices(1))[0].appeal_until
    assert ends is not None
    world.clock.at = ends + timedelta(seconds=1)
    assert await ask(world) == NotAppealed(WhyNot.TOO_LATE)
    world.clock.at = ends
    assert isinstance(await ask(world), Appealed)


async def test_a_later_notice_opens_the_window_anew(world: World) -> None:
    """Who gets a time-out after two weeks can appeal against it for two weeks."""
    await world.act(SLUR)
    world.clock.at += timedelta(days=15)
    assert await ask(world) == NotAppealed(WhyNot.TOO_LATE)
    await change(world.community, 1, ANNA, [TimeOut(HOUR)])
    assert isinstance(await ask(world), Appealed)


async def test_who_decided_leaves_the_appeal_to_others_where_there_are_any(world: World) -> None:
    """Anna's verdict is looked at by Bert; where Anna is alone she has to."""
    await world.act(SLUR)
    await uphold(world.community, 1, ANNA)
    await ask(world)
    assert await answer(world, ANNA, grant=False) is WhyNot.ANOTHER_MODERATOR
    assert await answer(world, ANNA, grant=False, moderators=ONLY_ANNA) is AppealState.DENIED


@pytest.mark.parametrize("do", [undo, dismiss])
async def test_who_takes_back_first_grants_the_appeal(world: World, do) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001
    """An appeal that waits is answered by an undo, in one notice."""
    await world.act(SLUR)
    await ask(world)
    await do(world.community, 1, ANNA)
    await world.do_all()
    assert [each.kind for each in await world.notices(1)] == [NoticeKind.ACTION, NoticeKind.APPEAL_GRANTED]
    async with world.community.begin() as uow:
        assert await uow.appeals.waiting() == []
    assert await answer(world, BERT, grant=False) is WhyNot.ANSWERED_BEFORE


async def test_a_restore_by_hand_grants_the_appeal_too(world: World) -> None:
    """Whatever way a moderator takes it back, the member who waits gets an answer."""
    await world.act(SLUR)
    await ask(world)
    act = ByHand("h1", BERT, EffectKind.RESTORE, "bo", world.clock.at, world.content(id="m1").message)
    await enter(world.community, act)
    await world.do_all()
    async with world.community.begin() as uow:
        assert await uow.appeals.waiting() == []
    assert (await world.notices(1))[-1].kind is NoticeKind.APPEAL_GRANTED


async def test_an_upheld_case_still_owes_an_answer(world: World) -> None:
    """A verdict on the case does not answer the appeal: that waits for somebody else."""
    await world.act(SLUR)
    await ask(world)
    await uphold(world.community, 1, ANNA)
    assert await answer(world, ANNA, grant=False) is WhyNot.ANOTHER_MODERATOR
    assert await answer(world, BERT, grant=True) is AppealState.GRANTED
    assert world.is_out() is None


async def test_what_was_taken_back_can_not_be_appealed(world: World) -> None:
    """There is nothing left to ask for."""
    await world.act(SLUR)
    await undo(world.community, 1, ANNA)
    assert await ask(world) == NotAppealed(WhyNot.TAKEN_BACK)
    assert await answer(world, BERT, grant=True) is WhyNot.NO_APPEAL


async def test_without_anything_done_there_is_no_appeal(world: World) -> None:
    """A case that only waits for a moderator has nothing to appeal against."""
    await world.act(FINE, id="x")
    await world.reports(world.content(FINE, id="x"), "ida", "kim", "mia")
    assert await ask(world) == NotAppealed(WhyNot.NOTHING_DONE)


async def test_an_answer_that_cannot_be_sent_is_kept(world: World) -> None:
    """Where the answer can't be delivered it waits for the member, written down as that."""
    await world.act(SLUR)
    await ask(world)
    world.platform.answer(EffectKind.NOTIFY, Failed("no DM"), Failed("no thread"))
    await answer(world, BERT, grant=False)
    async with world.community.begin() as uow:
        *_, (notice, text) = await uow.notices.of_member("bo")
    assert (notice.kind, str(notice.state)) == (NoticeKind.APPEAL_DENIED, "kept")
    assert text
    assert EffectState.SUBSTITUTED in {state for _, state in await world.states(1)}
