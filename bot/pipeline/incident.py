"""Incidents: what a member writes against one rule within moments is one case, of which its messages are many."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.cases import UNDECIDED
from bot.core.content import Part

if TYPE_CHECKING:
    from bot.core.cases import Case
    from bot.core.content import Content, Message
    from bot.core.decision import Decision
    from bot.pipeline.community import Community
    from bot.ports.ledger import UnitOfWork

# Of a member's undecided cases so many are looked at, the newest first.
_LOOKED_AT = 20


async def case_of_incident(
    uow: UnitOfWork, community: Community, content: Content, decision: Decision, rule: str
) -> Case | None:
    """Return the undecided case that a further breach of `rule`, its gravest, belongs to; None where it is a new one.

    What a guard stands before is never joined: it asks a moderator something else. Nor are titles, names and what was
    never posted: there is nothing to hide.
    """
    if decision.guarded or not rule or not content.author.id or content.message.part is not Part.MESSAGE:
        return None
    found = await uow.cases.find(UNDECIDED, member=content.author.id, limit=_LOOKED_AT)
    for case in found:
        if (
            case.rules[:1] == (rule,)
            and case.message.part is Part.MESSAGE
            and await _is_near(uow, community, case, content)
        ):
            return case
    return None


async def _is_near(uow: UnitOfWork, community: Community, case: Case, content: Content) -> bool:
    """Tell whether it was written so shortly after what the case was opened for, or before it, that it is one."""
    first = await uow.decisions.first_of(case.number)
    if first is None or first.guarded:
        return False
    own = await uow.contents.kept(case.message, first.revision)
    began = own.at if own else case.opened_at
    return abs(content.at - began) < timedelta(seconds=community.policy.incident_seconds)


async def messages_of(uow: UnitOfWork, case: Case) -> tuple[Message, ...]:
    """Return all messages of a case, its own first."""
    found = [message for message, _ in await uow.decisions.on_messages(case.number)]
    return tuple(dict.fromkeys((case.message, *found)))


async def breaching(uow: UnitOfWork, case: Case) -> tuple[Message, ...]:
    """Return the messages of a case that break a rule as they are now; its own where none does or nobody decided."""
    latest = dict(await uow.decisions.on_messages(case.number))
    return tuple(message for message, decision in latest.items() if decision.actions) or (case.message,)


async def decided_revision(uow: UnitOfWork, case: Case, message: Message) -> int:
    """Return the revision of a message that its case was last decided on."""
    if message == case.message:
        return case.revision
    return max((each.revision for each in await uow.decisions.of_message(message)), default=0)
