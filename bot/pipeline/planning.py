"""Plans what a case's current version does: effects, and the notice that goes with them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.effects import Effect, EffectKind, EffectState, Route, effect_key
from bot.core.lower import lower
from bot.core.member_text import in_language
from bot.core.notices import Notice, NoticeKind, NoticeState

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from bot.core.actions import Enforcement
    from bot.core.cases import Case
    from bot.core.content import Content, Message
    from bot.core.lower import Lowered
    from bot.pipeline.community import Community
    from bot.ports.ledger import UnitOfWork


@dataclass(frozen=True, slots=True)
class Manner:
    """How it came to an answer: found by a program, decided by a program alone, long after the message."""

    detected: bool = True
    decided: bool = True
    late: bool = False


async def plan(
    uow: UnitOfWork,
    community: Community,
    case: Case,
    actions: Iterable[Enforcement],
    manner: Manner,
    messages: Sequence[Message] = (),
) -> Lowered:
    """Plan the effects of actions for the case's version, and one notice about them all.

    `messages`: those that are hidden where one is to be, the case's own by default.
    """
    earlier = await uow.effects.of_case(case.number)
    low = lower(actions, case, earlier, community.enforcer.capabilities, community.now(), messages)
    for effect in low.effects:
        await uow.effects.plan(effect)
    if low.says and case.member:
        # A friendly word says that the message may stay; a plea asks for the contrary.
        kind = NoticeKind.ACTION if low.restricts else NoticeKind.NUDGE
        notice = notice_for(community, case, kind, manner)
        await tell(uow, community, replace(notice, warning=low.warns, pleads=low.pleads))
    return low


async def plan_further(
    uow: UnitOfWork, community: Community, case: Case, actions: Iterable[Enforcement], manner: Manner, content: Content
) -> None:
    """Plan the effects of actions on a further message of a case's incident.

    Its member hears of all of them together when none has come for as long as an incident lasts, or in the notice that
    waits to be sent.
    """
    earlier = await uow.effects.of_case(case.number)
    low = lower(actions, case, earlier, community.enforcer.capabilities, community.now(), (content.message,))
    if not low.says:
        return
    quiet = community.now() + timedelta(seconds=community.policy.incident_seconds)
    waiting = await _waiting(uow, case, earlier)
    for effect in low.effects:
        await uow.effects.plan(replace(effect, batch=waiting.batch if waiting else case.version))
    if waiting is None:
        notice = replace(notice_for(community, case, NoticeKind.ACTION, manner), warning=low.warns, pleads=low.pleads)
        await tell(uow, community, notice, quiet)
    elif waiting.not_before is not None:
        await uow.effects.save(replace(waiting, not_before=quiet))


async def _waiting(uow: UnitOfWork, case: Case, effects: Sequence[Effect]) -> Effect | None:
    """Return what brings a notice of what was done and was not tried yet, if there is any."""
    acts = {each.id for each in await uow.notices.of_case(case.number) if each.kind is NoticeKind.ACTION}
    untried = (each for each in effects if each.state is EffectState.PLANNED and not each.attempts)
    return next((each for each in untried if each.notice in acts), None)


def notice_for(community: Community, case: Case, kind: NoticeKind, manner: Manner) -> Notice:
    """Return a notice about the case's version, with its gravest rule in the member's language."""
    name = next(iter(case.rules), "")
    rule = next((each for each in community.policy.rules if each.id == name), None)
    now = community.now()
    appealable = kind in {NoticeKind.NUDGE, NoticeKind.ACTION}
    return Notice(
        community=case.community,
        case=case.number,
        batch=case.version,
        member=case.member,
        message=case.message,
        kind=kind,
        language=case.language,
        rule=name,
        title=in_language(rule.title, case.language) or name if rule else name,
        explanation=in_language(rule.explanation, case.language) if rule else "",
        made_at=now,
        detected=manner.detected,
        decided=manner.decided,
        late=manner.late,
        appeal_until=now + timedelta(seconds=community.policy.appeal_seconds) if appealable else None,
    )


async def tell(uow: UnitOfWork, community: Community, notice: Notice, not_before: datetime | None = None) -> Notice:
    """Queue a notice; where nobody can be written to, it is kept for when the member asks."""
    if EffectKind.NOTIFY not in community.enforcer.capabilities:
        kept = replace(notice, state=NoticeState.KEPT, reason="the bot can't write to members here")
        return await uow.notices.add(kept)
    added = await uow.notices.add(notice)
    await uow.effects.plan(replace(notify(added, Route.DIRECT), not_before=not_before))
    return added


def notify(notice: Notice, route: Route) -> Effect:
    """Return the effect that brings a notice to its member by one route."""
    kind = EffectKind.NOTIFY
    return Effect(
        key=effect_key(notice.community, notice.case, notice.batch, kind, f"{notice.kind}-{route}"),
        community=notice.community,
        case=notice.case,
        batch=notice.batch,
        kind=kind,
        message=notice.message,
        member=notice.member,
        notice=notice.id,
        route=route,
    )
