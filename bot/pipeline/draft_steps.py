"""The steps of a draft as they are written down, each with its entry in the journal, which quotes nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.cases import BOT
from bot.core.drafts import UNDECIDED, Draft, DraftState, ended
from bot.core.journal import Event, EventKind
from bot.core.likeness import grams, likeness

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.core.cases import Actor
    from bot.core.content import Message
    from bot.core.journal import Fact
    from bot.ports.ledger import UnitOfWork

GONE, EDITED = "the message is gone", "the message was edited meanwhile"
ANOTHER, ANSWERED = "another moderator's answer came first", "a moderator answered it below the message"
EXPIRED = "its time is over"
_MOST = 500


async def enter(uow: UnitOfWork, draft: Draft, actor: Actor = BOT) -> Draft:
    """Enter a draft."""
    added = await uow.drafts.add(draft)
    await note(uow, added, actor)
    return added


async def step(
    uow: UnitOfWork, draft: Draft, actor: Actor, what: str = "", private: Mapping[str, Fact] | None = None
) -> Draft:
    """Write a draft down as it is now. `what`: what was done, where its state does not say that."""
    await uow.drafts.save(draft)
    await note(uow, draft, actor, what, private)
    return draft


async def end(uow: UnitOfWork, draft: Draft, state: DraftState, why: str, now: datetime, actor: Actor = BOT) -> Draft:
    """Write down that a draft is undecided no more."""
    return await step(uow, ended(draft, state, why, now), actor)


async def void_on(
    uow: UnitOfWork, message: Message, why: str, now: datetime, states: frozenset[DraftState] = UNDECIDED
) -> None:
    """Let the drafts on a message be void that are in these states."""
    for each in await uow.drafts.on(message):
        if each.state in states:
            await end(uow, each, DraftState.SUPERSEDED, why, now)


async def void_statements(uow: UnitOfWork, why: str, now: datetime, actor: Actor) -> None:
    """Let the statements be void that nobody has decided."""
    for each in await uow.drafts.undecided(_MOST):
        if each.is_statement:
            await end(uow, each, DraftState.SUPERSEDED, why, now, actor)


async def note(
    uow: UnitOfWork, draft: Draft, actor: Actor, what: str = "", private: Mapping[str, Fact] | None = None
) -> None:
    """Add to the journal where a draft stands, and what it is measured by."""
    proposal = draft.proposal
    facts: dict[str, Fact] = {"draft": draft.id, "state": what or str(draft.state), "why": draft.reason}
    facts |= {"situation": str(draft.situation or ""), "language": draft.language, "version": draft.version}
    if proposal is not None:
        facts |= {"drafter": proposal.drafter, "template": proposal.template, "cites": list(proposal.cites)}
        facts["lint"] = [str(each.rule) for each in proposal.lint]
    if proposal is not None and draft.state is DraftState.EDITED:
        facts["likeness"] = round(likeness(grams(proposal.text), grams(draft.text)), 2)
    event = Event(EventKind.DRAFT, draft.changed_at, draft.case, actor, facts, private or {}, draft.member)
    await uow.journal.append(event)
