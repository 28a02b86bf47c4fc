"""Everything about one case, read at once: what moderators see, and why it is so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.better import revision_of, sent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.cases import Appeal, Case
    from bot.core.content import Content, Message
    from bot.core.decision import Decision, Strike
    from bot.core.effects import Effect
    from bot.core.journal import Event
    from bot.core.notices import Notice
    from bot.pipeline.community import Community
    from bot.ports.ledger import UnitOfWork

# Of the further messages of an incident so many are shown.
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case with all that hangs on it. `content`: the text as it was decided, None where it is kept no longer.

    `better`: what the member wrote in its place. `strikes`: all live ones of the member, of whatever case. `messages`:
    how many there are of its incident; `further`: the latest of them after its own, as far as their texts are kept.
    """

    case: Case
    content: Content | None
    decisions: Sequence[Decision]
    effects: Sequence[Effect]
    notices: Sequence[Notice]
    strikes: Sequence[Strike]
    appeal: Appeal | None
    events: Sequence[Event]
    better: Content | None = None
    messages: int = 1
    further: Sequence[Content] = ()

    @property
    def contents(self) -> list[Content]:
        """The texts that are at hand: of its own message, and the latest of its incident."""
        return [each for each in (self.content, *self.further) if each is not None]

    def text_of(self, decision: Decision) -> str:
        """Return the text that a decision was made on, empty where it is not at hand."""
        decided = (
            each for each in self.contents if (each.id, each.revision) == (decision.content_id, decision.revision)
        )
        return next((each.text for each in decided), "")


async def read_case(community: Community, number: int) -> CaseFile | None:
    """Return a case's file, None for a number that no case has."""
    async with community.begin() as uow:
        case = await uow.cases.get(number)
        return await file_of(uow, community, case) if case else None


async def read_message(community: Community, message: Message) -> CaseFile | Sequence[Decision]:
    """Return the file of the latest case on a message, or else what was decided on it without one."""
    async with community.begin() as uow:
        case = await uow.cases.latest_on(message)
        return await file_of(uow, community, case) if case else await uow.decisions.of_message(message)


async def file_of(uow: UnitOfWork, community: Community, case: Case) -> CaseFile:
    """Return the file of a case that was just read."""
    number = case.number
    events = await uow.journal.of_case(number)
    mended = sent(events)
    on_messages = await uow.decisions.on_messages(number)
    others = [each for each in dict.fromkeys(message for message, _ in on_messages) if each != case.message]
    kept = [await uow.contents.kept(each) for each in others[-_SHOWN:]]
    return CaseFile(
        case=case,
        content=await uow.contents.kept(case.message, case.revision if mended else None),
        better=await uow.contents.kept(case.message, revision_of(mended)) if mended else None,
        decisions=[decision for _, decision in on_messages],
        effects=await uow.effects.of_case(number),
        notices=await uow.notices.of_case(number),
        strikes=await uow.strikes.live(case.member, community.now()),
        appeal=await uow.appeals.of_case(number),
        events=events,
        messages=1 + len(others),
        further=[each for each in kept if each is not None],
    )
