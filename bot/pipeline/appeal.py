"""Appeals: a member asks once for another look at a case, and always gets an answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.core.cases import Actor, ActorKind, Appeal, AppealState, Case, CaseState
from bot.core.journal import Event, EventKind
from bot.core.notices import NoticeKind
from bot.core.standing import standing
from bot.pipeline.planning import Manner, notice_for, tell
from bot.pipeline.take_back import take_back

if TYPE_CHECKING:
    from datetime import datetime

    from bot.pipeline.community import Community
    from bot.ports.ledger import UnitOfWork


_ACTORS = 500


class WhyNot(StrEnum):
    """Why an appeal is not taken, or can't be decided so."""

    NO_SUCH_CASE = "no_such_case"
    NOTHING_DONE = "nothing_done"
    TOO_LATE = "too_late"
    APPEALED_BEFORE = "appealed_before"
    TAKEN_BACK = "taken_back"
    NO_APPEAL = "no_appeal"
    ANSWERED_BEFORE = "answered_before"
    ANOTHER_MODERATOR = "another_moderator"


@dataclass(frozen=True, slots=True)
class Appealed:
    """The appeal as it stands."""

    appeal: Appeal


@dataclass(frozen=True, slots=True)
class NotAppealed:
    """Why not, for the member or the moderator who asked."""

    why: WhyNot


async def appeal(community: Community, number: int, member: str, name: str, text: str) -> Appealed | NotAppealed:
    """Enter a member's appeal against their own case."""
    async with community.begin() as uow:
        now = community.now()
        case = await uow.cases.get(number)
        if case is None or case.member != member:
            return NotAppealed(WhyNot.NO_SUCH_CASE)
        if why := await _refusal(uow, case, now):
            return NotAppealed(why)
        made = Appeal(community.id, number, member, text, now)
        if not await uow.appeals.add(made):
            return NotAppealed(WhyNot.APPEALED_BEFORE)
        actor = Actor(ActorKind.MEMBER, member, name)
        await uow.journal.append(Event(EventKind.APPEALED, now, number, actor, person=member))
        return Appealed(made)


async def decide_appeal(
    community: Community, number: int, actor: Actor, *, grant: bool, moderators: frozenset[str]
) -> Appealed | NotAppealed:
    """Grant or deny an appeal. `moderators`: the ids of all who could; who has a part in it leaves it to others."""
    async with community.begin() as uow:
        case, appeal = await uow.cases.get(number), await uow.appeals.of_case(number)
        if case is None or appeal is None:
            return NotAppealed(WhyNot.NO_APPEAL)
        if appeal.state is not AppealState.WAITING:
            return NotAppealed(WhyNot.ANSWERED_BEFORE)
        if _leaves_it(case, actor, moderators):
            return NotAppealed(WhyNot.ANOTHER_MODERATOR)
        state = AppealState.GRANTED if grant else AppealState.DENIED
        decided = replace(appeal, state=state, decided_by=actor.id, decided_at=community.now())
        await uow.appeals.save(decided)
        await _answer(uow, community, case, actor, grant=grant)
    community.work.set()
    return Appealed(decided)


async def known_moderators(community: Community) -> frozenset[str]:
    """Return who has acted as a moderator lately, for where nobody else says who they are."""
    async with community.begin() as uow:
        events = await uow.journal.recent(limit=_ACTORS)
    return frozenset(each.actor.id for each in events if each.actor.kind is ActorKind.MODERATOR and each.actor.id)


def _leaves_it(case: Case, actor: Actor, moderators: frozenset[str]) -> bool:
    """Tell whether somebody else is to decide: first who has no part in it, then who decided the case."""
    if actor.id == case.member:
        return bool(moderators - {actor.id})
    return actor.id == case.decided_by and bool(moderators - {actor.id, case.member})


async def _refusal(uow: UnitOfWork, case: Case, now: datetime) -> WhyNot | None:
    if case.state in {CaseState.UNDONE, CaseState.DISMISSED, CaseState.VOID}:
        return WhyNot.TAKEN_BACK
    ends = [each.appeal_until for each in await uow.notices.of_case(case.number) if each.appeal_until]
    if not ends:
        return WhyNot.NOTHING_DONE
    return WhyNot.TOO_LATE if max(ends) < now else None


async def _answer(uow: UnitOfWork, community: Community, case: Case, actor: Actor, *, grant: bool) -> None:
    now = community.now()
    raised = replace(case, version=case.version + 1, changed_at=now, claimed_by="", claimed_at=None)
    if grant:
        raised = replace(raised, state=CaseState.UNDONE, decided_by=actor.id, decided_at=now)
    elif case.state is CaseState.HANDLED:
        # Who looked at the appeal looked at the case: nobody has to look again.
        raised = replace(raised, state=CaseState.UPHELD, decided_by=actor.id, decided_at=now)
    kind = EventKind.APPEAL_GRANTED if grant else EventKind.APPEAL_DENIED
    await uow.journal.append(Event(kind, now, case.number, actor, standing(raised), person=case.member))
    if grant:
        await take_back(uow, community, raised, actor, NoticeKind.APPEAL_GRANTED)
    else:
        await tell(uow, community, notice_for(community, raised, NoticeKind.APPEAL_DENIED, Manner(decided=False)))
    await uow.cases.save(raised)
