"""A better version: the author of a hidden message writes it anew, and a text that keeps the rules takes its place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.core.actions import Hide
from bot.core.better import (
    HIDES,
    MOST_TRIES,
    REQUEST,
    REVISION,
    RULES,
    WhyNoBetter,
    broken_rules,
    can_be_mended,
    is_hidden,
    is_taken_back,
    refusals,
    rules_of,
    sent,
)
from bot.core.cases import Actor, ActorKind
from bot.core.effects import EffectKind, is_standing
from bot.core.journal import Event, EventKind
from bot.core.notices import NoticeKind
from bot.core.policy import Severity
from bot.core.standing import standing
from bot.pipeline.admit import exemption
from bot.pipeline.case_file import CaseFile, file_of
from bot.pipeline.intake import lacks_scores, scores_of, weigh
from bot.pipeline.take_back import reverse

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.core.content import Author, Content
    from bot.core.decision import Decision
    from bot.core.journal import Fact
    from bot.core.notices import Notice
    from bot.core.signals import Scores
    from bot.pipeline.community import Community
    from bot.ports.ledger import UnitOfWork

BETTER = "better"


@dataclass(frozen=True, slots=True)
class Offer:
    """What a member sends as a better version. `author`: as the platform knows them now; `mentions`: whom it calls.

    `request`: the platform's name of this one sending, so that the same delivered twice counts once.
    """

    author: Author
    text: str
    request: str
    mentions: int = 0


@dataclass(frozen=True, slots=True)
class Took:
    """It takes the place of the message, and no strike is left. `is_out`: the member is timed out, and stays so."""

    is_out: bool = False


@dataclass(frozen=True, slots=True)
class Breaks:
    """It breaks these rules, gravest first; so many tries are left. Nothing else happens."""

    rules: tuple[str, ...]
    left: int


@dataclass(frozen=True, slots=True)
class Later:
    """It could not be scored, and counts as no try."""


@dataclass(frozen=True, slots=True)
class NoBetter:
    """Why none is taken."""

    why: WhyNoBetter


Answer = Took | Breaks | Later | NoBetter


async def draft_of(community: Community, number: int, member: str) -> str | NoBetter:
    """Return a member's own hidden text for them to mend, or why they can't send a better one."""
    async with community.begin() as uow:
        file = await _own(uow, community, number, member)
        why = WhyNoBetter.NO_SUCH_CASE if file is None else why_not(file, community)
    if why or file is None or file.content is None:
        return NoBetter(why or WhyNoBetter.TEXT_GONE)
    return file.content.text


async def is_mendable(uow: UnitOfWork, community: Community, notice: Notice) -> bool:
    """Tell whether the member whom a notice tells of an action can send a better version."""
    if notice.kind is not NoticeKind.ACTION:
        return False
    file = await _own(uow, community, notice.case, notice.member)
    return file is not None and why_not(file, community) is None


async def send_better(community: Community, number: int, offer: Offer) -> Answer:
    """Score a better version and decide it at once: nothing against it, and it takes the place of what was hidden.

    Raises LedgerUnavailableError.
    """
    async with community.begin() as uow:
        answer = await _known(uow, community, number, offer)
    if not isinstance(answer, CaseFile):
        return answer
    (scores,) = await scores_of(community, [offer.text])
    async with community.begin() as uow:
        # Others may have acted while it was scored, the member themselves among them.
        answer = await _known(uow, community, number, offer)
        if isinstance(answer, CaseFile):
            answer = await _answer(uow, community, answer, offer, scores)
    community.work.set()
    return answer


def why_not(file: CaseFile, community: Community) -> WhyNoBetter | None:
    """Return why no better version can be sent in a case, None where one can."""
    now, policy = community.now(), community.policy
    held = {
        WhyNoBetter.TAKEN_BACK: is_taken_back(file.case),
        WhyNoBetter.SENT_BEFORE: sent(file.events) is not None,
        WhyNoBetter.NOT_HIDDEN: not is_hidden(file.case, file.effects),
        # One text can't take the place of a burst of messages.
        WhyNoBetter.BEYOND_WORDS: file.messages > 1 or not can_be_mended(file.case, file.decisions, policy),
        WhyNoBetter.NOT_HERE: EffectKind.RESTORE not in community.enforcer.capabilities,
        WhyNoBetter.TOO_LATE: not any(each.appeal_until and each.appeal_until >= now for each in file.notices),
        WhyNoBetter.TEXT_GONE: file.content is None,
        WhyNoBetter.NO_TRIES: len(refusals(file.events)) >= MOST_TRIES,
    }
    return next((why for why, holds in held.items() if holds), None)


async def _own(uow: UnitOfWork, community: Community, number: int, member: str) -> CaseFile | None:
    """Return the file of a member's own case; another's is none of their business."""
    case = await uow.cases.get(number)
    return await file_of(uow, community, case) if case is not None and case.member == member else None


async def _known(uow: UnitOfWork, community: Community, number: int, offer: Offer) -> CaseFile | Answer:
    """Return the case's file for an offer that is to be decided, else the answer that is known already."""
    file = await _own(uow, community, number, offer.author.id)
    if file is None:
        return NoBetter(WhyNoBetter.NO_SUCH_CASE)
    for event in file.events:
        if event.facts.get(REQUEST) == offer.request:
            return _again(event, file, community.now())
    if not offer.text.strip():
        return NoBetter(WhyNoBetter.NO_TEXT)
    why = why_not(file, community)
    return NoBetter(why) if why else file


def _again(event: Event, file: CaseFile, now: datetime) -> Answer:
    """Answer what was answered before."""
    if event.kind is EventKind.BETTER_SENT:
        return Took(_is_out(file, now))
    earlier = [each for each in refusals(file.events) if each.seq <= event.seq]
    return Breaks(rules_of(event), MOST_TRIES - len(earlier))


async def _answer(uow: UnitOfWork, community: Community, file: CaseFile, offer: Offer, scores: Scores) -> Answer:
    known = await uow.contents.latest(file.case.message)
    if file.content is None or known is None:
        return NoBetter(WhyNoBetter.TEXT_GONE)
    content = replace(
        file.content,
        author=offer.author,
        text=offer.text,
        mentions=offer.mentions,
        at=community.now(),
        revision=known.revision + 1,
        reports=0,
    )
    if exemption(content, community.policy):
        return await _take(uow, community, file, offer, content, None)
    decision = (await weigh(uow, community, content, scores, again=True)).decision
    if rules := broken_rules(decision, community.policy):
        return await _refuse(uow, community, file, offer, rules)
    if lacks_scores(decision):
        return Later()
    return await _take(uow, community, file, offer, content, decision)


async def _take(
    uow: UnitOfWork, community: Community, file: CaseFile, offer: Offer, content: Content, decision: Decision | None
) -> Took:
    """Let it take the place of what was hidden, and let no strike be left or wait."""
    now, case = community.now(), file.case
    raised = replace(
        case,
        version=case.version + 1,
        changed_at=now,
        proposals=tuple(each for each in case.proposals if not isinstance(each, Hide)),
        strike_rule="",
        strike_weight=0,
    )
    await uow.contents.add(content, keep=True)
    if decision is not None:
        await uow.decisions.add(decision, case.message, BETTER, case.number)
    await uow.strikes.revoke(case.number, now)
    await reverse(uow, raised, file.effects, HIDES)
    await uow.cases.save(raised)
    facts = {REQUEST: offer.request, REVISION: content.revision, **standing(raised)}
    await _note(uow, EventKind.BETTER_SENT, raised.number, offer, facts, now)
    return Took(_is_out(file, now))


async def _refuse(
    uow: UnitOfWork, community: Community, file: CaseFile, offer: Offer, rules: tuple[str, ...]
) -> Breaks:
    """Count a try. The text is kept nowhere."""
    now, number = community.now(), file.case.number
    await _note(uow, EventKind.BETTER_REFUSED, number, offer, {REQUEST: offer.request, RULES: list(rules)}, now)
    caring = [each.id for each in community.policy.rules if each.severity is Severity.CARE and each.id in rules]
    if caring:
        held = f"{', '.join(caring)} holds for the better version that its member sent."
        text = f"Case {number}: {held} It was not posted. Please look after them."
        await uow.alerts.raise_once(f"better {number} {offer.request}", text, now, now)
    return Breaks(rules, MOST_TRIES - len(refusals(file.events)) - 1)


async def _note(
    uow: UnitOfWork, kind: EventKind, case: int, offer: Offer, facts: Mapping[str, Fact], now: datetime
) -> None:
    author = offer.author
    actor = Actor(ActorKind.MEMBER, author.id, author.name)
    await uow.journal.append(Event(kind, now, case, actor, facts, person=author.id))


def _is_out(file: CaseFile, now: datetime) -> bool:
    ends = [each.until for each in file.effects if each.kind is EffectKind.TIME_OUT and is_standing(each, file.effects)]
    return any(end is not None and end > now for end in ends)
