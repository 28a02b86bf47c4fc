"""Plans what a case's current version does: effects, and the notice that goes with them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.effects import Effect, EffectKind, Route, effect_key
from bot.core.lower import lower
from bot.core.member_text import in_language
from bot.core.notices import Notice, NoticeKind, NoticeState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.core.actions import Enforcement
    from bot.core.cases import Case
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
    uow: UnitOfWork, community: Community, case: Case, actions: Iterable[Enforcement], manner: Manner
) -> Lowered:
    """Plan the effects of actions for the case's version, and one notice about them all."""
    earlier = await uow.effects.of_case(case.number)
    low = lower(actions, case, earlier, community.enforcer.capabilities, community.now())
    for effect in low.effects:
        await uow.effects.plan(effect)
    if low.says:
        restricts = any(each.is_open for each in low.effects)
        # A friendly word says that the message may stay; a plea asks for the contrary.
        kind = NoticeKind.ACTION if restricts or low.warns or low.pleads else NoticeKind.NUDGE
        notice = notice_for(community, case, kind, manner)
        await tell(uow, community, replace(notice, warning=low.warns, pleads=low.pleads))
    return low


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


async def tell(uow: UnitOfWork, community: Community, notice: Notice) -> Notice:
    """Queue a notice; where nobody can be written to, it is kept for when the member asks."""
    if EffectKind.NOTIFY not in community.enforcer.capabilities:
        kept = replace(notice, state=NoticeState.KEPT, reason="the bot can't write to members here")
        return await uow.notices.add(kept)
    added = await uow.notices.add(notice)
    await uow.effects.plan(notify(added, Route.DIRECT))
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
